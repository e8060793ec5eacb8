/* Test program: report_samples RUN FORMAT [CATALOGUES] writes a sample run to stdout; "shapes" writes the
 * keys of all records and the words of their enums, "status" two lines of --status-fd, as JSON: what
 * tests/schema.py checks. */
#include "report/i18n.h"
#include "report/jsonl.h"
#include "report/progress.h"
#include "report/samples.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void shape(struct buf *b, const struct field *fields)
{
    static const char *const kinds[] = {
        [FIELD_STR] = "str",        [FIELD_STRS] = "strs",    [FIELD_ADDR] = "str",  [FIELD_U64] = "integer",
        [FIELD_F64] = "number",     [FIELD_BOOL] = "boolean", [FIELD_TIME] = "str",  [FIELD_STATE] = "str",
        [FIELD_HOST_STATE] = "str", [FIELD_REASON] = "str",   [FIELD_PROTO] = "str", [FIELD_OBJS] = "strs"};
    char before = '{';
    for (const struct field *f = fields; f->name; f++, before = ',') {
        buf_printf(b, "%c\"%s\":", before, f->name);
        if (f->kind == FIELD_OBJ)
            shape(b, f->sub);
        else
            buf_printf(b, "\"%s\"", kinds[f->kind]);
    }
    buf_putc(b, '}');
}

#define WORDS(b, key, type, first, count, word)                                                              \
    for (int i = first; i < (int)(count); i++)                                                               \
        buf_printf(b, i == first ? "\"" key "\":[\"%s\"" : ",\"%s\"", word((enum type)i));                   \
    buf_puts(b, "],")

static void shapes(struct buf *b)
{
    buf_puts(b, "{\"words\":{");
    WORDS(b, "state", state, 1, STATE_COUNT, state_word);
    WORDS(b, "reason", reason, 1, REASON_COUNT, reason_word);
    WORDS(b, "proto", proto, 0, PROTO_COUNT, proto_word);
    buf_puts(b, "\"host_state\":[\"up\",\"down\",\"unknown\"]}");
    for (int t = 0; t < RECORD_TYPES; t++) {
        buf_printf(b, ",\"%s\":", record_shape((enum record_type)t)->name);
        shape(b, record_shape((enum record_type)t)->fields);
    }
    buf_puts(b, "}\n");
}

static void status(struct buf *b)
{
    struct progress p = {.sent = 1,
                         .heard = 2,
                         .found = 3,
                         .hosts_up = 4,
                         .rate_pps = NAN,
                         .done = NAN,
                         .elapsed_s = NAN,
                         .eta_s = NAN};
    progress_json(b, &p);
    p = (struct progress){.rate_pps = 1e6, .done = 1, .elapsed_s = 0.5, .eta_s = 0, .limited_by = "card"};
    buf_putc(b, '\n');
    progress_json(b, &p);
    buf_putc(b, '\n');
}

int main(int argc, char **argv)
{
    struct out *o = NULL;
    setlocale(LC_ALL, "");
    setenv("TZ", "UTC0", 1);
    if (argc < 2 || out_open("-", &o) < 0)
        return 2;
    if (argc == 2) {
        if (strcmp(argv[1], "shapes") == 0)
            shapes(&o->buf);
        else
            status(&o->buf);
        return out_close(o) < 0;
    }
    if (argc > 3) { /* a folder of catalogues: in the language of $LANGUAGE */
        bindtextdomain(I18N_DOMAIN, argv[3]);
        bind_textdomain_codeset(I18N_DOMAIN, "UTF-8");
    }
    struct sink *s = samples_sink(argv[2], o);
    return !s || samples_put(argv[1], s) < 0 || s->close(s) < 0;
}
