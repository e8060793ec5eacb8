/* What the responder counts, a copy for each CPU; read by responder.c. */
#pragma once

#include <linux/types.h>

enum { COUNTS_SLOT_NS = 10 * 1000 * 1000, COUNTS_SLOTS = 8192 };

struct counts {
    __u64 frames; /* all that arrived */
    __u64 syn;    /* questions at doors, any of the three kinds */
    __u64 open, closed, silent;
    __u64 reset;     /* RSTs: the asking machine's kernel wants nothing of the answers */
    __u64 neighbour; /* ARP answered */
    __u64 other;
    __u64 first, last; /* boot time in ns of the first and last SYN; 0 = none */
};
