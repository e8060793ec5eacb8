/* Connections through the kernel: many non-blocking connect() at once, results as they come; or as many UDP
 * questions, or pings, of which the kernel brings the answers and the ICMP errors (IP_RECVERR). Nothing
 * blocks: the owner polls dial_fd() and calls dial_poll(). One thread. For techniques that need no
 * privilege. */
#pragma once

#include "base/addr.h"
#include "base/nsec.h"

struct dial;

enum dial_kind {
    DIAL_STREAMS,   /* TCP connections (dial_start()) */
    DIAL_DATAGRAMS, /* UDP questions (dial_ask()) */
    DIAL_PINGS, /* ICMP echo requests by ping sockets, for groups within net.ipv4.ping_group_range (icmp(7)) */
};

#define DIAL_PING_DATA 8 /* bytes in each echo request, which the answer must repeat */

struct dial_conf {
    enum dial_kind kind;
    uint32_t max_open;  /* sockets at once; cut to what RLIMIT_NOFILE leaves (first raised to its limit) */
    struct addr source; /* for targets of its family; len 0 = the kernel chooses */
    int ifindex;        /* SO_BINDTODEVICE; 0 = any */
};

enum dial_outcome {
    DIAL_OPEN, /* a datagram, or the echo, came back; or connected (and closed again with RST, so that no TIME_WAIT piles up); `error` is ECONNRESET
                  when the target threw the connection away at once, else 0 */
    DIAL_CAUGHT, /* connected, but with a program of this machine, which catches connections to other hosts (sys/peer.h); `from` is our
                     own address */
    DIAL_REFUSED, /* ECONNREFUSED without ICMP: the target sent RST */
    DIAL_ICMP, /* the error queue names an ICMP error: icmp_type, icmp_code, from, and the errno made of it.
                  When `from` is an address of this machine it was its own kernel: nobody on the link answered
                  for the target (host unreachable: 3/1, ICMPv6 1/3) */
    DIAL_TIMEOUT, /* nothing came within the time given */
    DIAL_LOCAL,   /* a failure of this machine (no route, EMFILE, ENOBUFS, EADDRNOTAVAIL; EPERM by its own
                     firewall, also when that rejects with an ICMP error, or drops: the latter is seen from the first repeat of the
                     SYN on, about a second after the first): says nothing about the target; `error` is the errno */
};

struct dial_result {
    uint64_t cookie; /* as given to dial_start() */
    enum dial_outcome outcome;
    int error; /* errno; 0 = none */
    uint8_t icmp_type, icmp_code;
    struct addr from; /* sender of the ICMP error; who answered instead */
    nsec rtt;         /* from dial_start() to dial_poll(), by the times given there */
};

/* 0, -EMFILE when not even one socket can be had, -EINVAL for max_open 0, -ENODEV no such interface,
 * -EADDRNOTAVAIL `source` is not an address of this machine, -EPERM may not bind to the interface, -ENOMEM;
 * for pings -EACCES where this user may not have ping sockets. Of the descriptors that are free, 16 are left
 * to the rest of the program, or half when there are few: what it opens later must fit into those, or
 * max_open be smaller. */
int dial_new(const struct dial_conf *conf, struct dial **ret);
void dial_free(struct dial *d);
int dial_fd(const struct dial *d); /* an epoll descriptor */

/* Starts a TCP connect to addr:port that ends at `deadline`. 0 when under way or decided at once (its result
 * comes from dial_poll); -EAGAIN when all places are taken or the machine is out of sockets, ports or buffers
 * for the moment (EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL): try again later. (When none of ours is
 * open, waiting would not help: then it is a DIAL_LOCAL result.) A connection to ourselves (getsockname ==
 * getpeername, the ephemeral port trap) counts as refused. */
int dial_start(struct dial *d, const struct addr *addr, uint16_t port, uint64_t cookie, nsec now,
               nsec deadline);

/* The same with a UDP datagram of `len` bytes; any datagram from there is an answer, and where the answer
 * `moves` one from any port of that address. */
int dial_ask(struct dial *d, const struct addr *addr, uint16_t port, const void *bytes, size_t len,
             bool moves, uint64_t cookie, nsec now, nsec deadline);

/* The same with an echo request that carries `data`. */
int dial_ping(struct dial *d, const struct addr *addr, const uint8_t data[DIAL_PING_DATA], uint64_t cookie,
              nsec now, nsec deadline);

/* Collects up to n results; call when dial_fd() is readable or a deadline has passed. Returns how many. */
uint32_t dial_poll(struct dial *d, nsec now, struct dial_result *out, uint32_t n);

/* When to call dial_poll() at the latest: the earliest deadline under way, 0 (now) when results are waiting
 * already, NSEC_NEVER when there is nothing. */
nsec dial_wake(const struct dial *d);
/* Connections under way, and how many may be at once. */
uint32_t dial_open_count(const struct dial *d);
uint32_t dial_capacity(const struct dial *d);
enum dial_kind dial_kind(const struct dial *d);
