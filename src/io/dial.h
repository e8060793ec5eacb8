/* Connections through the kernel: many non-blocking connect() at once, results as they come. Nothing blocks: the
 * owner polls dial_fd() and calls dial_poll(). One thread. Used by the connect technique, later by service probes. */
#pragma once

#include "base/addr.h"
#include "base/nsec.h"

struct dial;

struct dial_conf {
    uint32_t max_open;     /* sockets at once; cut to what RLIMIT_NOFILE leaves (raised to its hard limit first) */
    struct addr source;    /* len 0 = the kernel chooses */
    int ifindex;           /* SO_BINDTODEVICE; 0 = any */
};

enum dial_outcome {
    DIAL_OPEN,       /* connected (and closed again with RST, so that no TIME_WAIT piles up) */
    DIAL_REFUSED,    /* ECONNREFUSED without ICMP: the target sent RST */
    DIAL_ICMP,       /* the error queue names an ICMP error: icmp_type, icmp_code, from */
    DIAL_TIMEOUT,    /* nothing came within the time given */
    DIAL_LOCAL,      /* a failure of this machine (no route, EMFILE, ENOBUFS, EADDRNOTAVAIL, EPERM by its own firewall): says
                        nothing about the target; `error` is the errno */
};

struct dial_result {
    uint64_t cookie; /* as given to dial_start() */
    enum dial_outcome outcome;
    int error;
    uint8_t icmp_type, icmp_code;
    struct addr from; /* sender of the ICMP error */
    nsec rtt;
};

/* 0, -EMFILE when not even one socket can be had, -ENOMEM. */
int dial_new(const struct dial_conf *conf, struct dial **ret);
void dial_free(struct dial *d);
int dial_fd(const struct dial *d); /* an epoll descriptor */

/* Starts a TCP connect to addr:port that ends at `deadline`. 0 when under way or decided at once (its result comes from
 * dial_poll); -EAGAIN when all places are taken or the machine is out of sockets, ports or buffers for the moment
 * (EMFILE, ENFILE, ENOBUFS, EADDRNOTAVAIL): try again later. A connection to ourselves (getsockname ==
 * getpeername, the ephemeral port trap) counts as refused. */
int dial_start(struct dial *d, const struct addr *addr, uint16_t port, uint64_t cookie, nsec now, nsec deadline);

/* Collects up to n results; call when dial_fd() is readable or a deadline has passed. Returns how many. */
uint32_t dial_poll(struct dial *d, nsec now, struct dial_result *out, uint32_t n);

/* The earliest deadline under way, NSEC_NEVER when there is none. */
nsec dial_wake(const struct dial *d);
/* Connections under way, and how many may be at once. */
uint32_t dial_open_count(const struct dial *d);
uint32_t dial_capacity(const struct dial *d);
