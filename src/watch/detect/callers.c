#include "watch/detect/callers.h"

#include "watch/mix.h"
#include "watch/pages.h"

#include <stdlib.h>

enum { WAYS = 8 }; /* pages of a bucket, and of a piece in the file */

/* Of one port on one day. */
struct page {
    int64_t day; /* since 1970; 0 = nobody's */
    uint32_t port, sources;
    unsigned n, open; /* open: without an outcome */
    struct caller first[LEDGER_EVENTS];
};

struct callers {
    struct mix_key key;
    unsigned buckets;
    uint32_t *port; /* of each page, + 1: a bucket's in half a cache line */
    struct page *page;
};

struct callers *callers_new(unsigned ports, struct hash_key key)
{
    struct callers *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->key = mix_key_of(key, MIX_CALLERS);
    s->buckets = ports / WAYS + 1;
    s->page = pages_new_sparse((size_t)s->buckets * WAYS * sizeof *s->page);
    s->port = calloc((size_t)s->buckets * WAYS, sizeof *s->port);
    if (!s->page || !s->port) {
        callers_free(s);
        return NULL;
    }
    return s;
}

void callers_free(struct callers *s)
{
    if (!s)
        return;
    pages_free(s->page, (size_t)s->buckets * WAYS * sizeof *s->page);
    free(s->port);
    free(s);
}

size_t callers_memory(const struct callers *s)
{
    return sizeof *s + (size_t)s->buckets * WAYS * (sizeof *s->page + sizeof *s->port);
}

static struct page *bucket_of(const struct callers *s, unsigned port)
{
    return &s->page[(uint32_t)mix2(&s->key, port, 0) % s->buckets * WAYS];
}

static struct page *page_of(const struct callers *s, unsigned port)
{
    size_t first = (size_t)(bucket_of(s, port) - s->page);
    for (size_t i = first; i < first + WAYS; i++)
        if (s->port[i] == port + 1)
            return &s->page[i];
    return NULL;
}

/* Of another day before all, then whom fewest came to. */
static struct page *page_for(const struct callers *s, unsigned port, int64_t day)
{
    struct page *first = bucket_of(s, port), *least = first;
    for (struct page *p = first; p < first + WAYS && least->day == day; p++)
        if (p->day != day || p->sources < least->sources)
            least = p;
    return least;
}

void callers_note(struct callers *s, unsigned port, int64_t day, uint32_t n, const struct contact *c)
{
    struct page *p = page_of(s, port);
    if (!p || p->day != day) {
        if (n > 1) /* its page gave way: who comes now is not the first */
            return;
        p = p ? p : page_for(s, port, day);
        *p = (struct page){.day = day, .port = port};
        s->port[p - s->page] = port + 1;
    }
    p->sources = n;
    if (p->n == LEDGER_EVENTS)
        return;
    struct caller *x = &p->first[p->n++];
    p->open += c->outcome == SIGHT_OUTCOME_UNKNOWN;
    *x = (struct caller){.src = c->src, .event = event_of(c)};
}

void callers_resolve(struct callers *s, unsigned port, const struct contact *c)
{
    struct page *p = page_of(s, port);
    for (unsigned i = 0; p && p->open && i < p->n; i++) {
        struct event *e = &p->first[i].event;
        if (addr_eq(&p->first[i].src, &c->src) && event_waits_for(e, c)) {
            e->outcome = c->outcome;
            p->open--;
        }
    }
}

unsigned callers_get(const struct callers *s, unsigned port, int64_t day, struct caller out[LEDGER_EVENTS])
{
    const struct page *p = page_of(s, port);
    if (!p || p->day != day)
        return 0;
    memcpy(out, p->first, p->n * sizeof *out);
    return p->n;
}

static size_t get(const void *of, uint32_t i, uint8_t *to)
{
    const struct callers *s = of;
    const struct page *first = &s->page[(size_t)i * WAYS];
    bool any = false;
    for (unsigned k = 0; k < WAYS; k++)
        any |= first[k].day != 0;
    if (any)
        memcpy(to, first, WAYS * sizeof *first);
    return any ? WAYS * sizeof *first : 0;
}

static bool is_sound(const struct page *p)
{
    bool fine = p->day > 0 && p->n <= LEDGER_EVENTS && p->open <= p->n;
    for (unsigned i = 0; fine && i < p->n; i++) {
        const struct caller *x = &p->first[i];
        fine = event_is_sound(&x->event) && x->src.len == x->event.len;
    }
    return fine;
}

static bool put(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct callers *s = of;
    if (i >= s->buckets || n != WAYS * sizeof *s->page)
        return false;
    memcpy(&s->page[(size_t)i * WAYS], bytes, n);
    for (struct page *p = &s->page[(size_t)i * WAYS], *end = p + WAYS; p < end; p++) {
        if (!is_sound(p))
            *p = (struct page){0};
        s->port[p - s->page] = p->day ? p->port + 1 : 0;
    }
    return true;
}

struct region callers_region(struct callers *s)
{
    return (struct region){.name = "callers",
                           .form = (uint64_t)s->buckets << 16 | sizeof(struct page) << 1 | 1,
                           .pieces = s->buckets,
                           .most = WAYS * sizeof(struct page),
                           .of = s,
                           .get = get,
                           .put = put};
}
