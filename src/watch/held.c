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

const struct contact *held_due(struct held *h, nsec_wall now)
{
    struct place *p = &h->place[h->out % h->max];
    if (h->in == h->out || (now != NSEC_NEVER && now - p->c.at < HELD_FOR))
        return NULL;
    h->out++;
    return &p->c;
}
