/* The packet that an ICMP error quotes: the beginning of what its receiver once sent (RFC 792, RFC 4443
 * §2.4).
 *
 * It went through routers and perhaps address translation, and some hosts give it back altered: TTL,
 * lengths, checksums and even byte orders differ from what was sent, so none of them is judged here, and
 * the quoted addresses may be others than the outer ones. Whoever gets a quotation decides what must
 * match. */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "wire/result.h"

struct quote {
    struct addr src, dst; /* as quoted */
    uint8_t ttl, tos, proto;
    uint16_t ip_id; /* IPv4; 0 for IPv6 */
    uint16_t total; /* IPv4 total length or IPv6 payload length, as quoted */
    bool has_ports; /* at least 4 bytes of TCP, UDP or SCTP */
    bool has_seq;   /* at least 8 bytes of TCP */
    bool has_echo;  /* at least 8 bytes of an ICMP or ICMPv6 echo request: `id` and `echo_seq` */
    uint16_t sport, dport;
    uint32_t seq;
    uint16_t id, echo_seq;
    const uint8_t *ip,
        *transport; /* borrowed: the quoted bytes from its IP header, from its transport header on */
    size_t ip_len, transport_len; /* transport_len 0: not quoted, or a later fragment */
};

/* Reads a quotation of IPv4 or IPv6, by its version nibble. PACKET_BAD: too short for its IP header.
 * PACKET_UNKNOWN: another version, or more IPv6 extension headers than are followed. *ret only on
 * PACKET_OK. */
enum packet_result quote_parse(const uint8_t *data, size_t len, struct quote *ret);
