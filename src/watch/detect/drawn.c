#include "watch/detect/drawn.h"

#include <math.h>
#include <stdio.h>

enum {
    PORTS = 65536,
    LEAST = 200,      /* ports that one asks at, */
    PER_SECOND = 100, /* and so many a second */
    PART = 8,         /* one in so many is little */
    AGAIN = 16,   /* expected draws of what was drawn before: of fewer, chance has none or twice as many */
    SOURCES = 64, /* more than show it, so that many who flood together do not have all looked at by each */
};

/* What was drawn by one or by several. */
struct draws {
    uint32_t n; /* with those that were drawn again */
    unsigned sources;
    struct portset ports;
    struct budget budget;
};

static double expected(uint32_t draws)
{
    return draws - PORTS * (1 - exp(-(double)draws / PORTS));
}

static bool by_chance(uint32_t draws, uint32_t ports)
{
    double again = (double)draws - ports, e = expected(draws);
    return again * 2 >= e && again <= e * 2;
}

/* Fast, to ports all over one host, from ever other ports; and by himself he comes back to no other share of
 * them than chance would have him. */
static bool may_draw(const struct ledger *g)
{
    return g->technique == TECHNIQUE_UDP && g->ports.n >= LEAST && g->ports.n == g->targets &&
           g->fresh - g->first <= (nsec)g->targets * (NSEC_SEC / PER_SECOND) &&
           g->same_sport * PART <= g->targets && g->steps * PART <= g->targets &&
           g->low_ports * PART <= g->targets && g->outcome[SIGHT_SUCCESS] * PART <= g->targets &&
           marks_judge(&g->marks, g->technique).sure <= 0.5 &&
           (expected(g->tries) < AGAIN || by_chance(g->tries, g->ports.n));
}

static bool is_together(const struct ledger *a, const struct ledger *b)
{
    return a->first <= b->last && b->first <= a->last && addr_eq(&a->lead, &b->lead);
}

static void add(struct draws *d, const struct ledger *g)
{
    d->n += g->tries;
    d->sources++;
    portset_merge(&d->ports, &g->ports, &d->budget);
}

static struct draws draws_with(const struct ledger *g, struct ledgers *l)
{
    struct draws d = {.budget.max = PORTSET_BYTES};
    const struct ledger *other;
    add(&d, g);
    for (uint32_t i = 0; d.sources < SOURCES && (other = ledgers_at(l, &i)) != NULL;)
        if (other != g && is_together(g, other) && may_draw(other))
            add(&d, other);
    return d;
}

struct role drawn_role(const struct ledger *g, struct ledgers *l)
{
    struct role r = {0};
    if (!may_draw(g))
        return r;
    struct draws d = draws_with(g, l);
    if (expected(d.n) >= AGAIN && by_chance(d.n, d.ports.n)) {
        char n[24], ports[24], sources[24];
        snprintf(n, sizeof n, "%u", d.n);
        snprintf(ports, sizeof ports, "%u", d.ports.n);
        snprintf(sources, sizeof sources, "%u", d.sources);
        r.name = "flood";
        diag_set(
            &r.why,
            N_("%s datagrams came to %s ports of one host, from sources: %s, some of them again, as many as "
               "chance has it: ports drawn blindly, a flood"),
            n, ports, sources);
    }
    portset_fini(&d.ports, &d.budget);
    return r;
}
