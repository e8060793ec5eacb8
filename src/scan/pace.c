#include "scan/pace.h"

#include <math.h>

void pace_init(struct pace *p, const struct pace_conf *conf, nsec now)
{
    *p = (struct pace){
        .conf = *conf, .rate = conf->start, .credit = 1, .credited = now, .changed = now, .slow_start = true};
    p->base_asked = 20; /* before anything is known: one in a hundred */
    p->base_lost = 0.2;
}

static double credit_cap(const struct pace *p)
{
    return fmax(2, p->rate * (p->rate > 50e3 ? 4e-3 : 1e-3));
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

/* Is the loss of the last reports more than the base explains? Three standard deviations and a thirtieth: a false alarm
 * costs little speed, a missed one is noticed in the next report. */
static bool lost_more(const struct pace *p, double *ret_delivered)
{
    double base = p->base_lost / p->base_asked, n = p->late_asked;
    double sigma = sqrt(n * fmax(base, 0.01) * (1 - fmin(base, 0.99)));
    if (n < 8 || p->late_lost <= n * base + 3 * sigma + n / 30 + 1)
        return false;
    *ret_delivered = fmin(1, (n - p->late_lost + 0.5) / (n + 1) / (1 - fmin(base, 0.95)));
    return true;
}

/* Base loss is what is lost well below the path's limit; near it, the limit's own losses must not become normal. */
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
    p->late_asked = p->late_lost = 0;
    set_rate(p, rate, why, now);
}

/* The path loses so much at any rate: start again, knowing that. */
static void call_it_base(struct pace *p)
{
    p->base_asked = p->late_asked;
    p->base_lost = p->late_lost;
    p->ceiling = 0;
    p->in_vain = 0;
    p->slow_start = true;
}

static double growth(const struct pace *p)
{
    if (p->slow_start)
        return 2;
    bool near = p->ceiling > 0 && p->rate > p->ceiling * 0.85 && p->rate < p->ceiling * 1.15;
    return near ? 1.01 : 1.15;
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
    if (used <
        p->rate *
            0.5) { /* we did not even use the rate: what was lost is not its fault, and more would prove nothing */
        learn_base(p, r);
        if (r->card_full)
            p->limit = PACE_CARD;
        return;
    }
    p->late_asked = p->late_asked * 0.7 + r->asked;
    p->late_lost = p->late_lost * 0.7 + (r->asked - r->heard);
    if (lost_more(p, &delivered)) {
        p->in_vain = p->ceiling > 0 && p->rate <= p->ceiling ? p->in_vain + 1 : 0;
        if (p->in_vain < 3) {
            p->ceiling = p->rate * delivered;
            slow_down(p, p->ceiling * 0.95, PACE_PATH, now);
        } else {
            call_it_base(p);
        }
        return;
    }
    p->in_vain = 0;
    learn_base(p, r);
    if (r->asked < 8 && p->rate >= p->conf.blind)
        return; /* nobody answers: faster would be faster into the dark */
    set_rate(p, p->rate * growth(p), p->slow_start ? PACE_STARTING : p->limit, now);
}

const char *pace_limit_word(enum pace_limit l)
{
    static const char *const words[] = {NULL, "user", "card", "receiver", "path"};
    return words[l];
}
