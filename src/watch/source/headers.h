/* Headers of one captured packet -> a sight. Reads no further than the transport header (of an ICMP error: what it
 * quotes), allocates nothing, believes nothing. */
#pragma once

#include "watch/sight.h"

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

/* The same of a packet that is one whole UDP datagram: where its ret->payload bytes are. NULL: it is none, or not all of it was captured. */
const uint8_t *headers_datagram(unsigned linktype, const uint8_t *data, size_t len, size_t wire,
                                struct sight *ret);
