#include "watch/ledger.h"

#include "watch/detect/weigh.h"
#include "watch/mix.h"
#include "watch/pages.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

enum {
    WAYS = 8, /* suspects of a bucket */
    GROUP =
        32, /* of the buckets whose tags are in one cache line: where theirs is full, they stand in another of these */
    EARLY = 2,
    LINE_WORDS = 8
};

/* What a suspect did before it deserved a ledger. */
struct early {
    uint32_t dst, at_s; /* IPv4; seconds since 1970 */
    uint16_t port, sport;
    uint8_t technique, outcome;
    uint16_t at_ms;
};

/* 48 bytes: a million of them in 72 MiB, with their tags and a third of the places free, so that hardly one finds no place. */
struct suspect {
    union {
        struct {
            uint32_t addr;
            struct early early[EARLY];
        } v4;
        struct { /* one of IPv6 gets its ledger at the second door */
            uint8_t addr[16], dst[16];
            uint16_t port;
            uint8_t technique, outcome;
        } v6;
    };
    uint32_t ledger; /* first of its list */
    uint32_t last;   /* seconds since 1970 */
    uint8_t len, n, worth, flags;
};

_Static_assert(sizeof(struct suspect) == 48, "watch.c shares out the memory by it");

enum {
    KNOWN_BEFORE = 1,
    REFUSED = 2
}; /* it gave way once already; there was no ledger for it, and that is counted */

struct ledgers {
    struct mix_key key;
    uint32_t buckets; /* of suspects */
    uint16_t *tags;
    struct suspect *suspects;
    struct ledger *ledger;
    uint32_t max, fresh, free; /* ledgers: never used yet, list of given up */
    uint32_t hand;             /* where to look for a ledger that may go */
    uint32_t inside;           /* ledgers of those at home */
    uint64_t *seen[2];         /* two generations of a blocked Bloom filter, 512 bits a block */
    uint32_t seen_mask, seen_n, seen_max;
    uint64_t *gone[2]; /* suspects that gave way, two generations, two bits each */
    uint32_t gone_mask, gone_n;
    bool refused; /* somebody got no ledger since ledgers_refused() was asked */
    struct budget budget;
    struct ledgers_stats stats;
};

static uint32_t power_of_two(uint32_t n, uint32_t least)
{
    uint32_t p = least;
    while (p < n && p < UINT32_C(1) << 30)
        p *= 2;
    return p;
}

struct ledgers *ledgers_new(const struct ledgers_conf *conf)
{
    struct ledgers *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    uint32_t suspects = (conf->suspects / GROUP + 1) * (GROUP / WAYS);
    l->key = mix_key_of(conf->key, 2);
    l->buckets = suspects;
    l->max = conf->ledgers;
    l->free = LEDGER_NONE;
    uint32_t blocks = power_of_two(conf->seen / 51, 64); /* 10 bits an entry: 1 % false */
    l->seen_mask = blocks - 1;
    l->seen_max = blocks * 51 / 2;
    l->gone_mask = power_of_two(conf->suspects / 8, 64) - 1;
    l->budget.max = conf->heap;
    l->tags = pages_new((size_t)suspects * WAYS * sizeof *l->tags);
    l->suspects = pages_new_sparse((size_t)suspects * WAYS * sizeof *l->suspects);
    l->ledger = pages_new(l->max * sizeof *l->ledger);
    l->seen[0] = pages_new((size_t)blocks * 64);
    l->seen[1] = pages_new((size_t)blocks * 64);
    l->gone[0] = pages_new(((size_t)l->gone_mask + 1) * 8);
    l->gone[1] = pages_new(((size_t)l->gone_mask + 1) * 8);
    if (!l->tags || !l->suspects || !l->ledger || !l->seen[0] || !l->seen[1] || !l->gone[0] || !l->gone[1]) {
        ledgers_free(l);
        return NULL;
    }
    return l;
}

void ledgers_free(struct ledgers *l)
{
    if (!l)
        return;
    for (uint32_t i = 0; l->ledger && i < l->fresh; i++) {
        tally_fini(&l->ledger[i].hosts, &l->budget);
        portset_fini(&l->ledger[i].ports, &l->budget);
    }
    size_t suspects = (size_t)l->buckets * WAYS, seen = ((size_t)l->seen_mask + 1) * 64;
    pages_free(l->tags, suspects * sizeof *l->tags);
    pages_free(l->suspects, suspects * sizeof *l->suspects);
    pages_free(l->ledger, l->max * sizeof *l->ledger);
    pages_free(l->seen[0], seen);
    pages_free(l->seen[1], seen);
    pages_free(l->gone[0], ((size_t)l->gone_mask + 1) * 8);
    pages_free(l->gone[1], ((size_t)l->gone_mask + 1) * 8);
    free(l);
}

struct budget *ledgers_budget(struct ledgers *l)
{
    return &l->budget;
}

void ledgers_stats(const struct ledgers *l, struct ledgers_stats *ret)
{
    *ret = l->stats;
}

size_t ledgers_memory(const struct ledgers *l)
{
    size_t suspects = (size_t)l->buckets * WAYS;
    return sizeof *l + suspects * (sizeof *l->suspects + sizeof *l->tags) +
           (size_t)l->fresh * sizeof *l->ledger + ((size_t)l->seen_mask + 1) * 128 +
           ((size_t)l->gone_mask + 1) * 16 + l->budget.used;
}

bool ledgers_refused(struct ledgers *l)
{
    bool refused = l->refused;
    l->refused = false;
    return refused;
}

/* Bits of one block. */
static bool block_has(const uint64_t *filter, uint32_t mask, uint64_t h)
{
    const uint64_t *block = &filter[((h >> 40) & mask) * LINE_WORDS];
    for (int i = 0; i < 4; i++)
        if (!(block[(h >> (9 * i + 6)) & 7] >> ((h >> (9 * i)) & 63) & 1))
            return false;
    return true;
}

static void block_set(uint64_t *filter, uint32_t mask, uint64_t h)
{
    uint64_t *block = &filter[((h >> 40) & mask) * LINE_WORDS];
    for (int i = 0; i < 4; i++)
        block[(h >> (9 * i + 6)) & 7] |= UINT64_C(1) << ((h >> (9 * i)) & 63);
}

/* Whether the pair is new; remembers it. Two generations: what is asked again moves to the younger. */
static bool seen_add(struct ledgers *l, uint64_t h)
{
    if (block_has(l->seen[0], l->seen_mask, h))
        return false;
    bool old = block_has(l->seen[1], l->seen_mask, h);
    if (l->seen_n++ >= l->seen_max) {
        uint64_t *oldest = l->seen[1];
        l->seen[1] = l->seen[0];
        l->seen[0] = oldest;
        memset(oldest, 0, ((size_t)l->seen_mask + 1) * 64);
        l->seen_n = 0;
    }
    block_set(l->seen[0], l->seen_mask, h);
    return !old;
}

/* Outside, an IPv6 source is its /64: its host bits cost it nothing (Richter, Gasser, Berger, IMC 2022). */
struct addr ledgers_suspect(const struct addr *a, const struct places *p)
{
    struct addr r = *a;
    r.zone = 0;
    if (a->len == 16 && places_of(p, a) == ZONE_OUTSIDE)
        memset(r.b + 8, 0, 8);
    return r;
}

static uint64_t suspect_hash(const struct ledgers *l, const struct addr *a)
{
    return mix_addr(&l->key, a, 0);
}

static uint32_t bucket_of(const struct ledgers *l, uint64_t h)
{
    return (uint32_t)((uint64_t)(uint32_t)h * l->buckets >> 32) * WAYS;
}

static uint16_t tag_of(uint64_t h)
{
    return (uint16_t)(h >> 48) | 1;
}

void ledgers_prefetch(const struct ledgers *l, const struct addr *src)
{
    __builtin_prefetch(&l->tags[bucket_of(l, suspect_hash(l, src))]);
}

/* The k-th bucket of those where a suspect may stand: its own, then the others of the group. */
static uint32_t bucket_at(uint32_t first, unsigned k)
{
    return (first & ~(GROUP - 1u)) | ((first + k * WAYS) & (GROUP - 1u));
}

static struct addr address_of(const struct suspect *s)
{
    struct addr a = {.len = s->len};
    if (s->len == 4)
        return addr_v4(s->v4.addr);
    memcpy(a.b, s->v6.addr, 16);
    return a;
}

static bool is_suspect(const struct suspect *s, const struct addr *a)
{
    return s->len == a->len && (a->len == 4 ? s->v4.addr == addr_u32(a) : memcmp(s->v6.addr, a->b, 16) == 0);
}

static void bring(const struct suspect *s)
{
    __builtin_prefetch(s, 1);
    __builtin_prefetch((const char *)(s + 1) - 1, 1);
}

void ledgers_prefetch_more(const struct ledgers *l, const struct addr *src)
{
    uint64_t h = suspect_hash(l, src);
    uint32_t first = bucket_of(l, h);
    for (unsigned k = 0; k < GROUP / WAYS; k++)
        for (uint32_t i = bucket_at(first, k), end = i + WAYS; i < end; i++)
            if (l->tags[i] == tag_of(h) || !l->tags[i]) {
                bring(&l->suspects[i]);
                return;
            }
    for (uint32_t i = first; i < first + WAYS; i++) /* one of them will give way */
        bring(&l->suspects[i]);
}

/* Buckets are filled in order, and nobody who gives way leaves a gap: behind a free place there is nothing. */
static struct suspect *suspect_find(const struct ledgers *l, const struct addr *a, uint64_t h)
{
    uint32_t first = bucket_of(l, h);
    uint16_t tag = tag_of(h);
    for (unsigned k = 0; k < GROUP / WAYS; k++)
        for (uint32_t i = bucket_at(first, k), end = i + WAYS; i < end; i++) {
            if (!l->tags[i])
                return NULL;
            if (l->tags[i] == tag && is_suspect(&l->suspects[i], a))
                return &l->suspects[i];
        }
    return NULL;
}

static bool bit_at(const uint64_t *bits, uint64_t i)
{
    return bits[i >> 6] >> (i & 63) & 1;
}

static bool gone_has(const struct ledgers *l, uint64_t h)
{
    uint64_t n = ((uint64_t)l->gone_mask + 1) * 64, a = (h >> 8) % n,
             b = (h >> 32) * UINT64_C(0x9e3779b1) % n;
    return (bit_at(l->gone[0], a) && bit_at(l->gone[0], b)) ||
           (bit_at(l->gone[1], a) && bit_at(l->gone[1], b));
}

/* A generation takes as many as leave it two thirds empty: one in ten is found there by mistake. */
static void gone_add(struct ledgers *l, uint64_t h)
{
    uint64_t n = ((uint64_t)l->gone_mask + 1) * 64, a = (h >> 8) % n,
             b = (h >> 32) * UINT64_C(0x9e3779b1) % n;
    if (l->gone_n++ >= n / 5) {
        uint64_t *oldest = l->gone[1];
        l->gone[1] = l->gone[0];
        l->gone[0] = oldest;
        memset(oldest, 0, n / 8);
        l->gone_n = 0;
    }
    l->gone[0][a >> 6] |= UINT64_C(1) << (a & 63);
    l->gone[0][b >> 6] |= UINT64_C(1) << (b & 63);
}

void ledgers_drop(struct ledgers *l, struct ledger *g)
{
    uint32_t i = (uint32_t)(g - l->ledger);
    struct suspect *s = suspect_find(l, &g->src, suspect_hash(l, &g->src));
    for (uint32_t *at = s ? &s->ledger : NULL; at && *at != LEDGER_NONE; at = &l->ledger[*at].next) {
        if (*at != i)
            continue;
        *at = g->next;
        break;
    }
    l->inside -= g->zone == ZONE_INSIDE;
    tally_fini(&g->hosts, &l->budget);
    portset_fini(&g->ports, &l->budget);
    *g = (struct ledger){.next = l->free};
    l->free = i;
    l->stats.ledgers--;
}

/* The first free place; else that of whoever deserves least attention in the bucket: no ledger, few doors, long ago. */
static uint32_t place_for(const struct ledgers *l, uint64_t h)
{
    uint32_t first = bucket_of(l, h), best = first;
    for (unsigned k = 0; k < GROUP / WAYS; k++)
        for (uint32_t i = bucket_at(first, k), end = i + WAYS; i < end; i++)
            if (!l->tags[i])
                return i;
    for (uint32_t i = first; i < first + WAYS; i++) {
        const struct suspect *s = &l->suspects[i], *b = &l->suspects[best];
        if (s->worth != b->worth ? s->worth < b->worth : s->last < b->last)
            best = i;
    }
    return best;
}

static struct suspect *suspect_add(struct ledgers *l, const struct addr *a, uint64_t h)
{
    uint32_t best = place_for(l, h);
    struct suspect *s = &l->suspects[best];
    if (l->tags[best]) {
        struct addr old = address_of(s);
        while (s->ledger != LEDGER_NONE)
            ledgers_drop(l, &l->ledger[s->ledger]);
        gone_add(l, suspect_hash(l, &old));
        l->stats.evicted++;
    }
    l->tags[best] = tag_of(h);
    *s = (struct suspect){.ledger = LEDGER_NONE, .len = a->len};
    if (a->len == 4)
        s->v4.addr = addr_u32(a);
    else
        memcpy(s->v6.addr, a->b, 16);
    if (gone_has(l, h)) {
        s->flags = KNOWN_BEFORE;
        s->worth = 1; /* it came back: forged sources do not */
    }
    return s;
}

enum { FEW = 32 }; /* targets: as many as are told with a campaign */

/* Whoever was told costs least: nothing is lost with him but his end. But one who keeps coming back is no forgery of a flood. */
static float worth_of(const struct ledger *g)
{
    float doors = (float)(g->targets < 64 ? g->targets : 64) / 64;
    if (g->told && g->targets <= FEW)
        return doors + log2f(1 + (float)((g->last - g->first) / NSEC_SEC));
    return g->peak + doors + (float)(g->raised ? 100 : 0);
}

/* An eighth of the places is for those at home: what comes from outside may be forged, in any number. */
static bool has_room_inside(const struct ledgers *l)
{
    return l->inside < l->max / 8;
}

/* The least suspicious of sixteen; from outside nobody pushes those at home out of their eighth. NULL: nobody may go. */
static struct ledger *least_of(struct ledgers *l, enum zone zone)
{
    struct ledger *least = NULL;
    for (int k = 0; k < 16; k++) {
        struct ledger *g = &l->ledger[l->hand++ % l->max];
        if (!g->used || (g->zone == ZONE_INSIDE && zone == ZONE_OUTSIDE && l->inside <= l->max / 8))
            continue;
        if (!least || worth_of(g) < worth_of(least) ||
            (worth_of(g) <= worth_of(least) && g->last < least->last))
            least = g;
    }
    if (!least || !least->raised || least->told)
        return least;
    return zone == ZONE_INSIDE && least->zone == ZONE_OUTSIDE && has_room_inside(l) ? least : NULL;
}

/* A ledger for somebody new: a fresh one, one given up, or that of somebody who deserves it less. */
static struct ledger *ledger_take(struct ledgers *l, const struct suspect *for_whom, enum zone zone)
{
    uint32_t i = l->free;
    if (i != LEDGER_NONE) {
        l->free = l->ledger[i].next;
    } else if (l->fresh < l->max) {
        i = l->fresh++;
    } else {
        struct ledger *least = least_of(l, zone);
        struct addr me = address_of(for_whom);
        if (!least || addr_eq(&least->src, &me))
            return NULL;
        ledgers_drop(l, least);
        l->stats.evicted++;
        return ledger_take(l, for_whom, zone);
    }
    l->stats.ledgers++;
    l->inside += zone == ZONE_INSIDE;
    return &l->ledger[i];
}

static struct ledger *open_ledger(struct ledgers *l, struct suspect *s, const struct contact *c,
                                  bool everyday, enum zone zone)
{
    struct ledger *g = ledger_take(l, s, zone);
    if (!g) {
        l->stats.evicted += !(s->flags & REFUSED);
        s->flags |= REFUSED;
        l->refused = true;
        return NULL;
    }
    *g = (struct ledger){.src = address_of(s),
                         .technique = c->technique,
                         .authorised = c->authorised,
                         .everyday = everyday,
                         .zone = (uint8_t)zone,
                         .used = true};
    g->next = s->ledger;
    s->ledger = (uint32_t)(g - l->ledger);
    s->worth = 4;
    return g;
}

static struct ledger *ledger_of(struct ledgers *l, const struct suspect *s, const struct contact *c,
                                bool everyday)
{
    for (uint32_t i = s->ledger; i != LEDGER_NONE; i = l->ledger[i].next)
        if (l->ledger[i].technique == c->technique && l->ledger[i].everyday == everyday &&
            l->ledger[i].authorised == c->authorised)
            return &l->ledger[i];
    return NULL;
}

static uint64_t door_hash(const struct ledgers *l, const struct addr *src, uint8_t technique,
                          const struct addr *dst, uint16_t port)
{
    struct addr d = *dst;
    d.zone = 0;
    return mix2(&l->key, mix_addr(&l->key, src, technique), mix_addr(&l->key, &d, port + 1u));
}

void ledgers_prefetch_ledger(const struct ledgers *l, const struct addr *src)
{
    const struct suspect *s = suspect_find(l, src, suspect_hash(l, src));
    if (s && s->ledger != LEDGER_NONE)
        __builtin_prefetch(&l->ledger[s->ledger]);
}

void ledgers_prefetch_door(const struct ledgers *l, const struct addr *src, uint8_t technique,
                           const struct addr *dst, uint16_t port)
{
    size_t line = (door_hash(l, src, technique, dst, port) >> 40 & l->seen_mask) * LINE_WORDS;
    __builtin_prefetch(&l->seen[0][line]);
    __builtin_prefetch(&l->seen[1][line]);
}

static void note_event(struct ledger *g, const struct contact *c)
{
    if (g->n_events == LEDGER_EVENTS)
        return;
    struct event *e = &g->event[g->n_events++];
    *e = (struct event){.at = c->at, .port = c->port, .len = c->dst.len, .outcome = c->outcome};
    memcpy(e->dst, c->dst.b, 16);
    g->open_events = (uint8_t)(g->open_events + (c->outcome == SIGHT_OUTCOME_UNKNOWN));
}

static bool is_everyday(const struct contact *c, const struct addr *src, const struct places *p)
{
    return weigh_everyday(c->technique, c->port, (uint8_t)places_of(p, src), places_of(p, &c->dst));
}

static void lead(struct ledger *g, const struct contact *c)
{
    if (!g->lead_n)
        g->lead = c->dst;
    g->lead_n += addr_eq(&g->lead, &c->dst) ? 1 : UINT32_MAX;
    if (!g->lead_port_n)
        g->lead_port = c->port;
    g->lead_port_n += g->lead_port == c->port ? 1 : UINT32_MAX;
}

static bool adjacent(const struct ledger *g, const struct contact *c)
{
    uint32_t ports = (uint32_t)(c->port - g->last_port) + 1u;
    if (addr_eq(&c->dst, &g->last_dst))
        return ports <= 2;
    return c->dst.len == g->last_dst.len && c->dst.len == 4 && c->port == g->last_port &&
           addr_u32(&c->dst) - addr_u32(&g->last_dst) + 1u <= 2;
}

static void note_span(struct ledger *g, const struct contact *c)
{
    uint32_t v = c->dst.len == 4 ? addr_u32(&c->dst) : 0;
    g->low = !g->targets || v < g->low ? v : g->low;
    g->high = v > g->high ? v : g->high;
}

/* Puts one contact into the books. True: this door is new to them. */
static bool enter(struct ledgers *l, struct ledger *g, const struct contact *c, const struct places *p)
{
    g->tries++;
    g->first = !g->first || c->at < g->first ? c->at : g->first;
    g->last = c->at > g->last ? c->at : g->last;
    if (!seen_add(l, door_hash(l, &g->src, g->technique, &c->dst, c->port)))
        return false;
    if (!g->targets) {
        g->one = c->src;
        g->one.zone = 0;
    }
    g->many |= memcmp(c->src.b, g->one.b, 16) != 0;
    if (g->targets) {
        g->steps += adjacent(g, c);
    } else {
        g->sport = c->sport;
    }
    g->same_sport += c->sport == g->sport;
    note_span(g, c);
    g->targets++;
    g->outcome[c->outcome]++;
    g->implied += c->stage == CONTACT_IMPLIED;
    lead(g, c);
    g->low_ports += c->port < 1024;
    g->inside += places_of(p, &c->dst) == ZONE_INSIDE;
    g->last_dst = c->dst;
    g->last_port = c->port;
    tally_add(&g->hosts, mix_addr(&l->key, &c->dst, 7), &l->budget);
    portset_add(&g->ports, c->port, &l->budget);
    window_add(&g->window, c->at);
    note_event(g, c);
    if (c->outcome != SIGHT_OUTCOME_UNKNOWN)
        weigh_note(g, c);
    return true;
}

/* The i-th that stands in the line, as a contact of `src`. */
static struct contact early_of(const struct suspect *s, unsigned i, const struct addr *src)
{
    struct contact c = {.at = (nsec_wall)s->last * NSEC_SEC, .src = *src, .stage = CONTACT_ASKED};
    if (s->len == 4) {
        const struct early *e = &s->v4.early[i];
        c.at = (nsec_wall)e->at_s * NSEC_SEC + e->at_ms * NSEC_MS;
        c.dst = addr_v4(e->dst);
        c.sport = e->sport;
        c.port = e->port;
        c.technique = e->technique;
        c.outcome = e->outcome;
    } else {
        c.dst = addr_v6(s->v6.dst);
        c.port = s->v6.port;
        c.technique = s->v6.technique;
        c.outcome = s->v6.outcome;
    }
    return c;
}

static bool same_door(const struct contact *a, const struct contact *b)
{
    return a->port == b->port && a->technique == b->technique && a->dst.len == b->dst.len &&
           memcmp(a->dst.b, b->dst.b, 16) == 0;
}

static bool line_has(const struct suspect *s, const struct contact *c)
{
    for (unsigned i = 0; i < s->n; i++) {
        struct contact e = early_of(s, i, &c->src);
        if (same_door(&e, c))
            return true;
    }
    return false;
}

static bool line_is_full(const struct suspect *s)
{
    return s->n >= (s->len == 4 ? EARLY : 1);
}

static void line_add(struct suspect *s, const struct contact *c)
{
    if (s->len == 4) {
        s->v4.early[s->n] = (struct early){.dst = addr_u32(&c->dst),
                                           .at_s = (uint32_t)(c->at / NSEC_SEC),
                                           .at_ms = (uint16_t)(c->at % NSEC_SEC / NSEC_MS),
                                           .port = c->port,
                                           .sport = c->sport,
                                           .technique = c->technique,
                                           .outcome = c->outcome};
    } else {
        memcpy(s->v6.dst, c->dst.b, 16);
        s->v6.port = c->port;
        s->v6.technique = c->technique;
        s->v6.outcome = c->outcome;
    }
    s->n++;
    s->worth = (uint8_t)(s->worth > s->n - 1 ? s->worth : s->n - 1);
}

/* What stood in the line goes into the ledger that now is there; of a /64, as if by the address that asks now. */
static void move_line(struct ledgers *l, struct suspect *s, struct ledger *g, const struct addr *now,
                      const struct places *p)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < s->n; i++) {
        struct contact c = early_of(s, i, now);
        if (c.technique == g->technique && !g->authorised && is_everyday(&c, &g->src, p) == g->everyday)
            enter(l, g, &c, p);
        else if (s->len == 4)
            s->v4.early[kept++] = s->v4.early[i];
        else
            kept++;
    }
    s->n = (uint8_t)kept;
}

struct ledger *ledgers_ask(struct ledgers *l, const struct contact *c, const struct places *p,
                           bool *ret_first)
{
    struct addr a = ledgers_suspect(&c->src, p);
    uint64_t h = suspect_hash(l, &a);
    struct suspect *s = suspect_find(l, &a, h);
    *ret_first = false;
    if (!s)
        s = suspect_add(l, &a, h);
    if (s->last < (uint32_t)(c->at / NSEC_SEC))
        s->last = (uint32_t)(c->at / NSEC_SEC);
    bool everyday = is_everyday(c, &a, p);
    struct ledger *g = ledger_of(l, s, c, everyday);
    if (!g && line_has(s, c))
        return NULL;
    if (!g && s->ledger == LEDGER_NONE && !c->authorised && !c->alone && !line_is_full(s)) {
        line_add(s, c);
        *ret_first = true;
        return NULL;
    }
    if (!g) {
        g = open_ledger(l, s, c, everyday, places_of(p, &a));
        if (!g)
            return NULL;
        move_line(l, s, g, &c->src, p);
    }
    *ret_first = enter(l, g, c, p);
    return g;
}

static void resolve_line(struct suspect *s, const struct contact *c)
{
    for (unsigned i = 0; i < s->n; i++) {
        struct contact e = early_of(s, i, &c->src);
        uint8_t *outcome = s->len == 4 ? &s->v4.early[i].outcome : &s->v6.outcome;
        if (same_door(&e, c) && *outcome == SIGHT_OUTCOME_UNKNOWN)
            *outcome = c->outcome;
    }
}

static void resolve_event(struct ledger *g, const struct contact *c)
{
    for (unsigned i = 0; g->open_events && i < g->n_events; i++) {
        struct event *e = &g->event[i];
        if (e->outcome != SIGHT_OUTCOME_UNKNOWN || e->port != c->port || memcmp(e->dst, c->dst.b, 16) != 0)
            continue;
        e->outcome = c->outcome;
        g->open_events--;
    }
}

struct ledger *ledgers_resolve(struct ledgers *l, const struct contact *c, const struct places *p)
{
    struct addr a = ledgers_suspect(&c->src, p);
    struct suspect *s = suspect_find(l, &a, suspect_hash(l, &a));
    struct ledger *g = s ? ledger_of(l, s, c, is_everyday(c, &a, p)) : NULL;
    if (!g) {
        if (s)
            resolve_line(s, c);
        return NULL;
    }
    if (c->stage == CONTACT_FOLLOWED) { /* of first contacts: a look at the version comes later */
        g->half += c->first && c->half;
        g->completed += c->first && !c->half;
        g->raw += c->first && c->raw;
        return g;
    }
    if (c->stage == CONTACT_LEFT) {
        g->wordless += c->first;
        return g;
    }
    if (!c->first || !g->outcome[SIGHT_OUTCOME_UNKNOWN])
        return g;
    g->outcome[SIGHT_OUTCOME_UNKNOWN]--;
    g->outcome[c->outcome]++;
    resolve_event(g, c);
    weigh_note(g, c);
    return g;
}

struct ledger *ledgers_at(struct ledgers *l, uint32_t *i)
{
    for (; *i < l->fresh; ++*i)
        if (l->ledger[*i].used)
            return &l->ledger[(*i)++];
    return NULL;
}

uint32_t ledgers_id(const struct ledgers *l, const struct ledger *g)
{
    return (uint32_t)(g - l->ledger);
}

struct ledger *ledgers_get(struct ledgers *l, uint32_t id)
{
    return id < l->fresh && l->ledger[id].used ? &l->ledger[id] : NULL;
}

unsigned ledgers_siblings(const struct ledgers *l, const struct ledger *g)
{
    const struct suspect *s = suspect_find(l, &g->src, suspect_hash(l, &g->src));
    unsigned n = s ? s->n : 0;
    for (uint32_t i = s ? s->ledger : LEDGER_NONE; i != LEDGER_NONE; i = l->ledger[i].next)
        n++;
    return n;
}

void ledgers_come_home(struct ledgers *l, const struct addr *src)
{
    const struct suspect *s = suspect_find(l, src, suspect_hash(l, src));
    for (uint32_t i = s ? s->ledger : LEDGER_NONE; i != LEDGER_NONE; i = l->ledger[i].next) {
        struct ledger *g = &l->ledger[i];
        if (g->raised)
            continue;
        l->inside += g->zone != ZONE_INSIDE;
        g->zone = ZONE_INSIDE;
        g->nats = g->peak = 0;
    }
}

void ledgers_rezone(struct ledgers *l, const struct places *p)
{
    uint32_t i = 0;
    l->inside = 0;
    for (struct ledger *g; (g = ledgers_at(l, &i)) != NULL;) {
        g->zone = (uint8_t)places_of(p, &g->src);
        l->inside += g->zone == ZONE_INSIDE;
    }
}

/* --- saved and put back. Links are not: they are made anew, so that pieces of different moments fit together. */

static bool is_addr(const struct addr *a)
{
    return a->len == 4 || a->len == 16;
}

static size_t get_suspects(const void *of, uint32_t i, uint8_t *to)
{
    const struct ledgers *l = of;
    size_t n = 0;
    for (uint32_t k = i * WAYS; k < (i + 1) * WAYS; k++) {
        if (!l->tags[k])
            continue;
        struct suspect s = l->suspects[k];
        s.ledger = LEDGER_NONE;
        memcpy(to + n, &s, sizeof s);
        n += sizeof s;
    }
    return n;
}

static bool put_suspect(struct ledgers *l, const struct suspect *s)
{
    struct addr a = {.len = s->len};
    if (!is_addr(&a) || s->n > EARLY || (s->len == 16 && s->n > 1))
        return false;
    a = address_of(s);
    for (unsigned i = 0; i < s->n; i++) {
        struct contact c = early_of(s, i, &a);
        if (c.technique >= TECHNIQUES || c.outcome >= SIGHT_OUTCOMES)
            return false;
    }
    uint64_t h = suspect_hash(l, &a);
    uint32_t i = place_for(l, h);
    if (l->tags[i] || suspect_find(l, &a, h))
        return false;
    l->tags[i] = tag_of(h);
    l->suspects[i] = *s;
    l->suspects[i].ledger = LEDGER_NONE;
    return true;
}

static bool put_suspects(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    bool fine = n % sizeof(struct suspect) == 0;
    (void)i;
    for (size_t at = 0; at + sizeof(struct suspect) <= n; at += sizeof(struct suspect)) {
        struct suspect s;
        memcpy(&s, bytes + at, sizeof s);
        fine &= put_suspect(of, &s);
    }
    return fine;
}

static size_t get_ledger(const void *of, uint32_t i, uint8_t *to)
{
    const struct ledgers *l = of;
    if (i >= l->fresh || !l->ledger[i].used)
        return 0;
    struct ledger g = l->ledger[i];
    g.next = LEDGER_NONE;
    g.hosts = (struct tally){0};
    g.ports = (struct portset){0};
    memcpy(to, &g, sizeof g);
    size_t n = sizeof g;
    n += tally_pack(&l->ledger[i].hosts, to + n);
    return n + portset_pack(&l->ledger[i].ports, to + n);
}

/* The bytes as they came: members that are true or false hold nothing else. */
static bool ledger_is_sound(const uint8_t *b)
{
    static const size_t flags[] = {offsetof(struct ledger, everyday), offsetof(struct ledger, authorised),
                                   offsetof(struct ledger, untold),   offsetof(struct ledger, told),
                                   offsetof(struct ledger, used),     offsetof(struct ledger, many)};
    struct ledger g;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (b[flags[i]] > 1)
            return false;
    memcpy(&g, b, sizeof g);
    bool fine = g.used && is_addr(&g.src) && g.one.len <= 16 && g.lead.len <= 16 &&
                g.technique < TECHNIQUES && g.zone <= ZONE_INSIDE && g.n_events <= LEDGER_EVENTS &&
                isfinite(g.nats) && g.nats >= 0 && isfinite(g.peak) && g.peak >= 0 && isfinite(g.rare) &&
                g.rare >= 0 && g.first >= 0 && g.last >= g.first && g.targets > 0;
    for (unsigned i = 0; fine && i < g.n_events; i++)
        fine = (g.event[i].len == 4 || g.event[i].len == 16) && g.event[i].outcome < SIGHT_OUTCOMES;
    return fine;
}

/* Makes place i the next fresh one; those before it that nobody took are free. */
static bool open_place(struct ledgers *l, uint32_t i)
{
    if (i >= l->max || i < l->fresh)
        return false;
    for (; l->fresh < i; l->fresh++) {
        l->ledger[l->fresh] = (struct ledger){.next = l->free};
        l->free = l->fresh;
    }
    l->fresh = i + 1;
    l->stats.ledgers++;
    return true;
}

static bool put_ledger(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct ledgers *l = of;
    struct ledger g;
    if (n < sizeof g || !ledger_is_sound(bytes) || i >= l->max || i < l->fresh)
        return false;
    memcpy(&g, bytes, sizeof g);
    g.hosts = (struct tally){0};
    g.ports = (struct portset){0};
    size_t at = sizeof g, k = tally_unpack(&g.hosts, bytes + at, n - at, &l->budget);
    if (k && portset_unpack(&g.ports, bytes + at + k, n - at - k, &l->budget) && open_place(l, i)) {
        uint64_t h = suspect_hash(l, &g.src);
        struct suspect *s = suspect_find(l, &g.src, h);
        s = s ? s : suspect_add(l, &g.src, h);
        g.next = s->ledger;
        s->ledger = i;
        s->worth = 4;
        l->ledger[i] = g;
        l->inside += g.zone == ZONE_INSIDE;
        return true;
    }
    tally_fini(&g.hosts, &l->budget);
    portset_fini(&g.ports, &l->budget);
    return false;
}

enum { SEEN_PAGE = 4096 };

/* Both generations, a page a piece; the first piece says how full the younger is. */
static size_t get_seen(const void *of, uint32_t i, uint8_t *to)
{
    const struct ledgers *l = of;
    uint32_t pages = (l->seen_mask + 1) * 64 / SEEN_PAGE;
    if (i == 0) {
        memcpy(to, &l->seen_n, sizeof l->seen_n);
        return l->seen_n ? sizeof l->seen_n : 0;
    }
    const uint8_t *from = (const uint8_t *)l->seen[(i - 1) / pages] + (size_t)((i - 1) % pages) * SEEN_PAGE;
    if (!from[0] && memcmp(from, from + 1, SEEN_PAGE - 1) == 0)
        return 0;
    memcpy(to, from, SEEN_PAGE);
    return SEEN_PAGE;
}

static bool put_seen(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct ledgers *l = of;
    uint32_t pages = (l->seen_mask + 1) * 64 / SEEN_PAGE;
    if (i > 2 * pages || n != (i ? SEEN_PAGE : sizeof l->seen_n))
        return false;
    if (i == 0)
        memcpy(&l->seen_n, bytes, n);
    else
        memcpy((uint8_t *)l->seen[(i - 1) / pages] + (size_t)((i - 1) % pages) * SEEN_PAGE, bytes, n);
    return true;
}

void ledgers_regions(struct ledgers *l, struct region out[LEDGERS_REGIONS])
{
    out[0] = (struct region){.name = "suspects",
                             .form = sizeof(struct suspect) << 8 | 1,
                             .pieces = l->buckets,
                             .most = WAYS * sizeof(struct suspect),
                             .of = l,
                             .get = get_suspects,
                             .put = put_suspects};
    out[1] = (struct region){.name = "ledgers",
                             .form = sizeof(struct ledger) << 8 | 1,
                             .pieces = l->max,
                             .most = sizeof(struct ledger) + TALLY_PACKED + PORTSET_PACKED,
                             .of = l,
                             .get = get_ledger,
                             .put = put_ledger};
    out[2] = (struct region){.name = "asked",
                             .form = (uint64_t)l->seen_mask << 8 | 1,
                             .pieces = 1 + 2 * ((l->seen_mask + 1) * 64 / SEEN_PAGE),
                             .most = SEEN_PAGE,
                             .of = l,
                             .get = get_seen,
                             .put = put_seen};
}
