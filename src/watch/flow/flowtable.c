#include "watch/flow/flowtable.h"

#include "watch/pages.h"

#include <errno.h>
#include <string.h>

int flowtable_init(struct flowtable *t, unsigned max, struct hash_key key)
{
    uint32_t n = 1024;
    while (n < max && n < UINT32_C(1) << 30)
        n *= 2;
    *t = (struct flowtable){
        .key = mix_key_of(key, MIX_FLOWS),
        .max = n,
        .mask = n / FLOWTABLE_WAYS - 1,
        .keys = pages_new(n * sizeof *t->keys),
        .flow = pages_new(n * sizeof *t->flow),
        .asked = {.size = n, .flow = pages_new(n * sizeof *t->asked.flow)},
        .kept = {.size = n / 8, .mark = ~FLOWTABLE_TURN, .flow = pages_new(n / 8 * sizeof *t->kept.flow)},
    };
    return t->keys && t->flow && t->asked.flow && t->kept.flow ? 0 : -ENOMEM;
}

void flowtable_fini(struct flowtable *t)
{
    pages_free(t->keys, t->max * sizeof *t->keys);
    pages_free(t->flow, t->max * sizeof *t->flow);
    pages_free(t->asked.flow, t->asked.size * sizeof *t->asked.flow);
    pages_free(t->kept.flow, t->kept.size * sizeof *t->kept.flow);
}

size_t flowtable_memory(const struct flowtable *t)
{
    return t->max * (sizeof *t->keys + sizeof *t->flow) +
           (t->asked.size + t->kept.size) * sizeof *t->asked.flow;
}

uint64_t flowtable_key(const struct flowtable *t, const struct sight *s)
{
    uint64_t kind = s->kind == SIGHT_ARP ? 256 : s->proto, a, b, c = kind << 48, d = 0;
    if (s->src.len == 4) {
        a = (uint64_t)addr_u32(&s->src) << 16 | s->sport;
        b = (uint64_t)addr_u32(&s->dst) << 16 | s->dport;
        if (a > b) {
            uint64_t first = b;
            b = a;
            a = first;
        }
        return (mix2(&t->key, a | c, b) & ~FLOWTABLE_MARKS) | FLOWTABLE_USED;
    }
    bool swap = memcmp(s->src.b, s->dst.b, 16) > 0;
    const struct addr *x = swap ? &s->dst : &s->src, *y = swap ? &s->src : &s->dst;
    uint16_t px = swap ? s->dport : s->sport, py = swap ? s->sport : s->dport;
    if (memcmp(x->b, y->b, 16) == 0 && px > py) {
        uint16_t first = py;
        py = px;
        px = first;
    }
    mix_words(x, &a, &b);
    mix_words(y, &c, &d);
    return (mix2(&t->key, mix2(&t->key, a ^ kind << 32 ^ px, b ^ py), mix2(&t->key, c, d)) &
            ~FLOWTABLE_MARKS) |
           FLOWTABLE_USED;
}

void flowtable_prefetch(const struct flowtable *t, uint64_t key)
{
    __builtin_prefetch(&t->keys[flowtable_bucket(t, key)]);
}

/* A place of the bucket that is free; else whose flow is judged; else one that only talks. UINT32_MAX = all
 * wait. */
static uint32_t given_up(const struct flowtable *t, uint32_t first, uint64_t key)
{
    uint32_t over = UINT32_MAX, talks = UINT32_MAX;
    for (uint32_t k = 0; k < FLOWTABLE_WAYS; k++) {
        uint32_t i = first + ((uint32_t)(key >> 8) + k) % FLOWTABLE_WAYS;
        if (!t->keys[i])
            return i;
        if (t->keys[i] & FLOWTABLE_OVER)
            over = i;
        if (t->keys[i] & FLOWTABLE_TALK)
            talks = i;
    }
    return over != UINT32_MAX ? over : talks;
}

/* Who waits longest gives way first, but answered ones before all, and questions of suspects after all. */
static bool is_missed_less(const struct flow *a, const struct flow *b)
{
    if (flowtable_waits(a) != flowtable_waits(b))
        return flowtable_waits(b);
    return a->kept != b->kept ? b->kept : a->at < b->at;
}

void flowtable_prefetch_flow(const struct flowtable *t, uint64_t key)
{
    uint32_t first = flowtable_bucket(t, key), i = UINT32_MAX;
    if (flowtable_talks(t, key))
        return;
    const struct flow *w = flowtable_find(t, key);
    if (!w)
        i = given_up(t, first, key);
    if (w || i < UINT32_MAX) {
        __builtin_prefetch(w ? w : &t->flow[i], 1);
        return;
    }
    for (i = first; i < first + FLOWTABLE_WAYS;
         i++) /* a flood: victim() looks at them all, and waited a seventh of the time for them */
        __builtin_prefetch(&t->flow[i], 1);
}

static uint32_t victim(const struct flowtable *t, uint64_t key)
{
    uint32_t first = flowtable_bucket(t, key);
    uint32_t best = given_up(t, first, key);
    if (best < UINT32_MAX)
        return best;
    best = first;
    for (uint32_t i = first; i < first + FLOWTABLE_WAYS; i++)
        if (is_missed_less(&t->flow[i], &t->flow[best]))
            best = i;
    return best;
}

struct flow *flowtable_victim(struct flowtable *t, uint64_t key, bool *ret_used)
{
    uint32_t i = victim(t, key);
    *ret_used = t->keys[i] != 0;
    return &t->flow[i];
}
