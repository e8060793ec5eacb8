/* Packets under way: slots of two sizes, handed out by number. Memory grows in chunks up to the limit and is
 * used again; nothing is allocated per packet. */
#pragma once

#include "base/addr.h"
#include "base/nsec.h"

#include <stdbool.h>
#include <stdint.h>

#define POOL_NONE UINT32_MAX

enum pool_size {
    POOL_SMALL = 176,
    POOL_LARGE = 9216 + 64
}; /* bytes of packet: a probe or an answer; anything */

/* What a host needs to know of a probe, read once when it was sent. */
struct probe {
    uint8_t family, proto, ttl;
    uint8_t tcp_flags;
    uint8_t icmp_type, icmp_code;
    bool has_ts, has_wscale, has_sack; /* options of the SYN */
    bool known;                        /* transport header complete */
    uint8_t src;                       /* which of the link's addresses */
    uint16_t sport, dport;             /* ICMP: id and sequence number */
    uint16_t transport;                /* offset of the transport header in the IP packet */
    uint16_t data_len;                 /* payload bytes */
    uint32_t seq, ack, ts_val;
    uint8_t chunk; /* SCTP: the first one, and the tag that an answer must have */
    uint32_t tag;
};

struct slot {
    uint32_t live; /* the host it goes to or comes from */
    uint32_t next; /* chain of free slots */
    uint32_t len;
    uint8_t mac[6];     /* the scanner's */
    nsec at;            /* answers: when delivered */
    struct probe probe; /* answers: of TCP the same facts, as the scanner will see them; family, src */
    uint8_t data[];     /* probes: from the IP header; answers: the whole frame */
};

struct pool {
    struct pool_class {
        uint8_t **chunk;                           /* owned */
        uint32_t n_chunks, max, count, free, used; /* count: slots that exist */
        uint32_t stride, room;
    } class[2];
};

/* `max` slots of the small size and an eighth of that of the large one. 0 or -ENOMEM. */
int pool_init(struct pool *p, uint32_t max);
void pool_fini(struct pool *p);
/* A slot with room for len bytes, len set and everything else but the bytes zero; POOL_NONE when there is
 * none. */
uint32_t pool_get(struct pool *p, uint32_t len);
void pool_put(struct pool *p, uint32_t slot);
struct slot *pool_at(const struct pool *p, uint32_t slot);
/* Slots in use. */
uint32_t pool_used(const struct pool *p);
