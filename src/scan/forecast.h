/* How far a scan is, and how long it still takes: what a person looks at. Probes are forecast round by round
 * from the share of targets that answer and the loss measured so far: who is dead is asked in every round,
 * who is alive but was lost is asked again with the chance of loss to the power of the rounds before. */
#pragma once

#include "base/nsec.h"

struct scan;

struct forecast {
    double done; /* 0 … 1; only ever grows */
    nsec eta;    /* -1 = not known */
    nsec updated;
};

/* Looks again, if the last time is long enough ago. */
void forecast_update(struct scan *s);
