/* reach: who can connect to a listening socket now. In: this machine's links, addresses and routes (read
 * once), its packet filter, and a socket. Out: an answer for each zone of senders. It sends nothing and runs
 * nothing.
 *
 * Senders are split by the device they come in by: the one that the routing table leads back to them by.
 * Those that no route leads back to cannot be answered and do not count. They send to the address that the
 * socket is bound to, or to those of the device. What other machines on the way let through (a router's NAT
 * or firewall) is not known here. */
#pragma once

#include "local/firewall.h"
#include "local/local.h"

enum reach_zone {
    REACH_LOOPBACK, /* processes of this machine */
    REACH_LINK,     /* neighbours on the attached networks */
    REACH_PRIVATE,  /* 10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7 behind routers */
    REACH_PUBLIC,   /* all other unicast addresses behind routers */
    REACH_ZONES
};

struct reach {
    enum firewall_answer zone[REACH_ZONES]; /* FIREWALL_CLOSED also when there is no such sender */
    /* the widest zone that gets in, if only partly; EXPOSURE_UNKNOWN when a wider one is not known */
    enum exposure exposure;
    /* the packet filter's part in that, beyond loopback: "none", "open", "partly", "closed", "unknown" */
    const char *firewall;
};

struct reach_map;

/* Reads the routes of the namespace that `nl` (NETLINK_ROUTE) was opened in. `links` is borrowed. 0, -ENOMEM,
 * or what route_plan() says but -E2BIG: a zone with more than 4096 pieces of routes is unknown. */
int reach_new(struct netlink *nl, const struct links *links, struct reach_map **ret);
void reach_free(struct reach_map *m);

/* `f` NULL: the rules could not be read. */
void reach_judge(const struct reach_map *m, const struct firewall *f, const struct local_socket *s,
                 struct reach *ret);

/* "open", "partly", "closed", "unknown". */
const char *reach_word(enum firewall_answer a);
