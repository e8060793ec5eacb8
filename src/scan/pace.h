/* How fast to ask: a rate in probes a second, steered by what comes back.
 *
 * The scanner never asks faster than it can hear. Doors that are known to answer (sentinels) are asked again among the
 * others; what share of those answers got lost, since when, and whether our own ring ran full decides the rate:
 *
 *   nothing lost that was not lost before     twice the rate (slow start); once that has ended a fifth more, but only a
 *                                             fiftieth more near the rate at which the path lost before
 *   our own receiver dropped or filled up     seven tenths, and no more doubling
 *   the path lost more than it used to        what measurably got through, less a twentieth, and no more doubling
 *
 * Setting the rate to what got through instead of halving it lands at a policer's limit within one round trip (the
 * idea of BBR, Cardwell et al. 2016: measure the delivery rate, do not guess it from loss alone). Loss that is there at any
 * rate (a radio link) is learnt as the base and does not slow us down for long:
 * at the first suspicion the rate is halved, and loss that is still there then was not the rate's fault. */
#pragma once

#include "base/nsec.h"

#include <stdbool.h>
#include <stdint.h>

enum pace_limit {
    PACE_STARTING,
    PACE_USER,
    PACE_CARD,
    PACE_RECEIVER,
    PACE_PATH,
    PACE_TARGET,
    PACE_HOST,
    PACE_SUBNET,
    PACE_HOP
};

struct pace_conf {
    double start, min, max; /* probes/s; min <= start <= max, all > 0 */
    double blind;           /* no growth above this while nothing answers */
};

struct pace {
    struct pace_conf conf;
    double rate;
    double used;   /* probes/s that really left, of late; 0 = not known yet */
    double credit; /* probes that may leave now */
    nsec credited; /* until when `credit` is reckoned */
    nsec changed;  /* since when `rate` holds: reports about earlier times say nothing about it */
    bool slow_start;
    double base_asked, base_lost;   /* loss that is there at any rate, as decaying counts */
    double late_asked, late_lost;   /* loss of the last few reports, likewise */
    bool proved;                    /* that losing more came from the rate: slowing down had helped */
    double before;                  /* loss that made us slow down, waiting to be judged; 0 = none does */
    double since_asked, since_lost; /* what is lost since then */
    double ceiling;                 /* what the path let through when it last lost more; 0 = not known */
    enum pace_limit limit;
};

/* What happened to the probes that were sent between two moments. */
struct pace_report {
    nsec from, to;
    uint32_t sent;          /* probes in all */
    uint32_t asked, heard;  /* sentinels among them, and how many of those were answered */
    uint64_t drops;         /* frames that this machine lost on the way in meanwhile */
    uint32_t fill_permille; /* of the receive ring, highest seen */
    bool card_full;         /* the card could not take more */
    bool idle;              /* the sender had nothing to send for a part of the time */
    enum pace_limit held;   /* whose quota (quota.h) held it back; PACE_STARTING = nobody's */
};

/* Begins at the rate of `conf`, now. */
void pace_init(struct pace *p, const struct pace_conf *conf, nsec now);

/* Probes that may leave at `now`. A stalled program does not catch up: credit is capped at a millisecond's
 * worth (four above 50,000 probes/s), or at one probe and what 5 ms are worth, at most 2. */
uint32_t pace_allow(struct pace *p, nsec now);
/* n of them left. */
void pace_sent(struct pace *p, uint32_t n);
/* When the next batch may leave; a batch is half a millisecond's worth, at least one. */
nsec pace_wake(const struct pace *p, nsec now);

/* Forgets what was learnt about the path, and looks for the rate again from where it is. */
void pace_restart(struct pace *p, nsec now);

/* What became of a slice of probes: the rate follows (how: above). Reports about a rate that no longer holds
 * are passed over, but for losses on this machine. */
void pace_learn(struct pace *p, const struct pace_report *r, nsec now);

/* "card", "receiver", "path", "target" (rations its answers), "host", "subnet", "next-hop" (their quotas),
 * "user"; NULL while the rate was still growing. */
const char *pace_limit_word(enum pace_limit l);
