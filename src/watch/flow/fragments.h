/* First fragments that are too short for TCP's flags (RFC 1858 3: "tiny"): no stack makes them, programs do that want
 * filters to miss what they ask. They wait here for the next one, which has the flags. A ring of a fixed size, one
 * thread. */
#pragma once

#include "watch/sight.h"

#define FRAGMENTS_FOR NSEC_SEC /* they are sent together */

struct fragment {
    struct sight sight;
    uint64_t key; /* flows_key() of the first */
    bool waits;
};

struct fragments {
    struct fragment ring[32];
    unsigned in, out; /* of those that came in, the ones from `out` on */
};

/* Whether it is the first one, and hides its flags; whether it is the next, and has them. */
bool fragments_hides(const struct sight *s);
bool fragments_has_rest(const struct sight *s);

/* Keeps a copy. True: another one had to make room, *ret. */
bool fragments_put(struct fragments *f, const struct sight *s, uint64_t key, struct fragment *ret);
/* *ret is the one that goes with this rest, its flags and window filled in. False: there is none. */
bool fragments_join(struct fragments *f, const struct sight *rest, struct fragment *ret);
/* The next of those whose rest did not come until `now` (NSEC_NEVER: all). False: there is none. */
bool fragments_due(struct fragments *f, nsec_wall now, struct fragment *ret);
