#include "watch/detect/backscatter.h"

#include "watch/mix.h"
#include "watch/tally.h"

#include <stdlib.h>

enum { VICTIMS = 256, WAYS = 4 };

struct backscatters {
    struct mix_key key;
    struct budget budget;
    struct victim {
        struct backscatter b;
        struct tally hosts;
    } victim[VICTIMS];
};

struct backscatters *backscatters_new(struct hash_key key)
{
    struct backscatters *b = calloc(1, sizeof *b);
    if (b) {
        b->key = mix_key_of(key, 8);
        b->budget.max = (size_t)VICTIMS * TALLY_REGISTERS;
    }
    return b;
}

void backscatters_free(struct backscatters *b)
{
    for (unsigned i = 0; b && i < VICTIMS; i++)
        tally_fini(&b->victim[i].hosts, &b->budget);
    free(b);
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
    least->b = (struct backscatter){.victim = *a};
    return least;
}

void backscatters_note(struct backscatters *b, const struct contact *c)
{
    struct victim *v = find(b, &c->dst);
    v->b.first = v->b.first ? v->b.first : c->at;
    v->b.last = c->at;
    tally_add(&v->hosts, mix_addr(&b->key, &c->src, 1), &b->budget);
}

bool backscatters_get(const struct backscatters *b, unsigned i, struct backscatter *ret)
{
    if (i >= VICTIMS)
        return false;
    *ret = b->victim[i].b;
    ret->hosts = tally_count(&b->victim[i].hosts);
    return true;
}
