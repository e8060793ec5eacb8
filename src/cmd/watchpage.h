/* The page of `watch --top`: numbers and texts in, lines for a terminal of any size out. Pure; what strangers
 * chose is escaped, and no line is wider than the terminal, whatever it is written in. */
#pragma once

#include "base/buf.h"
#include "watch/watch.h"

enum { PAGE_SUSPECTS = 100, PAGE_ALERTS = 100, PAGE_LINE = 600 };

struct page {
    const char *what; /* that is watched */
    nsec up;
    bool bright; /* colours and bold */
    double packets_rate, contacts_rate;
    uint64_t packets, lost, undecoded;
    struct watch_stats stats;
    size_t memory_limit;
    uint64_t told[WATCH_CRITICAL + 1];
    const struct watch_suspect *suspect; /* by falling score */
    const double *suspect_rate;          /* tries a second of each */
    unsigned suspects;
    nsec_wall now;
    const char *const *news; /* alerts and other sayings, the latest last; escaped here */
    unsigned newses;
};

/* All `rows` lines of `columns` each, with what moves the cursor and clears: begins at home, leaves nothing
 * of what was there before. */
void watchpage_draw(struct buf *to, const struct page *p, unsigned rows, unsigned columns);
