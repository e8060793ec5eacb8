/* Where packets to an address leave this machine: the kernel's own decision, for whole ranges of addresses.
 *
 * route_plan() cuts a range at every edge where the decision could change (the prefixes of all routes in all
 * tables, of all policy rules and, for IPv6, whatever decides the source address: own addresses, labels and
 * scopes, RFC 6724 §5) and asks the kernel once for each piece (RTM_GETROUTE). So policy routing, VRF, source
 * hints, blackhole and local routes are honoured without being understood here. Of multipath routes one next
 * hop is taken. A route's own exceptions (redirects, discovered path MTU) are the kernel's cache and not
 * looked at. */
#pragma once

#include "base/addr.h"
#include "sys/netlink.h"

enum route_kind {
    ROUTE_GATEWAY, /* by `gateway` on `ifindex` */
    ROUTE_ONLINK,  /* a neighbour on `ifindex` */
    ROUTE_LOCAL, /* this machine itself: own addresses, 127.0.0.0/8, `local` routes; ifindex is the loopback's
                  */
    ROUTE_BROADCAST, /* a broadcast address of `ifindex` (IPv4) */
    ROUTE_MULTICAST, /* a group; leaves by `ifindex` */
    ROUTE_NONE,      /* not reachable; `error` says why */
};

/* The answer for first … last, both included. */
struct route {
    struct addr first, last;
    enum route_kind kind;
    int error;          /* ROUTE_NONE: ENETUNREACH no route, EHOSTUNREACH unreachable, EACCES prohibit, EINVAL
                           blackhole (ip-route(8)) */
    int ifindex;        /* 0 for ROUTE_NONE */
    struct addr source; /* that the kernel would use (or the one wanted); len 0 when there is none, and for
                           several ROUTE_LOCAL addresses of which each is its own source */
    struct addr gateway; /* may be IPv6 for an IPv4 target (RTA_VIA, RFC 5549); zone 0; len 0 when on-link */
    uint32_t mtu;        /* the route's own; 0 = the link's */
};

struct route_conf {
    int ifindex;        /* leave by this interface; 0 = any. A zone of `first` comes before it */
    struct addr source; /* send from this own address; len 0 = the kernel chooses */
    uint32_t mark;      /* firewall mark, for `ip rule … fwmark` */
};

/* Plans first … last (one family, first <= last, zone as in first). Fills out[0 … r-1], rising, without gaps
 * and neighbours with the same decision merged, and returns r >= 1. 500 pieces cost some 3 ms (measured).
 * -E2BIG: more than `cap` pieces, or a table beyond 256 MiB; -EINVAL: bad range; -EAGAIN: the tables would
 * not hold still; -ENOMEM; or what netlink_ask() says. `out` is garbage then. */
int route_plan(struct netlink *nl, const struct addr *first, const struct addr *last,
               const struct route_conf *conf, struct route *out, uint32_t cap);

/* The decision for one address: route_plan() with one piece. 0 or as above. */
int route_get(struct netlink *nl, const struct addr *to, const struct route_conf *conf, struct route *ret);
