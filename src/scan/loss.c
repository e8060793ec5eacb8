#include "scan/loss.h"

#include <math.h>

#define SLICE_MIN   NSEC_MS
#define SLICE_MAX   (200 * NSEC_MS)
#define SLICE_ASKED 24 /* sentinels that make a slice worth judging */

void loss_init(struct loss *l, uint64_t seed, nsec now)
{
    *l = (struct loss){.rng = rng_of(seed)};
    l->slice[0].from = now;
}

void loss_answered(struct loss *l, const struct addr *a, uint16_t port, nsec rtt, uint32_t round)
{
    l->first += round == 1;
    l->second += round == 2;
    uint64_t place = l->offered++;
    if (place >= LOSS_SENTINELS)
        place = rng_below(&l->rng, l->offered);
    else
        l->doors++;
    if (place < LOSS_SENTINELS)
        l->door[place] = (struct loss_door){.addr = *a, .port = port, .rtt = rtt};
}

static struct pace_report *now_slice(struct loss *l)
{
    return &l->slice[l->head % LOSS_SLICES];
}

static const struct loss_door *choose(struct loss *l, bool settled)
{
    const struct loss_door *best = &l->door[rng_below(&l->rng, l->doors)];
    for (int i = 0; i < 3 && !settled; i++) {
        const struct loss_door *other = &l->door[rng_below(&l->rng, l->doors)];
        if (other->rtt < best->rtt)
            best = other;
    }
    return best;
}

bool loss_turn(struct loss *l, bool settled, nsec now, const struct rtt *rtt, struct loss_door *ret_door)
{
    if (!l->doors || ++l->since < (settled ? LOSS_SHARE : LOSS_SHARE / 4) || now < l->next)
        return false;
    l->since = 0;
    *ret_door = *choose(l, settled);
    l->next = now + (ret_door->rtt < 0 ? rtt_wait(rtt) : ret_door->rtt) / (2 * l->doors);
    now_slice(l)->asked++;
    nsec *due = &l->due[l->head % LOSS_SLICES];
    *due = nsec_max(*due, now + (ret_door->rtt < 0 ? rtt_wait(rtt) : ret_door->rtt / 2 * 3 + 20 * NSEC_MS));
    return true;
}

void loss_sent(struct loss *l, uint32_t probes)
{
    now_slice(l)->sent += probes;
}

void loss_heard(struct loss *l, nsec sent_at)
{
    for (uint32_t i = l->head + 1; i-- > l->tail;) {
        struct pace_report *s = &l->slice[i % LOSS_SLICES];
        if (sent_at < s->from)
            continue;
        if (s->heard < s->asked) /* a network that duplicates must not hide its losses */
            s->heard++;
        return;
    }
}

void loss_links(struct loss *l, uint64_t drops, uint32_t fill_permille, bool card_full)
{
    struct pace_report *s = now_slice(l);
    s->drops += drops;
    s->card_full |= card_full;
    if (fill_permille > s->fill_permille)
        s->fill_permille = fill_permille;
}

static void close_slice(struct loss *l, nsec now)
{
    struct pace_report *s = now_slice(l);
    bool over = s->asked >= SLICE_ASKED ? now - s->from >= SLICE_MIN : now - s->from >= SLICE_MAX;
    if ((!over && !s->drops && s->fill_permille <= 600) || now <= s->from ||
        l->head + 1 - l->tail >= LOSS_SLICES)
        return;
    s->to = now;
    l->head++;
    *now_slice(l) = (struct pace_report){.from = now};
    l->due[l->head % LOSS_SLICES] = 0;
}

bool loss_report(struct loss *l, nsec now, struct pace_report *ret_report)
{
    close_slice(l, now);
    if (l->tail == l->head)
        return false;
    const struct pace_report *s = &l->slice[l->tail % LOSS_SLICES];
    bool urgent = s->drops || s->fill_permille > 600;
    if (!urgent && s->heard < s->asked && now < l->due[l->tail % LOSS_SLICES])
        return false;
    l->asked += s->asked;
    l->heard += s->heard;
    *ret_report = *s;
    l->tail++;
    return true;
}

bool loss_estimate(const struct loss *l, double *ret_q, double *ret_upper)
{
    double n = (double)(l->asked + l->first), lost = (double)(l->asked - l->heard + l->second);
    if (!l->second) /* before round 2 the first round's answers say nothing about what was lost */
        n = (double)l->asked;
    if (n < 30)
        return false;
    double p = fmin(1, lost / n), z = 1.96, zz = z * z;
    *ret_q = p;
    *ret_upper = fmin(1, (p + zz / (2 * n) + z * sqrt(p * (1 - p) / n + zz / (4 * n * n))) / (1 + zz / n));
    return true;
}
