#include "watch/source/meter.h"

#include "base/hash.h"

#include <stdlib.h>

static int by_size(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* A quarter of a natural number's spread, at least the one line that falls to either side of a window's
 * border. */
static uint32_t slack(uint32_t ceiling)
{
    uint32_t t = 1;
    while (16 * (t + 1) * (t + 1) <= ceiling)
        t++;
    return t;
}

static bool is_at(uint32_t count, uint32_t ceiling)
{
    uint32_t t = slack(ceiling);
    return count + t >= ceiling && count <= ceiling + t;
}

/* The ceiling that shows: at least half of the windows have just so many lines, and hardly any has more (a
 * burst after a pause). One source that sends by the clock looks the same; a log that is full is full of
 * many. 0 = none. */
static uint32_t ceiling_of(const struct meter *m)
{
    uint32_t sorted[METER_WINDOWS], n = m->windows < METER_WINDOWS ? (uint32_t)m->windows : METER_WINDOWS;
    uint32_t at = 0, above = 0;
    if (n < METER_LEAST || m->repeated * 2 > m->lines)
        return 0;
    memcpy(sorted, m->counts, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_size);
    uint32_t ceiling = sorted[n * 9 / 10];
    for (uint32_t i = 0; i < n; i++) {
        at += is_at(sorted[i], ceiling);
        above += sorted[i] > ceiling + slack(ceiling);
    }
    return ceiling >= 6 && at * 2 >= n && above * 10 <= n ? ceiling : 0;
}

static void end_window(struct meters *all, struct meter *m)
{
    if (!m->now)
        return;
    m->counts[m->windows++ % METER_WINDOWS] = m->now;
    m->ceiling = ceiling_of(m);
    if (m->ceiling) { /* it shows now, but was there before */
        uint64_t i = m->windows > METER_WINDOWS ? m->windows - METER_WINDOWS : 0;
        for (i = i > m->judged ? i : m->judged; i < m->windows; i++)
            all->limited +=
                is_at(m->counts[i % METER_WINDOWS], m->ceiling) ? m->counts[i % METER_WINDOWS] : 0;
        m->judged = m->windows;
    }
    m->now = 0;
}

void meters_note(struct meters *all, struct word prefix, const struct sight *s)
{
    static const struct hash_key plain = {{0}}; /* our own firewall wrote it */
    uint64_t key = siphash(&plain, prefix.p, prefix.n) + (s->inbound ? 1 : s->outbound ? 2 : 3);
    int64_t window = s->at / METER_WINDOW;
    unsigned i = 0;
    while (i < all->n && all->at[i].key != key)
        i++;
    if (i == METERS)
        return;
    struct meter *m = &all->at[i];
    if (i == all->n)
        all->at[all->n++] = (struct meter){.key = key, .window = window};
    if (m->window != window)
        end_window(all, m);
    m->window = window;
    m->now++;
    m->lines++;
    m->repeated += addr_eq(&m->last, &s->src);
    m->last = s->src;
}

void meters_end(struct meters *all)
{
    for (unsigned i = 0; i < all->n; i++)
        end_window(all, &all->at[i]);
}
