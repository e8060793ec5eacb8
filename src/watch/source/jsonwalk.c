#include "watch/source/jsonwalk.h"

#include <ctype.h>

/* How far the text is read. It ends with a bracket, so whoever passes over anything else needs no other end. Its
 * members stay in registers, which is half of the speed: what has its address is inlined. */
struct cursor {
    const char *p, *end;
    const char *block; /* of which these quotes are not passed yet, those that no backslash is before */
    uint64_t quotes;
};
#define INLINE static inline __attribute__((always_inline))

/* Where in the document it is. */
struct walk {
    const struct word_names *names;
    jsonwalk_each *each;
    void *ctx;
    struct word key;
    char path[JSONWALK_PATH];     /* of the container, and room for the key */
    size_t outer[JSONWALK_DEPTH]; /* bytes of it; more than there is room for: too long */
    bool object[JSONWALK_DEPTH];
    unsigned depth;
    bool escaped; /* the last of the block is a backslash that makes the next character a plain one */
};

/* Letters, digits and signs: of numbers, and of true, false, null. */
static const bool plain[256] = {['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
                                ['-'] = true,         ['+'] = true,         ['.'] = true};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

INLINE char look(struct cursor *c)
{
    while ((unsigned char)*c->p <= ' ' && is_blank(*c->p))
        c->p++;
    return *c->p;
}

/* Of 64 characters, those behind a backslash that is not behind one itself; *behind: the first of them is,
 * and then of the next 64. */
static uint64_t escaped(uint64_t slashes, bool *behind)
{
    uint64_t ret = *behind;
    *behind = false;
    for (slashes &= ~ret; slashes; slashes &= slashes - 1) {
        uint64_t next = (slashes & -slashes) << 1;
        ret |= next;
        slashes &= ~next;
        *behind = !next;
    }
    return ret;
}

/* Of the block at p, as far as there is text. */
static uint64_t quotes_of(const char *p, const char *end, bool *behind)
{
    uint64_t quotes = word_bits_until(p, end, '"'), slashes = word_bits_until(p, end, '\\');
    return slashes || *behind ? quotes & ~escaped(slashes, behind) : quotes;
}

/* Goes on to behind the next quote that no backslash is before. False: there is none. */
INLINE bool over_quote(struct cursor *c, struct walk *w)
{
    while (!c->quotes) {
        if (c->end - c->block <= WORD_BITS)
            return false;
        c->block += WORD_BITS;
        c->quotes = quotes_of(c->block, c->end, &w->escaped);
    }
    c->p = c->block + __builtin_ctzll(c->quotes) + 1;
    c->quotes &= c->quotes - 1;
    return true;
}

/* At a quote. Outside of strings there are no backslashes, so it is the next. */
INLINE bool take_string(struct cursor *c, struct walk *w, struct word *ret)
{
    if (!over_quote(c, w))
        return false;
    const char *from = c->p;
    if (!over_quote(c, w))
        return false;
    *ret = (struct word){from, (size_t)(c->p - from) - 1};
    return true;
}

/* A number, or true, false, null. */
INLINE bool take_plain(struct cursor *c, struct word *ret)
{
    const char *from = c->p;
    while (plain[(uint8_t)*c->p])
        c->p++;
    *ret = (struct word){from, (size_t)(c->p - from)};
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
    w->outer[w->depth] = path.n;
    w->object[w->depth++] = object;
    return true;
}

static void give(struct walk *w, struct word value)
{
    struct word path = path_of(w);
    const struct word_name *known = path.n <= sizeof w->path ? word_names_find(w->names, path) : NULL;
    if (known)
        w->each(w->ctx, known->is, value);
}

/* A value that holds no others. Most keys show by themselves that nobody asked for them; only of the others a
 * path is made. */
INLINE bool take_value(struct cursor *c, struct walk *w, bool keyed)
{
    struct word value;
    if (*c->p == '"' ? !take_string(c, w, &value) : !take_plain(c, &value))
        return false;
    if (!keyed || word_names_may_have(w->names, w->key))
        give(w, value);
    return true;
}

/* Whether it ends where the outermost value does. */
static bool walk(struct cursor c, struct walk *w)
{
    bool object = false; /* in one, not in an array */
    for (;;) {
        char at = look(&c);
        bool inside = at == '{' || at == '[';
        if (inside) {
            object = at == '{';
            c.p++;
            if (!enter(w, object))
                return false;
        } else if (!take_value(&c, w, object)) {
            return false;
        }
        for (at = look(&c); at == (object ? '}' : ']'); at = look(&c)) {
            c.p++;
            if (--w->depth == 0 || c.p == c.end)
                return w->depth == 0 && c.p == c.end;
            object = w->object[w->depth - 1];
            inside = false;
        }
        if (!inside && at != ',')
            return false;
        c.p += !inside;
        if (object && (look(&c) != '"' || !take_string(&c, w, &w->key) || look(&c) != ':'))
            return false;
        c.p += object;
    }
}

bool jsonwalk(struct word text, const struct word_names *names, jsonwalk_each *each, void *ctx)
{
    struct walk w; /* most of its room is never looked at */
    w.names = names;
    w.each = each;
    w.ctx = ctx;
    w.depth = 0;
    w.escaped = false;
    while (text.n && is_blank(text.p[text.n - 1]))
        text.n--;
    if (!text.n || (text.p[0] != '{' && text.p[0] != '[') ||
        (text.p[text.n - 1] != '}' && text.p[text.n - 1] != ']'))
        return false;
    return walk((struct cursor){.p = text.p, .end = text.p + text.n, .block = text.p - WORD_BITS}, &w);
}

/* "00e9" -> its bytes; of a surrogate '?'. 0: these are no digits, or there is no room. */
static size_t put_point(struct word hex, char *out, size_t room)
{
    unsigned v = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = i < hex.n ? word_letter("0123456789abcdef", (char)tolower((unsigned char)hex.p[i])) : -1;
        if (digit < 0)
            return 0;
        v = v << 4 | (unsigned)digit;
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
            out[n] = word_letter("bfnrt", value.p[i]) >= 0 ? '?' : value.p[i];
        }
        if (!more)
            return 0;
        n += more;
    }
    return n;
}
