#include "report/jsonl.h"

#include "report/esc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What printf would make of a number that is a whole count of millionths, as times in ms are; false for all
 * others. */
static bool millionths(struct buf *b, double v)
{
    double scaled = v * 1e6;
    if (!(scaled >= 100 && scaled < 999999999)) /* below, %g writes an exponent; above, it rounds */
        return false;
    uint64_t n = (uint64_t)(scaled + 0.5), part = n % 1000000;
    if (fabs(scaled - (double)n) > 1e-6)
        return false;
    buf_putu(b, n / 1000000);
    if (!part)
        return true;
    char text[8] = ".000000";
    for (int i = 6; i > 0; i--, part /= 10)
        text[i] = (char)('0' + part % 10);
    size_t len = 7;
    while (text[len - 1] == '0')
        len--;
    buf_put(b, text, len);
    return true;
}

void jsonl_number(struct buf *b, double v)
{
    char text[40];
    if (millionths(b, v))
        return;
    snprintf(text, sizeof text, "%.9g", v);
    bool inside = false; /* the locale's decimal mark, which may be several bytes */
    for (const char *p = text; *p; p++) {
        bool ours = (*p >= '0' && *p <= '9') || *p == 'e' || *p == '+' || *p == '-';
        if (ours || !inside)
            buf_putc(b, ours ? *p : '.');
        inside = !ours;
    }
}

static void strings(struct buf *b, const struct record_strings *list)
{
    for (size_t i = 0; i < list->count; i++) {
        buf_putc(b, i ? ',' : '[');
        esc_json(b, list->item[i]);
    }
    buf_putc(b, ']');
}

static void object(struct buf *b, const struct field *fields, const void *base, char open);

static void objects(struct buf *b, const struct field *fields, const struct record_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        buf_puts(b, i ? ",{" : "[{");
        object(b, fields, (const char *)list->item + i * list->size, 0);
        buf_putc(b, '}');
    }
    buf_putc(b, ']');
}

static void value(struct buf *b, const struct field *f, const void *base)
{
    const void *at = (const char *)base + f->offset;
    char text[ADDR_TEXT_MAX];
    switch (f->kind) {
    case FIELD_STR: esc_json(b, *(const char *const *)at); break;
    case FIELD_STRS: strings(b, at); break;
    case FIELD_ADDR: esc_json(b, addr_show(at, text)); break;
    case FIELD_U64: buf_putu(b, *(const uint64_t *)at); break;
    case FIELD_F64: jsonl_number(b, *(const double *)at); break;
    case FIELD_BOOL: buf_puts(b, *(const bool *)at ? "true" : "false"); break;
    case FIELD_TIME: esc_json(b, nsec_rfc3339(*(const nsec_wall *)at, text)); break;
    case FIELD_STATE: esc_json(b, state_word(*(const enum state *)at)); break;
    case FIELD_HOST_STATE: esc_json(b, host_state_word(*(const enum host_state *)at)); break;
    case FIELD_REASON: esc_json(b, reason_word(*(const enum reason *)at)); break;
    case FIELD_PROTO: esc_json(b, proto_word(*(const enum proto *)at)); break;
    case FIELD_OBJ:
        buf_putc(b, '{');
        object(b, f->sub, at, 0);
        buf_putc(b, '}');
        break;
    case FIELD_OBJS: objects(b, f->sub, at); break;
    }
}

/* The known keys, each with `before` or a comma in front (0 = nothing in front of the first). */
static void object(struct buf *b, const struct field *fields, const void *base, char before)
{
    for (const struct field *f = fields; f->name; f++) {
        if (!field_known(f, base))
            continue;
        if (before)
            buf_putc(b, before);
        before = ',';
        buf_putc(b, '"');
        buf_puts(b, f->name);
        buf_put(b, "\":", 2);
        value(b, f, base);
    }
}

void jsonl_record(struct buf *b, const struct record *r)
{
    const struct shape *shape = record_shape(r->type);
    buf_puts(b, "{\"type\":\"");
    buf_puts(b, shape->name);
    buf_putc(b, '"');
    object(b, shape->fields, &r->run, ',');
    buf_putc(b, '}');
}

struct jsonl {
    struct sink sink;
    struct out *out;
};

static int put(struct sink *s, const struct record *r)
{
    struct out *o = ((struct jsonl *)s)->out;
    jsonl_record(&o->buf, r);
    buf_putc(&o->buf, '\n');
    return out_put(o);
}

static int flush(struct sink *s)
{
    return out_flush(((struct jsonl *)s)->out);
}

static int close_sink(struct sink *s)
{
    int r = out_close(((struct jsonl *)s)->out);
    free(s);
    return r;
}

struct sink *jsonl_new(struct out *o)
{
    struct jsonl *j = calloc(1, sizeof *j);
    if (!j)
        return NULL;
    *j = (struct jsonl){.sink = {.put = put, .flush = flush, .close = close_sink}, .out = o};
    return &j->sink;
}
