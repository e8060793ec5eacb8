#include "ident/read/text.h"

#include <strings.h>

struct text text_line(struct text *from)
{
    if (!from->len)
        return (struct text){NULL, 0};
    const char *nl = memchr(from->p, '\n', from->len);
    struct text line = {from->p, nl ? (size_t)(nl - from->p) : from->len};
    size_t step = line.len + (nl != NULL);
    from->p += step;
    from->len -= step;
    if (line.len && line.p[line.len - 1] == '\r')
        line.len--;
    return line;
}

bool text_starts(struct text t, const char *with)
{
    size_t n = strlen(with);
    return t.len >= n && memcmp(t.p, with, n) == 0;
}

bool text_istarts(struct text t, const char *with)
{
    size_t n = strlen(with);
    return t.len >= n && strncasecmp(t.p, with, n) == 0;
}

const char *text_find(struct text t, const char *what)
{
    size_t n = strlen(what);
    for (size_t i = 0; i + n <= t.len; i++)
        if (strncasecmp(t.p + i, what, n) == 0)
            return t.p + i;
    return NULL;
}

struct text text_trim(struct text t)
{
    while (t.len && (t.p[0] == ' ' || t.p[0] == '\t' || t.p[0] == '\r' || t.p[0] == '\n'))
        t = (struct text){t.p + 1, t.len - 1};
    while (t.len && (t.p[t.len - 1] == ' ' || t.p[t.len - 1] == '\t' || t.p[t.len - 1] == '\r' ||
                     t.p[t.len - 1] == '\n'))
        t.len--;
    return t;
}

bool text_plain(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        uint8_t c = (uint8_t)t.p[i];
        if (c == 0x7F || (c < 0x20 && c != '\r' && c != '\n' && c != '\t'))
            return false;
    }
    return t.len > 0;
}

struct text text_field(struct text line, const char *name)
{
    size_t n = strlen(name);
    if (line.len <= n || line.p[n] != ':' || strncasecmp(line.p, name, n) != 0)
        return (struct text){NULL, 0};
    return text_trim((struct text){line.p + n + 1, line.len - n - 1});
}
