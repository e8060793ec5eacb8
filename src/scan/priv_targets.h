/* The inside of a target set, shared by targets.c (ranges, numbering) and words.c (the grammar). */
#pragma once

#include "base/amap.h"
#include "base/buf.h"
#include "scan/targets.h"

#include <stdbool.h>

#define TARGETS_PUTS_MAX                                                                                     \
    (UINT64_C(1) << 25) /* bounds the time that a list of overlapping patterns can take */

struct targets_ranges {
    struct targets_range *item; /* owned */
    uint32_t count, cap;
};

struct targets {
    struct targets_conf conf;
    struct targets_ranges ranges[2]; /* by enum targets_kind; after compilation [0] is the result */
    uint32_t zone[TARGETS_ZONES_MAX];
    uint32_t zones;
    uint64_t puts;
    struct amap named; /* address -> offset in names */
    struct buf names;  /* NUL-ended */
    struct targets_stats stats;
    uint64_t count;
};

/* Adds first … last (same family and zone, first <= last). 0, -ENOMEM, -EINVAL with *d (a limit; column
 * untouched). */
int targets_put(struct targets *t, enum targets_kind kind, const struct addr *first, const struct addr *last,
                struct diag *d);

/* words.c. One word (with its commas): as targets_add(). The column counts from 1 in text[0…len-1]. */
int words_read(struct targets *t, enum targets_kind kind, const char *text, size_t len, struct diag *d);
/* The text of a list: as targets_add_list(). */
int words_read_list(struct targets *t, enum targets_kind kind, const char *text, size_t len, struct diag *d);
