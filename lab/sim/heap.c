#include "priv_heap.h"

#include <assert.h>
#include <stdlib.h>

enum { WAYS_DOWN = 4, FIRST_CAP = 4096 }; /* children of a node: four are one and a half cache lines */

void heap_init(struct heap *h, uint32_t max)
{
    *h = (struct heap){.max = max};
}

void heap_fini(struct heap *h)
{
    free(h->e);
    *h = (struct heap){0};
}

static bool earlier(const struct event *a, const struct event *b)
{
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static bool grow(struct heap *h)
{
    uint32_t cap = h->cap ? h->cap * 2 : FIRST_CAP;
    if (cap > h->max)
        cap = h->max;
    if (cap == h->cap)
        return false;
    struct event *e = reallocarray(h->e, cap, sizeof *e);
    if (!e)
        return false;
    h->e = e;
    h->cap = cap;
    return true;
}

bool heap_put(struct heap *h, struct event e)
{
    if (h->count == h->cap && !grow(h))
        return false;
    e.order = h->order++;
    uint32_t at = h->count++;
    while (at) {
        uint32_t parent = (at - 1) / WAYS_DOWN;
        if (!earlier(&e, &h->e[parent]))
            break;
        h->e[at] = h->e[parent];
        at = parent;
    }
    h->e[at] = e;
    return true;
}

struct event heap_take(struct heap *h)
{
    assert(h->count);
    struct event first = h->e[0], last = h->e[--h->count];
    uint32_t at = 0;
    for (;;) {
        uint32_t child = at * WAYS_DOWN + 1, best = child;
        if (child >= h->count)
            break;
        for (uint32_t k = child + 1; k < child + WAYS_DOWN && k < h->count; k++)
            if (earlier(&h->e[k], &h->e[best]))
                best = k;
        if (!earlier(&h->e[best], &last))
            break;
        h->e[at] = h->e[best];
        at = best;
    }
    if (h->count)
        h->e[at] = last;
    return first;
}
