/* The ledgers, for the files that make them up: ledger.c (what is put into them), ledgerroom.c (who has one, who
 * gives way), ledgerfind.c (which one is whose), ledgersave.c (what is saved of them). */
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
/* A ledger for somebody new: a fresh one, one given up, or that of somebody who deserves it less. NULL: there is
 * none. */
struct ledger *ledgers_take(struct ledgers *l, const struct asker *for_whom, enum zone zone);

/* The line of a suspect; NULL: it has none. */
static inline struct asker *ledgers_asker(const struct ledgers *l, const struct addr *a)
{
    return askers_find(l->askers, a, askers_hash(l->askers, a));
}

/* Only an answer tells of it. */
static inline bool ledgers_is_hearsay(const struct contact *c)
{
    return c->stage == CONTACT_IMPLIED;
}

/* Among the ledgers of one suspect that of such contacts; NULL: it has none. */
static inline struct ledger *ledgers_in(const struct ledgers *l, const struct asker *s,
                                        const struct contact *c, bool everyday)
{
    for (uint32_t i = s->ledger; i != LEDGER_NONE; i = l->ledger[i].next)
        if (l->ledger[i].technique == c->technique && l->ledger[i].everyday == everyday &&
            l->ledger[i].authorised == c->authorised && l->ledger[i].stranger == c->stranger &&
            l->ledger[i].hearsay == ledgers_is_hearsay(c))
            return &l->ledger[i];
    return NULL;
}
