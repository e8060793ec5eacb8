/* The way to a target: interface, source address, next hop. Worked out once for each range of targets that
 * the kernel routes alike (sys/route.h), found again by address for each probe. */
#pragma once

#include "base/amap.h"
#include "base/nsec.h"
#include "io/frames.h"

#include <stdbool.h>

enum path_kind {
    PATH_DIRECT, /* the target is on the link: its own MAC is needed */
    PATH_VIA,    /* through a gateway, whose MAC is `next_mac` */
    PATH_PLAIN,  /* no link addresses: loopback, tun, wireguard */
};

struct path {
    struct addr first, last; /* the targets that go this way */
    enum path_kind kind;
    int ifindex;
    uint32_t port; /* which of the caller's frames sends it (index) */
    enum frames_layer layer;
    struct addr source;
    uint8_t source_mac[6], next_mac[6];
    struct addr gateway; /* PATH_VIA */
    uint8_t ttl;         /* of the probes; 0 = 64 */
    bool own;            /* an address of this machine: answers come over loopback */
};

/* Sorted, disjoint paths. Borrowed array. */
struct paths {
    const struct path *path;
    uint32_t count;
};

/* The path of an address, or NULL: no route. O(log n), at once when it is the one of last time (*hint, start
 * with 0). */
const struct path *paths_find(const struct paths *p, const struct addr *a, uint32_t *hint);

/* The zone of a link-local address that was heard on `ifindex`: that interface, but answers of our own
 * addresses come over lo, and then it is the interface that has the address. */
uint32_t paths_zone(const struct paths *p, const struct addr *a, int ifindex);

/* Link addresses that were heard: an address -> its MAC. */
struct neighbours {
    struct amap map;
    struct neighbour {
        uint8_t mac[6];
        bool answered; /* told us himself; else the kernel did */
        nsec rtt;      /* of the answer; -1 = unknown */
    } * of;            /* owned; one a value of `map` */
};

/* At most `max` of them. neighbours_fini() frees all. */
void neighbours_init(struct neighbours *n, uint32_t max, struct hash_key key);
void neighbours_fini(struct neighbours *n);
/* Remembers or replaces what somebody else says. False when full. */
bool neighbours_put(struct neighbours *n, const struct addr *a, const uint8_t mac[6]);
/* What the neighbour said himself, with the round trip of the answer (-1 = unknown; a known one stays). */
bool neighbours_heard(struct neighbours *n, const struct addr *a, const uint8_t mac[6], nsec rtt);
/* The MAC, borrowed until the next put, or NULL. */
const uint8_t *neighbours_get(const struct neighbours *n, const struct addr *a);
/* -1 = unknown. */
nsec neighbours_rtt(const struct neighbours *n, const struct addr *a);
/* Has he answered us? */
bool neighbours_answered(const struct neighbours *n, const struct addr *a);
