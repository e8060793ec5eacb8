/* One host, or each of several, and far more services of it than anybody uses, whatever answers: a host that lets everybody in at
 * every door (a tarpit, a decoy, a gateway that answers for others) hides whoever walks along its doors from
 * all that counts shut ones. Honest users of many ports have them in one place: the data of FTP, RPC and MPI,
 * the bricks and pools of one server, its consoles. Well-known services are few: a domain controller's client
 * uses some twelve, who watches over a server for mail, names and files some fifteen. */
#include "watch/detect.h"

#include "model/ports.h"
#include "watch/ledger/weigh.h"

#include <stdio.h>

enum {
    KNOWN_END = 512,   /* above, rsh and lock managers take ports as they come: rresvport(3) */
    PLACES_MOST = 19,  /* well-known doors, and blocks with others */
    CHOSEN_MOST = 256, /* doors in whatever blocks */
    USED = 12,         /* well-known doors of one server, by one client */
    KNOWN_LEAST = 5, /* with fewer, it may be the data of an FTP session that began before the capture did */
    ENOUGH = 40,     /* more say nothing new */
    UDP_MOST = 11,   /* services by UDP of one host */
    UDP_KNOWN = 6,   /* of which so many are well-known ones */
    UDP_USUAL = 5,   /* everyday ones that a client has of one server: names, addresses, time, shares; */
    UDP_OTHERS = 8,  /* and with all that is a directory's */
    FTP_DATA = 20,
    FTPS = 990,
};

#define PER_PLACE 0.35f                /* nats for each more: 10 are worth a look */
#define PER_UDP   0.7f                 /* and of those by UDP, which are far fewer */
#define PER_SHUT  0.7f                 /* and of those that are all shut */
#define MAYBE_FTP (1.4f * WEIGH_ALARM) /* is told, but low */

/* Data of FTP go to any port, from one that is known or beside a connection that was seen to begin. */
static bool is_ftp(const struct ledger *g)
{
    return portset_has(&g->ports, PORTS_FTP) || portset_has(&g->ports, FTPS) || g->sport == FTP_DATA;
}

/* n, of which so many are usual, in nats: so many for each that is more. */
static float worth(uint32_t n, uint32_t most, float each)
{
    uint32_t more = n > most ? n - most : 0;
    return more ? WEIGH_ALARM + each * (float)(more < ENOUGH ? more : ENOUGH) : 0;
}

static bool tell(const struct ledger *g, struct finding *ret, uint32_t services, float nats)
{
    char n[24];
    ret->nats = nats;
    snprintf(n, sizeof n, "%u", services);
    diag_set(&ret->why,
             g->lead_n * 2 > g->targets
                 ? N_("it asked for %s services of one host: nobody uses so many of one")
                 : N_("it asked for %s services of each of its hosts: nobody uses so many of one"),
             n, NULL, NULL);
    return true;
}

/* By UDP nobody uses more of one server than names, time, its directory (three), shares' names, and whatever
 * it gathers: measurements, traps, logs, flows. Everyday ones and others count together, and of those that
 * answer, none: a monitor is answered. */
static bool is_udp_scan(const struct ledger *g, struct finding *ret)
{
    uint32_t known = portset_between(&g->ports, 0, PORTS_USER) + g->common;
    uint32_t all = known + detect_blocks(&g->ports, PORTS_USER, PORTS_LINUX);
    if (g->technique != TECHNIQUE_UDP || g->everyday || known < UDP_KNOWN || all <= UDP_MOST ||
        g->outcome[SIGHT_SUCCESS] * 2 > g->targets)
        return false;
    return tell(g, ret, all, worth(all, UDP_MOST, PER_UDP));
}

/* Fewer, that stay shut: a server that is down is asked again and again for what its clients have of it, and what each
 * of them looks for at home is not the same as that. Whoever has one that is up, and refuses them, knows better: of
 * a directory's, too. A note, since who looks for devices asks each for several. */
static bool is_udp_round(const struct ledger *g, struct finding *ret)
{
    uint32_t services = g->ports.n + (g->everyday ? 0 : g->common);
    bool each = g->targets * 5 >= g->ports.n * detect_hosts(g) * 4; /* of some hosts, all of them */
    bool few = g->everyday || g->outcome[SIGHT_REFUSED] == g->targets;
    if (g->technique != TECHNIQUE_UDP || g->zone != ZONE_INSIDE || g->inside * 4 < g->targets * 3 ||
        (g->lead_n * 2 <= g->targets && !each) || g->tries >= 3 * g->targets ||
        ledger_shut(g) * 4 < g->targets * 3 || services <= (few ? UDP_USUAL : UDP_OTHERS))
        return false;
    ret->hint = true;
    return tell(g, ret, services, WEIGH_ALARM);
}

/* Of a server that is down its clients notice at the first few services, of a domain controller, which has
 * most, at twelve. Who goes on from shut door to shut door looks for one, unless it was sent there. Silence of them
 * all may be that of his net, and weighs little in the sequential test. */
static bool is_shut_out(const struct ledger *g, struct finding *ret)
{
    uint32_t shut = ledger_shut(g), sent = g->called < shut ? g->called : shut;
    uint32_t all = portset_between(&g->ports, 0, PORTS_LINUX) + detect_blocks(&g->ports, PORTS_LINUX, 65536);
    if (g->technique != TECHNIQUE_SYN || g->zone != ZONE_INSIDE || g->everyday ||
        (shut - sent) * 10 < (g->targets - sent) * 9 || all <= USED + sent ||
        (is_ftp(g) && g->outcome[SIGHT_SUCCESS]))
        return false;
    return tell(g, ret, all - sent, worth(all - sent, USED, PER_SHUT));
}

/* Calls and games have a port of their own for each, and are answered there. */
static bool is_udp_outside(const struct ledger *g, struct finding *ret)
{
    if (g->technique != TECHNIQUE_UDP || !g->everyday || g->ports.n <= PLACES_MOST ||
        g->outcome[SIGHT_SUCCESS] * 2 > g->targets)
        return false;
    return tell(g, ret, g->ports.n, worth(g->ports.n, PLACES_MOST, PER_PLACE) + PER_UDP);
}

/* The same doors at each of several hosts. */
static bool is_grid(const struct ledger *g)
{
    uint64_t hosts = detect_hosts(g);
    return g->technique == TECHNIQUE_SYN && hosts > 1 && g->targets * UINT64_C(5) >= hosts * g->ports.n * 4;
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    bool udp = g->technique == TECHNIQUE_UDP; /* calls and games have a port of their own for each */
    bool rounds = g->tries >= 2 * g->targets; /* of a monitor; or somebody asks for versions, too */
    bool one = g->lead_n * 2 > g->targets && !g->hearsay;
    if (one && (is_udp_scan(g, ret) || is_udp_outside(g, ret) || (!rounds && is_shut_out(g, ret))))
        return;
    if (udp && !g->hearsay && is_udp_round(g, ret))
        return;
    if (g->ports.n <= PLACES_MOST || (g->technique != TECHNIQUE_SYN && !udp) || (!one && !is_grid(g)))
        return;
    uint32_t known = portset_between(&g->ports, 0, KNOWN_END);
    bool chosen = !udp && !rounds && (known > USED || !is_ftp(g));
    uint32_t doors = chosen ? portset_between(&g->ports, PORTS_USER, PORTS_LINUX) : 0;
    float nats = worth(known + (chosen ? detect_blocks(&g->ports, PORTS_USER, PORTS_LINUX) : 0),
                       rounds ? 2 * PLACES_MOST : PLACES_MOST, PER_PLACE);
    nats = doors > CHOSEN_MOST && nats < MAYBE_FTP ? MAYBE_FTP : nats;
    if (nats > 0)
        tell(g, ret, known + doors, known < KNOWN_LEAST && nats > MAYBE_FTP ? MAYBE_FTP : nats);
}

const struct detector detect_breadth = {.look = look};
