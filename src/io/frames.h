/* io: packets in and out, and connections through the kernel. In: buffers and file descriptors; out: the
 * same. It does not know what a probe or a host is. One thread uses the sending half of a `frames` and one
 * (the same or another) its receiving half; each half belongs to its thread.
 *
 * frames.h is the contract of every packet source and sink: `xdp` (AF_XDP), `ring` (AF_PACKET), `raw` (IP
 * sockets, links without Ethernet), `pcap` (files), and lab/sim (a simulated network in virtual time); card.h
 * takes the best of the first three. Everything happens in batches and nothing ever blocks; what is lost on
 * the way is counted, never hidden. (The shape: knot's libknot/xdp/xdp.h, ixy's device.h.) */
#pragma once

#include "base/nsec.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What the first byte of a frame is. */
enum frames_layer {
    FRAMES_ETHERNET, /* destination MAC */
    FRAMES_IP,       /* the version nibble of an IPv4 or IPv6 header */
};

/* One packet. In reserve(): `data` points to writable room of `len` = its capacity, and the caller sets `len`
 * to what it wrote. In recv(): `data` is readable until release(), `len` what was captured. */
struct frame {
    uint8_t *data;
    uint32_t len;
    uint32_t wire_len; /* recv: length on the wire; > len when the capture was cut */
    nsec at;           /* recv: arrival, CLOCK_MONOTONIC ns (pcap files: ns since 1970) */
    bool csum_unset;   /* recv: locally made, the transport checksum is not filled in yet
                          (TP_STATUS_CSUMNOTREADY) */
    uint16_t vlan;     /* recv: 802.1Q TCI taken out by the kernel (low 12 bits id); 0xffff = none */
};

#define FRAMES_NO_VLAN 0xffff

/* Counters since the beginning; never reset. */
struct frames_stats {
    uint64_t rx, tx;        /* frames that came through, frames that the kernel accepted */
    uint64_t rx_ring_drops; /* receive ring was full (PACKET_STATISTICS tp_drops, XDP rx_dropped) */
    uint64_t rx_link_drops; /* the interface's own rx_missed since open: no room in the card */
    uint64_t tx_refused;    /* the kernel said ENOBUFS/EAGAIN: such frames were not sent and stay queued */
    uint64_t tx_link_drops; /* the interface's own tx_dropped since open: taken, then lost */
    uint64_t tx_failed;     /* dropped here after another error of the kernel; `last_error` says which */
    uint64_t rx_skipped;    /* received, but of a kind that `layer` cannot show (ARP under a cooked header) */
    int last_error; /* errno of the last tx_failed, or of a link that went down (ENETDOWN) or is gone (ENODEV); 0 = none */
    uint32_t rx_fill_permille; /* how full the receive ring is now, 0 … 1000: the pacer's early warning */
};

struct frames; /* one open source/sink */

struct frames_ops {
    const char *name; /* "xdp", "xdp-zero-copy", "ring", "raw", "pcap", "sim" */
    int (*rx_fd)(struct frames *f);
    uint32_t (*reserve)(struct frames *f, struct frame *out, uint32_t n);
    int (*send)(struct frames *f, const struct frame *in, uint32_t n);
    uint32_t (*recv)(struct frames *f, struct frame *out, uint32_t n);
    void (*release)(struct frames *f, uint32_t n);
    void (*stats)(struct frames *f, struct frames_stats *ret);
    void (*free)(struct frames *f);
    void (*stay_awake)(struct frames *f); /* NULL where it makes no difference */
};

/* Backends embed this as their first member. */
struct frames {
    const struct frames_ops *ops;
    enum frames_layer layer;
    uint32_t mtu; /* of the link, bytes of IP packet */
    /* tx_failed and last_error of the sending half, cheap to look at after each send(); NULL where none can
     * fail. */
    const _Atomic uint64_t *failed;
    const _Atomic int *failed_why;
};

/* A descriptor that polls readable when recv() has something; -1 when there is none (sim, files: just call).
 */
static inline int frames_rx_fd(struct frames *f)
{
    return f->ops->rx_fd(f);
}

/* Room for up to n frames; fills out[0…r-1] and returns r, which is less than n (perhaps 0) when the ring is
 * full. Reserved frames belong to the caller until send(). Reserving again without send() gives the same
 * room. */
static inline uint32_t frames_reserve(struct frames *f, struct frame *out, uint32_t n)
{
    return f->ops->reserve(f, out, n);
}

/* Hands over the first n reserved frames (n <= reserved), `len` filled in. Returns how many are done with:
 * taken by the kernel, or dropped and counted in tx_failed because of an error of their own (too long, no
 * route, own firewall). The tail that the kernel did not take (ENOBUFS, EAGAIN) stays reserved with its
 * bytes: after r < n comes frames_send(f, in + r, n - r), now or later, and no reserve() before it; or fewer
 * of them, with other bytes, or none for those that the caller gives up. Negative errno is fatal for this
 * link: -ENETDOWN, -ENXIO or -ENODEV (interface gone); nothing was taken then. A link that comes up again
 * goes on working. */
static inline int frames_send(struct frames *f, const struct frame *in, uint32_t n)
{
    return f->ops->send(f, in, n);
}

/* Up to n received frames, 0 when there are none (of a file: no more). They stay valid until release(n) gives
 * them back, oldest first. */
static inline uint32_t frames_recv(struct frames *f, struct frame *out, uint32_t n)
{
    return f->ops->recv(f, out, n);
}

static inline void frames_release(struct frames *f, uint32_t n)
{
    f->ops->release(f, n);
}

/* The caller comes again soon by itself, and will not wait for rx_fd before recv() gave it nothing. That
 * saves those who would wake it the trouble. */
static inline void frames_stay_awake(struct frames *f)
{
    if (f->ops->stay_awake)
        f->ops->stay_awake(f);
}

/* Counters so far. Belongs to the sending half; may ask the kernel (some 20 µs): for every tenth of a second,
 * not for every batch. */
static inline void frames_stats(struct frames *f, struct frames_stats *ret)
{
    f->ops->stats(f, ret);
}

static inline void frames_free(struct frames *f)
{
    if (f)
        f->ops->free(f);
}
