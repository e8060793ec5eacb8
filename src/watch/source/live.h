/* A card, heard live: the headers of every packet that comes in or goes out. Nothing is ever sent. */
#pragma once

#include "watch/source.h"

struct live_conf {
    int ifindex;
    bool bare; /* its packets begin with IP (tun, WireGuard, ppp) */
    /* Added to arrival times, which are of the monotonic clock, to make them ns since 1970; NULL = 0.
     * Borrowed as long as the source lives and read anew for every packet: the clock that it does not count
     * in may be set, and does not stand still in suspend. */
    const nsec *to_wall;
    uint32_t room; /* bytes of the ring between kernel and us; 0 = 32 MiB */
};

/* Needs CAP_NET_RAW, now only. 0; -EPERM, -ENODEV, -ENETDOWN, -ENOMEM (io/ring.h). source_read() never
 * blocks; its `fd` polls readable. source_count(): stats.lost are packets that found no room in the ring or
 * the card, stats.last_error is ENETDOWN while the link is down, and ENODEV while there is none of its name:
 * one that is made anew is heard then. That ends it only where it is forbidden (PRIV_LINKS). */
int live_open(const struct live_conf *conf, struct source **ret);
