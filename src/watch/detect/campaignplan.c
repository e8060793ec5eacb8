#include "model/ports.h"
#include "watch/detect/priv_campaign.h"

#include "watch/marks.h"

#include <stdlib.h>

enum {
    SOURCES_LEAST = 8, /* of a campaign */
    TARGETS_LEAST = 12,
    SERVICES = 4,    /* of a plan that is let in at many hosts */
    IN_THE_WAY = 16, /* groups in the way of one: more are no plans of their own but a crowd, or forged */
};

#define OVERLAP_MOST                                                                                         \
    1.25 /* targets of all, added up, over distinct ones; chance among honest hosts is near their number */

static double overlap(uint32_t sum, const struct tally *t)
{
    uint32_t n = tally_count(t);
    return n ? (double)sum / n : 1e9;
}

/* What groups of one plan have in common: that most of their packets are alike, or that none are. */
int campaign_likeness(const struct group *g, const struct group *h)
{
    int way = (g->c.technique > h->c.technique) - (g->c.technique < h->c.technique);
    way = way ? way : (g->c.zone > h->c.zone) - (g->c.zone < h->c.zone);
    way = way ? way : (int)group_is_mixed(g) - (int)group_is_mixed(h);
    return way || group_is_mixed(g) ? way : (g->shape > h->shape) - (g->shape < h->shape);
}

/* At the same time, in different places. */
static bool together(const struct group *a, const struct group *b)
{
    nsec span =
        a->c.last - a->c.first > b->c.last - b->c.first ? a->c.last - a->c.first : b->c.last - b->c.first;
    return is_near(a->c.first, b->c.first, span) && is_near(a->c.last, b->c.last, span);
}

/* h, which began after g, did so too late to be together with it, and whoever is later still: whatever his
 * own span is, it would be at most 1.25 of that of g and 75 s. */
static bool too_late(const struct group *g, const struct group *h)
{
    return h->c.first - g->c.first > (g->c.last - g->c.first) / 4 + 80 * NSEC_SEC;
}

void campaign_join(struct campaigns *s, struct group *to, struct group *from, struct budget *b)
{
    tally_merge(&to->targets, &from->targets, b);
    tally_merge(&to->c.hosts, &from->c.hosts, b);
    portset_merge(&to->c.ports, &from->c.ports, b);
    for (uint32_t i = 0; i < from->c.named; i++)
        group_name(s, to, &from->c.source[i], b);
    for (uint32_t i = 0; i < from->c.n_events; i++)
        group_add_event(&to->c, &from->c.event[i]);
    to->alike += from->shape == to->shape ? from->alike : 0;
    to->c.sum += from->c.sum;
    to->c.systems += from->c.systems;
    to->c.completed += from->c.completed;
    to->c.half += from->c.half;
    to->c.raw += from->c.raw;
    to->let_in += from->let_in;
    for (int i = 0; i < SIGHT_OUTCOMES; i++)
        to->c.outcome[i] += from->c.outcome[i];
    to->c.first = from->c.first < to->c.first ? from->c.first : to->c.first;
    to->c.last = from->c.last > to->c.last ? from->c.last : to->c.last;
    to->c.told |= from->c.told;
    group_release(from, b); /* it only shows the way from now on */
    from->joined = true;
    from->parent = (uint32_t)(to - s->group);
    from->parent_key = to->key;
}

/* Hosts of one service are parted among them, some for each, and two of five are shut: customers have their
 * servers in common, and what each of them has for himself is there. How often neighbours come again who have
 * no part in it, says nothing. */
static bool is_parted(const struct group *g, uint32_t hosts)
{
    uint32_t asked = g->c.sum + g->let_in;
    return g->let_in * 2 <= g->c.sum * 3 && asked >= g->c.sources * 2 && g->c.ports.n <= SERVICES &&
           asked <= OVERLAP_MOST * hosts;
}

static bool is_unwelcome(const struct group *g)
{
    return group_is_shut(g) || (g->c.zone == ZONE_OUTSIDE && is_parted(g, tally_count(&g->c.hosts)));
}

/* They share out what they are after, or each draws of it. */
static bool is_shared(struct campaigns *s, const struct group *g)
{
    uint32_t at = (uint32_t)(g - s->group);
    return overlap(g->c.sum, &g->targets) <= OVERLAP_MOST || campaign_is_drawn(s, &at, 1);
}

/* One net of as many as chance has it. */
static bool is_forged(const struct campaigns *s, const struct group *g)
{
    const struct campaign *c = &g->c;
    const struct forged *f = &s->forged[c->technique][c->zone][c->source[0].len == 16];
    return !g->wide && forged_explains(f, c->sources, c->sum, c->first, c->last);
}

static bool may_join(struct campaigns *s, const struct group *g)
{
    return g->key && is_unwelcome(g) && !g->joined && g->c.sources >= GROUP_MEMBERS_LEAST &&
           is_shared(s, g) && !is_forged(s, g);
}

static void settle_forged(struct campaigns *s)
{
    for (unsigned i = 0; i < TECHNIQUES; i++)
        for (unsigned zone = 0; zone <= ZONE_INSIDE; zone++) {
            forged_settle(&s->forged[i][zone][0]);
            forged_settle(&s->forged[i][zone][1]);
        }
}

/* Groups of one net beside each other, the largest first. */
static int by_net(const void *a, const void *b, void *of)
{
    const struct campaigns *s = of;
    const struct group *g = &s->group[*(const uint32_t *)a], *h = &s->group[*(const uint32_t *)b];
    struct addr x = group_net(&g->c.source[0]), y = group_net(&h->c.source[0]);
    int way = (g->c.technique > h->c.technique) - (g->c.technique < h->c.technique);
    way = way ? way : (g->c.zone > h->c.zone) - (g->c.zone < h->c.zone);
    way = way ? way : addr_cmp(&x, &y);
    way = way ? way : (g->c.sources < h->c.sources) - (g->c.sources > h->c.sources);
    way = way ? way : (g->c.first > h->c.first) - (g->c.first < h->c.first);
    return way ? way : (g->shape > h->shape) - (g->shape < h->shape);
}

static bool same_net(const struct group *g, const struct group *h)
{
    struct addr x = group_net(&g->c.source[0]), y = group_net(&h->c.source[0]);
    return g->c.technique == h->c.technique && g->c.zone == h->c.zone && addr_eq(&x, &y);
}

/* Many sources of one net that stay out of each other's way are one plan, whatever their packets look like:
 * who writes his own packets can vary them, but not what he is out for. Neighbours of many systems that a
 * crowd of customers are, are let in somewhere. */
static void join_net(struct campaigns *s, const uint32_t *at, unsigned n, struct budget *b)
{
    struct tally all = {0};
    struct group *root = &s->group[at[0]];
    uint32_t sum = 0, sources = 0, opened = 0;
    s->beside = (struct budget){.max = 4096};
    for (unsigned i = 0; i < n; i++) {
        tally_merge(&all, &s->group[at[i]].targets, &s->beside);
        sum += s->group[at[i]].c.sum;
        sources += s->group[at[i]].c.sources; /* some twice */
        opened += s->group[at[i]].c.outcome[SIGHT_SUCCESS];
    }
    bool plan = sources >= SOURCES_LEAST && opened * 4 <= sum && overlap(sum, &all) <= OVERLAP_MOST;
    tally_fini(&all, &s->beside);
    for (unsigned i = 1; plan && i < n; i++)
        campaign_join(s, root, &s->group[at[i]], b);
}

static void join_nets(struct campaigns *s, struct budget *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->fresh; i++) {
        const struct group *g = &s->group[i];
        if (g->key && g->c.named && !g->joined && !g->wide && g->c.zone == ZONE_OUTSIDE)
            s->found[n++] = i;
    }
    qsort_r(s->found, n, sizeof *s->found, by_net, s);
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && same_net(&s->group[s->found[i]], &s->group[s->found[end]]);)
            end++;
        if (end - i > 1)
            join_net(s, &s->found[i], end - i, b);
    }
}

/* In the order in which they began, so that the same input makes the same campaigns. */
static int by_time(const void *a, const void *b, void *of)
{
    const struct campaigns *s = of;
    const struct group *g = &s->group[*(const uint32_t *)a], *h = &s->group[*(const uint32_t *)b];
    int way = (g->c.first > h->c.first) - (g->c.first < h->c.first);
    return way ? way : by_net(a, b, of);
}

/* The same, those that may be of one plan beside each other. */
static int by_plan(const void *a, const void *b, void *of)
{
    const struct campaigns *s = of;
    int way = campaign_likeness(&s->group[*(const uint32_t *)a], &s->group[*(const uint32_t *)b]);
    return way ? way : by_time(a, b, of);
}

/* `sum`: what both tallies counted, repetitions too. */
static bool differ(struct campaigns *s, const struct tally *a, const struct tally *b, uint32_t sum)
{
    struct tally all = {0};
    s->beside = (struct budget){.max = 4096};
    tally_merge(&all, a, &s->beside);
    tally_merge(&all, b, &s->beside);
    bool yes = overlap(sum, &all) <= OVERLAP_MOST;
    tally_fini(&all, &s->beside);
    return yes;
}

/* Two that ask at the same doors are two plans, and both are told: joined, they would look like a crowd. */
static bool apart(struct campaigns *s, const struct group *a, const struct group *b)
{
    const uint32_t both[] = {(uint32_t)(a - s->group), (uint32_t)(b - s->group)};
    return differ(s, &a->targets, &b->targets, a->c.sum + b->c.sum) || campaign_is_drawn(s, both, 2);
}

/* Where they are let in as well: else together they would be nobody's plan. */
static bool parted(struct campaigns *s, const struct group *a, const struct group *b)
{
    uint32_t sum = a->c.sum + a->let_in + b->c.sum + b->let_in;
    return (group_is_shut(a) && group_is_shut(b)) || differ(s, &a->c.hosts, &b->c.hosts, sum);
}

/* Takes to found[i] what is of the same plan among those behind it, of n; all that is alike where so many are
 * in its way that none is a plan of its own. Only those that follow it closely are looked at: of a hundred
 * thousand groups each with each would take seconds. */
static void join_plan(struct campaigns *s, uint32_t i, uint32_t n, struct budget *b)
{
    struct group *g = &s->group[s->found[i]];
    unsigned in_the_way = 0;
    for (uint32_t k = i + 1; k < n && !g->joined; k++) {
        struct group *h = &s->group[s->found[k]];
        if (campaign_likeness(g, h) || too_late(g, h))
            return;
        if (h->joined || !together(g, h))
            continue;
        if (in_the_way < IN_THE_WAY && !apart(s, g, h)) {
            if (++in_the_way == IN_THE_WAY)
                k = i; /* all of them after all */
            continue;
        }
        if (in_the_way < IN_THE_WAY && !parted(s, g, h))
            continue;
        campaign_join(s, g, h, b);
        g->wide = true;
    }
}

/* Calls and games at home: who is to meet somebody tries the addresses that the other believes to have, each
 * on a port that was taken for this once (RFC 8445 2). A plan asks for services, or one host for all. */
static bool are_peers(const struct group *g)
{
    const struct campaign *c = &g->c;
    return c->technique == TECHNIQUE_UDP && c->zone == ZONE_INSIDE && c->ports.n * 10 >= c->targets * 9 &&
           !portset_between(&c->ports, 0, PORTS_USER) && tally_count(&c->hosts) * 2 >= c->targets;
}

/* What is told of it. */
static void sum_up(struct group *g)
{
    g->c.mixed =
        group_is_mixed(g) || !(g->shape >> MARKS_SHAPE_HEADER); /* flows and some logs have no headers */
    g->c.answered = group_is_shut(g) ? 0 : g->let_in;
    g->c.targets = tally_count(&g->targets) + g->c.answered;
}

static bool is_found(struct campaigns *s, const struct group *g)
{
    return !g->joined && is_unwelcome(g) && g->c.sources >= SOURCES_LEAST &&
           tally_count(&g->targets) >= TARGETS_LEAST && is_shared(s, g) && !are_peers(g);
}

unsigned campaigns_settle(struct campaigns *s, struct budget *b)
{
    uint32_t n = 0;
    s->n_found = 0;
    settle_forged(s);
    join_nets(s, b);
    campaign_join_wide(s, b);
    for (uint32_t i = 0; i < s->fresh; i++)
        if (may_join(s, &s->group[i]))
            s->found[n++] = i;
    qsort_r(s->found, n, sizeof *s->found, by_plan, s);
    for (uint32_t i = 0; i < n; i++) {
        struct group *g = &s->group[s->found[i]];
        join_plan(s, i, n, b);
        sum_up(g);
        if (is_found(s, g))
            s->found[s->n_found++] = s->found[i]; /* n_found <= i */
    }
    qsort_r(s->found, s->n_found, sizeof *s->found, by_plan, s); /* what joined makes another order */
    campaign_join_turns(s, b);
    qsort_r(s->found, s->n_found, sizeof *s->found, by_time, s);
    for (unsigned i = 0; i < s->n_found; i++)
        sum_up(&s->group[s->found[i]]);
    campaign_list_told(s);
    return s->n_found;
}
