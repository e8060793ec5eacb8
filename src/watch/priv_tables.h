/* Rules that are data: data/watch/ says them, tools/gen-watch.py makes these tables of it. */
#pragma once

#include "watch/contact.h"
#include "watch/marks.h"

#include "base/diag.h"

/* Facts of one packet that formulas are made of; data/watch/README.md has their meaning. More than an enum has room
 * for. */
#define FACT_SYN          (UINT64_C(1) << 0)
#define FACT_ID_54321     (UINT64_C(1) << 1)
#define FACT_ID_XOR       (UINT64_C(1) << 2)
#define FACT_SEQ_IS_DST   (UINT64_C(1) << 3)
#define FACT_SEQ_HALVES   (UINT64_C(1) << 4)
#define FACT_SEQ_UNICORN  (UINT64_C(1) << 5)
#define FACT_SEQ_COUNTS   (UINT64_C(1) << 6)
#define FACT_SPORT_COUNTS (UINT64_C(1) << 7)
#define FACT_NO_OPTS      (UINT64_C(1) << 8)
#define FACT_MSS_ONLY     (UINT64_C(1) << 9)
#define FACT_OPTS_WINDOWS (UINT64_C(1) << 10)
#define FACT_WIN_1024     (UINT64_C(1) << 11)
#define FACT_WIN_NMAP     (UINT64_C(1) << 12)
#define FACT_WIN_65535    (UINT64_C(1) << 13)
#define FACT_WIN_512      (UINT64_C(1) << 14)
#define FACT_WIN_64240    (UINT64_C(1) << 15)
#define FACT_TTL_255      (UINT64_C(1) << 16)
#define FACT_TTL_64       (UINT64_C(1) << 17)
#define FACT_SPORT_61000  (UINT64_C(1) << 18)
#define FACT_DPORT_40125  (UINT64_C(1) << 19)
#define FACT_UDP          (UINT64_C(1) << 20)
#define FACT_STEALTH      (UINT64_C(1) << 21)
#define FACT_EMPTY        (UINT64_C(1) << 22)
#define FACT_ACK          (UINT64_C(1) << 23)
#define FACT_SEQ_0        (UINT64_C(1) << 24)
#define FACT_OPTS_LINUX   (UINT64_C(1) << 25)
#define FACT_MAY_SPLIT    (UINT64_C(1) << 26)
#define FACT_OS_PROBE     (UINT64_C(1) << 27)
#define FACT_NO_SEQ       (UINT64_C(1) << 28)
#define FACT_NO_ACK       (UINT64_C(1) << 29)
#define FACT_TINY         (UINT64_C(1) << 30)
#define FACT_NO_TCP       (UINT64_C(1) << 31)
#define FACT_SCTP         (UINT64_C(1) << 32)
#define FACT_ECHO         (UINT64_C(1) << 33)
#define FACT_DATA_LEAST   (UINT64_C(1) << 34)
#define FACT_UNSUMMED     (UINT64_C(1) << 35)
#define FACT_TTL_JUMPS    (UINT64_C(1) << 36)
#define FACT_SPORT_JUMPS  (UINT64_C(1) << 37)
#define FACT_DATA_12      (UINT64_C(1) << 38)
#define FACT_DATA_20      (UINT64_C(1) << 39)
#define FACT_DATA_48      (UINT64_C(1) << 40)
#define FACT_WIN_1480     (UINT64_C(1) << 41)
#define FACT_SEQ_SWAPPED  (UINT64_C(1) << 42)
#define FACT_SEQ_FIRST    (UINT64_C(1) << 43)
#define FACT_SPORT_STAYS  (UINT64_C(1) << 44)
#define FACT_SPORT_1024   (UINT64_C(1) << 45)
#define FACT_ID_STRAYS    (UINT64_C(1) << 46)
#define FACT_RETRIED      (UINT64_C(1) << 47)
#define FACT_SAYS_NMAP    (UINT64_C(1) << 48)
#define FACT_SAYS_MASSCAN (UINT64_C(1) << 49)
#define FACT_TTL_VARIES   (UINT64_C(1) << 50)

struct mark_row {
    const char *tool;
    uint64_t needs; /* FACT_… */
    uint8_t least;  /* packets */
    uint8_t sure;   /* percent */
    const char *formula;
};

/* Those of TCP, and then all others. */
extern const struct mark_row mark_rows[];
extern const unsigned mark_rows_tcp, mark_rows_count;

enum role_flag {
    ROLE_LEARNT = 1,
    ROLE_DECLARED = 2,
    ROLE_INSIDE = 4,
    ROLE_SUGGESTED = 8, /* excuses nothing: what could be declared */
    ROLE_OUTSIDE = 32,
    ROLE_IPV6 = 64,
    ROLE_MOSTLY = 16, /* most of its doors are at one of the ports; else all are at these */
    ROLE_LEADS = 128, /* one of them is that which most of its doors have, if any is */
};

enum role_feature {
    FEATURE_TARGETS,
    FEATURE_HOSTS,
    FEATURE_PORTS,
    FEATURE_TRIES_PER_TARGET,
    FEATURE_HOSTS_SHARE,
    FEATURE_PORTS_SHARE,
    FEATURE_INSIDE_SHARE,
    FEATURE_LOW_SHARE,
    FEATURE_ANSWERED_SHARE,
    FEATURE_KNOWN_ANSWERED_SHARE,
    FEATURE_RAW_SHARE,
    FEATURE_WORDLESS_SHARE,
    FEATURE_SHAPES,
    FEATURE_FAILURES,
    FEATURE_SILENT_SHARE,
    FEATURE_REFUSED_SHARE,
    FEATURE_STEPS_SHARE,
    FEATURE_STALE_SHARE,
    FEATURE_CORNERS,
    FEATURE_CORNERS_SHARE,
    FEATURE_PEERS,
    FEATURE_PEERS_SHARE,
    FEATURE_PEERS_HOSTS,
    FEATURE_PEERS_NETS,
    FEATURE_PEERS_AGAIN,
    FEATURE_PEERS_ANSWERED,
    FEATURE_REST_FAILURES,
    FEATURE_MARKS,
    FEATURE_HOURS,
    FEATURE_MINUTES,
    FEATURE_EXPLAINED_SHARE,
    FEATURE_NEAR_SHARE,
    FEATURE_SAME_SPORT_SHARE,
    FEATURE_UNKNOWN_SHARE,
    FEATURE_EMPTY_SHARE,
    FEATURE_HIGH_SHARE,
    FEATURE_PER_SECOND,
    FEATURE_TRACE_SHARE,
    FEATURE_HOME_FAILURES,
    FEATURE_SELF_SHARE,
    FEATURE_DISPLAYS_SHARE,
    FEATURE_UNWRITTEN_SHARE,
    FEATURE_SERVICE_SPORT_SHARE,
    FEATURE_COMPLETED_SHARE,
    FEATURE_RESETS,
};

struct role_row {
    const char *name;
    const char *why;     /* learnt, suggested: msgid, with tries, targets and the source */
    uint32_t techniques; /* bits; 0 = any */
    uint8_t flags, n_ports, n_limits;
    uint16_t ports[8]; /* these only; n_ports 0 = any */
    struct {
        uint8_t feature;
        bool at_least; /* else at most */
        uint16_t value;
    } limits[10];
};

extern const struct role_row role_rows[];
extern const unsigned role_rows_count;

/* What can be declared, ended by NULL. */
extern const char *const role_words[];
