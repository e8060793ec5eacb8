#include "watch/source/jsonwalk.h"

#include <ctype.h>

struct walk {
    const char *p, *end;
    const struct word_names *names;
    jsonwalk_each *each;
    void *ctx;
    struct word key;
    char path[JSONWALK_PATH];     /* of the container, and room for the key */
    size_t outer[JSONWALK_DEPTH]; /* bytes of it; more than there is room for: too long */
    bool object[JSONWALK_DEPTH];
    unsigned depth;
};

/* Letters, digits and signs: of numbers, and of true, false, null. */
static const bool plain[256] = {['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
                                ['-'] = true,         ['+'] = true,         ['.'] = true};

static inline char look(struct walk *w)
{
    for (; w->p < w->end; w->p++)
        if ((unsigned char)*w->p > ' ' || (*w->p != ' ' && *w->p != '\t' && *w->p != '\r' && *w->p != '\n'))
            return *w->p;
    return 0;
}

static inline bool take(struct walk *w, char c)
{
    bool there = look(w) == c;
    w->p += there;
    return there;
}

static inline bool take_string(struct walk *w, struct word *ret)
{
    if (!take(w, '"'))
        return false;
    const char *from = w->p;
    for (;;) {
        const char *quote = w->p + word_until((struct word){w->p, (size_t)(w->end - w->p)}, "\"");
        if (quote == w->end)
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
static inline bool take_plain(struct walk *w, struct word *ret)
{
    const char *from = w->p;
    while (w->p < w->end && plain[(uint8_t)*w->p])
        w->p++;
    *ret = (struct word){from, (size_t)(w->p - from)};
    return ret->n > 0;
}

/* Of the value that comes; the elements of an array have the array's. */
static struct word path_of(struct walk *w)
{
    size_t outer = w->depth ? w->outer[w->depth - 1] : 0, n = outer + 1 + w->key.n;
    if (!w->depth || !w->object[w->depth - 1])
        return (struct word){w->path, outer};
    if (!outer)
        return w->key;
    if (n <= sizeof w->path) {
        w->path[outer] = '.';
        memcpy(w->path + outer + 1, w->key.p, w->key.n);
    }
    return (struct word){w->path, n};
}

static bool enter(struct walk *w, bool object)
{
    struct word path = path_of(w);
    if (w->depth == JSONWALK_DEPTH)
        return false;
    if (path.p != w->path && path.n <= sizeof w->path)
        memcpy(w->path, path.p, path.n);
    w->p++;
    w->outer[w->depth] = path.n;
    w->object[w->depth++] = object;
    return true;
}

/* Most keys show by their end that nobody asked for them; only of the others a path is made. */
static void give(struct walk *w, struct word value)
{
    if (w->depth && w->object[w->depth - 1] && !word_names_may_end(w->names, w->key))
        return;
    struct word path = path_of(w);
    const struct word_name *known = path.n <= sizeof w->path ? word_names_find(w->names, path) : NULL;
    if (known)
        w->each(w->ctx, known->is, value);
}

/* A value that holds no others, or the beginning of one that does (*ret_inside). */
static inline bool take_value(struct walk *w, bool *ret_inside)
{
    struct word value;
    char c = look(w);
    *ret_inside = c == '{' || c == '[';
    if (*ret_inside)
        return enter(w, c == '{');
    if (c == '"' ? !take_string(w, &value) : !take_plain(w, &value))
        return false;
    give(w, value);
    return true;
}

bool jsonwalk(struct word text, const struct word_names *names, jsonwalk_each *each, void *ctx)
{
    struct walk w;
    w.p = text.p;
    w.end = text.p + text.n;
    w.names = names;
    w.each = each;
    w.ctx = ctx;
    w.depth = 0;
    bool inside;
    if (!take_value(&w, &inside))
        return false;
    while (w.depth) {
        bool object = w.object[w.depth - 1];
        char c = look(&w);
        if (c == (object ? '}' : ']')) {
            w.p++;
            w.depth--;
            inside = false;
            continue;
        }
        if (!inside && !take(&w, ','))
            return false;
        if (object && !(take_string(&w, &w.key) && take(&w, ':')))
            return false;
        if (!take_value(&w, &inside))
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
