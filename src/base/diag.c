#include "base/diag.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

static bool c1(unsigned char first,
               unsigned char second) /* U+0080 … U+009F in UTF-8: terminals obey those too */
{
    return first == 0xc2 && second >= 0x80 && second < 0xa0;
}

/* Is text[n] of a control character? */
static bool control(const char *text, size_t n)
{
    unsigned char b = (unsigned char)text[n];
    return b < 0x20 || b == 0x7f || c1(b, (unsigned char)text[n + 1]) ||
           (n && c1((unsigned char)text[n - 1], b));
}

static void copy_arg(char out[DIAG_ARG_MAX], const char *from)
{
    size_t n = 0;
    for (; from && from[n] && n < DIAG_ARG_MAX - 1; n++)
        out[n] = control(from, n) ? '?' : from[n];
    out[n] = 0;
    if (from && from[n]) { /* was cut: say so, and do not leave half a UTF-8 character */
        n = DIAG_ARG_MAX - 4;
        while (n && ((unsigned char)out[n] & 0xc0) == 0x80)
            n--;
        snprintf(out + n, DIAG_ARG_MAX - n, "...");
    }
}

int diag_set(struct diag *d, const char *msg, const char *a, const char *b, const char *c)
{
    d->msg = msg;
    copy_arg(d->arg[0], a);
    copy_arg(d->arg[1], b);
    copy_arg(d->arg[2], c);
    return -EINVAL;
}

int diag_counts(struct diag *d, const char *msg, uint32_t n, uint32_t of)
{
    char first[12], second[12];
    snprintf(first, sizeof first, "%u", n);
    snprintf(second, sizeof second, "%u", of);
    return diag_set(d, msg, first, second, NULL);
}

/* Replaces each %s of the message by the next argument. Not printf: a translation must not be able to
 * turn into a format string. */
static size_t expand(const char *msg, const struct diag *d, char *out, size_t cap)
{
    size_t n = 0, next = 0;
    for (const char *p = msg; *p && n + 1 < cap; p++) {
        if (p[0] == '%' && p[1] == 's') {
            int w = snprintf(out + n, cap - n, "%s", next < 3 ? d->arg[next] : "");
            next++;
            n += w < 0 ? 0 : (size_t)w < cap - n ? (size_t)w : cap - n - 1;
            p++;
        } else {
            out[n++] = *p;
        }
    }
    out[n] = 0;
    return n;
}

const char *diag_text(const struct diag *d, char *(*translate)(const char *), char *out, size_t cap)
{
    size_t n = 0;
    int w = 0;
    out[0] = 0;
    if (d->file[0])
        w = snprintf(out, cap, "%s:", d->file);
    n = w < 0 || (size_t)w >= cap ? 0 : (size_t)w;
    if (d->line) {
        w = d->column ? snprintf(out + n, cap - n, "%u:%u:", d->line, d->column)
                      : snprintf(out + n, cap - n, "%u:", d->line);
        n += w < 0 || (size_t)w >= cap - n ? 0 : (size_t)w;
    }
    if (n && n + 1 < cap)
        out[n++] = ' ';
    expand(d->msg ? (translate ? translate(d->msg) : d->msg) : "", d, out + n, cap - n);
    return out;
}
