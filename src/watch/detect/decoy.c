#include "watch/detect/decoy.h"

#include <netinet/in.h>
#include <stdlib.h>

enum { SLOTS = 4096, ALIVE = 1 << 20 };

/* From the first of the same packets to the last; where no number in them was drawn, so that those of others who ask
 * there with the same tool are the same. */
#define APART (500 * NSEC_MS)
#define CLOSE (2 * NSEC_MS)

struct decoys {
    struct mix_key key;
    struct slot {
        uint64_t hash;
        nsec_wall at;
        struct addr src;
        uint32_t id;
    } slot[SLOTS];
    uint64_t
        alive[ALIVE / 64]; /* a bit an address: one in a hundred is taken for alive by mistake at 10,000 */
};

struct decoys *decoys_new(struct hash_key key)
{
    struct decoys *d = calloc(1, sizeof *d);
    if (d)
        d->key = mix_key_of(key, MIX_DECOYS);
    return d;
}

void decoys_free(struct decoys *d)
{
    free(d);
}

size_t decoys_memory(const struct decoys *d)
{
    return sizeof *d;
}

void decoys_alive(struct decoys *d, const struct addr *a)
{
    uint64_t h = mix_addr(&d->key, a, 3) % ALIVE;
    d->alive[h / 64] |= UINT64_C(1) << (h % 64);
}

bool decoys_is_alive(const struct decoys *d, const struct addr *a)
{
    uint64_t h = mix_addr(&d->key, a, 3) % ALIVE;
    return d->alive[h / 64] >> (h % 64) & 1;
}

/* How far apart two packets like this one may be; 0: they cannot be compared. Over IPv4 the identification, else the
 * sequence number must have been drawn, or nearness has to tell, as far as the clock can. */
static nsec apart(const struct sight *s)
{
    bool tcp = s->proto == IPPROTO_TCP && s->knows & SIGHT_SEQ;
    if (s->kind != SIGHT_PACKET && s->kind != SIGHT_LOG)
        return 0;
    if ((tcp && s->seq) || (s->proto == IPPROTO_UDP && s->knows & SIGHT_IPID && s->ipid))
        return APART;
    return tcp && s->kind == SIGHT_PACKET ? CLOSE : 0;
}

static uint64_t hash_of(const struct decoys *d, const struct sight *s)
{
    uint64_t word = (uint64_t)s->seq << 32 | (uint64_t)s->sport << 16 | s->dport;
    return mix_addr(&d->key, &s->dst, word ^ (uint64_t)s->ipid << 40);
}

void decoys_prefetch(const struct decoys *d, const struct sight *s)
{
    __builtin_prefetch(&d->slot[hash_of(d, s) % SLOTS], 1);
}

uint32_t decoys_note(struct decoys *d, const struct sight *s, uint32_t id)
{
    nsec most = apart(s);
    if (!most)
        return DECOY_NONE;
    uint64_t h = hash_of(d, s);
    struct slot *slot = &d->slot[h % SLOTS];
    if (slot->hash == h && s->at - slot->at <= most && slot->at - s->at <= most) {
        if (addr_eq(&slot->src, &s->src))
            return DECOY_NONE;
        return slot->id;
    }
    *slot = (struct slot){.hash = h, .at = s->at, .src = s->src, .id = id};
    return DECOY_NONE;
}
