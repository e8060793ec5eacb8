/* IP sockets with our own IP headers (IP_HDRINCL, IPV6_HDRINCL): the kernel routes and finds the neighbour. For links
 * without Ethernet (tun, wireguard, ppp) and wherever raw frames are eaten. Receives through a cooked AF_PACKET ring
 * on the same interface. */
#pragma once

#include "io/ring.h"

/* Same errors as ring_open(). layer is FRAMES_IP. conf->cooked is implied. */
int raw_open(const struct ring_conf *conf, struct frames **ret);
