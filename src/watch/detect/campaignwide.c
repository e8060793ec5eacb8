/* Plans over a wide prefix, or from anywhere: a source or two in each of many /24s or /48s are no group by themselves.
 * What binds them is that their packets are alike, that they come in one go, and that somebody has parted the doors
 * among them: the same number for each, and hardly any for two. Independent scanners of one provider have other
 * numbers, and doors in common; the customers of one have those in common that they are let in at. Where not even the
 * prefix binds them, their packets are such as no system sends, the numbers differ less than chance has it, and all
 * together they leave out little of what they are after: hosts by ports. Of a flood whose senders are made up each has
 * one door, or as many as chance gives him, and it is faster than a plan needs to be. */
#include "watch/detect/priv_campaign.h"

#include "watch/marks.h"

#include <stdlib.h>

enum {
    SOURCES_LEAST = 16,
    SOURCES_MOST = 8, /* of a group that is no plan of its own */
    FLOOD = 4096,     /* doors, */
    BUSY = 600,       /* so many a minute: who has so much to ask so fast may be made up */
};

#define PAUSE_MOST   (10 * NSEC_MINUTE) /* between two of them */
#define OVERLAP_MOST 1.15

/* How far those of one plan may be apart. */
struct reach {
    const struct campaigns *s;
    uint8_t prefix[2];  /* of IPv4, of IPv6; 0: anywhere */
    uint8_t part_least; /* doors for each of them, */
    uint8_t shut_least; /* and so many times as many that stayed shut as opened */
};

static bool is_far(const struct reach *r)
{
    return !r->prefix[0];
}

static struct addr wide_net(const struct reach *r, const struct group *g)
{
    const struct addr *a = &g->c.source[0];
    return addr_first(a, r->prefix[a->len == 16]);
}

/* By packets whose headers are known. What was found in that reach may become more. */
static bool may_be_part(const struct reach *r, const struct group *g)
{
    bool open = g->key && g->c.named && !g->joined && g->c.zone == ZONE_OUTSIDE && g->alike == g->c.sum;
    if (!open || g->c.technique != TECHNIQUE_SYN || !(g->shape >> MARKS_SHAPE_HEADER))
        return false;
    if (is_far(r) && g->far)
        return true;
    return !g->wide && g->c.sources < SOURCES_MOST && (!is_far(r) || marks_crafted(g->shape));
}

static uint32_t asked(const struct group *g)
{
    return g->c.sum + g->c.outcome[SIGHT_SUCCESS];
}

static double part_of(const struct group *g)
{
    return (double)asked(g) / g->c.sources;
}

static int by_origin(const struct reach *r, const struct group *g, const struct group *h)
{
    struct addr x = wide_net(r, g), y = wide_net(r, h);
    int way = addr_cmp(&x, &y);
    return way ? way : (g->shape > h->shape) - (g->shape < h->shape);
}

static int by_first(const void *a, const void *b, void *of)
{
    const struct reach *r = of;
    const struct group *g = &r->s->group[*(const uint32_t *)a], *h = &r->s->group[*(const uint32_t *)b];
    int way = by_origin(r, g, h);
    way = way ? way : (g->c.first > h->c.first) - (g->c.first < h->c.first);
    return way ? way : addr_cmp(&g->c.source[0], &h->c.source[0]);
}

static int by_part(const void *a, const void *b, void *of)
{
    const struct reach *r = of;
    double x = part_of(&r->s->group[*(const uint32_t *)a]), y = part_of(&r->s->group[*(const uint32_t *)b]);
    return x != y ? (x > y) - (x < y) : by_first(a, b, of);
}

static uint32_t sources_of(const struct reach *r, const uint32_t *at, unsigned n)
{
    uint32_t sum = 0;
    for (unsigned i = 0; i < n; i++)
        sum += r->s->group[at[i]].c.sources;
    return sum;
}

/* Of n in the order of their parts those whose part is about that of the source in the middle: from *ret_from on,
 * returns how many. */
static unsigned alike_in_part(const struct reach *r, const uint32_t *at, unsigned n, unsigned *ret_from)
{
    const struct campaigns *s = r->s;
    unsigned from = 0, end = n, half = 0;
    for (uint32_t before = 0, all = sources_of(r, at, n);
         2 * (before += s->group[at[half]].c.sources) <= all;)
        half++;
    double middle = part_of(&s->group[at[half]]);
    while (part_of(&s->group[at[from]]) * 3 < middle * 2)
        from++;
    while (part_of(&s->group[at[end - 1]]) * 2 > middle * 3)
        end--;
    *ret_from = from;
    return end - from;
}

/* Of numbers drawn by chance the variance is as large as the mean. */
static bool is_dealt(const struct reach *r, const uint32_t *at, unsigned n)
{
    double sum = 0, squares = 0;
    for (unsigned i = 0; i < n; i++) {
        double part = part_of(&r->s->group[at[i]]), weight = r->s->group[at[i]].c.sources;
        sum += weight * part;
        squares += weight * part * part;
    }
    double of = sources_of(r, at, n), mean = sum / of;
    return 3 * (squares / of - mean * mean) <= mean;
}

/* They leave out little, and are not as fast as a flood. */
static bool is_thorough(const struct whole *x)
{
    bool fast = (x->last - x->first) / NSEC_SEC * BUSY < (int64_t)x->sum * 60;
    return whole_covers(x) && (x->sum < FLOOD || !fast);
}

static bool is_plan(struct campaigns *s, const struct reach *r, const uint32_t *at, unsigned n)
{
    uint32_t sources = sources_of(r, at, n);
    struct whole x = whole_of(s, at, n);
    bool apart = sources >= SOURCES_LEAST && x.sum <= OVERLAP_MOST * tally_count(&x.doors);
    bool bound = !is_far(r) || is_thorough(&x);
    whole_fini(s, &x);
    return apart && bound && x.sum + x.opened >= sources * r->part_least && x.opened * r->shut_least <= x.sum;
}

static void join_wide(struct campaigns *s, struct reach *r, uint32_t *at, unsigned n, struct budget *b)
{
    unsigned from;
    uint32_t all = sources_of(r, at, n);
    if (all < SOURCES_LEAST)
        return;
    qsort_r(at, n, sizeof *at, by_part, r);
    unsigned k = alike_in_part(r, at, n, &from);
    if (k < 2 || sources_of(r, at + from, k) * 10 < all * 9 || !is_plan(s, r, at + from, k) ||
        (is_far(r) && !is_dealt(r, at + from, k)))
        return;
    /* Whose first doors opened, or who is not through with them, has fewer. */
    if (is_far(r) && from && is_plan(s, r, at, from + k)) {
        k += from;
        from = 0;
    }
    struct group *root = &s->group[at[from]];
    for (unsigned i = 1; i < k; i++)
        campaign_join(s, root, &s->group[at[from + i]], b);
    root->wide = true;
    root->far = is_far(r);
}

/* All that come in one go from as near as that. */
static void join_within(struct campaigns *s, struct reach *r, struct budget *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->fresh; i++)
        if (may_be_part(r, &s->group[i]))
            s->found[n++] = i;
    qsort_r(s->found, n, sizeof *s->found, by_first, r);
    for (uint32_t i = 0, end; i < n; i = end) {
        const struct group *g = &s->group[s->found[i]];
        nsec_wall until = g->c.last;
        for (end = i + 1; end < n; end++) {
            const struct group *h = &s->group[s->found[end]];
            if (by_origin(r, g, h) || h->c.first - until > PAUSE_MOST)
                break;
            until = h->c.last > until ? h->c.last : until;
        }
        join_wide(s, r, &s->found[i], end - i, b);
    }
}

void campaign_join_wide(struct campaigns *s, struct budget *b)
{
    struct reach near = {s, {16, 32}, 3, 4}, far = {s, {0, 0}, 2, 2};
    join_within(s, &near, b);
    join_within(s, &far, b);
}
