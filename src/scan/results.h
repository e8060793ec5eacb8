/* From the state of a finished block to records. */
#pragma once

#include "scan/block.h"
#include "scan/scan.h"

/* Classes of not-open ports with more members than this become one `rest`. */
#define RESULTS_SINGLE_MAX 16
/* Silent hosts are named one by one in scans of at most so many hosts; above they are only counted. */
#define RESULTS_NAMED_MAX 256

struct results_counts {
    uint64_t hosts_up, hosts_silent, unasked, limited;
};

/* What silence is worth at the end. */
enum results_silence {
    RESULTS_PROVED,   /* the technique's verdict of silence */
    RESULTS_RATIONED, /* hosts that also sent RSTs may have more: `limited` there */
    RESULTS_WITNESSED, /* hosts that refused others may have more, except where silence was proved (ration.h) */
    RESULTS_CUT_SHORT, /* the scan ended early: silence asked fewer than three times, the last perhaps just now, is no verdict */
    RESULTS_CUT_EARLY, /* it ended before all had been asked three times: no silence is a verdict */
};

/* Puts the records of every host of the block into conf->sink; open ports were put when they were found. 0 or the sink's error.
 * `host_at(ctx, i)` is the address of host i of the block. */
int results_put(const struct scan_conf *conf, const struct block *b, enum results_silence silence,
                struct addr (*host_at)(const void *ctx, uint64_t i), const void *ctx,
                struct results_counts *counts);
