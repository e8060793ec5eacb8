#include "watch/detect/priv_campaign.h"

#include <string.h>

enum {
    CANDIDATES = 8, /* groups of which one gives way */
    CHAIN = 64,     /* groups from one to its root: a file may say that they go round in a ring */
};

/* Whose sources are one group: a /24, or a site of IPv6 (RFC 6177). */
struct addr group_net(const struct addr *a)
{
    return addr_first(a, a->len == 4 ? 24 : 48);
}

void group_release(struct group *g, struct budget *b)
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

void group_enter(struct campaigns *s, struct group *g, uint64_t key)
{
    uint32_t *first = group_bucket(s, key);
    g->key = key;
    g->next = *first;
    *first = (uint32_t)(g - s->group) + 1;
}

void group_forget(struct campaigns *s, struct group *g, struct budget *b)
{
    uint32_t *at = g->key ? group_bucket(s, g->key) : NULL;
    while (at && *at && &s->group[*at - 1] != g)
        at = &s->group[*at - 1].next;
    if (at && *at)
        *at = g->next;
    group_release(g, b);
    *g = (struct group){0};
}

struct group *group_find(const struct campaigns *s, uint64_t key)
{
    for (uint32_t i = *group_bucket(s, key); i; i = s->group[i - 1].next)
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
    group_forget(s, least, b);
    for (unsigned k = 0; k < CANDIDATES; k++) /* the next choice is not waited for */
        __builtin_prefetch(&s->group[(s->hand + k) % s->max]);
    return least;
}

struct group *group_take(struct campaigns *s, uint64_t key, struct budget *b)
{
    struct group *g = group_find(s, key);
    if (!g) {
        g = place_for_one(s, b);
        group_enter(s, g, key);
    }
    return g;
}

struct addr group_suspect(const struct addr *a, uint8_t zone)
{
    return a->len == 16 && zone == ZONE_OUTSIDE ? addr_first(a, 64) : *a;
}

struct addr campaign_suspect(const struct campaign *c, uint32_t i)
{
    return group_suspect(&c->source[i], c->zone);
}

static bool is_of(const struct campaign *c, uint32_t i, const struct addr *who)
{
    struct addr x = campaign_suspect(c, i);
    return addr_eq(&x, who);
}

static uint32_t place(const struct campaigns *s, const struct group *g, const struct addr *a)
{
    struct addr who = group_suspect(a, g->c.zone);
    uint32_t mask = 2 * g->room - 1, i = (uint32_t)mix_addr(&s->key, &who, 1) & mask;
    while (g->index[i] && !is_of(&g->c, g->index[i] - 1, &who))
        i = (i + 1) & mask;
    return i;
}

static bool grow(struct campaigns *s, struct group *g, struct budget *b)
{
    uint32_t room = g->room ? g->room * 2 : 2; /* most nets have one source */
    if (room > GROUP_NAMED_MAX)
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

void group_name(struct campaigns *s, struct group *g, const struct addr *a, struct budget *b)
{
    uint32_t known = g->room ? g->index[place(s, g, a)] : 0;
    if (known && !addr_eq(&g->c.source[known - 1], a))
        g->c.source[known - 1] = campaign_suspect(&g->c, known - 1);
    if (known)
        return;
    if (g->c.named == g->room && !grow(s, g, b))
        return;
    g->c.source[g->c.named] = *a;
    g->index[place(s, g, a)] = ++g->c.named;
    g->c.sources = g->c.named;
}

/* What is part of another goes there, as long as that is remembered. */
struct group *group_root(const struct campaigns *s, struct group *g)
{
    for (unsigned step = 0; step < CHAIN && g->joined && s->group[g->parent].key == g->parent_key; step++)
        g = &s->group[g->parent];
    return g;
}

/* What it was part of is forgotten, and it knows the way alone: its sums are of doors and sources that nobody
 * has any more. */
struct group *group_begun(struct campaigns *s, struct group *g, struct budget *b)
{
    uint64_t key = g->key;
    if (!g->joined)
        return g;
    group_forget(s, g, b);
    group_enter(s, g, key);
    return g;
}

void group_add_event(struct campaign *x, const struct event *e)
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

struct whole whole_of(struct campaigns *s, const uint32_t *at, unsigned n)
{
    struct whole x = {.first = s->group[at[0]].c.first};
    s->beside = (struct budget){.max = 4096 + PORTSET_BYTES};
    for (unsigned i = 0; i < n; i++) {
        const struct campaign *c = &s->group[at[i]].c;
        tally_merge(&x.doors, &s->group[at[i]].targets, &s->beside);
        tally_merge(&x.hosts, &c->hosts, &s->beside);
        portset_merge(&x.ports, &c->ports, &s->beside);
        x.sum += c->sum;
        x.opened += c->outcome[SIGHT_SUCCESS];
        x.first = c->first < x.first ? c->first : x.first;
        x.last = c->last > x.last ? c->last : x.last;
    }
    return x;
}

void whole_fini(struct campaigns *s, struct whole *x)
{
    tally_fini(&x->doors, &s->beside);
    tally_fini(&x->hosts, &s->beside);
    portset_fini(&x->ports, &s->beside);
}

bool whole_covers(const struct whole *x)
{
    return (x->sum + x->opened) * 2. >= (double)tally_count(&x->hosts) * x->ports.n;
}
