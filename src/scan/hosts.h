/* What is known of each host of a run, over all its scans: whether it answered, how far away it is, one open
 * TCP port. Scans of one run follow each other (doors of a list, then networks; a technique, then the next):
 * each begins with what the ones before it know and puts no host records of its own; hosts_put() puts them at
 * the end, one a host, however the run ended. */
#pragma once

#include "model/sink.h"
#include "scan/block.h"

#define HOSTS_MAX                                                                                            \
    (UINT64_C(1) << 28) /* 6 bytes each, of which the kernel gives only pages with a host that answered */

struct hosts {
    const struct targets *targets; /* borrowed */
    struct block_host *host;       /* owned; by place in `targets` */
    uint16_t *door;                /* owned, likewise; 0 = none is known */
};

/* 0; -ENOMEM; -E2BIG above HOSTS_MAX. */
int hosts_init(struct hosts *h, const struct targets *targets);
void hosts_fini(struct hosts *h);

/* Something is known of this host: at least that its silence is a verdict (`known` says it is unseen). True
 * when it is the first answer of its own. */
bool hosts_note(struct hosts *h, const struct addr *a, const struct block_host *known);
/* What a new scan begins with: unseen where nothing but silence is known. */
struct block_host hosts_known(const struct hosts *h, const struct addr *a);

/* This TCP port is open. */
void hosts_open(struct hosts *h, const struct addr *a, uint16_t port);
/* One that is; 0 = none is known. Techniques that take silence for open (tech.h, `quiet`) are worth nothing
 * at a host that resets there. */
uint16_t hosts_door(const struct hosts *h, const struct addr *a);

/* Puts a record for each host that was noted, silent ones only if `name_silent`; counts those that did not
 * answer themselves. 0 or the sink's error. */
int hosts_put(const struct hosts *h, struct sink *sink, bool name_silent, uint64_t *ret_silent);

/* One host's record; `answer` is the reason for calling it up, where it answered. 0 or the sink's error. */
int hosts_record(struct sink *sink, const struct addr *a, const struct block_host *h, enum reason answer);
