#include "io/priv_deadlines.h"

#include <errno.h>
#include <stdlib.h>

int deadlines_init(struct deadlines *d, uint32_t max)
{
    *d = (struct deadlines){.max = max};
    d->at = calloc(max, sizeof *d->at);
    d->place = calloc(max, sizeof *d->place);
    d->heap = calloc(max, sizeof *d->heap);
    if (d->at && d->place && d->heap)
        return 0;
    deadlines_fini(d);
    return -ENOMEM;
}

void deadlines_fini(struct deadlines *d)
{
    free(d->at);
    free(d->place);
    free(d->heap);
    *d = (struct deadlines){0};
}

static void put(struct deadlines *d, uint32_t place, uint32_t id)
{
    d->heap[place] = id;
    d->place[id] = place;
}

static void rise(struct deadlines *d, uint32_t i)
{
    uint32_t id = d->heap[i];
    for (; i && d->at[id] < d->at[d->heap[(i - 1) / 2]]; i = (i - 1) / 2)
        put(d, i, d->heap[(i - 1) / 2]);
    put(d, i, id);
}

static void sink(struct deadlines *d, uint32_t i)
{
    uint32_t id = d->heap[i];
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child + 1 < d->count && d->at[d->heap[child + 1]] < d->at[d->heap[child]])
            child++;
        if (child >= d->count || d->at[id] <= d->at[d->heap[child]])
            break;
        put(d, i, d->heap[child]);
        i = child;
    }
    put(d, i, id);
}

void deadlines_add(struct deadlines *d, uint32_t id, nsec at)
{
    d->at[id] = at;
    d->heap[d->count] = id;
    rise(d, d->count++);
}

void deadlines_remove(struct deadlines *d, uint32_t id)
{
    uint32_t i = d->place[id], last = d->heap[--d->count];
    if (last == id)
        return;
    put(d, i, last);
    rise(d, i);
    sink(d, d->place[last]);
}

bool deadlines_first(const struct deadlines *d, uint32_t *ret_id, nsec *ret_at)
{
    if (!d->count)
        return false;
    *ret_id = d->heap[0];
    *ret_at = d->at[d->heap[0]];
    return true;
}
