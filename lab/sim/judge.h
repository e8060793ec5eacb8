/* Compares what a scan said with the truth of the simulated network. A sink: records in, figures out. */
#pragma once

#include "model/sink.h"
#include "scan/ports.h"
#include "scan/targets.h"
#include "scan/tech.h"
#include "sim/sim.h"

struct judge_figures {
    uint64_t open_true, found, missed,
        invented;      /* doors: in truth, found and true, not found, found but not open */
    uint64_t limited;  /* not-open ports of which it was said that silence proves nothing */
    uint64_t wrong;    /* `port` and `rest` records whose state is not the true one (open excluded) */
    uint64_t phantoms; /* open doors reported that nothing stands behind (tarpits) */
    uint64_t records;
    uint64_t twice;                                                 /* open doors reported more than once */
    uint64_t hosts_twice;                                           /* hosts closed more than once */
    uint64_t hosts_true, hosts_found, hosts_missed, hosts_invented; /* living hosts among the targets */
    uint64_t verdicts,
        verdicts_hash; /* (address, port, state), every `rest` spelt out: how many, and a sum over them that does not
                                         depend on their order */
    /* the same of who gave them: address, port, sender, reason_addr, ttl; of verdicts but open */
    uint64_t speakers_hash;
};

struct judge {
    struct sink sink;      /* put here */
    const struct sim *sim; /* borrowed */
    enum proto proto;
    const struct tech *tech; /* the truth is what a SYN scan sees: others see it their way. NULL = as it is */
    struct judge_figures figures;
    struct judge_door {
        struct addr addr;
        uint16_t port;
    } * door, *host; /* owned: as reported; a host's port is 1 when it was said to be up */
    size_t doors, hosts;
};

/* Compares doors of this protocol. */
void judge_init(struct judge *j, const struct sim *sim, enum proto proto);
/* Forgets everything: the scan begins again. */
void judge_reset(struct judge *j);
void judge_fini(struct judge *j);
/* Fills in found, missed and twice, for the doors of these targets; `asked` says whether a door was. */
void judge_compare(struct judge *j, bool (*asked)(const void *ctx, const struct addr *a, uint16_t port),
                   const void *ctx);
/* The figures of hosts, for those of `asked` (NULL = none). After judge_compare(). */
void judge_hosts(struct judge *j, const struct targets *asked);
