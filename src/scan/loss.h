/* How many answers get lost, and so how many doors may have been missed.
 *
 * Doors that answered once are kept in two samples (sentinels), open ones and closed ones, and asked again
 * now and then: they are known to answer, so each silence of theirs is a loss. Time is cut into slices, so
 * that the pacer learns what happened at which rate. After round 2 answers that came only at the second
 * asking tell the same thing (capture–recapture, Lincoln–Petersen). Both are pooled into one binomial
 * estimate q of losing a question or its answer; a door asked k times is missed with q^k.
 *
 * Some hosts ration their RSTs (BSD: 200 a second; firewalls). Then closed doors fall silent while open ones
 * answer, which no lossy path does: from then on only open doors say what the path loses, and closed ones
 * what the ration is. */
#pragma once

#include "base/addr.h"
#include "base/hash.h"
#include "scan/pace.h"
#include "scan/rtt.h"

#define LOSS_SENTINELS 512 /* of each kind */
#define LOSS_SLICES    64
#define LOSS_SHARE     24 /* one probe in so many is a sentinel; one in 6 until the rate has settled … */
#define LOSS_SHARE_MAX 96 /* … and so few at most where even they make a slice every 10 ms */

enum loss_kind { LOSS_OPEN, LOSS_CLOSED, LOSS_KINDS };

struct loss_door {
    struct addr addr;
    nsec rtt; /* of its first answer; -1 = unknown */
    uint16_t port;
};

/* What is known of one kind of doors. */
struct loss_sample {
    struct loss_door door[LOSS_SENTINELS];
    uint32_t doors;
    uint64_t offered;       /* doors seen, for the reservoir (Vitter's algorithm R) */
    uint64_t asked, heard;  /* sentinels of closed slices */
    uint64_t first, second; /* answers that came in round 1, and only in round 2 */
    double allowed;         /* what manners allow: a door is not asked more than twice in a round trip */
    double late_asked, late_lost; /* of the last slices, decaying */
};

struct loss_slice {
    struct pace_report report; /* asked and heard are filled when it is reported */
    uint32_t asked[LOSS_KINDS], heard[LOSS_KINDS];
    nsec due; /* when the last of its sentinels must have answered, by its own round trip */
};

struct loss {
    struct loss_sample sample[LOSS_KINDS];
    struct loss_slice slice[LOSS_SLICES]; /* ring: [tail, head) wait for answers, head is being filled */
    uint32_t head, tail;
    struct rng rng;
    nsec heard_until; /* whatever arrived before was handed over, set by the owner; at first: everything */
    double rate;      /* probes/s, set by the owner; 0 = not known */
    double due;       /* sentinels that the share of probes so far calls for */
    nsec reckoned;    /* until when `allowed` of the samples is reckoned */
    bool rationed;    /* RSTs are: seen at least once, and then for good */
    bool recaptured;  /* set by the owner: round 2 is over, so answers that came only then tell of loss */
    bool proving; /* set by the owner: the pacer shall now follow the ration (closed doors), not the path */
};

/* Nothing is known yet; `seed` draws the sentinels. */
void loss_init(struct loss *l, uint64_t seed, nsec now);

/* A door answered for the first time, in `round`, after `rtt`. */
void loss_answered(struct loss *l, enum loss_kind kind, const struct addr *a, uint16_t port, nsec rtt,
                   uint32_t round);

/* How many of the next n probes shall be sentinels. Their places among the n must be drawn by chance: a full
 * queue on the path drops the end of a batch, and sentinels at its head would never know. */
uint32_t loss_quota(struct loss *l, bool settled, nsec now, const struct rtt *rtt, uint32_t n);

/* The next sentinel; at most loss_quota() calls. Until the rate has `settled` near doors are preferred, so
 * that the pacer learns soon. */
struct loss_door loss_next(struct loss *l, bool settled, nsec now, const struct rtt *rtt);
/* So many probes and sentinels left. */
void loss_sent(struct loss *l, uint32_t probes);
/* A sentinel of this kind that was sent at `sent_at` answered. */
void loss_heard(struct loss *l, enum loss_kind kind, nsec sent_at);
/* As scan_links() of scan.h: frames lost here since the last call, how full the receive ring is (1/1000),
 * whether the card took no more. */
void loss_links(struct loss *l, uint64_t drops, uint32_t fill_permille, bool card_full);

/* A quota held the sender back. */
void loss_held(struct loss *l, enum pace_limit by);

/* The sender was held up for so long: what it sent meanwhile may have left that much later. */
void loss_late(struct loss *l, nsec late);

/* The sender has nothing to send: the slice under way tells nothing about the rate. */
void loss_idle(struct loss *l);

/* Closes the slice under way now: the rate has changed, and what follows is to be judged by itself. */
void loss_cut(struct loss *l, nsec now);

/* Closes the slice under way when it is long enough; when a closed one has waited for its answers, true and
 * *ret_report. */
bool loss_report(struct loss *l, nsec now, struct pace_report *ret_report);

/* When the sentinels that are under way have had their time to answer: from then on loss_report() has told of
 * all. */
nsec loss_due(const struct loss *l);

/* Is silence to be doubted, because doors that refused fall silent? Where RSTs are rationed; and where no
 * open door tells whether it is that, or the path. */
bool loss_doubts(const struct loss *l);

/* While closed doors are proved silent: did those that are known to refuse do so since `asked` and `heard` of
 * theirs were counted? 1 = yes, about as surely as open doors answer: there were refusals to be had. -1 = no.
 * 0 = too few were asked to tell. *ret_missed: the chance that one of them was not heard, by Laplace's rule
 * of succession. */
int loss_witnessed(const struct loss *l, uint64_t asked, uint64_t heard, double *ret_missed);

/* Sentinels that were asked so far, and whether all of them answered, in all slices and rounds. */
uint64_t loss_asked(const struct loss *l);
bool loss_none(const struct loss *l);

/* The estimate of q, and its upper bound (Wilson, 95 %). False while too little is known (fewer than 30
 * trials). */
bool loss_estimate(const struct loss *l, double *ret_q, double *ret_upper);
