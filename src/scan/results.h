/* From the state of a block to records. */
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

/* Who tells a block. */
struct results {
    const struct scan_conf *conf; /* borrowed, like the block */
    const struct block *block;
    struct addr (*host_at)(const void *ctx, uint64_t i); /* the address of host i of the block */
    const void *ctx;
    bool failed; /* questions could not be sent: silence that was asked but once, of twice, is no verdict */
    struct host_ports *room; /* owned: one host's ports */
};

/* Fills `room`; the rest is the caller's to set. 0 or -ENOMEM. */
int results_init(struct results *r);
void results_fini(struct results *r);

/* Puts the records of every host of the block that has none yet into conf->sink; open ports were put when
 * they were found. 0 or the sink's error. */
int results_put(const struct results *r, enum results_silence silence, struct results_counts *counts);

/* It will be told soon: asks for the memory where what is known of it lies. */
void results_soon(const struct results *r, uint64_t host);

/* Puts those of one whose doors have all answered, while its block is still being asked; the caller marks it
 * as told. For scans that tell their hosts themselves (no conf->hosts, no mix). 0 or the sink's error. */
int results_put_host(const struct results *r, uint64_t host, struct results_counts *counts);
