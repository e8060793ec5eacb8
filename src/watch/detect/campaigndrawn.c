/* Plans whose sources draw their doors by chance, out of the same ones: as many for each, and of so many draws some are
 * the same, as chance has it (of P doors, n draws leave out P·e^(-n/P)). A crowd has the same few doors for all, so
 * that all together have hardly more than one of them has. */
#include "watch/detect/priv_campaign.h"

#include "watch/marks.h"

#include <math.h>

enum {
    SOURCES_LEAST = 16,
    PART_LEAST = 3, /* doors for each of them */
    PARTS = 16,     /* all of them have so many times as many as one */
    STEPS = 48,     /* halvings, from 2^48 doors down to one */
};

#define NEAR 0.15 /* what is counted is within 6.5 % (tally.h), and chance is what it is */

static double left_of(double pool, double draws)
{
    return pool * -expm1(-draws / pool);
}

/* Of how many doors so many draws leave that many different ones. */
static double pool_of(double draws, double doors)
{
    double least = doors, most = doors * 0x1p48;
    for (unsigned i = 0; i < STEPS; i++) {
        double middle = sqrt(least * most);
        *(left_of(middle, draws) < doors ? &least : &most) = middle;
    }
    return most;
}

/* Of a pool in which so many draws left `doors`, its own draws left as many as they should. */
static bool is_share(const struct group *g, double draws, double doors)
{
    double due = left_of(pool_of(draws, doors), g->c.sum), seen = tally_count(&g->targets);
    return seen <= due * (1 + NEAR) && seen >= due * (1 - NEAR);
}

bool campaign_is_drawn(struct campaigns *s, const uint32_t *at, unsigned n)
{
    uint32_t sources = 0;
    struct whole x = whole_of(s, at, n);
    uint64_t doors = tally_count(&x.doors);
    bool yes = whole_covers(&x);
    for (unsigned i = 0; i < n; i++) {
        const struct group *g = &s->group[at[i]];
        sources += g->c.sources;
        yes &= g->c.technique == TECHNIQUE_SYN && g->c.zone == ZONE_OUTSIDE && !group_is_mixed(g) &&
               g->shape >> MARKS_SHAPE_HEADER && is_share(g, x.sum, (double)doors);
    }
    whole_fini(s, &x);
    return yes && sources >= SOURCES_LEAST && x.sum >= PART_LEAST * sources &&
           doors * sources >= PARTS * (uint64_t)x.sum;
}
