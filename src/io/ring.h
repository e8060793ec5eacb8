/* AF_PACKET: TPACKET_V3 receive ring with an in-kernel filter, sendmmsg transmit past the queueing
 * discipline. */
#pragma once

#include "io/frames.h"

#include <stddef.h>

struct ring_conf {
    int ifindex;
    const struct sock_filter *filter; /* classic BPF seen from the first byte of `layer`; NULL = everything */
    uint16_t filter_len;              /* instructions */
    uint32_t rx_bytes;                /* size of the receive ring; 0 = 8 MiB */
    uint32_t tx_slots; /* frames that reserve() may hand out at once; 0 = 256. Each has room for the MTU and a
                          link header, at most 2 KiB */
    uint32_t snaplen;  /* bytes captured a frame; 0 = 256 */
    bool rx_only;
    /* frames for other hosts (promiscuous) and what this host itself sends are heard too, the latter not on
     * the loopback link, where each would come twice */
    bool everything;
    bool cooked;    /* for links without an Ethernet header (tun, wireguard, ppp): layer becomes FRAMES_IP. On
                    links with one it receives (without it) but cannot send */
    bool zero_copy; /* for xdp_open() alone: the card reads our memory, and for that a program goes on the
                       interface */
};

/* Opens the interface. On the loopback link take raw_open() to send: the kernel drops link-layer frames with
 * 127.0.0.0/8 or own addresses that did not come by its own routing (martians). Frames that this host itself
 * sends (PACKET_OUTGOING) are not seen, unless `everything` is. 0; or -EPERM (no CAP_NET_RAW), -ENODEV,
 * -ENETDOWN, -ENOMEM, or what the kernel said. */
int ring_open(const struct ring_conf *conf, struct frames **ret);

/* The interface is gone (ENODEV in the counters): hears, with the sockets that it has, and so without a privilege,
 * the one that has its name by now; rx_only. 0, also where that is down, and is heard once it is up; -ENODEV: there is
 * none yet, or it is of another kind; or what the kernel said. */
int ring_hear_again(struct frames *f);
