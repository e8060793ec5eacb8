#include "cmd/crowds.h"

#include "base/amap.h"
#include "base/grow.h"

#include <errno.h>
#include <stdlib.h>

#define ENOUGH 250 /* of 256 */

struct held {
    struct record_host host; /* points to nothing that ends before the run does */
    uint32_t block;
    bool again; /* that address was held before */
};

/* Addresses that differ in their last byte. */
struct crowd {
    bool has[256];
    uint32_t up;
    /* If more than half have the same distance, it is this one (a majority vote, so that one odd host decides
     * nothing). */
    uint64_t distance;
    uint32_t votes;
    uint32_t alike; /* how many have it; counted at the end */
};

struct crowds {
    struct amap map; /* first address of a block -> place in `block` */
    struct crowd *block;
    struct held *held;
    uint32_t blocks, count;
};

int crowds_new(struct crowds **ret)
{
    struct crowds *c = calloc(1, sizeof *c);
    if (!c)
        return -ENOMEM;
    amap_init(&c->map, CROWDS_MAX, hash_key_random());
    *ret = c;
    return 0;
}

void crowds_free(struct crowds *c)
{
    if (!c)
        return;
    amap_fini(&c->map);
    free(c->block);
    free(c->held);
    free(c);
}

static struct crowd *block_of(struct crowds *c, const struct addr *a, uint32_t *ret_place)
{
    struct addr first = addr_first(a, a->len * 8u - 8);
    uint32_t i = amap_get(&c->map, &first);
    if (i == AMAP_NONE) {
        void *block = grow_one(c->block, c->blocks, sizeof *c->block);
        if (!block)
            return NULL;
        c->block = block;
        if (!amap_add(&c->map, &first, c->blocks))
            return NULL;
        i = c->blocks++;
        c->block[i] = (struct crowd){0};
    }
    *ret_place = i;
    return &c->block[i];
}

bool crowds_hold(struct crowds *c, const struct record_host *h)
{
    uint32_t place;
    void *held = c->count < CROWDS_MAX ? grow_one(c->held, c->count, sizeof *c->held) : NULL;
    if (!held)
        return false;
    c->held = held;
    struct crowd *b = block_of(c, &h->addr, &place);
    if (!b)
        return false;
    uint8_t last = h->addr.b[h->addr.len - 1];
    c->held[c->count++] = (struct held){*h, place, b->has[last]};
    if (b->has[last])
        return true;
    b->has[last] = true;
    b->up++;
    if (b->votes && b->distance != h->distance) {
        b->votes--;
    } else {
        b->distance = h->distance;
        b->votes++;
    }
    return true;
}

static bool is_crowd(const struct crowd *b)
{
    return b->up >= ENOUGH && b->has[0] && b->has[255] && b->alike >= ENOUGH;
}

int crowds_release(struct crowds *c, struct sink *sink, uint64_t *ret_same)
{
    int e = 0;
    *ret_same = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        struct crowd *b = &c->block[c->held[i].block];
        b->alike += !c->held[i].again && c->held[i].host.distance == b->distance;
    }
    for (uint32_t i = 0; i < c->blocks; i++)
        *ret_same += is_crowd(&c->block[i]) ? c->block[i].alike - 1 : 0;
    for (uint32_t i = 0; i < c->count && e == 0; i++) {
        struct record r;
        record_init(&r, RECORD_HOST);
        r.host = c->held[i].host;
        const struct crowd *b = &c->block[c->held[i].block];
        if (is_crowd(b) && r.host.distance == b->distance)
            r.host.suspect = "one-device";
        e = sink_put(sink, &r);
    }
    c->count = c->blocks = 0;
    amap_clear(&c->map);
    return e;
}
