#include "report/table.h"

#include "report/esc.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

static const char *const sgr[TABLE_STYLES] = {"", "\33[32m", "\33[33m", "\33[2m"};

void table_init(struct table *t, unsigned columns, size_t max)
{
    assert(columns && columns <= TABLE_COLUMNS_MAX);
    *t = (struct table){.gap = 2, .columns = columns};
    buf_init(&t->text, max);
    buf_init(&t->style, max);
}

void table_fini(struct table *t)
{
    buf_fini(&t->text);
    buf_fini(&t->style);
}

void table_rewind(struct table *t)
{
    t->text.len = t->heading_bytes;
    t->style.len = t->filled = t->columns;
    t->text.over = t->style.over = false;
    memset(t->width, 0, sizeof t->width);
}

void table_cell(struct table *t, const char *text, enum table_style style)
{
    buf_put(&t->text, text, strlen(text) + 1);
    buf_putc(&t->style, (char)style);
    if (t->filled < t->columns)
        t->heading_bytes = t->text.len;
    unsigned column = t->filled % t->columns, width = esc_width(text);
    if (t->filled++ >= t->columns && width > t->width[column])
        t->width[column] = width;
}

static void pad(struct buf *b, unsigned n)
{
    while (n--)
        buf_putc(b, ' ');
}

static void row(const struct table *t, const char **at, const char *styles, const unsigned *width,
                unsigned last, struct buf *b, bool colour)
{
    for (unsigned c = 0; c < t->columns; c++, *at += strlen(*at) + 1) {
        if (!width[c])
            continue;
        const char *on = colour ? sgr[(unsigned char)styles[c]] : "";
        buf_puts(b, on);
        buf_puts(b, *at);
        if (*on)
            buf_puts(b, "\33[0m");
        if (c != last)
            pad(b, width[c] - esc_width(*at) + t->gap);
    }
    while (b->len && b->data[b->len - 1] == ' ') /* empty cells at the end */
        b->len--;
    buf_putc(b, '\n');
}

int table_print(const struct table *t, struct out *o, unsigned indent, bool colour)
{
    if (t->text.over || t->style.over)
        return -ENOMEM;
    unsigned width[TABLE_COLUMNS_MAX] = {0}, last = 0;
    const char *at = buf_text(&t->text);
    for (unsigned c = 0; c < t->columns && t->filled; c++, at += strlen(at) + 1) {
        unsigned heading = esc_width(at);
        if (t->width[c])
            width[c] = t->width[c] > heading ? t->width[c] : heading;
        last = width[c] ? c : last;
    }
    at = buf_text(&t->text);
    for (unsigned done = 0; done + t->columns <= t->filled; done += t->columns) {
        pad(&o->buf, indent);
        row(t, &at, buf_text(&t->style) + done, width, last, &o->buf, colour);
        int r = out_put(o);
        if (r < 0)
            return r;
    }
    return 0;
}
