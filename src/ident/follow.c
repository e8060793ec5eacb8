#include "ident/follow.h"

#include "ident/read/text.h"

/* A scheme's colon stands before anything else that parts a reference (RFC 3986 §4.2): "/login?next=http://…"
 * has none. */
static bool has_scheme(struct text to)
{
    for (size_t i = 0; i < to.len && !strchr("/?#", to.p[i]); i++)
        if (to.p[i] == ':')
            return true;
    return false;
}

/* Behind scheme and authority, if these are of this door. p NULL: they are not. */
static struct text local_part(struct text to, const char *host, bool tls)
{
    static const struct text nowhere = {NULL, 0};
    const char *scheme = tls ? "https://" : "http://";
    size_t n = strlen(scheme);
    if (!has_scheme(to))
        return text_starts(to, "//") ? nowhere : to;
    if (!text_istarts(to, scheme))
        return nowhere;
    struct text rest = {to.p + n, to.len - n};
    const char *slash = memchr(rest.p, '/', rest.len);
    size_t authority = slash ? (size_t)(slash - rest.p) : rest.len, h = strlen(host);
    if (authority < h || memcmp(rest.p, host, h) != 0 || (authority > h && rest.p[h] != ':'))
        return nowhere;
    return (struct text){rest.p + authority, rest.len - authority};
}

void follow_path(const uint8_t *answer, size_t len, const char *host, bool tls, char path[FOLLOW_MAX])
{
    struct text rest = {(const char *)answer, len}, line = text_line(&rest), to = {NULL, 0};
    path[0] = '\0';
    if (!text_starts(line, "HTTP/1.") || line.len < 12 || line.p[9] != '3')
        return;
    while ((line = text_line(&rest)).p && line.len)
        to = to.p ? to : text_field(line, "Location");
    if (!line.p || line.len) /* what is cut short may point elsewhere */
        return;
    to = to.p ? local_part(to, host, tls) : to;
    if (!to.p)
        return;
    for (size_t i = 0; i < to.len; i++)
        if (to.p[i] == '#') /* for the reader, not for the server (RFC 9110 §7.1) */
            to.len = i;
    while (to.len && to.p[0] == '/')
        to = (struct text){to.p + 1, to.len - 1};
    if (!to.len || to.len >= FOLLOW_MAX)
        return;
    for (size_t i = 0; i < to.len; i++)
        if (to.p[i] <= 0x20 || to.p[i] >= 0x7F)
            return;
    memcpy(path, to.p, to.len);
    path[to.len] = '\0';
}

size_t follow_fill(uint8_t *request, size_t len, size_t cap, const char *path)
{
    const size_t at = 5; /* "GET /" */
    size_t n = strlen(path);
    if (len < at || len + n > cap)
        return 0;
    memmove(request + at + n, request + at, len - at);
    memcpy(request + at, path, n);
    return len + n;
}
