/* Counting distinct things in little memory: exact while they are few, then HyperLogLog (hosts) or a bitmap
 * (ports). What grows takes from a budget; without room it goes on counting what callers say is new. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct budget {
    size_t used, max;
    uint64_t refused;
};

void *budget_take(struct budget *b, size_t n); /* zeroed; NULL when there is no room */
void budget_give(struct budget *b, void *p, size_t n);

#define TALLY_SPARSE    12
#define TALLY_REGISTERS 256 /* 1.04 / sqrt(256) = 6.5 % error (Flajolet et al. 2007) */

struct tally {
    uint32_t n; /* exact up to TALLY_SPARSE, then the estimate is asked */
    uint32_t sparse[TALLY_SPARSE];
    uint8_t *registers;
};

/* Adds a hash (all 64 bits good). True when it changed anything: certainly new while exact, probably
 * after. */
bool tally_add(struct tally *t, uint64_t hash, struct budget *b);
/* How many different ones there were: exact up to TALLY_SPARSE, then within 6.5 %. */
uint32_t tally_count(const struct tally *t);
/* Makes `to` the union of both. False: no room, `to` is then incomplete. */
bool tally_merge(struct tally *to, const struct tally *from, struct budget *b);
void tally_fini(struct tally *t, struct budget *b);
/* For files: at most TALLY_PACKED bytes, returns how many; and back into a zeroed one: how many bytes were
 * its own, 0 = not one. */
size_t tally_pack(const struct tally *t, uint8_t *to);
size_t tally_unpack(struct tally *t, const uint8_t *from, size_t n, struct budget *b);

#define TALLY_PACKED (5 + TALLY_REGISTERS)

#define PORTSET_SPARSE 12
#define PORTSET_BYTES  8192
#define PORTSET_PACKED (5 + PORTSET_BYTES)

struct portset {
    uint32_t n; /* exact */
    uint16_t sparse[PORTSET_SPARSE];
    uint8_t *bits;
};

bool portset_add(struct portset *p, uint16_t port, struct budget *b); /* true: new */
/* Whether it is in. */
bool portset_has(const struct portset *p, uint16_t port);
/* The smallest one from `from` on; 65536 where there is none. */
uint32_t portset_next(const struct portset *p, uint32_t from);
/* How many are in, from `from` to before `end`, both multiples of 8 up to 65,536. */
uint32_t portset_between(const struct portset *p, uint32_t from, uint32_t end);
/* Adds all of `from`. */
void portset_merge(struct portset *to, const struct portset *from, struct budget *b);
/* Gives its memory back to the budget. */
void portset_fini(struct portset *p, struct budget *b);
/* For files: at most PORTSET_PACKED bytes, returns how many; and back into a zeroed one: how many bytes were
 * its own, 0 = not one. */
size_t portset_pack(const struct portset *p, uint8_t *to);
size_t portset_unpack(struct portset *p, const uint8_t *from, size_t n, struct budget *b);
/* "1-1024,3389" into out, at most cap bytes; what does not fit ends in ",…". Returns out. */
const char *portset_text(const struct portset *p, char *out, size_t cap);
