/* Whether something was there before, in little memory: a blocked Bloom filter (512 bits a block, 4 of them
 * an entry) of two generations. When the younger has taken `max` entries, the older is forgotten. */
#pragma once

#include "state/region.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct filter {
    uint64_t *bits[2]; /* the younger one first */
    uint32_t mask;     /* of blocks */
    uint32_t n, max;   /* entries of the younger one */
};

/* Blocks for `entries` of `bits` each in a generation, rounded up to a power of two. False: memory is out. */
bool filter_init(struct filter *f, uint32_t entries, unsigned bits);
void filter_fini(struct filter *f);
/* Bytes that it takes. */
size_t filter_memory(const struct filter *f);

/* h: all bits good. */
bool filter_has(const struct filter *f, uint64_t h);
/* Remembers it; true: it is new. What is added again stays for another generation. */
bool filter_add(struct filter *f, uint64_t h);
/* Brings near what filter_add() will touch. */
void filter_prefetch(const struct filter *f, uint64_t h);

/* Both generations, for the file. */
struct region filter_region(struct filter *f, const char *name);
