/* Who can reach a socket: by what it is bound to alone here, with firewall and routes in local/reach.h. */
#pragma once

#include "base/addr.h"

/* Most exposed first. The last two come from local/reach.h only. */
enum exposure {
    EXPOSURE_ALL,
    EXPOSURE_PRIVATE,
    EXPOSURE_LINK,
    EXPOSURE_LOOPBACK,
    EXPOSURE_NOBODY,
    EXPOSURE_UNKNOWN,
    EXPOSURE_COUNT
};

/* Index of the loopback interface in every network namespace (LOOPBACK_IFINDEX of the kernel). */
enum { EXPOSURE_LO = 1 };

/* For a socket bound to `addr` and to interface `ifindex` (0 = any). A wildcard is `all`. Multicast groups go
 * by their scope: RFC 5771 §4 and RFC 2365 for IPv4, RFC 7346 §2 for IPv6. */
enum exposure exposure_of(const struct addr *addr, uint32_t ifindex);

/* "all", "private", "link", "loopback", "nobody", "unknown". */
const char *exposure_word(enum exposure e);
