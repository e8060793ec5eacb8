/* Between the engine and the frames: takes what the links heard to the engine, and what the engine asks to
 * the links. One turn never blocks and knows no clock, so cmd/ drives it with poll() and a test with the
 * simulated network's time. */
#pragma once

#include "base/spsc.h"
#include "scan/ask.h"
#include "scan/hear.h"
#include "scan/scan.h"

#define EXCHANGE_PORTS 16  /* links at once */
#define EXCHANGE_BATCH 256 /* frames a turn and link */

struct exchange_port {
    struct frames *frames; /* borrowed */
    int ifindex;
    struct frame out[EXCHANGE_BATCH];   /* reserved room; [0, used) is written and waits for the link */
    struct probe asked[EXCHANGE_BATCH]; /* what out[] asks */
    uint32_t room, used;
    nsec refused_at;   /* since when out[0] is not taken; 0 = it was not refused */
    nsec patience;     /* how long it may be so */
    bool was_full;     /* it took what it had refused, and the engine does not know yet that it was no rule */
    uint64_t given_up; /* frames that it never took */
    uint64_t seen_failed;
    uint64_t seen_drops, seen_refused, seen_link_drops;
};

#define EXCHANGE_ASKED 4096 /* a power of two */

/* By a hash of the address; whoever is asked later takes the place. */
struct exchange_asked {
    struct addr addr;
    nsec at;
};

struct exchange {
    struct scan *scan; /* borrowed, like all pointers here */
    struct ask ask;
    struct hear hear;
    struct neighbours *learn; /* where MACs in replies go, or NULL */
    struct exchange_asked
        *asked;         /* owned; with `learn`: when neighbours were asked, which their answers do not say */
    struct spsc *inbox; /* of struct reply, heard by another thread; NULL = turns listen themselves */
    const _Atomic uint64_t *inbox_lost; /* replies that the queue refused */
    const _Atomic nsec *inbox_until;    /* whatever arrived before is in the queue; NULL = all */
    uint64_t seen_lost;
    struct exchange_port *port; /* owned */
    uint32_t ports;
    struct reply *reply; /* owned: heard or failed, waiting for the engine */
    uint32_t replies,
        room;      /* of `reply`: enough for every frame that may fail between two steps, and some heard */
    nsec links_at; /* when the links' counters were last read */
    uint64_t local_drops; /* frames that this machine lost so far */
};

struct exchange_conf {
    struct scan *scan;
    const struct tech *tech;
    const struct mix *mix;         /* instead of `tech`, or NULL */
    const struct targets *targets; /* as in struct hear */
    const struct paths *paths;     /* path.port is an index into `frames` */
    const struct neighbours *neighbours;
    struct neighbours *learn;
    struct spsc *inbox;
    const _Atomic uint64_t *inbox_lost;
    const _Atomic nsec *inbox_until;
    const struct cookie_conf *cookie;
    struct frames *const *frames;
    const int *ifindex; /* of each of them */
    uint32_t ports;
};

/* 0 or -ENOMEM. */
int exchange_init(struct exchange *x, const struct exchange_conf *conf);
void exchange_fini(struct exchange *x);

/* Hands over all that was heard so far, and asks nothing: before a scan is stopped. 0 or an error of the
 * sink. */
int exchange_drain(struct exchange *x, nsec now);

/* Frames of somebody else, between those of the scan. How many there is room for on any link, at most
 * EXCHANGE_BATCH; then one of them, which leaves with the next turn or flush. Its failure is not reported. */
uint32_t exchange_spare(struct exchange *x);
void exchange_lend(struct exchange *x, uint32_t port, const uint8_t *data, uint32_t len);
/* Sends what was lent. */
void exchange_flush(struct exchange *x);

/* One turn: receive, step, send. *ret_wake = when to call again if nothing arrives before. 0; -ENETDOWN and
 * the like when a link is lost (*ret_port says which), or an error of the sink (*ret_port = UINT32_MAX). */
int exchange_turn(struct exchange *x, nsec now, nsec *ret_wake, uint32_t *ret_port);
