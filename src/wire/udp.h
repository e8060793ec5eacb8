/* UDP datagrams (RFC 768). */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "wire/result.h"

#define UDP_LEN 8

/* Byte offsets of what is patched in a prepared header. */
enum udp_at {
    UDP_AT_SPORT = 0,
    UDP_AT_DPORT = 2,
    UDP_AT_CSUM = 6,
};

struct udp {
    uint16_t sport, dport;
    uint16_t len;  /* parse: header and data, as written */
    uint16_t csum; /* parse: as written; 0 = the sender made none (not allowed over IPv6: RFC 8200 §8.1) */
};

/* Reads the header; `r` is then the data, without what the datagram has behind it. `lack` = how many bytes
 * of the datagram are missing behind r->end, or PACKET_LACK_ANY. PACKET_BAD: shorter than 8 bytes, or the
 * length field is below 8 or beyond the datagram. *ret only on PACKET_OK. */
enum packet_result udp_parse(struct rd *r, size_t lack, struct udp *ret);

/* Writes header and data with the checksum for these addresses (never 0: RFC 768); src = NULL: with
 * u->csum as it is. w->bad when it does not fit or is longer than 65535 bytes. */
void udp_build(struct wr *w, const struct udp *u, const void *data, size_t len, const struct addr *src,
               const struct addr *dst);
