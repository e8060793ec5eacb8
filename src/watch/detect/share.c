/* Whose doors stay shut in too large a part, whatever the order: a scanner that mixes in doors that open
 * (Kang, Caballero, Song, RAID 2007), or that meets as many hosts as gaps, takes the sequential test's steps
 * back again and again. The likelihood ratio of the share itself against one in five (the sequential test's
 * honest host) forgets nothing. */
#include "watch/detect.h"

#include <math.h>
#include <stdio.h>

#define HONEST 0.2f /* of an honest host's new doors stay shut: weigh.c */
#define FITTED 3.0f /* nats: the share is chosen after the fact, and looked at again and again */

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    char failed[24], of[24];
    float shut = (float)ledger_shut(g);
    shut = fmaxf(0, shut - (float)g->called);
    float n = shut + (float)g->outcome[SIGHT_SUCCESS], share = n > 0 ? shut / n : 0;
    if (g->everyday || g->technique != TECHNIQUE_SYN || share <= HONEST || share >= 1)
        return;
    float nats = n * (share * logf(share / HONEST) + (1 - share) * logf((1 - share) / (1 - HONEST))) - FITTED;
    if (nats <= 0)
        return;
    ret->nats = nats;
    snprintf(failed, sizeof failed, "%.0f", (double)shut);
    snprintf(of, sizeof of, "%.0f", (double)n);
    diag_set(&ret->why, N_("%s of %s new doors stayed shut, several times an honest host's share"), failed,
             of, NULL);
}

const struct detector detect_share = {.look = look};
