#include "watch/detect/timeserver.h"

#include <stdio.h>

enum {
    NTP = 123,
    PER_CLIENT = 2, /* who asks from there, for each that is known to ask from elsewhere */
    ROUNDS = 2
};

/* To the port that it sends from, again and again, and nobody answers. */
static bool may_answer(const struct ledger *g)
{
    return g->technique == TECHNIQUE_UDP && g->zone == ZONE_OUTSIDE && g->ports.n == 1 &&
           g->lead_port == NTP && g->sport == NTP && g->same_sport == g->targets &&
           g->outcome[SIGHT_SILENT] == g->targets && g->tries >= ROUNDS * g->targets;
}

struct role timeserver_role(const struct ledger *g, const struct strays *s, const struct doors *doors)
{
    struct role r = {0};
    if (!may_answer(g))
        return r;
    struct contact own = {.dst = g->one, .port = NTP, .technique = g->technique};
    const struct door *d = doors_find(doors, &own);
    uint32_t answers = strays_replies(s, &g->one, NTP), asked = d ? d->sources : 0;
    uint32_t clients = answers > asked ? answers : asked;
    if (g->targets > PER_CLIENT * clients)
        return r;
    char n[24];
    snprintf(n, sizeof n, "%u", clients);
    r.name = "time-server";
    diag_set(
        &r.why,
        N_("others asked it for the time from ports of their own, %s times at least: a server, of which one direction is recorded"),
        n, NULL, NULL);
    return r;
}
