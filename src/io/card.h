/* Which way in and out of an interface is best here: AF_XDP out and the ring in; else the ring both ways;
 * else IP sockets out (links without Ethernet, the loopback). And the way back when the best turns out to be
 * none: some hypervisors and wireless drivers swallow frames that the kernel did not make itself. */
#pragma once

#include "io/frames.h"

struct card_conf {
    int ifindex;
    bool ethernet;             /* its frames have an Ethernet header, and it is not the loopback */
    uint32_t want;             /* FILTER_* of io/filter.h: what is heard */
    uint16_t port_lo, port_hi; /* our source ports, both included */
    uint16_t tcp_lo,
        tcp_hi;     /* those of them that nobody else sends TCP from: RSTs are taken from the kernel */
    bool zero_copy; /* may put a program on the interface, which can reset the link (io/xdp.h) */
};

struct card {
    /* owned; ops->name says which way was taken: "xdp-zero-copy", "xdp", "ring", "raw" */
    struct frames *frames;
    struct frames *spare; /* owned; IP sockets that wait, or NULL */
    bool sieved;          /* closed ports' answers end in the driver (io/sieve.h) … */
    bool hushed;          /* … or behind the ring (io/hush.h) */
    int hush_fd;
    int xdp_error, hush_error; /* why not, 0 or negative errno */
};

/* Opens everything; needs CAP_NET_RAW (and makes use of CAP_NET_ADMIN, CAP_BPF and CAP_IPC_LOCK). 0, or the
 * error of the last way tried (io/ring.h, io/raw.h); then *ret is empty, and card_fini() harmless. */
int card_open(const struct card_conf *conf, struct card *ret);
void card_fini(struct card *c);

/* Frames are eaten: from now on c->frames are IP sockets (layer FRAMES_IP) which hear by the ring that was
 * open; the kernel routes and finds neighbours. Needs no privilege. Frames handed out or received before are
 * gone. False when there is no spare (no Ethernet, or done before). */
bool card_fall_back(struct card *c);
