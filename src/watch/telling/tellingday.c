/* What is told by the clock, and all of it together: of late, of a day, at the end. */
#include "watch/detect.h"
#include "watch/telling/incident.h"
#include "watch/telling/priv_telling.h"
#include "watch/telling/verdict.h"

/* All that are known of it by name come with plans, which are large enough to be all that is unusual: they
 * are the news, and each of their ports none of its own. */
static bool is_planned(const struct watch *w, const struct surge *s)
{
    unsigned n = 0;
    while (n < s->n_first && campaigns_has(w->campaigns, &s->first[n].src, s->technique))
        n++;
    return n && n == s->n_first &&
           campaigns_sources(w->campaigns, s->technique, s->port) >= s->sources - s->usual;
}

void telling_surges(struct watch *w, const struct surge out[], unsigned n)
{
    unsigned severity = WATCH_INFO;
    if (n) /* of a recording, plans are told when it ends */
        campaigns_settle(w->campaigns, &w->plans);
    for (unsigned i = 0; i < n; i++)
        telling_count(w, incident_put_surge(&out[i], is_planned(w, &out[i]), &w->key, w->out, &severity));
}

/* A new day has begun: what of the old one was more than usual? INT64_MAX: the last one, as far as it
 * went. */
static void surge(struct watch *w, int64_t day)
{
    struct surge out[SURGES_A_DAY];
    telling_surges(w, out,
                   day == INT64_MAX ? surges_end(w->surges, out, SURGES_A_DAY)
                                    : surges_day(w->surges, day, out, SURGES_A_DAY));
}

/* What the packets of its sources have in common. */
static struct marks_verdict tool_of(const struct watch *w, const struct campaign *c)
{
    struct marks all = {0};
    for (uint32_t i = 0; i < c->named; i++) {
        struct addr src = ledgers_suspect(&c->source[i], &w->places);
        const struct ledger *g = ledgers_of(w->ledgers, &src, c->technique, false);
        if (g)
            marks_join(&all, &g->marks);
    }
    return marks_judge(&all, c->technique);
}

/* Clients whose way out is broken ask for the web again within some minutes, whatever else they asked for first. */
#define WEB_COMES (3 * NSEC_MINUTE)

/* Whether there is more to come that explains it, or has come: then its day's account tells of it. */
static bool is_waited_for(const struct watch *w, const struct campaign *c, const struct role *r)
{
    return r->name || (w->now - c->first < WEB_COMES && verdict_may_be_outage(w, c));
}

/* Those with news since then. */
static void tell_campaigns(struct watch *w, enum incident_phase phase, nsec_wall since)
{
    unsigned n = campaigns_settle(w->campaigns, &w->plans);
    for (unsigned i = 0; i < n; i++) {
        unsigned severity = WATCH_INFO;
        const struct campaign *c = campaigns_get(w->campaigns, i);
        struct role r = verdict_of_campaign(w, c);
        bool live = phase == INCIDENT_RAISED;
        if (c->last < since || (live && (is_waited_for(w, c, &r) || !campaigns_tell(w->campaigns, i))))
            continue;
        w->plan = c;
        struct marks_verdict m = tool_of(w, c);
        telling_note(w, incident_put_campaign(c, &m, &r, phase, &w->key, w->out, &severity));
        w->plan = NULL;
        w->stats.alerts += phase == INCIDENT_ENDED;
    }
}

/* Those that are new, or twice as large as when they were told last. */
static void tell_waves(struct watch *w, enum incident_phase phase, nsec_wall since)
{
    unsigned i = 0, severity = WATCH_INFO;
    for (struct wave *x; (x = waves_at(w->waves, &i)) != NULL;) {
        if (x->last < since || (phase == INCIDENT_RAISED && x->sources < 2 * x->told))
            continue;
        bool again = phase == INCIDENT_RAISED && x->told;
        x->told = x->sources;
        telling_note(w, incident_put_wave(x, again ? INCIDENT_AGAIN : phase, &w->key, w->out, &severity));
        w->stats.alerts += phase == INCIDENT_ENDED;
    }
}

static void tell_backscatter(struct watch *w, nsec_wall since)
{
    struct backscatter b;
    unsigned severity = WATCH_INFO;
    for (unsigned i = 0; backscatters_get(w->backscatters, i, &b); i++)
        if (b.hosts >= BACKSCATTER_LEAST && b.last >= since && !strays_asked(w->strays, &b.victim))
            telling_count(w, incident_put_backscatter(&b.victim, b.hosts, b.first, b.last,
                                                      places_of(&w->places, &b.victim), &w->key, w->out,
                                                      &severity));
}

/* What was raised of late, and what it turned out to be part of. */
void telling_settle(struct watch *w)
{
    uint32_t i = 0;
    tell_campaigns(w, INCIDENT_RAISED, 0);
    tell_waves(w, INCIDENT_RAISED, 0);
    for (struct ledger *g; w->untold && (g = ledgers_at(w->ledgers, &i)) != NULL && !w->failed;) {
        if (!g->untold)
            continue;
        g->untold = false;
        if (telling_is_told(w, g)) /* by himself again when he goes on alone: grow() */
            g->told = true;
        if (g->told || telling_twins(w, g, INCIDENT_RAISED, 0))
            continue;
        telling_raise(w, g, INCIDENT_RAISED);
    }
    w->untold = false;
}

/* A scan that slept for a day is over: a probe an hour does not. */
#define ASLEEP NSEC_DAY

/* Who was told, low, and comes back to the doors that he was told for, is no news day after day: management,
 * backups. */
static bool is_news(const struct ledger *g, nsec_wall to)
{
    return g->told_as > WATCH_LOW || window_count(&g->window, WINDOW_1D, to) * 8 > g->targets;
}

/* What stood in the ledgers that day, by zone. */
static void tell_day(struct watch *w, nsec_wall from, uint64_t active[2])
{
    uint32_t i = 0;
    for (struct ledger *g; (g = ledgers_at(w->ledgers, &i)) != NULL;) {
        if (!g->raised || g->last < from)
            continue;
        active[g->zone == ZONE_INSIDE]++;
        if (telling_is_to_tell(w, g, from) && !telling_twins(w, g, INCIDENT_DAY, from) &&
            is_news(g, from + NSEC_DAY))
            telling_put(w, g, INCIDENT_DAY, NULL, 0);
    }
}

static void end_sleepers(struct watch *w, nsec_wall to)
{
    uint32_t i = 0;
    for (struct ledger *g; (g = ledgers_at(w->ledgers, &i)) != NULL;) {
        if (!g->raised || g->last >= to - ASLEEP)
            continue;
        if (telling_is_to_tell(w, g, 0))
            telling_put(w, g, INCIDENT_ENDED, NULL, 0);
        ledgers_drop(w->ledgers, g);
    }
}

/* The account of a day that is over, in the order in which it is read. */
void telling_day(struct watch *w, int64_t day)
{
    struct record r;
    struct watch_stats now;
    uint64_t active[2] = {0};
    nsec_wall from = w->day * NSEC_DAY;
    watch_stats(w, &now);
    if (w->day && day > w->day) {
        tell_campaigns(w, INCIDENT_DAY, from);
        tell_day(w, from, active);
        tell_waves(w, INCIDENT_DAY, from);
        surge(w, day);
        tell_backscatter(w, from);
        record_init(&r, RECORD_DIGEST);
        r.digest.from = from;
        r.digest.to = from + NSEC_DAY;
        r.digest.outside = active[0];
        r.digest.inside = active[1];
        r.digest.flows = now.flows - w->before.flows;
        r.digest.evicted = now.evicted - w->before.evicted;
        int e = sink_put(w->out, &r);
        w->failed = w->failed ? w->failed : e;
        end_sleepers(w, from + NSEC_DAY);
        waves_rest(w->waves, from);
        /* Without room for more, what is older than a day gives way. */
        campaigns_rest(w->campaigns, w->now - (w->plans.refused ? 1 : 7) * NSEC_DAY, &w->plans);
        w->plans.refused = 0;
    }
    w->before = now;
    w->day = day;
}

void telling_end(struct watch *w)
{
    w->live = false; /* from here on everything is told once more, and for the last time */
    tell_campaigns(w, INCIDENT_ENDED, 0);
    uint32_t i = 0;
    for (struct ledger *g; (g = ledgers_at(w->ledgers, &i)) != NULL && !w->failed;) {
        telling_look(w, g, true);
        if (telling_is_to_tell(w, g, 0) && !telling_twins(w, g, INCIDENT_ENDED, 0))
            telling_put(w, g, INCIDENT_ENDED, NULL, 0);
    }
    tell_waves(w, INCIDENT_ENDED, 0);
    surge(w, INT64_MAX);
    tell_backscatter(w, 0);
}
