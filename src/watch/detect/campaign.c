#include "watch/detect/campaign.h"

#include "model/ports.h"
#include "watch/mix.h"

#include <stddef.h>
#include <stdlib.h>

enum {
    CANDIDATES = 8,    /* groups of which one gives way */
    BUCKETS = 4,       /* a place: mostly, to look for one that is not there ends at an empty one */
    CHAIN = 64,        /* groups from one to its root: a file may say that they go round in a ring */
    NAMED_MAX = 4096,  /* sources of one group that are kept by name */
    SOURCES_LEAST = 8, /* of a campaign */
    MEMBERS_LEAST = 3, /* of a group that may join others */
    TARGETS_LEAST = 12,
    SERVICES = 4,    /* of a plan that is let in at many hosts */
    IN_THE_WAY = 16, /* groups in the way of one: more are no plans of their own but a crowd, or forged */
};

#define OVERLAP_MOST                                                                                         \
    1.25 /* targets of all, added up, over distinct ones; chance among honest hosts is near their number */

struct group {
    uint64_t key; /* 0 = a free place */
    struct campaign c;
    uint32_t next; /* of the same bucket, + 1 */
    uint32_t shape, room;
    uint32_t alike;  /* of c.sum, those of that shape */
    uint32_t let_in; /* doors that opened to their first question, while most did */
    uint32_t *index; /* of c.source, by hash: 2 * room places, 0 = empty */
    struct tally targets;
    bool wide;           /* sources of several nets */
    bool joined;         /* is part of another one: */
    uint32_t parent;     /* its place, */
    uint64_t parent_key; /* while it is still there */
};

/* Groups stand in the order in which they came, and which one gives way is seen by that order alone: where
 * they stand by their hash, the secret key would decide it, and each run of one input would tell other
 * campaigns. */
struct campaigns {
    struct mix_key key;
    struct group *group;
    uint32_t max, fresh;   /* places; never used yet from here on */
    uint32_t hand;         /* where to look for a group that may go */
    uint32_t *bucket;      /* the first group of each, + 1 */
    struct budget *budget; /* of regions */
    uint32_t *found;
    unsigned n_found;
    struct budget beside; /* of tallies for a moment */
    struct told {         /* sources of campaigns, by hash */
        uint64_t *hash;
        uint32_t mask;
    } told;
};

struct campaigns *campaigns_new(unsigned max, struct hash_key key)
{
    struct campaigns *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->key = mix_key_of(key, 5);
    s->max = 512;
    while (s->max < max)
        s->max *= 2;
    s->group = calloc(s->max, sizeof *s->group);
    s->bucket = calloc(s->max * (size_t)BUCKETS, sizeof *s->bucket);
    s->found = calloc(s->max, sizeof *s->found);
    if (!s->group || !s->bucket || !s->found) {
        campaigns_free(s);
        return NULL;
    }
    return s;
}

static void release(struct group *g, struct budget *b)
{
    budget_give(b, g->c.source, g->room * sizeof *g->c.source);
    budget_give(b, g->index, 2u * g->room * sizeof *g->index);
    tally_fini(&g->targets, b);
    tally_fini(&g->c.hosts, b);
    portset_fini(&g->c.ports, b);
    g->c.source = NULL;
    g->index = NULL;
    g->room = g->c.named = 0;
}

static uint32_t *bucket_of(const struct campaigns *s, uint64_t key)
{
    return &s->bucket[(uint32_t)(key >> 1) & (s->max * BUCKETS - 1)];
}

static void enter(struct campaigns *s, struct group *g, uint64_t key)
{
    uint32_t *first = bucket_of(s, key);
    g->key = key;
    g->next = *first;
    *first = (uint32_t)(g - s->group) + 1;
}

static void forget(struct campaigns *s, struct group *g, struct budget *b)
{
    uint32_t *at = g->key ? bucket_of(s, g->key) : NULL;
    while (at && *at && &s->group[*at - 1] != g)
        at = &s->group[*at - 1].next;
    if (at && *at)
        *at = g->next;
    release(g, b);
    *g = (struct group){0};
}

void campaigns_free(struct campaigns *s)
{
    if (!s)
        return;
    struct budget any = {.max = SIZE_MAX, .used = SIZE_MAX / 2};
    for (uint32_t i = 0; i < s->fresh; i++)
        release(&s->group[i], &any);
    free(s->group);
    free(s->bucket);
    free(s->found);
    free(s->told.hash);
    free(s);
}

size_t campaigns_memory(const struct campaigns *s)
{
    return sizeof *s + s->max * (sizeof *s->group + BUCKETS * sizeof *s->bucket + sizeof *s->found);
}

static struct group *find(const struct campaigns *s, uint64_t key)
{
    for (uint32_t i = *bucket_of(s, key); i; i = s->group[i - 1].next)
        if (s->group[i - 1].key == key)
            return &s->group[i - 1];
    return NULL;
}

/* A free place, else that of whom fewest came to, and then longest ago. */
static struct group *place_for_one(struct campaigns *s, struct budget *b)
{
    if (s->fresh < s->max)
        return &s->group[s->fresh++];
    struct group *least = NULL;
    for (unsigned k = 0; k < CANDIDATES && (!least || least->key); k++) {
        struct group *g = &s->group[s->hand++ % s->max];
        if (!least || !g->key || g->c.sources < least->c.sources ||
            (g->c.sources == least->c.sources && g->c.last < least->c.last))
            least = g;
    }
    forget(s, least, b);
    for (unsigned k = 0; k < CANDIDATES; k++) /* the next choice is not waited for */
        __builtin_prefetch(&s->group[(s->hand + k) % s->max]);
    return least;
}

static struct group *group_of(struct campaigns *s, uint64_t key, struct budget *b)
{
    struct group *g = find(s, key);
    if (!g) {
        g = place_for_one(s, b);
        enter(s, g, key);
    }
    return g;
}

static uint32_t place(const struct campaigns *s, const struct group *g, const struct addr *a)
{
    uint32_t mask = 2 * g->room - 1, i = (uint32_t)mix_addr(&s->key, a, 1) & mask;
    while (g->index[i] && !addr_eq(&g->c.source[g->index[i] - 1], a))
        i = (i + 1) & mask;
    return i;
}

static bool grow(struct campaigns *s, struct group *g, struct budget *b)
{
    uint32_t room = g->room ? g->room * 2 : 2; /* most nets have one source */
    if (room > NAMED_MAX)
        return false;
    struct addr *source = budget_take(b, room * sizeof *source);
    uint32_t *index = source ? budget_take(b, 2u * room * sizeof *index) : NULL;
    if (!index) {
        budget_give(b, source, room * sizeof *source);
        return false;
    }
    struct addr *old = g->c.source;
    budget_give(b, g->index, 2u * g->room * sizeof *index);
    if (old)
        memcpy(source, old, g->c.named * sizeof *source);
    budget_give(b, old, g->room * sizeof *source);
    g->c.source = source;
    g->index = index;
    g->room = room;
    for (uint32_t i = 0; i < g->c.named; i++)
        g->index[place(s, g, &source[i])] = i + 1;
    return true;
}

static void name(struct campaigns *s, struct group *g, const struct addr *a, struct budget *b)
{
    if (g->room && g->index[place(s, g, a)])
        return;
    if (g->c.named == g->room && !grow(s, g, b))
        return;
    g->c.source[g->c.named] = *a;
    g->index[place(s, g, a)] = ++g->c.named;
    g->c.sources = g->c.named;
}

/* Whose sources are one group: a /24, or a site of IPv6 (RFC 6177). */
static struct addr net_of(const struct addr *a)
{
    return addr_first(a, a->len == 4 ? 24 : 48);
}

static uint64_t group_key(const struct campaigns *s, const struct contact *c)
{
    struct addr net = net_of(&c->src);
    return mix_addr(&s->key, &net, (uint64_t)c->shape << 8 | c->technique) | 1;
}

void campaigns_prefetch(const struct campaigns *s, const struct contact *c)
{
    __builtin_prefetch(bucket_of(s, group_key(s, c)));
}

/* What is part of another goes there, as long as that is remembered. */
static struct group *root_of(const struct campaigns *s, struct group *g)
{
    for (unsigned step = 0; step < CHAIN && g->joined && s->group[g->parent].key == g->parent_key; step++)
        g = &s->group[g->parent];
    return g;
}

/* What it was part of is forgotten, and it knows the way alone: its sums are of doors and sources that nobody
 * has any more. */
static struct group *begun(struct campaigns *s, struct group *g, struct budget *b)
{
    uint64_t key = g->key;
    if (!g->joined)
        return g;
    forget(s, g, b);
    enter(s, g, key);
    return g;
}

static void add_event(struct campaign *x, const struct event *e)
{
    unsigned i = x->n_events;
    while (i && x->event[i - 1].at > e->at)
        i--;
    if (i == LEDGER_EVENTS)
        return;
    x->n_events += x->n_events < LEDGER_EVENTS;
    memmove(&x->event[i + 1], &x->event[i], (x->n_events - i - 1) * sizeof *e);
    x->event[i] = *e;
}

/* Who has one IPv6 address of a net outside has them all. */
static struct addr source_of(const struct contact *c, uint8_t zone)
{
    return c->src.len == 16 && zone == ZONE_OUTSIDE ? addr_first(&c->src, 64) : c->src;
}

void campaigns_note(struct campaigns *s, const struct contact *c, enum zone zone, struct budget *b)
{
    struct group *g = begun(s, root_of(s, group_of(s, group_key(s, c), b)), b);
    struct addr src = source_of(c, (uint8_t)zone);
    struct campaign *x = &g->c;
    if (!x->sum)
        g->shape = c->shape;
    g->alike += c->shape == g->shape;
    x->technique = c->technique;
    x->zone = (uint8_t)zone;
    x->first = !x->first || c->at < x->first ? c->at : x->first;
    x->last = c->at > x->last ? c->at : x->last;
    struct event e = event_of(c);
    add_event(x, &e);
    x->sum++;
    x->outcome[c->outcome]++;
    name(s, g, &src, b);
    tally_add(&g->targets, mix_addr(&s->key, &c->dst, c->port + 2u), b);
    tally_add(&x->hosts, mix_addr(&s->key, &c->dst, 7), b);
    if (x->sources >= MEMBERS_LEAST ||
        x->ports.n < PORTSET_SPARSE) /* 8 KiB, which one source alone does not need */
        portset_add(&x->ports, c->port, b);
}

/* Most of their doors stayed shut. */
static bool is_shut(const struct group *g)
{
    return g->c.outcome[SIGHT_SUCCESS] * 2 <= g->c.sum;
}

/* Who is the first of his net at a host may be one of many that have parted their hosts among them; but who
 * comes to another service than they look for is their neighbour. */
void campaigns_opened(struct campaigns *s, const struct contact *c, bool first, struct budget *b)
{
    struct group *g = find(s, group_key(s, c));
    if (!g)
        return;
    g = root_of(s, g);
    g->c.outcome[SIGHT_SUCCESS]++;
    if (!first || is_shut(g) || g->c.zone != ZONE_OUTSIDE || !portset_has(&g->c.ports, c->port))
        return;
    g->let_in++;
    struct addr src = source_of(c, g->c.zone);
    if (tally_add(&g->c.hosts, mix_addr(&s->key, &c->dst, 7), b))
        name(s, g, &src, b);
}

static bool near(nsec_wall a, nsec_wall b, nsec span)
{
    nsec d = a > b ? a - b : b - a;
    return d <= span / 5 + NSEC_MINUTE;
}

static double overlap(uint32_t sum, const struct tally *t)
{
    uint32_t n = tally_count(t);
    return n ? (double)sum / n : 1e9;
}

/* Packets of no likeness at all. One odd packet among many (a number met by chance, a retransmission that
 * came through) is not that. */
static bool is_mixed(const struct group *g)
{
    return g->alike < g->c.sum - g->c.sum / 10;
}

/* What groups of one plan have in common: that most of their packets are alike, or that none are. */
static int by_likeness(const struct group *g, const struct group *h)
{
    int way = (g->c.technique > h->c.technique) - (g->c.technique < h->c.technique);
    way = way ? way : (g->c.zone > h->c.zone) - (g->c.zone < h->c.zone);
    way = way ? way : (int)is_mixed(g) - (int)is_mixed(h);
    return way || is_mixed(g) ? way : (g->shape > h->shape) - (g->shape < h->shape);
}

/* At the same time, in different places. */
static bool together(const struct group *a, const struct group *b)
{
    nsec span =
        a->c.last - a->c.first > b->c.last - b->c.first ? a->c.last - a->c.first : b->c.last - b->c.first;
    return near(a->c.first, b->c.first, span) && near(a->c.last, b->c.last, span);
}

/* h, which began after g, did so too late to be together with it, and whoever is later still: whatever his
 * own span is, it would be at most 1.25 of that of g and 75 s. */
static bool too_late(const struct group *g, const struct group *h)
{
    return h->c.first - g->c.first > (g->c.last - g->c.first) / 4 + 80 * NSEC_SEC;
}

static void join(struct campaigns *s, struct group *to, struct group *from, struct budget *b)
{
    tally_merge(&to->targets, &from->targets, b);
    tally_merge(&to->c.hosts, &from->c.hosts, b);
    portset_merge(&to->c.ports, &from->c.ports, b);
    for (uint32_t i = 0; i < from->c.named; i++)
        name(s, to, &from->c.source[i], b);
    for (uint32_t i = 0; i < from->c.n_events; i++)
        add_event(&to->c, &from->c.event[i]);
    to->alike += from->shape == to->shape ? from->alike : 0;
    to->c.sum += from->c.sum;
    to->let_in += from->let_in;
    for (int i = 0; i < SIGHT_OUTCOMES; i++)
        to->c.outcome[i] += from->c.outcome[i];
    to->c.first = from->c.first < to->c.first ? from->c.first : to->c.first;
    to->c.last = from->c.last > to->c.last ? from->c.last : to->c.last;
    to->c.told |= from->c.told;
    release(from, b); /* it only shows the way from now on */
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
    return is_shut(g) || (g->c.zone == ZONE_OUTSIDE && is_parted(g, tally_count(&g->c.hosts)));
}

static bool may_join(const struct group *g)
{
    return g->key && is_unwelcome(g) && !g->joined && g->c.sources >= MEMBERS_LEAST &&
           overlap(g->c.sum, &g->targets) <= OVERLAP_MOST;
}

/* Groups of one net beside each other, the largest first. */
static int by_net(const void *a, const void *b, void *of)
{
    const struct campaigns *s = of;
    const struct group *g = &s->group[*(const uint32_t *)a], *h = &s->group[*(const uint32_t *)b];
    struct addr x = net_of(&g->c.source[0]), y = net_of(&h->c.source[0]);
    int way = (g->c.technique > h->c.technique) - (g->c.technique < h->c.technique);
    way = way ? way : (g->c.zone > h->c.zone) - (g->c.zone < h->c.zone);
    way = way ? way : addr_cmp(&x, &y);
    way = way ? way : (g->c.sources < h->c.sources) - (g->c.sources > h->c.sources);
    way = way ? way : (g->c.first > h->c.first) - (g->c.first < h->c.first);
    return way ? way : (g->shape > h->shape) - (g->shape < h->shape);
}

static bool same_net(const struct group *g, const struct group *h)
{
    struct addr x = net_of(&g->c.source[0]), y = net_of(&h->c.source[0]);
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
        join(s, root, &s->group[at[i]], b);
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
    int way = by_likeness(&s->group[*(const uint32_t *)a], &s->group[*(const uint32_t *)b]);
    return way ? way : by_time(a, b, of);
}

static void tell(struct campaigns *s, const struct group *g)
{
    for (uint32_t i = 0; i < g->c.named; i++) {
        uint64_t h = mix_addr(&s->key, &g->c.source[i], g->c.technique) | 1;
        uint32_t at = (uint32_t)h & s->told.mask;
        for (uint32_t k = 0; s->told.hash[at] && s->told.hash[at] != h && k < s->told.mask; k++)
            at = (at + 1) & s->told.mask;
        s->told.hash[at] = h;
    }
}

static bool make_told(struct campaigns *s)
{
    uint32_t n = 0, room = 64;
    for (unsigned i = 0; i < s->n_found; i++)
        n += s->group[s->found[i]].c.named;
    while (room < 2 * n + 2)
        room *= 2;
    free(s->told.hash);
    s->told.hash = calloc(room, sizeof *s->told.hash);
    s->told.mask = room - 1;
    return s->told.hash;
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
    return differ(s, &a->targets, &b->targets, a->c.sum + b->c.sum);
}

/* Where they are let in as well: else together they would be nobody's plan. */
static bool parted(struct campaigns *s, const struct group *a, const struct group *b)
{
    uint32_t sum = a->c.sum + a->let_in + b->c.sum + b->let_in;
    return (is_shut(a) && is_shut(b)) || differ(s, &a->c.hosts, &b->c.hosts, sum);
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
        if (by_likeness(g, h) || too_late(g, h))
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
        join(s, g, h, b);
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

unsigned campaigns_settle(struct campaigns *s, struct budget *b)
{
    uint32_t n = 0;
    s->n_found = 0;
    join_nets(s, b);
    for (uint32_t i = 0; i < s->fresh; i++)
        if (may_join(&s->group[i]))
            s->found[n++] = i;
    qsort_r(s->found, n, sizeof *s->found, by_plan, s);
    for (uint32_t i = 0; i < n; i++) {
        struct group *g = &s->group[s->found[i]];
        join_plan(s, i, n, b);
        g->c.mixed = is_mixed(g);
        uint32_t shut = tally_count(&g->targets);
        g->c.answered = is_shut(g) ? 0 : g->let_in;
        g->c.targets = shut + g->c.answered;
        if (!g->joined && is_unwelcome(g) && g->c.sources >= SOURCES_LEAST && shut >= TARGETS_LEAST &&
            overlap(g->c.sum, &g->targets) <= OVERLAP_MOST && !are_peers(g))
            s->found[s->n_found++] = s->found[i]; /* n_found <= i */
    }
    qsort_r(s->found, s->n_found, sizeof *s->found, by_time, s);
    if (s->n_found && make_told(s))
        for (unsigned i = 0; i < s->n_found; i++)
            tell(s, &s->group[s->found[i]]);
    return s->n_found;
}

void campaigns_rest(struct campaigns *s, nsec_wall before, struct budget *b)
{
    s->n_found = 0;
    for (uint32_t i = 0; i < s->fresh; i++)
        if (s->group[i].key && s->group[i].c.last < before)
            forget(s, &s->group[i], b);
}

const struct campaign *campaigns_get(const struct campaigns *s, unsigned i)
{
    return &s->group[s->found[i]].c;
}

bool campaigns_tell(struct campaigns *s, unsigned i)
{
    struct campaign *c = &s->group[s->found[i]].c;
    bool first = !c->told;
    c->told = true;
    return first;
}

bool campaigns_has(const struct campaigns *s, const struct addr *src, uint8_t technique)
{
    if (!s->told.hash)
        return false;
    uint64_t h = mix_addr(&s->key, src, technique) | 1;
    for (uint32_t at = (uint32_t)h & s->told.mask; s->told.hash[at]; at = (at + 1) & s->told.mask)
        if (s->told.hash[at] == h)
            return true;
    return false;
}

uint32_t campaigns_sources(const struct campaigns *s, uint8_t technique, uint16_t port)
{
    uint32_t n = 0;
    for (unsigned i = 0; i < s->n_found; i++) {
        const struct campaign *c = campaigns_get(s, i);
        n += c->technique == technique && c->zone == ZONE_OUTSIDE && portset_has(&c->ports, port) ? c->named
                                                                                                  : 0;
    }
    return n;
}

static size_t get(const void *of, uint32_t i, uint8_t *to)
{
    const struct campaigns *s = of;
    const struct group *g = &s->group[i];
    struct group flat = *g;
    if (!g->key)
        return 0;
    flat.c.source = NULL;
    flat.index = NULL;
    flat.room = 0;
    flat.targets = flat.c.hosts = (struct tally){0};
    flat.c.ports = (struct portset){0};
    memcpy(to, &flat, sizeof flat);
    size_t n = sizeof flat;
    if (g->joined) /* its root knows all of it */
        return n;
    n += tally_pack(&g->targets, to + n);
    n += tally_pack(&g->c.hosts, to + n);
    n += portset_pack(&g->c.ports, to + n);
    if (g->c.named)
        memcpy(to + n, g->c.source, g->c.named * sizeof *g->c.source);
    return n + g->c.named * sizeof *g->c.source;
}

static bool put_sources(struct campaigns *s, struct group *g, const uint8_t *bytes, size_t n)
{
    bool fine = n % sizeof(struct addr) == 0;
    for (size_t at = 0; at + sizeof(struct addr) <= n; at += sizeof(struct addr)) {
        struct addr a;
        memcpy(&a, bytes + at, sizeof a);
        fine &= a.len == 4 || a.len == 16;
        if (fine)
            name(s, g, &a, s->budget);
    }
    return fine;
}

static bool fine_events(const struct campaign *x)
{
    bool fine = x->n_events <= LEDGER_EVENTS;
    for (uint32_t i = 0; fine && i < x->n_events; i++)
        fine = event_is_sound(&x->event[i]);
    return fine;
}

/* What it knows besides the way to another. */
static bool put_rest(struct campaigns *s, struct group *g, const uint8_t *bytes, size_t n)
{
    size_t at = 0, k = tally_unpack(&g->targets, bytes, n, s->budget);
    at += k;
    k = k ? tally_unpack(&g->c.hosts, bytes + at, n - at, s->budget) : 0;
    at += k;
    k = k ? portset_unpack(&g->c.ports, bytes + at, n - at, s->budget) : 0;
    at += k;
    return k && g->c.first >= 0 && g->c.last >= g->c.first && g->c.technique < TECHNIQUES &&
           g->c.zone <= ZONE_INSIDE && fine_events(&g->c) && put_sources(s, g, bytes + at, n - at);
}

static bool put(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct campaigns *s = of;
    struct group *g = &s->group[i < s->max ? i : 0];
    uint64_t key;
    if (g != &s->group[i] || g->key || n < sizeof *g || bytes[offsetof(struct group, joined)] > 1 ||
        bytes[offsetof(struct group, c.mixed)] > 1 || bytes[offsetof(struct group, wide)] > 1 ||
        bytes[offsetof(struct group, c.told)] > 1)
        return false;
    memcpy(g, bytes, sizeof *g);
    key = g->key;
    g->key = 0;
    g->c.source = NULL;
    g->index = NULL;
    g->room = g->c.named = g->c.sources = 0;
    g->targets = g->c.hosts = (struct tally){0};
    g->c.ports = (struct portset){0};
    if (!key || find(s, key) ||
        (g->joined ? n != sizeof *g || g->parent >= s->max
                   : !put_rest(s, g, bytes + sizeof *g, n - sizeof *g))) {
        forget(s, g, s->budget);
        return false;
    }
    enter(s, g, key);
    s->fresh = i >= s->fresh ? i + 1 : s->fresh;
    return true;
}

struct region campaigns_region(struct campaigns *s, struct budget *b)
{
    s->budget = b;
    return (struct region){.name = "campaigns",
                           .form = (uint64_t)s->max << 16 | sizeof(struct group) << 4 | 3,
                           .pieces = s->max,
                           .most = sizeof(struct group) + 2 * TALLY_PACKED + PORTSET_PACKED +
                                   NAMED_MAX * sizeof(struct addr),
                           .of = s,
                           .get = get,
                           .put = put};
}
