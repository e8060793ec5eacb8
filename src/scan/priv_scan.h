/* The engine's state, for the files of this folder that share it: scan.c moves it on, resume.c writes it down
 * and reads it back. */
#pragma once

#include "scan/block.h"
#include "scan/forecast.h"
#include "scan/loss.h"
#include "scan/notes.h"
#include "scan/quota.h"
#include "scan/ration.h"
#include "scan/results.h"
#include "scan/scan.h"
#include "scan/stream.h"

#define SCAN_SENTINEL_TRY                                                                                    \
    RATION_TRY /* tries from here on are sentinels, 52 source ports in turn; below are rounds */
#define SCAN_OVERTAKING                                                                                      \
    (10 * NSEC_MS) /* a ring hands its answers over after 1 ms, when processors are free */

enum phase {
    PHASE_ASKING,  /* walking through the round */
    PHASE_PROVING, /* what is silent is asked again, in the rhythm in which each host refuses (ration.h) */
    PHASE_WAITING, /* the round is asked: answers may still come */
    PHASE_DONE,
};

struct scan {
    struct scan_conf conf;
    enum phase phase;
    struct perm hosts; /* the order of hosts over blocks; only used when there is more than one block */
    uint64_t host_count, block_hosts;
    struct block block;
    uint64_t blocks_done_targets;
    uint32_t round;
    struct perm round_order; /* of slots, rounds 2 … */
    uint64_t at;             /* how far in this round */
    uint64_t round_asked;    /* probes of this round */
    uint64_t round_failed;   /* questions of this round that this machine could not send */
    uint64_t silent_before;  /* silent targets when it began */
    uint64_t answered_before;
    bool proving; /* all doors are found; the rounds that go on wait for rationed RSTs */
    nsec proof_until;
    /* A proof's rounds of late that heard next to nothing new: how many, what they heard, and the closed
     * sentinels when they began. */
    struct {
        int rounds;
        uint64_t news, asked, heard;
    } quiet;
    struct ration ration; /* while PHASE_PROVING */
    uint32_t rounds;      /* that the technique's most talkative port wants; 0 = the engine decides */
    nsec last_sent, started, now;
    nsec round1_end;      /* when the last of a block was asked for the first time */
    nsec overruled_until; /* a target may still contradict the last ICMP error about it */
    nsec wake;            /* when the last step wanted to be called again */
    uint64_t hosts_seen;  /* of the block: answered themselves */
    struct pace pace;
    struct quota quota;
    uint32_t path; /* a hint: the last probe's */
    struct loss loss;
    struct rtt rtt;
    struct scan_stats stats;
    unsigned sentinel_turn;
    struct rng rng;        /* where sentinels stand among the probes */
    bool counts_under_way; /* the caller says when questions are over: */
    uint32_t under_way;
    struct forecast forecast;
    struct notes notes;
    struct results results;
    struct stream stream;
    /* answers come from a journal (resume.c): they are believed, and not written down again */
    bool replaying;
};

/* scan.c, for the others: the steps of which a scan is made. */
void scan_start_round(struct scan *s);
void scan_start_block(struct scan *s, uint64_t first);
/* Puts the block's records; `silence`: enum results_silence. 0 or the sink's error. */
int scan_end_block(struct scan *s, unsigned silence);
/* All blocks are done. */
void scan_end(struct scan *s);
/* Host of the block and slot of a door. False: not of this block, not of this shard, never asked for. */
bool scan_find(const struct scan *s, const struct addr *a, uint16_t port, uint64_t *ret_host,
               uint64_t *ret_slot);
/* The address of host i of the block. */
struct addr scan_host(const void *scan, uint64_t i);
