/* The IPv6 header and its chain of extension headers (RFC 8200; AH: RFC 4302). */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "wire/result.h"

#define IP6_LEN      40
#define IP6_FRAG_LEN 8
#define IP6_EXTS_MAX 8 /* headers followed: each kind once, destination options twice, and some to spare */

/* Byte offsets of what is patched in a prepared header. */
enum ip6_at {
    IP6_AT_PAYLOAD_LEN = 4,
    IP6_AT_NEXT = 6,
    IP6_AT_HOP = 7,
    IP6_AT_SRC = 8,
    IP6_AT_DST = 24,
};

struct ip6 {
    struct addr src, dst; /* zone 0 */
    uint8_t tos;          /* traffic class */
    uint8_t hop;          /* hop limit */
    uint8_t next;         /* type of what follows: IPPROTO_* */
    uint16_t payload_len; /* parse: as written; 0 in jumbograms and captures of segmentation offload */
    uint32_t flow;        /* 20 bits */
};

/* What the chain said. */
struct ip6_exts {
    uint8_t proto;                 /* what the chain ends in: TCP, …, ESP, "no next header" (59) */
    uint8_t n, kind[IP6_EXTS_MAX]; /* types in their order; only n are set */
    bool cut;      /* the bytes ended inside the chain; `proto` is the header that could not be read */
    bool routed;   /* a routing header has segments left: dst is not the final destination */
    bool fragment; /* there is a fragment header; it says: */
    bool mf;
    uint16_t frag_off; /* bytes */
    uint32_t frag_id;
};

/* Reads the fixed header; `r` is then behind it. PACKET_BAD: too short, version not 6. *ret only on
 * PACKET_OK. */
enum packet_result ip6_parse(struct rd *r, struct ip6 *ret);

/* Follows hop-by-hop, routing, fragment, destination and AH headers from type `next` on; `r` is then at
 * what `proto` names. `lack` = how many bytes of the datagram are missing behind r->end, or
 * PACKET_LACK_ANY. Behind a fragment header with an offset nothing is followed. PACKET_BAD: a header
 * reaches beyond the datagram, a hop-by-hop header is not the first (RFC 8200 §4.1), AH shorter than 12
 * bytes. PACKET_UNKNOWN: more than IP6_EXTS_MAX. *ret only on PACKET_OK. */
enum packet_result ip6_exts_parse(struct rd *r, size_t lack, uint8_t next, struct ip6_exts *ret);

/* Writes the fixed header for `payload_len` bytes that follow, extension headers included. w->bad when it
 * does not fit or payload_len exceeds 65535. */
void ip6_build(struct wr *w, const struct ip6 *h, size_t payload_len);

/* Writes a hop-by-hop, routing or destination header: `next`, its length, and `body`, which starts behind
 * the length byte and must make the header a multiple of 8 bytes, up to 2048 (else w->bad). */
void ip6_ext_build(struct wr *w, uint8_t next, const void *body, size_t body_len);

/* Writes a fragment header. `frag_off` in bytes, a multiple of 8. */
void ip6_frag_build(struct wr *w, uint8_t next, uint16_t frag_off, bool mf, uint32_t id);
