/* Time is a number of nanoseconds. Whoever has a clock (cmd/, the simulated network) passes it down;
 * nothing below cmd/ asks for it. `nsec` is used for points on CLOCK_MONOTONIC and for durations;
 * `nsec_wall` is nanoseconds since 1970-01-01 UTC, only ever shown to people and written to records. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef int64_t nsec;
typedef int64_t nsec_wall;

#define NSEC_US     INT64_C(1000)
#define NSEC_MS     INT64_C(1000000)
#define NSEC_SEC    INT64_C(1000000000)
#define NSEC_MINUTE (60 * NSEC_SEC)
#define NSEC_HOUR   (60 * NSEC_MINUTE)
#define NSEC_DAY    (24 * NSEC_HOUR) /* of UTC as systems count it: all are as long */
#define NSEC_NEVER  INT64_MAX

/* Size of the buffer for nsec_rfc3339(), terminator included. */
#define NSEC_TEXT_MAX 32

/* Writes `t` as RFC 3339 UTC with microseconds, "2026-11-22T03:54:00.123456Z". Returns `out`. */
const char *nsec_rfc3339(nsec_wall t, char out[NSEC_TEXT_MAX]);

/* Reads a duration as people write it: "250ms", "5s", "2m", "1h", "30us"; a bare number is seconds
 * (nmap's --host-timeout rule), fractions allowed. 0 on success; -EINVAL when it is no duration,
 * is negative or does not fit; *ret is then untouched. */
int nsec_parse(const char *text, nsec *ret);

static inline nsec nsec_min(nsec a, nsec b)
{
    return a < b ? a : b;
}

static inline nsec nsec_max(nsec a, nsec b)
{
    return a > b ? a : b;
}
