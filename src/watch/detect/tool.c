/* Packets that a scanning tool wrote itself. From inside that suffices: nobody at home lets one loose on
 * several doors by chance, whether they open or not. Outside they are weather, and judged by what they
 * find; but pings find by being answered. */
#include "watch/detect.h"

#define SURE   0.9 /* of marks that systems do not leave by chance: data/watch/marks.tsv */
#define PROVEN 9.0f

/* Host after host that is there: nothing of that is shut. */
static bool finds_hosts(const struct ledger *g)
{
    return g->technique == TECHNIQUE_PING && !g->hearsay && g->outcome[SIGHT_SUCCESS] * 2 > g->targets;
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    if (g->zone != ZONE_INSIDE && !finds_hosts(g))
        return;
    struct marks_verdict m = marks_judge(&g->marks, g->technique);
    if (!m.tool || m.sure < SURE || m.fit * 2 < g->targets)
        return;
    ret->nats = PROVEN;
    diag_set(&ret->why, N_("no system sends such packets by itself: a scanning tool wrote them"), NULL, NULL,
             NULL);
}

const struct detector detect_tool = {.look = look};
