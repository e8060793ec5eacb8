/* The textbook's pacer (Chiu and Jain 1989; RFC 5681 without its windows), for comparison with
 * src/scan/pace.c, in whose place it is linked: additive increase, half the rate on loss. It hears the same
 * reports about the same sentinels.
 *
 * AIMD_TOLERATED is the share of sentinels that may be lost in a report without being called loss: 0 is the
 * textbook, and something has to be tolerated where a radio link loses at any rate. */
#include "scan/pace.h"

#include <math.h>

#define STEP 500 /* probes/s more with each good report */

void pace_init(struct pace *p, const struct pace_conf *conf, nsec now)
{
    *p = (struct pace){.conf = *conf, .rate = conf->start, .credit = 1, .credited = now};
    pace_restart(p, now);
}

void pace_restart(struct pace *p, nsec now)
{
    p->slow_start = true;
    p->changed = now;
    p->limit = PACE_STARTING;
}

uint32_t pace_allow(struct pace *p, nsec now)
{
    if (now > p->credited) {
        double most = fmax(2, p->rate * (p->rate > 50e3 ? 4e-3 : 1e-3));
        p->credit = fmin(most, p->credit + p->rate * (double)(now - p->credited) * 1e-9);
        p->credited = now;
    }
    return p->credit >= 1 ? (uint32_t)p->credit : 0;
}

void pace_sent(struct pace *p, uint32_t n)
{
    p->credit -= n;
}

nsec pace_wake(const struct pace *p, nsec now)
{
    double missing = fmax(1, p->rate * 0.5e-3) - p->credit;
    return missing <= 0 ? now : p->credited + (nsec)(missing / p->rate * 1e9) + 1;
}

void pace_learn(struct pace *p, const struct pace_report *r, nsec now)
{
    if (r->from < p->changed)
        return;
    bool lost = r->drops || r->asked - r->heard > AIMD_TOLERATED * r->asked;
    if (lost) {
        p->slow_start = false;
        p->rate /= 2;
        p->limit = r->drops ? PACE_RECEIVER : PACE_PATH;
    } else if (r->asked >= 8 || p->rate < p->conf.blind) {
        p->rate += p->slow_start ? p->rate : STEP;
    }
    p->rate = fmin(fmax(p->rate, p->conf.min), p->conf.max);
    p->changed = now;
}

const char *pace_limit_word(enum pace_limit l)
{
    return l == PACE_PATH ? "path" : l == PACE_RECEIVER ? "receiver" : NULL;
}
