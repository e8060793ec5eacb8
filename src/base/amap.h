/* A bounded hash map from an address to a small number (an index into the caller's array). Keyed with
 * SipHash, since addresses come from strangers. Open addressing, no deletion: what it serves (hosts of one
 * block, groups of a report) is dropped as a whole. */
#pragma once

#include "base/addr.h"
#include "base/hash.h"

#define AMAP_NONE UINT32_MAX

struct amap {
    struct amap_slot {
        struct addr addr;
        uint32_t value;
    } * slots; /* owned */
    struct hash_key key;
    uint32_t count, mask, max;
    uint64_t refused; /* insertions that the maximum or missing memory turned away */
};

/* An empty map of at most `max` addresses; takes no memory yet. amap_fini() frees it, and amap_clear() too:
 * the map is then empty, and may be filled again (`refused` is kept by amap_clear()). */
void amap_init(struct amap *m, uint32_t max, struct hash_key key);
void amap_fini(struct amap *m);
void amap_clear(struct amap *m);
/* The value stored for `a`, or AMAP_NONE. */
uint32_t amap_get(const struct amap *m, const struct addr *a);
/* Stores value for a new address. False (and counted in `refused`) when full or out of memory. The address
 * must not be there yet. */
bool amap_add(struct amap *m, const struct addr *a, uint32_t value);
