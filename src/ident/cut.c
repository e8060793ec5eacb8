#include "ident/cut.h"

#include <stdarg.h>
#include <stdio.h>

void cut_init(struct cut *c)
{
    c->count = c->refused = 0;
    c->used = 0;
    c->ours = c->more = false;
    found_init(&c->found);
}

void cut_part(struct cut *c, enum part_kind kind, const void *data, size_t len)
{
    if (!len)
        return;
    if (c->count == CUT_PARTS)
        c->refused++;
    else
        c->part[c->count++] = (struct cut_part){kind, data, len};
}

void cut_copy(struct cut *c, enum part_kind kind, const void *data, size_t len)
{
    size_t room = CUT_SCRATCH - c->used;
    size_t n = len < room ? len : room;
    if (!n)
        return;
    uint8_t *at = c->scratch + c->used;
    memcpy(at, data, n);
    c->used += n;
    cut_part(c, kind, at, n);
}

void cut_printf(struct cut *c, enum part_kind kind, const char *format, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (n > 0)
        cut_copy(c, kind, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

bool cut_name(struct cut *c, const char *name, double confidence)
{
    snprintf(c->found.name, sizeof c->found.name, "%s", name);
    snprintf(c->found.id, sizeof c->found.id, "read:%s", name);
    c->found.confidence = confidence;
    return true;
}

void cut_info(struct cut *c, const char *format, ...)
{
    char text[sizeof c->found.info], clean[sizeof c->found.info];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (n <= 0)
        return;
    found_text(clean, sizeof clean, text, strlen(text));
    size_t len = strlen(c->found.info);
    snprintf(c->found.info + len, sizeof c->found.info - len, "%s%s", len ? "; " : "", clean);
}
