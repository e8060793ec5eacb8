#include "watch/held.h"

#include <stdlib.h>

struct held {
    unsigned max, in, out; /* of those that came in, up to max, the ones from `out` on */
    struct place {
        struct contact c;
        struct sight sight;
    } place[];
};

struct held *held_new(unsigned max)
{
    struct held *h = calloc(1, sizeof *h + max * sizeof *h->place);
    if (h)
        h->max = max;
    return h;
}

void held_free(struct held *h)
{
    free(h);
}

size_t held_memory(const struct held *h)
{
    return sizeof *h + h->max * sizeof *h->place;
}

bool held_take(struct held *h, const struct contact *c)
{
    if (!c->sight || h->in - h->out == h->max)
        return false;
    struct place *p = &h->place[h->in++ % h->max];
    *p = (struct place){.c = *c, .sight = *c->sight};
    p->c.sight = &p->sight;
    p->sight.outer = NULL; /* both were borrowed */
    p->sight.packet = NULL;
    return true;
}

void held_call(struct held *h, const struct addr *src, const struct addr *dst, nsec_wall at, nsec within)
{
    for (unsigned i = h->out; i != h->in; i++) {
        struct contact *c = &h->place[i % h->max].c;
        bool about_then = c->at - at <= within && at - c->at <= within;
        c->called |= about_then && addr_eq(&c->src, src) && addr_eq(&c->dst, dst);
    }
}

/* Devices answer within 5 s, as who calls asks them to (UPnP Device Architecture 1.3.2), and lines tell seconds. */
#define ABOUT (6 * NSEC_SEC)

/* Decoys send from the same port. */
static bool joins(const struct contact *x, const struct contact *c)
{
    return x->port == c->port && x->sport != c->sport && x->technique == c->technique &&
           addr_eq(&x->dst, &c->dst) && !addr_eq(&x->src, &c->src);
}

bool held_gather(struct held *h, const struct contact *c)
{
    const struct contact *other = NULL;
    unsigned end = h->out;
    bool called = false;
    for (; end != h->in && h->place[end % h->max].c.at - c->at <= ABOUT; end++) {
        const struct contact *x = &h->place[end % h->max].c;
        if (!joins(x, c))
            continue;
        called |= other && !addr_eq(&other->src, &x->src) && other->sport != x->sport;
        other = other ? other : x;
    }
    for (unsigned i = h->out; called && i != end; i++) {
        struct contact *x = &h->place[i % h->max].c;
        x->called |= x->port == c->port && addr_eq(&x->dst, &c->dst);
    }
    return called;
}

const struct contact *held_due(struct held *h, nsec_wall now)
{
    struct place *p = &h->place[h->out % h->max];
    if (h->in == h->out || (now != NSEC_NEVER && now - p->c.at < HELD_FOR))
        return NULL;
    h->out++;
    return &p->c;
}
