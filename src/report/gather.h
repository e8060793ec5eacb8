/* The findings of a run, collected until its end: for outputs that begin with a sum, or go host by host. */
#pragma once

#include "model/record.h"
#include "model/sink.h"
#include "report/levels.h"
#include "report/out.h"
#include "report/report.h"

struct gathered {
    const struct report_conf *conf;
    const struct record_run *run; /* NULL = there was none */
    const struct record_end *end; /* NULL = the run broke off */
    const struct record_finding *const
        *finding; /* by host; of a host in the order in which they came, which is the worst first */
    size_t count;
    uint64_t level[LEVELS]; /* findings of each */
    uint64_t left_out;      /* that found no room in conf->max_bytes */
};

/* A sink that lets `write` append to the output, once: at the run's end, or when it is closed before. It owns `o`, borrows what conf
 * points at. NULL when memory is out; then `o` is still the caller's. */
struct sink *gather_new(struct out *o, const struct report_conf *conf,
                        void (*write)(struct buf *b, const struct gathered *all));
/* How many findings from number `first` on belong to the same host. */
size_t gather_host(const struct gathered *all, size_t first);
/* All findings by their id, of an id in the order of `all`, into a list with room for all->count. */
void gather_by_id(const struct gathered *all, const struct record_finding **ret);
