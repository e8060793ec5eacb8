/* Two one-way flows become one connection: who opened it, and what came of it. A flow waits for its other
 * half until FLOWPAIR_HOLD after it was exported, or until there is no room; then it is one without an
 * answer. Pure. */
#pragma once

#include "base/hash.h"
#include "watch/sight.h"
#include "watch/source/netflow.h"

#define FLOWPAIR_ROOM 16384           /* flows that wait at once */
#define FLOWPAIR_HOLD (30 * NSEC_SEC) /* exporters give both halves away at about the same time */

struct flowpair;

struct flowpair *flowpair_new(struct hash_key key); /* NULL: no memory */
void flowpair_free(struct flowpair *f);

/* Takes a flow exported at `now`. It joins its other half, or waits. The caller drains flowpair_next() before
 * every call but may stop when that returns false. */
void flowpair_add(struct flowpair *f, const struct netflow_record *r, nsec_wall now);
/* The next that has waited long enough at `now` (NSEC_NEVER: all), in the order of export. False: none.
 * Records that say nothing of a connection are passed over. */
bool flowpair_next(struct flowpair *f, nsec_wall now, struct sight *ret);
/* How many were given up unpaired for want of room. */
uint64_t flowpair_crowded(const struct flowpair *f);
