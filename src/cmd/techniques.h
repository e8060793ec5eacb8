/* Which techniques a run uses: from options and privilege to rows of scan/tech.h, in the order in which they
 * are run (one scan of all targets each, engines.h). */
#pragma once

#include "base/buf.h"
#include "cmd/scanopts.h"
#include "scan/tech.h"

#define TECHNIQUES_MAX 16

struct techniques {
    const struct tech *item[TECHNIQUES_MAX];
    struct tech own[TECHNIQUES_MAX]; /* rows with --scanflags' flags instead of their own */
    uint8_t flags;
    unsigned count;
    bool frames, dialled; /* some of them need packets of our own; connections through the kernel */
    uint32_t hears;       /* FILTER_*: what answers them */
    uint32_t protocols;   /* 1 << PROTO_TCP | … */
    const struct tech *instead_of[TECHNIQUES_MAX]; /* what item[i] stands in for; NULL = it was asked for */
};

/* raw: packets of our own are allowed. 0 or an exit status after the reason was said. */
int techniques_choose(struct techniques *t, const struct scanopts *o, bool raw);

/* The option bits (scanopts.h) of techniques by their names, "syn,udp": those of a run that is resumed. */
uint32_t techniques_bits(const char *names);

/* Their names, "syn,udp". */
void techniques_names(const struct techniques *t, struct buf *out);
