#include "watch/detect/company.h"

#include "watch/detect/peered.h"
#include "watch/ledger/weigh.h"

enum {
    HOSTS_LEAST = 4,
    PER_SECOND = 2,    /* new doors: as their calls come, and not one after the other as a program counts */
    OTHERS = 3,        /* at a door, or at one's own, */
    SHARED = 3,        /* of four doors */
    DOORS_MOST = 2048, /* that may have been asked at: each is looked up */
};

/* A log, hosts at home; and neither the pace, nor the order, nor the packets of who looks around. */
static bool is_leisurely(const struct ledger *g)
{
    uint64_t seconds = (uint64_t)(g->fresh - g->first) / NSEC_SEC + 1;
    return g->technique == TECHNIQUE_SYN && g->zone == ZONE_INSIDE && g->inside * 10 >= g->targets * 9 &&
           g->outcome[SIGHT_OUTCOME_UNKNOWN] * 10 >= g->targets * 9 && !weigh_has_entrance(g) &&
           g->steps * 4 <= g->targets && g->targets <= PER_SECOND * seconds &&
           !marks_judge(&g->marks, g->technique).tool;
}

struct role company_called(const struct ledger *g, const struct ledgers *l, const struct doors *doors,
                           const struct places *p)
{
    struct role r = {0};
    struct contact own = {.dst = g->one, .technique = g->technique};
    bool may = g->ports.n == 1 && is_leisurely(g);
    unsigned came = 0;
    for (unsigned i = 0; may && i < g->n_events; i++) {
        struct addr its = event_dst(&g->event[i]);
        uint16_t at = ledgers_came_at(l, &its, &g->one, p);
        own.port = came ? own.port : at;
        came += at && at == own.port && at != g->lead_port;
    }
    const struct door *d = came ? doors_find(doors, &own) : NULL;
    if (!d || came < HOSTS_LEAST || came * 5 < g->n_events * 4u || d->sources * 5 < g->targets * 4)
        return r;
    r.name = "management";
    diag_counts(&r.why,
                N_("%s come to its own port %s, those too that it asked first: it asks back who comes to it"),
                d->sources, own.port);
    return r;
}

/* Of all doors that it asked at, those where others ask, too. */
static uint32_t shared_of(const struct ledger *g, const struct ledgers *l, const struct doors *doors,
                          const struct places *p)
{
    uint32_t shared = 0;
    struct contact c = {.src = g->one, .technique = g->technique};
    for (uint32_t k = portset_next(&g->ports, 0); k <= UINT16_MAX; k = portset_next(&g->ports, k + 1))
        for (uint64_t host = g->low; host <= g->high; host++) {
            c.dst = addr_v4((uint32_t)host);
            c.port = (uint16_t)k;
            const struct door *d = doors_find(doors, &c);
            shared += d && d->sources > OTHERS && ledgers_asked(l, &c, p);
        }
    return shared;
}

struct role company_shared(const struct ledger *g, const struct ledgers *l, const struct doors *doors,
                           const struct places *p)
{
    struct role r = {0};
    uint32_t port;
    uint64_t span = g->low ? (uint64_t)g->high - g->low + 1 : DOORS_MOST + 1;
    bool may = is_leisurely(g) && span * g->ports.n <= DOORS_MOST &&
               (g->tries * 3 >= g->targets * 4 || peered_callers(g, doors, &port) >= OTHERS);
    uint32_t shared = may ? shared_of(g, l, doors, p) : 0;
    if (!shared || shared * (SHARED + 1) < g->targets * SHARED)
        return r;
    r.name = "client";
    diag_counts(&r.why,
                N_("at %s of the %s doors that it asked at others ask as well: clients of the same services"),
                shared, g->targets);
    return r;
}
