/* What a watch does besides watching: it remembers (--state), answers (--block, --exec …), tells the service
 * manager and the metrics how it is, and takes its rules in again. Every alert comes through here on its way
 * to the outputs: told once, whatever was restarted in between. */
#pragma once

#include "answer/policy.h"
#include "audit/vulndb.h"
#include "cmd/notify.h"
#include "cmd/outputs.h"
#include "cmd/watchdoor.h"
#include "cmd/watchfold.h"
#include "cmd/watchhand.h"
#include "cmd/watchpackets.h"
#include "cmd/watchrules.h"
#include "cmd/watchtop.h"
#include "state/state.h"
#include "watch/manifest.h"
#include "watch/source.h"
#include "watch/watch.h"

struct watchduty_conf {
    const char *state;   /* file, or NULL */
    const char *metrics; /* file, or NULL */
    const char *door;    /* where they are asked for, or NULL */
    struct watchhand_conf hand;
    bool block, dry_run, proven;
    nsec span;           /* of a block */
    size_t pcap_limit;   /* bytes of --pcap-out */
    unsigned hooks_from; /* severity of alerts that hooks are given */
    struct watchrules_from rules;
    struct opt_list manifest; /* files */
    const char *manifest_pub; /* manifests_key() */
    bool live;                /* manifests that are over are refused */
};

/* Logs that are followed, and what is heard beside them: what is remembered of logs is where they were read
 * to. */
struct watchduty_logs {
    struct source *const *in; /* borrowed */
    const char *const *name;
    unsigned count;
};

struct watchduty {
    struct sink sink; /* the engine's; put here */
    struct sink *to;  /* what it goes on to; borrowed */
    struct watchduty_known {
        struct sink sink;
        struct watchduty *of;
    } known; /* alerts of what goes on, as they stand: for the memory alone */
    const struct watchduty_conf *conf;
    struct watch *w; /* borrowed, from watchduty_begin() on */
    struct watchrules *rules;
    struct manifest *manifest; /* as many as conf->manifest */
    uint8_t pub[MANIFEST_PUB];
    /* `owns` addresses of this machine, and the others of the `never` that are never blocked */
    struct addr_net *own;
    unsigned owns, never;
    struct watchhand_conf handed; /* what the hand was given */
    struct statefile *state;
    struct watchduty_logs logs;
    struct region region[WATCH_REGIONS];
    unsigned regions;
    bool saving, state_lost;
    bool state_gone;  /* said so: nothing has the name of the file that is written to */
    int metrics_lost; /* negative errno of what was said of them; 0: they are written */
    nsec next_save, next_look, next_dog, next_again, next_rate, dog;
    struct policy *policy;
    struct watchhand hand;
    struct watchfold fold; /* what the hand is spared */
    struct watchdoor door;
    struct watchpackets packets; /* of alerts; made by the owner, fd -1 = not wanted */
    struct watchtop *top;        /* borrowed; NULL = nobody looks on */
    struct vulndb *vulndb;       /* NULL: none was imported */
    int notify;
    const struct source_stats *seen;   /* for metrics: sums; borrowed */
    uint64_t told[WATCH_CRITICAL + 1]; /* by severity; one that became graver counts for both */
    uint64_t alerts;                   /* told for the first time; without --state, each time */
    nsec_wall begun;
};

/* Opens what needs a privilege or a file: the state, the hand, the sockets. 0 or an exit status, said.
 * watchduty_close() always. */
int watchduty_open(struct watchduty *d, const struct watchduty_conf *conf);
/* The key of the engine's tables. */
struct hash_key watchduty_key(const struct watchduty *d);
/* Puts the remembered back into a new engine, and goes on with the logs where it left them (d->logs); from
 * now on the duty's sink may be put to. 0 or an exit status. */
int watchduty_begin(struct watchduty *d, struct watch *w, struct sink *to, const struct source_stats *seen);
/* Folders that are still written to and read from once confined: fills `read`, `write` (copies, to be freed;
 * ended by NULL), n < cap each. */
void watchduty_folders(const struct watchduty *d, char *read[], char *write[], unsigned cap);
/* After privileges are gone: starts what needs threads, and says that we are ready. 0 or an exit status. */
int watchduty_ready(struct watchduty *d);
/* Does a little. 1: there is more to do at once; 0: not before long. Never fails: what is wrong is said. */
int watchduty_turn(struct watchduty *d, nsec now);
/* Whether something so grave (enum of watch.h), or graver, was told that was not known before. */
bool watchduty_told(const struct watchduty *d, unsigned severity);
/* Whoever looks on has had enough. */
bool watchduty_enough(const struct watchduty *d);
/* SIGHUP: rules are read again; what is wrong is said, and the old ones stay. False: there is nothing to read,
 * and no service manager that may ask for it, so the signal means the end (of a terminal). */
bool watchduty_reload(struct watchduty *d, nsec now);
/* All that is to be remembered is written. False: it could not be, which was said. */
bool watchduty_save(struct watchduty *d);
void watchduty_close(struct watchduty *d);
