/* How long answers take: a histogram of round trips in steps of an eighth of an octave, so quantiles are
 * exact to 9 % in 2 KiB. From it comes how long silence must last before it means something (the end of a
 * scan is not a fixed wait). */
#pragma once

#include "base/nsec.h"

#define RTT_BUCKETS 256 /* 2^0 … 2^32 units of 1,024 ns: 1 µs … 73 min */

struct rtt {
    uint64_t count;
    uint32_t bucket[RTT_BUCKETS];
    nsec max;
};

/* A round trip, in ns, >= 0. */
void rtt_add(struct rtt *r, nsec sample);

/* The round trip that a share q (0 … 1) of the answers does not exceed; 0 without samples. */
nsec rtt_quantile(const struct rtt *r, double q);

/* How long after the last probe an answer may still come. Without samples 1 s (RFC 6298 §2.1); with few,
 * twice the longest plus 100 ms; with 100 or more, the 99.9 % quantile and a quarter. Between 10 ms and 4
 * s. */
nsec rtt_wait(const struct rtt *r);
