/* Runs the scanning engine against a simulated network in virtual time, and compares what it said with the
 * truth. For tests and benches. */
#pragma once

#include "scan/scan.h"
#include "sim/judge.h"

#define SIMRUN_CUTS  16
#define SIMRUN_PARTS 2

struct simrun_conf {
    const char *script;  /* path of a .sim file */
    const char *targets; /* one word, as on the command line; NULL = only `pairs` */
    const char *ports;   /* -p grammar; NULL = the likeliest, */
    uint32_t top_ports;  /* so many */
    const char *pairs;   /* lines of doors (scan/pairs.h) that are asked first, or NULL */
    uint64_t seed;
    const struct tech *tech; /* NULL = syn */
    const struct mix *mix;   /* not NULL: looks for hosts, by this mix; no ports */
    bool on_link;            /* targets are neighbours: an ARP or ND scan comes first */
    /* rates, recall, rounds …; tech, targets, ports, sink are set here; deadline since the start */
    struct scan_conf scan;
    nsec limit;     /* give up at this virtual time after the start; 0 = 1 h */
    nsec step_cost; /* virtual time that one turn of the scanner takes; 0 = 20 us */
    bool journal;   /* write one, twice a second */
    nsec cut
        [SIMRUN_CUTS]; /* the scanner is killed at these times after the start, ascending, and resumed from its journal */
    unsigned cuts;
    void (*watch)(void *ctx, const struct scan_stats *st,
                  nsec since_start); /* called every 50 ms; NULL = nobody looks */
    void *ctx;
};

struct simrun {
    struct judge_figures said;
    nsec elapsed; /* virtual */
    struct scan_stats stats;
    struct sim_stats net;
    uint64_t hash; /* of every frame delivered: same seed, same hash */
    uint64_t journal_bytes;
    bool timed_out;
};

/* Runs to the end. 0; -EINVAL with *d for a wrong script or words; -ENOMEM; or an error of the engine. */
int simrun(const struct simrun_conf *conf, struct simrun *ret, struct diag *d);
