/* The numbers that a host makes up: initial sequence numbers, identification numbers, timestamps. What a
 * script says of them, and each in the order in which they are asked for. */
#pragma once

#include "base/hash.h"
#include "base/nsec.h"

#include <stdint.h>

enum numbers_isn {
    NUMBERS_ISN_RANDOM,
    NUMBERS_ISN_CONSTANT,
    NUMBERS_ISN_64K,       /* 64,000 a connection */
    NUMBERS_ISN_800,       /* a multiple of 800 a connection */
    NUMBERS_ISN_TIME,      /* hundredths of a second */
    NUMBERS_ISN_POSITIVE,  /* up to 200,000 a connection */
    NUMBERS_ISN_RFC6528,   /* a clock and a hash of the connection */
    NUMBERS_ISN_REPEATING, /* the hash alone */
    NUMBERS_ISNS
};

enum numbers_ipid {
    NUMBERS_IPID_STACK, /* as the stack does */
    NUMBERS_IPID_ZERO,
    NUMBERS_IPID_CONSTANT,
    NUMBERS_IPID_INCREMENTAL,
    NUMBERS_IPID_BY_TWO,
    NUMBERS_IPID_BROKEN,
    NUMBERS_IPID_POSITIVE,
    NUMBERS_IPID_RANDOM,
    NUMBERS_IPIDS
};

enum numbers_stamps {
    NUMBERS_STAMPS_STACK,
    NUMBERS_STAMPS_NONE,
    NUMBERS_STAMPS_ZERO,
    NUMBERS_STAMPS_GLOBAL,  /* counts since a day before the start */
    NUMBERS_STAMPS_RFC7323, /* with an offset of the connection */
    NUMBERS_STAMPSES
};

extern const char *const numbers_isn_words[NUMBERS_ISNS];
extern const char *const numbers_ipid_words[NUMBERS_IPIDS]; /* "stack" is no word of scripts */
extern const char *const numbers_stamps_words[NUMBERS_STAMPSES];

/* The next ISN of a host whose counter is *state. `flow`: hash of the connection. */
uint32_t numbers_next_isn(enum numbers_isn kind, uint32_t *state, uint64_t flow, nsec now, struct rng *r);
/* Not NUMBERS_IPID_STACK. */
uint16_t numbers_next_id(enum numbers_ipid kind, uint16_t *state, struct rng *r);
/* Of GLOBAL and RFC7323; the others are 0. */
uint32_t numbers_stamp(enum numbers_stamps kind, uint32_t hz, uint64_t flow, nsec since_start);
