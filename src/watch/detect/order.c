/* A program counts: one port after the other, one address after the other, or a net so densely that chance is
 * no explanation. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

#include <stdio.h>

enum {
    FEW_NEIGHBOURS = 12,
    SERVERS = 60,      /* side by side, of one site: hardly one has more */
    NET_MAX = 1 << 16, /* addresses */
};

#define YOUNG (100 * NSEC_MS)    /* answers within a net take far less */
#define LONG  (30 * NSEC_MINUTE) /* who is not answered has given up before that: RFC 9293 3.8.3 */

/* Not those that may still answer: whoever looks for all of his list at once is answered before anything else
 * happens; and of several that are asked at once as many will answer as of those that were asked before them,
 * of which something is known. */
static uint32_t odd_of(const struct ledger *g)
{
    uint32_t open = g->outcome[SIGHT_SUCCESS], odd = g->targets - open, shut = ledger_shut(g);
    odd -= g->called < odd ? g->called : odd;
    if (weigh_neighbours(g) && g->targets >= FEW_NEIGHBOURS)
        return odd;
    uint32_t young = walk_open(&g->walk, g->last, YOUNG);
    young = young < odd ? young : odd;
    if (!weigh_neighbours(g))
        return odd - (open + shut ? young * open / (open + shut) : young);
    return (odd - young) * 2 >= g->targets ? odd - young : 0;
}

/* Whom a firewall lets in at servers side by side, and who is there again and again for long, is a visitor of all of
 * them: a crawler, a monitor, a gateway of users. */
static bool is_visitor(const struct ledger *g)
{
    return g->zone == ZONE_OUTSIDE && g->technique == TECHNIQUE_SYN &&
           g->outcome[SIGHT_OUTCOME_UNKNOWN] * 10 >= g->targets * 9 && g->tries * 3 >= g->targets * 4 &&
           g->last - g->first >= LONG;
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    uint32_t span = g->high - g->low + 1;
    uint32_t hosts =
        span <= NET_MAX && g->low && g->targets * 4 >= span ? detect_hosts(g) : 0; /* counting takes time, */
    hosts = hosts < span ? hosts : span;                                           /* and is an estimate */
    uint32_t odd = odd_of(g);
    char n[24], of[24];
    /* Whoever keeps servers side by side asks them in their order, and some are down. */
    bool listed = g->zone == ZONE_INSIDE && g->technique == TECHNIQUE_SYN && g->lead_n * 2 <= g->targets &&
                  (odd * 3 < g->targets || g->called * 2 > ledger_shut(g) || weigh_listed(g));
    /* Half of the steps go to the neighbour: by chance one in many. Doors that opened do not count: whoever
     * is let in at neighbouring doors may belong there. */
    if (g->targets >= 8 && g->steps * 2 > g->targets && odd >= (listed ? 3 : 4)) {
        ret->hint = listed;
        ret->nats = listed ? WEIGH_ALARM : WEIGH_ALARM + 0.5f * (float)(g->steps < 40 ? g->steps : 40);
        snprintf(n, sizeof n, "%u", g->steps);
        snprintf(of, sizeof of, "%u", g->targets);
        diag_set(&ret->why, N_("%s of %s steps went to the very next address or port"), n, of, NULL);
    } else if (hosts >= (g->everyday ? 60 : 12) && hosts * 4 >= span && odd * 2 >= hosts) {
        ret->hint = hosts < SERVERS && is_visitor(g);
        ret->nats = ret->hint ? WEIGH_ALARM : WEIGH_ALARM + 0.2f * (float)(hosts < 80 ? hosts : 80);
        snprintf(n, sizeof n, "%u", hosts);
        snprintf(of, sizeof of, "%u", span);
        diag_set(&ret->why, N_("it asked %s of %s neighbouring addresses"), n, of, NULL);
    }
}

const struct detector detect_order = {.look = look};
