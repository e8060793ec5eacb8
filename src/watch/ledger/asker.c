#include "watch/ledger/asker.h"

#include "watch/ledger/ledger.h"
#include "watch/pages.h"

#include <stdlib.h>

enum {
    WAYS = 8, /* suspects of a bucket */
    GROUP =
        32, /* of the buckets whose tags are in one cache line: where theirs is full, they stand in another of these */
};

struct askers {
    struct mix_key key;
    uint32_t buckets;
    uint16_t *tags; /* 0 = a free place */
    struct asker *asker;
};

struct askers *askers_new(unsigned max, struct mix_key key)
{
    struct askers *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->key = key;
    t->buckets = (max / GROUP + 1) * (GROUP / WAYS);
    t->tags = pages_new((size_t)t->buckets * WAYS * sizeof *t->tags);
    t->asker = pages_new_sparse((size_t)t->buckets * WAYS * sizeof *t->asker);
    if (!t->tags || !t->asker) {
        askers_free(t);
        return NULL;
    }
    return t;
}

void askers_free(struct askers *t)
{
    if (!t)
        return;
    size_t n = (size_t)t->buckets * WAYS;
    pages_free(t->tags, n * sizeof *t->tags);
    pages_free(t->asker, n * sizeof *t->asker);
    free(t);
}

size_t askers_memory(const struct askers *t)
{
    return sizeof *t + (size_t)t->buckets * WAYS * (sizeof *t->asker + sizeof *t->tags);
}

uint64_t askers_hash(const struct askers *t, const struct addr *a)
{
    return mix_addr(&t->key, a, 0);
}

static uint32_t bucket_of(const struct askers *t, uint64_t h)
{
    return (uint32_t)((uint64_t)(uint32_t)h * t->buckets >> 32) * WAYS;
}

static uint16_t tag_of(uint64_t h)
{
    return (uint16_t)(h >> 48) | 1;
}

/* The k-th bucket of those where a suspect may stand: its own, then the others of the group. */
static uint32_t bucket_at(uint32_t first, unsigned k)
{
    return (first & ~(GROUP - 1u)) | ((first + k * WAYS) & (GROUP - 1u));
}

struct addr askers_addr(const struct asker *s)
{
    struct addr a = {.len = s->len};
    if (s->len == 4)
        return addr_v4(s->v4.addr);
    memcpy(a.b, s->v6.addr, 16);
    return a;
}

static bool is_asker(const struct asker *s, const struct addr *a)
{
    return s->len == a->len && (a->len == 4 ? s->v4.addr == addr_u32(a) : memcmp(s->v6.addr, a->b, 16) == 0);
}

static void bring(const struct asker *s)
{
    __builtin_prefetch(s, 1);
    __builtin_prefetch((const char *)(s + 1) - 1, 1);
}

void askers_prefetch(const struct askers *t, const struct addr *a)
{
    __builtin_prefetch(&t->tags[bucket_of(t, askers_hash(t, a))]);
}

bool askers_prefetch_more(const struct askers *t, const struct addr *a)
{
    uint64_t h = askers_hash(t, a);
    uint32_t first = bucket_of(t, h);
    for (unsigned k = 0; k < GROUP / WAYS; k++)
        for (uint32_t i = bucket_at(first, k), end = i + WAYS; i < end; i++)
            if (t->tags[i] == tag_of(h) || !t->tags[i]) {
                bring(&t->asker[i]);
                return t->tags[i] != 0;
            }
    for (uint32_t i = first; i < first + WAYS; i++) /* one of them will give way */
        bring(&t->asker[i]);
    return false;
}

/* Buckets are filled in order, and nobody who gives way leaves a gap: behind a free place there is
 * nothing. */
struct asker *askers_find(const struct askers *t, const struct addr *a, uint64_t h)
{
    uint32_t first = bucket_of(t, h);
    uint16_t tag = tag_of(h);
    for (unsigned k = 0; k < GROUP / WAYS; k++)
        for (uint32_t i = bucket_at(first, k), end = i + WAYS; i < end; i++) {
            if (!t->tags[i])
                return NULL;
            if (t->tags[i] == tag && is_asker(&t->asker[i], a))
                return &t->asker[i];
        }
    return NULL;
}

struct asker *askers_place(const struct askers *t, uint64_t h)
{
    uint32_t first = bucket_of(t, h), best = first;
    for (unsigned k = 0; k < GROUP / WAYS; k++)
        for (uint32_t i = bucket_at(first, k), end = i + WAYS; i < end; i++)
            if (!t->tags[i])
                return &t->asker[i];
    for (uint32_t i = first; i < first + WAYS; i++) {
        const struct asker *s = &t->asker[i], *b = &t->asker[best];
        if (s->worth != b->worth ? s->worth < b->worth : s->last < b->last)
            best = i;
    }
    return &t->asker[best];
}

void askers_enter(struct askers *t, struct asker *place, const struct addr *a, uint64_t h)
{
    t->tags[place - t->asker] = tag_of(h);
    *place = (struct asker){.ledger = LEDGER_NONE, .len = a->len};
    if (a->len == 4)
        place->v4.addr = addr_u32(a);
    else
        memcpy(place->v6.addr, a->b, 16);
}

/* A technique, whether it was tried within a tunnel, and whether only its answer tells of it, in one byte. */
enum { HEARSAY = 0x20, CARRIED = 0x40, STRANGER = 0x80, TECHNIQUE = 0x1f };

_Static_assert((int)TECHNIQUES <= (int)HEARSAY, "they have five bits");

static uint8_t way_of(const struct contact *c)
{
    return (uint8_t)(c->technique | (c->stage == CONTACT_IMPLIED ? HEARSAY : 0) | (c->carried ? CARRIED : 0) |
                     (c->stranger ? STRANGER : 0));
}

static void put_way(struct contact *c, uint8_t way)
{
    c->technique = way & TECHNIQUE;
    c->stage = way & HEARSAY ? CONTACT_IMPLIED : CONTACT_ASKED;
    c->carried = way & CARRIED;
    c->stranger = way & STRANGER;
}

/* What became of it, whether the asker then reset the answer, and whether by a system that knew nothing of it. */
enum { OUTCOME = 0x3f, RAW = 0x40, HALF = 0x80 };

static void put_outcome(struct contact *c, uint8_t outcome)
{
    c->outcome = outcome & OUTCOME;
    c->half = outcome & HALF;
    c->raw = outcome & RAW;
}

struct contact askers_early(const struct asker *s, unsigned i, const struct addr *src)
{
    struct contact c = {.at = (nsec_wall)s->last * NSEC_SEC, .src = *src};
    if (s->len == 4) {
        c.at = (nsec_wall)s->v4.early[i].at_s * NSEC_SEC + s->v4.early[i].at_ms * NSEC_MS;
        c.dst = addr_v4(s->v4.early[i].dst);
        c.sport = s->v4.early[i].sport;
        c.port = s->v4.early[i].port;
        put_way(&c, s->v4.early[i].technique);
        put_outcome(&c, s->v4.early[i].outcome);
    } else {
        c.dst = addr_v6(s->v6.dst);
        c.port = s->v6.port;
        put_way(&c, s->v6.technique);
        put_outcome(&c, s->v6.outcome);
    }
    return c;
}

/* Who was seen to ask there asked; of whom only an answer says it may still be seen. */
static bool same_door(const struct contact *early, const struct contact *c)
{
    return early->port == c->port && early->technique == c->technique && early->stranger == c->stranger &&
           (early->stage != CONTACT_IMPLIED || c->stage == CONTACT_IMPLIED) && early->dst.len == c->dst.len &&
           memcmp(early->dst.b, c->dst.b, 16) == 0;
}

bool askers_asked(const struct asker *s, const struct contact *c)
{
    for (unsigned i = 0; i < s->n; i++) {
        struct contact e = askers_early(s, i, &c->src);
        if (same_door(&e, c))
            return true;
    }
    return false;
}

bool askers_is_full(const struct asker *s)
{
    return s->n >= (s->len == 4 ? ASKER_EARLY : 1);
}

void askers_note(struct asker *s, const struct contact *c)
{
    if (s->len == 4) {
        s->v4.early[s->n].dst = addr_u32(&c->dst);
        s->v4.early[s->n].at_s = (uint32_t)(c->at / NSEC_SEC);
        s->v4.early[s->n].at_ms = (uint16_t)(c->at % NSEC_SEC / NSEC_MS);
        s->v4.early[s->n].port = c->port;
        s->v4.early[s->n].sport = c->sport;
        s->v4.early[s->n].technique = way_of(c);
        s->v4.early[s->n].outcome = c->outcome;
    } else {
        memcpy(s->v6.dst, c->dst.b, 16);
        s->v6.port = c->port;
        s->v6.technique = way_of(c);
        s->v6.outcome = c->outcome;
    }
    s->n++;
    s->worth = (uint8_t)(s->worth > s->n - 1 ? s->worth : s->n - 1);
}

void askers_resolve(struct asker *s, const struct contact *c)
{
    for (unsigned i = 0; i < s->n; i++) {
        struct contact e = askers_early(s, i, &c->src);
        uint8_t *outcome = s->len == 4 ? &s->v4.early[i].outcome : &s->v6.outcome;
        if (!same_door(&e, c))
            continue;
        if (e.outcome == SIGHT_OUTCOME_UNKNOWN)
            *outcome = c->outcome;
        if (c->stage == CONTACT_FOLLOWED && c->half)
            *outcome |= (uint8_t)(HALF | (c->raw ? RAW : 0));
    }
}

void askers_keep(struct asker *s, unsigned i, unsigned k)
{
    if (s->len == 4)
        s->v4.early[k] = s->v4.early[i];
}

static size_t get(const void *of, uint32_t i, uint8_t *to)
{
    const struct askers *t = of;
    size_t n = 0;
    for (uint32_t k = i * WAYS; k < (i + 1) * WAYS; k++) {
        if (!t->tags[k])
            continue;
        struct asker s = t->asker[k];
        s.ledger = LEDGER_NONE;
        memcpy(to + n, &s, sizeof s);
        n += sizeof s;
    }
    return n;
}

static bool put_one(struct askers *t, const struct asker *s)
{
    if ((s->len != 4 && s->len != 16) || s->n > ASKER_EARLY || (s->len == 16 && s->n > 1))
        return false;
    struct addr a = askers_addr(s);
    for (unsigned i = 0; i < s->n; i++) {
        struct contact c = askers_early(s, i, &a);
        if (c.technique >= TECHNIQUES || c.outcome >= SIGHT_OUTCOMES)
            return false;
    }
    uint64_t h = askers_hash(t, &a);
    struct asker *place = askers_place(t, h);
    if (t->tags[place - t->asker] || askers_find(t, &a, h))
        return false;
    askers_enter(t, place, &a, h);
    *place = *s;
    place->ledger = LEDGER_NONE;
    return true;
}

static bool put(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    bool fine = n % sizeof(struct asker) == 0;
    (void)i;
    for (size_t at = 0; at + sizeof(struct asker) <= n; at += sizeof(struct asker)) {
        struct asker s;
        memcpy(&s, bytes + at, sizeof s);
        fine &= put_one(of, &s);
    }
    return fine;
}

struct region askers_region(struct askers *t)
{
    return (struct region){.name = "suspects",
                           .form = sizeof(struct asker) << 8 | 1,
                           .pieces = t->buckets,
                           .most = WAYS * sizeof(struct asker),
                           .of = t,
                           .get = get,
                           .put = put};
}
