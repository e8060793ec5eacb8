/* Which frames a scan wants to hear, as a program for the kernel (classic BPF): so that a busy machine's own
 * traffic never reaches us, and strangers' packets cost next to nothing. What passes is still hostile: the
 * filter saves work and proves nothing. */
#pragma once

#include "io/frames.h"

#define FILTER_TCP        1u  /* TCP to our ports */
#define FILTER_UDP        2u  /* UDP to our ports */
#define FILTER_SCTP       4u  /* SCTP to our ports */
#define FILTER_ERRORS     8u  /* ICMP 3 (unreachable), 11 (time exceeded), 12; ICMPv6 1 … 4 */
#define FILTER_ANSWERS    16u /* answers to pings: ICMP 0, 14 (timestamp), 18 (mask); ICMPv6 129 */
#define FILTER_NEIGHBOURS 32u /* ARP replies, neighbour advertisements (ICMPv6 136) */
#define FILTER_OTHER      64u /* all other IP protocols (the IP protocol scan) */

#define FILTER_USUAL (FILTER_TCP | FILTER_ERRORS | FILTER_NEIGHBOURS)

struct filter_conf {
    enum frames_layer layer;
    uint32_t want;             /* FILTER_* bits */
    uint16_t port_lo, port_hi; /* our source ports, both included */
};

struct sock_filter; /* linux/filter.h */

/* Enough instructions for every program made here. */
#define FILTER_MAX 200

/* Writes the program and returns its length; -E2BIG when `cap` is less than it needs (FILTER_MAX always
 * suffices), -EINVAL for port_lo > port_hi. IPv4: options are stepped over (RFC 791 §3.1); fragments but the
 * first are refused, they carry no ports. IPv6: a packet whose first next header is an extension passes
 * whatever it carries (RFC 8200 §4), as do IPv6 fragments: the rest is for the parser. Ethernet: VLAN tags
 * that are still in the frame are stepped over, up to two (802.1Q, 802.1ad); tags taken out by the kernel are
 * never seen by a filter. */
int filter_scan(const struct filter_conf *conf, struct sock_filter *out, uint32_t cap);
