#include "watch/keep.h"

#include "watch/mix.h"

#include <stdlib.h>
#include <string.h>

enum { WAYS = 32 }; /* of a set: three scanners with ten packets each */

/* Who has a place, looked through at each packet: four cache lines. */
struct set {
    uint64_t who[WAYS]; /* mix of the source; 0 = free */
};

struct slot {
    nsec_wall at;
    uint32_t order; /* counts up: the lowest of a set came first */
    uint8_t technique;
    bool suspect, told;
    struct packet packet;
};

struct keep {
    struct mix_key key;
    struct set *set;
    struct slot *slot;
    uint32_t sets; /* a power of two */
    uint32_t order;
    struct keep_stats stats;
};

struct keep *keep_new(size_t bytes, struct hash_key key)
{
    struct keep *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->key = mix_key_of(key, MIX_KEEP);
    k->sets = 1;
    while ((size_t)k->sets * 2 * (sizeof *k->set + WAYS * sizeof *k->slot) <=
           (bytes < 1u << 20 ? 1u << 20 : bytes))
        k->sets *= 2;
    k->set = calloc(k->sets, sizeof *k->set);
    k->slot = calloc((size_t)k->sets * WAYS, sizeof *k->slot);
    if (k->set && k->slot)
        return k;
    keep_free(k);
    return NULL;
}

void keep_free(struct keep *k)
{
    if (!k)
        return;
    free(k->set);
    free(k->slot);
    free(k);
}

static uint64_t who_of(const struct keep *k, const struct addr *src)
{
    return mix_addr(&k->key, src, 0) | 1;
}

static uint32_t set_of(const struct keep *k, uint64_t who)
{
    return (uint32_t)(who >> 32) & (k->sets - 1);
}

/* What gives way: nothing where there is room, else what was told, then who passed by, the oldest of them. A
 * passer-by pushes no suspect. */
static bool gives_way(const struct slot *a, const struct slot *than)
{
    unsigned x = a->told ? 0 : a->suspect ? 2 : 1, y = than->told ? 0 : than->suspect ? 2 : 1;
    return x != y ? x < y : a->order < than->order;
}

static int place(struct keep *k, const struct set *s, const struct slot *slot, bool suspect)
{
    unsigned worst = 0;
    for (unsigned i = 0; i < WAYS; i++) {
        if (!s->who[i])
            return (int)i;
        if (gives_way(&slot[i], &slot[worst]))
            worst = i;
    }
    bool taken = !slot[worst].told && slot[worst].suspect;
    k->stats.pushed += !slot[worst].told;
    return taken && !suspect ? -1 : (int)worst;
}

void keep_put(struct keep *k, const struct addr *src, uint8_t technique, nsec_wall at, const struct packet *p,
              bool suspect)
{
    uint64_t who = who_of(k, src);
    struct set *s = &k->set[set_of(k, who)];
    struct slot *slot = &k->slot[(size_t)set_of(k, who) * WAYS];
    for (unsigned i = 0; suspect && i < WAYS; i++)
        if (s->who[i] == who)
            slot[i].suspect = true;
    int i = place(k, s, slot, suspect);
    if (i < 0)
        return;
    s->who[i] = who;
    slot[i] = (struct slot){.at = at, .order = k->order++, .technique = technique, .suspect = suspect};
    slot[i].packet.wire = p->wire;
    slot[i].packet.linktype = p->linktype;
    slot[i].packet.len = p->len < PACKET_BYTES ? p->len : PACKET_BYTES;
    memcpy(slot[i].packet.data, p->data, slot[i].packet.len);
    k->stats.kept++;
}

unsigned keep_take(struct keep *k, const struct addr *src, uint8_t technique, struct kept out[], unsigned cap,
                   unsigned *ret_all)
{
    unsigned n = 0;
    uint64_t who = who_of(k, src);
    const struct set *s = &k->set[set_of(k, who)];
    struct slot *slot = &k->slot[(size_t)set_of(k, who) * WAYS];
    *ret_all = 0;
    for (unsigned i = 0; i < WAYS; i++) {
        if (s->who[i] != who || (technique != KEEP_ANY && slot[i].technique != technique))
            continue;
        ++*ret_all;
        if (slot[i].told || n == cap)
            continue;
        slot[i].told = true;
        unsigned at = n++;
        for (; at > 0 && out[at - 1].at > slot[i].at; at--)
            out[at] = out[at - 1];
        out[at] = (struct kept){.at = slot[i].at, .packet = &slot[i].packet};
    }
    return n;
}

void keep_stats(const struct keep *k, struct keep_stats *ret)
{
    *ret = k->stats;
}

size_t keep_memory(const struct keep *k)
{
    return sizeof *k + k->sets * (sizeof *k->set + WAYS * sizeof *k->slot);
}
