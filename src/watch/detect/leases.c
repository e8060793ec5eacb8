#include "watch/detect/leases.h"

#include "watch/mix.h"

#include <stdlib.h>

enum { PAIRS = 1024 };

/* Servers wait a second or three for an answer, and offer then. */
#define SOON (10 * NSEC_SEC)

struct leases {
    struct mix_key key;
    struct pair {
        uint64_t hash;            /* of server and address; 0 = free */
        nsec_wall asked, offered; /* 0 = not yet */
    } pair[PAIRS];                /* the newer one of two at a place */
};

struct leases *leases_new(struct hash_key key)
{
    struct leases *l = calloc(1, sizeof *l);
    if (l)
        l->key = mix_key_of(key, MIX_LEASES);
    return l;
}

void leases_free(struct leases *l)
{
    free(l);
}

size_t leases_memory(const struct leases *l)
{
    return sizeof *l;
}

static struct pair *pair_of(struct leases *l, const struct addr *server, const struct addr *client)
{
    uint64_t hash = mix_addr(&l->key, server, mix_addr(&l->key, client, 0)) | 1;
    struct pair *p = &l->pair[hash / 2 % PAIRS];
    if (p->hash != hash)
        *p = (struct pair){.hash = hash};
    return p;
}

static bool is_soon(const struct pair *p)
{
    return p->asked && p->offered >= p->asked && p->offered - p->asked <= SOON;
}

bool leases_ask(struct leases *l, const struct contact *c)
{
    struct pair *p = pair_of(l, &c->src, &c->dst);
    p->asked = c->at;
    return is_soon(p);
}

bool leases_offer(struct leases *l, const struct sight *s)
{
    struct pair *p = pair_of(l, &s->src, &s->dst);
    bool before = is_soon(p);
    p->offered = s->at;
    return !before && is_soon(p);
}
