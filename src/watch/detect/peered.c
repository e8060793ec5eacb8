#include "watch/detect/peered.h"

#include "model/ports.h"
#include "watch/ledger/weigh.h"

enum {
    CALLERS = 32,      /* a door that scanners alone ask at has so many within a day, */
    PART = 5,          /* but not one for five that it asks at */
    CORNERS = 16,      /* of 64: all over the world */
    PORTS_LEAST = 8,   /* a worm asks for one, or a few */
    PORTS_MOST = 64,   /* of those who are one service together, */
    HOSTS_LEAST = 3,   /* and so many others; */
    OTHERS = 2,        /* for each that is known to be one, unless more come to it */
    CORNERS_LEAST = 8, /* several nets, where nobody said who is at home */
    PEERS_LEAST = 8,   /* that answered by UDP, one for so many that are asked by TCP, */
    PEERS_PART =
        4, /* of which one in so many was asked by UDP as well; so many share a port, their program's */
    REST_FAILURES = 3, /* at all other doors, by chance */
    COME_BACK = 4      /* attempts at each */
};

/* To each of many hosts elsewhere once, at some ports that come back; not by a scanner's packets. */
static bool is_among_many(const struct ledger *g)
{
    return g->technique == TECHNIQUE_SYN && g->inside * 10 <= g->targets && g->ports.n >= PORTS_LEAST &&
           g->ports.n * 3 <= g->targets && detect_hosts(g) * 10 >= g->targets * 7 &&
           __builtin_popcountll(g->corners) >= CORNERS && !marks_judge(&g->marks, g->technique).tool;
}

/* How many come to one of its own doors at the ports that it asks at, 1024 and above, of that where most do; 0: to none,
 * and *ret_port stands. */
static uint32_t callers_of(const struct ledger *g, const struct doors *doors, uint32_t *ret_port)
{
    uint32_t callers = 0;
    for (uint32_t i = portset_next(&g->ports, PORTS_USER); i <= UINT16_MAX;
         i = portset_next(&g->ports, i + 1)) {
        struct contact own = {.dst = g->one, .port = (uint16_t)i, .technique = g->technique};
        const struct door *d = doors_find(doors, &own);
        if (!d || d->sources <= callers)
            continue;
        callers = d->sources;
        *ret_port = i;
    }
    return callers;
}

struct role peered_role(const struct ledger *g, const struct doors *doors)
{
    struct role r = {0};
    uint32_t called_at = 0, callers = is_among_many(g) ? callers_of(g, doors, &called_at) : 0;
    if (callers < CALLERS || callers * PART < g->targets)
        return r;
    r.name = "p2p";
    diag_counts(
        &r.why,
        N_("%s others ask for its own port %s, one of those that it asks others for, all over the world: a program among its peers"),
        callers, called_at);
    return r;
}

/* Elsewhere, each at a port of its own, and nothing else that it asks for would be worth an alert. */
static bool are_peers(const struct ledger *g)
{
    bool afar = g->zone == ZONE_INSIDE || __builtin_popcountll(g->corners) >= CORNERS_LEAST;
    return g->technique == TECHNIQUE_SYN && afar && g->inside * 10 <= g->targets &&
           g->low_ports * 10 <= g->targets && g->ports.n * PEERS_PART >= g->targets &&
           detect_hosts(g) * 10 >= g->targets * 7 && g->steps * 4 <= g->targets && !g->raw &&
           g->rest_peak <= REST_FAILURES * WEIGH_STEP && !marks_judge(&g->marks, g->technique).tool;
}

/* Of its first doors, those that it asked by UDP, too. Not all: where a peer was the first to speak, what goes back is
 * no question. */
static unsigned asked_both_ways(const struct ledger *g, const struct ledgers *l, const struct places *p)
{
    unsigned both = 0;
    for (unsigned i = 0; i < g->n_events; i++) {
        struct contact c = {.src = g->one,
                            .dst = event_dst(&g->event[i]),
                            .port = g->event[i].port,
                            .technique = TECHNIQUE_UDP};
        both += ledgers_asked(l, &c, p);
    }
    return both;
}

struct role peered_by_datagrams(const struct ledger *g, const struct ledgers *l, const struct places *p)
{
    struct role r = {0};
    bool may = are_peers(g) && asked_both_ways(g, l, p) * PEERS_PART >= g->n_events;
    const struct ledger *u = may ? ledgers_beside(l, g, TECHNIQUE_UDP, g->zone == ZONE_INSIDE) : NULL;
    if (!u)
        return r;
    /* Servers of names, of the time and of the web stand there, too, and answer, all of them. */
    uint32_t high = u->targets - u->low_ports, open = u->outcome[SIGHT_SUCCESS];
    open = open > u->low_ports ? open - u->low_ports : 0;
    bool chosen = u->ports.n * PEERS_PART < high; /* ports that many of them have, or of one host */
    if (chosen || open < PEERS_LEAST || open * PEERS_PART < g->targets)
        return r;
    r.name = "p2p";
    diag_counts(&r.why,
                N_("it asked the same doors by UDP, too, where %s of %s answered: a program among its peers"),
                open, high);
    return r;
}

static bool is_before(const struct ledger *g, unsigned i)
{
    for (unsigned k = 0; k < i; k++)
        if (memcmp(g->event[k].dst, g->event[i].dst, sizeof g->event[i].dst) == 0)
            return true;
    return false;
}

/* At home, all of it, as far as anybody said what is, and at no port of a system service. */
static bool is_among_us(const struct ledger *g)
{
    return (g->technique == TECHNIQUE_SYN || g->technique == TECHNIQUE_UDP) && !g->low_ports &&
           (g->zone == ZONE_INSIDE ? g->inside * 2 > g->targets : !g->inside);
}

/* Where outcomes are known it comes back again and again: they start one after the other, and who is up waits for the
 * rest. */
static bool may_be_service(const struct ledger *g)
{
    return is_among_us(g) && g->ports.n <= PORTS_MOST && !weigh_has_entrance(g) &&
           (g->outcome[SIGHT_OUTCOME_UNKNOWN] == g->targets || g->tries >= COME_BACK * g->targets);
}

struct role peered_together(const struct ledger *g, const struct ledgers *l, const struct doors *doors,
                            const struct places *p)
{
    struct role r = {0};
    uint32_t port = 0;
    unsigned hosts = 0, back = 0;
    bool may = may_be_service(g);
    for (unsigned i = 0; may && i < g->n_events; i++) {
        struct contact its = {.src = event_dst(&g->event[i]), .dst = g->one, .technique = g->technique};
        if (is_before(g, i))
            continue;
        hosts++;
        back += ledgers_asked_any(l, &its, &g->ports, p);
    }
    if (hosts < HOSTS_LEAST || back * 4 < hosts * 3)
        return r;
    uint32_t others = callers_of(g, doors, &port), all = detect_hosts(g);
    if (all > OTHERS * back && all * 3 > others * 4)
        return r;
    r.name = "p2p";
    diag_counts(
        &r.why,
        N_("%s of the %s hosts that it asked first ask it, too, at the same ports: one service together"),
        back, hosts);
    return r;
}
