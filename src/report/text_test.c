/* What golden files do not show: colours, other languages, numbers, the CSV's columns, a document after every
 * flush. */
#include "report/text.h"

#include "report/csv.h"
#include "report/fmt.h"
#include "report/i18n.h"
#include "report/jsonl.h"
#include "report/progress.h"
#include "report/samples.h"
#include "report/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *written(const char *run, const struct report_conf *conf)
{
    int fd;
    struct sink *s = text_new(samples_memory(&fd), conf);
    assert_int_equal(samples_put(run, s), 0);
    assert_int_equal(s->close(s), 0);
    return samples_read(fd);
}

/* Colours add SGR sequences and nothing else. */
static void test_colour(void **state)
{
    (void)state;
    char *plain = written("own", &(struct report_conf){0}),
         *colour = written("own", &(struct report_conf){.colour = true});
    assert_null(strchr(plain, '\33'));
    assert_non_null(strstr(colour, "\33[32mopen\33[0m"));
    char *to = colour;
    for (const char *p = colour; *p;) {
        if (*p != '\33')
            *to++ = *p++;
        else
            p = strchr(p, 'm') + 1;
    }
    *to = 0;
    assert_string_equal(plain, colour);
    free(plain);
    free(colour);
}

static void test_memory_is_said(void **state)
{
    (void)state;
    char *got = written("interrupted", &(struct report_conf){.max_bytes = 1});
    assert_non_null(strstr(got, "4 results did not fit into memory and are missing above"));
    free(got);
}

static void test_japanese(void **state)
{
    (void)state;
    setenv("LANGUAGE", "ja", 1);
    bindtextdomain(I18N_DOMAIN, LOCALES);
    bind_textdomain_codeset(I18N_DOMAIN, "UTF-8");
    char *got = written("own", &(struct report_conf){0});
    char path[512];
    snprintf(path, sizeof path, "%s/own.ja.text", GOLDEN);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char want[8192];
    size_t n = fread(want, 1, sizeof want - 1, f);
    want[n] = 0;
    fclose(f);
    assert_string_equal(got, want);
    free(got);
}

static void test_table(void **state)
{
    (void)state;
    int fd;
    struct out *o = samples_memory(&fd);
    struct table t;
    static const char *const cells[] = {"A", "EMPTY", "ポート", "Z", "戸締り",    "",
                                        "x", "",      "b",      "",  "yyyyyyyyy", "z"};
    table_init(&t, 4, 1000);
    for (size_t i = 0; i < 12; i++)
        table_cell(&t, cells[i], TABLE_PLAIN);
    assert_int_equal(table_print(&t, o, 1, false), 0);
    table_fini(&t);
    assert_int_equal(out_close(o), 0);
    char *got = samples_read(fd);
    assert_string_equal(got, " A       ポート     Z\n 戸締り  x\n b       yyyyyyyyy  z\n");
    free(got);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        double v;
        const char *text;
    } numbers[] = {{0, "0"},        {0.1 + 0.2, "0.3"}, {1e6, "1000000"}, {12.345678, "12.345678"},
                   {1e-7, "1e-07"}, {1e300, "1e+300"}};
    char out[FMT_MAX];
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct buf b;
        buf_init(&b, 100);
        jsonl_number(&b, numbers[i].v);
        assert_string_equal(buf_text(&b), numbers[i].text);
        buf_fini(&b);
    }
    assert_string_equal(fmt_count(0, out), "0");
    assert_string_equal(fmt_count(999, out), "999");
    assert_string_equal(fmt_count(1000, out), "1,000");
    assert_string_equal(fmt_count(UINT64_MAX, out), "18,446,744,073,709,551,615");
    assert_string_equal(fmt_seconds(0.25, out), "0.25 s");
    assert_string_equal(fmt_seconds(9.996, out), "10.0 s");
    assert_string_equal(fmt_seconds(59.96, out), "1:00");
    assert_string_equal(fmt_seconds(125, out), "2:05");
    assert_string_equal(fmt_seconds(3599.7, out), "1:00:00");
    assert_string_equal(fmt_seconds(90061, out), "25:01:01");
    assert_string_equal(fmt_seconds(NAN, out), "0.00 s");
    assert_string_equal(fmt_ctime(0, out), "Thu Jan  1 00:00:00 1970");
}

static void test_progress(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000);
    struct progress p = {.sent = 1234567,
                         .heard = 1200,
                         .found = 1,
                         .hosts_up = 3,
                         .rate_pps = 99999.6,
                         .done = 0.99999,
                         .elapsed_s = 12.3,
                         .eta_s = 90,
                         .limited_by = "target"};
    progress_text(&b, &p);
    assert_string_equal(
        buf_text(&b),
        "99.9 % done · 1 open port · 3 hosts up · 1,234,567 sent, 1,200 heard · 99,999 packets/s · "
        "12.3 s elapsed · about 1:30 left · limited by the targets, which would have dropped or "
        "rationed a faster scan");
    buf_clear(&b);
    progress_json(&b, &p);
    assert_string_equal(buf_text(&b),
                        "{\"type\":\"status\",\"sent\":1234567,\"heard\":1200,\"found\":1,\"hosts_up\":3,"
                        "\"rate_pps\":99999.6,"
                        "\"done\":0.99999,\"elapsed_s\":12.3,\"eta_s\":90,\"limited_by\":\"target\"}");
    buf_clear(&b);
    p = (struct progress){
        .rate_pps = NAN, .done = NAN, .elapsed_s = NAN, .eta_s = NAN, .limited_by = "\33[2J"};
    progress_text(&b, &p);
    assert_string_equal(buf_text(&b), "0 open ports · 0 hosts up · 0 sent, 0 heard · limited by \\x1b[2J");
    buf_fini(&b);
}

/* No key of a record that has rows is without a column. */
static void test_csv_columns(void **state)
{
    (void)state;
    static const enum record_type types[] = {RECORD_PORT,     RECORD_REST,    RECORD_HOST,
                                             RECORD_LISTENER, RECORD_FINDING, RECORD_ALERT};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        for (const struct field *f = record_shape(types[i])->fields; f->name; f++) {
            static const struct field none = {0};
            for (const struct field *s = f->kind == FIELD_OBJ ? f->sub : &none; s->name; s++) {
                char path[64];
                snprintf(path, sizeof path, "%s.%s", f->name, s->name);
                if (!csv_covers(types[i], path))
                    fail_msg("no column for %s", path);
            }
            if (f->kind != FIELD_OBJ && !csv_covers(types[i], f->name))
                fail_msg("no column for %s", f->name);
        }
    assert_false(csv_covers(RECORD_PORT, "nothing"));
    assert_false(csv_covers(RECORD_PORT, "service"));
}

/* Kill it anywhere: what was flushed is a whole document that has the hosts so far. */
static void test_xml_after_flush(void **state)
{
    (void)state;
    int fd;
    struct sink *s = samples_sink("xml", samples_memory(&fd));
    assert_int_equal(samples_put("empty", s), 0);
    assert_int_equal(s->flush(s), 0);
    assert_int_equal(s->close(s), 0);
    char *whole = samples_read(fd);

    s = samples_sink("xml", samples_memory(&fd));
    assert_int_equal(samples_put("interrupted", s), 0);
    struct record r;
    record_init(&r, RECORD_HOST);
    assert_int_equal(addr_parse("198.18.0.5", &r.host.addr), 0);
    assert_int_equal(s->put(s, &r), 0);
    assert_int_equal(s->flush(s), 0);
    int copy = dup(fd);
    char *early = samples_read(copy);
    assert_non_null(strstr(early, "portid=\"443\""));
    assert_non_null(strstr(early, "errormsg=\"not finished\""));
    assert_string_equal(early + strlen(early) - 11, "</nmaprun>\n");
    assert_int_equal(s->close(s), 0);
    char *late = samples_read(fd);
    assert_non_null(strstr(late, "portid=\"443\""));
    assert_non_null(strstr(late, "portid=\"22\""));
    assert_null(strstr(late, "not finished"));
    assert_string_equal(strstr(late, "</nmaprun>"), "</nmaprun>\n");
    assert_string_equal(strstr(whole, "</nmaprun>"), "</nmaprun>\n");
    free(whole);
    free(early);
    free(late);
}

int main(void)
{
    setlocale(LC_ALL, "");
    setenv("TZ", "UTC0", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_colour),
        cmocka_unit_test(test_memory_is_said),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_csv_columns),
        cmocka_unit_test(test_xml_after_flush),
        cmocka_unit_test(test_japanese), /* last: gettext remembers what it found */
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
