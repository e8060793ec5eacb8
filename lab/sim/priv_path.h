/* The road between the scanner and all hosts: what it loses, polices, queues, and the flows it can remember.
 * Both directions; times are when a packet passes the bottleneck. */
#pragma once

#include "base/hash.h"
#include "priv_bucket.h"
#include "priv_script.h"

#include <stdbool.h>

/* Flows that a stateful device remembers: a set of hashes, each for a fixed time, oldest out first. */
struct tracks {
    uint64_t *set; /* owned; 0 = empty */
    struct track {
        uint64_t flow;
        nsec until;
    } * queue; /* owned ring, oldest first */
    uint32_t mask, max, first, count;
};

struct path {
    const struct script *script; /* borrowed */
    struct rng *rng;             /* borrowed */
    bool bad[WAYS];              /* Gilbert-Elliott state */
    struct bucket policer[WAYS];
    nsec busy_until[WAYS]; /* when the queue's last byte will have left */
    struct tracks tracks;
};

enum path_luck { PATH_FINE, PATH_LOST, PATH_BURST };

/* 0 or -ENOMEM. */
int path_init(struct path *p, const struct script *script, struct rng *rng);
void path_fini(struct path *p);
/* Random loss of path and host (its chance for this way), and bursts. */
enum path_luck path_luck(struct path *p, enum way way, uint64_t host_loss);
/* Whether policer and queue let a packet of `bytes` through; then how long the queue holds it. */
bool path_police(struct path *p, enum way way, nsec now);
bool path_queue(struct path *p, enum way way, nsec now, uint32_t bytes, nsec *ret_delay);
/* Whether the stateful device knows the flow or has room for it. */
bool path_track(struct path *p, uint64_t flow, nsec now);
/* True with this share of 2^32. Draws no number for 0. */
bool path_roll(struct rng *rng, uint64_t chance);
