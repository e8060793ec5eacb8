/* What a run asks: doors from a list first, then the ports of whole networks; from the command line, or from
 * the journal of a run that is resumed. */
#pragma once

#include "cmd/scanopts.h"
#include "scan/journal.h"
#include "scan/pairs.h"

struct plan {
    struct targets *wanted;  /* owned: all addresses that are to be asked anything */
    struct targets *product; /* owned: those whose `ports` are asked; NULL = none */
    struct ports ports;
    struct pairs doors; /* asked first; count 0 = none */
    /* Addresses of `wanted` that are not asked: not on their link, behind a silent gateway, or nothing is
     * known of them, since this machine could not ask for them or their gateway, and the errno that says
     * why. */
    uint64_t absent, cut_off, unsent;
    int unsent_error;
};

/* From the options; protocols = 1 << PROTO_TCP | …: those that the techniques ask; words = what to take as
 * targets, NULL = only the doors of --targets-from. 0 or an exit status after the reason was said. */
int plan_make(struct plan *p, const struct scanopts *o, uint32_t protocols, const struct opt_list *words,
              bool self);
void plan_fini(struct plan *p);

/* Leaves out what cannot be reached; takes `reached` over. 0 or -ENOMEM. */
int plan_reach(struct plan *p, struct targets *reached);

/* `product` instead of what the plan had, a part of that; takes it over. */
void plan_narrow(struct plan *p, struct targets *product);

/* Only part `shard` (0 …) of `shards` about equal parts of the addresses, in their order; no doors of a list.
 * 0 or -ENOMEM. */
int plan_share(struct plan *p, uint32_t shard, uint32_t shards);

/* More targets, whose ports are asked too; `more` stays the caller's. 0 or -ENOMEM. */
int plan_extend(struct plan *p, const struct targets *more);

/* New sets: what is in either, what is in both, what is in a alone. By their ranges, so that size costs
 * nothing. NULL when memory is out. */
struct targets *plan_united(const struct targets *a, const struct targets *b);
struct targets *plan_common(const struct targets *a, const struct targets *b);
struct targets *plan_without(const struct targets *a, const struct targets *b);

/* Is this address asked anything? */
bool plan_asks(const struct plan *p, const struct addr *a);
/* Doors that are asked: address, port and protocol. */
uint64_t plan_questions(const struct plan *p);

/* What was found out before the plan stood: a run that is resumed does not find it out again. */
struct plan_found {
    struct targets *up, *doubtful, *called, *crowd,
        *unsent; /* who (discovery.h, lookout.h, run.h); `up` NULL = no hosts were looked for */
    uint64_t silent, devices, crowded;
    uint64_t probes, replies, retries;
};

/* Says both to the journal, and reads them back, up to JOURNAL_READY; the sets read are the caller's. 0;
 * -ENOMEM; -EINVAL when it is damaged or ends too early. */
void plan_write(const struct plan *p, const struct plan_found *f, struct journal *j);
int plan_read(struct plan *p, struct plan_found *f, struct journal_reader *r);
