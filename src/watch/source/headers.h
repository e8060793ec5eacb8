/* Headers of one captured packet -> a sight, and one more for each packet that it carries in a tunnel. Reads
 * no further than the transport header (of an ICMP error: what it quotes), allocates nothing, believes
 * nothing: who speaks in whose tunnel is the engine's affair. */
#pragma once

#include "watch/source.h"
#include "watch/source/inner.h"

#define HEADERS_SIGHTS SOURCE_CAP /* of one packet, at most: tunnels are opened two deep */

enum headers_result {
    HEADERS_OK,
    HEADERS_SKIP, /* well formed, but nobody asks or answers anything with it */
    HEADERS_BAD, /* damaged, or cut before what says who asks what: the ports. Of TCP that is cut behind them, sight.cut */
};

/* LINKTYPE_* of the pcap registry. False: not readable. */
bool headers_link_known(unsigned linktype);

/* Reads `len` captured bytes of a packet that had `wire` on the wire. Fills all of *ret but `at`. */
enum headers_result headers_read(unsigned linktype, const uint8_t *data, size_t len, size_t wire,
                                 struct sight *ret);

/* What the packet of ret[0], which headers_read() filled, carries in tunnels: fills ret[1], ret[2], and tells
 * ret[0] that it carries. Returns how many are filled with it, 1 … HEADERS_SIGHTS. What is no whole header of
 * a tunnel's protocol, or carries nothing that is one itself, is not opened; of what was cut, or is in
 * fragments, the first one is enough to say that ret[0] carries. To be asked where inner_may_be() says so of
 * ret[0]: for others it is in vain. */
unsigned headers_carried(unsigned linktype, const uint8_t *data, size_t len, size_t wire,
                         struct sight ret[HEADERS_SIGHTS]);

/* The same of a packet that is one whole UDP datagram: where its ret->payload bytes are. NULL: it is none, or
 * not all of it was captured. */
const uint8_t *headers_datagram(unsigned linktype, const uint8_t *data, size_t len, size_t wire,
                                struct sight *ret);
