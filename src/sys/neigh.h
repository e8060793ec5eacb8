/* The kernel's neighbour table: which MAC an address on a link has (ARP and IPv6 neighbour discovery). */
#pragma once

#include "base/addr.h"
#include "sys/netlink.h"

#include <stdbool.h>

struct neigh {
    struct addr addr; /* zone = ifindex when link-local */
    int ifindex;
    uint8_t mac[6];
    uint16_t state; /* NUD_* of linux/neighbour.h */
    bool usable;    /* REACHABLE, STALE, DELAY, PROBE, PERMANENT or NOARP, and has a MAC of six bytes */
    bool router;    /* NTF_ROUTER: said of itself to be a router (IPv6) */
};

/* All entries of a link, of `family` (AF_INET, AF_INET6, AF_UNSPEC = both); ifindex 0 = all links. At most
 * `max` are kept, *ret_refused counts the others. *ret is owned by the caller (free). 0, -ENOMEM, or what
 * netlink_ask() says. */
int neigh_list(struct netlink *nl, int ifindex, int family, uint32_t max, struct neigh **ret,
               uint32_t *ret_count, uint64_t *ret_refused);

/* One entry. 0; -ENOENT when there is none (it may still be found: send it something); or what netlink_ask()
 * says. */
int neigh_get(struct netlink *nl, int ifindex, const struct addr *addr, struct neigh *ret);

/* Has the kernel resolve an address on a link that it has no entry of: an empty datagram to the discard
 * service (RFC 863), from whatever address and port the kernel chooses. No privilege is needed. 0 or -errno
 * of sendto(2). */
int neigh_prompt(const struct addr *addr);
