/* The hand that answers: a small process, forked before the watch gives up its privileges, that starts nft,
 * programs, curl and the mailer, and writes to the system's log. It is sent whole texts for programs and
 * mail, numbers for nft, and reads no packet; whom it shall never block it knows from the start. The watch
 * never waits for it: what it cannot take at once is dropped and counted. */
#pragma once

#include "answer/policy.h"
#include "base/opt.h"
#include "model/record.h"

#include <sys/types.h>

struct watchhand_conf {
    bool nft;                                     /* blocks are carried out */
    const struct opt_list *exec, *webhook, *mail; /* borrowed while it lives */
    bool syslog;
    /* blocked by no order, whoever gives it; copied. More may be added, none taken out: watchhand_spare() */
    const struct addr_net *never;
    unsigned nevers;
};

struct watchhand {
    int fd; /* -1 = there is none */
    pid_t pid;
    const struct watchhand_conf *conf;
    uint64_t sent, dropped;
    bool gone;   /* said so */
    bool unsure; /* it does not know of all who are never blocked */
};

/* Whether there is anything to do for it. */
bool watchhand_wanted(const struct watchhand_conf *conf);
/* Whether it is given alerts, and not only orders for nft. */
bool watchhand_tells(const struct watchhand_conf *conf);
/* Checks the hooks and forks. 0 or an exit status, said. `conf` is borrowed. watchhand_close() always. */
int watchhand_open(struct watchhand *h, const struct watchhand_conf *conf);
/* An alert for hooks, mail and log; `json` is its record. */
void watchhand_tell(struct watchhand *h, const struct record_alert *a, const char *json);
/* What they were not given one by one (r: a digest, whose `gravest` is filled in): the gravest in `n` lines, each of
 * which begins with an alert's id, and how grave the gravest is. */
void watchhand_rest(struct watchhand *h, struct record *r, const char *const line[], unsigned n,
                    const char *severity);
/* False: the order could not be given. */
bool watchhand_block(struct watchhand *h, const struct addr_net *n, nsec span);
/* These, too, are never blocked; of all there are at most WATCHHAND_NEVER. The one thing that is waited for,
 * at most 5 s a thousand: where it cannot be told, nobody is blocked any more until it could. */
enum { WATCHHAND_NEVER = 65536 };
void watchhand_spare(struct watchhand *h, const struct addr_net never[], unsigned n);
/* Lets it finish what it has begun, at most 20 s. */
void watchhand_close(struct watchhand *h);

/* Runs nft with this script and waits. 0 or an exit status, said. */
int watchhand_nft(const char *script);
/* The same, and nothing is said: 0, or how nft ended (struct job_stats, last). */
int watchhand_try_nft(const char *script);
