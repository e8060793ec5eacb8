/* ICMPv6 (RFC 4443) and of neighbour discovery the solicitation and advertisement (RFC 4861 §4.3, §4.4). */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "wire/quote.h"
#include "wire/result.h"

#define ICMP6_LEN     8
#define ICMP6_ND_LEN  24  /* solicitation or advertisement without options */
#define ICMP6_ND_HOPS 255 /* hop limit that both must have, else a router was between (RFC 4861 §7.1) */

enum icmp6_type {
    ICMP6_TYPE_UNREACHABLE = 1,
    ICMP6_TYPE_TOO_BIG = 2,
    ICMP6_TYPE_TIME_EXCEEDED = 3,
    ICMP6_TYPE_PARAMETER = 4,
    ICMP6_TYPE_ECHO = 128,
    ICMP6_TYPE_ECHO_REPLY = 129,
    ICMP6_TYPE_ROUTER = 134, /* its advertisement */
    ICMP6_TYPE_SOLICITATION = 135,
    ICMP6_TYPE_ADVERTISEMENT = 136,
};

/* Codes of ICMP6_TYPE_UNREACHABLE. */
enum icmp6_unreachable {
    ICMP6_UNREACHABLE_ROUTE = 0,
    ICMP6_UNREACHABLE_ADMIN = 1,
    ICMP6_UNREACHABLE_SCOPE = 2,
    ICMP6_UNREACHABLE_ADDR = 3,
    ICMP6_UNREACHABLE_PORT = 4,
    ICMP6_UNREACHABLE_POLICY = 5,
    ICMP6_UNREACHABLE_REJECT = 6,
};

/* Codes of ICMP6_TYPE_PARAMETER. */
enum icmp6_parameter {
    ICMP6_PARAMETER_FIELD = 0,
    ICMP6_PARAMETER_NEXT_HEADER = 1,
    ICMP6_PARAMETER_OPTION = 2,
};

/* Bits of nd_flags in an advertisement. */
enum icmp6_nd_flag {
    ICMP6_ND_ROUTER = 0x80,
    ICMP6_ND_SOLICITED = 0x40,
    ICMP6_ND_OVERRIDE = 0x20,
};

struct icmp6_msg {
    uint8_t type, code;
    uint16_t csum;    /* parse only */
    uint16_t id, seq; /* bytes 4-5 and 6-7: of echo; else see icmp6_rest() */
    bool has_target;  /* solicitation and advertisement, not cut */
    struct addr target;
    bool has_mac; /* they carry the link-layer address option for their sender (RFC 4861 §4.6.1), Ethernet */
    uint8_t mac[6];
    bool has_quote; /* errors: the quotation could be read */
    struct quote quote;
    const uint8_t *data; /* what follows the first 8 bytes, borrowed */
    size_t data_len;
};

/* Bytes 4-7 as one number: MTU of "too big", pointer of "parameter problem", flags of an advertisement. */
static inline uint32_t icmp6_rest(const struct icmp6_msg *m)
{
    return (uint32_t)m->id << 16 | m->seq;
}

/* ICMP6_ND_* of an advertisement. */
static inline uint8_t icmp6_nd_flags(const struct icmp6_msg *m)
{
    return (uint8_t)(m->id >> 8);
}

/* Of a router's advertisement that was parsed: the first public /64 that it says is on the link (RFC 4861
 * 4.6.2, flag L). False: none is, and *ret_net is untouched. */
bool icmp6_on_link(const struct icmp6_msg *m, struct addr *ret_net);

/* Errors are the types below 128 (RFC 4443 §2.1). */
static inline bool icmp6_is_error(uint8_t type)
{
    return type < 128;
}

/* Reads a message that ends at r->end; `r` is then behind its first 8 bytes. `lack` = how many of its
 * bytes are missing behind r->end, or PACKET_LACK_ANY. An unreadable quotation does not make it bad: see
 * has_quote. PACKET_BAD: less than 8 bytes, which every message defined so far has; a solicitation or
 * advertisement of less than 24, with an option of length 0 or beyond its end (RFC 4861 §7.1). The hop
 * limit is the caller's to check. On PACKET_BAD *ret is undefined. */
enum packet_result icmp6_parse(struct rd *r, size_t lack, struct icmp6_msg *ret);

/* Writes a message with the checksum for these addresses: type, code, id and seq (as bytes 4-7); then, for
 * a solicitation or advertisement, target and (has_mac) the address option, for others `data`. w->bad when
 * it does not fit. */
void icmp6_build(struct wr *w, const struct icmp6_msg *m, const struct addr *src, const struct addr *dst);

/* The multicast address to which a solicitation for `target` goes (RFC 4291 §2.7.1), ff02::1:ffXX:XXXX,
 * with its zone. */
struct addr icmp6_solicited_node(const struct addr *target);

/* The Ethernet address of an IPv6 multicast address (RFC 2464 §7): 33:33 and its last four bytes. */
void icmp6_multicast_mac(const struct addr *group, uint8_t ret[6]);
