/* Where an address is: at home or outside. Declared networks decide; without them what RFC 1918 and its like say,
 * and the public addresses that the source itself calls its own. */
#pragma once

#include "watch/watch.h"

enum zone { ZONE_OUTSIDE, ZONE_INSIDE };

enum { PLACE_OWN_MAX = 256 };

struct places {
    struct watch_net *home; /* owned */
    unsigned homes;
    bool declared;
    struct addr own[PLACE_OWN_MAX]; /* learnt public ones */
    unsigned owns;
};

int places_init(struct places *p, const struct watch_net *home, unsigned homes);
void places_fini(struct places *p);
/* A source says that this address is ours. */
void places_learn(struct places *p, const struct addr *a);
enum zone places_of(const struct places *p, const struct addr *a);
