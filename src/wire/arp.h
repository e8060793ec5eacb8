/* ARP for IPv4 over Ethernet (RFC 826). */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "wire/result.h"

#define ARP_LEN 28 /* bytes, without the Ethernet header */

enum arp_op {
    ARP_REQUEST = 1,
    ARP_REPLY = 2,
};

struct arp {
    uint16_t op;
    uint8_t src_mac[6], dst_mac[6]; /* in a request dst_mac means nothing and is usually zero */
    struct addr src, dst;           /* IPv4; src 0.0.0.0 in an address probe (RFC 5227) */
};

/* PACKET_BAD: too short. PACKET_UNKNOWN: other hardware or protocol than Ethernet and IPv4. *ret only on
 * PACKET_OK. */
enum packet_result arp_parse(struct rd *r, struct arp *ret);

/* Writes ARP_LEN bytes; w->bad when they do not fit. */
void arp_build(struct wr *w, const struct arp *a);
