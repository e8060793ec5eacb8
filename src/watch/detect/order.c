/* A program counts: one port after the other, one address after the other, or a net so densely that chance is
 * no explanation. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

enum {
    FEW_NEIGHBOURS = 12,
    LISTED_MOST = 24,  /* servers of a list by UDP, */
    LISTED_OPEN = 4,   /* by which it is known; */
    LISTED_ODD = 10,   /* nobody keeps one of which more are gone */
    NET_MAX = 1 << 16, /* addresses */
};

#define YOUNG (100 * NSEC_MS) /* answers within a net take far less */

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

/* Of a list of servers by UDP that are asked all at once no more are down than answer, and few. Whoever tries a net's
 * addresses finds so many only where it is full of that service, and more that are not there with every step. Until
 * the first answers can have come nobody knows which of them it is. */
static bool is_list_of_udp(const struct ledger *g, uint32_t odd)
{
    uint32_t open = g->outcome[SIGHT_SUCCESS];
    bool unheard = g->last - g->first <= YOUNG && g->outcome[SIGHT_OUTCOME_UNKNOWN] * 2 > g->targets;
    return g->inside * 2 >= g->targets && g->targets <= LISTED_MOST &&
           (unheard || (open >= LISTED_OPEN && odd <= open && odd <= LISTED_ODD));
}

/* Whoever keeps servers side by side asks them in their order, and some are down. */
static bool is_listed(const struct ledger *g, uint32_t odd)
{
    if (g->zone != ZONE_INSIDE || g->lead_n * 2 > g->targets)
        return false;
    if (g->technique == TECHNIQUE_UDP)
        return is_list_of_udp(g, odd);
    return g->technique == TECHNIQUE_SYN &&
           (odd * 3 < g->targets || g->called * 2 > ledger_shut(g) || weigh_listed(g));
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    uint32_t span = g->high - g->low + 1;
    uint32_t hosts =
        span <= NET_MAX && g->low && g->targets * 4 >= span ? detect_hosts(g) : 0; /* counting takes time, */
    hosts = hosts < span ? hosts : span;                                           /* and is an estimate */
    uint32_t odd = odd_of(g);
    bool listed = is_listed(g, odd);
    /* Half of the steps go to the neighbour: by chance one in many. Doors that opened do not count: whoever
     * is let in at neighbouring doors may belong there. */
    if (g->targets >= 8 && g->steps * 2 > g->targets && odd >= (listed ? 3 : 4)) {
        ret->hint = listed;
        ret->nats = listed ? WEIGH_ALARM : WEIGH_ALARM + 0.5f * (float)(g->steps < 40 ? g->steps : 40);
        diag_counts(&ret->why, N_("%s of %s steps went to the very next address or port"), g->steps,
                    g->targets);
    } else if (hosts >= (g->everyday ? 60 : 12) && hosts * 4 >= span && odd * 2 >= hosts) {
        ret->nats = WEIGH_ALARM + 0.2f * (float)(hosts < 80 ? hosts : 80);
        diag_counts(&ret->why, N_("it asked %s of %s neighbouring addresses"), hosts, span);
    }
}

const struct detector detect_order = {.look = look};
