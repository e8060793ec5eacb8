/* The findings of a run, collected until its end: for outputs that begin with a sum, or go host by host. */
#pragma once

#include "model/record.h"
#include "model/sink.h"
#include "report/levels.h"
#include "report/out.h"
#include "report/report.h"

/* Findings of one id. */
struct gather_kind {
    const struct record_finding *const *item; /* in the order of gathered.finding */
    size_t count, hosts;
    unsigned level; /* the worst */
};

struct gathered {
    const struct report_conf *conf;
    const struct record_run *run; /* NULL = there was none */
    const struct record_end *end; /* NULL = the run broke off */
    const struct record_finding *const
        *finding; /* by host; of a host in the order in which they came, which is the worst first */
    size_t count;
    const struct gather_kind *kind; /* the worst first; of the same level that with the most findings */
    size_t kinds;
    uint64_t level[LEVELS]; /* findings of each */
    uint64_t left_out;      /* that found no room in conf->max_bytes */
};

/* A sink that lets `write` append to the output, once: at the run's end, or when it is closed before. It owns
 * `o`, borrows what conf points at. NULL when memory is out; then `o` is still the caller's. */
struct sink *gather_new(struct out *o, const struct report_conf *conf,
                        void (*write)(struct buf *b, const struct gathered *all));
/* How many findings from number `first` on belong to the same host. */
size_t gather_host(const struct gathered *all, size_t first);
/* What it comes to, in a sentence in the user's language. */
const char *gather_verdict(const struct gathered *all);
/* Why it is not all, an English word of words_why() or "" where nobody knows; NULL when it is. */
const char *gather_gap(const struct gathered *all);
