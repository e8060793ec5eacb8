/* AF_XDP out, the AF_PACKET ring in.
 *
 * Out: probes are written straight into memory shared with the kernel (the UMEM), their places go through a
 * ring, and one sendto() a batch wakes the kernel up; what it is done with comes back through another ring.
 * That spares what sendmmsg() does for each packet (message header, iovec, parsing of headers): over veth,
 * one core, 60-byte SYNs that a program on the other side drops, 0.85 million packets/s against 0.57 (Linux
 * 6.18; bench/).
 *
 * In: an XDP program that redirects answers to user space would take SYN-ACKs away from the kernel. But it is
 * the kernel's RST that ends the target's half-open connection at once (RFC 9293 §3.10.7.4), and leaving
 * those open is not ours to do. The ring hears a copy of everything and the kernel goes on answering. Nothing
 * is attached to the driver, so the machine's own traffic is not touched, CAP_NET_RAW is enough, and nothing
 * is left behind however the process ends. What the kernel would waste on closed ports' answers is kept from
 * it in the driver where that disturbs nothing (io/sieve.h), else one layer further up (io/hush.h). Weighed,
 * in processor time a probe on one core, sendmmsg(), 90 % closed ports: all answers through the kernel 5.0
 * µs, io/hush.h 3.6, an XDP program in the driver 2.8; but most drivers reset their queues or the link for
 * such a program, which is no way to treat a machine in use.
 *
 * Copy mode works with any driver: the kernel makes a packet buffer of each frame. In zero copy the card
 * reads the UMEM itself; for that drivers want a native XDP program (xdp-project/xdp-project#100), and the
 * reset can take the link away for half a minute (xdp-project/xdp-tools#386). So zero copy is taken only when
 * asked for; then a program that passes everything is attached, and goes when the descriptor is closed. */
#pragma once

#include "io/ring.h"

/* Opens `conf->ifindex` (Ethernet). Takes the first transmit queue that no other AF_XDP socket holds.
 * conf->zero_copy: zero copy, else copy mode; never both tried. ops->name says "xdp" or "xdp-zero-copy".
 * Errors mean "not here, take the ring": -EOPNOTSUPP (kernel, driver or this build without AF_XDP; cooked),
 * -EAFNOSUPPORT (the kernel has no AF_XDP), -EPERM (no CAP_NET_RAW; for zero copy also
 * CAP_NET_ADMIN and CAP_BPF), -ENOMEM or -ENOBUFS (locked memory, ulimit -l: 4 MiB are needed without
 * CAP_IPC_LOCK), -EBUSY (all queues taken, or for zero copy somebody's program on the interface); or as
 * ring_open(). */
int xdp_open(const struct ring_conf *conf, struct frames **ret);
