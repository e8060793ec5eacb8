/* Words of a banner: what may be a product's name, what a version. Text in, judgements out; for grammar.h
 * alone. Pure. */
#pragma once

#include "ident/found.h"
#include "ident/part.h"
#include "ident/read/text.h"

#define NAME_MAX_LEN 40
#define WORDS_MAX    24

/* Is it a word that stands where a product could, and is none: a protocol, a greeting, a role? */
bool words_nobody(struct text w);
/* "1.2", "v2.0.11", "9.2p1": not an address, not a date. One number alone only when `loose` (after
 * "Name/"). */
bool words_version(struct text t, bool loose);
/* How many dots: two or more, and it can hardly be anything but a version. */
size_t words_dots(struct text t);
/* Could it be a product's name? One word; hosts and the above are none. */
bool words_name(struct text t);
/* Fills *f (found_init first); always true. */
bool words_say(struct found *f, enum part_kind kind, struct text name, struct text version,
               double confidence);
/* Where a token such as "Name/1.2" parts, at one of the characters of `at`; false when it does not. */
bool words_split(struct text t, const char *at, struct text *name, struct text *version);
/* The first `most` characters of t: what is looked at behind one of many marks has an end, or a hostile page
 * costs the square. */
struct text words_front(struct text t, size_t most);
/* t up to the first of the characters `stops`. */
struct text words_cut(struct text t, const char *stops);
/* The words of t, without the marks around them; how many, at most cap. */
size_t words_of(struct text t, struct text *words, size_t cap);
