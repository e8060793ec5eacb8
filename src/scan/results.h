/* From the state of a finished block to records. */
#pragma once

#include "scan/block.h"
#include "scan/scan.h"

/* Classes of not-open ports with more members than this become one `rest`. */
#define RESULTS_SINGLE_MAX 16
/* Silent hosts are named one by one in scans of at most so many hosts; above they are only counted. */
#define RESULTS_NAMED_MAX 256

struct results_counts {
    uint64_t hosts_up, hosts_silent, unasked;
};

/* Puts the records of every host of the block into conf->sink; open ports were put when they were found. `finished` = silence
 * has been proved; else silent targets asked fewer than twice count as unasked. 0 or the sink's error. `host_at(ctx, i)` is the
 * address of host i of the block. */
int results_put(const struct scan_conf *conf, const struct block *b, bool finished,
                struct addr (*host_at)(const void *ctx, uint64_t i), const void *ctx,
                struct results_counts *counts);
