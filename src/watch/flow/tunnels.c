#include "watch/flow/tunnels.h"

#include "watch/mix.h"

#include <stdlib.h>

enum { PAIRS = 1024 };

struct tunnels {
    struct mix_key key;
    uint64_t pair[PAIRS]; /* 0 = none */
};

struct tunnels *tunnels_new(struct hash_key key)
{
    struct tunnels *t = calloc(1, sizeof *t);
    if (t)
        t->key = mix_key_of(key, MIX_TUNNELS);
    return t;
}

void tunnels_free(struct tunnels *t)
{
    free(t);
}

size_t tunnels_memory(const struct tunnels *t)
{
    return sizeof *t;
}

/* Of who sends tunnels of that kind to whom. */
static uint64_t pair_of(const struct tunnels *t, const struct addr *from, const struct addr *to, uint8_t kind)
{
    return mix2(&t->key, mix_addr(&t->key, from, kind), mix_addr(&t->key, to, 0)) | 1;
}

bool tunnels_strange(struct tunnels *t, const struct sight *s, const struct places *p)
{
    const struct sight *o = s->outer;
    if (o->tunnel && tunnels_strange(t, o, p))
        return true;
    bool from_home = places_of(p, &o->src) == ZONE_INSIDE, to_home = places_of(p, &o->dst) == ZONE_INSIDE;
    uint64_t to = pair_of(t, &o->src, &o->dst, s->tunnel), back = pair_of(t, &o->dst, &o->src, s->tunnel);
    if (from_home || !to_home) /* a stranger cannot fill the table from outside */
        t->pair[(to >> 8) % PAIRS] = to;
    return !from_home && (p->declared || to_home) && t->pair[(back >> 8) % PAIRS] != back;
}
