#include "scan/loss.h"

#include <math.h>

#define SLICE_MIN   NSEC_MS
#define SLICE_MAX   (200 * NSEC_MS)
#define SLICE_ASKED 24   /* sentinels that make a slice worth judging */
#define DUE_MAX     64   /* sentinels that could not be asked in time are not all made up for */
#define FEW_OPEN    10   /* open doors that were asked: fewer tell nothing */
#define WITNESSES   12   /* closed doors that must be asked before the silence of others counts */
#define WITNESS_GAP 0.15 /* so much more than open doors lose, they may */

void loss_init(struct loss *l, uint64_t seed, nsec now)
{
    *l = (struct loss){.rng = rng_of(seed), .heard_until = NSEC_NEVER};
    l->slice[0].report.from = now;
}

void loss_answered(struct loss *l, enum loss_kind kind, const struct addr *a, uint16_t port, nsec rtt,
                   uint32_t round)
{
    struct loss_sample *s = &l->sample[kind];
    s->first += round == 1;
    s->second += round == 2;
    uint64_t place = s->offered++;
    if (place >= LOSS_SENTINELS)
        place = rng_below(&l->rng, s->offered);
    else
        s->doors++;
    if (place < LOSS_SENTINELS)
        s->door[place] = (struct loss_door){.addr = *a, .port = port, .rtt = rtt};
}

static struct loss_slice *now_slice(struct loss *l)
{
    return &l->slice[l->head % LOSS_SLICES];
}

static const struct loss_door *choose(struct loss *l, const struct loss_sample *s, bool settled)
{
    const struct loss_door *best = &s->door[rng_below(&l->rng, s->doors)];
    for (int i = 0; i < 3 && !settled; i++) {
        const struct loss_door *other = &s->door[rng_below(&l->rng, s->doors)];
        if ((uint64_t)other->rtt < (uint64_t)best->rtt) /* -1 = unknown is the farthest */
            best = other;
    }
    return best;
}

/* One of both kinds by chance, as far as manners allow. */
static enum loss_kind next_kind(struct loss *l)
{
    bool open = l->sample[LOSS_OPEN].allowed >= 1, closed = l->sample[LOSS_CLOSED].allowed >= 1;
    if (open && closed)
        return rng_u64(&l->rng) >> 63 ? LOSS_OPEN : LOSS_CLOSED;
    return open ? LOSS_OPEN : LOSS_CLOSED;
}

/* One sentinel in so many probes: enough of them for a report each 10 ms, and no more where the rate is
 * high. */
static double share(const struct loss *l)
{
    return fmin(fmax(l->rate * 10e-3 / SLICE_ASKED, LOSS_SHARE), LOSS_SHARE_MAX);
}

uint32_t loss_quota(struct loss *l, bool settled, nsec now, const struct rtt *rtt, uint32_t n)
{
    nsec trip = nsec_max(rtt->count ? rtt_quantile(rtt, 0.5) : rtt_wait(rtt), NSEC_US);
    uint32_t allowed = 0;
    for (int k = 0; k < LOSS_KINDS; k++) {
        struct loss_sample *s = &l->sample[k];
        s->allowed =
            fmin(s->allowed + (double)(now - l->reckoned) * 2 * s->doors / (double)trip, 2.0 * s->doors);
        allowed += (uint32_t)s->allowed;
    }
    l->reckoned = now;
    if (!allowed)
        return 0;
    l->due = fmin(l->due + (double)n / (settled && !l->proving ? share(l) : LOSS_SHARE / 4.0), DUE_MAX);
    uint32_t half = (n + 1) / 2, k = (uint32_t)fmin(fmin(l->due, allowed), half);
    l->due -= k;
    return k;
}

struct loss_door loss_next(struct loss *l, bool settled, nsec now, const struct rtt *rtt)
{
    enum loss_kind kind = next_kind(l);
    struct loss_slice *slice = now_slice(l);
    struct loss_door door = *choose(l, &l->sample[kind], settled);
    nsec patience = door.rtt < 0 ? rtt_wait(rtt) : door.rtt;
    slice->asked[kind]++;
    l->sample[kind].allowed--;
    slice->due = nsec_max(slice->due, now + patience / 2 * 3 + 20 * NSEC_MS);
    return door;
}

void loss_sent(struct loss *l, uint32_t probes)
{
    now_slice(l)->report.sent += probes;
}

/* One answer more in slice i, if that is there and lacks one: a network that duplicates must not hide its
 * losses. */
static bool credit(struct loss *l, enum loss_kind kind, uint32_t i)
{
    struct loss_slice *s = &l->slice[i % LOSS_SLICES];
    if (i - l->tail > l->head - l->tail || s->heard[kind] >= s->asked[kind])
        return false;
    s->heard[kind]++;
    return true;
}

void loss_heard(struct loss *l, enum loss_kind kind, nsec sent_at)
{
    for (uint32_t i = l->head + 1; i-- > l->tail;) {
        if (sent_at < l->slice[i % LOSS_SLICES].report.from)
            continue;
        /* The clock in a probe ticks every 66 us: one sent at a slice's edge may seem to be of its
         * neighbour. */
        if (!credit(l, kind, i) && !credit(l, kind, i + 1))
            (void)credit(l, kind, i - 1);
        return;
    }
    (void)credit(l, kind, l->tail);
}

void loss_links(struct loss *l, uint64_t drops, uint32_t fill_permille, bool card_full)
{
    struct pace_report *r = &now_slice(l)->report;
    r->drops += drops;
    r->card_full |= card_full;
    if (fill_permille > r->fill_permille)
        r->fill_permille = fill_permille;
}

void loss_held(struct loss *l, enum pace_limit by)
{
    now_slice(l)->report.held = by;
}

static bool urgent(const struct loss_slice *s)
{
    return s->report.drops || s->report.fill_permille > 600;
}

void loss_late(struct loss *l, nsec late)
{
    for (uint32_t i = l->tail; i - l->tail <= l->head - l->tail; i++)
        l->slice[i % LOSS_SLICES].due += late;
}

void loss_idle(struct loss *l)
{
    now_slice(l)->report.idle = true;
}

void loss_cut(struct loss *l, nsec now)
{
    struct loss_slice *s = now_slice(l);
    if (now <= s->report.from || l->head + 1 - l->tail >= LOSS_SLICES)
        return;
    s->report.to = now;
    l->head++;
    *now_slice(l) = (struct loss_slice){.report.from = now};
}

static void close_slice(struct loss *l, nsec now)
{
    struct loss_slice *s = now_slice(l);
    nsec age = now - s->report.from;
    bool over =
        s->asked[LOSS_OPEN] + s->asked[LOSS_CLOSED] >= SLICE_ASKED ? age >= SLICE_MIN : age >= SLICE_MAX;
    if (over || urgent(s))
        loss_cut(l, now);
}

static void count(struct loss_sample *s, uint32_t asked, uint32_t heard)
{
    s->asked += asked;
    s->heard += heard;
    s->late_asked = s->late_asked * 0.8 + asked;
    s->late_lost = s->late_lost * 0.8 + (asked - heard);
}

/* Closed doors silent, open ones not: a ration. A third more lost is far beyond chance with these numbers. */
static bool far_apart(double open_asked, double open_lost, double closed_asked, double closed_lost)
{
    return open_asked >= FEW_OPEN && closed_asked >= 20 &&
           closed_lost / closed_asked > open_lost / open_asked + 0.33;
}

/* Of late, where it has just begun; or in all, where few are asked in a while, and the pacer comes down to
 * the ration itself. */
static bool looks_rationed(const struct loss *l)
{
    const struct loss_sample *o = &l->sample[LOSS_OPEN], *c = &l->sample[LOSS_CLOSED];
    return far_apart(o->late_asked, o->late_lost, c->late_asked, c->late_lost) ||
           far_apart((double)o->asked, (double)(o->asked - o->heard), (double)c->asked,
                     (double)(c->asked - c->heard));
}

/* Which doors tell the pacer: all; once RSTs are rationed the open ones; while proving, the closed ones. */
static bool tells(const struct loss *l, enum loss_kind kind)
{
    return l->proving ? kind == LOSS_CLOSED : !l->rationed || kind == LOSS_OPEN;
}

bool loss_report(struct loss *l, nsec now, struct pace_report *ret_report)
{
    close_slice(l, now);
    if (l->tail == l->head)
        return false;
    struct loss_slice *s = &l->slice[l->tail % LOSS_SLICES];
    bool all = s->heard[LOSS_OPEN] == s->asked[LOSS_OPEN] && s->heard[LOSS_CLOSED] == s->asked[LOSS_CLOSED];
    if (!urgent(s) && !all && nsec_min(now, l->heard_until) < s->due)
        return false;
    for (int k = 0; k < LOSS_KINDS; k++) {
        if (!urgent(s)) /* its answers may still come: it tells of the receiver, not of the path */
            count(&l->sample[k], s->asked[k], s->heard[k]);
        s->report.asked += tells(l, (enum loss_kind)k) ? s->asked[k] : 0;
        s->report.heard += tells(l, (enum loss_kind)k) ? s->heard[k] : 0;
    }
    l->rationed |= looks_rationed(l);
    *ret_report = s->report;
    l->tail++;
    return true;
}

nsec loss_due(const struct loss *l)
{
    nsec due = 0;
    for (uint32_t i = l->tail; i - l->tail <= l->head - l->tail; i++)
        due = nsec_max(due, l->slice[i % LOSS_SLICES].due);
    return due;
}

bool loss_doubts(const struct loss *l)
{
    const struct loss_sample *o = &l->sample[LOSS_OPEN], *c = &l->sample[LOSS_CLOSED];
    return l->rationed ||
           (o->asked < FEW_OPEN && far_apart(FEW_OPEN, 0, (double)c->asked, (double)(c->asked - c->heard)));
}

int loss_witnessed(const struct loss *l, uint64_t asked, uint64_t heard, double *ret_missed)
{
    const struct loss_sample *open = &l->sample[LOSS_OPEN], *closed = &l->sample[LOSS_CLOSED];
    double n = (double)(closed->asked - asked), lost = n - (double)(closed->heard - heard);
    double path = open->asked ? (double)(open->asked - open->heard) / (double)open->asked : 0;
    *ret_missed = (lost + 1) / (n + 2);
    if (n < WITNESSES)
        return 0;
    return lost <= n * (path + WITNESS_GAP) ? 1 : -1;
}

/* Open doors alone tell what the path loses where RSTs are rationed. */
static struct loss_sample pooled(const struct loss *l)
{
    const struct loss_sample *open = &l->sample[LOSS_OPEN], *closed = &l->sample[LOSS_CLOSED];
    struct loss_sample sum = {
        .asked = open->asked, .heard = open->heard, .first = open->first, .second = open->second};
    if (!l->rationed) {
        sum.asked += closed->asked;
        sum.heard += closed->heard;
        sum.first += closed->first;
        sum.second += closed->second;
    }
    return sum;
}

uint64_t loss_asked(const struct loss *l)
{
    return pooled(l).asked;
}

bool loss_none(const struct loss *l)
{
    struct loss_sample s = pooled(l);
    return s.asked == s.heard && !s.second;
}

bool loss_estimate(const struct loss *l, double *ret_q, double *ret_upper)
{
    struct loss_sample s = pooled(l);
    double n = (double)s.asked, lost = (double)(s.asked - s.heard);
    if (l->recaptured && (s.second || !s.asked)) {
        n += (double)s.first;
        lost += (double)s.second;
    }
    if (n < 30)
        return false;
    double p = fmin(1, lost / n), z = 1.96, zz = z * z;
    *ret_q = p;
    *ret_upper = fmin(1, (p + zz / (2 * n) + z * sqrt(p * (1 - p) / n + zz / (4 * n * n))) / (1 + zz / n));
    return true;
}
