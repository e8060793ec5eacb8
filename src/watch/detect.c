#include "watch/detect.h"

#include "watch/detect/campaign.h"
#include "watch/detect/osprobe.h"
#include "watch/ledger/weigh.h"
#include "watch/watch.h"

#include <math.h>

static const struct detector *const detectors[] = {
    &detect_sequence, &detect_burst,      &detect_order,     &detect_manners,
    &detect_everyday, &detect_share,      &detect_rounds,    &detect_spread,
    &detect_rarity,   &detect_lopsided,   &detect_breadth,   &detect_osprobe,
    &detect_tool,     &detect_unanswered, &detect_strangers, &detect_passing};

/* Known from answers alone. Many doors of one host that answer somebody are his scan, seen from one side;
 * many hosts that answer him are more likely what floods with his address, forged, left behind: every public
 * address gets such answers. */
static bool accused_only(const struct ledger *g)
{
    return g->hearsay && (detect_hosts(g) > 2 || g->targets < 8);
}

enum { LEAST = 3 }; /* besides everyday ones of the same host, which are kept apart */

unsigned detect_least(const struct ledger *g)
{
    unsigned least = weigh_least(g->technique), spare = least - LEAST;
    return osprobe_found(g) ? 1 : least - (g->common < spare ? g->common : spare);
}

struct finding detect_ledger(const struct ledger *g, nsec_wall now)
{
    struct finding best = {0};
    if (g->targets < detect_least(g) || accused_only(g))
        return best;
    /* One kind of such probes alone is another way to ping. */
    if (g->technique == TECHNIQUE_OS && g->ports.n < 2 && !osprobe_found(g))
        return best;
    float sum = 0;
    struct finding hint, f = {0}; /* half a KiB, which is not cleared for each of them */
    hint.nats = 0;
    for (size_t i = 0; i < sizeof detectors / sizeof *detectors; i++) {
        f.nats = 0;
        f.hint = false;
        detectors[i]->look(g, now, &f);
        if (f.hint) {
            hint = f;
            continue;
        }
        sum += f.nats;
        if (f.nats > best.nats)
            best = f;
    }
    best.nats += (sum - best.nats) / 2; /* what they see overlaps: the others count half */
    return best.nats >= hint.nats ? best : hint;
}

float detect_pace(const struct ledger *g, nsec_wall now)
{
    struct finding order = {0}, burst = {0};
    if (g->steps * 2 > g->targets)
        detect_order.look(g, now, &order);
    detect_burst.look(g, now, &burst);
    return order.nats > burst.nats ? order.nats : burst.nats;
}

enum { BLOCK = 1024 }; /* ports: a service with many doors has them in one or two of these */

uint32_t detect_blocks(const struct portset *p, unsigned from, unsigned end)
{
    uint32_t n = 0;
    for (; from < end; from += BLOCK)
        n += portset_between(p, from, from + BLOCK) > 0;
    return n;
}

uint32_t detect_hosts(const struct ledger *g)
{
    uint32_t n = g->ports.n == 1 ? g->targets : tally_count(&g->hosts);
    return n < g->targets ? n : g->targets; /* an estimate may say more */
}

uint32_t detect_few_shut(const struct ledger *g)
{
    return g->everyday ? g->few.refused + g->few.silent : 0;
}

/* What is looked for at home by UDP, beside peers all over the world, each at a port of its own. */
static bool is_beside_peers(const struct ledger *g)
{
    return g->technique == TECHNIQUE_UDP && g->inside * 2 < g->targets &&
           detect_few_shut(g) >= DETECT_FEW_SHUT;
}

enum { MANY = 8 }; /* ports, or hosts: more than a few */

const char *detect_kind(const struct ledger *g)
{
    uint32_t hosts = detect_hosts(g), ports = g->ports.n, n = g->targets;
    switch (g->technique) {
    case TECHNIQUE_PING:
    case TECHNIQUE_ARP:
    case TECHNIQUE_ND: return "sweep";
    default: break;
    }
    if (n <= 1) /* a single packet, at a single door */
        return "vertical";
    if (is_beside_peers(g))
        return "horizontal";
    /* Most of it at one host, or at one port: the rest is by-catch. */
    if (g->lead_n * 2 > n && ports > 2)
        return "vertical";
    if (g->lead_port_n * 2 > n && hosts > 2)
        return "horizontal";
    if (hosts <= 2 && ports > hosts)
        return "vertical";
    if (ports <= 2 && hosts > ports)
        return "horizontal";
    /* Hosts are estimated. Several ports each: a block, though every host is asked at others; or one host
     * with most of it, and by-catch. */
    if (n * 10 >= 35 * hosts && ports >= 4)
        return hosts >= 3 && (ports < n * 0.8 || g->lead_n * 3 <= n) ? "block" : "vertical";
    if (ports >= MANY && hosts >= MANY && n * 2 >= hosts * 3 && g->lead_port_n * 4 <= n)
        return "block"; /* as far as it came: none of so many ports stands out, and hosts are asked at several */
    return hosts >= 2 * ports || n >= 2 * ports ? "horizontal" : "block";
}

static const char *const words[TECHNIQUES] = {
    [TECHNIQUE_SYN] = "syn",
    [TECHNIQUE_ACK] = "ack",
    [TECHNIQUE_FIN] = "fin",
    [TECHNIQUE_NULL] = "null",
    [TECHNIQUE_XMAS] = "xmas",
    [TECHNIQUE_MAIMON] = "maimon",
    [TECHNIQUE_SYNFIN] = "syn-fin",
    [TECHNIQUE_FLAGS] = "flags",
    [TECHNIQUE_UDP] = "udp",
    [TECHNIQUE_SCTP] = "sctp",
    [TECHNIQUE_PROTOCOL] = "ip-protocol",
    [TECHNIQUE_PING] = "ping",
    [TECHNIQUE_ARP] = "arp",
    [TECHNIQUE_ND] = "nd",
    [TECHNIQUE_OS] = "os-fingerprint",
    [TECHNIQUE_SYNACK] = "syn-ack",
    [TECHNIQUE_RST] = "rst",
};

const char *detect_technique_word(uint8_t technique)
{
    return words[technique];
}

/* How SYNs were sent, and what was made of the answers. */
struct handshakes {
    bool system; /* by a system, as far as their looks tell */
    uint32_t completed, half, raw;
};

/* Some speak TCP themselves to whom they find (masscan --banners), or have the system go on (Mirai): what was asked
 * by a SYN of their own stays a SYN scan. A system puts an ACK into its reset only of a connection that it began itself
 * (RFC 9293 3.10.7.1): that one was finished, and the recording lost the packet. */
static bool is_connect(const struct handshakes *h, const struct marks_verdict *m)
{
    if (m->tool && (m->sure >= MARKS_SURE || h->completed <= h->half))
        return false;
    uint32_t half = h->system ? h->raw : h->half, finished = h->completed + h->half - half;
    return finished == half ? h->system : finished > half;
}

/* RFC 959 §3.2: active transfers come from port 20; nobody else's data go to many shut doors. The server's system
 * connects, with the options of one, and finishes what is let in: scanners write that port, too, into packets of their own.
 * Flows and logs without headers (who tells the TTL, tells the length) show no more than the latter. */
static bool is_bounce(const struct ledger *g, const struct marks_verdict *m)
{
    uint32_t n = g->marks.n < UINT8_MAX ? g->marks.n : UINT8_MAX;
    bool written = (m->tool && m->sure >= MARKS_SURE) || g->marks.crafted * 2u > n;
    bool shown = g->marks.systems || g->marks.ttl || g->completed > g->half;
    return g->sport == 20 && g->same_sport * 10 >= g->targets * 9 && shown && !written;
}

const char *detect_technique(const struct ledger *g)
{
    if (g->technique != TECHNIQUE_SYN)
        return words[g->technique];
    struct marks_verdict m = marks_judge(&g->marks, g->technique);
    if (is_bounce(g, &m))
        return "ftp-bounce";
    bool system = g->marks.systems * 2u > g->marks.n && g->same_sport * 2 < g->targets + 1;
    /* Beside what a program writes itself, its system has business of its own, and finishes that. */
    uint32_t own = system ? 0 : g->marks.systems, completed = g->completed > own ? g->completed - own : 0;
    struct handshakes h = {system, completed, g->half, g->raw};
    return is_connect(&h, &m) ? "connect" : "syn";
}

const char *detect_technique_of_plan(const struct campaign *c, const struct marks_verdict *m)
{
    struct handshakes h = {c->systems > c->sum / 2, c->completed, c->half, c->raw};
    return c->technique == TECHNIQUE_SYN && is_connect(&h, m) ? "connect" : words[c->technique];
}

unsigned detect_score(float nats)
{
    return nats <= 0 ? 0 : (unsigned)(100 * (1 - exp2(-(double)nats / 8)) + 0.5);
}

unsigned detect_severity(unsigned score, uint8_t zone)
{
    if (score >= 75)
        return zone == ZONE_INSIDE ? WATCH_HIGH : WATCH_MEDIUM;
    return score >= 50 ? WATCH_MEDIUM : score >= 30 ? WATCH_LOW : WATCH_INFO;
}
