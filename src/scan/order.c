#include "scan/order.h"

struct order order_of(uint64_t n, struct hash_key key)
{
    return (struct order){.bands = 1, .ports = n, .band[0] = {.end = n, .width = n, .perm = perm_of(n, key)}};
}

static struct hash_key band_key(struct hash_key key, uint32_t band)
{
    return hash_key_from_seed(siphash_u64(&key, band), "band");
}

static struct order banded(uint64_t hosts, uint64_t ports, const uint64_t ends[ORDER_BANDS],
                           struct hash_key key)
{
    struct order o = {.ports = ports};
    uint64_t first = 0, start = 0;
    for (uint32_t i = 0; i < ORDER_BANDS && first < ports; i++) {
        uint64_t end = ends[i] < ports ? ends[i] : ports, n = hosts * (end - first);
        o.band[o.bands++] = (struct order_band){.start = start,
                                                .end = start + n,
                                                .first = first,
                                                .width = end - first,
                                                .perm = perm_of(n, band_key(key, i))};
        first = end;
        start += n;
    }
    return o;
}

struct order order_likeliest(uint64_t hosts, uint64_t ports, struct hash_key key)
{
    static const uint64_t ends[ORDER_BANDS] = {10, 100, 1000, UINT64_MAX};
    return banded(hosts, ports, ends, key);
}

struct order order_in_turn(uint64_t hosts, uint64_t ports, struct hash_key key)
{
    static const uint64_t ends[ORDER_BANDS] = {1, 2, 3, UINT64_MAX};
    return banded(hosts, ports, ends, key);
}

uint64_t order_at(const struct order *o, uint64_t place)
{
    const struct order_band *b = o->band;
    while (place >= b->end)
        b++;
    uint64_t e = perm_at(&b->perm, place - b->start);
    return o->bands == 1 ? e : e / b->width * o->ports + b->first + e % b->width;
}

uint64_t order_place(const struct order *o, uint64_t target)
{
    if (o->bands == 1)
        return perm_index(&o->band->perm, target);
    const struct order_band *b = o->band;
    uint64_t host = target / o->ports, port = target % o->ports;
    while (port >= b->first + b->width)
        b++;
    return b->start + perm_index(&b->perm, host * b->width + port - b->first);
}
