#include "watch/detect/peered.h"

#include <stdio.h>

enum {
    CALLERS = 32,   /* a door that scanners alone ask at has so many within a day, */
    PART = 5,       /* but not one for five that it asks at */
    CORNERS = 16,   /* of 64: all over the world */
    SYSTEM = 1024,  /* ports below are services', which everybody is asked for */
    PORTS_LEAST = 8 /* a worm asks for one, or a few */
};

/* To each of many hosts elsewhere once, at some ports that come back; not by a scanner's packets. */
static bool is_among_many(const struct ledger *g)
{
    return g->technique == TECHNIQUE_SYN && g->inside * 10 <= g->targets && g->ports.n >= PORTS_LEAST &&
           g->ports.n * 3 <= g->targets && detect_hosts(g) * 10 >= g->targets * 7 &&
           __builtin_popcountll(g->corners) >= CORNERS && !marks_judge(&g->marks, g->technique).tool;
}

struct role peered_role(const struct ledger *g, const struct doors *doors)
{
    struct role r = {0};
    uint32_t callers = 0, called_at = 0;
    for (uint32_t port = is_among_many(g) ? SYSTEM : UINT16_MAX + 1u; port <= UINT16_MAX; port++) {
        struct contact own = {.dst = g->one, .port = (uint16_t)port, .technique = g->technique};
        const struct door *d = portset_has(&g->ports, (uint16_t)port) ? doors_find(doors, &own) : NULL;
        if (!d || d->sources <= callers)
            continue;
        callers = d->sources;
        called_at = port;
    }
    if (callers < CALLERS || callers * PART < g->targets)
        return r;
    char n[24], port[24];
    snprintf(n, sizeof n, "%u", callers);
    snprintf(port, sizeof port, "%u", called_at);
    r.name = "p2p";
    diag_set(
        &r.why,
        N_("%s others ask for its own port %s, one of those that it asks others for, all over the world: a program among its peers"),
        n, port, NULL);
    return r;
}
