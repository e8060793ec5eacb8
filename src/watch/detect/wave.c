#include "watch/detect/wave.h"

#include <stdlib.h>

/* Those from outside, of home, and of strangers' tunnels, in which nothing filters forged senders: nobody
 * seen outside of them is told with these. */
enum { WAVES = 3 * TECHNIQUES };

struct waves {
    struct wave wave[WAVES];
};

struct waves *waves_new(void)
{
    struct waves *v = calloc(1, sizeof *v);
    for (unsigned i = 0; v && i < WAVES; i++) {
        v->wave[i].zone = i / TECHNIQUES == 1 ? ZONE_INSIDE : ZONE_OUTSIDE;
        v->wave[i].stranger = i / TECHNIQUES == 2;
        v->wave[i].technique = (uint8_t)(i % TECHNIQUES);
    }
    return v;
}

void waves_free(struct waves *v)
{
    for (unsigned i = 0; v && i < WAVES; i++)
        free(v->wave[i].source);
    free(v);
}

size_t waves_memory(const struct waves *v)
{
    size_t n = sizeof *v;
    for (unsigned i = 0; i < WAVES; i++)
        n += v->wave[i].source ? WAVE_NAMED * sizeof *v->wave[i].source : 0;
    return n;
}

static const struct addr *who(const struct ledger *g)
{
    return g->many ? &g->src : &g->one;
}

static struct wave *wave_of(struct waves *v, const struct ledger *g)
{
    unsigned group = g->stranger ? 2 : g->zone == ZONE_INSIDE ? 1 : 0;
    return &v->wave[group * TECHNIQUES + g->technique];
}

static void join(struct wave *x, const struct ledger *g)
{
    if (!x->source)
        x->source =
            malloc(WAVE_NAMED * sizeof *x->source); /* without memory they are counted, and not named */
    if (x->source && x->named < WAVE_NAMED)
        x->source[x->named++] = *who(g);
    x->first = !x->sources || g->first < x->first ? g->first : x->first;
    x->last = g->last > x->last ? g->last : x->last;
    x->since = !x->sources || g->raised < x->since ? g->raised : x->since;
    x->sources++;
    x->doors += g->raised_at;
}

uint8_t waves_note(struct waves *v, const struct ledger *g)
{
    struct wave *x = wave_of(v, g);
    int64_t hour = g->raised / NSEC_HOUR;
    unsigned i = hour & 1;
    if (x->count[i].hour != hour) {
        x->count[i].hour = hour;
        x->count[i].n = 0;
        x->bar = WAVE_DOORS;
        x->passed = 0;
    }
    if (++x->count[i].n <= WAVE_FREE)
        return LEDGER_ALONE;
    join(x, g);
    return LEDGER_IN_WAVE;
}

bool waves_stands_out(struct waves *v, const struct ledger *g)
{
    const struct wave *x = wave_of(v, g);
    return g->targets >= (x->bar ? x->bar : WAVE_DOORS);
}

void waves_rejoin(struct waves *v, const struct ledger *g)
{
    struct wave *x = wave_of(v, g);
    join(x, g);
    x->told++;
}

void waves_leave(struct waves *v, const struct ledger *g)
{
    struct wave *x = wave_of(v, g);
    if (++x->passed >= WAVE_FREE && x->bar < UINT32_MAX / 2) {
        x->bar *= 2;
        x->passed = 0;
    }
    if (!x->sources || g->raised < x->since || g->in_wave & LEDGER_IN_WAVE_BEFORE) /* its own is over */
        return;
    x->sources--;
    x->doors -= g->raised_at < x->doors ? g->raised_at : x->doors;
    for (uint32_t i = 0; i < x->named; i++)
        if (addr_eq(&x->source[i], who(g)))
            x->source[i--] = x->source[--x->named];
}

struct wave *waves_at(struct waves *v, unsigned *i)
{
    while (*i < WAVES)
        if (v->wave[(*i)++].sources)
            return &v->wave[*i - 1];
    return NULL;
}

void waves_rest(struct waves *v, nsec_wall before)
{
    unsigned i = 0;
    for (struct wave *x; (x = waves_at(v, &i)) != NULL;) {
        if (x->last >= before)
            continue;
        free(x->source);
        *x = (struct wave){.zone = x->zone, .technique = x->technique, .stranger = x->stranger};
    }
}
