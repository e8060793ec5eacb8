/* arrivals: UDP datagrams that reach this machine, as a packet socket hears them (packet(7), SOCK_DGRAM: from
 * the network header on). In: the ports that somebody listens at; a frame. Out: a filter for the kernel, so
 * that nothing else is copied; where the datagram went. Pure. The socket hears before the packet filter does:
 * what that drops is counted as come. Fragments but the first, and IPv6 with extension headers, are not
 * heard. */
#pragma once

#include "base/addr.h"

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

enum { ARRIVALS_BYTES = 64, ARRIVALS_PORTS = 1024, ARRIVALS_PROGRAM = 32 + 2 * ARRIVALS_PORTS };

/* Fills `out` and returns its length: passes the first ARRIVALS_BYTES of incoming UDP datagrams to one of the
 * ports, and nothing when there are none; with more than ARRIVALS_PORTS those to all ports. */
unsigned arrivals_program(const uint16_t *port, size_t ports, struct sock_filter out[ARRIVALS_PROGRAM]);

/* False for what is no such datagram, or too short to tell. */
bool arrivals_parse(const void *data, size_t n, struct addr *ret_dst, uint16_t *ret_port);
