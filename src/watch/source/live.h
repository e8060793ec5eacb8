/* A card, heard live: the headers of every packet that comes in or goes out. Nothing is ever sent. */
#pragma once

#include "watch/source.h"

struct live_conf {
    int ifindex;
    bool bare; /* its packets begin with IP (tun, WireGuard, ppp) */
    nsec
        to_wall; /* added to arrival times, which are of the monotonic clock, to make them ns since 1970. Fixed at the
                      beginning: a wall clock that is set later moves no contact */
    uint32_t room; /* bytes of the ring between kernel and us; 0 = 32 MiB */
};

/* Needs CAP_NET_RAW, now only. 0; -EPERM, -ENODEV, -ENETDOWN, -ENOMEM (io/ring.h). source_read() never blocks and never ends;
 * its `fd` polls readable. source_count(): stats.lost are packets that found no room in the ring or the card, stats.last_error is
 * ENETDOWN while the link is down. */
int live_open(const struct live_conf *conf, struct source **ret);
