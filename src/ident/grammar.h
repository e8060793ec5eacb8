/* Reads the unknown: names and versions that nobody described, from the places where protocols put them:
 * "Name/1.2.3" in header fields, greetings ("host ESMTP Name 1.2 ready"), SSH's software string, JSON roots,
 * generators. Says nothing rather than guess: words of the protocols themselves, addresses, dates and bare
 * numbers are no products. What it says has confidence 0.5 … 0.7 and an id "grammar:PART". */
#pragma once

#include "ident/cut.h"

/* Merges what the parts say into *ret, which keeps what it already knows. */
void grammar_answer(const struct match_answer *a, const struct cut *c, struct found *ret);

/* One part alone. True when it named a product; *ret is then filled (found_init first). */
bool grammar_part(enum part_kind kind, const void *data, size_t len, struct found *ret);
