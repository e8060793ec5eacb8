/* What one target (address and port) has said so far, in four bits: the whole memory that completeness costs.
 * Below HEARD_YES it is silent and the value counts how often it was asked (3 = three times or more). */
#pragma once

#include "model/reason.h"

#include <stdint.h>

enum heard {
    HEARD_UNASKED,
    HEARD_ASKED1,
    HEARD_ASKED2,
    HEARD_ASKED3,
    HEARD_YES, /* the answer that only an open door gives: SYN-ACK, an accepted connection, an ARP reply */
    HEARD_RST, /* the target itself refused: RST, or for UDP its own ICMP port unreachable */
    HEARD_ALT, /* a second kind of answer, where a technique knows one */
    HEARD_NET_UNREACH,
    HEARD_HOST_UNREACH,
    HEARD_PROTO_UNREACH,
    HEARD_PORT_UNREACH,
    HEARD_NET_PROHIB,
    HEARD_HOST_PROHIB,
    HEARD_ADMIN_PROHIB,
    HEARD_UNREACH,
    HEARD_TIME_EXCEEDED,
    HEARD_COUNT /* 16: fits four bits */
};

static inline bool heard_silent(enum heard h)
{
    return h < HEARD_YES;
}

/* Which of two answers to believe: open > any other answer of the target > ICMP > silence. */
static inline int heard_rank(enum heard h)
{
    return heard_silent(h) ? 0 : h == HEARD_YES ? 3 : h <= HEARD_ALT ? 2 : 1;
}

/* An ICMP error (family 4: type 3 or 11; family 6: type 1, 3 or 4) as heard; HEARD_UNASKED when its type says
 * nothing about a door (packet too big, source quench). */
enum heard heard_icmp(unsigned family, uint8_t type, uint8_t code);

/* The record's word for it in an address family (4 or 6). */
enum reason heard_icmp_reason(enum heard h, unsigned family);
