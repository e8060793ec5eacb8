#include "watch/telling/priv_telling.h"

#include "watch/detect.h"
#include "watch/ledger/weigh.h"
#include "watch/telling/verdict.h"

#include <math.h>

#define SAME_RUN (5 * NSEC_SEC)

enum {
    YOUNG =
        64, /* targets since the alert from inside: who looks at a new one wants to know when it is grave */
    STEP_LEAST = 8,
};

/* What was put, or not. */
void telling_note(struct watch *w, int e)
{
    if (e < 0 && !w->failed)
        w->failed = e;
}

void telling_count(struct watch *w, int e)
{
    telling_note(w, e);
    w->stats.alerts++;
}

static unsigned put(struct watch *w, const struct ledger *g, const struct verdict *v,
                    enum incident_phase phase, const struct addr *srcs, unsigned n)
{
    unsigned severity = WATCH_INFO;
    w->telling = g;
    telling_note(w, incident_put(g, phase, v, srcs, n, &w->key, w->out, &severity));
    w->telling = NULL;
    w->stats.alerts += phase == INCIDENT_ENDED;
    return severity;
}

unsigned telling_put(struct watch *w, const struct ledger *g, enum incident_phase phase,
                     const struct addr *srcs, unsigned n)
{
    struct verdict v = verdict_of(w, g);
    return put(w, g, &v, phase, srcs, n);
}

void telling_once_more(struct watch *w, const struct ledger *g, struct sink *out)
{
    struct sink *usual = w->out;
    w->out = out;
    (void)telling_put(w, g, INCIDENT_RAISED, NULL, 0);
    w->out = usual;
}

/* Those of a campaign with few targets of their own are told with it. */
bool telling_is_told(const struct watch *w, const struct ledger *g)
{
    return (g->targets <= 32 && campaigns_has(w->campaigns, &g->src, g->technique)) || verdict_is_echo(w, g);
}

bool telling_alone(const struct watch *w, const struct ledger *g)
{
    return g->raised && g->told && !g->in_wave && g->twins * 2 < g->targets && !telling_is_told(w, g);
}

/* One of a wave is told with it, until it is seen to be somebody, or asks at many doors. */
bool telling_is_folded(struct watch *w, struct ledger *g)
{
    bool before = g->in_wave & LEDGER_IN_WAVE_BEFORE;
    if (g->in_wave &&
        (waves_stands_out(w->waves, g) || g->half || g->completed || decoys_is_alive(w->decoys, &g->one))) {
        waves_leave(w->waves, g);
        g->in_wave = LEDGER_ALONE;
    } else if (before) {
        waves_rejoin(w->waves, g);
        g->in_wave &= (uint8_t)~LEDGER_IN_WAVE_BEFORE;
    }
    return g->in_wave;
}

void telling_raise(struct watch *w, struct ledger *g, enum incident_phase phase)
{
    struct verdict v = verdict_of(w, g);
    g->told = true; /* what is kept with the alert knows that it was told */
    weigh_told(g);
    unsigned severity = put(w, g, &v, phase, NULL, 0);
    g->stirred = false;
    g->told_as = (uint8_t)(severity > g->told_as ? severity : g->told_as);
}

/* Whether it is time to see how grave it is. */
static bool is_to_grow(const struct ledger *g)
{
    bool young = g->zone == ZONE_INSIDE && (g->told_as < WATCH_MEDIUM || g->targets < g->raised_at + YOUNG);
    return young || (!(g->targets & (g->targets - 1)) && g->told_at != g->targets);
}

/* Live, who was told by himself is told again when he has become graver: what sufficed for an alert is
 * little, as a rule; or when he begins something else, or goes on to what he does not know; but not of the run that was
 * told a moment ago. */
static void grow(struct watch *w, struct ledger *g)
{
    bool anew = detect_rounds_anew(g) || weigh_fails_anew(g), look = is_to_grow(g);
    if (g->told && anew && g->last - g->raised < SAME_RUN) {
        weigh_told(g);
        anew = false;
    }
    if (!g->told || (!anew && !look))
        return;
    if (look)
        g->told_at = g->targets;
    if ((anew || verdict_of(w, g).severity > g->told_as) && g->twins * 2 < g->targets &&
        !telling_is_told(w, g) && !telling_is_folded(w, g))
        telling_raise(w, g, anew ? INCIDENT_AGAIN : INCIDENT_RAISED);
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
void telling_look(struct watch *w, struct ledger *g, bool last)
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
    if (telling_is_folded(w, g)) {
        g->told = w->untold = true;
        return;
    }
    /* Scans from inside are told at once, unless others send the same packets; those from outside may have
     * neighbours. */
    if (w->live && g->zone == ZONE_INSIDE && g->twins * 2 < g->targets)
        telling_raise(w, g, INCIDENT_RAISED);
    else
        g->untold = w->untold = true;
}

void telling_judge(struct watch *w, struct ledger *g)
{
    telling_look(w, g, false);
}

bool telling_is_to_tell(struct watch *w, struct ledger *g, nsec_wall since)
{
    return g->raised && g->last >= since && !telling_is_told(w, g) && !telling_is_folded(w, g);
}
