#include "sys/route.h"

#include "sys/priv_route.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_addrlabel.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { ANSWER_MAX = 256 << 20 };

/* What to read before asking. The first byte of every header is the address family. */
static const struct table {
    uint16_t type;
    uint16_t header;
    bool ipv6_only;
    bool whole_range_only; /* not needed for a single address, inside which there is no edge */
} tables[] = {
    {RTM_GETRULE, sizeof(struct fib_rule_hdr), false, false},
    {RTM_GETROUTE, sizeof(struct rtmsg), false, true},
    {RTM_GETADDR, sizeof(struct ifaddrmsg), true, true},
    {RTM_GETADDRLABEL, sizeof(struct ifaddrlblmsg), true, true},
};

/* Networks that the kernel's code treats in its own way, without a route saying so
 * (ip_route_output_key_hash_rcu(), ipv6_addr_type()). */
static const struct special {
    uint8_t b[2];
    uint8_t len, bits;
} specials[] = {
    {{0}, 4, 8},   {{0}, 4, 32},  {{127}, 4, 8},   {{224}, 4, 4},          {{224}, 4, 24},
    {{240}, 4, 4}, {{0}, 16, 96}, {{0xff}, 16, 8}, {{0xfe, 0x80}, 16, 10}, {{0xfe, 0xc0}, 16, 10},
};

static void add_specials(struct route_edges *e)
{
    static const struct addr broadcast = {.b = {255, 255, 255, 255}, .len = 4};
    route_edges_add(e, &broadcast, 32);
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
        struct addr net = {.b = {specials[i].b[0], specials[i].b[1]}, .len = specials[i].len};
        route_edges_add(e, &net, specials[i].bits);
    }
}

static int read_tables(struct netlink *nl, struct netlink_answer *answer, struct route_edges *e)
{
    bool single = addr_eq(&e->first, &e->last);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const struct table *t = &tables[i];
        if ((t->ipv6_only && e->first.len == 4) || (t->whole_range_only && single))
            continue;
        struct netlink_room room;
        struct nlmsghdr *request = netlink_request(&room, t->type, NLM_F_DUMP, t->header);
        *(uint8_t *)mnl_nlmsg_get_payload(request) = e->first.len == 4 ? AF_INET : AF_INET6;
        int r = netlink_ask(nl, request, ANSWER_MAX, answer);
        if (r == -EOPNOTSUPP || r == -EAFNOSUPPORT)
            continue; /* a kernel without policy rules */
        if (r < 0)
            return r;
        route_edges_parse(answer->data, answer->len, e);
    }
    return e->error;
}

static struct addr address(const struct nlattr *a, size_t len)
{
    struct addr r = {0};
    const void *b = netlink_exact(a, len);
    if (b) {
        memcpy(r.b, b, len);
        r.len = (uint8_t)len;
    }
    return r;
}

/* RTA_VIA: a family in host order, then the address (RFC 5549: an IPv6 next hop for IPv4). */
static struct addr via(const struct nlattr *a)
{
    struct addr r = {0};
    uint16_t family = 0;
    const uint8_t *p = netlink_least(a, 2);
    if (p)
        memcpy(&family, p, 2);
    size_t len = family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
    p = len ? netlink_exact(a, 2 + len) : NULL;
    if (p) {
        memcpy(r.b, p + 2, len);
        r.len = (uint8_t)len;
    }
    return r;
}

/* What a route type means: its kind, and its errno where there is none. */
static void set_kind(struct route *r, uint8_t type)
{
    static const struct row {
        uint8_t type;
        enum route_kind kind;
        int error;
    } rows[] = {
        {RTN_LOCAL, ROUTE_LOCAL, 0},         {RTN_ANYCAST, ROUTE_LOCAL, 0},
        {RTN_BROADCAST, ROUTE_BROADCAST, 0}, {RTN_MULTICAST, ROUTE_MULTICAST, 0},
        {RTN_BLACKHOLE, ROUTE_NONE, EINVAL}, {RTN_UNREACHABLE, ROUTE_NONE, EHOSTUNREACH},
        {RTN_PROHIBIT, ROUTE_NONE, EACCES},
    };
    if (type == RTN_UNICAST && r->ifindex > 0) {
        r->kind = r->gateway.len ? ROUTE_GATEWAY : ROUTE_ONLINK;
        return;
    }
    r->kind = ROUTE_NONE;
    r->error = ENETUNREACH;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].type == type) {
            r->kind = rows[i].kind;
            r->error = rows[i].error;
        }
}

int route_parse(const void *data, size_t len, struct route *ret)
{
    const struct nlattr *at[RTA_VIA + 1], *metric[RTAX_MTU + 1];
    size_t pos = 0;
    const struct nlmsghdr *h = netlink_next(data, len, &pos);
    if (!h || h->nlmsg_type != RTM_NEWROUTE || !netlink_attrs(h, sizeof(struct rtmsg), at, RTA_VIA))
        return -EBADMSG;
    const struct rtmsg *m = NLMSG_DATA(h);
    size_t n = m->rtm_family == AF_INET ? 4 : m->rtm_family == AF_INET6 ? 16 : 0;
    if (!n)
        return -EBADMSG;
    struct route r = {.first = ret->first, .last = ret->last};
    r.ifindex = (int)netlink_u32(at[RTA_OIF], 0);
    r.source = address(at[RTA_PREFSRC], n);
    r.gateway = at[RTA_VIA] ? via(at[RTA_VIA]) : address(at[RTA_GATEWAY], n);
    netlink_nested(at[RTA_METRICS], metric, RTAX_MTU);
    r.mtu = netlink_u32(metric[RTAX_MTU], 0);
    set_kind(&r, m->rtm_type);
    if (r.kind == ROUTE_NONE)
        r = (struct route){.first = r.first, .last = r.last, .kind = ROUTE_NONE, .error = r.error};
    *ret = r;
    return 0;
}

/* Asks the kernel about one address; what it says of a route that is not there (ip-route(8)) is an answer
 * too. */
static int ask(struct netlink *nl, struct netlink_answer *answer, const struct route_conf *conf,
               const struct addr *source, struct route *ret)
{
    struct netlink_room room;
    struct nlmsghdr *request = netlink_request(&room, RTM_GETROUTE, 0, sizeof(struct rtmsg));
    struct rtmsg *m = mnl_nlmsg_get_payload(request);
    const struct addr *to = &ret->first;
    uint32_t oif = to->zone ? to->zone : (uint32_t)conf->ifindex;
    m->rtm_family = to->len == 4 ? AF_INET : AF_INET6;
    m->rtm_dst_len = (uint8_t)(8 * to->len);
    mnl_attr_put(request, RTA_DST, to->len, to->b);
    if (source->len == to->len) {
        m->rtm_src_len = (uint8_t)(8 * source->len);
        mnl_attr_put(request, RTA_SRC, source->len, source->b);
    }
    if (oif)
        mnl_attr_put_u32(request, RTA_OIF, oif);
    if (conf->mark)
        mnl_attr_put_u32(request, RTA_MARK, conf->mark);
    int r = netlink_ask(nl, request, ANSWER_MAX, answer);
    if (r == -ENETUNREACH || r == -EHOSTUNREACH || r == -EACCES || r == -EINVAL) {
        *ret = (struct route){.first = ret->first, .last = ret->last, .kind = ROUTE_NONE, .error = -r};
        return 0;
    }
    return r < 0 ? r : route_parse(answer->data, answer->len, ret);
}

/* One piece. Where rules look at the source, the kernel is asked again with the source it chose, as
 * connect(2) does. */
static int decide(struct netlink *nl, struct netlink_answer *answer, const struct route_conf *conf,
                  bool by_source, struct route *piece)
{
    int r = ask(nl, answer, conf, &conf->source, piece);
    if (r < 0 || piece->kind == ROUTE_NONE)
        return r;
    struct addr source = conf->source.len == piece->first.len ? conf->source : piece->source;
    if (by_source && !conf->source.len && source.len)
        r = ask(nl, answer, conf, &source, piece);
    if (piece->kind != ROUTE_NONE)
        piece->source = source;
    if (piece->kind == ROUTE_LOCAL && addr_eq(&source, &piece->first) &&
        !addr_eq(&piece->first, &piece->last))
        piece->source = (struct addr){0}; /* each address of this piece is its own source */
    if (piece->source.len == 16 && addr_is_linklocal(&piece->source))
        piece->source.zone = (uint32_t)piece->ifindex;
    return r;
}

static bool same(const struct route *a, const struct route *b)
{
    return a->kind == b->kind && a->error == b->error && a->ifindex == b->ifindex && a->mtu == b->mtu &&
           addr_eq(&a->source, &b->source) && addr_eq(&a->gateway, &b->gateway);
}

int route_append(struct route *out, uint32_t count, uint32_t cap, const struct route *piece)
{
    if (count && same(&out[count - 1], piece)) {
        out[count - 1].last = piece->last;
        return (int)count;
    }
    if (count >= cap)
        return -E2BIG;
    out[count] = *piece;
    return (int)count + 1;
}

/* The last address before `edge`. Edges are never the first address of the range, so it does not wrap. */
static struct addr before(struct addr edge)
{
    for (int i = edge.len - 1; i >= 0 && edge.b[i]-- == 0; i--)
        ;
    return edge;
}

static int decide_all(struct netlink *nl, struct netlink_answer *answer, const struct route_conf *conf,
                      const struct route_edges *e, struct route *out, uint32_t cap)
{
    int count = 0;
    for (uint32_t i = 0; i <= e->count && count >= 0; i++) {
        struct route piece = {.first = i ? e->at[i - 1] : e->first,
                              .last = i < e->count ? before(e->at[i]) : e->last};
        int r = decide(nl, answer, conf, e->by_source, &piece);
        count = r < 0 ? r : route_append(out, (uint32_t)count, cap, &piece);
    }
    return count;
}

int route_plan(struct netlink *nl, const struct addr *first, const struct addr *last,
               const struct route_conf *conf, struct route *out, uint32_t cap)
{
    struct route_edges edges = {.first = *first, .last = *last};
    struct netlink_answer answer = {0};
    if ((first->len != 4 && first->len != 16) || first->len != last->len || first->zone != last->zone ||
        addr_cmp(first, last) > 0)
        return -EINVAL;
    add_specials(&edges);
    int r = read_tables(nl, &answer, &edges);
    if (r == 0) {
        route_edges_sort(&edges);
        r = decide_all(nl, &answer, conf, &edges, out, cap);
    }
    free(edges.at);
    netlink_answer_fini(&answer);
    return r;
}

int route_get(struct netlink *nl, const struct addr *to, const struct route_conf *conf, struct route *ret)
{
    int r = route_plan(nl, to, to, conf, ret, 1);
    return r < 0 ? r : 0;
}
