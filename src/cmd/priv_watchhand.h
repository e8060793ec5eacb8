/* The process of the hand (watchhand.h), for the files that make it up: watchhooks.c (what there is to start),
 * watchserve.c (what it does with what the watch sends it), watchhand.c (the watch's side). */
#pragma once

#include "answer/job.h"
#include "base/addr.h"
#include "cmd/watchhand.h"

enum { HAND_MESSAGE = 1 << 18 /* bytes at the most */ };

/* What a message is for: its first byte. */
enum { TO_NFT = 'n', TO_JSON = 'j', TO_MAIL = 'm', TO_LOG = 'l', TO_SPARE = 's' };

/* In the process of the hand. */
struct hand {
    struct job_hook hook[JOB_HOOKS];
    char kind[JOB_HOOKS];
    unsigned hooks;
    struct {
        nsec when;
        uint64_t failures;
    } said[JOB_HOOKS];
    struct jobs *jobs;
    char *words[JOB_HOOKS]; /* of --exec, cut up; owned */
    struct addr_net *never; /* owned */
    unsigned nevers;
    bool refused;  /* said so */
    int log;       /* socket to the system's log; -1 = not now, -2 = not wanted */
    nsec log_said; /* that it takes nothing */
};

/* watchhooks.c */

/* What `c` asks for, checked. 0 or an exit status, said. watchhooks_drop() always. */
int watchhooks_make(struct hand *x, const struct watchhand_conf *c);
void watchhooks_drop(struct hand *x);

/* watchserve.c */

/* These are never blocked, either. False: not all of them, memory or places are out. */
bool watchserve_spare(struct hand *x, const void *nets, unsigned n);
/* Serves what comes at fd until its end, and ends the process. `mail`: it keeps its privileges, which the mailer
 * needs. */
_Noreturn void watchserve(struct hand *x, int fd, bool mail);
