/* What came from outside, where somebody always scans, in few lines: a line for each of the most telling
 * alerts, some of each sort, and for all together what was sought most and with which tools. */
#pragma once

#include "model/record.h"

#include "base/buf.h"

#include <stdint.h>

enum {
    DIGEST_LINES = 8, /* with a heading and what is left out: ten a day */
    DIGEST_TOOLS = 12,
    DIGEST_PORTS = 2 * 65536, /* UDP after TCP */
};

/* What is read first. Whoever goes where only a scanner could have sent him is nobody's everyday noise; a
 * plan of many and a port that is sought of a sudden are news; single scans there are each day. */
enum digest_sort {
    DIGEST_VISIT,
    DIGEST_PLAN,
    DIGEST_SURGE,
    DIGEST_SCAN,
    DIGEST_OLD, /* of whatever kind, told on a day before, and it goes on */
    DIGEST_SORTS
};

struct digest_line {
    double score;
    char *text; /* owned */
};

struct digest {
    struct digest_line line[DIGEST_SORTS][DIGEST_LINES]; /* by falling score */
    unsigned lines[DIGEST_SORTS];
    uint64_t alerts, scans, begun; /* scans: without visits and surges; begun: not old */
    uint32_t *sought;              /* how many scans asked there; owned, NULL until one did */
    struct {
        char name[16];
        uint64_t scans;
    } tool[DIGEST_TOOLS];
};

enum digest_sort digest_sort(const struct record_alert *a);

/* Counts an alert. True: it is worth a line, which digest_keep() takes. */
bool digest_note(struct digest *d, const struct record_alert *a);
/* `text` is the line without its end, owned from then on; NULL (memory is out): a line less. */
void digest_keep(struct digest *d, const struct record_alert *a, char *text);

/* "; 12 of them new; most at 23/tcp (340), 22/tcp (210); masscan 611, nmap 24", or nothing. */
void digest_summary(const struct digest *d, struct buf *b);
/* The lines, in the order of reading: borrowed. Returns how many. */
unsigned digest_read(const struct digest *d, const char *ret[DIGEST_LINES]);
/* The lines, what there is besides, and all is empty again. */
void digest_lines(struct digest *d, struct buf *b);
void digest_fini(struct digest *d);
