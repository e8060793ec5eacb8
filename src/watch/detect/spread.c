/* One service of host after host at home, where nobody else goes, and a third of them do not have it. Clients
 * find their servers where others find them, few at a time; of a list that somebody keeps for himself
 * (backups, what he manages) most are there. Between the two lies a sweep that meets as many open doors as
 * shut ones, at which the sequential test takes back half of what it gives. Worth a look, not more: who
 * begins with a stale list looks like it once. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

enum { ASKED_LEAST = 7, SHUT_LEAST = 3, NOWHERE_LEAST = 12 };

/* A service that it finds nowhere, at host after host, while it is let in at enough other doors to pass for
 * somebody who knows what is there. */
static bool finds_nowhere(const struct ledger *g, struct finding *ret)
{
    if (g->everyday || g->zone != ZONE_INSIDE || g->technique != TECHNIQUE_SYN ||
        g->gap.shut < NOWHERE_LEAST || g->gap.open * 2 > g->gap.shut || detect_hosts(g) < NOWHERE_LEAST)
        return false;
    ret->nats = WEIGH_ALARM;
    ret->hint = true;
    diag_counts(&ret->why, N_("port %s stayed shut at %s hosts or more, though other doors opened to it"),
                g->gap.port, g->gap.shut);
    return true;
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    struct walk_tally t = weigh_unserved(g);
    if (finds_nowhere(g, ret))
        return;
    if (t.asked < ASKED_LEAST || t.others >= t.asked || t.shut < SHUT_LEAST || t.shut * 2 < t.opened)
        return;
    ret->nats = WEIGH_ALARM;
    ret->hint = true;
    diag_counts(&ret->why,
                N_("of %s hosts in turn that nobody else asks for this service, %s do not have it"), t.asked,
                t.shut);
}

const struct detector detect_spread = {.look = look};
