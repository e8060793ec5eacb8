/* Ledgers found by their numbers, by their suspects, beside each other; and all of them, when it turns out who is
 * at home. */
#include "watch/ledger/priv_ledger.h"

struct ledger *ledgers_at(struct ledgers *l, uint32_t *i)
{
    for (; *i < l->fresh; ++*i)
        if (l->ledger[*i].used)
            return &l->ledger[(*i)++];
    return NULL;
}

uint32_t ledgers_id(const struct ledgers *l, const struct ledger *g)
{
    return (uint32_t)(g - l->ledger);
}

struct ledger *ledgers_get(struct ledgers *l, uint32_t id)
{
    return id < l->fresh && l->ledger[id].used ? &l->ledger[id] : NULL;
}

enum { TWINS_DEEP = 64 }; /* links: each is of another source with the same packets */

struct ledger *ledgers_twins(struct ledgers *l, struct ledger *g)
{
    struct ledger *up = g;
    for (unsigned i = 0; i < TWINS_DEEP && up; i++) {
        g = up;
        up = g->twin ? ledgers_get(l, g->twin - 1) : NULL;
    }
    return g;
}

/* What was seen of it, else what answers say. */
static struct ledger *of_suspect(const struct ledgers *l, const struct addr *src, struct contact *like,
                                 bool everyday)
{
    const struct asker *s = ledgers_asker(l, src);
    struct ledger *seen = s ? ledgers_in(l, s, like, everyday) : NULL;
    like->stage = CONTACT_IMPLIED;
    return seen || !s ? seen : ledgers_in(l, s, like, everyday);
}

struct ledger *ledgers_beside(const struct ledgers *l, const struct ledger *g, uint8_t technique,
                              bool everyday)
{
    struct contact like = {.technique = technique, .authorised = g->authorised, .stranger = g->stranger};
    return of_suspect(l, &g->src, &like, everyday);
}

const struct ledger *ledgers_of(const struct ledgers *l, const struct addr *src, uint8_t technique,
                                bool everyday)
{
    return of_suspect(l, src, &(struct contact){.technique = technique}, everyday);
}

bool ledgers_came_to(const struct ledgers *l, const struct addr *who, const struct addr *whom,
                     const struct places *p)
{
    struct addr src = ledgers_suspect(who, p);
    const struct asker *s = ledgers_asker(l, &src);
    bool came = false;
    for (unsigned i = 0; s && i < s->n && !came; i++) {
        struct contact c = askers_early(s, i, &src);
        came = addr_eq(&c.dst, whom);
    }
    for (uint32_t i = s ? s->ledger : LEDGER_NONE; i != LEDGER_NONE && !came; i = l->ledger[i].next)
        came = addr_eq(&l->ledger[i].lead, whom);
    return came;
}

bool ledgers_raised_beside(const struct ledgers *l, const struct ledger *g)
{
    const struct asker *s = ledgers_asker(l, &g->src);
    for (uint32_t i = s ? s->ledger : LEDGER_NONE; i != LEDGER_NONE; i = l->ledger[i].next)
        if (&l->ledger[i] != g && l->ledger[i].raised && !l->ledger[i].hearsay)
            return true;
    return false;
}

unsigned ledgers_siblings(const struct ledgers *l, const struct ledger *g)
{
    const struct asker *s = ledgers_asker(l, &g->src);
    unsigned n = 0;
    for (unsigned i = 0; s && i < s->n; i++) {
        struct contact c = askers_early(s, i, &g->src);
        n += !c.stranger && !ledgers_is_hearsay(&c);
    }
    for (uint32_t i = s ? s->ledger : LEDGER_NONE; i != LEDGER_NONE; i = l->ledger[i].next)
        n += !l->ledger[i].stranger && !l->ledger[i].hearsay;
    return n;
}

void ledgers_come_home(struct ledgers *l, const struct places *p)
{
    uint32_t i = 0;
    for (struct ledger *g; (g = ledgers_at(l, &i)) != NULL;) {
        if (g->zone == ZONE_INSIDE || places_of(p, &g->src) != ZONE_INSIDE)
            continue;
        if (g->raised && (g->told || g->untold)) /* somebody read it, or is about to */
            continue;
        g->raised = 0;
        l->inside++;
        g->zone = ZONE_INSIDE;
        g->nats = g->peak = 0;
        g->walk = (struct walk){0};
    }
}

void ledgers_rezone(struct ledgers *l, const struct places *p)
{
    uint32_t i = 0;
    l->inside = 0;
    for (struct ledger *g; (g = ledgers_at(l, &i)) != NULL;) {
        g->zone = (uint8_t)places_of(p, &g->src);
        l->inside += g->zone == ZONE_INSIDE;
    }
}
