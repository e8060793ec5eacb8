/* Web servers that are not there. Everybody's programs knock at web servers all day, and some are gone; but whoever fails at
 * four of ten new ones while others answer (the net is not down) does not follow links. Worth a look, not more. */
#include "watch/detect.h"

#include "watch/detect/weigh.h"

#include <stdio.h>

enum { SHUT_LEAST = 8, OPEN_LEAST = 5 };

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    char failed[24], of[24];
    uint32_t shut = g->outcome[SIGHT_REFUSED] + g->outcome[SIGHT_SILENT] + g->outcome[SIGHT_BLOCKED];
    bool web = g->lead_port == 80 || g->lead_port == 443 || g->lead_port == 8080 || g->lead_port == 8443;
    if (!g->everyday || g->technique != TECHNIQUE_SYN || !web || shut < SHUT_LEAST ||
        g->outcome[SIGHT_SUCCESS] < OPEN_LEAST || shut * 20 < g->targets * 7)
        return;
    ret->nats = WEIGH_ALARM;
    snprintf(failed, sizeof failed, "%u", shut);
    snprintf(of, sizeof of, "%u", g->targets);
    diag_set(&ret->why, N_("%s of %s web servers were not there, though the net is up"), failed, of, NULL);
}

const struct detector detect_everyday = {.name = "everyday", .look = look};
