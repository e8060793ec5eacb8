/* The ledgers, for the files that make them up: ledger.c (who has one, who gives way), ledgersave.c (what is
 * saved of them). */
#pragma once

#include "watch/filter.h"
#include "watch/ledger/asker.h"
#include "watch/ledger/ledger.h"

struct ledgers {
    struct mix_key key;
    struct askers *askers;
    struct ledger *ledger;
    uint32_t max, fresh, free; /* ledgers: never used yet, list of given up */
    uint32_t hand;             /* where to look for a ledger that may go */
    uint32_t inside;           /* ledgers of those at home */
    struct filter seen;        /* who asked where */
    struct filter gone;        /* suspects that gave way */
    bool refused;              /* somebody got no ledger since ledgers_refused() was asked */
    struct budget budget;
    struct ledgers_stats stats;
};

/* A line for a suspect that has none (h: askers_hash() of its address); the lowest of its bucket gives way.
 * Never NULL. */
struct asker *ledgers_enter(struct ledgers *l, const struct addr *a, uint64_t h);
