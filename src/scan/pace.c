#include "scan/pace.h"

#include <math.h>

#define JUDGE_ASKED 96  /* sentinels after slowing down that tell whether it helped */
#define HEADROOM    1.5 /* over what really leaves, where the card is the limit */
#define BASE_MAX    0.4 /* who loses more has a reason that time heals: a full table of flows, a ban */

void pace_init(struct pace *p, const struct pace_conf *conf, nsec now)
{
    *p = (struct pace){.conf = *conf, .rate = conf->start, .credit = 1, .credited = now};
    pace_restart(p, now);
}

void pace_restart(struct pace *p, nsec now)
{
    p->base_asked = 20; /* before anything is known: one in fifty */
    p->base_lost = 0.4;
    p->late_asked = p->late_lost = p->ceiling = 0;
    p->before = 0;
    p->proved = false;
    p->slow_start = true;
    p->changed = now;
    p->limit = PACE_STARTING;
}

/* Slow rates (a probe every five minutes) never send two at once after a pause, but make up for 5 ms of
 * lateness: no burst, no drift. */
static double credit_cap(const struct pace *p)
{
    return fmax(1 + fmin(1, p->rate * 5e-3), p->rate * (p->rate > 50e3 ? 4e-3 : 1e-3));
}

static double batch(const struct pace *p)
{
    return fmax(1, p->rate * 0.5e-3);
}

uint32_t pace_allow(struct pace *p, nsec now)
{
    if (now > p->credited) {
        p->credit = fmin(credit_cap(p), p->credit + p->rate * (double)(now - p->credited) * 1e-9);
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
    double missing = batch(p) - p->credit;
    return missing <= 0 ? now : p->credited + (nsec)(missing / p->rate * 1e9) + 1;
}

static void set_rate(struct pace *p, double rate, enum pace_limit why, nsec now)
{
    p->limit = why;
    if (rate <= p->conf.min)
        rate = p->conf.min;
    if (rate >= p->conf.max) {
        rate = p->conf.max;
        p->limit = PACE_USER;
    }
    p->rate = rate;
    p->changed = now;
}

/* Is the loss of the last reports more than the base explains? Three standard deviations and a thirtieth: a
 * false alarm costs little speed, a missed one is noticed in the next report. */
static bool lost_more(const struct pace *p, double *ret_delivered)
{
    double base = p->base_lost / p->base_asked, n = p->late_asked;
    double sigma = sqrt(n * fmax(base, 0.01) * (1 - fmin(base, 0.99)));
    if (n < 8 || p->late_lost <= n * base + 3 * sigma + n / 30 + 1)
        return false;
    *ret_delivered = fmin(1, (n - p->late_lost + 0.5) / (n + 1) / (1 - fmin(base, 0.95)));
    return true;
}

/* Base loss is what is lost well below the path's limit; near it, the limit's own losses must not become
 * normal. */
static void learn_base(struct pace *p, const struct pace_report *r)
{
    if (p->ceiling > 0 && p->rate > p->ceiling * 0.85)
        return;
    p->base_asked = p->base_asked * 0.98 + r->asked;
    p->base_lost = p->base_lost * 0.98 + (r->asked - r->heard);
}

static void slow_down(struct pace *p, double rate, enum pace_limit why, nsec now)
{
    p->slow_start = false;
    p->late_asked = p->late_lost = p->since_asked = p->since_lost = 0;
    set_rate(p, rate, why, now);
}

/* Did halving the rate help? If a quarter of the loss is still there, the path loses that much at any rate:
 * start again, knowing it. */
static bool judge(struct pace *p)
{
    double loss = p->since_lost / p->since_asked;
    bool in_vain = loss > p->before / 4 && loss < BASE_MAX;
    p->before = 0;
    p->proved = !in_vain;
    if (loss < BASE_MAX) { /* either way this is what gets lost at a low rate */
        p->base_asked = p->since_asked;
        p->base_lost = p->since_lost;
    }
    if (!in_vain)
        return false;
    p->late_asked = p->late_lost = p->ceiling = 0;
    p->slow_start = true;
    return true;
}

/* The path lost more. Where that is known to be a limit, go just below it; else find out. */
static void suspect(struct pace *p, double delivered, nsec now)
{
    double loss = p->late_lost / p->late_asked;
    p->proved &= p->rate > p->ceiling * 0.7;
    p->ceiling = p->rate * delivered;
    slow_down(p, p->ceiling * (p->proved ? 0.95 : 0.5), PACE_PATH, now);
    p->before = p->proved ? 0 : loss;
}

/* What this machine and its card can do is the limit, or what a target should be asked. Much more than that
 * must not be in hand: when for a moment another processor takes the frames off ours, the sender could run
 * away from it. */
static void follow(struct pace *p, double used, double headroom, enum pace_limit why)
{
    p->rate = fmax(fmin(p->rate, fmax(used, p->used) * headroom), p->conf.min);
    p->limit = why;
}

static double growth(const struct pace *p)
{
    if (p->slow_start)
        return 2;
    bool near = p->ceiling > 0 && p->rate > p->ceiling * 0.85 && p->rate < p->ceiling * 1.15;
    return near ? 1.02 : 1.2;
}

void pace_learn(struct pace *p, const struct pace_report *r, nsec now)
{
    double delivered, used = r->sent / fmax(1e-6, (double)(r->to - r->from) * 1e-9);
    if (r->from < p->changed && !r->drops)
        return; /* about a rate that no longer holds */
    if (r->drops || r->fill_permille > 600) {
        if (r->to > p->changed)
            slow_down(p, p->rate * 0.7, PACE_RECEIVER, now);
        return;
    }
    if (!r->idle)
        p->used = p->used > 0 ? p->used * 0.7 + used * 0.3 : used;
    if (r->card_full) { /* what is lost here is lost on this side of the path */
        follow(p, used, 1, PACE_CARD);
        return;
    }
    if (used < p->rate / 2) { /* the rate was not used: it is not at fault, and more would prove nothing */
        learn_base(p, r);
        if (r->held ||
            !r->idle) /* faster than a target should be asked, or than this machine and its card can */
            follow(p, used, HEADROOM, r->held ? r->held : PACE_CARD);
        return;
    }
    p->late_asked = p->late_asked * 0.7 + r->asked;
    p->late_lost = p->late_lost * 0.7 + (r->asked - r->heard);
    p->since_asked += r->asked;
    p->since_lost += r->asked - r->heard;
    bool enough = p->since_asked >= JUDGE_ASKED || (p->since_asked >= 24 && now - p->changed > 3 * NSEC_SEC);
    if (p->before > 0 && enough && judge(p))
        return;
    if (lost_more(p, &delivered)) {
        suspect(p, delivered, now);
        return;
    }
    if (p->before > 0)
        return; /* stay here until it is judged */
    learn_base(p, r);
    if (r->held) {
        follow(p, used, HEADROOM, r->held);
        return;
    }
    if (r->asked < 8 && p->rate >= p->conf.blind)
        return; /* nobody answers: faster would be faster into the dark */
    double most = p->limit == PACE_CARD ? fmax(used, p->used) * HEADROOM : p->conf.max;
    set_rate(p, fmax(p->rate, fmin(p->rate * growth(p), most)),
             p->slow_start && p->limit != PACE_CARD ? PACE_STARTING : p->limit, now);
}

const char *pace_limit_word(enum pace_limit l)
{
    static const char *const words[] = {NULL,     "user", "card",   "receiver", "path",
                                        "target", "host", "subnet", "next-hop"};
    return words[l];
}
