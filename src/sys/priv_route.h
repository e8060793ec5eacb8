/* The parsing halves of route.c: where the kernel's decision could change, and what it decided. */
#pragma once

#include "sys/route.h"

/* Addresses inside (first, last] at which a new decision may begin. */
struct route_edges {
    struct addr first, last;
    struct addr *at; /* owned */
    uint32_t count;
    int error;      /* -ENOMEM or -E2BIG, sticky */
    bool by_source; /* some rule or route looks at the source address */
};

/* Both ends of the network net/bits, where they fall inside. */
void route_edges_add(struct route_edges *e, const struct addr *net, unsigned bits);

/* All edges in a dump of routes, rules, addresses (IPv6 alone) or address labels; other and malformed
 * messages are passed over. */
void route_edges_parse(const void *data, size_t len, struct route_edges *e);

/* Sorts, and removes what is there twice. */
void route_edges_sort(struct route_edges *e);

/* The answer to an RTM_GETROUTE; first and last are left alone. 0 or -EBADMSG. */
int route_parse(const void *data, size_t len, struct route *ret);

/* Appends a piece, or lengthens the last one when it says the same. Returns the new count, -E2BIG when full.
 */
int route_append(struct route *out, uint32_t count, uint32_t cap, const struct route *piece);
