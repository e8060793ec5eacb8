/* The IPv4 header (RFC 791). */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "wire/result.h"

#define IP4_LEN      20 /* bytes without options */
#define IP4_LEN_MAX  60
#define IP4_OPTS_MAX 40

/* Byte offsets of what is patched in a prepared header; csum_update16() and csum_update32() keep the
 * checksum right. */
enum ip4_at {
    IP4_AT_TOS = 1,
    IP4_AT_TOTAL = 2,
    IP4_AT_ID = 4,
    IP4_AT_TTL = 8,
    IP4_AT_PROTO = 9,
    IP4_AT_CSUM = 10,
    IP4_AT_SRC = 12,
    IP4_AT_DST = 16,
};

struct ip4 {
    struct addr src, dst;
    uint8_t hdr_len; /* parse: bytes, options included */
    uint8_t tos, ttl, proto;
    uint16_t total;    /* parse: header and payload as written; 0 in captures of TCP segmentation offload */
    uint16_t id, csum; /* csum: parse only */
    uint16_t frag_off; /* bytes, a multiple of 8 */
    bool reserved, df, mf;
    uint8_t opts_len;    /* bytes, 0 … 40 */
    const uint8_t *opts; /* borrowed */
};

/* An address from its four bytes, in place: copying a struct addr that was just put together from small
 * pieces stalls the processor, and this runs twice for every packet. */
static inline void ip4_addr(const uint8_t b[4], struct addr *ret)
{
    *ret = (struct addr){.len = 4};
    memcpy(ret->b, b, 4);
}

/* Reads the header with its options; `r` is then at the payload. `total` is not judged, since the header
 * may be a quoted or offloaded one. PACKET_BAD: too short, version not 4, header length below 20. *ret
 * only on PACKET_OK. */
enum packet_result ip4_parse(struct rd *r, struct ip4 *ret);

/* Writes the header for `payload_len` bytes that follow, options padded with zeros to a multiple of 4,
 * with length and checksum computed. w->bad when it does not fit or the whole would exceed 65535 bytes. */
void ip4_build(struct wr *w, const struct ip4 *h, size_t payload_len);

/* Whether a source route option (RFC 791 §3.1) still has addresses to visit: then `dst` is not the final
 * destination, and the transport checksum was made with another one. */
bool ip4_source_routed(const struct ip4 *h);
