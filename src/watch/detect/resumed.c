#include "watch/detect/resumed.h"

#include "watch/mix.h"

#include <stdlib.h>

enum {
    SOURCES = 512,
    DOORS = 64, /* a day: a browser and the programs beside it have fewer connections that are idle, */
    RARE = 16,  /* and most of them to doors of everybody's, elsewhere */
};

struct resumed {
    struct mix_key key;
    bool any;              /* mostly nobody is known, and each question comes here */
    uint32_t tag[SOURCES]; /* of the source there: what is known of others need not be brought near */
    struct known {
        struct addr src;
        nsec_wall since;
        uint32_t n, rare, door[DOORS]; /* by their hashes; rare: so many of them are */
    } known[SOURCES];                  /* by the hash of the source; who came last has the place */
};

struct resumed *resumed_new(struct hash_key key)
{
    struct resumed *r = calloc(1, sizeof *r);
    if (r)
        r->key = mix_key_of(key, MIX_RESUMED);
    return r;
}

void resumed_free(struct resumed *r)
{
    free(r);
}

size_t resumed_memory(const struct resumed *r)
{
    return sizeof *r;
}

static unsigned place_of(const struct resumed *r, const struct addr *src, uint32_t *ret_tag)
{
    uint64_t h = mix_addr(&r->key, src, 0);
    *ret_tag = (uint32_t)(h >> 32);
    return h % SOURCES;
}

static uint32_t door_of(const struct resumed *r, const struct contact *c)
{
    return (uint32_t)mix_addr(&r->key, &c->dst, c->port);
}

static bool has(const struct known *k, uint32_t door)
{
    for (uint32_t i = 0; i < k->n; i++)
        if (k->door[i] == door)
            return true;
    return false;
}

void resumed_note(struct resumed *r, const struct contact *c, bool rare)
{
    uint32_t tag, door = door_of(r, c);
    unsigned at = place_of(r, &c->src, &tag);
    struct known *k = &r->known[at];
    r->any = true;
    r->tag[at] = tag;
    if (!addr_eq(&k->src, &c->src) || c->at - k->since >= NSEC_DAY)
        *k = (struct known){.src = c->src, .since = c->at};
    if (k->n == DOORS || (rare && k->rare == RARE) || has(k, door))
        return;
    k->door[k->n++] = door;
    k->rare += rare;
}

bool resumed_knows(const struct resumed *r, const struct contact *c)
{
    if (!r->any || c->technique != TECHNIQUE_SYN)
        return false;
    uint32_t tag;
    unsigned at = place_of(r, &c->src, &tag);
    const struct known *k = &r->known[at];
    return r->tag[at] == tag && addr_eq(&k->src, &c->src) && has(k, door_of(r, c));
}
