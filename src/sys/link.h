/* The links (interfaces) of this network namespace, and the addresses of this machine: a snapshot. */
#pragma once

#include "base/addr.h"
#include "sys/netlink.h"

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

enum link_kind {
    LINK_ETHERNET, /* frames begin with an Ethernet header (ARPHRD_ETHER: also veth, bridge, bond, tap, Wi-Fi)
                    */
    LINK_LOOPBACK, /* the same, addressed to oneself */
    LINK_BARE, /* no link header, packets begin with IP: tun, wireguard, ppp, ipip, sit, gre (ARPHRD_NONE, PPP
                  …) */
    LINK_OTHER, /* another link header: InfiniBand, FireWire … only for cooked sockets */
};

struct link {
    int ifindex;
    char name[IF_NAMESIZE];
    enum link_kind kind;
    bool up, running; /* IFF_UP; IFF_RUNNING: has a carrier */
    bool arp;         /* neighbours are found by ARP or neighbour discovery (IFF_NOARP not set) */
    bool bridge;      /* a bridge of this machine: virtual machines, containers (IFLA_INFO_KIND) */
    bool has_mac;     /* six bytes and not all zero */
    uint8_t mac[6];
    uint32_t mtu; /* bytes of IP packet */
    int master;   /* bridge, bond or VRF that this link belongs to; 0 = none */
    int below; /* link of this namespace that it lies on (VLAN, macvlan, tunnel; a veth's other end); 0 = none */
};

struct link_addr {
    struct addr addr; /* zone = ifindex when link-local */
    struct addr peer; /* the other end of a point-to-point address, else len 0 */
    int ifindex;
    uint8_t bits;    /* prefix length of the network (of `peer` where there is one) */
    uint8_t scope;   /* RT_SCOPE_UNIVERSE, _SITE, _LINK, _HOST */
    bool temporary;  /* RFC 8981 */
    bool deprecated; /* preferred lifetime over: not for new connections (RFC 4862 §5.5.4) */
    bool tentative;  /* duplicate address detection under way or failed: not usable */
};

struct links {
    struct link *link; /* owned; by rising ifindex as the kernel gives them */
    uint32_t count;
    struct link_addr *addr; /* owned */
    uint32_t addr_count;
};

/* Takes a snapshot. 0, -E2BIG for more than 16 MiB of answers, -EAGAIN, -ENOMEM, or what netlink_ask() says.
 */
int link_list(struct netlink *nl, struct links *ret);
void link_fini(struct links *l);

/* NULL when there is none. */
const struct link *link_by_index(const struct links *l, int ifindex);
const struct link *link_by_name(const struct links *l, const char *name);

/* Whether `a` is an address of this machine: 127.0.0.0/8 and ::1 included, a scoped address only with its
 * zone, or without any. (Whole prefixes that are local by a route, `ip route add local …`, are known to
 * sys/route.h.) */
bool link_own(const struct links *l, const struct addr *a);

/* The interface's own counters, since its creation (RTM_GETLINK, IFLA_STATS64). */
struct link_stats {
    uint64_t rx_packets, tx_packets;
    uint64_t rx_dropped, rx_missed; /* no memory or no taker; no room in the card (rx_missed_errors) */
    uint64_t tx_dropped;
    bool up, running;
};

/* 0, -ENODEV, or what netlink_ask() says. */
int link_stats(struct netlink *nl, int ifindex, struct link_stats *ret);
