/* Between the engine and dialled connections: the connect technique's exchange. Never blocks; poll
 * dial_fd(). */
#pragma once

#include "scan/scan.h"
#include "scan/tech/connect.h"

struct connects {
    struct scan *scan; /* borrowed */
    struct dial *dial; /* borrowed */
    struct connects_call {
        struct probe probe;
        uint32_t next; /* in the list of free ones */
    } * call;          /* owned; one a connection under way */
    uint32_t free_call, capacity;
    struct probe held[64]; /* asked by the engine, but the machine had no socket for them yet */
    uint32_t holding;
    uint32_t was_open; /* connections under way after the last turn */
    struct rng rng;
    struct reply reply[256];
    uint32_t replies;
};

/* 0 or -ENOMEM. */
/* `seed`: of the numbers in UDP questions. */
int connects_init(struct connects *c, struct scan *scan, struct dial *dial, uint64_t seed);
void connects_fini(struct connects *c);
/* One turn; *ret_wake = when to call again if dial_fd() stays quiet. 0 or an error of the sink. */
int connects_turn(struct connects *c, nsec now, nsec *ret_wake);
