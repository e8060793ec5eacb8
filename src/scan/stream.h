/* Hosts that are told while others are still being asked. In: who has answered; out: whose account is
 * complete. A scan of many hosts with few doors each would otherwise write most of its account when the last
 * answer is in, and its readers would wait for it. They come in the order in which they are done; small scans
 * are told at their end, in the order of addresses. */
#pragma once

#include "base/nsec.h"
#include "scan/block.h"

#define STREAM_HOSTS_MIN 4096 /* of a block; below, order is worth more than a moment */
#define STREAM_PORTS_MAX 8    /* of a host; more are done all at once, at the end of the block */

/* A queue of those that are done. */
struct stream {
    struct stream_host {
        uint32_t host; /* of the block */
        nsec since;
    } * host; /* owned; NULL: hosts are not told early */
    uint32_t head, tail;
};

/* Empties it for a block that begins; `wanted`: unless its hosts are too few. Without memory they are told at
 * the end. */
void stream_begin(struct stream *s, const struct block *b, bool wanted);
void stream_fini(struct stream *s);

/* A door of this host answered at `now`: perhaps the last one. When too many wait, it is told at the end. */
void stream_answered(struct stream *s, const struct block *b, uint64_t host, nsec now);

/* The next host that was done at `until`, or before. */
bool stream_next(struct stream *s, nsec until, uint64_t *ret_host);
