/* A token bucket as the time at which it would be full again (the generic cell rate algorithm, ITU-T I.371):
 * whole nanoseconds, no drift, 8 bytes. A new one is full. */
#pragma once

#include "priv_script.h"

struct bucket {
    nsec full_at;
};

/* Takes a token if there is one. No limit (interval 0) always has. */
static inline bool bucket_take(struct bucket *b, const struct ration *r, nsec now)
{
    if (!r->interval)
        return true;
    if (b->full_at > now + r->interval * (nsec)(r->burst - 1))
        return false;
    b->full_at = nsec_max(b->full_at, now) + r->interval;
    return true;
}
