/* From a frame to a reply: parses it and lets the technique judge. Pure and const, so that a receiving thread
 * may run it. */
#pragma once

#include "scan/mix.h"
#include "scan/targets.h"

/* Answers from addresses that were not asked are looked up in scans of at most so many hosts: each costs a
 * hash a host. */
#define HEAR_ELSEWHERE_MAX 256

struct hear {
    const struct tech *tech;
    const struct mix *mix; /* not NULL: any of its techniques; a reply's port is the number of the question */
    const struct cookie_conf *cookie;
    const struct targets *targets; /* of whom answers may come from another address; NULL = of nobody */
    const struct paths *paths;     /* tells own link-local addresses; NULL = there are none */
};

/* True and *ret when the frame, which came over a link of this layer and index, answers one of our probes.
 * Damaged packets (wrong checksum, unless the kernel says it is not filled in) answer nothing. */
bool hear_frame(const struct hear *h, const struct frame *f, enum frames_layer layer, int ifindex,
                struct reply *ret);
