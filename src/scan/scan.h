/* scan: targets -> probes -> verdicts. In: addresses, ports, a technique, the answers that came back; out: which door to ask
 * next, and records. It knows no socket and no clock: time and packets are arguments, so a real card, the simulated
 * network and a fuzzer are the same caller. One thread.
 *
 * This file is the engine (absorb.h, asking.h and enough.h are parts of it): a pure step function over 4 bits a target
 * (heard.h). It walks the target space in a random order (perm.h), at a rate that the receiver sets (pace.h), in rounds: round 1
 * asks everybody, the next ones only who was silent, in another order and from another source port, until what may have been
 * missed is below the goal (loss.h) or `max_rounds` are done. Spaces too big for memory are cut into blocks of hosts, each a scan
 * of its own.
 *
 *   scan_step()   takes replies, gives probes; the caller turns probes into packets (ask.h) or connections, and packets
 *                 into replies (hear.h)
 *
 * With a mix of questions (mix.h) it looks for hosts instead of doors: who answers one question is asked no other, and each host
 * gets its record when it answers.
 *
 * Records: a `port` for each open door at once; for each host of a finished block its other `port`s and `rest`s, then its `host`;
 * earlier in big scans of few ports, as soon as a host is done (stream.h); and its `host` at the end of the run where there are several
 * scans (hosts.h). */
#pragma once

#include "model/sink.h"
#include "scan/mix.h"
#include "scan/pace.h"
#include "scan/pairs.h"
#include "scan/path.h"
#include "scan/ports.h"
#include "scan/targets.h"
#include "scan/tech.h"

#define SCAN_TARGETS_MAX (UINT64_C(1) << 26) /* of one block, default: 32 MiB of state */
#define SCAN_HOSTS_MAX   (UINT64_C(1) << 22) /* of one block, default: 16 MiB more */

struct scan_conf {
    const struct tech *tech; /* borrowed, like everything here, until scan_free() */
    const struct mix *mix;   /* not NULL: asks whether hosts are there by any of its questions; ports =
                                &mix->numbers.list[PROTO_TCP], tech = tech_mix */
    const struct targets *targets;
    const struct ports_list *ports; /* NULL for a portless technique */
    const struct pairs *pairs;      /* not NULL: these doors instead of targets x ports (space.h) */
    /* not NULL: hosts, networks and next hops have quotas (quota.h), but for this machine's own */
    const struct paths *paths;
    struct hosts *hosts;       /* of a run of several scans (hosts.h); NULL = this is the only one */
    const struct scan *before; /* the one before, finished (inherit.h); NULL = none */
    /* of the next one, if that asks the same technique; NULL = none. Not pairs */
    const struct scan_conf *later;
    struct sink *sink;
    uint64_t seed;                         /* same seed, same order */
    double start_rate, min_rate, max_rate; /* probes/s; 0 = 10,000, 10, unlimited */
    double recall;                         /* goal, e.g. 0.999 */
    uint32_t min_rounds,
        max_rounds;         /* how often a silent door is asked; 0 = 2 and 10; max COOKIE_TRIES - 1 */
    nsec deadline;          /* point in time; 0 = none */
    uint32_t shard, shards; /* this is part `shard` (0 …) of `shards`; 0 = 1 */
    bool likeliest;         /* round 1 of a block asks the likeliest ports of all its hosts first (order.h) */
    bool sentinels;         /* may ask answering doors again to measure loss */
    bool all_states;        /* `port` records instead of `rest`, silent hosts one by one */
    bool name_silent;       /* silent hosts have their records, however many there are */
    bool open_only;         /* no other ports than open ones, no rest */
    bool scout;             /* only for what it tells `hosts`: no records, and its doors are not counted */
    uint64_t block_targets, block_hosts; /* 0 = the defaults above */
    nsec proof; /* how long to wait for answers that a host rations; 0 = not at all */
    nsec wait;  /* fixed time to wait for answers; 0 = by the RTT distribution */
    /* Is told, at the end of each block, of each host that this machine could not ask (enough) at any of its
     * doors; not of a mix, and not when it is cut short. NULL = nobody wants to know. 0 or negative errno,
     * which ends the scan. */
    int (*unsent)(void *ctx, const struct addr *a);
    void *unsent_ctx;
};

struct scan_stats {
    uint64_t probes, replies, retries, sentinels, strays; /* strays: answers to no question of this block */
    uint64_t targets;                                     /* in the whole scan (this shard) */
    uint64_t asked_once;                                  /* targets asked at least once */
    uint64_t answered, open;
    uint64_t hosts_up, hosts_silent; /* counted when they are told */
    uint64_t hosts_answered;         /* by now, told or not */
    uint64_t failed;                 /* probes that this machine could not send */
    int last_error;                  /* errno of the last of them */
    uint64_t unasked; /* targets that no verdict was given about: cut short, or only local failures */
    uint32_t round;   /* 1 … */
    double rate;      /* probes/s now */
    enum pace_limit limit;
    double recall,
        recall_low;   /* share of open doors found, estimated, and its lower bound (95 %) ; NaN = not known */
    uint64_t limited; /* targets whose silence proves nothing */
    nsec proof_left;  /* what it would take to prove those that were begun with, estimated; 0 = not known */
    double done;      /* 0 … 1 */
    nsec eta;         /* -1 = not known */
    bool complete;    /* ended by itself, every target has a verdict */
};

struct scan;

/* 0; -ENOMEM; -EINVAL for an empty space. */
int scan_new(const struct scan_conf *conf, nsec now, struct scan **ret);
void scan_free(struct scan *s);

/* What the links lost and how full they are, since the last call: feeds the pacer. Call it now and then (1 …
 * 10 ms). */
void scan_links(struct scan *s, uint64_t new_drops, uint32_t fill_permille, bool card_full, nsec now);

/* For callers who know when a question is over (connections): how many are under way. Then a round ends when
 * there are none, not after a wait. Call before each step. */
void scan_under_way(struct scan *s, uint32_t n);

/* Whatever arrived before that moment has been handed over (in the next step): silence is judged up to there
 * and no farther. Callers who never say it hand over everything at once. */
void scan_heard(struct scan *s, nsec until);

/* One step: takes n replies, gives up to cap probes in tx, all of which the caller must send (or report back
 * as a reply with `error`). *ret_wake is when to call again at the latest if no reply comes. Returns the
 * number of probes, or negative errno of the sink. When scan_done(), it returns 0 and nothing more will
 * come. */
int scan_step(struct scan *s, nsec now, const struct reply *rx, uint32_t n, struct probe *tx, uint32_t cap,
              nsec *ret_wake);
/* Every door has its verdict, and the sink has it. */
bool scan_done(const struct scan *s);

/* Ends early: verdicts reached so far are put into the sink. Doors still waiting for an answer get none. */
int scan_stop(struct scan *s, nsec now);

/* How long an answer may take, for connections: their time limit. */
nsec scan_patience(const struct scan *s);

/* Where it stands; at any time. */
void scan_stats(const struct scan *s, struct scan_stats *ret);
