/* Plans over a wide prefix: a source or two in each of many /24s or /48s are no group by themselves. What binds
 * them is that their packets are alike, that they come in one go, and that somebody has parted the doors among
 * them: the same number for each, and hardly any for two. Independent scanners of one provider have other
 * numbers, and doors in common; the customers of one have those in common that they are let in at. */
#include "watch/detect/priv_campaign.h"

#include <stdlib.h>

enum {
    SOURCES_LEAST = 16,
    SOURCES_MOST = 8, /* of a group that is no plan of its own */
    PART_LEAST = 3,   /* doors for each of them */
};

#define PAUSE_MOST   (10 * NSEC_MINUTE) /* between the first doors of two of them */
#define OVERLAP_MOST 1.15

static struct addr wide_net(const struct group *g)
{
    const struct addr *a = &g->c.source[0];
    return addr_first(a, a->len == 4 ? 16 : 32);
}

/* By packets whose headers are known. */
static bool may_be_part(const struct group *g)
{
    bool open = g->key && g->c.named && !g->joined && !g->wide && g->c.zone == ZONE_OUTSIDE;
    return open && g->c.technique == TECHNIQUE_SYN && g->shape >> MARKS_SHAPE_HEADER &&
           g->c.sources < SOURCES_MOST && g->alike == g->c.sum;
}

static uint32_t asked(const struct group *g)
{
    return g->c.sum + g->c.outcome[SIGHT_SUCCESS];
}

static double part_of(const struct group *g)
{
    return (double)asked(g) / g->c.sources;
}

static int by_origin(const struct group *g, const struct group *h)
{
    struct addr x = wide_net(g), y = wide_net(h);
    int way = addr_cmp(&x, &y);
    return way ? way : (g->shape > h->shape) - (g->shape < h->shape);
}

static int by_first(const void *a, const void *b, void *of)
{
    const struct campaigns *s = of;
    const struct group *g = &s->group[*(const uint32_t *)a], *h = &s->group[*(const uint32_t *)b];
    int way = by_origin(g, h);
    way = way ? way : (g->c.first > h->c.first) - (g->c.first < h->c.first);
    return way ? way : addr_cmp(&g->c.source[0], &h->c.source[0]);
}

static int by_part(const void *a, const void *b, void *of)
{
    const struct campaigns *s = of;
    double x = part_of(&s->group[*(const uint32_t *)a]), y = part_of(&s->group[*(const uint32_t *)b]);
    return x != y ? (x > y) - (x < y) : by_first(a, b, of);
}

/* Of n in the order of their parts those whose part is about that of the one in the middle: from *ret_from on,
 * returns how many. */
static unsigned alike_in_part(const struct campaigns *s, const uint32_t *at, unsigned n, unsigned *ret_from)
{
    double middle = part_of(&s->group[at[n / 2]]);
    unsigned from = 0, end = n;
    while (part_of(&s->group[at[from]]) * 3 < middle * 2)
        from++;
    while (part_of(&s->group[at[end - 1]]) * 2 > middle * 3)
        end--;
    *ret_from = from;
    return end - from;
}

static bool is_plan(struct campaigns *s, const uint32_t *at, unsigned n)
{
    struct tally all = {0};
    uint32_t sum = 0, opened = 0, sources = 0;
    s->beside = (struct budget){.max = 4096};
    for (unsigned i = 0; i < n; i++) {
        const struct group *g = &s->group[at[i]];
        tally_merge(&all, &g->targets, &s->beside);
        sum += g->c.sum;
        opened += g->c.outcome[SIGHT_SUCCESS];
        sources += g->c.sources;
    }
    bool apart = sum <= OVERLAP_MOST * tally_count(&all);
    tally_fini(&all, &s->beside);
    return apart && sources >= SOURCES_LEAST && sum + opened >= sources * PART_LEAST && opened * 4 <= sum;
}

static void join_wide(struct campaigns *s, uint32_t *at, unsigned n, struct budget *b)
{
    unsigned from;
    qsort_r(at, n, sizeof *at, by_part, s);
    unsigned k = alike_in_part(s, at, n, &from);
    if (k * 10 < n * 9 || !is_plan(s, at + from, k))
        return;
    struct group *root = &s->group[at[from]];
    for (unsigned i = 1; i < k; i++)
        campaign_join(s, root, &s->group[at[from + i]], b);
    root->wide = true;
}

void campaign_join_wide(struct campaigns *s, struct budget *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->fresh; i++)
        if (may_be_part(&s->group[i]))
            s->found[n++] = i;
    qsort_r(s->found, n, sizeof *s->found, by_first, s);
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n; end++) {
            const struct group *g = &s->group[s->found[end - 1]], *h = &s->group[s->found[end]];
            if (by_origin(g, h) || h->c.first - g->c.first > PAUSE_MOST)
                break;
        }
        if (end - i >= SOURCES_LEAST / 2)
            join_wide(s, &s->found[i], end - i, b);
    }
}
