/* `watch --top`: the watch on a terminal of its own, drawn anew each second: who is suspect, what they do,
 * alerts as they come. Plain VT sequences, no library: one page, no input but q. The terminal is as it was
 * before however it ends, but by SIGKILL. */
#pragma once

#include "cmd/watchpage.h"
#include "model/sink.h"
#include "watch/source.h"

struct watchtop {
    struct sink sink; /* put here; goes on to `to` */
    struct sink *to;
    const struct watch *w; /* borrowed */
    const struct source_stats *seen;
    const uint64_t *told;
    const char *what; /* borrowed */
    size_t memory_limit;
    nsec begun, drawn, rated;
    unsigned rows, columns;
    bool on, quit, bright;
    uint64_t packets, contacts; /* at the last look */
    double packets_rate, contacts_rate;
    struct watch_suspect suspect[PAGE_SUSPECTS], before[PAGE_SUSPECTS];
    unsigned suspects, befores;
    double rate[PAGE_SUSPECTS];
    char news[PAGE_ALERTS][PAGE_LINE]; /* a ring */
    unsigned newses, oldest;
};

/* Whether there is a terminal for it: 0, or an exit status after the reason was said. */
int watchtop_possible(void);
/* Takes the terminal over. `w`, `seen`, `told` (by severity) and `what` are borrowed until watchtop_end().
 * `to` gets every record, too. */
void watchtop_begin(struct watchtop *t, const struct watch *w, const struct source_stats *seen,
                    const uint64_t *told, const char *what, size_t memory_limit, struct sink *to);
/* Hears keys; draws when it is time. True: q was pressed. */
bool watchtop_turn(struct watchtop *t, struct watch *w, nsec now, nsec_wall wall);
/* Gives the terminal back, and says what was said meanwhile. */
void watchtop_end(struct watchtop *t);
