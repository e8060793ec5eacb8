#include "scan/path.h"

#include "base/grow.h"

#include <stdlib.h>

static bool holds(const struct path *p, const struct addr *a)
{
    return addr_cmp(&p->first, a) <= 0 && addr_cmp(a, &p->last) <= 0;
}

const struct path *paths_find(const struct paths *p, const struct addr *a, uint32_t *hint)
{
    if (*hint < p->count && holds(&p->path[*hint], a))
        return &p->path[*hint];
    uint32_t lo = 0, hi = p->count;
    while (lo < hi) { /* the first path that does not end before a */
        uint32_t mid = lo + (hi - lo) / 2;
        if (addr_cmp(&p->path[mid].last, a) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo >= p->count || !holds(&p->path[lo], a))
        return NULL;
    *hint = lo;
    return &p->path[lo];
}

uint32_t paths_zone(const struct paths *p, const struct addr *a, int ifindex)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->path[i].own && p->path[i].ifindex == ifindex && memcmp(p->path[i].first.b, a->b, 16) == 0)
            return p->path[i].first.zone;
    return (uint32_t)ifindex;
}

void neighbours_init(struct neighbours *n, uint32_t max, struct hash_key key)
{
    *n = (struct neighbours){0};
    amap_init(&n->map, max, key);
}

void neighbours_fini(struct neighbours *n)
{
    amap_fini(&n->map);
    free(n->of);
    n->of = NULL;
}

/* The entry of an address, a new one where there was none; NULL when full. */
static struct neighbour *entry_of(struct neighbours *n, const struct addr *a)
{
    uint32_t i = amap_get(&n->map, a);
    if (i != AMAP_NONE)
        return &n->of[i];
    i = n->map.count;
    void *more = grow_one(n->of, i, sizeof *n->of);
    if (!more)
        return NULL;
    n->of = more;
    if (!amap_add(&n->map, a, i))
        return NULL;
    n->of[i] = (struct neighbour){.rtt = -1};
    return &n->of[i];
}

bool neighbours_put(struct neighbours *n, const struct addr *a, const uint8_t mac[6])
{
    struct neighbour *e = entry_of(n, a);
    if (e)
        memcpy(e->mac, mac, 6);
    return e;
}

bool neighbours_heard(struct neighbours *n, const struct addr *a, const uint8_t mac[6], nsec rtt)
{
    struct neighbour *e = entry_of(n, a);
    if (!e)
        return false;
    memcpy(e->mac, mac, 6);
    e->answered = true;
    if (e->rtt < 0)
        e->rtt = rtt;
    return true;
}

const uint8_t *neighbours_get(const struct neighbours *n, const struct addr *a)
{
    uint32_t i = amap_get(&n->map, a);
    return i == AMAP_NONE ? NULL : n->of[i].mac;
}

nsec neighbours_rtt(const struct neighbours *n, const struct addr *a)
{
    uint32_t i = amap_get(&n->map, a);
    return i == AMAP_NONE ? -1 : n->of[i].rtt;
}

bool neighbours_answered(const struct neighbours *n, const struct addr *a)
{
    uint32_t i = amap_get(&n->map, a);
    return i != AMAP_NONE && n->of[i].answered;
}
