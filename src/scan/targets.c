#include "scan/targets.h"

#include "scan/priv_targets.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned __int128 u128;

static u128 value(const struct addr *a)
{
    u128 v = 0;
    for (int i = 0; i < a->len; i++)
        v = v << 8 | a->b[i];
    return v;
}

/* The address of the same family and zone with this value. */
static struct addr like(const struct addr *a, u128 v)
{
    struct addr r = *a;
    for (int i = a->len - 1; i >= 0; i--, v >>= 8)
        r.b[i] = (uint8_t)v;
    return r;
}

/* Addresses in a range; at most 2^128 - 1, which only ::/0 exceeds. */
static u128 size_of(const struct targets_range *r)
{
    u128 n = value(&r->last) - value(&r->first);
    return n + 1 ? n + 1 : n;
}

static uint64_t saturate(uint64_t a, u128 b)
{
    u128 sum = a + b;
    return b > UINT64_MAX || sum > UINT64_MAX ? UINT64_MAX : (uint64_t)sum;
}

static bool same_space(const struct addr *a, const struct addr *b)
{
    return a->len == b->len && a->zone == b->zone;
}

/* Family, then zone, then value: so the ranges of one link stand together. */
static int compare(const struct addr *a, const struct addr *b)
{
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    if (a->zone != b->zone)
        return a->zone < b->zone ? -1 : 1;
    return memcmp(a->b, b->b, sizeof a->b);
}

static int compare_ranges(const void *a, const void *b)
{
    const struct targets_range *x = a, *y = b;
    return compare(&x->first, &y->first);
}

/* Sorts, and joins what overlaps or touches. */
static void normalise(struct targets_ranges *r)
{
    uint32_t kept = 0;
    if (!r->count)
        return;
    qsort(r->item, r->count, sizeof *r->item, compare_ranges);
    for (uint32_t i = 1; i < r->count; i++) {
        struct targets_range *top = &r->item[kept], *next = &r->item[i];
        struct addr after = addr_add(&top->last, 1); /* wraps at the family's end, where nothing can follow */
        if (same_space(&top->last, &next->first) &&
            (compare(&next->first, &top->last) <= 0 || addr_eq(&next->first, &after))) {
            if (compare(&next->last, &top->last) > 0)
                top->last = next->last;
        } else {
            r->item[++kept] = *next;
        }
    }
    r->count = kept + 1;
}

static int reserve(struct targets_ranges *r, uint32_t cap)
{
    struct targets_range *item = reallocarray(r->item, cap, sizeof *item);
    if (!item)
        return -ENOMEM;
    r->item = item;
    r->cap = cap;
    return 0;
}

static int check_limit(const struct targets *t, const struct targets_ranges *r, struct diag *d)
{
    char text[16];
    if (r->count <= t->conf.max_ranges)
        return 0;
    snprintf(text, sizeof text, "%" PRIu32, t->conf.max_ranges);
    return diag_set(d, N_("too many targets: the limit is %s separate address ranges"), text, NULL, NULL);
}

/* Room for one more. Joining is tried before growing, so that a long list of neighbours stays short. Half as
 * much room as the limit allows stays on top of it, so that a list of duplicates is not sorted again for each
 * of them. */
static int make_room(struct targets *t, struct targets_ranges *r, struct diag *d)
{
    if (r->count < r->cap)
        return 0;
    normalise(r);
    int e = check_limit(t, r, d);
    if (e < 0 || r->count < r->cap / 2)
        return e;
    uint32_t cap = r->cap ? r->cap * 2 : 16, most = t->conf.max_ranges + t->conf.max_ranges / 2 + 1;
    return reserve(r, cap < most ? cap : most);
}

static int remember_zone(struct targets *t, uint32_t zone, struct diag *d)
{
    for (uint32_t i = 0; i < t->zones; i++)
        if (t->zone[i] == zone)
            return 0;
    if (t->zones == TARGETS_ZONES_MAX)
        return diag_set(d, N_("too many different IPv6 zones"), NULL, NULL, NULL);
    t->zone[t->zones++] = zone;
    return 0;
}

int targets_put(struct targets *t, enum targets_kind kind, const struct addr *first, const struct addr *last,
                struct diag *d)
{
    struct targets_ranges *r = &t->ranges[kind];
    int e = remember_zone(t, first->zone, d);
    if (e == 0 && t->puts++ >= TARGETS_PUTS_MAX)
        e = diag_set(d, N_("too many targets, even if many of them are the same"), NULL, NULL, NULL);
    if (e == 0)
        e = make_room(t, r, d);
    if (e == 0)
        r->item[r->count++] = (struct targets_range){.first = *first, .last = *last};
    return e;
}

int targets_new(const struct targets_conf *conf, struct targets **ret)
{
    struct targets *t = calloc(1, sizeof *t);
    if (!t)
        return -ENOMEM;
    t->conf = *conf;
    if (!t->conf.max_ranges || t->conf.max_ranges > UINT32_C(1) << 30)
        t->conf.max_ranges = TARGETS_RANGES_MAX;
    if (!t->conf.max_names)
        t->conf.max_names = TARGETS_NAMES_MAX;
    amap_init(&t->named, t->conf.max_names, conf->key);
    buf_init(&t->names, (size_t)16 << 20);
    *ret = t;
    return 0;
}

void targets_free(struct targets *t)
{
    if (!t)
        return;
    free(t->ranges[0].item);
    free(t->ranges[1].item);
    amap_fini(&t->named);
    buf_fini(&t->names);
    free(t);
}

int targets_add(struct targets *t, enum targets_kind kind, const char *word, struct diag *d)
{
    return words_read(t, kind, word, strlen(word), d);
}

int targets_add_list(struct targets *t, enum targets_kind kind, const char *text, size_t len, struct diag *d)
{
    return words_read_list(t, kind, text, len, d);
}

/* Whether an exclude of zone `b` holds for an address of zone `a`: a zone that is not written may be any. */
static bool zones_meet(uint32_t a, uint32_t b)
{
    return a == b || a == 0 || b == 0;
}

static int push(struct targets_ranges *r, struct addr first, struct addr last)
{
    if (r->count == r->cap) {
        int e = r->cap > UINT32_MAX / 2 ? -ENOMEM : reserve(r, r->cap ? r->cap * 2 : 16);
        if (e < 0)
            return e;
    }
    r->item[r->count++] = (struct targets_range){.first = first, .last = last};
    return 0;
}

/* Appends to `out` what is left of r after taking out cut[0…n-1] (sorted, disjoint), and counts what went. */
static int cut_one(const struct targets_range *r, const struct targets_range *cut, uint32_t n,
                   struct targets_ranges *out, uint64_t *removed)
{
    u128 at = value(&r->first), end = value(&r->last);
    for (uint32_t i = 0; i < n; i++) {
        u128 from = value(&cut[i].first), to = value(&cut[i].last);
        if (from > end)
            break;
        if (from > at) {
            int e = push(out, like(&r->first, at), like(&r->first, from - 1));
            if (e < 0)
                return e;
            at = from;
        }
        if (to >= end) {
            *removed = saturate(*removed, end - at);
            *removed = saturate(*removed, 1);
            return 0;
        }
        *removed = saturate(*removed, to - at + 1);
        at = to + 1;
    }
    return push(out, like(&r->first, at), r->last);
}

/* Takes cut[0…n-1], all of one family and zone, sorted and disjoint, out of r, which is normalised and stays
 * so. */
static int cut_all(struct targets_ranges *r, const struct targets_range *cut, uint32_t n, uint64_t *removed)
{
    struct targets_ranges out = {0};
    uint32_t next = 0; /* the first cut that does not end before the range at hand */
    int e = 0;
    for (uint32_t i = 0; e == 0 && i < r->count; i++) {
        const struct targets_range *range = &r->item[i];
        if (i && !same_space(&range->first, &r->item[i - 1].first))
            next = 0;
        if (range->first.len != cut->first.len || !zones_meet(range->first.zone, cut->first.zone)) {
            e = push(&out, range->first, range->last);
            continue;
        }
        while (next < n && value(&cut[next].last) < value(&range->first))
            next++;
        e = cut_one(range, cut + next, n - next, &out, removed);
    }
    free(r->item);
    *r = out;
    return e;
}

/* Takes cut[0…n-1], sorted and disjoint in each space, out of r: space by space. */
static int exclude(struct targets_ranges *r, const struct targets_range *cut, uint32_t n, uint64_t *removed)
{
    for (uint32_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && same_space(&cut[to].first, &cut[from].first);)
            to++;
        int e = cut_all(r, cut + from, to - from, removed);
        if (e < 0)
            return e;
    }
    return 0;
}

/* Where nobody can be asked alone: RFC 1122 §3.2.1.3 (this network, limited broadcast), RFC 5771 and RFC 4291
 * §2.7 (multicast), RFC 4291 §2.5.2 (unspecified), §2.5.5.2 (IPv4-mapped: never on the wire). */
static int exclude_unusable(struct targets_ranges *r, uint64_t *removed)
{
    static const struct {
        struct addr net;
        unsigned bits;
    } unusable[] = {
        {{.len = 4, .b = {0}}, 8},
        {{.len = 4, .b = {224}}, 4},
        {{.len = 4, .b = {255, 255, 255, 255}}, 32},
        {{.len = 16, .b = {0}}, 128},
        {{.len = 16, .b = {[10] = 0xff, 0xff}}, 96},
        {{.len = 16, .b = {0xff}}, 8},
    };
    struct targets_range cut[sizeof unusable / sizeof *unusable];
    for (size_t i = 0; i < sizeof unusable / sizeof *unusable; i++) {
        cut[i].first = unusable[i].net;
        cut[i].last = addr_last(&unusable[i].net, unusable[i].bits);
    }
    return exclude(r, cut, sizeof unusable / sizeof *unusable, removed);
}

int targets_compile(struct targets *t, struct diag *d)
{
    struct targets_ranges *wanted = &t->ranges[TARGETS_INCLUDE], *unwanted = &t->ranges[TARGETS_EXCLUDE];
    u128 count = 0;
    normalise(wanted);
    normalise(unwanted);
    int e = check_limit(t, wanted, d);
    if (e == 0)
        e = check_limit(t, unwanted, d);
    if (e == 0)
        e = exclude(wanted, unwanted->item, unwanted->count, &t->stats.excluded);
    if (e == 0)
        e = exclude_unusable(wanted, &t->stats.skipped);
    if (e < 0)
        return e;
    for (uint32_t i = 0; i < wanted->count; i++) {
        struct targets_range *r = &wanted->item[i];
        r->base = (uint64_t)count;
        count += size_of(r);
        if (count > UINT64_MAX)
            return diag_set(
                d, N_("more than 2^64 addresses to scan; give longer IPv6 prefixes, /120 for example"), NULL,
                NULL, NULL);
    }
    t->count = (uint64_t)count;
    free(unwanted->item);
    *unwanted = (struct targets_ranges){0};
    return 0;
}

uint64_t targets_count(const struct targets *t)
{
    return t->count;
}

uint32_t targets_range_count(const struct targets *t)
{
    return t->ranges[TARGETS_INCLUDE].count;
}

const struct targets_range *targets_range(const struct targets *t, uint32_t i)
{
    return &t->ranges[TARGETS_INCLUDE].item[i];
}

struct addr targets_addr(const struct targets *t, uint64_t i)
{
    const struct targets_ranges *r = &t->ranges[TARGETS_INCLUDE];
    uint32_t lo = 0, hi = r->count; /* the answer is in lo … hi-1: the last range whose base is not above i */
    while (hi - lo > 1) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (r->item[mid].base <= i)
            lo = mid;
        else
            hi = mid;
    }
    return addr_add(&r->item[lo].first, i - r->item[lo].base);
}

uint64_t targets_index(const struct targets *t, const struct addr *a)
{
    const struct targets_ranges *r = &t->ranges[TARGETS_INCLUDE];
    uint32_t lo = 0, hi = r->count; /* lo ends as the number of ranges that begin at or before a */
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (compare(&r->item[mid].first, a) <= 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (!lo || compare(a, &r->item[lo - 1].last) > 0)
        return TARGETS_NONE;
    return r->item[lo - 1].base + addr_diff(&r->item[lo - 1].first, a);
}

const char *targets_name(const struct targets *t, const struct addr *a)
{
    uint32_t at = amap_get(&t->named, a);
    return at == AMAP_NONE ? NULL : t->names.data + at;
}

uint32_t targets_names(const struct targets *t)
{
    return t->named.slots ? t->named.mask + 1 : 0;
}

const char *targets_named(const struct targets *t, uint32_t i, struct addr *ret)
{
    const struct amap_slot *slot = &t->named.slots[i];
    if (!slot->addr.len)
        return NULL;
    *ret = slot->addr;
    return t->names.data + slot->value;
}

void targets_remember(struct targets *t, const struct addr *a, const char *name)
{
    size_t at = t->names.len;
    if (amap_get(&t->named, a) != AMAP_NONE)
        return;
    buf_put(&t->names, name, strlen(name) + 1);
    if (t->names.over || !amap_add(&t->named, a, (uint32_t)at))
        t->stats.names_refused++;
}

const struct targets_stats *targets_stats(const struct targets *t)
{
    return &t->stats;
}

int targets_fits(const struct targets *t, uint64_t ports, struct diag *d)
{
    char addresses[24], each[24];
    if ((u128)t->count * ports <= TARGETS_PROBES_MAX)
        return 0;
    snprintf(addresses, sizeof addresses, "%" PRIu64, t->count);
    snprintf(each, sizeof each, "%" PRIu64, ports);
    return diag_set(
        d,
        N_("%s addresses with %s ports each are more than one scan can hold (2^48); an IPv6 network is found by other means than asking every address: give smaller prefixes or a list"),
        addresses, each, NULL);
}
