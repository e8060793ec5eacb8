#include "watch/telling/telling.h"

#include "watch/detect.h"
#include "watch/ledger/weigh.h"
#include "watch/priv_watch.h"
#include "watch/telling/incident.h"
#include "watch/telling/verdict.h"

#include <math.h>
#include <string.h>

enum {
    YOUNG =
        64, /* targets since the alert from inside: who looks at a new one wants to know when it is grave */
    TWINS = 256, /* sources of one scan with decoys: nmap makes up to 128 */
    STEP_LEAST = 8,
};

/* What was put, or not. */
static void note(struct watch *w, int e)
{
    if (e < 0 && !w->failed)
        w->failed = e;
}

void telling_count(struct watch *w, int e)
{
    note(w, e);
    w->stats.alerts++;
}

static unsigned put(struct watch *w, const struct ledger *g, enum incident_phase phase,
                    const struct addr *srcs, unsigned n)
{
    unsigned severity = WATCH_INFO;
    struct verdict v = verdict_of(w, g);
    w->telling = g;
    note(w, incident_put(g, phase, &v, srcs, n, &w->key, w->out, &severity));
    w->telling = NULL;
    w->stats.alerts += phase == INCIDENT_ENDED;
    return severity;
}

void telling_once_more(struct watch *w, const struct ledger *g, struct sink *out)
{
    struct sink *usual = w->out;
    w->out = out;
    (void)put(w, g, INCIDENT_RAISED, NULL, 0);
    w->out = usual;
}

/* Those of a campaign with few targets of their own are told with it. */
static bool is_told(const struct watch *w, const struct ledger *g)
{
    return (g->targets <= 32 && campaigns_has(w->campaigns, &g->src, g->technique)) || verdict_is_echo(w, g);
}

bool telling_alone(const struct watch *w, const struct ledger *g)
{
    return g->raised && g->told && !g->in_wave && g->twins * 2 < g->targets && !is_told(w, g);
}

/* One of a wave is told with it, until it is seen to be somebody, or asks at many doors. */
static bool is_folded(struct watch *w, struct ledger *g)
{
    bool before = g->in_wave & LEDGER_IN_WAVE_BEFORE;
    if (g->in_wave &&
        (waves_stands_out(w->waves, g) || g->half || g->completed || decoys_is_alive(w->decoys, &g->src))) {
        waves_leave(w->waves, g);
        g->in_wave = LEDGER_ALONE;
    } else if (before) {
        waves_rejoin(w->waves, g);
        g->in_wave &= (uint8_t)~LEDGER_IN_WAVE_BEFORE;
    }
    return g->in_wave;
}

static void tell_raised(struct watch *w, struct ledger *g)
{
    unsigned severity = put(w, g, INCIDENT_RAISED, NULL, 0);
    g->told = true;
    g->stirred = false;
    g->told_as = (uint8_t)(severity > g->told_as ? severity : g->told_as);
    weigh_told(g);
}

/* Whether it is time to see how grave it is. */
static bool is_to_grow(const struct ledger *g)
{
    bool young = g->zone == ZONE_INSIDE && (g->told_as < WATCH_MEDIUM || g->targets < g->raised_at + YOUNG);
    return young || (!(g->targets & (g->targets - 1)) && g->told_at != g->targets);
}

/* Live, who was told by himself is told again when he has become graver: what sufficed for an alert is
 * little, as a rule; or when he begins something else, or goes on to what he does not know. */
static void grow(struct watch *w, struct ledger *g)
{
    bool anew = detect_rounds_anew(g) || weigh_fails_anew(g), look = is_to_grow(g);
    if (!g->told || (!anew && !look))
        return;
    if (look)
        g->told_at = g->targets;
    if ((anew || verdict_of(w, g).severity > g->told_as) && g->twins * 2 < g->targets && !is_told(w, g) &&
        !is_folded(w, g))
        tell_raised(w, g);
}

/* How much is known of it: what became of a door, and how it was left, says as much as that it was asked at, and may
 * be learnt long after the last one was. */
static uint32_t known_of(const struct ledger *g)
{
    return g->targets + g->outcome[SIGHT_SUCCESS] + ledger_shut(g) + g->half + g->wordless;
}

/* At every step while it is young, then with each sixteenth more: who has asked at a hundred doors of
 * everybody's may still begin to scan. */
static bool is_due(struct ledger *g)
{
    if (g->targets <= 64 || g->nats >= WEIGH_ALARM || weigh_entrance(g) || weigh_absent(g, g->last))
        return true;
    uint32_t known = known_of(g), step = known / 16 > STEP_LEAST ? known / 16 : STEP_LEAST;
    bool due = known >= g->looked_at + step;
    if (due)
        g->looked_at = known;
    return due;
}

/* Who was worth a look may turn out to be a scanner: what he found is what a scanner found. */
static void prove(const struct watch *w, struct ledger *g)
{
    struct finding f = verdict_finding(w, g);
    if (!f.hint && f.nats >= WEIGH_ALARM)
        g->hinted = false;
}

/* `last`: nothing more will be learnt of it. */
static void judge(struct watch *w, struct ledger *g, bool last)
{
    if (weigh_neighbours(g))
        g->looked.pace = fmaxf(g->looked.pace, detect_pace(g, w->now));
    if (g->raised && g->hinted && (last || is_due(g)))
        prove(w, g);
    if (g->raised && w->live)
        grow(w, g);
    if (g->raised || (g->targets < detect_least(g) && !weigh_neighbours(g)) || !(last || is_due(g)))
        return;
    struct finding f = verdict_finding(w, g);
    if (f.nats < WEIGH_ALARM)
        return;
    g->raised = g->last;
    g->raised_at = g->targets;
    g->hinted = f.hint;
    g->in_wave = g->authorised ? (uint8_t)LEDGER_ALONE : waves_note(w->waves, g);
    if (is_folded(w, g)) {
        g->told = w->untold = true;
        return;
    }
    /* Scans from inside are told at once, unless others send the same packets; those from outside may have
     * neighbours. */
    if (w->live && g->zone == ZONE_INSIDE && g->twins * 2 < g->targets)
        tell_raised(w, g);
    else
        g->untold = w->untold = true;
}

void telling_judge(struct watch *w, struct ledger *g)
{
    judge(w, g, false);
}

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

/* What besides its probes speaks for a real host: other things it did, answers it gave, handshakes it went on
 * with. */
static unsigned realness(const struct watch *w, const struct ledger *g)
{
    return ledgers_siblings(w->ledgers, g) * 2 + decoys_is_alive(w->decoys, &g->src) +
           (g->half + g->completed > 0 ? 3u : 0u);
}

/* Whether it is somebody of whom something is to be told, by himself or with his twins, of what went on since then. */
static bool is_to_tell(struct watch *w, struct ledger *g, nsec_wall since)
{
    return g->raised && g->last >= since && !is_told(w, g) && !is_folded(w, g);
}

/* Those that sent the very same packets as g does, itself as well, as many as there is room for; 0: not for g. */
static unsigned twins_of(struct watch *w, struct ledger *g, struct ledger *all[TWINS])
{
    unsigned n = 0;
    bool among = false;
    uint32_t i = 0;
    const struct ledger *root = ledgers_twins(w->ledgers, g);
    for (struct ledger *o; (o = ledgers_at(w->ledgers, &i)) != NULL && n < TWINS;) {
        if (o->technique != g->technique || o->twins * 2 < o->targets || ledgers_twins(w->ledgers, o) != root)
            continue;
        all[n++] = o;
        among |= o == g;
    }
    return among ? n : 0;
}

/* Decoys: all ledgers that hang together by the very same packets become one, that of the suspect who does
 * most besides; it is told when the first comes of whom there is something to tell. True: this one is told with them
 * (or now was). */
static bool tell_twins(struct watch *w, struct ledger *g, enum incident_phase phase, nsec_wall since)
{
    struct addr srcs[TWINS];
    struct ledger *all[TWINS], *best = g, *first = NULL;
    bool told = false, ongoing = phase == INCIDENT_RAISED;
    unsigned n = g->twins * 2 < g->targets ? 0 : twins_of(w, g, all);
    if (n < 2)
        return false;
    for (unsigned k = 0; k < n; k++) {
        srcs[k] = all[k]->src;
        told |= all[k]->told && ongoing;
        if (realness(w, all[k]) > realness(w, best))
            best = all[k];
        if (!first && !ongoing && is_to_tell(w, all[k], since))
            first = all[k];
    }
    for (unsigned k = 0; k < n && ongoing; k++)
        all[k]->told = true;
    if (!told && (ongoing || first == g)) /* once for all of them */
        put(w, best, phase, srcs, n);
    return true;
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
        note(w, incident_put_campaign(c, &m, &r, phase, &w->key, w->out, &severity));
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
        x->told = x->sources;
        note(w, incident_put_wave(x, phase, &w->key, w->out, &severity));
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
        if (is_told(w, g)) /* by himself again when he goes on alone: grow() */
            g->told = true;
        if (g->told || tell_twins(w, g, INCIDENT_RAISED, 0))
            continue;
        tell_raised(w, g);
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
        if (is_to_tell(w, g, from) && !tell_twins(w, g, INCIDENT_DAY, from) && is_news(g, from + NSEC_DAY))
            put(w, g, INCIDENT_DAY, NULL, 0);
    }
}

static void end_sleepers(struct watch *w, nsec_wall to)
{
    uint32_t i = 0;
    for (struct ledger *g; (g = ledgers_at(w->ledgers, &i)) != NULL;) {
        if (!g->raised || g->last >= to - ASLEEP)
            continue;
        if (is_to_tell(w, g, 0))
            put(w, g, INCIDENT_ENDED, NULL, 0);
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
        judge(w, g, true);
        if (is_to_tell(w, g, 0) && !tell_twins(w, g, INCIDENT_ENDED, 0))
            put(w, g, INCIDENT_ENDED, NULL, 0);
    }
    tell_waves(w, INCIDENT_ENDED, 0);
    surge(w, INT64_MAX);
    tell_backscatter(w, 0);
}
