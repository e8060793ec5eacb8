#include "sys/link.h"

#include "base/grow.h"
#include "sys/priv_link.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>

enum { ANSWER_MAX = 16 << 20 };

static enum link_kind kind_of(unsigned hardware)
{
    switch (hardware) {
    case ARPHRD_ETHER: return LINK_ETHERNET;
    case ARPHRD_LOOPBACK: return LINK_LOOPBACK;
    case ARPHRD_NONE:
    case ARPHRD_PPP:
    case ARPHRD_RAWIP:
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
    case ARPHRD_IP6GRE: return LINK_BARE;
    default: return LINK_OTHER;
    }
}

static bool is_bridge(const struct nlattr *info)
{
    const struct nlattr *at[IFLA_INFO_KIND + 1];
    netlink_nested(info, at, IFLA_INFO_KIND);
    const char *kind = netlink_least(at[IFLA_INFO_KIND], sizeof "bridge" - 1);
    return kind && strncmp(kind, "bridge", at[IFLA_INFO_KIND]->nla_len - NETLINK_ATTR) == 0;
}

static bool parse_link(const struct nlmsghdr *h, struct link *ret)
{
    const struct nlattr *at[IFLA_LINK_NETNSID + 1];
    if (h->nlmsg_type != RTM_NEWLINK || !netlink_attrs(h, sizeof(struct ifinfomsg), at, IFLA_LINK_NETNSID))
        return false;
    const struct ifinfomsg *info = NLMSG_DATA(h);
    const char *name = netlink_least(at[IFLA_IFNAME], 2);
    if (!name || info->ifi_index <= 0)
        return false;
    static const uint8_t zero[6];
    const uint8_t *mac = netlink_exact(at[IFLA_ADDRESS], 6);
    struct link l = {
        .ifindex = info->ifi_index,
        .kind = kind_of(info->ifi_type),
        .up = info->ifi_flags & IFF_UP,
        .running = info->ifi_flags & IFF_RUNNING,
        .arp = !(info->ifi_flags & IFF_NOARP),
        .bridge = is_bridge(at[IFLA_LINKINFO]),
        .has_mac = mac && memcmp(mac, zero, 6) != 0,
        .mtu = netlink_u32(at[IFLA_MTU], 1500),
        .master = (int)netlink_u32(at[IFLA_MASTER], 0),
        .below = at[IFLA_LINK_NETNSID] ? 0 : (int)netlink_u32(at[IFLA_LINK], 0),
    };
    size_t n = strnlen(name, at[IFLA_IFNAME]->nla_len - NETLINK_ATTR);
    memcpy(l.name, name, n < sizeof l.name ? n : sizeof l.name - 1);
    if (l.has_mac)
        memcpy(l.mac, mac, 6);
    *ret = l;
    return true;
}

static struct addr addr_of(const struct nlattr *a, int family, int ifindex)
{
    struct addr r = {0};
    size_t n = family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
    const void *b = n ? netlink_exact(a, n) : NULL;
    if (!b)
        return r;
    memcpy(r.b, b, n);
    r.len = (uint8_t)n;
    if (n == 16 && addr_is_linklocal(&r))
        r.zone = (uint32_t)ifindex;
    return r;
}

static bool parse_addr(const struct nlmsghdr *h, struct link_addr *ret)
{
    const struct nlattr *at[IFA_FLAGS + 1];
    if (h->nlmsg_type != RTM_NEWADDR || !netlink_attrs(h, sizeof(struct ifaddrmsg), at, IFA_FLAGS))
        return false;
    const struct ifaddrmsg *info = NLMSG_DATA(h);
    uint32_t flags = netlink_u32(at[IFA_FLAGS], info->ifa_flags);
    /* IFA_LOCAL is the own address; where it is missing (IPv6 without peer) IFA_ADDRESS is. */
    struct addr address = addr_of(at[IFA_ADDRESS], info->ifa_family, (int)info->ifa_index);
    struct addr local = addr_of(at[IFA_LOCAL], info->ifa_family, (int)info->ifa_index);
    struct link_addr a = {
        .addr = local.len ? local : address,
        .ifindex = (int)info->ifa_index,
        .bits = info->ifa_prefixlen,
        .scope = info->ifa_scope,
        .temporary = info->ifa_family == AF_INET6 && (flags & IFA_F_TEMPORARY),
        .deprecated = flags & IFA_F_DEPRECATED,
        .tentative = (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) && !(flags & IFA_F_OPTIMISTIC),
    };
    if (!a.addr.len || a.bits > 8 * a.addr.len)
        return false;
    if (local.len && address.len && !addr_eq(&local, &address))
        a.peer = address;
    *ret = a;
    return true;
}

int link_parse_links(const void *data, size_t len, struct links *to)
{
    size_t pos = 0;
    for (const struct nlmsghdr *h; (h = netlink_next(data, len, &pos));) {
        struct link l;
        if (!parse_link(h, &l))
            continue;
        struct link *grown = grow_one(to->link, to->count, sizeof *grown);
        if (!grown)
            return -ENOMEM;
        to->link = grown;
        to->link[to->count++] = l;
    }
    return 0;
}

int link_parse_addrs(const void *data, size_t len, struct links *to)
{
    size_t pos = 0;
    for (const struct nlmsghdr *h; (h = netlink_next(data, len, &pos));) {
        struct link_addr a;
        if (!parse_addr(h, &a))
            continue;
        struct link_addr *grown = grow_one(to->addr, to->addr_count, sizeof *grown);
        if (!grown)
            return -ENOMEM;
        to->addr = grown;
        to->addr[to->addr_count++] = a;
    }
    return 0;
}

int link_list(struct netlink *nl, struct links *ret)
{
    struct netlink_room room;
    struct netlink_answer answer = {0};
    struct links found = {0};
    int r = netlink_ask(nl, netlink_request(&room, RTM_GETLINK, NLM_F_DUMP, sizeof(struct ifinfomsg)),
                        ANSWER_MAX, &answer);
    if (r == 0)
        r = link_parse_links(answer.data, answer.len, &found);
    if (r == 0)
        r = netlink_ask(nl, netlink_request(&room, RTM_GETADDR, NLM_F_DUMP, sizeof(struct ifaddrmsg)),
                        ANSWER_MAX, &answer);
    if (r == 0)
        r = link_parse_addrs(answer.data, answer.len, &found);
    netlink_answer_fini(&answer);
    if (r < 0)
        link_fini(&found);
    else
        *ret = found;
    return r;
}

void link_fini(struct links *l)
{
    free(l->link);
    free(l->addr);
    *l = (struct links){0};
}

const struct link *link_by_index(const struct links *l, int ifindex)
{
    for (uint32_t i = 0; i < l->count; i++)
        if (l->link[i].ifindex == ifindex)
            return &l->link[i];
    return NULL;
}

const struct link *link_by_name(const struct links *l, const char *name)
{
    for (uint32_t i = 0; i < l->count; i++)
        if (strcmp(l->link[i].name, name) == 0)
            return &l->link[i];
    return NULL;
}

bool link_own(const struct links *l, const struct addr *a)
{
    if (addr_is_loopback(a))
        return true;
    for (uint32_t i = 0; i < l->addr_count; i++) {
        struct addr own = l->addr[i].addr;
        if (!a->zone)
            own.zone = 0;
        if (addr_eq(&own, a))
            return true;
    }
    return false;
}

int link_parse_stats(const void *data, size_t len, struct link_stats *ret)
{
    const struct nlattr *at[IFLA_STATS64 + 1];
    size_t pos = 0;
    const struct nlmsghdr *h = netlink_next(data, len, &pos);
    if (!h || h->nlmsg_type != RTM_NEWLINK || !netlink_attrs(h, sizeof(struct ifinfomsg), at, IFLA_STATS64))
        return -EBADMSG;
    const struct ifinfomsg *info = NLMSG_DATA(h);
    struct rtnl_link_stats64 s = {0};
    /* The kernel appends fields as it grows; what we need stands at the beginning. */
    const void *stats =
        netlink_least(at[IFLA_STATS64], offsetof(struct rtnl_link_stats64, tx_aborted_errors));
    if (!stats)
        return -EBADMSG;
    memcpy(&s, stats, offsetof(struct rtnl_link_stats64, tx_aborted_errors));
    *ret = (struct link_stats){.rx_packets = s.rx_packets,
                               .tx_packets = s.tx_packets,
                               .rx_dropped = s.rx_dropped,
                               .rx_missed = s.rx_missed_errors,
                               .tx_dropped = s.tx_dropped,
                               .up = info->ifi_flags & IFF_UP,
                               .running = info->ifi_flags & IFF_RUNNING};
    return 0;
}

int link_stats(struct netlink *nl, int ifindex, struct link_stats *ret)
{
    struct netlink_room room;
    struct netlink_answer answer = {0};
    struct nlmsghdr *request = netlink_request(&room, RTM_GETLINK, 0, sizeof(struct ifinfomsg));
    struct ifinfomsg *info = mnl_nlmsg_get_payload(request);
    info->ifi_index = ifindex;
    int r = netlink_ask(nl, request, ANSWER_MAX, &answer);
    if (r == 0)
        r = link_parse_stats(answer.data, answer.len, ret);
    netlink_answer_fini(&answer);
    return r;
}
