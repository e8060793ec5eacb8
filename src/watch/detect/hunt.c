#include "watch/detect/hunt.h"

#include "watch/ledger/weigh.h"

enum {
    HOSTS_LEAST = 8, /* as in rounds.c, but that the last one is not known yet to be absent; */
    ENTERED_LEAST = 2
};

/* New ones of the last hour, of so many. */
static unsigned lately(const struct ledger *g, unsigned n, nsec_wall now)
{
    double new = window_count(&g->window, WINDOW_1H, now);
    return new < n ? (unsigned)new : n;
}

struct finding hunt_look(const struct ledger *looked, const struct ledger *talked)
{
    struct finding f = {0};
    nsec_wall now = looked->last > talked->last ? looked->last : talked->last;
    struct weigh_round r = weigh_round(talked, false);
    unsigned absent = lately(looked, weigh_absent(looked, now), now);
    unsigned entered = lately(talked, r.hosts - r.popular, now);
    if (!absent || entered < ENTERED_LEAST || absent + entered < HOSTS_LEAST)
        return f;
    f.nats = WEIGH_ALARM;
    f.hint = true;
    diag_counts(
        &f.why,
        N_("it looked for %s addresses that nobody has, and went to %s hosts by a door that a client uses on few hosts"),
        absent, entered);
    return f;
}
