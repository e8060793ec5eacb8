/* What are they after? Sources a day at each port, against that port's own history: more than the median and
 * two interquartile ranges, three times the median and fifteen sources. On a firewall's log of two weeks that
 * speaks four times, of all ports. */
#pragma once

#include "base/hash.h"
#include "state/region.h"
#include "watch/contact.h"
#include "watch/detect/callers.h"

struct surge {
    uint8_t technique; /* TECHNIQUE_SYN or TECHNIQUE_UDP */
    uint16_t port;
    uint32_t sources, usual;            /* that day; median of the days before */
    nsec_wall day;                      /* its beginning */
    struct caller first[LEDGER_EVENTS]; /* who came first */
    unsigned n_first;
};

#define SURGES_A_DAY 16 /* are told at most */

struct surges;

/* History of `days`, 5 … 28; 256 KiB each. */
struct surges *surges_new(unsigned days, struct hash_key key);
void surges_free(struct surges *s);

/* Brings near what the next function asks, of TCP. */
void surges_prefetch(const struct surges *s, const struct addr *src, uint8_t technique, uint16_t port);
/* A source asks at a port. At the first contact of a new day, surges of the day before come out: up to
 * cap. */
unsigned surges_note(struct surges *s, const struct contact *c, struct surge out[], unsigned cap);
/* What became of it. */
void surges_resolve(struct surges *s, const struct contact *c);
/* The same without a contact, when `day` (since 1970) has begun. */
unsigned surges_day(struct surges *s, int64_t day, struct surge out[], unsigned cap);
/* The last day, as far as it went. */
unsigned surges_end(struct surges *s, struct surge out[], unsigned cap);
size_t surges_memory(const struct surges *s);
/* The history, and who came today; who came first. */
#define SURGES_REGIONS 2
void surges_regions(struct surges *s, struct region out[SURGES_REGIONS]);
