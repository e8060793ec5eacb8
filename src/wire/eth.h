/* Ethernet II frames with up to two VLAN tags (IEEE 802.3, 802.1Q, 802.1ad). */
#pragma once

#include "base/bytes.h"
#include "wire/result.h"

#define ETH_LEN  14 /* bytes of header without tags */
#define ETH_TAG  4  /* bytes of one tag */
#define ETH_TAGS 2
#define ETH_MIN  60 /* shortest frame without its check sequence */

enum eth_type {
    ETH_TYPE_IP4 = 0x0800,
    ETH_TYPE_ARP = 0x0806,
    ETH_TYPE_VLAN = 0x8100, /* 802.1Q, customer tag */
    ETH_TYPE_IP6 = 0x86dd,
    ETH_TYPE_QINQ = 0x88a8,     /* 802.1ad, service tag */
    ETH_TYPE_QINQ_OLD = 0x9100, /* the same before it had a number */
};

struct eth {
    uint8_t dst[6], src[6];
    uint16_t type; /* of what follows the tags */
    uint8_t n_tags;
    struct {
        uint16_t tpid; /* ETH_TYPE_VLAN, ETH_TYPE_QINQ … */
        uint16_t tci;  /* priority 3 bits, drop eligible 1, VLAN id 12 */
    } tag[ETH_TAGS];   /* outermost first; only n_tags of them are set */
};

static inline uint16_t eth_vlan_id(uint16_t tci)
{
    return tci & 0xfff;
}

/* Reads header and tags; `r` is then at the payload, which may end in padding. PACKET_BAD: too short.
 * PACKET_UNKNOWN: 802.3 with a length instead of a type (< 0x600; spanning tree and the like). A third tag
 * is not read: it is left as `type`. On PACKET_BAD *ret is undefined. */
enum packet_result eth_parse(struct rd *r, struct eth *ret);

/* Writes header and tags; w->bad when it does not fit. */
void eth_build(struct wr *w, const struct eth *h);

/* Fills up with zeros to ETH_MIN bytes, counted from w->start, where the frame must begin. */
void eth_pad(struct wr *w);
