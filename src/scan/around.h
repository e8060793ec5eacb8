/* Who is on an IPv6 link? Its 2^64 addresses cannot be asked one by one; these questions go to all of them at once (ff02::1,
 * RFC 4291 §2.7.1), and whoever answers names an address that it has:
 *
 *   echo      a ping (RFC 4443 §4.1). Linux and most others answer; Windows does not
 *   option    a ping behind a destination option that nobody knows, of the kind that has to be complained about even when
 *             it came by multicast (RFC 8200 §4.2): finds those that do not answer pings
 *   members   a general query for multicast listeners (MLDv2, RFC 3810): everybody reports his groups. Not where a router is: it would
 *             have to give way to us as the querier if our address is lower
 *
 * A question from a link-local address is answered from a link-local one, from a global one of ours by a global one. Pure. */
#pragma once

#include "base/hash.h"
#include "io/frames.h"
#include "scan/tech.h"

enum around_question { AROUND_ECHO, AROUND_OPTION, AROUND_MEMBERS, AROUND_QUESTIONS };

struct around {
    struct hash_key key; /* what makes answers ours */
    int ifindex;
    uint8_t mac[6]; /* ours */
};

struct around_neighbour {
    struct addr addr; /* with its zone */
    uint8_t mac[6];
};

/* Writes a question from `source`, an address of ours on the link (for AROUND_MEMBERS a link-local one, RFC
 * 3810 §5.1.14), as an Ethernet frame of at most TECH_FRAME_MAX bytes. Returns its length. */
uint32_t around_ask(const struct around *a, enum around_question q, const struct addr *source, uint8_t *out);

/* True and *ret when the frame answers. Reports of listeners are believed as they are, they repeat nothing of
 * the question. */
bool around_hear(const struct around *a, const struct frame *f, struct around_neighbour *ret);

/* The address that a device with this MAC gives itself in a /64 (RFC 4291 appendix A), zone as that of
 * `prefix`. */
struct addr around_eui64(const struct addr *prefix, const uint8_t mac[6]);
