#include "watch/detect/priv_campaign.h"

#include <stdlib.h>

struct campaigns *campaigns_new(unsigned max, struct hash_key key)
{
    struct campaigns *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->key = mix_key_of(key, MIX_CAMPAIGNS);
    s->drawing.max = sizeof s->forged / sizeof(struct forged) * 2 * TALLY_REGISTERS;
    s->max = 512;
    while (s->max < max)
        s->max *= 2;
    s->group = calloc(s->max, sizeof *s->group);
    s->bucket = calloc(s->max * (size_t)GROUP_BUCKETS, sizeof *s->bucket);
    s->found = calloc(s->max, sizeof *s->found);
    if (!s->group || !s->bucket || !s->found) {
        campaigns_free(s);
        return NULL;
    }
    return s;
}

void campaigns_free(struct campaigns *s)
{
    if (!s)
        return;
    struct budget any = {.max = SIZE_MAX, .used = SIZE_MAX / 2};
    for (uint32_t i = 0; i < s->fresh; i++)
        group_release(&s->group[i], &any);
    for (size_t i = 0; i < sizeof s->forged / sizeof(struct forged); i++)
        forged_fini(&s->forged[0][0][0] + i, &s->drawing);
    free(s->group);
    free(s->bucket);
    free(s->found);
    free(s->told.hash);
    free(s);
}

size_t campaigns_memory(const struct campaigns *s)
{
    size_t told = s->told.hash ? ((size_t)s->told.mask + 1) * sizeof *s->told.hash : 0;
    return sizeof *s + told +
           s->max * (sizeof *s->group + GROUP_BUCKETS * sizeof *s->bucket + sizeof *s->found);
}

static uint64_t group_key(const struct campaigns *s, const struct contact *c)
{
    struct addr net = group_net(&c->src);
    return mix_addr(&s->key, &net, (uint64_t)c->shape << 8 | c->technique) | 1;
}

void campaigns_prefetch(const struct campaigns *s, const struct contact *c)
{
    __builtin_prefetch(group_bucket(s, group_key(s, c)));
}

static void note_source(struct campaigns *s, const struct group *g, const struct contact *c,
                        const struct addr *src)
{
    struct forged *f = &s->forged[g->c.technique][g->c.zone][src->len == 16];
    struct addr net = group_net(src);
    if (g->c.sum <= g->c.sources * FORGED_DOORS)
        forged_note(f, c, mix_addr(&s->key, src, 8), mix_addr(&s->key, &net, 9), &s->drawing);
}

void campaigns_note(struct campaigns *s, const struct contact *c, enum zone zone, struct budget *b)
{
    struct group *g = group_begun(s, group_root(s, group_take(s, group_key(s, c), b)), b);
    struct addr src = group_suspect(&c->src, (uint8_t)zone);
    struct campaign *x = &g->c;
    if (!x->sum) {
        g->shape = c->shape;
        x->sport = c->sport;
    }
    g->alike += c->shape == g->shape;
    x->systems += marks_of_system(c->shape) && c->sport != x->sport;
    x->technique = c->technique;
    x->zone = (uint8_t)zone;
    x->first = !x->first || c->at < x->first ? c->at : x->first;
    x->last = c->at > x->last ? c->at : x->last;
    struct event e = event_of(c);
    group_add_event(x, &e);
    x->sum++;
    x->outcome[c->outcome]++;
    group_name(s, g, &c->src, b);
    note_source(s, g, c, &src);
    tally_add(&g->targets, mix_addr(&s->key, &c->dst, c->port + 2u), b);
    tally_add(&x->hosts, mix_addr(&s->key, &c->dst, 7), b);
    if (x->sources >= GROUP_MEMBERS_LEAST ||
        x->ports.n < PORTSET_SPARSE) /* 8 KiB, which one source alone does not need */
        portset_add(&x->ports, c->port, b);
}

/* Who is the first of his net at a host may be one of many that have parted their hosts among them; but who
 * comes to another service than they look for is their neighbour. */
void campaigns_opened(struct campaigns *s, const struct contact *c, bool first, struct budget *b)
{
    struct group *g = group_find(s, group_key(s, c));
    if (!g)
        return;
    g = group_root(s, g);
    g->c.outcome[SIGHT_SUCCESS]++;
    if (!first || group_is_shut(g) || g->c.zone != ZONE_OUTSIDE || !portset_has(&g->c.ports, c->port))
        return;
    g->let_in++;
    if (tally_add(&g->c.hosts, mix_addr(&s->key, &c->dst, 7), b))
        group_name(s, g, &c->src, b);
}

void campaigns_followed(struct campaigns *s, const struct contact *c)
{
    struct group *g = c->first ? group_find(s, group_key(s, c)) : NULL;
    if (!g)
        return;
    struct campaign *x = &group_root(s, g)->c;
    x->completed += !c->half;
    x->half += c->half;
    x->raw += c->raw;
}

static void tell(struct campaigns *s, const struct group *g)
{
    for (uint32_t i = 0; i < g->c.named; i++) {
        struct addr src = campaign_suspect(&g->c, i);
        uint64_t h = mix_addr(&s->key, &src, g->c.technique) | 1;
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

void campaign_list_told(struct campaigns *s)
{
    if (make_told(s))
        for (unsigned i = 0; i < s->n_found; i++)
            tell(s, &s->group[s->found[i]]);
}

void campaigns_rest(struct campaigns *s, nsec_wall before, struct budget *b)
{
    s->n_found = 0;
    for (uint32_t i = 0; i < s->fresh; i++)
        if (s->group[i].key && s->group[i].c.last < before)
            group_forget(s, &s->group[i], b);
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
