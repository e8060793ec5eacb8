/* ICMP for IPv4 (RFC 792, RFC 1191, RFC 4884). */
#pragma once

#include "base/bytes.h"
#include "wire/quote.h"
#include "wire/result.h"

#define ICMP_LEN 8 /* bytes of the shortest message */

enum icmp_type {
    ICMP_TYPE_ECHO_REPLY = 0,
    ICMP_TYPE_UNREACHABLE = 3,
    ICMP_TYPE_REDIRECT = 5,
    ICMP_TYPE_ECHO = 8,
    ICMP_TYPE_TIME_EXCEEDED = 11,
    ICMP_TYPE_PARAMETER = 12,
    ICMP_TYPE_TIMESTAMP = 13,
    ICMP_TYPE_TIMESTAMP_REPLY = 14,
    ICMP_TYPE_INFO = 15, /* RFC 792; hosts no longer answer it: RFC 1122 3.2.2.7, RFC 6918 */
    ICMP_TYPE_INFO_REPLY = 16,
    ICMP_TYPE_MASK = 17, /* RFC 950 */
    ICMP_TYPE_MASK_REPLY = 18,
};

/* Codes of ICMP_TYPE_UNREACHABLE (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1). */
enum icmp_unreachable {
    ICMP_UNREACHABLE_NET = 0,
    ICMP_UNREACHABLE_HOST = 1,
    ICMP_UNREACHABLE_PROTO = 2,
    ICMP_UNREACHABLE_PORT = 3,
    ICMP_UNREACHABLE_TOO_BIG = 4,
    ICMP_UNREACHABLE_SOURCE_ROUTE = 5,
    ICMP_UNREACHABLE_NET_UNKNOWN = 6,
    ICMP_UNREACHABLE_HOST_UNKNOWN = 7,
    ICMP_UNREACHABLE_ISOLATED = 8,
    ICMP_UNREACHABLE_NET_PROHIBITED = 9,
    ICMP_UNREACHABLE_HOST_PROHIBITED = 10,
    ICMP_UNREACHABLE_NET_TOS = 11,
    ICMP_UNREACHABLE_HOST_TOS = 12,
    ICMP_UNREACHABLE_ADMIN = 13,
    ICMP_UNREACHABLE_PRECEDENCE = 14,
    ICMP_UNREACHABLE_PRECEDENCE_CUTOFF = 15,
};

/* Byte offsets of what is patched in a prepared message. */
enum icmp_at {
    ICMP_AT_CSUM = 2,
    ICMP_AT_ID = 4,
    ICMP_AT_SEQ = 6,
};

struct icmp_msg {
    uint8_t type, code;
    uint16_t csum;    /* parse only */
    uint16_t id, seq; /* bytes 4-5 and 6-7: of echo and timestamp; else see the functions below */
    bool has_times;   /* timestamp and its reply, not cut */
    /* originate, receive, transmit: ms since midnight UTC, or with the top bit set anything */
    uint32_t times[3];
    bool has_quote; /* errors: the quotation could be read */
    struct quote quote;
    const uint8_t *data; /* what follows the first 8 bytes, borrowed: echo data, quotation … */
    size_t data_len;
};

/* Unreachable, redirect, time exceeded, parameter problem, and source quench (4, deprecated by RFC 6633). */
bool icmp_is_error(uint8_t type);
/* Whether a host is asked for something by it: an echo, its time, its information, its mask. */
bool icmp_is_question(uint8_t type);

/* Of ICMP_UNREACHABLE_TOO_BIG: next hop MTU, 0 from old routers (RFC 1191 §4). */
static inline uint16_t icmp_mtu(const struct icmp_msg *m)
{
    return m->seq;
}

/* Of ICMP_TYPE_PARAMETER: offset of the offending byte in the quoted packet. */
static inline uint8_t icmp_pointer(const struct icmp_msg *m)
{
    return (uint8_t)(m->id >> 8);
}

/* Reads a message that ends at r->end; `r` is then behind its first 8 bytes. `lack` = how many of its
 * bytes are missing behind r->end, or PACKET_LACK_ANY. An unreadable quotation does not make it bad: see
 * has_quote. PACKET_BAD: less than 8 bytes; a timestamp of less than 20. Types not named above are read as
 * far as their first 8 bytes go. On PACKET_BAD *ret is undefined. */
enum packet_result icmp_parse(struct rd *r, size_t lack, struct icmp_msg *ret);

/* Writes type, code, id and seq (as bytes 4-7), times if it is a timestamp, then `data` (the quotation of
 * an error, too), with checksum. has_quote and quote are ignored. w->bad when it does not fit. */
void icmp_build(struct wr *w, const struct icmp_msg *m);
