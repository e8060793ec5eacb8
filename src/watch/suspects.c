/* What is asked of a watch between two steps: who is suspected most, who goes on, and of whom it is telling. */
#include "watch/detect.h"
#include "watch/priv_watch.h"
#include "watch/telling/incident.h"
#include "watch/telling/telling.h"
#include "watch/telling/verdict.h"

static struct watch_suspect suspect_of(const struct watch *w, const struct ledger *g)
{
    struct marks_verdict m = marks_judge(&g->marks, g->technique);
    struct verdict v = verdict_of(w, g);
    struct watch_suspect s = {.src = g->many ? g->src : g->one,
                              .net = g->many,
                              .inside = g->zone == ZONE_INSIDE,
                              .raised = g->raised != 0,
                              .proven = g->proven > 0,
                              .carried = g->carried == g->targets,
                              .score = v.score,
                              .severity = v.severity,
                              .kind = detect_kind(g),
                              .technique = detect_technique(g),
                              .tool = m.tool,
                              .role = v.role.name,
                              .hosts = detect_hosts(g),
                              .ports = g->ports.n,
                              .targets = g->targets,
                              .tries = g->tries,
                              .last = g->last};
    incident_id(g, &w->key, s.id);
    return s;
}

unsigned watch_suspects(struct watch *w, struct watch_suspect out[], unsigned cap)
{
    unsigned n = 0;
    uint32_t i = 0;
    for (const struct ledger *g; (g = ledgers_at(w->ledgers, &i)) != NULL;) {
        struct watch_suspect s = suspect_of(w, g);
        unsigned at = n < cap ? n++ : cap;
        while (at > 0 &&
               (out[at - 1].score < s.score || (out[at - 1].score == s.score && out[at - 1].last < s.last))) {
            if (at < cap)
                out[at] = out[at - 1];
            at--;
        }
        if (at < cap)
            out[at] = s;
    }
    return n;
}

void watch_going_on(struct watch *w, void (*each)(void *ctx, const struct watch_suspect *s), void *ctx,
                    struct sink *out)
{
    struct ledger *g = NULL;
    for (unsigned n = 0; n < WATCH_GOING_ON && (g = ledgers_at(w->ledgers, &w->looking)) != NULL;) {
        if (!g->stirred || !telling_alone(w, g))
            continue;
        g->stirred = false;
        struct watch_suspect s = suspect_of(w, g);
        each(ctx, &s);
        if (out)
            telling_once_more(w, g, out);
        n++;
    }
    if (!g)
        w->looking = 0;
}

unsigned watch_packets(struct watch *w, struct kept out[WATCH_PACKETS], unsigned *ret_all)
{
    unsigned n = 0;
    *ret_all = 0;
    if (w->keep && w->telling)
        return keep_take(w->keep, &w->telling->src, w->telling->technique, out, LEDGER_EVENTS, ret_all);
    for (unsigned i = 0; w->keep && w->plan && i < w->plan->named && n < WATCH_PACKETS; i++) {
        unsigned all;
        struct addr src = campaign_suspect(w->plan, i);
        n += keep_take(w->keep, &src, w->plan->technique, out + n, WATCH_PACKETS - n, &all);
        *ret_all += all;
    }
    if (w->keep && w->visitor) {
        struct addr src = ledgers_suspect(w->visitor, &w->places);
        return keep_take(w->keep, &src, KEEP_ANY, out, LEDGER_EVENTS, ret_all);
    }
    return n;
}

bool watch_proven(const struct watch *w)
{
    return w->telling && w->telling->proven > 0;
}

bool watch_carried(const struct watch *w)
{
    return w->telling ? w->telling->carried == w->telling->targets : w->visitor && w->visit_carried;
}
