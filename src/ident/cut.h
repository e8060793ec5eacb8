/* What a reader makes of an answer: parts for the signatures, and facts that the protocol itself states. */
#pragma once

#include "base/bytes.h"
#include "ident/found.h"
#include "ident/match.h"
#include "ident/part.h"

#define CUT_PARTS   48
#define CUT_SCRATCH 8192

struct cut_part {
    enum part_kind kind;
    const uint8_t *data; /* borrowed from the answer or from scratch */
    size_t len;
};

struct cut {
    struct cut_part part[CUT_PARTS];
    uint32_t count, refused; /* parts kept; parts that found no room */
    bool more;               /* by the protocol's own rules this answer is not yet whole */
    bool unfinished;         /* a short rest is still to come, by a length that was told */
    bool ours;               /* the bytes are what we sent: nothing in them speaks for the service */
    struct found found;      /* stated by the protocol: name and, where it says so, more */
    uint8_t scratch[CUT_SCRATCH];
    size_t used;
};

void cut_init(struct cut *c);

/* Adds a part; empty ones are left out. cut_part borrows, cut_copy keeps the bytes in scratch. */
void cut_part(struct cut *c, enum part_kind kind, const void *data, size_t len);
void cut_copy(struct cut *c, enum part_kind kind, const void *data, size_t len);
void cut_printf(struct cut *c, enum part_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The reader is sure of the protocol: name, id "read:NAME", confidence. Always returns true, for the reader's
 * return. */
bool cut_name(struct cut *c, const char *name, double confidence);
/* Appends to found.info, "; " between. */
void cut_info(struct cut *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
