/* Who came first to a port today: the evidence of a surge (surge.h). Bounded: ports that fewest came to give
 * way. */
#pragma once

#include "base/hash.h"
#include "state/region.h"
#include "watch/ledger/ledger.h"

struct caller {
    struct event event; /* the address that it asked, and what came of it */
    struct addr src;
};

struct callers;

/* Room for `ports`. NULL when memory is out. */
struct callers *callers_new(unsigned ports, struct hash_key key);
void callers_free(struct callers *s);
size_t callers_memory(const struct callers *s);
/* c->src comes to this port (65536 and above: UDP) for the first time on that day, as the n-th of all. Whose
 * first is not known any more has none. */
void callers_note(struct callers *s, unsigned port, int64_t day, uint32_t n, const struct contact *c);
/* What became of it. */
void callers_resolve(struct callers *s, unsigned port, const struct contact *c);
/* The first ones of that day; returns how many. */
unsigned callers_get(const struct callers *s, unsigned port, int64_t day, struct caller out[LEDGER_EVENTS]);
struct region callers_region(struct callers *s);
