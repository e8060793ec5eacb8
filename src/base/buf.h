/* A growable byte buffer that cannot be made without its maximum (the idea: curl's dynbuf). When growth would
 * pass the maximum, memory is out or printf fails, nothing is added and `over` stays set. The text is always
 * followed by a NUL that does not count. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *data; /* owned; NULL until the first byte */
    size_t len, cap, max;
    bool over;
};

/* An empty buffer of at most `max` bytes, the NUL not counted; takes no memory yet. */
void buf_init(struct buf *b, size_t max);
void buf_fini(struct buf *b);  /* fine after buf_init or a zeroed struct; leaves it empty */
void buf_clear(struct buf *b); /* keeps the memory, forgets content and `over` */
/* Append: bytes, text up to its NUL, a number, text by a format. What does not fit is left out as a whole,
 * and `over` says so. */
void buf_put(struct buf *b, const void *data, size_t n);
void buf_puts(struct buf *b, const char *text);
void buf_putu(struct buf *b, uint64_t n); /* decimal */
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));
/* The text so far, NUL-terminated, borrowed until the next change; "" when empty. */
const char *buf_text(const struct buf *b);

/* Reports are written character by character: the usual case is worth being inline. */
static inline void buf_putc(struct buf *b, char c)
{
    if (b->over || b->len >= b->max || b->len + 1 >= b->cap) {
        buf_put(b, &c, 1);
        return;
    }
    b->data[b->len++] = c;
    b->data[b->len] = 0;
}
