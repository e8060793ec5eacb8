#include "watch/source/jsonwalk.h"

#include <ctype.h>

struct walk {
    const char *p, *end;
    jsonwalk_each *each;
    void *ctx;
    char path[JSONWALK_PATH];
    size_t at;                    /* bytes of the path; more than there is room for: too long */
    size_t outer[JSONWALK_DEPTH]; /* of what each container stands in */
    bool object[JSONWALK_DEPTH];
    unsigned depth;
};

static char look(struct walk *w)
{
    while (w->p < w->end && (*w->p == ' ' || *w->p == '\t' || *w->p == '\r' || *w->p == '\n'))
        w->p++;
    return w->p < w->end ? *w->p : 0;
}

static bool take(struct walk *w, char c)
{
    bool there = look(w) == c;
    w->p += there;
    return there;
}

static bool take_string(struct walk *w, struct word *ret)
{
    if (!take(w, '"'))
        return false;
    const char *from = w->p;
    for (;;) {
        const char *quote = memchr(w->p, '"', (size_t)(w->end - w->p));
        if (!quote)
            return false;
        size_t slashes = 0;
        while (quote - slashes > from && quote[-1 - (ptrdiff_t)slashes] == '\\')
            slashes++;
        w->p = quote + 1;
        if (slashes % 2)
            continue;
        *ret = (struct word){from, (size_t)(quote - from)};
        return true;
    }
}

/* A number, or true, false, null. */
static bool take_plain(struct walk *w, struct word *ret)
{
    const char *from = w->p;
    while (w->p < w->end && (isalnum((unsigned char)*w->p) || *w->p == '-' || *w->p == '+' || *w->p == '.'))
        w->p++;
    *ret = (struct word){from, (size_t)(w->p - from)};
    return ret->n > 0;
}

/* The key and its colon; the path goes on by it. */
static bool take_key(struct walk *w)
{
    struct word key;
    size_t outer = w->outer[w->depth - 1];
    if (!take_string(w, &key) || !take(w, ':'))
        return false;
    bool fits = outer + key.n + 1 <= sizeof w->path;
    w->at = fits ? outer + key.n + (outer > 0) : sizeof w->path + 1;
    if (!fits)
        return true;
    if (outer)
        w->path[outer] = '.';
    memcpy(w->path + outer + (outer > 0), key.p, key.n);
    return true;
}

static bool enter(struct walk *w, bool object)
{
    if (w->depth == JSONWALK_DEPTH)
        return false;
    w->p++;
    w->outer[w->depth] = w->at;
    w->object[w->depth++] = object;
    return true;
}

static bool leave(struct walk *w)
{
    if (!take(w, w->object[w->depth - 1] ? '}' : ']'))
        return false;
    w->at = w->outer[--w->depth];
    return true;
}

/* A value that holds no others, or the beginning of one that does (*ret_inside). */
static bool take_value(struct walk *w, bool *ret_inside)
{
    struct word value;
    char c = look(w);
    *ret_inside = c == '{' || c == '[';
    if (*ret_inside)
        return enter(w, c == '{');
    if (c == '"' ? !take_string(w, &value) : !take_plain(w, &value))
        return false;
    if (w->at <= sizeof w->path)
        w->each(w->ctx, (struct word){w->path, w->at}, value);
    return true;
}

bool jsonwalk(struct word text, jsonwalk_each *each, void *ctx)
{
    struct walk w = {.p = text.p, .end = text.p + text.n, .each = each, .ctx = ctx};
    bool inside;
    if (!take_value(&w, &inside))
        return false;
    while (w.depth) {
        bool closed = inside && leave(&w); /* an empty one */
        if (!closed) {
            if (w.object[w.depth - 1] ? !take_key(&w) : (w.at = w.outer[w.depth - 1], false))
                return false;
            if (!take_value(&w, &inside))
                return false;
            if (inside)
                continue;
        }
        inside = false;
        while (w.depth && leave(&w))
            ;
        if (w.depth && !take(&w, ','))
            return false;
    }
    return look(&w) == 0 && w.p == w.end;
}

/* "00e9" -> its bytes; of a surrogate '?'. 0: these are no digits, or there is no room. */
static size_t put_point(struct word hex, char *out, size_t room)
{
    unsigned v = 0;
    for (size_t i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *at = i < hex.n ? memchr(digits, tolower((unsigned char)hex.p[i]), 16) : NULL;
        if (!at)
            return 0;
        v = v << 4 | (unsigned)(at - digits);
    }
    if (v < 0x20 || (v >= 0xd800 && v < 0xe000))
        v = '?';
    size_t n = v < 0x80 ? 1 : v < 0x800 ? 2 : 3;
    if (n > room)
        return 0;
    if (n == 1)
        out[0] = (char)v;
    for (size_t i = n; n > 1 && i-- > 1; v >>= 6)
        out[i] = (char)(0x80 | (v & 0x3f));
    if (n > 1)
        out[0] = (char)((n == 2 ? 0xc0 : 0xe0) | v);
    return n;
}

size_t jsonwalk_text(struct word value, char *out, size_t cap)
{
    size_t n = 0;
    for (size_t i = 0; i < value.n; i++) {
        size_t more = 1;
        if (n == cap)
            return 0;
        if (value.p[i] != '\\') {
            out[n] = value.p[i];
        } else if (++i == value.n) {
            return 0;
        } else if (value.p[i] == 'u') {
            more = put_point((struct word){value.p + i + 1, value.n - i - 1}, out + n, cap - n);
            i += 4;
        } else {
            out[n] = memchr("bfnrt", value.p[i], 5) ? '?' : value.p[i];
        }
        if (!more)
            return 0;
        n += more;
    }
    return n;
}
