/* Keeps the answers of closed ports from the rest of the kernel: a RST to one of our ports is dropped right
 * after the ring has heard it, where otherwise the IP layer routes it and TCP looks for a socket that never
 * was. Where one core sends and receives that is time for sending: 3.6 µs of processor time a probe instead
 * of 5.0 (sendmmsg() over veth, 90 % closed ports; a whole scan with io/xdp.h: 4.5 instead of 6.5). SYN-ACKs
 * go on to the kernel, which resets them (io/xdp.h says why). RSTs for which the kernel does have a socket go
 * on, too, so nothing of the machine's own is disturbed: not even somebody who uses a port of our block.
 *
 * A program of some fifty instructions at the entrance of the interface (tcx: Linux 6.6). It touches no
 * driver, stands beside whatever other programs are there, and goes when its descriptor is closed, however
 * the process ends. */
#pragma once

#include <stdint.h>

/* Drops RSTs to the ports port_lo … port_hi (IPv4 without options, IPv6 without extension headers; anything
 * else goes on). Returns a descriptor that holds it there until close(); or -EINVAL (Linux before 6.6),
 * -EPERM (wants CAP_NET_ADMIN and CAP_BPF), -EOPNOTSUPP (this build has no libbpf), -ENODEV, -ENOMEM. All of
 * them mean: go on without. */
int hush_open(int ifindex, uint16_t port_lo, uint16_t port_hi);
