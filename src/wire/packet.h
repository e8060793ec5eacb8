/* wire: bytes <-> packets. In: bytes as they were captured, or headers as structs; out: a view of them, or
 * bytes. Pure functions: no memory is allocated, nothing is kept, any thread may call them. The folder
 * does not know where packets come from or go to, what time it is, or what a probe is. Whatever comes in
 * may be hostile.
 *
 * packet.h is the entry for received packets; one header a protocol (eth, arp, ip4, ip6, tcp, udp, sctp, icmp,
 * icmp6) reads and writes it; quote reads what an ICMP error quotes; csum is the Internet checksum.
 * Writing appends to a `struct wr`, outermost header first, so that a packet reads
 *
 *     eth_build(&w, &eth);
 *     ip4_build(&w, &ip, TCP_LEN);
 *     tcp_build(&w, &tcp, NULL, 0, &ip.src, &ip.dst);
 *     eth_pad(&w);
 *     if (w.bad) … it did not fit
 *
 * Numbers in structs are in host order, lengths in bytes. */
#pragma once

#include "wire/arp.h"
#include "wire/eth.h"
#include "wire/icmp.h"
#include "wire/icmp6.h"
#include "wire/ip4.h"
#include "wire/ip6.h"
#include "wire/result.h"
#include "wire/sctp.h"
#include "wire/tcp.h"
#include "wire/udp.h"

/* What the first byte belongs to. */
enum packet_layer {
    PACKET_ETHERNET, /* destination MAC */
    PACKET_IP,       /* the version nibble of an IPv4 or IPv6 header */
};

/* Which parts of a struct packet are set; of TCP … SCTP at most one. */
enum packet_has {
    PACKET_HAS_ETH = 0x01,
    PACKET_HAS_IP = 0x02,
    PACKET_HAS_TCP = 0x04,
    PACKET_HAS_UDP = 0x08,
    PACKET_HAS_ICMP = 0x10,
    PACKET_HAS_ICMP6 = 0x20,
    PACKET_HAS_ARP = 0x40,
    PACKET_HAS_SCTP = 0x80,
};

enum packet_csum {
    PACKET_CSUM_UNCHECKED, /* not asked for, there is none in it, or not all of its bytes are here */
    PACKET_CSUM_RIGHT,
    PACKET_CSUM_WRONG,
};

/* Bytes inside the parsed buffer. */
struct packet_part {
    const uint8_t *at; /* borrowed */
    size_t len;
};

/* A view of one packet: valid as long as the parsed bytes. About 600 bytes, most of them never touched:
 * reuse one. */
struct packet {
    /* PACKET_HAS_*. Valid whatever packet_parse() answered; everything else is set only where this says
     * so. */
    uint8_t has;

    struct eth eth; /* PACKET_HAS_ETH */

    /* PACKET_HAS_IP */
    uint8_t family;       /* 4 or 6 */
    struct addr src, dst; /* zone 0: the caller knows the interface */
    uint8_t ttl;          /* hop limit */
    uint8_t tos;          /* traffic class */
    uint8_t proto;        /* IPPROTO_*: behind the extension headers */
    uint8_t n_exts;       /* IPv6 extension headers */
    uint32_t id;          /* IPv4: 16 bits; IPv6: of the fragment header, else 0 */
    uint32_t flow;        /* IPv6: flow label */
    bool df, reserved;    /* IPv4 */
    bool fragment;        /* first or later part of a fragmented datagram: mf or frag_off */
    bool mf;
    uint16_t frag_off;        /* bytes; not 0: no transport header in here, payload is the middle of one */
    bool cut;                 /* the capture ends before the datagram */
    enum packet_csum ip_csum; /* of the IPv4 header */
    enum packet_csum csum;    /* of the transport */
    struct packet_part net;   /* the IP header with options or extension headers */
    struct packet_part transport; /* its header with options; length 0 when there is none (see `has`) */
    struct packet_part payload;   /* data of TCP, UDP, ICMP, or all behind IP; without Ethernet padding */
    size_t payload_len;           /* of the payload on the wire; more than payload.len when cut */

    union {
        struct tcp tcp;
        struct udp udp;
        struct sctp sctp; /* payload: its chunks */
        struct icmp_msg icmp;
        struct icmp6_msg icmp6;
        struct arp arp;
    };
};

/* Reads `len` bytes. `verify` says whether to compute checksums; give false for packets that this machine
 * made itself, whose checksums are filled in later by the network card.
 *
 * PACKET_OK: all headers that are there are well formed. A transport header is absent (no PACKET_HAS_ bit,
 *   not an error) in later fragments, when the capture or the first fragment ends inside it, and for other
 *   protocols than TCP, UDP, SCTP, ICMP over IPv4 and ICMPv6 over IPv6. A wrong checksum is for the caller to
 *   judge.
 * PACKET_BAD: Ethernet or IP header incomplete; IPv4 total length below the header's; anything that the
 *   parsers of the single headers call bad. `has` tells how far it was good.
 * PACKET_UNKNOWN: neither IP nor ARP for IPv4, more than two VLAN tags, or too many extension headers.
 *
 * An IPv4 total length of 0, or an IPv6 payload length of 0 with something following, is what captures of
 * offloaded (TSO, GRO) packets carry: the rest of the capture is taken and the transport checksum not
 * checked. */
enum packet_result packet_parse(const void *data, size_t len, enum packet_layer first, bool verify,
                                struct packet *ret);
