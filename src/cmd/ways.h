/* Ways to the targets: asks the kernel for routes (sys/route.h), opens one ring a link, and knows gateways
 * and own addresses. */
#pragma once

#include "io/card.h"
#include "io/tape.h"
#include "scan/cookie.h"
#include "scan/exchange.h"
#include "scan/path.h"
#include "scan/targets.h"
#include "sys/link.h"
#include "sys/route.h"

struct ways_conf {
    const char *interface; /* -e, or NULL */
    struct addr source;    /* -S, or len 0 */
    uint8_t ttl;           /* 0 = default */
};

struct ways {
    struct links links;
    struct path *path; /* owned; sorted; what paths_find() wants */
    uint32_t count;
    /* owned: a path to each gateway itself, PATH_DIRECT; next_mac is what the kernel knows */
    struct path *gateway;
    uint32_t gateways;
    struct {
        struct addr first, last;
        int error;    /* errno */
    } unreachable[8]; /* the first few, to be told */
    uint32_t unreachables;
    uint64_t unreachable_addrs, broadcast_addrs;
    int ifindex[EXCHANGE_PORTS]; /* links in use: path.port is an index here */
    struct card card[EXCHANGE_PORTS];
    struct frames *frames[EXCHANGE_PORTS]; /* of the cards */
    uint64_t given_up[EXCHANGE_PORTS];     /* frames that they never took */
    uint32_t ports;
    bool recorded; /* frames[] stand before those of the cards */
};

/* Routes every target. Needs no privilege. 0, or an exit status after the reason was said. */
int ways_plan(struct ways *w, const struct targets *t, const struct ways_conf *conf);

/* Makes a link one of those that are opened, though no target needs it yet. 0 or -E2BIG. */
int ways_link(struct ways *w, int ifindex);
/* Adds up what an exchange over these links gave up. */
void ways_given_up(struct ways *w, const struct exchange *x);
/* A path to somebody on the link of that port, unless there is one; pointers into w->path are void then. 0 or
 * -ENOMEM. */
int ways_neighbour(struct ways *w, uint32_t port, const struct addr *a, const struct addr *source);

/* Opens the links (needs CAP_NET_RAW); receives what comes back to the cookie's port block. 0 or an exit
 * status. */
int ways_open(struct ways *w, const struct cookie_conf *cookie, uint32_t hears);
/* Closes the links; the ways stay known. */
void ways_close(struct ways *w);
void ways_fini(struct ways *w);

/* Says how each link is used, and what could not be had there (-v). */
void ways_say(const struct ways *w);

/* Our frames are eaten on that link: its paths go by IP sockets from now on. False when they cannot. */
bool ways_fall_back(struct ways *w, uint32_t port);

/* Is any target an address of this machine? */
bool ways_own(const struct ways *w);

/* From now on all that passes is written down. NULL: no more, as it must be before the tape ends. */
void ways_record(struct ways *w, struct tape *t);

/* The path of one target, or NULL. */
const struct path *ways_find(const struct ways *w, const struct addr *a);

/* "eth0". */
const char *ways_link_name(const struct ways *w, int ifindex);
