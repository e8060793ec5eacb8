/* IP sockets with our own IP headers (IP_HDRINCL, IPV6_HDRINCL): the kernel routes and finds the neighbour.
 * For links without Ethernet (tun, wireguard, ppp), the loopback link, and wherever raw frames are eaten. The
 * kernel fills in the IPv4 header checksum, the total length, and the identification where it is 0 (raw(7)).
 * Receives through a cooked AF_PACKET ring on the same interface. */
#pragma once

#include "io/ring.h"

/* Same errors as ring_open(). layer is FRAMES_IP. conf->cooked is implied. */
int raw_open(const struct ring_conf *conf, struct frames **ret);

/* A spare for when frames turn out to be eaten: opened with everything else that needs privilege, deaf. Same
 * errors. */
int raw_spare(const struct ring_conf *conf, struct frames **ret);

/* Puts a spare to use: from now on it hears through `ears` (Ethernet frames on the same interface, whose
 * headers it takes off), and owns them. What is no IP under that header comes through as bytes that no IP
 * parser takes. */
void raw_adopt(struct frames *spare, struct frames *ears);
