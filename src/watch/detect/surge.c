#include "watch/detect/surge.h"

#include "watch/mix.h"
#include "watch/pages.h"

#include <stdlib.h>

enum {
    DAYS = 28,      /* of history, at most */
    DAYS_LEAST = 5, /* before anything is said */
    SOURCES_LEAST = 15,
    PORTS = 2 * 65536,
    CALLED = 512,        /* ports of which it is known who came first; */
    CALLED_MANY = 2048,  /* where there is room for the whole history */
    SEEN_BITS = 1 << 22, /* (source, port) of a day: half a million at 4 % false */
};

struct surges {
    struct mix_key key;
    int64_t day;               /* days since 1970; 0 = none yet */
    unsigned days, keep;       /* of history: there is, is kept */
    uint32_t turn;             /* days that ended: a day stays in its place of the file (turn - i) */
    uint16_t *count[DAYS + 1]; /* [0] is today; 256 KiB a day */
    uint64_t *seen;
    struct callers *callers;
};

struct surges *surges_new(unsigned days, struct hash_key key)
{
    struct surges *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->key = mix_key_of(key, MIX_SURGES);
    s->keep = days < DAYS_LEAST ? DAYS_LEAST : days < DAYS ? days : DAYS;
    s->seen = pages_new(SEEN_BITS / 8);
    s->count[0] = pages_new(PORTS * sizeof(uint16_t));
    s->callers = callers_new(days < DAYS ? CALLED : CALLED_MANY, key);
    if (!s->seen || !s->count[0] || !s->callers) {
        surges_free(s);
        return NULL;
    }
    return s;
}

void surges_free(struct surges *s)
{
    if (!s)
        return;
    for (unsigned i = 0; i <= DAYS; i++)
        pages_free(s->count[i], PORTS * sizeof(uint16_t));
    pages_free(s->seen, SEEN_BITS / 8);
    callers_free(s->callers);
    free(s);
}

size_t surges_memory(const struct surges *s)
{
    size_t n = sizeof *s + SEEN_BITS / 8 + callers_memory(s->callers);
    for (unsigned i = 0; i <= DAYS; i++)
        n += s->count[i] ? PORTS * sizeof(uint16_t) : 0;
    return n;
}

static uint64_t hash_of(const struct surges *s, const struct addr *src, unsigned port)
{
    return mix_addr(&s->key, src, (uint64_t)s->day << 20 | port);
}

/* PORTS: it is none that is counted. */
static unsigned port_of(uint8_t technique, uint16_t port)
{
    return technique == TECHNIQUE_SYN ? port : technique == TECHNIQUE_UDP ? 65536u | port : PORTS;
}

void surges_prefetch(const struct surges *s, const struct addr *src, uint8_t technique, uint16_t port)
{
    unsigned at = port_of(technique, port);
    uint64_t h = hash_of(s, src, at);
    if (at < PORTS && s->count[0])
        __builtin_prefetch(&s->count[0][at], 1);
    for (int i = 0; i < 2; i++)
        __builtin_prefetch(&s->seen[(h >> (32 * i)) % SEEN_BITS / 64], 1);
}

static bool is_new(struct surges *s, const struct contact *c, unsigned port)
{
    uint64_t h = hash_of(s, &c->src, port);
    bool found = true;
    for (int i = 0; i < 2; i++) {
        uint64_t bit = (h >> (32 * i)) % SEEN_BITS, *word = &s->seen[bit / 64];
        found &= *word >> (bit % 64) & 1;
        *word |= UINT64_C(1) << (bit % 64);
    }
    return !found;
}

static int by_value(const void *a, const void *b)
{
    return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

/* Quartiles of the days before at one port. */
static bool is_surge(const struct surges *s, unsigned port, uint32_t *ret_usual)
{
    uint16_t v[DAYS];
    uint16_t today = s->count[0][port];
    if (today < SOURCES_LEAST)
        return false;
    for (unsigned i = 0; i < s->days; i++)
        v[i] = s->count[i + 1] ? s->count[i + 1][port] : 0;
    qsort(v, s->days, sizeof *v, by_value);
    unsigned median = v[s->days / 2], spread = v[s->days * 3 / 4] - v[s->days / 4] + 0u;
    *ret_usual = median;
    return today > median + 2 * spread && today >= 3 * median;
}

unsigned surges_end(struct surges *s, struct surge out[], unsigned cap)
{
    unsigned n = 0;
    if (s->days < DAYS_LEAST)
        return 0;
    for (unsigned port = 0; port < PORTS && n < cap; port++) {
        uint32_t usual;
        if (!is_surge(s, port, &usual))
            continue;
        struct surge *x = &out[n++];
        *x = (struct surge){.technique = port >> 16 ? TECHNIQUE_UDP : TECHNIQUE_SYN,
                            .port = (uint16_t)port,
                            .sources = s->count[0][port],
                            .usual = usual,
                            .day = s->day * NSEC_DAY};
        x->n_first = callers_get(s->callers, port, s->day, x->first);
    }
    return n;
}

/* Days without any contact are days of silence of the source, not of the Internet: they are left out. */
static void next_day(struct surges *s, int64_t day)
{
    uint16_t *oldest = s->count[s->keep];
    for (unsigned i = s->keep; i > 0; i--)
        s->count[i] = s->count[i - 1];
    s->days += s->days < s->keep;
    s->turn++;
    pages_free(oldest, PORTS * sizeof(uint16_t));
    s->count[0] = pages_new(PORTS * sizeof(uint16_t));
    memset(s->seen, 0, SEEN_BITS / 8);
    s->day = day;
}

unsigned surges_day(struct surges *s, int64_t day, struct surge out[], unsigned cap)
{
    if (!s->day || day <= s->day)
        return 0;
    unsigned n = surges_end(s, out, cap);
    next_day(s, day);
    return n;
}

void surges_resolve(struct surges *s, const struct contact *c)
{
    callers_resolve(s->callers, port_of(c->technique, c->port), c);
}

unsigned surges_note(struct surges *s, const struct contact *c, struct surge out[], unsigned cap)
{
    unsigned n = 0, port = port_of(c->technique, c->port);
    int64_t day = c->at / NSEC_DAY;
    if (port == PORTS)
        return 0;
    if (!s->day)
        s->day = day;
    n = surges_day(s, day, out, cap);
    if (day == s->day && s->count[0] && is_new(s, c, port) && s->count[0][port] < UINT16_MAX)
        callers_note(s->callers, port, day, ++s->count[0][port], c);
    return n;
}

/* In the file: piece 0 says which day it is; then the pages of today's visitors; then those of each day, a
 * place a day. */
enum { PAGE = 4096, SEEN_PAGES = SEEN_BITS / 8 / PAGE, DAY_PAGES = PORTS * (int)sizeof(uint16_t) / PAGE };

struct head {
    int64_t day;
    uint32_t days, turn;
};

/* Which day's counts have this place; NULL: of none that is kept. */
static uint16_t **day_at(struct surges *s, unsigned place)
{
    unsigned ago = (s->turn % (DAYS + 1) + DAYS + 1 - place) % (DAYS + 1);
    return ago <= s->days ? &s->count[ago] : NULL;
}

static const uint8_t *page_of(struct surges *s, uint32_t i)
{
    if (i <= SEEN_PAGES)
        return (const uint8_t *)s->seen + (size_t)(i - 1) * PAGE;
    uint16_t **day = day_at(s, (i - 1 - SEEN_PAGES) / DAY_PAGES);
    return day && *day ? (const uint8_t *)*day + (size_t)((i - 1 - SEEN_PAGES) % DAY_PAGES) * PAGE : NULL;
}

static size_t get(const void *of, uint32_t i, uint8_t *to)
{
    struct surges *s = (struct surges *)of;
    if (i == 0) {
        struct head h = {.day = s->day, .days = s->days, .turn = s->turn};
        memcpy(to, &h, sizeof h);
        return s->day ? sizeof h : 0;
    }
    const uint8_t *page = page_of(s, i);
    if (!page || (!page[0] && memcmp(page, page + 1, PAGE - 1) == 0))
        return 0;
    memcpy(to, page, PAGE);
    return PAGE;
}

static bool put_head(struct surges *s, const uint8_t *bytes, size_t n)
{
    struct head h;
    if (n != sizeof h)
        return false;
    memcpy(&h, bytes, sizeof h);
    if (h.day < 0 || h.day > INT64_MAX / NSEC_DAY || h.days > DAYS)
        return false;
    s->day = h.day;
    s->days = h.days < s->keep ? h.days : s->keep;
    s->turn = h.turn;
    return true;
}

static bool put(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct surges *s = of;
    if (i == 0)
        return put_head(s, bytes, n);
    if (n != PAGE || i > SEEN_PAGES + (DAYS + 1) * DAY_PAGES || !s->day)
        return false;
    uint16_t **day = i > SEEN_PAGES ? day_at(s, (i - 1 - SEEN_PAGES) / DAY_PAGES) : NULL;
    if (i > SEEN_PAGES && !day)
        return false;
    if (day && !*day)
        *day = pages_new(PORTS * sizeof(uint16_t));
    uint8_t *page = (uint8_t *)page_of(s, i);
    if (page)
        memcpy(page, bytes, n);
    return page != NULL;
}

void surges_regions(struct surges *s, struct region out[SURGES_REGIONS])
{
    out[0] = (struct region){.name = "surges",
                             .form = 1,
                             .pieces = 1 + SEEN_PAGES + (DAYS + 1) * DAY_PAGES,
                             .most = PAGE,
                             .of = s,
                             .get = get,
                             .put = put};
    out[1] = callers_region(s->callers);
}
