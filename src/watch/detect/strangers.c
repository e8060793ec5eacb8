/* A service by UDP of strangers all over the Internet that do not have it, and say so themselves: the port is shut
 * (RFC 1122 3.2.2.1). Silence tells nothing of names and time: resolvers ask all day, and a firewall on the way or a broken
 * net silences all at once. But an answer "no such port" from the host itself shows that the way is open, and that nobody
 * who keeps a list put this host into it: name servers, time servers, gateways of a list nearly all answer. If
 * all say so it is a firewall that says it for them. Who asks from the service's own port may be it, and answer;
 * NetBIOS, which a server asks its visitors for, is not among these, nor is what peers do with each other. */
#include "watch/detect.h"

#include "watch/ledger/weigh.h"

enum {
    SHUT_LEAST = 18,
    SAY_LEAST = 3, /* by the host itself, */
    SAY_PART = 10, /* one in so many; */
    WORTH = 2,     /* each counts so much more */
    ENOUGH = 64,
    CORNERS = 8 /* nets of one's own that nobody declared are in fewer */
};

#define PER_HOST 0.16f /* nats, as in unanswered.c */

/* Names, TFTP, time, SNMP, IKE, logs, SQL Server, SSDP, WS-Discovery, SIP, mDNS, CoAP, memcached. */
static bool is_sought(uint16_t port)
{
    static const uint16_t ports[] = {53,   69,   123,  161,  500,  514,  1434,
                                     1900, 3702, 4500, 5060, 5353, 5683, 11211};
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        if (ports[i] == port)
            return true;
    return false;
}

/* One service, of strangers, within a day. */
static bool seeks(const struct ledger *g)
{
    bool serves = g->sport == g->lead_port && g->same_sport * 2 > g->targets;
    return g->technique == TECHNIQUE_UDP && g->zone == ZONE_INSIDE && g->everyday && !g->hearsay && !serves &&
           is_sought(g->lead_port) && g->lead_port_n * 2 > g->targets && g->inside * 10 <= g->targets &&
           __builtin_popcountll(g->corners) >= CORNERS && !addr_is_private(&g->last_dst) &&
           window_count(&g->window, WINDOW_1D, g->last) * 4 >= g->targets * 3.0;
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    uint32_t shut = g->outcome[SIGHT_REFUSED] + g->outcome[SIGHT_SILENT], worth = shut + WORTH * g->in_person;
    bool heard =
        g->in_person >= SAY_LEAST && g->in_person * SAY_PART >= shut && g->in_person * 4 <= g->targets * 3;
    bool hardly = g->outcome[SIGHT_SUCCESS] * 5 <= g->targets && g->outcome[SIGHT_BLOCKED] * 5 <= g->targets;
    if (!seeks(g) || shut < SHUT_LEAST || !heard || !hardly)
        return;
    ret->nats = WEIGH_ALARM + PER_HOST * (float)(worth < ENOUGH ? worth : ENOUGH);
    diag_counts(
        &ret->why,
        N_("%s of %s strangers do not have the service that it asked for, and some say so themselves"), shut,
        g->targets);
}

const struct detector detect_strangers = {.look = look};
