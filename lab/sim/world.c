#include "priv_world.h"

#include "base/bytes.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

/* What a hash is asked for; each question has its own answer. */
enum ask { ASK_DEAD, ASK_WALLED, ASK_RTT, ASK_DOOR };

static uint64_t ask(const struct world *w, const struct addr *a, enum ask what, uint32_t clause,
                    uint16_t port)
{
    uint8_t b[24];
    memcpy(b, a->b, 16);
    put_u32(b + 16, clause);
    put_u16(b + 20, port);
    b[22] = (uint8_t)what;
    b[23] = a->len;
    return siphash(&w->key, b, sizeof b);
}

static bool chance(uint64_t hash, uint64_t share)
{
    return (hash >> 32) < share;
}

int world_init(struct world *w, const struct script *script, uint64_t seed)
{
    *w = (struct world){.script = script, .key = hash_key_from_seed(seed, "world")};
    w->by_bits = calloc(script->n_rule + 1, sizeof *w->by_bits);
    if (!w->by_bits)
        return -ENOMEM;
    uint32_t n = 0;
    for (int bits = 128; bits >= 0; bits--)
        for (uint32_t i = 0; i < script->n_rule; i++)
            if ((int)script->rule[i].bits == bits)
                w->by_bits[n++] = (uint16_t)i;
    return 0;
}

void world_fini(struct world *w)
{
    free(w->by_bits);
    *w = (struct world){0};
}

/* The scanner itself, and the two addresses of an IPv4 link that belong to all its hosts (RFC 1122 §3.2.1.3).
 * */
static bool reserved(const struct own_addr *link, const struct addr *a)
{
    if (addr_eq(a, &link->addr))
        return true;
    if (link->addr.len != 4 || link->bits > 30 || !addr_in(a, &link->addr, link->bits))
        return false;
    struct addr first = addr_first(&link->addr, link->bits), last = addr_last(&link->addr, link->bits);
    return addr_eq(a, &first) || addr_eq(a, &last);
}

static const struct rule *rule_of(const struct world *w, const struct addr *a)
{
    for (unsigned i = 0; i < w->script->n_addr; i++)
        if (reserved(&w->script->addr[i], a))
            return NULL;
    for (uint32_t i = 0; i < w->script->n_rule; i++) {
        const struct rule *r = &w->script->rule[w->by_bits[i]];
        if (addr_in(a, &r->net, r->bits))
            return r;
    }
    return NULL;
}

struct home world_home(const struct world *w, const struct addr *a)
{
    struct home h = {.rule = rule_of(w, a)};
    if (!h.rule)
        return h;
    h.alive = !chance(ask(w, a, ASK_DEAD, 0, 0), h.rule->dead);
    h.walled = chance(ask(w, a, ASK_WALLED, 0, 0), h.rule->walled);
    uint64_t span = (uint64_t)(h.rule->rtt_hi - h.rule->rtt_lo) + 1;
    h.rtt = h.rule->rtt_lo + (nsec)(((unsigned __int128)ask(w, a, ASK_RTT, 0, 0) * span) >> 64);
    return h;
}

static bool names_port(const struct script *s, const struct door *d, uint16_t port)
{
    for (uint32_t i = 0; i < d->n_ports; i++)
        if (port >= s->ports[d->ports + i].lo && port <= s->ports[d->ports + i].hi)
            return true;
    return d->n_ports == 0;
}

static bool has_sctp(const struct script *s, const struct rule *r)
{
    for (uint32_t i = 0; i < r->n_doors; i++)
        if (s->door[r->doors + i].proto == PROTO_SCTP)
            return true;
    return false;
}

/* Protocols that a host knows without being told. */
static bool speaks(const struct world *w, const struct home *h, const struct addr *a, uint16_t proto)
{
    return proto == IPPROTO_TCP || proto == IPPROTO_UDP ||
           proto == (a->len == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6) ||
           (proto == IPPROTO_SCTP && has_sctp(w->script, h->rule));
}

/* Headers of IPv6 itself (RFC 8200 §4): cut short they are dropped. */
static bool is_extension(const struct addr *a, uint16_t proto)
{
    return a->len == 16 && (proto == IPPROTO_HOPOPTS || proto == IPPROTO_ROUTING ||
                            proto == IPPROTO_FRAGMENT || proto == IPPROTO_AH || proto == IPPROTO_DSTOPTS);
}

struct outcome world_door(const struct world *w, const struct home *h, const struct addr *a, enum proto proto,
                          uint16_t port)
{
    const struct script *s = w->script;
    struct outcome o = {.verdict = VERDICT_CLOSED};
    for (uint32_t i = 0; i < h->rule->n_doors; i++) {
        uint32_t clause = h->rule->doors + i;
        const struct door *d = &s->door[clause];
        if (d->proto != proto || !names_port(s, d, port))
            continue;
        if (d->chance < CHANCE_ALWAYS && !chance(ask(w, a, ASK_DOOR, clause, port), d->chance))
            continue;
        o = (struct outcome){.verdict = d->verdict, .door = d};
        break;
    }
    if (proto == PROTO_IP && !o.door && speaks(w, h, a, port))
        o.verdict = VERDICT_OPEN;
    if (proto == PROTO_IP && !o.door && is_extension(a, port))
        o.verdict = VERDICT_MUTE;
    if (h->walled && o.verdict == VERDICT_CLOSED)
        o = (struct outcome){.verdict = VERDICT_SILENT};
    return o;
}

bool world_on_link(const struct world *w, const struct addr *a)
{
    for (unsigned i = 0; i < w->script->n_addr; i++)
        if (addr_in(a, &w->script->addr[i].addr, w->script->addr[i].bits))
            return true;
    return false;
}

void world_mac(const struct addr *a, uint8_t ret[6])
{
    const uint8_t *tail = a->b + a->len - 4;
    ret[0] = 0x02;
    ret[1] = a->len;
    memcpy(ret + 2, tail, 4);
}

int world_gateway(const struct world *w, unsigned addr_len)
{
    for (unsigned i = 0; i < w->script->n_gateway; i++)
        if (w->script->gateway[i].addr.len == addr_len)
            return (int)i;
    return -1;
}

bool world_next_hop(const struct world *w, const struct addr *to, uint8_t ret_mac[6])
{
    int gateway = world_gateway(w, to->len);
    if (!w->script->ethernet)
        return false;
    bool is_gateway = gateway >= 0 && addr_eq(to, &w->script->gateway[gateway].addr);
    if (world_on_link(w, to) && !is_gateway) {
        if (world_home(w, to).alive) {
            world_mac(to, ret_mac);
            return true;
        }
        if (!w->script->proxy_arp)
            return false;
    }
    if (gateway < 0)
        return false;
    memcpy(ret_mac, w->script->gateway[gateway].mac, 6);
    return true;
}

/* What answers tell of each protocol: open, closed, and what silence means. */
static const struct {
    enum reason open, closed; /* closed: NONE = ICMP port unreachable */
    enum state silent;
} meanings[PROTO_COUNT] = {
    [PROTO_TCP] = {REASON_SYN_ACK, REASON_RST, STATE_FILTERED},
    [PROTO_UDP] = {REASON_ANSWERED, REASON_NONE, STATE_OPEN_FILTERED},
    [PROTO_SCTP] = {REASON_INIT_ACK, REASON_ABORT, STATE_FILTERED},
    [PROTO_IP] = {REASON_PROTO_ANSWER, REASON_ICMP_PROTO_UNREACH, STATE_OPEN_FILTERED},
};

/* The word by which the target itself says that nothing is there. */
static bool is_refusal(const struct sim_door *door)
{
    switch (door->proto) {
    case PROTO_UDP:
        return door->reason == REASON_ICMP_PORT_UNREACH || door->reason == REASON_ICMP6_PORT_UNREACH;
    case PROTO_IP: return door->reason == REASON_ICMP_PROTO_UNREACH;
    default: return false;
    }
}

static void judge(struct sim_door *door, const struct outcome *o)
{
    bool v4 = door->addr.len == 4;
    switch (o->verdict) {
    case VERDICT_OPEN:
        door->state = STATE_OPEN;
        door->reason = meanings[door->proto].open;
        break;
    case VERDICT_TARPIT:
    case VERDICT_PROXY:
        door->state = STATE_OPEN;
        door->reason = REASON_SYN_ACK;
        door->phantom = true;
        break;
    case VERDICT_CLOSED:
        door->state = STATE_CLOSED;
        door->reason = meanings[door->proto].closed;
        if (!door->reason)
            door->reason = v4 ? REASON_ICMP_PORT_UNREACH : REASON_ICMP6_PORT_UNREACH;
        break;
    case VERDICT_SILENT:
    case VERDICT_MUTE:
        door->state = meanings[door->proto].silent;
        door->reason = REASON_NO_RESPONSE;
        break;
    case VERDICT_REJECT: {
        const struct reject *how = reject_row(o->door->reject);
        door->reason = v4 ? how->reason4 : how->reason6;
        bool self = !o->door->from.len || addr_eq(&o->door->from, &door->addr);
        if (door->reason == REASON_RST || (self && is_refusal(door)))
            door->state = STATE_CLOSED;
        else if (door->reason == REASON_NO_RESPONSE)
            door->state = meanings[door->proto].silent;
        else
            door->state = STATE_FILTERED;
        break;
    }
    }
}

struct sim_door world_truth(const struct world *w, const struct addr *a, enum proto proto, uint16_t port)
{
    struct sim_door door = {.addr = *a, .proto = proto, .port = port};
    struct home h = world_home(w, a);
    if (!h.alive)
        return door;
    struct outcome o = world_door(w, &h, a, proto, port);
    judge(&door, &o);
    return door;
}

static bool may_open(const struct door *d)
{
    return d->verdict == VERDICT_OPEN || d->verdict == VERDICT_TARPIT || d->verdict == VERDICT_PROXY;
}

#define NO_DOOR ((uint32_t)PROTO_COUNT << 16)

/* The lowest (proto, port) at or behind `from` that some clause of the rule may open; doors are counted TCP 0
 * … 65535, then UDP, SCTP, protocols. */
static uint32_t next_candidate(const struct script *s, const struct rule *r, uint32_t from)
{
    uint32_t best = NO_DOOR;
    for (uint32_t i = 0; i < r->n_doors; i++) {
        const struct door *d = &s->door[r->doors + i];
        uint32_t base = (uint32_t)d->proto << 16;
        if (!may_open(d))
            continue;
        for (uint32_t k = 0; k < (d->n_ports ? d->n_ports : 1); k++) {
            uint32_t lo = base + (d->n_ports ? s->ports[d->ports + k].lo : 0);
            uint32_t hi = base + (d->n_ports ? s->ports[d->ports + k].hi : 0xffff);
            if (hi >= from && (lo > from ? lo : from) < best)
                best = lo > from ? lo : from;
        }
    }
    return best;
}

/* The host that the walk stands on; goes on to the next living one. An address that a longer prefix also
 * names belongs to that rule. */
static bool walk_host(const struct world *w, struct sim_walk *at, struct addr *ret, struct home *ret_home)
{
    const struct script *s = w->script;
    while (at->rule < s->n_rule) {
        const struct rule *r = &s->rule[at->rule];
        uint64_t hosts = UINT64_C(1) << (r->net.len * 8u - r->bits);
        for (; at->host < hosts; at->host++, at->door = 0) {
            *ret = addr_add(&r->net, at->host);
            *ret_home = world_home(w, ret);
            if (ret_home->rule == r && ret_home->alive)
                return true;
        }
        at->rule++;
        at->host = 0;
        at->door = 0;
    }
    return false;
}

bool world_walk_hosts(const struct world *w, struct sim_walk *at, struct addr *ret)
{
    struct home h;
    if (!walk_host(w, at, ret, &h))
        return false;
    at->host++;
    return true;
}

bool world_walk_open(const struct world *w, struct sim_walk *at, struct sim_door *ret)
{
    struct addr a;
    struct home h;
    while (walk_host(w, at, &a, &h)) {
        for (;;) {
            uint32_t door = next_candidate(w->script, h.rule, at->door);
            if (door == NO_DOOR)
                break;
            at->door = door + 1;
            struct sim_door found = {.addr = a, .port = (uint16_t)door, .proto = (enum proto)(door >> 16)};
            struct outcome o = world_door(w, &h, &a, found.proto, found.port);
            judge(&found, &o);
            if (found.state == STATE_OPEN) {
                *ret = found;
                return true;
            }
        }
        at->host++;
        at->door = 0;
    }
    return false;
}
