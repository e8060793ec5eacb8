/* Takes the answers of closed ports out of the driver's hands: they are nine of ten answers of a scan, and
 * each costs the kernel a packet buffer, a copy for the ring and a way through its layers until it finds that
 * nobody wanted it. An XDP program puts their bytes with the time of arrival into memory that we read (BPF
 * ring buffer), and drops them: no buffer, no system call. Everything else goes the usual way: SYN-ACKs must
 * reach the kernel, which resets them (io/xdp.h), and RSTs for which it has a socket are its own. When our
 * memory is full, they too go the usual way.
 *
 * Only where a program in the driver disturbs nothing: most drivers reset their queues or the link for it,
 * veth (the links of containers and namespaces) just begins to poll. Elsewhere io/hush.h keeps those answers
 * from the upper layers. Over veth, 90 % closed ports, one core that sends and receives: see
 * docs/performance.md. */
#pragma once

#include "io/frames.h"

/* Puts it in front of `in` (Ethernet; its receiving half must not have been used), which belongs to *ret from
 * then on. 0; or -EOPNOTSUPP (other drivers, this build has no libbpf), -EPERM (wants CAP_NET_ADMIN and
 * CAP_BPF), -EBUSY (somebody's program is there), -EINVAL (Linux before 5.11), -ENOMEM, or what the kernel
 * said: then nothing has changed. The program goes with the descriptor, however the process ends. */
int sieve_open(struct frames *in, int ifindex, uint16_t port_lo, uint16_t port_hi, struct frames **ret);
