#include "watch/detect/backscatter.h"

#include "watch/ledger/tally.h"
#include "watch/mix.h"

#include <stdlib.h>

enum {
    VICTIMS = 256,
    WAYS = 4,
    WINDOW = 1024, /* refusals that are looked at together */
    DENIED = 6,    /* addresses */
    EACH = 8,      /* of them for each address: whoever asks by himself is refused more often than that */
};

struct backscatters {
    struct mix_key key;
    struct budget budget;
    struct victim {
        struct backscatter b;
        struct tally hosts, denied; /* denied: those that it refused, in this window */
        uint32_t refusals;          /* in this window */
        bool flooded;               /* as the last window had it */
    } victim[VICTIMS];
};

struct backscatters *backscatters_new(struct hash_key key)
{
    struct backscatters *b = calloc(1, sizeof *b);
    if (b) {
        b->key = mix_key_of(key, MIX_BACKSCATTER);
        b->budget.max = (size_t)2 * VICTIMS * TALLY_REGISTERS;
    }
    return b;
}

void backscatters_free(struct backscatters *b)
{
    for (unsigned i = 0; b && i < VICTIMS; i++) {
        tally_fini(&b->victim[i].hosts, &b->budget);
        tally_fini(&b->victim[i].denied, &b->budget);
    }
    free(b);
}

size_t backscatters_memory(const struct backscatters *b)
{
    return sizeof *b + b->budget.used;
}

static struct victim *find(struct backscatters *b, const struct addr *a)
{
    struct victim *first = &b->victim[mix_addr(&b->key, a, 0) % (VICTIMS / WAYS) * WAYS], *least = first;
    for (struct victim *v = first; v < first + WAYS; v++) {
        if (addr_eq(&v->b.victim, a))
            return v;
        if (v->hosts.n < least->hosts.n)
            least = v;
    }
    tally_fini(&least->hosts, &b->budget);
    tally_fini(&least->denied, &b->budget);
    *least = (struct victim){.b.victim = *a};
    return least;
}

static bool denies_many(const struct victim *v)
{
    uint32_t hosts = tally_count(&v->denied);
    return hosts >= DENIED && v->refusals <= hosts * EACH;
}

static void note_refusal(struct backscatters *b, struct victim *v, uint64_t host)
{
    tally_add(&v->denied, host, &b->budget);
    if (++v->refusals < WINDOW)
        return;
    v->flooded = denies_many(v);
    tally_fini(&v->denied, &b->budget);
    v->refusals = 0;
}

bool backscatters_note(struct backscatters *b, const struct contact *c)
{
    struct victim *v = find(b, &c->dst);
    uint64_t host = mix_addr(&b->key, &c->src, 1);
    v->b.first = v->b.first ? nsec_min(v->b.first, c->at) : c->at;
    v->b.last = nsec_max(v->b.last, c->at);
    tally_add(&v->hosts, host, &b->budget);
    if (c->outcome != SIGHT_SUCCESS)
        note_refusal(b, v, host);
    return v->flooded || denies_many(v);
}

bool backscatters_get(const struct backscatters *b, unsigned i, struct backscatter *ret)
{
    if (i >= VICTIMS)
        return false;
    *ret = b->victim[i].b;
    ret->hosts = tally_count(&b->victim[i].hosts);
    return true;
}
