#include "scan/forecast.h"

#include "scan/enough.h"
#include "scan/priv_scan.h"

#include <math.h>

#define EVERY           (20 * NSEC_MS)
#define SILENT_AT_FIRST 0.5 /* of the targets, while nothing is known */

/* What is expected of the block under way. */
struct outlook {
    double lost;        /* chance of a question, or its answer, to be lost */
    double asked;       /* share of the block that round 1 asked, and whose answers are here */
    double alive, dead; /* targets that answer, and that never do */
    double left;        /* probes */
    uint32_t rounds;    /* in all */
};

static struct outlook look_at_targets(const struct scan *s)
{
    double slots = (double)s->block.slots, answered = slots - (double)s->block.silent, upper;
    struct outlook o = {.asked = 1};
    if (!loss_estimate(&s->loss, &o.lost, &upper))
        o.lost = 0.01;
    o.lost = fmin(o.lost, 0.9);
    double heard = 1 - pow(o.lost, (double)s->round - 1); /* share of those alive that earlier rounds heard */
    if (s->round == 1) {
        double under_way = s->pace.rate * 1e-9 * (double)rtt_quantile(&s->rtt, 0.5);
        double asked = fmax(0, (double)s->at - under_way);
        o.asked = asked / slots;
        heard = o.asked * (1 - o.lost);
        if (asked < 100)
            answered = (1 - SILENT_AT_FIRST) * slots * heard;
    }
    o.alive = heard > 0 ? fmin(answered / heard, slots) : (1 - SILENT_AT_FIRST) * slots;
    o.dead = slots - o.alive;
    return o;
}

static double silent_after(const struct outlook *o, uint32_t rounds)
{
    return o->dead + o->alive * pow(o->lost, rounds);
}

static void count_rounds(const struct scan *s, struct outlook *o)
{
    double scale = 1 / fmax(o->asked, 0.001), answered = (double)s->stats.answered * scale,
           open = (double)s->stats.open * scale;
    o->rounds = s->round;
    while (!enough_after(s, o->rounds, silent_after(o, o->rounds), answered, open))
        o->rounds++;
}

static struct outlook look(const struct scan *s)
{
    struct outlook o = look_at_targets(s);
    double share = s->block.slots ? (double)s->at / (double)s->block.slots : 1;
    count_rounds(s, &o);
    o.left = s->round == 1 ? (double)(s->block.slots - s->at) : (double)s->block.silent * (1 - share);
    for (uint32_t k = s->round; k < o.rounds; k++)
        o.left += silent_after(&o, k);
    return o;
}

static nsec duration(double seconds)
{
    return seconds < 1e9 ? (nsec)(seconds * 1e9) : -1;
}

void forecast_update(struct scan *s)
{
    struct forecast *f = &s->forecast;
    if (s->now - f->updated < EVERY && f->updated)
        return;
    f->updated = s->now;
    struct outlook o = look(s);
    double asked = (double)(s->stats.probes - s->stats.sentinels),
           overhead = asked > 0 ? (double)s->stats.probes / asked : 1;
    double begun = (double)(s->blocks_done_targets + s->block.slots),
           later = (double)s->stats.targets - begun;
    double each = (asked + o.left) / fmax(1, begun), all = asked + o.left + later * each;
    double rate = s->pace.used > 0 ? s->pace.used : s->pace.rate;
    double waits = (double)(o.rounds - s->round + 1) + o.rounds * later / fmax(1, (double)s->block.slots);
    f->done = fmax(f->done, fmin(0.999, asked / fmax(1, all)));
    if (s->phase == PHASE_PROVING) { /* each host in its own rhythm: the slowest tells */
        nsec rest = ration_left(&s->ration), limit = s->proof_until - s->now;
        f->eta = rest < 0 || rest > limit ? (s->proof_until == NSEC_NEVER ? -1 : limit) : rest;
        return;
    }
    f->eta = s->proving || s->now - s->started < NSEC_SEC / 5
                 ? -1
                 : duration((all - asked) * overhead / rate + waits * (double)scan_patience(s) * 1e-9);
}
