/* How predictable is a host: initial sequence numbers, IP identification numbers, timestamps. In: series of
 * numbers with their times, in the order of asking; out: a class and figures. Pure.
 *
 * Two views of initial sequence numbers (ISN). The classic one takes a series over different source ports and
 * says in which class of the nineties it falls, with a difficulty and its word. But since RFC 6528 an ISN is
 * a clock plus a secret hash of the connection's four numbers, so that a series over different ports shows
 * only the hash. The modern view therefore also repeats one and the same connection, where only the clock is
 * left, and compares. */
#pragma once

#include "base/nsec.h"

#include <stdbool.h>
#include <stdint.h>

#define SEQUENCE_MAX 16 /* samples of a series */
#define SEQUENCE_MIN 4  /* ISNs that a class takes */

enum sequence_class {
    SEQUENCE_UNKNOWN,
    SEQUENCE_CONSTANT,
    SEQUENCE_64K,        /* increments are multiples of 64,000 (4.2BSD and its heirs) */
    SEQUENCE_800,        /* … of 800 */
    SEQUENCE_TIME,       /* follow from the time of asking */
    SEQUENCE_INCREMENTS, /* grow, by how much is hard to tell */
    SEQUENCE_RANDOM,
    SEQUENCE_CLASSES
};

struct sequence_isn {
    enum sequence_class class;
    /* how many numbers an attacker has to try, roughly: standard deviation of the increments in units of
     * their greatest common divisor, of what the time of asking does not explain; 9,999,999 = random */
    uint64_t difficulty;
    uint32_t gcd; /* of the increments */
    unsigned sp;  /* round(8 log2(standard deviation of the increments per second)): predictability */
    unsigned isr; /* round(8 log2(mean increment per second)): rate */
};

/* n ISNs and when they were asked for. All zero but the class, SEQUENCE_UNKNOWN, when n < SEQUENCE_MIN. Times
 * must grow. */
struct sequence_isn sequence_isn(const uint32_t *isn, const nsec *at, unsigned n);
/* "constant sequence number (!)", "64K rule", …; NULL for SEQUENCE_UNKNOWN. */
const char *sequence_class_words(enum sequence_class c);
/* "Trivial joke" < 10, "Easy" < 80, "Medium" < 3,000, "Formidable" < 5,000, "Worthy challenge" < 100,000,
 * "Good luck!". */
const char *sequence_difficulty_word(uint64_t difficulty);

/* What makes the ISNs. */
enum sequence_model {
    SEQUENCE_MODEL_UNKNOWN,
    SEQUENCE_MODEL_FIXED,      /* the same number again and again */
    SEQUENCE_MODEL_CLOCK,      /* one counter or clock for all connections (RFC 793) */
    SEQUENCE_MODEL_CONNECTION, /* a clock and a secret of the connection (RFC 6528) */
    SEQUENCE_MODEL_RANDOM,     /* random each time, also for the same connection */
    SEQUENCE_MODEL_REPEATING   /* each connection has its own number, and that is always the same */
};
/* `across`: different source ports; `same`: one connection asked for again and again. Needs four of the one
 * and two of the other, else only as much as the one says. */
enum sequence_model sequence_model(const struct sequence_isn *across, const uint32_t *same, const nsec *at,
                                   unsigned n);
const char *
sequence_model_word(enum sequence_model m); /* "fixed", "clock", "rfc6528", "random", "repeating"; NULL */

enum sequence_ipid {
    SEQUENCE_IPID_UNKNOWN,
    SEQUENCE_IPID_ZERO,
    SEQUENCE_IPID_CONSTANT,
    SEQUENCE_IPID_INCREMENTAL,
    SEQUENCE_IPID_BY_TWO,
    SEQUENCE_IPID_BROKEN,   /* incremental in the wrong byte order: steps of 256 */
    SEQUENCE_IPID_POSITIVE, /* random positive increments */
    SEQUENCE_IPID_RANDOM,
    SEQUENCE_IPID_BUSY, /* none of these: a counter of a busy host, perhaps */
    SEQUENCE_IPIDS
};

/* n identification numbers, differences modulo 2^16 (a counter that wraps is a counter). Two suffice, but
 * then never RANDOM. */
enum sequence_ipid sequence_ipid(const uint16_t *id, unsigned n);
const char *sequence_ipid_words(enum sequence_ipid c); /* "All zeros", "Incremental", …; NULL for unknown */
const char *
sequence_ipid_word(enum sequence_ipid c); /* "zero", "incremental", … for fingerprints; NULL likewise */

/* Identification numbers of IPv6 fragments: who can tell the next one can spoil what others send (RFC 7739
 * §3). */
enum sequence_frag {
    SEQUENCE_FRAG_UNKNOWN,
    SEQUENCE_FRAG_CONSTANT,
    SEQUENCE_FRAG_SHARED, /* one counter for all destinations: whoever asks knows it */
    SEQUENCE_FRAG_COUNTS, /* a counter; for whom, only a second address of ours could tell */
    SEQUENCE_FRAG_EACH,   /* a counter for each destination (RFC 7739 §5.1, 5.3) */
    SEQUENCE_FRAG_RANDOM  /* RFC 7739 §5.2 */
};

#define SEQUENCE_FRAG_STEP                                                                                   \
    1024 /* a counter is at most so much further when we ask again: others use it, too */

/* n numbers in the order of asking; other: asked for from a second address of ours. Unknown with fewer than
 * three. */
enum sequence_frag sequence_frag(const uint32_t *id, const bool *other, unsigned n);
/* "constant", "shared", "counts", "each", "random"; NULL for unknown. */
const char *sequence_frag_word(enum sequence_frag f);

enum sequence_clock_kind {
    SEQUENCE_CLOCK_UNKNOWN, /* too few */
    SEQUENCE_CLOCK_NONE,    /* no timestamps at all */
    SEQUENCE_CLOCK_ZERO,
    SEQUENCE_CLOCK_STILL,  /* does not tick */
    SEQUENCE_CLOCK_GLOBAL, /* one clock for all: counts since it began */
    SEQUENCE_CLOCK_CONNECTION, /* a clock with an offset of the connection's own (RFC 7323 §5.4): tells no uptime */
    SEQUENCE_CLOCK_WILD        /* no clock at all */
};

struct sequence_stamp {
    nsec at; /* when it was asked for */
    uint32_t value;
    bool same; /* of the connection that is repeated */
};

struct sequence_clock {
    enum sequence_clock_kind kind;
    unsigned hz;       /* 0 = unknown; usual rates are recognised: 2, 10, 50, 60, 100, 250, 512, 1000 */
    uint64_t uptime_s; /* UINT64_MAX = not known: only a GLOBAL clock tells it, and not above two years */
};

/* Timestamps in the order of asking; `answers` = how many SYN-ACKs there were, with timestamps or without. */
struct sequence_clock sequence_clock(const struct sequence_stamp *s, unsigned n, unsigned answers);
/* "none", "zero", "still", "global", "rfc7323", "wild"; NULL for unknown. */
const char *sequence_clock_word(enum sequence_clock_kind k);
