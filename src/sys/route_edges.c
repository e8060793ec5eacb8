/* Where in a range of addresses the kernel's decision could change. */
#include "sys/priv_route.h"

#include "base/grow.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_addrlabel.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { EDGES_MAX = 1 << 22 }; /* 96 MiB; the whole Internet's table has some 2^21 */

static void add(struct route_edges *e, const struct addr *at)
{
    if (e->error || addr_cmp(at, &e->first) <= 0 || addr_cmp(at, &e->last) > 0)
        return;
    struct addr *grown = e->count < EDGES_MAX ? grow_one(e->at, e->count, sizeof *grown) : NULL;
    if (!grown) {
        e->error = e->count < EDGES_MAX ? -ENOMEM : -E2BIG;
        return;
    }
    e->at = grown;
    e->at[e->count++] = *at;
}

void route_edges_add(struct route_edges *e, const struct addr *net, unsigned bits)
{
    if (net->len != e->first.len || bits > 8u * net->len)
        return;
    struct addr low = addr_first(net, bits), high = addr_last(net, bits);
    low.zone = high.zone = e->first.zone;
    add(e, &low);
    if (addr_cmp(&high, &e->last) < 0) { /* so that the address behind it does not wrap */
        high = addr_add(&high, 1);
        add(e, &high);
    }
}

/* The network in attribute `a`; without one it is the family's zero address (default routes carry no
 * RTA_DST). */
static bool network(const struct nlattr *a, const struct route_edges *e, struct addr *ret)
{
    const void *b = netlink_exact(a, e->first.len);
    struct addr net = {.len = e->first.len};
    if (b)
        memcpy(net.b, b, net.len);
    *ret = net;
    return b || !a;
}

static void add_route(const struct nlmsghdr *h, struct route_edges *e)
{
    const struct nlattr *at[RTA_DST + 1];
    struct addr net;
    if (!netlink_attrs(h, sizeof(struct rtmsg), at, RTA_DST) || !network(at[RTA_DST], e, &net))
        return;
    const struct rtmsg *m = NLMSG_DATA(h);
    e->by_source |= m->rtm_src_len > 0;
    route_edges_add(e, &net, m->rtm_dst_len);
}

static void add_rule(const struct nlmsghdr *h, struct route_edges *e)
{
    const struct nlattr *at[FRA_DST + 1];
    struct addr net;
    if (!netlink_attrs(h, sizeof(struct fib_rule_hdr), at, FRA_DST) || !network(at[FRA_DST], e, &net))
        return;
    const struct fib_rule_hdr *m = NLMSG_DATA(h);
    e->by_source |= m->src_len > 0;
    route_edges_add(e, &net, m->dst_len);
}

/* RFC 6724 §5 rule 8: the candidate with the longest common prefix wins, so every length counts. */
static void add_address(const struct nlmsghdr *h, struct route_edges *e)
{
    const struct nlattr *at[IFA_ADDRESS + 1];
    struct addr own;
    if (!netlink_attrs(h, sizeof(struct ifaddrmsg), at, IFA_ADDRESS) || !at[IFA_ADDRESS] ||
        !network(at[IFA_ADDRESS], e, &own))
        return;
    const struct ifaddrmsg *m = NLMSG_DATA(h);
    for (unsigned bits = 1; bits <= m->ifa_prefixlen && bits <= 128; bits++)
        route_edges_add(e, &own, bits);
    route_edges_add(e, &own, 128);
}

/* RFC 6724 §2.1: a policy table entry. */
static void add_label(const struct nlmsghdr *h, struct route_edges *e)
{
    const struct nlattr *at[IFAL_ADDRESS + 1];
    struct addr net;
    if (!netlink_attrs(h, sizeof(struct ifaddrlblmsg), at, IFAL_ADDRESS) ||
        !network(at[IFAL_ADDRESS], e, &net))
        return;
    const struct ifaddrlblmsg *m = NLMSG_DATA(h);
    route_edges_add(e, &net, m->ifal_prefixlen);
}

void route_edges_parse(const void *data, size_t len, struct route_edges *e)
{
    uint8_t family = e->first.len == 4 ? AF_INET : AF_INET6;
    size_t pos = 0;
    for (const struct nlmsghdr *h; (h = netlink_next(data, len, &pos));) {
        if (h->nlmsg_len <= NETLINK_HEADER || *(const uint8_t *)NLMSG_DATA(h) != family)
            continue;
        switch (h->nlmsg_type) {
        case RTM_NEWROUTE: add_route(h, e); break;
        case RTM_NEWRULE: add_rule(h, e); break;
        case RTM_NEWADDR: add_address(h, e); break;
        case RTM_NEWADDRLABEL: add_label(h, e); break;
        default: break;
        }
    }
}

static int compare(const void *a, const void *b)
{
    return addr_cmp(a, b);
}

void route_edges_sort(struct route_edges *e)
{
    uint32_t kept = 0;
    if (e->count)
        qsort(e->at, e->count, sizeof *e->at, compare);
    for (uint32_t i = 0; i < e->count; i++)
        if (!kept || !addr_eq(&e->at[kept - 1], &e->at[i]))
            e->at[kept++] = e->at[i];
    e->count = kept;
}
