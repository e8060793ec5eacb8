#include "local/reach.h"

#include "base/grow.h"
#include "sys/route.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES_MAX = 4096, WAYS_MAX = 1 << 14 };

/* Unicast, class by class. What is missing (0/8, 127/8, multicast, ::/3 and so on) sends to nobody. */
static const struct class {
    const char *first, *last;
    enum reach_zone zone;
} classes[] = {
    {"1.0.0.0", "9.255.255.255", REACH_PUBLIC},
    {"10.0.0.0", "10.255.255.255", REACH_PRIVATE},
    {"11.0.0.0", "100.63.255.255", REACH_PUBLIC},
    {"100.64.0.0", "100.127.255.255", REACH_PRIVATE},
    {"100.128.0.0", "126.255.255.255", REACH_PUBLIC},
    {"128.0.0.0", "169.253.255.255", REACH_PUBLIC},
    {"169.254.0.0", "169.254.255.255", REACH_LINK},
    {"169.255.0.0", "172.15.255.255", REACH_PUBLIC},
    {"172.16.0.0", "172.31.255.255", REACH_PRIVATE},
    {"172.32.0.0", "192.167.255.255", REACH_PUBLIC},
    {"192.168.0.0", "192.168.255.255", REACH_PRIVATE},
    {"192.169.0.0", "223.255.255.255", REACH_PUBLIC},
    {"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", REACH_PRIVATE},
    {"2000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", REACH_PUBLIC},
};

/* Senders that come in by one device. */
struct way {
    enum reach_zone zone;
    int ifindex;
    bool neighbour;
    struct firewall_senders senders;
};

struct reach_map {
    const struct links *links;
    struct way *way; /* owned */
    size_t ways;
    bool unknown[REACH_ZONES]; /* more routes than are looked at */
};

static int add_way(struct reach_map *m, struct way way)
{
    if (m->ways == WAYS_MAX) {
        m->unknown[way.zone] = true;
        return 0;
    }
    struct way *more = grow_one(m->way, m->ways, sizeof *more);
    if (!more)
        return -ENOMEM;
    m->way = more;
    m->way[m->ways++] = way;
    return 0;
}

static bool within(const struct addr *a, const struct addr *first, const struct addr *last)
{
    return a->len == first->len && memcmp(a->b, first->b, a->len) >= 0 && memcmp(a->b, last->b, a->len) <= 0;
}

/* Whether an address lies in a network that a device has an address of. */
static bool is_attached(const struct links *l, int ifindex, const struct addr *a)
{
    for (uint32_t i = 0; i < l->addr_count; i++) {
        const struct link_addr *own = &l->addr[i];
        const struct addr *net = own->peer.len ? &own->peer : &own->addr;
        struct addr first = addr_first(net, own->bits), last = addr_last(net, own->bits);
        if (own->ifindex == ifindex && within(a, &first, &last))
            return true;
    }
    return false;
}

static int add_piece(struct reach_map *m, const struct route *r, enum reach_zone zone)
{
    bool onlink = r->kind == ROUTE_ONLINK;
    if (!onlink && (r->kind != ROUTE_GATEWAY || zone == REACH_LINK))
        return 0; /* nobody; and routers pass no link-local senders on (RFC 3927 §2.7) */
    if (onlink && is_attached(m->links, r->ifindex, &r->first))
        zone = REACH_LINK;
    return add_way(m, (struct way){zone, r->ifindex, onlink, {r->first, r->last}});
}

static int add_class(struct reach_map *m, struct netlink *nl, const struct class *c, struct route *out)
{
    struct addr first, last;
    struct route_conf conf = {0};
    (void)addr_parse(c->first, &first); /* constants */
    (void)addr_parse(c->last, &last);
    int n = route_plan(nl, &first, &last, &conf, out, PIECES_MAX), error = 0;
    if (n == -E2BIG) {
        m->unknown[c->zone] = m->unknown[REACH_LINK] = true;
        return 0;
    }
    for (int i = 0; i < n && !error; i++)
        error = add_piece(m, &out[i], c->zone);
    return n < 0 ? n : error;
}

/* fe80::/10 has no route of its own that could be asked for: every link that has such an address. */
static int add_linklocal(struct reach_map *m)
{
    int error = 0;
    for (uint32_t i = 0; i < m->links->addr_count && !error; i++) {
        const struct link_addr *own = &m->links->addr[i];
        if (own->addr.len != 16 || !addr_is_linklocal(&own->addr))
            continue;
        struct firewall_senders all = {addr_first(&own->addr, 64), addr_last(&own->addr, 64)};
        error = add_way(m, (struct way){REACH_LINK, own->ifindex, true, all});
    }
    return error;
}

int reach_new(struct netlink *nl, const struct links *links, struct reach_map **ret)
{
    struct reach_map *m = calloc(1, sizeof *m);
    struct route *out = malloc(PIECES_MAX * sizeof *out);
    int error = m && out ? 0 : -ENOMEM;
    if (!error) {
        m->links = links;
        error = add_linklocal(m);
    }
    for (size_t i = 0; i < sizeof classes / sizeof *classes && !error; i++)
        error = add_class(m, nl, &classes[i], out);
    free(out);
    if (error)
        reach_free(m);
    else
        *ret = m;
    return error;
}

void reach_free(struct reach_map *m)
{
    if (m)
        free(m->way);
    free(m);
}

/* --- judging */

struct question {
    const struct reach_map *m;
    const struct firewall *f;
    const struct local_socket *s;
};

static uint8_t protocol_number(const struct local_socket *s)
{
    static const uint8_t numbers[PROTO_WORDS] = {[PROTO_TCP] = IPPROTO_TCP,
                                                 [PROTO_UDP] = IPPROTO_UDP,
                                                 [PROTO_SCTP] = IPPROTO_SCTP,
                                                 [PROTO_UDPLITE] = IPPROTO_UDPLITE};
    return s->proto == PROTO_IP ? (uint8_t)s->port : numbers[s->proto];
}

/* A raw socket takes packets to every port and of every type of its protocol: which of them rules let in is
 * more than one answer. */
static bool is_beyond(const struct question *q)
{
    return !q->f || (q->s->proto == PROTO_IP && !firewall_empty(q->f));
}

/* The better of two doors for the same senders: they choose. */
static enum firewall_answer either(enum firewall_answer a, enum firewall_answer b)
{
    static const int rank[] = {
        [FIREWALL_OPEN] = 3, [FIREWALL_PARTLY] = 2, [FIREWALL_UNKNOWN] = 1, [FIREWALL_CLOSED] = 0};
    return rank[a] >= rank[b] ? a : b;
}

/* Of different senders. */
static enum firewall_answer together(enum firewall_answer a, enum firewall_answer b)
{
    bool some = a == FIREWALL_OPEN || a == FIREWALL_PARTLY || b == FIREWALL_OPEN || b == FIREWALL_PARTLY;
    return a == b ? a : some ? FIREWALL_PARTLY : FIREWALL_UNKNOWN;
}

static bool is_layered(const struct links *l, const struct link *link)
{
    if (!link || link->below || link->kind == LINK_BARE)
        return true;
    for (uint32_t i = 0; i < l->count; i++)
        if (l->link[i].master == link->ifindex)
            return true;
    return false;
}

static enum firewall_answer ask(const struct question *q, const struct way *w, const struct addr *dst)
{
    const struct link *link = link_by_index(q->m->links, w->ifindex);
    if (is_beyond(q))
        return FIREWALL_UNKNOWN;
    if (!link || (link->master && !firewall_empty(q->f)))
        return FIREWALL_UNKNOWN; /* of a VRF: rules see another device */
    struct firewall_packet p = {.dst = *dst,
                                .proto = protocol_number(q->s),
                                .port = q->s->port,
                                .device = link->name,
                                .layered = is_layered(q->m->links, link),
                                .resolves = link->kind == LINK_ETHERNET && link->arp,
                                .neighbour = w->neighbour};
    return firewall_zone(q->f, &p, &w->senders, 1);
}

static bool family_served(const struct local_socket *s, uint8_t family)
{
    return s->addr.len == family || (s->addr.len == 16 && addr_is_any(&s->addr) && !s->v6only);
}

/* Whether senders of this kind would write to an address of ours: scope by scope. */
static bool suits(const struct way *w, const struct link_addr *own)
{
    bool link_scope = addr_is_linklocal(&own->addr) && own->addr.len == 16;
    return own->addr.len == w->senders.first.len && !own->tentative && !addr_is_loopback(&own->addr) &&
           (!link_scope || (w->neighbour && own->ifindex == w->ifindex)) &&
           (link_scope || !(w->senders.first.len == 16 && addr_is_linklocal(&w->senders.first)));
}

/* A socket of all addresses: those of the device, or where it has none, any. */
static enum firewall_answer ask_all(const struct question *q, const struct way *w, bool *ret_any)
{
    const struct links *l = q->m->links;
    enum firewall_answer best = FIREWALL_CLOSED;
    for (int pass = 0; pass < 2 && !*ret_any; pass++)
        for (uint32_t i = 0; i < l->addr_count; i++)
            if (suits(w, &l->addr[i]) && (pass || l->addr[i].ifindex == w->ifindex)) {
                best = either(best, ask(q, w, &l->addr[i].addr));
                *ret_any = true;
            }
    return best;
}

static bool device_fits(const struct question *q, const struct way *w)
{
    const struct link *link = link_by_index(q->m->links, w->ifindex);
    return link && link->up &&
           (!q->s->ifindex || (int)q->s->ifindex == w->ifindex || link->master == (int)q->s->ifindex);
}

static enum firewall_answer ask_way(const struct question *q, const struct way *w, bool *ret_any)
{
    const struct addr *bound = &q->s->addr;
    bool linklocal = bound->len == 16 && addr_is_linklocal(bound);
    *ret_any = false;
    if (!family_served(q->s, w->senders.first.len) || !device_fits(q, w))
        return FIREWALL_CLOSED;
    if (addr_is_any(bound))
        return ask_all(q, w, ret_any);
    if (linklocal && !w->neighbour)
        return FIREWALL_CLOSED;
    *ret_any = true;
    return ask(q, w, bound);
}

/* *ret_senders: there are any. */
static enum firewall_answer ask_zone(const struct question *q, enum reach_zone zone, bool *ret_senders)
{
    enum firewall_answer sum = FIREWALL_CLOSED;
    bool first = true, any;
    for (size_t i = 0; i < q->m->ways; i++) {
        if (q->m->way[i].zone != zone)
            continue;
        enum firewall_answer one = ask_way(q, &q->m->way[i], &any);
        if (any)
            sum = first ? one : together(sum, one);
        first &= !any;
    }
    *ret_senders = !first || q->m->unknown[zone];
    return q->m->unknown[zone] && sum != FIREWALL_PARTLY ? FIREWALL_UNKNOWN : sum;
}

/* From this machine itself: to the address, which is then the source too. */
static enum firewall_answer ask_loopback(const struct question *q)
{
    static const uint8_t one[16] = {[15] = 1};
    const struct local_socket *s = q->s;
    struct addr self = !addr_is_any(&s->addr) ? s->addr
                       : s->addr.len == 4     ? addr_v4(0x7f000001)
                                              : addr_v6(one);
    struct firewall_senders senders = {self, self};
    struct firewall_packet p = {.dst = self, .proto = protocol_number(s), .port = s->port, .device = "lo"};
    if (s->ifindex && s->ifindex != EXPOSURE_LO && addr_is_any(&s->addr))
        return FIREWALL_UNKNOWN; /* by an address of that device only */
    return is_beyond(q) ? FIREWALL_UNKNOWN : firewall_zone(q->f, &p, &senders, 1);
}

static enum exposure exposure_now(const struct reach *r)
{
    static const enum exposure words[REACH_ZONES] = {EXPOSURE_LOOPBACK, EXPOSURE_LINK, EXPOSURE_PRIVATE,
                                                     EXPOSURE_ALL};
    for (int zone = REACH_ZONES - 1; zone > REACH_LOOPBACK; zone--) {
        if (r->zone[zone] == FIREWALL_UNKNOWN)
            return EXPOSURE_UNKNOWN;
        if (r->zone[zone] != FIREWALL_CLOSED)
            return words[zone];
    }
    return r->zone[REACH_LOOPBACK] == FIREWALL_CLOSED ? EXPOSURE_NOBODY : EXPOSURE_LOOPBACK;
}

void reach_judge(const struct reach_map *m, const struct firewall *f, const struct local_socket *s,
                 struct reach *ret)
{
    static const enum reach_zone widest[EXPOSURE_COUNT] = {
        [EXPOSURE_ALL] = REACH_PUBLIC, [EXPOSURE_PRIVATE] = REACH_PRIVATE, [EXPOSURE_LINK] = REACH_LINK};
    struct question q = {m, f, s};
    enum reach_zone most = widest[exposure_of(&s->addr, s->ifindex)];
    enum firewall_answer sum = FIREWALL_OPEN;
    bool senders, first = true;
    for (int zone = 0; zone < REACH_ZONES; zone++)
        ret->zone[zone] = FIREWALL_CLOSED;
    ret->zone[REACH_LOOPBACK] = ask_loopback(&q);
    for (enum reach_zone zone = REACH_LINK; zone <= most; zone++) {
        ret->zone[zone] = ask_zone(&q, zone, &senders);
        if (senders)
            sum = first ? ret->zone[zone] : together(sum, ret->zone[zone]);
        first &= !senders;
    }
    ret->exposure = exposure_now(ret);
    ret->firewall = f && firewall_empty(f) ? "none" : reach_word(first ? ret->zone[REACH_LOOPBACK] : sum);
}

const char *reach_word(enum firewall_answer a)
{
    static const char *const words[] = {[FIREWALL_OPEN] = "open",
                                        [FIREWALL_PARTLY] = "partly",
                                        [FIREWALL_CLOSED] = "closed",
                                        [FIREWALL_UNKNOWN] = "unknown"};
    return words[a];
}
