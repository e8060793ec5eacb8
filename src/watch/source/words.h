/* Words of a line of text. A word is borrowed from the line; nothing is copied, nothing is NUL-terminated. */
#pragma once

#include "base/addr.h"

#include <endian.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct word {
    const char *p;
    size_t n;
};

/* --- sixteen characters at a time: what a line is searched for is far apart, and strchr() of each character
 * and memmem() took a quarter of the time of reading. */

typedef char word_block __attribute__((vector_size(16)));

static inline word_block word_load(const char *p)
{
    word_block b;
    memcpy(&b, p, sizeof b);
    return b;
}

static inline word_block word_all(char c)
{
    word_block b;
    memset(&b, c, sizeof b);
    return b;
}

/* The result of comparing: all bits of what is equal. */
typedef uint64_t word_halves __attribute__((vector_size(16)));

/* Of each of the sixteen one bit, the first character's the lowest. */
#ifdef __SSE2__
static inline unsigned word_bits(word_halves hits)
{
    return (unsigned)_mm_movemask_epi8((__m128i)hits);
}
#else
static inline unsigned word_bits(word_halves hits)
{
    /* The bits of different bytes differ, so that adding all bytes up, which the upper byte of such a product
     * is, joins them. */
    const uint64_t own = UINT64_C(0x8040201008040201), sum = UINT64_C(0x0101010101010101);
    return (unsigned)((le64toh(hits[0]) & own) * sum >> 56 | (le64toh(hits[1]) & own) * sum >> 56 << 8);
}
#endif

/* The place of the first, 16 = none. */
static inline unsigned word_first(word_halves hits)
{
    return (unsigned)__builtin_ctz(word_bits(hits) | 1u << sizeof hits);
}

/* And of 64, which are c. */
#define WORD_BITS 64
static inline uint64_t word_bits_of(const char *p, char c)
{
    /* Not in a loop, which gcc leaves one: twice as many instructions. */
    enum { STEP = sizeof(word_block) };
    word_block all = word_all(c);
    uint64_t first = word_bits((word_halves)(word_load(p) == all)),
             second = word_bits((word_halves)(word_load(p + STEP) == all)),
             third = word_bits((word_halves)(word_load(p + 2 * STEP) == all)),
             fourth = word_bits((word_halves)(word_load(p + 3 * STEP) == all));
    return first | second << STEP | (third | fourth << STEP) << 2 * STEP;
}

/* The same where fewer may be left. */
static inline uint64_t word_bits_until(const char *p, const char *end, char c)
{
    char last[WORD_BITS];
    size_t left = (size_t)(end - p);
    if (left >= WORD_BITS)
        return word_bits_of(p, c);
    memset(last, ~c, sizeof last);
    return word_bits_of(memcpy(last, p, left), c);
}

/* How many characters of it come before the first that is one of `ends` (at least one, no NUL): all, if none
 * is. */
size_t word_until_any(struct word w, const char *ends);
static inline size_t word_until(struct word w, const char *ends)
{
    if (w.n >= sizeof(word_block) && !(ends[1] && ends[2] && ends[3])) {
        word_block b = word_load(w.p), equal = b == word_all(ends[0]);
        if (ends[1])
            equal |= b == word_all(ends[1]);
        if (ends[1] && ends[2])
            equal |= b == word_all(ends[2]);
        unsigned i = word_first((word_halves)equal);
        if (i < sizeof(word_block))
            return i;
    }
    if (ends[1])
        return word_until_any(w, ends);
    const char *end = memchr(w.p, ends[0], w.n);
    return end ? (size_t)(end - w.p) : w.n;
}

/* Cuts the next word off `rest`: up to one of the characters in `ends`, which is passed over. False: nothing
 * is left. Here, so that `ends` is known where it is cut: a tenth of the time of reading was to look at them. */
static inline bool word_next(struct word *rest, const char *ends, struct word *ret)
{
    if (!rest->n)
        return false;
    size_t n = word_until(*rest, ends);
    *ret = (struct word){rest->p, n};
    size_t over = n < rest->n ? n + 1 : n;
    rest->p += over;
    rest->n -= over;
    return true;
}

/* isdigit() asks for the table of its locale first, at each character. */
static inline bool word_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool word_is(struct word w, const char *text)
{
    return strlen(text) == w.n && memcmp(w.p, text, w.n) == 0;
}

/* Which of these letters it is, from 0; -1: none of them. */
static inline int word_letter(const char *letters, char c)
{
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

static inline bool word_begins(struct word w, const char *text)
{
    size_t n = strlen(text);
    return w.n >= n && memcmp(w.p, text, n) == 0;
}

/* Where `text` begins in the word, NULL = nowhere; case matters in word_find(), not in word_finds(). */
const char *word_find(struct word w, const char *text);
bool word_finds(struct word w, const char *text);

/* Whether p, in w, stands in quotes: what is quoted there is somebody else's word. A quote behind a backslash
 * may be one or not: in quotes by either reading is enough. */
bool word_is_quoted(struct word w, const char *p);

/* Names that a form knows, each once, and what it calls them. */
struct word_name {
    struct word name;
    unsigned is;
};
#define WORD_NAME(text, is)                                                                                  \
    {                                                                                                        \
        {text, sizeof(text) - 1}, is                                                                         \
    }

/* How to find them: of the hundred names in a line of JSON or CEF ten are known, and comparing each with all
 * of them took half of its time. */
#define WORD_NAMES 96 /* at most */
struct word_names {
    const struct word_name *names; /* borrowed */
    uint8_t first[256],
        next[WORD_NAMES]; /* of those with one hash: the number of the name, + 1; 0 = no more */
    uint64_t ends[64];    /* a bit for the last three letters of each, and an '=' */
    uint8_t last[256], before[WORD_NAMES]; /* of those with the same four, as above */
    uint64_t keys[64];                     /* a bit for each, and for what is behind each dot in it */
};
/* Of these, in `x`, which is zero at first; made anew only where it held others. */
const struct word_names *word_names_of(struct word_names *x, const struct word_name *names, size_t n);
/* Which bit: of the three letters before an '=', and that, at p. */
static inline unsigned word_ending(const char p[4])
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v * UINT32_C(0x9e3779b1) >> 20;
}
/* False: no name stands before this '='. Three characters before it are there. */
static inline bool word_names_may_end(const struct word_names *x, const char *equals)
{
    unsigned bit = word_ending(equals - 3);
    return x->ends[bit / 64] >> bit % 64 & 1;
}
/* Whether one of them ends w behind one of `signs`, or is all of it. */
bool word_names_end(const struct word_names *x, struct word w, const bool signs[256]);
static inline unsigned word_key(struct word w)
{
    return ((unsigned)w.n * 173 + (unsigned char)w.p[0] * 37u + (unsigned char)w.p[w.n - 1] * 611u +
            (unsigned char)w.p[w.n / 2] * 5u) %
           4096;
}
/* False: none is this, or ends like this behind a dot. */
static inline bool word_names_may_have(const struct word_names *x, struct word key)
{
    unsigned bit = key.n ? word_key(key) : 0;
    return key.n && x->keys[bit / 64] >> bit % 64 & 1;
}
/* NULL: it is none of them. */
const struct word_name *word_names_find(const struct word_names *x, struct word w);

/* What stands behind `text`, up to the word's end; n = 0 when `text` does not occur. */
struct word word_after(struct word w, const char *text);

/* What stands at `p`, which is in the line, or behind it, up to the line's end, without the blanks before it. */
struct word word_from(struct word line, const char *p);

/* Decimal, 0 … max. */
bool word_number(struct word w, uint64_t max, uint64_t *ret);
/* How many of something; 0 where that is not told ("-"), or is more than UINT32_MAX. */
uint32_t word_amount(struct word w);
bool word_port(struct word w, uint16_t *ret);
bool word_addr(struct word w, struct addr *ret);
/* "198.18.0.1:80", "[2001:db8::1]:80", "198.18.0.1/80" with `between` = '/'. */
bool word_endpoint(struct word w, char between, struct addr *addr, uint16_t *port);
/* "SYN": its bit among TCP's flags; 0: it names none. */
uint8_t word_tcp_flag(struct word w);
/* "tcp", "UDP", "ICMPv6", "47"; IPPROTO_*. */
bool word_protocol(struct word w, uint8_t *ret);
