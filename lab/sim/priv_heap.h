/* What happens when: a heap ordered by time, and by insertion among equal times. Grows by doubling up to its
 * maximum; what does not fit is refused. */
#pragma once

#include "base/nsec.h"

#include <stdbool.h>
#include <stdint.h>

struct event {
    nsec at;
    uint64_t order; /* set by heap_put() */
    uint32_t what, generation;
    uint32_t kind;
};

struct heap {
    struct event *e; /* owned */
    uint32_t count, cap, max;
    uint64_t order;
};

void heap_init(struct heap *h, uint32_t max);
void heap_fini(struct heap *h);
/* False when full or out of memory. */
bool heap_put(struct heap *h, struct event e);
/* The earliest, NULL when empty; valid until the next change. */
static inline const struct event *heap_first(const struct heap *h)
{
    return h->count ? h->e : NULL;
}
/* Takes the earliest out; the heap must not be empty. */
struct event heap_take(struct heap *h);
