#include "watch/detect/priv_campaign.h"

#include <stddef.h>
#include <string.h>

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
            group_name(s, g, &a, s->budget);
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
        bytes[offsetof(struct group, far)] > 1 || bytes[offsetof(struct group, c.told)] > 1)
        return false;
    memcpy(g, bytes, sizeof *g);
    key = g->key;
    g->key = 0;
    g->c.source = NULL;
    g->index = NULL;
    g->room = g->c.named = g->c.sources = 0;
    g->targets = g->c.hosts = (struct tally){0};
    g->c.ports = (struct portset){0};
    if (!key || group_find(s, key) ||
        (g->joined ? n != sizeof *g || g->parent >= s->max
                   : !put_rest(s, g, bytes + sizeof *g, n - sizeof *g))) {
        group_forget(s, g, s->budget);
        return false;
    }
    group_enter(s, g, key);
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
                                   GROUP_NAMED_MAX * sizeof(struct addr),
                           .of = s,
                           .get = get,
                           .put = put};
}
