/* ident/os: which operating system answers, and how predictable it is. In: open and closed doors of hosts, and the packets that
 * come back; out: for each host a fingerprint, ranked guesses with an honest accuracy, and what its sequence numbers are made of.
 * Knows no records, no routes, no clock and no sockets: times and packets are arguments. One thread.
 *
 *   asks.h      the questions: which packets are sent, and whether a packet answers one of them
 *   osprobe.h   the engine: who is asked what and when, many hosts at once, paced
 *   sequence.h  initial sequence numbers, identification numbers, timestamps: classes and figures
 *   traits.h    answers -> traits, which is what a fingerprint consists of; fingerprints as text
 *   osdata.h    data/os/: which system has which traits
 *   osclass.h   traits and other evidence -> ranked guesses
 *   p0f.h       signatures of p0f, where its file is installed
 *
 * This file: nineteen questions a host, chosen from what the literature calls telling (Comer and Lin 1994: how stacks react
 * to unusual segments; Savage and others 1999 and Veysset and others 2002: timing; Smart and others 2000; Medeiros and others 2009;
 * RFC 1122, 6528, 6864, 7323 for what would be right):
 *
 *   to an open TCP port     six SYNs 100 ms apart, each with other options and window; the first one three times more, from the same
 *                           port; one with ECN; no flags at all; SYN+FIN+PSH+URG; ACK
 *   to a closed TCP port    SYN; ACK; FIN+PSH+URG
 *   to a closed UDP port    a datagram, for what the ICMP error quotes of it
 *   to the host             two echo requests: one with DF, one with a code and a type of service
 *
 * Answers prove themselves: by an acknowledgment or sequence number, an identifier or a quotation that only those know who saw the
 * question (a keyed hash of host and question). */
#pragma once

#include "base/bytes.h"
#include "base/hash.h"
#include "base/nsec.h"
#include "wire/packet.h"

enum asks_question {
    ASKS_SYN1,
    ASKS_SYN2,
    ASKS_SYN3,
    ASKS_SYN4,
    ASKS_SYN5,
    ASKS_SYN6,
    ASKS_AGAIN1, /* SYN1 from the same port */
    ASKS_AGAIN2,
    ASKS_AGAIN3,
    ASKS_ECN,
    ASKS_NULL,
    ASKS_ODD,
    ASKS_ACK,
    ASKS_CLOSED_SYN,
    ASKS_CLOSED_ACK,
    ASKS_CLOSED_ODD,
    ASKS_UDP,
    ASKS_ECHO_DF,
    ASKS_ECHO_CODE,
    ASKS_BIG1, /* IPv6: an echo request in two fragments, so large that the reply comes in fragments, too (RFC 7739) */
    ASKS_BIG2, /* from another address of ours, where there is one */
    ASKS_BIG3,
    ASKS_BIG4, /* likewise */
    ASKS_COUNT,
    ASKS_COUNT4 = ASKS_BIG1, /* of IPv4 */
};

#define ASKS_TRIES 2 /* how often a question without an answer is asked */
#define ASKS_LEN_MAX                                                                                         \
    1280 /* bytes of the longest packet of a question, with its IP header: what every link of IPv6 takes */
#define ASKS_OPTS_MAX 24 /* letters that describe the options of a segment */

/* What a host is asked with. */
struct asks_host {
    struct addr addr, source;
    struct addr other;                 /* a second source, for ASKS_BIG2 and 4; len 0 = there is none */
    uint16_t open, closed, udp_closed; /* ports; 0 = none is known */
    uint8_t ttl;                       /* of the questions */
};

struct asks_conf {
    struct hash_key key;
    uint16_t port_base, port_span; /* our source ports; span 1 = a fixed one */
};

enum asks_kind {
    ASKS_UNASKED, /* no such door, or not yet */
    ASKS_SILENT,  /* asked, and nothing came */
    ASKS_SEGMENT, /* TCP */
    ASKS_ECHO,
    ASKS_ERROR, /* an ICMP error that quotes the question */
};

/* How a number in an answer relates to those of the question. */
enum asks_relation { ASKS_ZERO, ASKS_SAME, ASKS_NEXT, ASKS_OTHER };

/* One answer, in the terms of the question. */
struct asks_answer {
    enum asks_kind kind;
    nsec sent, at; /* of the transmission that was answered, as far as it is known */
    uint8_t ttl, tos;
    bool df;
    uint16_t id;   /* IPv4 */
    bool fragment; /* IPv6: the first one of several */
    bool to_other; /* it came to our second address */
    uint32_t frag_id;
    bool from_other; /* an error that somebody else sent */
    /* ASKS_SEGMENT */
    uint8_t flags, wscale;
    bool urgent, reserved; /* urgent pointer without URG, reserved bits: not zero */
    uint16_t win, mss, data_len;
    bool mss_set, wscale_set, ts_set;
    uint32_t seq, ts;
    enum asks_relation seq_is, ack_is; /* to our acknowledgment number; to our sequence number */
    char opts
        [ASKS_OPTS_MAX]; /* "MSTNW": M mss, S sack permitted, T timestamps, N nop, W window scale, E end, ? other */
    /* ASKS_ECHO, ASKS_ERROR */
    uint8_t type, code;
    /* ASKS_ERROR, and then of the question as it was quoted */
    uint16_t quoted; /* bytes behind the IP header */
    bool whole;      /* all of it */
    uint8_t quoted_ttl;
    char quirks
        [8]; /* what is wrong in it: I identification, L length, C header checksum, U UDP checksum; small letters: zero */
};

/* Which of the host's doors it needs; 0 = none, and it can always be asked. */
uint16_t asks_door(const struct asks_host *h, enum asks_question q, bool *ret_needed);

/* Packets of which a question consists: 1 or 2. */
unsigned asks_parts(enum asks_question q);
/* Writes the IP packet of one transmission (try 0 … ASKS_TRIES - 1); its IP header is the first byte. At most
 * ASKS_LEN_MAX. */
void asks_build(const struct asks_conf *c, const struct asks_host *h, enum asks_question q, unsigned try,
                struct wr *w);
/* The second one. */
void asks_build_rest(const struct asks_conf *c, const struct asks_host *h, enum asks_question q, unsigned try,
                     struct wr *w);

/* Does this packet (from the host, or an error about it) answer one of its questions? *ret_q and *ret (all
 * but `sent` and `at`) only when true; *ret_try is the transmission. */
bool asks_hear(const struct asks_conf *c, const struct asks_host *h, const struct packet *p,
               enum asks_question *ret_q, unsigned *ret_try, struct asks_answer *ret);

/* A SYN-ACK to a SYN of the port scan itself (scan/tcpprobe.h), which has the options of ASKS_SYN2, in the
 * same terms; whether it is ours was proved before. False when it is none. */
bool asks_overhear(const struct packet *p, struct asks_answer *ret);

/* The MSS that a SYN offered; 0 = none (RFC 9293 §3.7.1: 536 for IPv4, 1220 for IPv6). */
uint16_t asks_mss(enum asks_question q, unsigned addr_len);
