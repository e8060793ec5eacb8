/* Rules that are data: data/watch/ says them, tools/gen-watch.py makes these tables of it. */
#pragma once

#include "watch/contact.h"
#include "watch/marks.h"

#include "base/diag.h"

/* Facts of one packet that formulas are made of; data/watch/README.md has their meaning. */
enum mark_fact {
    FACT_SYN = 1 << 0,
    FACT_ID_54321 = 1 << 1,
    FACT_ID_XOR = 1 << 2,
    FACT_SEQ_IS_DST = 1 << 3,
    FACT_SEQ_HALVES = 1 << 4,
    FACT_SEQ_UNICORN = 1 << 5,
    FACT_SEQ_COUNTS = 1 << 6,
    FACT_SPORT_COUNTS = 1 << 7,
    FACT_NO_OPTS = 1 << 8,
    FACT_MSS_ONLY = 1 << 9,
    FACT_OPTS_WINDOWS = 1 << 10,
    FACT_WIN_1024 = 1 << 11,
    FACT_WIN_NMAP = 1 << 12,
    FACT_WIN_65535 = 1 << 13,
    FACT_WIN_512 = 1 << 14,
    FACT_WIN_64240 = 1 << 15,
    FACT_TTL_255 = 1 << 16,
    FACT_TTL_64 = 1 << 17,
    FACT_ID_0 = 1 << 18,
    FACT_SPORT_61000 = 1 << 19,
    FACT_DPORT_TELNET = 1 << 20,
    FACT_DPORT_40125 = 1 << 21,
    FACT_UDP = 1 << 22,
    FACT_STEALTH = 1 << 23,
    FACT_EMPTY = 1 << 24,
    FACT_ACK = 1 << 25,
    FACT_SEQ_0 = 1 << 26,
    FACT_OPTS_LINUX = 1 << 27,
    FACT_MAY_SPLIT = 1 << 28,
    FACT_OS_PROBE = 1 << 29,
    FACT_NO_SEQ = 1 << 30, /* or no id, so that no formula over both can be tried: logs, IPv6 */
};

struct mark_row {
    const char *tool;
    uint32_t needs; /* enum mark_fact */
    uint8_t least;  /* packets */
    uint8_t sure;   /* percent */
    const char *formula;
};

extern const struct mark_row mark_rows[];
extern const unsigned mark_rows_count;

enum role_flag {
    ROLE_LEARNT = 1,
    ROLE_DECLARED = 2,
    ROLE_INSIDE = 4,
    ROLE_SUGGESTED = 8, /* excuses nothing: what could be declared */
    ROLE_OUTSIDE = 32,
    ROLE_IPV6 = 64,
    ROLE_MOSTLY = 16, /* most of its doors are at one of the ports; else all are at these */
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
