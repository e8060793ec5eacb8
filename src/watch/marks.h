/* Which tool made these packets: header formulas (data/watch/marks.tsv), counted per ledger. */
#pragma once

#include "watch/sight.h"

#define MARKS_TOOLS  26
#define MARKS_SHAPES 4
#define MARKS_SURE   0.8 /* of marks that systems do not leave by chance: data/watch/marks.tsv */

struct marks {
    uint32_t n;                   /* packets looked at */
    uint16_t hits[MARKS_TOOLS];   /* how many fit each tool's formula */
    uint32_t first_seq, last_seq; /* seq, or ack of ACK probes; of ICMP both its numbers */
    uint32_t key[2];              /* of the first, the address read as little- and as big-endian systems do */
    uint32_t ttls;                /* a bit for each of 28 … 59 that came */
    uint16_t last_sport;
    uint16_t systems; /* packets whose options are those of a system's SYN */
    uint16_t last_ipid;
    uint16_t retried;      /* doors asked again, from a port little above the last one's: marks_again() */
    uint8_t ttl, last_ttl; /* of the first, and of the last */
    uint8_t crafted;       /* packets, up to 255, that are known not to offer what SYNs of systems do */
    uint8_t shapes;        /* systems that asked, by their SYNs: */
    uint32_t shape[MARKS_SHAPES]; /* marks_shape() */
};

struct marks_verdict {
    const char *tool; /* NULL: no mark */
    double sure;      /* 0 … 1 */
    uint32_t fit, of; /* packets */
    const char *formula;
};

/* Takes a packet that asks. */
void marks_add(struct marks *m, const struct sight *s);
/* Takes one that asks where its sender asked before: nmap sends what stays silent again, and writes into the source
 * port which try it is (nmap/nmap: scan_engine_raw.cc). */
void marks_again(struct marks *m, const struct sight *s);
/* Adds up what several sources left, as if one had; of `m` only what marks_judge() reads stays meaningful. */
void marks_join(struct marks *m, const struct marks *more);
struct marks_verdict marks_judge(const struct marks *m, uint8_t technique);

/* Window, option order, length and origin TTL in one number: what packets of one program have in common. */
uint32_t marks_shape(const struct sight *s);
#define MARKS_SHAPE_HEADER                                                                                   \
    3 /* from this bit on, none is set where neither window nor options nor length are known */
/* Whether SYNs with these options, or of this shape, offer window scaling or SACK, as systems do; programs that write
 * their own mostly do not. */
bool marks_opts_of_system(uint64_t opts);
bool marks_of_system(uint32_t shape);
/* Whether SYNs of this shape are known to offer neither, or were made by zmap. */
bool marks_crafted(uint32_t shape);
/* The TTL that packets of this shape began with: 64, 128 or 255; 0 = not known. */
uint8_t marks_shape_ttl(uint32_t shape);
