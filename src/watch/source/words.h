/* Words of a line of text. A word is borrowed from the line; nothing is copied, nothing is NUL-terminated. */
#pragma once

#include "base/addr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct word {
    const char *p;
    size_t n;
};

/* Cuts the next word off `rest`: up to one of the characters in `ends`, which is passed over. False: nothing is left. */
bool word_next(struct word *rest, const char *ends, struct word *ret);

static inline bool word_is(struct word w, const char *text)
{
    return strlen(text) == w.n && memcmp(w.p, text, w.n) == 0;
}

static inline bool word_begins(struct word w, const char *text)
{
    size_t n = strlen(text);
    return w.n >= n && memcmp(w.p, text, n) == 0;
}

/* Where `text` begins in the word, NULL = nowhere; case matters in word_find(), not in word_finds(). */
const char *word_find(struct word w, const char *text);
bool word_finds(struct word w, const char *text);

/* Whether p, in w, stands in quotes: what is quoted there is somebody else's word. A quote behind a backslash may be one or not: in quotes by
 * either reading is enough. */
bool word_is_quoted(struct word w, const char *p);

/* What stands behind `text`, up to the word's end; n = 0 when `text` does not occur. */
struct word word_after(struct word w, const char *text);

/* Decimal, 0 … max. */
bool word_number(struct word w, uint64_t max, uint64_t *ret);
bool word_port(struct word w, uint16_t *ret);
bool word_addr(struct word w, struct addr *ret);
/* "198.18.0.1:80", "[2001:db8::1]:80", "198.18.0.1/80" with `between` = '/'. */
bool word_endpoint(struct word w, char between, struct addr *addr, uint16_t *port);
/* "tcp", "UDP", "ICMPv6", "47"; IPPROTO_*. */
bool word_protocol(struct word w, uint8_t *ret);
