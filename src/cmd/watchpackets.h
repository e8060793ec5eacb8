/* --pcap-out: the packets of alerts in a pcapng file, each with its alert's id as comment. Goes on with what
 * is in the file, and stops at a limit, which is said; whoever empties the file has room again. */
#pragma once

#include "base/buf.h"
#include "watch/watch.h"

#include <sys/types.h>

enum { WATCHPACKETS_LINKS = 8 };

struct watchpackets {
    int fd;           /* borrowed; -1 = nobody wants them */
    const char *path; /* borrowed */
    off_t size, limit;
    uint16_t link[WATCHPACKETS_LINKS]; /* of this section */
    unsigned links;
    bool begun, full, failing; /* begun: the section is written; full, failing: said so */
    uint64_t packets;
};

/* The file behind `fd` (open for writing, at `path`), which is empty or was written by us: what a kill left
 * of a block is cut off. `limit`: bytes. 0 or an exit status, said. */
int watchpackets_open(struct watchpackets *p, int fd, const char *path, off_t limit);
/* Writes those of the alert that is being put. Returns how many packets of it the file has: 0 after
 * an error, which is said once; the next alert is tried again. */
unsigned watchpackets_put(struct watchpackets *p, struct watch *w, const char *id, const char *kind);
