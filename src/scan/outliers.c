#include "scan/outliers.h"

#include <stdlib.h>

void outliers_count(const struct block *b, const uint8_t class[HEARD_COUNT], uint64_t ret_counts[HEARD_COUNT])
{
    uint64_t seen[256] = {0};
    for (uint64_t i = 0; i < b->slots / 2; i++)
        seen[b->state[i]]++;
    memset(ret_counts, 0, HEARD_COUNT * sizeof *ret_counts);
    for (unsigned byte = 0; byte < 256; byte++) {
        ret_counts[class[byte & 15]] += seen[byte];
        ret_counts[class[byte >> 4]] += seen[byte];
    }
    if (b->slots % 2)
        ret_counts[class[block_get(b, b->slots - 1)]]++;
}

static void add(struct outliers *o, const struct block *b, uint64_t slot, uint8_t heard)
{
    uint64_t host;
    uint32_t place;
    space_split(&b->space, block_target(b, slot), &host, &place);
    o->item[o->count++] = (struct outlier){.host = (uint32_t)host, .place = (uint16_t)place, .heard = heard};
}

static int by_host(const void *a, const void *b)
{
    const struct outlier *x = a, *y = b;
    return (x->host > y->host) - (x->host < y->host);
}

bool outliers_find(struct outliers *o, const struct block *b, const uint8_t class[HEARD_COUNT],
                   const uint64_t counts[HEARD_COUNT])
{
    bool asked = counts[HEARD_ASKED1] > counts[HEARD_UNASKED];
    *o = (struct outliers){.base = asked ? HEARD_ASKED1 : HEARD_UNASKED};
    uint64_t n = b->slots - counts[o->base];
    if (b->space.pairs || (asked && b->shards > 1) || n > OUTLIERS_MAX)
        return false;
    o->item = calloc(n + 1, sizeof *o->item);
    if (!o->item)
        return false;
    for (uint64_t i = 0; i < (b->slots + 1) / 2; i++) {
        uint8_t low = class[b->state[i] & 15], high = class[b->state[i] >> 4];
        if (low != o->base)
            add(o, b, 2 * i, low);
        if (high != o->base && 2 * i + 1 < b->slots)
            add(o, b, 2 * i + 1, high);
    }
    qsort(o->item, o->count, sizeof *o->item, by_host);
    return true;
}

void outliers_fini(struct outliers *o)
{
    free(o->item);
    *o = (struct outliers){0};
}
