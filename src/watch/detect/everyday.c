/* Servers that are not there. Everybody's programs knock at web servers all day, and some are gone; but
 * whoever fails at four of ten new ones while others answer (the net is not down) does not follow links.
 * Worth a look, not more. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

enum {
    SHUT_LEAST = 8,
    OPEN_LEAST = 5,
    FEW = 24,    /* servers, devices, neighbours that are all gone: more than anybody has a use for */
    CORNER = 12, /* servers in each corner of the Internet, /16 */
    PORTS = 4,
};

#define LITTLE (1.2f * WEIGH_ALARM) /* where there may be a reason: told, but low */

/* Doors of which a host knows a few by name, and those that it knows are there, as a rule. Who is refused got
 * hold of hosts that have no such service, which nobody told it of. */
static float few_nats(const struct ledger *g)
{
    uint32_t shut = g->few.refused + g->few.silent, worth = shut + g->few.refused;
    if (!g->everyday || g->technique != TECHNIQUE_SYN || shut < FEW / 2 || shut <= g->few.open || worth < FEW)
        return 0;
    double day = window_count(&g->window, WINDOW_1D, g->last); /* of weeks, what is gone adds up */
    day *= g->inside == g->targets ? (double)worth / shut
                                   : 1; /* of those outside more are gone than anybody knows */
    float nats = WEIGH_ALARM * (float)((worth < day ? worth : day) / FEW);
    bool mute = !g->few.open && !g->few.refused && !g->inside;
    return nats < WEIGH_ALARM ? 0 : mute && nats > LITTLE ? LITTLE : nats;
}

/* What everybody asks strangers for, or peers; or what is counted with what one has at home
 * (unanswered.c). */
static bool is_usual(uint16_t port)
{
    return weigh_peers_own(port) || weigh_everyday(TECHNIQUE_UDP, port, ZONE_INSIDE, ZONE_INSIDE);
}

/* One port, or a few, that none of them is. */
static bool seeks_port(const struct ledger *g)
{
    if (g->lead_port_n * 2 > g->targets)
        return !is_usual(g->lead_port);
    bool few = g->ports.n <= PORTS && g->targets >= g->ports.n * FEW;
    for (uint32_t i = 0; few && i < g->ports.n; i++)
        few = !is_usual(g->ports.sparse[i]);
    return few;
}

/* By UDP, one port of strangers, or a few, that is neither a service of everybody's nor that of peers: of
 * game servers and the like most answer. */
static float stranger_nats(const struct ledger *g)
{
    uint32_t shut = g->outcome[SIGHT_REFUSED] + g->outcome[SIGHT_SILENT];
    if (!g->everyday || g->technique != TECHNIQUE_UDP || shut < FEW || shut * 10 < g->targets * 9 ||
        g->inside * 10 > g->targets || !seeks_port(g))
        return 0;
    float nats = WEIGH_ALARM * (float)shut / FEW;
    return shut == g->outcome[SIGHT_SILENT] && nats > LITTLE ? LITTLE : nats;
}

/* Links lead all over the world; two dozen servers of a net or two, none of which is one, were looked for
 * there. Of IPv6, a /32 may be all that one maker has in the world. */
static bool is_narrow(const struct ledger *g, uint32_t shut)
{
    return g->src.len == 4 && detect_hosts(g) >= FEW && shut >= FEW && shut * 10 >= g->targets * 9 &&
           (uint32_t)__builtin_popcountll(g->corners) * CORNER <= g->targets && !g->inside;
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    uint32_t shut = ledger_shut(g);
    bool web = g->lead_port == 80 || g->lead_port == 443 || g->lead_port == 8080 || g->lead_port == 8443;
    float few = few_nats(g), strangers = stranger_nats(g);
    if (few > 0) {
        ret->nats = few;
        diag_counts(&ret->why, N_("%s of %s everyday services that it asked for were not there"),
                    g->few.refused + g->few.silent, g->few.open + g->few.refused + g->few.silent);
        return;
    }
    if (strangers > 0) {
        bool one = g->lead_port_n * 2 > g->targets;
        ret->nats = strangers;
        diag_counts(&ret->why,
                    one ? N_("port %s of %s strangers, and hardly any answers")
                        : N_("%s ports of strangers, %s doors, and hardly any answers"),
                    one ? g->lead_port : g->ports.n, shut);
        return;
    }
    /* Who is cut off meets one kind of failure. */
    bool up = g->outcome[SIGHT_SUCCESS] >= OPEN_LEAST ||
              (g->outcome[SIGHT_REFUSED] >= SHUT_LEAST && g->outcome[SIGHT_SILENT] >= SHUT_LEAST);
    if (!g->everyday || g->technique != TECHNIQUE_SYN || !web || shut < SHUT_LEAST ||
        shut * 20 < g->targets * 7)
        return;
    bool narrow = !up && is_narrow(g, shut);
    if (!up && !narrow)
        return;
    ret->nats = WEIGH_ALARM;
    diag_counts(&ret->why,
                narrow ? N_("%s of %s web servers were not there, all of them in a net or two")
                       : N_("%s of %s web servers were not there, though the net is up"),
                shut, g->targets);
}

const struct detector detect_everyday = {.look = look};
