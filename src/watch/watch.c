#include "watch/watch.h"

#include "watch/detect/osprobe.h"
#include "watch/detect/weigh.h"
#include "watch/flow.h"
#include "watch/incident.h"
#include "watch/mix.h"

#include <errno.h>
#include <stdlib.h>

enum { AHEAD = 12 }; /* sights between asking for a cache line and needing it */

#define MIB ((size_t)1 << 20)

struct watch {
    struct places places;
    struct mix_key key;
    struct flows *flows;
    struct ledgers *ledgers;
    bool live;
    nsec_wall now;
    struct sink *out; /* of the running step */
    int failed;
    struct watch_stats stats;
};

const char *watch_severity_word(unsigned severity)
{
    static const char *const words[] = {"info", "low", "medium", "high", "critical"};
    return words[severity < sizeof words / sizeof *words ? severity : WATCH_CRITICAL];
}

/* How the memory is shared out: measured on a firewall's log of 16 days, two of three suspects need a line only. */
static void share_out(size_t limit, struct ledgers_conf *l, unsigned *flows)
{
    size_t rest = limit < 16 * MIB ? 16 * MIB : limit;
    unsigned parts = (unsigned)(rest / (16 * MIB)), n = 1; /* tables are powers of two: round down */
    while (n * 2 <= parts)
        n *= 2;
    *flows = 1u << 15;
    for (unsigned k = n; k > 1; k /= 2)
        *flows *= 2;
    l->suspects = 131072 * n;
    l->ledgers = (unsigned)(rest / 4 / sizeof(struct ledger));
    l->heap = rest / 8;
    l->seen = (unsigned)(rest / 64);
}

int watch_new(const struct watch_conf *conf, struct watch **ret)
{
    struct watch *w = calloc(1, sizeof *w);
    if (!w)
        return -ENOMEM;
    struct ledgers_conf l = {.key = conf->key};
    unsigned flows;
    share_out(conf->state_limit ? conf->state_limit : 128 * MIB, &l, &flows);
    w->live = conf->live;
    w->key = mix_key_of(conf->key, 3);
    int e = places_init(&w->places, conf->home, conf->homes);
    w->flows = e < 0 ? NULL : flows_new(flows, conf->key);
    w->ledgers = e < 0 ? NULL : ledgers_new(&l);
    if (e == 0 && (!w->flows || !w->ledgers))
        e = -ENOMEM;
    if (e < 0) {
        watch_free(w);
        return e;
    }
    *ret = w;
    return 0;
}

void watch_free(struct watch *w)
{
    if (!w)
        return;
    places_fini(&w->places);
    flows_free(w->flows);
    ledgers_free(w->ledgers);
    free(w);
}

static void put(struct watch *w, struct ledger *g, const struct finding *f)
{
    unsigned severity;
    int e = incident_put(g, f, &w->key, w->out, &severity);
    if (e < 0 && !w->failed)
        w->failed = e;
    w->stats.alerts++;
    w->stats.worst = severity > w->stats.worst ? severity : w->stats.worst;
}

/* Looks at a ledger that changed: at every step while it is young, then at ever larger ones. */
static void judge(struct watch *w, struct ledger *g)
{
    if (g->raised || g->targets < weigh_least(g->technique))
        return;
    if (g->targets > 64 && g->targets & (g->targets - 1) && g->nats[ACCOUNT_ODD] < WEIGH_ALARM)
        return;
    const char *name;
    struct finding f = detect_ledger(g, w->now, &name);
    if (f.nats < WEIGH_ALARM)
        return;
    g->raised = g->last;
    g->raised_at = g->targets;
    if (w->live)
        put(w, g, &f);
}

static void ask(struct watch *w, const struct contact *c)
{
    bool first;
    struct ledger *g = ledgers_ask(w->ledgers, c, &w->places, &first);
    if (first) {
        flows_first(w->flows, c);
        w->stats.contacts++;
    }
    if (!g)
        return;
    if (c->sight)
        marks_add(&g->marks, c->sight);
    judge(w, g);
}

static void take(struct watch *w, const struct contact *c)
{
    if (c->stage == CONTACT_ASKED || c->stage == CONTACT_IMPLIED) {
        ask(w, c);
        return;
    }
    struct ledger *g = ledgers_resolve(w->ledgers, c, &w->places);
    if (g)
        judge(w, g);
}

/* Each kind of fingerprinting probe is a door of its own. */
static void osprobe(struct watch *w, const struct sight *s)
{
    unsigned kind = osprobe_kind(s);
    if (!kind)
        return;
    struct contact c = {.at = s->at,
                        .src = s->src,
                        .dst = s->dst,
                        .port = (uint16_t)kind,
                        .technique = TECHNIQUE_OS,
                        .stage = CONTACT_IMPLIED,
                        .outcome = SIGHT_SILENT};
    take(w, &c);
}

static void expire(struct watch *w, nsec_wall now)
{
    struct contact out[32];
    for (unsigned n; (n = flows_expire(w->flows, now, out, 32)) > 0;)
        for (unsigned i = 0; i < n; i++)
            take(w, &out[i]);
}

int watch_step(struct watch *w, const struct sight in[], unsigned n, struct sink *out)
{
    struct contact c[FLOW_OUT_MAX];
    w->out = out;
    for (unsigned i = 0; i < n && i < AHEAD; i++)
        flows_prefetch(w->flows, &in[i]);
    for (unsigned i = 0; i < n; i++) {
        const struct sight *s = &in[i];
        if (i + AHEAD < n)
            flows_prefetch(w->flows, &in[i + AHEAD]);
        if (s->at > w->now) {
            w->now = s->at;
            expire(w, w->now);
        }
        if (s->inbound)
            places_learn(&w->places, &s->dst);
        unsigned k = flows_take(w->flows, s, w->now, c);
        for (unsigned j = 0; j < k; j++)
            take(w, &c[j]);
        osprobe(w, s);
    }
    w->stats.sights += n;
    return w->failed;
}

int watch_tick(struct watch *w, nsec_wall now, struct sink *out)
{
    w->out = out;
    if (now > w->now) {
        w->now = now;
        expire(w, now);
    }
    return w->failed;
}

int watch_end(struct watch *w, struct sink *out)
{
    w->out = out;
    expire(w, NSEC_NEVER);
    uint32_t i = 0;
    for (struct ledger *g; (g = ledgers_at(w->ledgers, &i)) != NULL && !w->failed;) {
        const char *name;
        judge(w, g);
        if (!g->raised)
            continue;
        struct finding f = detect_ledger(g, w->now, &name);
        put(w, g, &f);
    }
    return w->failed;
}

void watch_stats(const struct watch *w, struct watch_stats *ret)
{
    struct flows_stats f;
    struct ledgers_stats l;
    flows_stats(w->flows, &f);
    ledgers_stats(w->ledgers, &l);
    *ret = w->stats;
    ret->flows = f.flows;
    ret->early = f.early;
    ret->backscatter = f.backscatter;
    ret->evicted = l.evicted;
    ret->memory = sizeof *w + flows_memory(w->flows) + ledgers_memory(w->ledgers);
}
