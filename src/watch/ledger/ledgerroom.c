/* Who has a place among the ledgers and in the lines of suspects, and who gives way when there is none left. */
#include "watch/ledger/priv_ledger.h"

#include <math.h>
#include <stddef.h>

static void unchain(struct ledgers *l, struct asker *s, uint32_t i)
{
    uint32_t *at = &s->ledger;
    while (*at != i && *at != LEDGER_NONE)
        at = &l->ledger[*at].next;
    if (*at == i)
        *at = l->ledger[i].next;
}

void ledgers_drop(struct ledgers *l, struct ledger *g)
{
    uint32_t i = (uint32_t)(g - l->ledger);
    struct asker *s = ledgers_asker(l, &g->src);
    if (s)
        unchain(l, s, i);
    l->inside -= g->zone == ZONE_INSIDE;
    tally_fini(&g->hosts, &l->budget);
    portset_fini(&g->ports, &l->budget);
    *g = (struct ledger){.next = l->free};
    l->free = i;
    l->stats.ledgers--;
}

struct asker *ledgers_enter(struct ledgers *l, const struct addr *a, uint64_t h)
{
    struct asker *s = askers_place(l->askers, h);
    if (s->len) {
        struct addr old = askers_addr(s);
        while (s->ledger != LEDGER_NONE)
            ledgers_drop(l, &l->ledger[s->ledger]);
        filter_add(&l->gone, askers_hash(l->askers, &old));
        l->stats.evicted++;
    }
    askers_enter(l->askers, s, a, h);
    if (filter_has(&l->gone, h)) {
        s->flags = ASKER_KNOWN_BEFORE;
        s->worth = 1; /* it came back: forged sources do not */
    }
    return s;
}

enum { FEW = 32 }; /* targets: as many as are told with a campaign */

/* Whoever was told costs least: nothing is lost with him but his end. But one who keeps coming back is no
 * forgery of a flood. */
static float worth_of(const struct ledger *g)
{
    float doors = (float)(g->targets < 64 ? g->targets : 64) / 64;
    if (g->told && g->targets <= FEW) {
        nsec seconds = (g->last - g->first) / NSEC_SEC;
        return doors + log2f(1 + (float)seconds);
    }
    return g->peak + doors + (float)(g->raised ? 100 : 0);
}

/* An eighth of the places is for those at home: what comes from outside may be forged, in any number. */
static bool has_room_inside(const struct ledgers *l)
{
    return l->inside < l->max / 8;
}

enum { CANDIDATES = 16 };

/* Those among whom the next choice is made: what it is made by is all in the first part of a ledger. */
static void prefetch_candidates(const struct ledgers *l)
{
    for (unsigned k = 0; k < CANDIDATES; k++) {
        const char *g = (const char *)&l->ledger[(l->hand + k) % l->max];
        for (size_t i = 0; i <= offsetof(struct ledger, peak); i += 64)
            __builtin_prefetch(g + i);
    }
}

/* The least suspicious of sixteen; from outside nobody pushes those at home out of their eighth. NULL: nobody
 * may go. */
static struct ledger *least_of(struct ledgers *l, enum zone zone)
{
    struct ledger *least = NULL;
    float lowest = 0;
    for (unsigned k = 0; k < CANDIDATES; k++) {
        struct ledger *g = &l->ledger[l->hand++ % l->max];
        if (!g->used || (g->zone == ZONE_INSIDE && zone == ZONE_OUTSIDE && l->inside <= l->max / 8))
            continue;
        float worth = worth_of(g);
        if (least && (worth > lowest || (worth >= lowest && g->last >= least->last)))
            continue;
        least = g;
        lowest = worth;
    }
    prefetch_candidates(l);
    if (!least || !least->raised || least->told)
        return least;
    return zone == ZONE_INSIDE && least->zone == ZONE_OUTSIDE && has_room_inside(l) ? least : NULL;
}

struct ledger *ledgers_take(struct ledgers *l, const struct asker *for_whom, enum zone zone)
{
    uint32_t i = l->free;
    if (i != LEDGER_NONE) {
        l->free = l->ledger[i].next;
    } else if (l->fresh < l->max) {
        i = l->fresh++;
    } else {
        struct ledger *least = least_of(l, zone);
        struct addr me = askers_addr(for_whom);
        if (!least || addr_eq(&least->src, &me))
            return NULL;
        ledgers_drop(l, least);
        l->stats.evicted++;
        return ledgers_take(l, for_whom, zone);
    }
    l->stats.ledgers++;
    l->inside += zone == ZONE_INSIDE;
    return &l->ledger[i];
}
