/* Scans from outside that were raised and go on, while the account of their day is still to come: so many of them as
 * lines, the worst first, for who ends the watch before. */
#pragma once

#include "model/record.h"

#include "base/buf.h"

#include <stdint.h>

enum {
    PENDING_KEPT =
        1024,          /* as lines; of more the least are counted alone, and again when they are told again */
    PENDING_LINES = 10 /* are read */
};

struct pending {
    struct pending_one {
        char id[16];
        double score;
        char *text;      /* owned */
    } one[PENDING_KEPT]; /* by falling score */
    unsigned n;
    uint64_t more; /* that are not kept */
};

/* `a` goes on: `text`, the line without its end, is owned from then on, and stands for what it was told by before.
 * NULL: memory is out, a line less. */
void pending_put(struct pending *p, const struct record_alert *a, char *text);
/* It has ended. */
void pending_drop(struct pending *p, const char *id);
/* How many go on. */
uint64_t pending_count(const struct pending *p);
/* The lines, and how many there are besides. */
void pending_lines(const struct pending *p, struct buf *b);
void pending_fini(struct pending *p);
