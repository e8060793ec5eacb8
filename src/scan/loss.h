/* How many answers get lost, and so how many doors may have been missed.
 *
 * Doors that answered once are kept in a sample (sentinels) and asked again now and then: they are known to answer, so each
 * silence of theirs is a loss. Time is cut into slices, so that the pacer learns what happened at which rate. After round 2
 * answers that came only at the second asking tell the same thing (capture–recapture, Lincoln–Petersen). Both are
 * pooled into one binomial estimate q of losing a question or its answer; a door asked k times is missed with q^k. */
#pragma once

#include "base/addr.h"
#include "base/hash.h"
#include "scan/pace.h"
#include "scan/rtt.h"

#define LOSS_SENTINELS 1024
#define LOSS_SLICES    64
#define LOSS_SHARE     24 /* one probe in so many is a sentinel; one in 6 until the rate has settled */

struct loss_door {
    struct addr addr;
    nsec rtt; /* of its first answer; -1 = unknown */
    uint16_t port;
};

struct loss {
    struct loss_door door[LOSS_SENTINELS];
    uint32_t doors;
    uint64_t offered; /* doors seen, for the reservoir (Vitter's algorithm R) */
    struct rng rng;
    struct pace_report slice[LOSS_SLICES]; /* ring: [tail, head) wait for answers, head is being filled */
    nsec
        due[LOSS_SLICES]; /* when the last of a slice's sentinels must have answered, by its own round trip */
    uint32_t head, tail;
    uint32_t since;         /* probes since the last sentinel */
    nsec next;              /* not before this: a door is not asked more than twice in a round trip */
    uint64_t asked, heard;  /* sentinels of closed slices */
    uint64_t first, second; /* answers that came in round 1, and only in round 2 */
};

void loss_init(struct loss *l, uint64_t seed, nsec now);

/* A door answered for the first time, in `round`, after `rtt`. */
void loss_answered(struct loss *l, const struct addr *a, uint16_t port, nsec rtt, uint32_t round);

/* Is it a sentinel's turn? If so *ret_door. Until the rate has `settled` sentinels are frequent and near ones are preferred, so
 * that the pacer learns soon. Call once for each probe. */
bool loss_turn(struct loss *l, bool settled, nsec now, const struct rtt *rtt, struct loss_door *ret_door);
void loss_sent(struct loss *l, uint32_t probes);
/* A sentinel that was sent at `sent_at` answered. */
void loss_heard(struct loss *l, nsec sent_at);
void loss_links(struct loss *l, uint64_t drops, uint32_t fill_permille, bool card_full);

/* Closes the slice under way when it is long enough; when a closed one has waited for its answers, true and *ret_report. */
bool loss_report(struct loss *l, nsec now, struct pace_report *ret_report);

/* The estimate of q, and its upper bound (Wilson, 95 %). False while too little is known (fewer than 30 trials). */
bool loss_estimate(const struct loss *l, double *ret_q, double *ret_upper);
