/* Runs the scanning engine against a simulated network in virtual time, and compares what it said with the truth. For
 * tests and benches. */
#pragma once

#include "scan/scan.h"
#include "sim/sim.h"

struct simrun_conf {
    const char *script;  /* path of a .sim file */
    const char *targets; /* one word, as on the command line */
    const char *ports;   /* -p grammar */
    uint64_t seed;
    const struct tech *tech; /* NULL = syn */
    bool on_link;            /* targets are neighbours: an ARP or ND scan comes first */
    struct scan_conf scan;   /* rates, recall, rounds …; tech, targets, ports, sink are set here */
    nsec limit;              /* give up at this virtual time after the start; 0 = 1 h */
    nsec step_cost;          /* virtual time that one turn of the scanner takes; 0 = 20 us */
};

struct simrun {
    uint64_t open_true, found, missed,
        invented;      /* doors: in truth, found and true, not found, found but not open */
    uint64_t wrong;    /* `port` and `rest` records whose state is not the true one (open excluded) */
    uint64_t phantoms; /* open doors reported that nothing stands behind (tarpits) */
    uint64_t records;
    nsec elapsed; /* virtual */
    struct scan_stats stats;
    struct sim_stats net;
    uint64_t hash; /* of every frame delivered: same seed, same hash */
    bool timed_out;
};

/* Runs to the end. 0; -EINVAL with *d for a wrong script or words; -ENOMEM; or an error of the engine. */
int simrun(const struct simrun_conf *conf, struct simrun *ret, struct diag *d);
