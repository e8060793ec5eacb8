/* The packets of suspects, as far as an alert will want them: the headers of the first doors that each asked
 * at. They wait here until the alert is told, in a fixed amount of memory. A source has its place by its
 * address, with others of the same set: a flood of forged sources, each with a packet or two, pushes out only
 * its like, never the packets of who has asked at three doors. */
#pragma once

#include "base/addr.h"
#include "base/hash.h"
#include "base/nsec.h"

#include <stdbool.h>
#include <stddef.h>

#define PACKET_BYTES                                                                                         \
    144 /* Ethernet, a tag, IPv6, TCP with all options are 118; an ICMPv6 error with what it quotes 130 */

/* One captured packet, as far as it is kept. */
struct packet {
    uint32_t wire;          /* bytes that it had */
    uint16_t len, linktype; /* bytes of `data`; LINKTYPE_* of the pcap registry */
    uint8_t data[PACKET_BYTES];
};

/* One that is told. */
struct kept {
    nsec_wall at;
    const struct packet *packet; /* borrowed until the next keep_put() */
};

struct keep_stats {
    uint64_t kept;   /* taken in */
    uint64_t pushed; /* gave way before anybody asked for them, or were not taken in for that */
};

struct keep;

/* `bytes`: all its memory; at least 1 MiB are taken. NULL when memory is out. */
struct keep *keep_new(size_t bytes, struct hash_key key);
void keep_free(struct keep *k);

/* A copy of `p`, of `src` and one way of asking. `suspect`: no passer-by any more, and so are the packets
 * that it sent before. */
void keep_put(struct keep *k, const struct addr *src, uint8_t technique, nsec_wall at, const struct packet *p,
              bool suspect);
/* Those of `src` that were not given out yet, by their time; technique KEEP_ANY: of all its ways. At most
 * `cap`; the rest next time. Returns how many, and in *ret_all how many there are with those given out
 * before. */
#define KEEP_ANY 255
unsigned keep_take(struct keep *k, const struct addr *src, uint8_t technique, struct kept out[], unsigned cap,
                   unsigned *ret_all);
/* At any time; bytes that it takes. */
void keep_stats(const struct keep *k, struct keep_stats *ret);
size_t keep_memory(const struct keep *k);
