#include "watch/detect/role.h"

#include <stdio.h>

static uint32_t shut(const struct ledger *g)
{
    return g->outcome[SIGHT_REFUSED] + g->outcome[SIGHT_SILENT] + g->outcome[SIGHT_BLOCKED];
}

/* A scanner asks once, or as often as lost packets need; who knocks ten times at each of a few doors wants to get in there.
 * (A mail server with 2,086 attempts at 19 silent relays, a bot with 718 at its one dead master.) */
static bool insists(const struct ledger *g)
{
    return g->targets <= 64 && g->tries >= 8 * g->targets;
}

/* File sharing, calls, games: from inside, to many addresses outside, to each on a port of its own, high; some answer. */
static bool is_peer(const struct ledger *g)
{
    uint32_t hosts = tally_count(&g->hosts);
    return g->zone == ZONE_INSIDE && (g->technique == TECHNIQUE_SYN || g->technique == TECHNIQUE_UDP) &&
           g->inside * 10 <= g->targets && hosts * 10 >= g->targets * 7 && g->ports.n * 2 >= g->targets &&
           g->low_ports * 10 <= g->targets && g->outcome[SIGHT_SUCCESS] * 20 >= g->targets;
}

/* It asks many, all are there, and it asks again and again. */
static bool is_monitor(const struct ledger *g)
{
    return g->technique == TECHNIQUE_PING && g->outcome[SIGHT_SUCCESS] * 10 >= g->targets * 7 &&
           g->tries >= 3 * g->targets;
}

static bool is_relay(const struct ledger *g)
{
    return g->zone == ZONE_INSIDE && g->technique == TECHNIQUE_SYN && g->ports.n == 1 &&
           (g->ports.sparse[0] == 25) && g->outcome[SIGHT_SUCCESS] * 5 >= shut(g);
}

static const struct row {
    const char *name;
    bool (*fits)(const struct ledger *g);
    const char *why;
} rows[] = {
    {"insistent", insists,
     N_("it knocked %s times at %s doors: somebody who wants in there, not one who looks around")},
    {"mail-relay", is_relay, N_("it delivers mail (%s attempts, %s servers)")},
    {"p2p", is_peer,
     N_("every address on a port of its own, and some answer: a program among its peers (%s attempts, %s doors)")},
    {"monitor", is_monitor, N_("it asked %s times, %s addresses, and nearly all are there: a monitor")},
};

struct role role_of(const struct ledger *g)
{
    struct role r = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows && !r.name; i++) {
        if (!rows[i].fits(g))
            continue;
        char tries[24], targets[24];
        snprintf(tries, sizeof tries, "%u", g->tries);
        snprintf(targets, sizeof targets, "%u", g->targets);
        r.name = rows[i].name;
        diag_set(&r.why, rows[i].why, tries, targets, NULL);
    }
    return r;
}
