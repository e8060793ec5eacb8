/* A thread that does nothing but listen: takes frames off the receive rings, judges them (hear.h is const),
 * and hands replies over in a queue, so that a burst of answers never waits for the sender. The links'
 * receiving halves belong to it from start to stop. */
#pragma once

#include "base/spsc.h"
#include "scan/exchange.h"
#include "scan/hear.h"

#include <pthread.h>

#define LISTENER_ASIDE_LEN 384 /* bytes; longer frames are cut */

/* A frame for somebody else than the scan. */
struct listener_aside {
    nsec at;
    uint16_t len;
    bool csum_unset;
    enum frames_layer layer;
    struct addr addr; /* of the scan's target, where it is the answer of an open door; else len 0 */
    uint8_t data[LISTENER_ASIDE_LEN];
};

struct listener {
    struct spsc queue; /* of struct reply: listener -> sender */
    /* of struct listener_aside, or NULL; borrowed: what answers nothing that the scan asked, and the answers
     * of open doors. What does not fit is lost */
    struct spsc *aside;
    pthread_t thread;
    struct hear hear;
    struct frames *frames[EXCHANGE_PORTS]; /* borrowed */
    int ifindex[EXCHANGE_PORTS];
    uint32_t ports;
    int stop;                   /* eventfd: ends the thread */
    int wake;                   /* eventfd: the sender polls it while it sleeps */
    _Atomic bool sender_sleeps; /* set by the sender before it polls */
    _Atomic uint32_t broken; /* links that failed, as bits by port: what was on its way there may be lost */
    _Atomic uint64_t lost;   /* replies that found the queue full */
    _Atomic nsec until;      /* whatever arrived before is in the queue; goes on while nothing arrives, too */
};

/* Starts listening on these links. 0; -EMFILE, -ENOMEM, -EAGAIN (no thread to be had): then the sender
 * listens itself. */
int listener_start(struct listener *l, const struct hear *hear, struct frames *const *frames,
                   const int *ifindex, uint32_t ports, struct spsc *aside);
/* Ends the thread and frees the queue. */
void listener_stop(struct listener *l);
