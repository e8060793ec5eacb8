/* The engine: many hosts at once, each asked its questions in their time. A step function: packets and the
 * time go in, questions come out; the caller makes frames of them (asks_build()) and finds the way.
 *
 * A host gets its six SYNs a `gap` (100 ms) apart, so that a clock of 2 Hz ticks between them, then the rest
 * at half of that; what was not answered within the time to wait is asked once more, in the same rhythm. That
 * is at most 19 packets, over IPv6 four large echo requests more, and once more those that stayed silent:
 * some two and a half seconds. */
#pragma once

#include "ident/os/asks.h"

#define OSPROBE_GAP    (100 * NSEC_MS)
#define OSPROBE_WAIT   (600 * NSEC_MS) /* for an answer, at least */
#define OSPROBE_ACTIVE 4096            /* hosts at once, default */

struct osprobe_conf {
    struct asks_conf asks;
    struct hash_key key; /* of the table of hosts */
    uint32_t max_hosts;  /* that may be added in all */
    uint32_t max_active; /* 0 = OSPROBE_ACTIVE */
    double max_rate;     /* questions a second; 0 = 5,000 */
    nsec gap;            /* between two questions to a host; 0 = OSPROBE_GAP */
};

struct osprobe_ask {
    struct asks_host host;
    enum asks_question question;
    uint8_t try;
    uint64_t cookie;
};

struct osprobe_stats {
    uint64_t asked, heard, strays; /* questions, answers; packets that answer nothing */
    uint64_t hosts, left_out;      /* done; turned away by max_hosts or memory */
};

struct osprobe;

/* 0 or -ENOMEM. */
int osprobe_new(const struct osprobe_conf *conf, struct osprobe **ret);
void osprobe_free(struct osprobe *o);

/* A host to be asked; each address once. rtt: 0 = not known. False when it is left out. */
bool osprobe_add(struct osprobe *o, const struct asks_host *h, nsec rtt, uint64_t cookie);

/* A packet arrived. False when it answers nothing. */
bool osprobe_hear(struct osprobe *o, const struct packet *p, nsec at);

/* Up to cap questions, which leave now. *ret_wake = when to call again. */
uint32_t osprobe_step(struct osprobe *o, nsec now, struct osprobe_ask *out, uint32_t cap, nsec *ret_wake);
/* A question could not be sent. */
void osprobe_unsent(struct osprobe *o, const struct osprobe_ask *a);

/* The next host that is done: ASKS_COUNT answers, borrowed until the next call of osprobe_step(). NULL = none
 * now. */
const struct asks_answer *osprobe_take(struct osprobe *o, uint64_t *ret_cookie, struct asks_host *ret_host);
/* No host waits or is being asked, and none is to be taken. */
bool osprobe_idle(const struct osprobe *o);
/* Hosts that wait, are being asked, or are to be taken. */
uint32_t osprobe_waiting(const struct osprobe *o);
/* Hosts being asked now are done with as they are, and those that wait as silent ones: osprobe_take() gives
 * them all. */
void osprobe_stop(struct osprobe *o);
void osprobe_stats(const struct osprobe *o, struct osprobe_stats *ret);
