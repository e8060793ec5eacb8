/* Who answers alerts (programs, web, mail, log) is told of a few from outside an hour, one by one; of the others once
 * that hour is over, with how many they were and which were the gravest. Anybody out there can raise as many as he
 * likes, from forged addresses; each costs a program that is started, and somebody who reads. Outputs and memory have
 * each of them. What comes from inside, and who came in after wrong passwords, is told at once, always. Time is an
 * argument. */
#pragma once

#include "cmd/watchhand.h"
#include "report/digest.h"
#include "watch/watch.h"

/* Of each sort (report/digest.h) and severity, an hour. At the Internet's edge 16 sources are the most that scan within
 * one, of whatever severity (watch/detect/wave.h). Of all sorts together they are fewer than may wait for a hook
 * (answer/job.h), so that nobody outside can fill the place of an alarm from inside. */
enum { WATCHFOLD_FREE = 8 };

struct watchfold {
    uint32_t given[DIGEST_SORTS][WATCH_CRITICAL + 1]; /* since then */
    nsec since;                                       /* 0 = nothing was given */
    nsec_wall from;                                   /* the first that was not */
    unsigned severity;                                /* the gravest of those */
    struct digest rest;
};

/* Whether this one is told by itself, now; else it is kept for the account. */
bool watchfold_alone(struct watchfold *f, const struct record_alert *a, unsigned severity, nsec now,
                     nsec_wall wall);
/* Tells the account when an hour is over, or all is (`end`). */
void watchfold_turn(struct watchfold *f, struct watchhand *h, nsec now, nsec_wall wall, bool end);
void watchfold_fini(struct watchfold *f);
