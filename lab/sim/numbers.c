#include "priv_numbers.h"

#define DAY 86400

const char *const numbers_isn_words[NUMBERS_ISNS] = {
    [NUMBERS_ISN_RANDOM] = "random",   [NUMBERS_ISN_CONSTANT] = "constant",
    [NUMBERS_ISN_64K] = "64k",         [NUMBERS_ISN_800] = "800",
    [NUMBERS_ISN_TIME] = "time",       [NUMBERS_ISN_POSITIVE] = "positive",
    [NUMBERS_ISN_RFC6528] = "rfc6528", [NUMBERS_ISN_REPEATING] = "repeating"};

const char *const numbers_ipid_words[NUMBERS_IPIDS] = {[NUMBERS_IPID_STACK] = "",
                                                       [NUMBERS_IPID_ZERO] = "zero",
                                                       [NUMBERS_IPID_CONSTANT] = "constant",
                                                       [NUMBERS_IPID_INCREMENTAL] = "incremental",
                                                       [NUMBERS_IPID_BY_TWO] = "by2",
                                                       [NUMBERS_IPID_BROKEN] = "broken",
                                                       [NUMBERS_IPID_POSITIVE] = "positive",
                                                       [NUMBERS_IPID_RANDOM] = "random"};

const char *const numbers_stamps_words[NUMBERS_STAMPSES] = {[NUMBERS_STAMPS_STACK] = "",
                                                            [NUMBERS_STAMPS_NONE] = "none",
                                                            [NUMBERS_STAMPS_ZERO] = "zero",
                                                            [NUMBERS_STAMPS_GLOBAL] = "global",
                                                            [NUMBERS_STAMPS_RFC7323] = "rfc7323"};

uint32_t numbers_next_isn(enum numbers_isn kind, uint32_t *state, uint64_t flow, nsec now, struct rng *r)
{
    switch (kind) {
    case NUMBERS_ISN_CONSTANT: return 0x0badcafe;
    case NUMBERS_ISN_64K: return *state += 64000;
    case NUMBERS_ISN_800: return *state += 800 * (1 + (uint32_t)rng_below(r, 3));
    case NUMBERS_ISN_TIME: return (uint32_t)(now / (10 * NSEC_MS));
    case NUMBERS_ISN_POSITIVE: return *state += 1 + (uint32_t)rng_below(r, 200000);
    case NUMBERS_ISN_RFC6528: return (uint32_t)flow + (uint32_t)(now / 64);
    case NUMBERS_ISN_REPEATING: return (uint32_t)flow;
    case NUMBERS_ISN_RANDOM:
    case NUMBERS_ISNS: break;
    }
    return (uint32_t)(rng_u64(r) >> 32);
}

uint16_t numbers_next_id(enum numbers_ipid kind, uint16_t *state, struct rng *r)
{
    static const uint16_t step[NUMBERS_IPIDS] = {
        [NUMBERS_IPID_INCREMENTAL] = 1, [NUMBERS_IPID_BY_TWO] = 2, [NUMBERS_IPID_BROKEN] = 256};
    if (kind == NUMBERS_IPID_ZERO)
        return 0;
    if (kind == NUMBERS_IPID_RANDOM)
        return (uint16_t)rng_u64(r);
    if (kind == NUMBERS_IPID_POSITIVE)
        return *state = (uint16_t)(*state + 1001 + 256 * rng_below(r, 10));
    return *state = (uint16_t)(*state + step[kind]);
}

uint32_t numbers_stamp(enum numbers_stamps kind, uint32_t hz, uint64_t flow, nsec since_start)
{
    uint32_t ticks = (uint32_t)((uint64_t)since_start / 1000 * hz / 1000000);
    return kind == NUMBERS_STAMPS_GLOBAL    ? DAY * hz + ticks
           : kind == NUMBERS_STAMPS_RFC7323 ? (uint32_t)(flow >> 32) + ticks
                                            : 0;
}
