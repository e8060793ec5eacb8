/* Children that carry out an answer: a few at a time, each with its text on standard input and a time limit,
 * none of them waited for. The caller's process must have no threads; its children are found by their own
 * numbers only. Time is an argument. */
#pragma once

#include "base/nsec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JOB_HOOKS = 8, JOB_WORDS = 24 };

#define JOB_RUNNING  4               /* at a time, of each hook */
#define JOB_WAITING  64              /* of each hook; more are dropped */
#define JOB_PATIENCE (20 * NSEC_SEC) /* then its group of processes is killed */

/* One thing to be done for every alert. */
struct job_hook {
    const char *name;                /* for messages; borrowed */
    const char *argv[JOB_WORDS + 1]; /* by PATH, no shell; borrowed */
    bool alone;                      /* one at a time, in their order (nft) */
    /* Called in the child before it becomes the program (privileges); negative errno: it ends. NULL =
     * nothing. */
    int (*prepare)(void);
};

struct job_stats {
    uint64_t done, failed, late,
        dropped; /* failed: could not start, or ended other than by 0; late: killed */
    int last;    /* how the last one failed: exit status; 128 + signal; 127 could not start */
};

struct jobs;

/* NULL when memory is out. Hooks are borrowed. */
struct jobs *jobs_new(const struct job_hook *hooks, unsigned n);
/* Kills what still runs. */
void jobs_free(struct jobs *j);
/* Hands text (copied) to a hook. False: too many wait, or memory is out: dropped and counted. */
bool jobs_add(struct jobs *j, unsigned hook, const char *text, size_t n);
/* Starts what waits, takes in what ended, kills what is late. True: something runs or waits. */
bool jobs_step(struct jobs *j, nsec now);
const struct job_stats *jobs_stats(const struct jobs *j, unsigned hook);
