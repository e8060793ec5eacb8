/* What a packet shows of the link that it was heard on: who must be at it. Only what no router passes on is
 * believed, so that nobody elsewhere makes himself a neighbour: ARP (RFC 826), neighbour discovery with its
 * hop limit of 255 (RFC 4861 7.1), what is sent to all of a link (RFC 5771 4, RFC 4291 2.7, RFC 919 7), what
 * a server of DHCP says to a client of its own net (RFC 2131 4.1), and IPv6 packets that never leave their /64, since
 * between two of one link no router is (RFC 4291 2.5.4). Who is at the link himself can forge all of that. Pure; knows
 * no places. */
#pragma once

#include "watch/sight.h"

/* True: *ret is the address of somebody at this link, or (host part zero) the link's own net, IPv6's /64 or
 * IPv4's /24. */
bool link_shows(const struct sight *s, struct addr *ret);
