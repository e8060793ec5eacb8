/* Finds, in one pass over a text, which of many literals occur: a hash of three bytes, then a comparison. So
 * the cost hardly depends on how many literals there are. Letter case does not count. */
#pragma once

#include "ident/literal.h"

struct grams;

struct grams_entry {
    uint32_t owner; /* whose literal this is; the caller's number */
    const struct literal_set *set;
};

/* An index of the literals of all entries; nothing is borrowed afterwards. 0, -ENOMEM. */
int grams_new(const struct grams_entry *entry, size_t n, struct grams **ret);
void grams_free(struct grams *g);

/* Sets bit `owner` in `bits` for each owner one of whose literals occurs. */
void grams_scan(const struct grams *g, const uint8_t *data, size_t len, uint64_t *bits);
