#include "scan/heard.h"

#define ROW_MAX 16

/* RFC 792, 1122, 1812: destination unreachable. Rare codes are turned away all the same. */
static const uint8_t v4_codes[ROW_MAX] = {
    [0] = HEARD_NET_UNREACH,
    [1] = HEARD_HOST_UNREACH,
    [2] = HEARD_PROTO_UNREACH,
    [3] = HEARD_PORT_UNREACH,
    [4] = HEARD_UNASKED /* fragmentation needed: path MTU, no verdict */,
    [5] = HEARD_UNREACH,
    [6] = HEARD_UNREACH,
    [7] = HEARD_UNREACH,
    [8] = HEARD_UNREACH,
    [9] = HEARD_NET_PROHIB,
    [10] = HEARD_HOST_PROHIB,
    [11] = HEARD_UNREACH,
    [12] = HEARD_UNREACH,
    [13] = HEARD_ADMIN_PROHIB,
    [14] = HEARD_UNREACH,
    [15] = HEARD_UNREACH,
};

/* RFC 4443 §3.1. */
static const uint8_t v6_codes[ROW_MAX] = {
    [0] = HEARD_NET_UNREACH,  [1] = HEARD_ADMIN_PROHIB, [2] = HEARD_NET_PROHIB,  [3] = HEARD_HOST_UNREACH,
    [4] = HEARD_PORT_UNREACH, [5] = HEARD_HOST_PROHIB,  [6] = HEARD_HOST_PROHIB, [7] = HEARD_UNREACH,
    [8] = HEARD_UNREACH,      [9] = HEARD_UNREACH,      [10] = HEARD_UNREACH,    [11] = HEARD_UNREACH,
    [12] = HEARD_UNREACH,     [13] = HEARD_UNREACH,     [14] = HEARD_UNREACH,    [15] = HEARD_UNREACH,
};

enum heard heard_icmp(unsigned family, uint8_t type, uint8_t code)
{
    if (family == 4) {
        if (type == 3)
            return code < ROW_MAX ? (enum heard)v4_codes[code] : HEARD_UNREACH;
        return type == 11 ? HEARD_TIME_EXCEEDED : HEARD_UNASKED;
    }
    if (type == 1)
        return code < ROW_MAX ? (enum heard)v6_codes[code] : HEARD_UNREACH;
    if (type == 4) /* parameter problem: code 1 = unrecognised next header */
        return code == 1 ? HEARD_PROTO_UNREACH : HEARD_UNREACH;
    return type == 3 ? HEARD_TIME_EXCEEDED : HEARD_UNASKED;
}

enum reason heard_icmp_reason(enum heard h, unsigned family)
{
    static const uint8_t v4[HEARD_COUNT] = {
        [HEARD_NET_UNREACH] = REASON_ICMP_NET_UNREACH,     [HEARD_HOST_UNREACH] = REASON_ICMP_HOST_UNREACH,
        [HEARD_PROTO_UNREACH] = REASON_ICMP_PROTO_UNREACH, [HEARD_PORT_UNREACH] = REASON_ICMP_PORT_UNREACH,
        [HEARD_NET_PROHIB] = REASON_ICMP_NET_PROHIB,       [HEARD_HOST_PROHIB] = REASON_ICMP_HOST_PROHIB,
        [HEARD_ADMIN_PROHIB] = REASON_ICMP_ADMIN_PROHIB,   [HEARD_UNREACH] = REASON_ICMP_UNREACH,
        [HEARD_TIME_EXCEEDED] = REASON_ICMP_TIME_EXCEEDED,
    };
    static const uint8_t v6[HEARD_COUNT] = {
        [HEARD_NET_UNREACH] = REASON_ICMP6_NO_ROUTE,       [HEARD_HOST_UNREACH] = REASON_ICMP6_ADDR_UNREACH,
        [HEARD_PROTO_UNREACH] = REASON_ICMP_PROTO_UNREACH, [HEARD_PORT_UNREACH] = REASON_ICMP6_PORT_UNREACH,
        [HEARD_NET_PROHIB] = REASON_ICMP6_BEYOND_SCOPE,    [HEARD_HOST_PROHIB] = REASON_ICMP6_POLICY,
        [HEARD_ADMIN_PROHIB] = REASON_ICMP6_ADMIN_PROHIB,  [HEARD_UNREACH] = REASON_ICMP_UNREACH,
        [HEARD_TIME_EXCEEDED] = REASON_ICMP_TIME_EXCEEDED,
    };
    return (enum reason)(family == 4 ? v4 : v6)[h];
}
