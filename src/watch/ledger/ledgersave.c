/* Ledgers saved and put back (state/region.h). Links between them and to suspects are not saved: they are
 * made anew, so that pieces of different moments fit together. What comes from a file may be anything, and is
 * looked at before it is believed. */
#include "watch/ledger/priv_ledger.h"
#include "watch/ledger/weigh.h"

#include <math.h>
#include <stddef.h>

static bool is_addr(const struct addr *a)
{
    return a->len == 4 || a->len == 16;
}

static size_t get_ledger(const void *of, uint32_t i, uint8_t *to)
{
    const struct ledgers *l = of;
    if (i >= l->fresh || !l->ledger[i].used)
        return 0;
    struct ledger g = l->ledger[i];
    g.next = LEDGER_NONE;
    g.stirred = false;
    g.hosts = (struct tally){0};
    g.ports = (struct portset){0};
    memcpy(to, &g, sizeof g);
    size_t n = sizeof g;
    n += tally_pack(&l->ledger[i].hosts, to + n);
    return n + portset_pack(&l->ledger[i].ports, to + n);
}

static bool is_sum(float nats)
{
    return isfinite(nats) && nats >= 0 && nats <= WALK_SUM_MOST;
}

static bool times_are_sound(const struct ledger *g)
{
    return g->first >= 0 && g->last >= g->first && g->fresh >= 0 && g->fresh <= g->last && g->raised >= 0;
}

static bool events_are_sound(const struct ledger *g)
{
    bool fine = g->n_events <= LEDGER_EVENTS;
    for (unsigned i = 0; fine && i < g->n_events; i++)
        fine = event_is_sound(&g->event[i]);
    return fine;
}

/* The bytes as they came: members that are true or false hold nothing else. */
static bool ledger_is_sound(const uint8_t *b)
{
    static const size_t flags[] = {offsetof(struct ledger, everyday), offsetof(struct ledger, authorised),
                                   offsetof(struct ledger, stranger), offsetof(struct ledger, hearsay),
                                   offsetof(struct ledger, untold),   offsetof(struct ledger, told),
                                   offsetof(struct ledger, used),     offsetof(struct ledger, many),
                                   offsetof(struct ledger, heard),    offsetof(struct ledger, hinted),
                                   offsetof(struct ledger, stirred),  offsetof(struct ledger, unsaid)};
    struct ledger g;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (b[flags[i]] > 1)
            return false;
    memcpy(&g, b, sizeof g);
    return g.used && is_addr(&g.src) && is_addr(&g.one) && is_addr(&g.lead) && is_addr(&g.last_dst) &&
           g.technique < TECHNIQUES && g.zone <= ZONE_INSIDE &&
           (g.in_wave & ~LEDGER_IN_WAVE_BEFORE) <= LEDGER_IN_WAVE && is_sum(g.nats) && is_sum(g.peak) &&
           is_sum(g.rest) && is_sum(g.rest_peak) && is_sum(g.rare) &&
           (!weigh_neighbours(&g) || is_sum(g.looked.pace)) && weigh_is_sound(&g) && times_are_sound(&g) &&
           events_are_sound(&g) && g.marks.shapes <= MARKS_SHAPES && g.targets > 0 &&
           g.carried <= g.targets && g.tunnel < SIGHT_TUNNELS &&
           (!g.tunnel || (is_addr(&g.tunnel_src) && is_addr(&g.tunnel_dst)));
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
    g.lost += walk_abandon(&g.walk);
    g.in_wave |= g.in_wave ? LEDGER_IN_WAVE_BEFORE : 0;
    g.hosts = (struct tally){0};
    g.ports = (struct portset){0};
    size_t at = sizeof g, k = tally_unpack(&g.hosts, bytes + at, n - at, &l->budget);
    if (k && portset_unpack(&g.ports, bytes + at + k, n - at - k, &l->budget) && open_place(l, i)) {
        uint64_t h = askers_hash(l->askers, &g.src);
        struct asker *s = askers_find(l->askers, &g.src, h);
        s = s ? s : ledgers_enter(l, &g.src, h);
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

void ledgers_regions(struct ledgers *l, struct region out[LEDGERS_REGIONS])
{
    out[0] = askers_region(l->askers);
    out[1] = (struct region){.name = "ledgers",
                             .form = sizeof(struct ledger) << 8 | 13,
                             .pieces = l->max,
                             .most = sizeof(struct ledger) + TALLY_PACKED + PORTSET_PACKED,
                             .of = l,
                             .get = get_ledger,
                             .put = put_ledger};
    out[2] = filter_region(&l->seen, "asked");
    out[2].form ^= out[1].form << 40; /* what was asked before hides from ledgers that know nothing of it */
}
