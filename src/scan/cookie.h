/* Probes that authenticate their own answers, without a table of what was sent.
 *
 * A keyed hash (SipHash-2-4) of target address, port and protocol decides a probe's source port and sequence number, so a reply
 * can be checked from its own bytes: nobody who did not see the probe can forge an answer (2^-19 a guess, in a block of 512
 * ports), and a stray packet is never a verdict. Two small numbers ride along, both recovered from the reply:
 *
 *   source port  base + ((hash >> 48) + try * 1237) mod span     which transmission this answers: a fresh 4-tuple, and so
 *                                                                another ECMP path, for each try
 *   sequence     (hash[31:16] XOR (now >> 16)) || hash[15:0]     when it was sent, in units of 65,536 ns: every reply is
 *                                                                an RTT sample, also after retransmission (no Karn
 *                                                                ambiguity). The low half is fixed, so that an
 *                                                                acknowledgment that is off by a little never fits
 *
 * With a fixed source port (-g) the 4-tuple repeats, and RFC 9293 wants the same sequence number again: the
 * whole hash is then the sequence number, and try and time are unknown. */
#pragma once

#include "base/addr.h"
#include "base/hash.h"
#include "base/nsec.h"
#include "model/ports.h"
#include "model/reason.h"

#include <stdbool.h>

/* Above Linux's ephemeral ports (32768–60999), so that no connection of this machine's own gets mixed in. All
 * scans of a machine share these ports, but for TCP, of which each has a block: it takes RSTs to its own
 * ports away from the kernel (io/sieve.h), and whoever else waited for them would call a closed door
 * filtered. */
#define COOKIE_PORT_BASE (PORTS_LINUX_LAST + 1)
#define COOKIE_PORT_SPAN 4096
#define COOKIE_BLOCKS    8
#define COOKIE_BLOCK     (COOKIE_PORT_SPAN / COOKIE_BLOCKS)
#define COOKIE_TRIES     64
/* Round trips above this are told wrong by a multiple of it. */
#define COOKIE_CLOCK_WRAP (INT64_C(1) << 32)

struct cookie_ports {
    uint16_t base; /* the first */
    uint16_t span; /* how many, a power of two >= 512; 1 = fixed port */
};

struct cookie_conf {
    struct hash_key key;
    uint16_t port_base, port_span; /* as struct cookie_ports */
    struct cookie_ports tcp;       /* TCP's own; span 0 = the same */
};

/* Where source ports for this protocol are from. A port of PROTO_IP is a protocol number. */
struct cookie_ports cookie_ports(const struct cookie_conf *c, uint16_t port, enum proto proto);

struct cookie {
    uint16_t sport;
    uint32_t seq;
};

/* The numbers of the probe with number `try` (0 … COOKIE_TRIES - 1) to this door: a source port of the range,
 * and for TCP and SCTP the number that answers repeat. cookie_read…() find it out again. */
struct cookie cookie_make(const struct cookie_conf *c, const struct addr *target, uint16_t port,
                          enum proto proto, unsigned try, nsec now);

struct cookie_read {
    unsigned try; /* 0 … COOKIE_TRIES - 1 */
    nsec rtt;     /* since that probe was sent; -1 = unknown (fixed source port) */
};

/* The same from the source port alone, for protocols whose answers carry no number of ours (UDP): one guess
 * in span / COOKIE_TRIES is right, so what follows from it must be checked by content where content has a
 * number. The round trip is unknown. */
bool cookie_check_port(const struct cookie_conf *c, const struct addr *target, uint16_t port,
                       enum proto proto, uint16_t sport, struct cookie_read *ret);

/* How long ago it is that the high half of a sequence number was made; -1 with a fixed source port. */
nsec cookie_age(const struct cookie_conf *c, const struct addr *target, uint16_t port, enum proto proto,
                uint16_t high, nsec now);

/* Checks what a reply of `target`:port, addressed to our port `sport`, says our sequence number was, at time
 * `now`. True, and *ret filled, when it answers a probe of ours. */
bool cookie_check(const struct cookie_conf *c, const struct addr *target, uint16_t port, enum proto proto,
                  uint16_t sport, uint32_t seq, nsec now, struct cookie_read *ret);
