/* Who gave an answer, judged by its voice (voices.h): by its address, and by its distance beside that of the
 * host's open doors, which nobody but the host (or what stands before all of it) answers. Without an open
 * door to compare with, an answer in the target's name remains just that. */
#pragma once

#include "scan/voices.h"

struct speaker {
    struct addr from;   /* len 0 = the target's address */
    const char *sender; /* the record's word (model/record.h); NULL = not known */
    uint64_t ttl;       /* RECORD_NO_U64 = not known */
};

/* How a host speaks. */
struct accent {
    const struct voices *voices;
    uint64_t host;
    uint64_t distances[4]; /* bit n: open doors answer from n routers away */
    bool any;
};

/* One of its open doors speaks so. */
void speaker_of_open(struct accent *c, struct voice v);

/* NULL: nothing is known. */
struct speaker speaker_of(const struct accent *c, const struct voice *v);

/* The same address and the same word; the TTL may be another, by another path. */
bool speaker_is_same(const struct speaker *a, const struct speaker *b);
