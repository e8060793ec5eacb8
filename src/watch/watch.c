#include "watch/watch.h"

#include "watch/detect.h"
#include "watch/detect/role.h"
#include "watch/priv_watch.h"
#include "watch/taking.h"
#include "watch/telling/incident.h"
#include "watch/telling/telling.h"
#include "watch/telling/verdict.h"
#include "wire/tcp.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum {
    AHEAD = 8,      /* sights between asking for a cache line and needing it */
    ANSWERS = 1024, /* that wait at once: a net of hundreds, whose devices answer all calls */
};

/* Live: for so long a scan from outside may wait to be told with its like. */
#define SETTLED (5 * NSEC_SEC)

const char *watch_severity_word(unsigned severity)
{
    static const char *const words[] = {"info", "low", "medium", "high", "critical"};
    return words[severity < sizeof words / sizeof *words ? severity : WATCH_CRITICAL];
}

/* How the memory is shared out: more than half for the lines of suspects (1.5 million in 128 MiB), an eighth
 * for ledgers. On a firewall's log of 16 days two suspects of three need no ledger. */
static void share_out(size_t limit, struct ledgers_conf *l, unsigned *flows, unsigned *days, size_t *plans)
{
    size_t all = limit < WATCH_STATE_LEAST ? WATCH_STATE_LEAST : limit;
    *flows = 1u << 14;
    for (size_t k = all / WATCH_STATE_LEAST; k > 1; k /= 2)
        *flows *= 2;
    *days = all < WATCH_STATE / 2 ? 5 : 28;
    l->suspects = (unsigned)(all / 16 * 9 / 50);
    l->ledgers = (unsigned)(all / 8 / sizeof(struct ledger));
    l->heap = all / 64 * 3;
    *plans = all / 64;
    l->seen = (unsigned)(all / 64);
}

int watch_new(const struct watch_conf *conf, struct watch **ret)
{
    struct watch *w = calloc(1, sizeof *w);
    if (!w)
        return -ENOMEM;
    struct ledgers_conf l = {.key = conf->key};
    unsigned flows, days;
    size_t limit = conf->state_limit ? conf->state_limit : WATCH_STATE;
    share_out(limit, &l, &flows, &days, &w->plans.max);
    w->live = w->untold = conf->live; /* ledgers may be put back that are not told yet */
    w->manifest = conf->manifest;
    w->manifests = conf->manifests;
    w->key = mix_key_of(conf->key, MIX_IDS);
    int e = places_init(&w->places, conf->home, conf->homes, mix_key_of(conf->key, MIX_PLACES));
    w->role = calloc(conf->roles + 1u, sizeof *w->role);
    if (e == 0 && !w->role)
        e = -ENOMEM;
    for (; e == 0 && w->roles < conf->roles; w->roles++)
        w->role[w->roles] = conf->role[w->roles];
    w->flows = e < 0 ? NULL : flows_new(flows, conf->key);
    w->ledgers = e < 0 ? NULL : ledgers_new(&l);
    w->doors = doors_new(flows / 2, conf->key);
    w->campaigns = campaigns_new(flows / 32, conf->key);
    w->decoys = decoys_new(conf->key);
    w->surges = surges_new(days, conf->key);
    w->backscatters = backscatters_new(conf->key);
    w->strays = strays_new(conf->key);
    w->guesses = guesses_new(conf->key);
    w->waves = waves_new();
    w->gateways = gateways_new();
    w->fallbacks = fallbacks_new();
    w->sockets = sockets_new(conf->key);
    w->floods = floods_new(conf->key);
    w->drawn = drawn_new(conf->key);
    w->eyeballs = eyeballs_new(conf->key);
    w->ftpdata = ftpdata_new(conf->key);
    w->leases = leases_new(conf->key);
    w->answers = held_new(ANSWERS);
    w->resumed = resumed_new(conf->key);
    w->outages = outages_new();
    w->tunnels = tunnels_new(conf->key);
    w->keep = conf->packets ? keep_new(limit / 4, conf->key) : NULL;
    if (e == 0 &&
        (!w->flows || !w->ledgers || !w->doors || !w->campaigns || !w->decoys || !w->surges || !w->waves ||
         !w->gateways || !w->fallbacks || !w->sockets || !w->floods || !w->drawn || !w->eyeballs ||
         !w->ftpdata || !w->leases || !w->answers || !w->resumed || !w->outages || !w->tunnels ||
         !w->backscatters || !w->strays || !w->guesses || (conf->packets && !w->keep)))
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
    free(w->role);
    flows_free(w->flows);
    doors_free(w->doors);
    campaigns_free(w->campaigns);
    decoys_free(w->decoys);
    surges_free(w->surges);
    backscatters_free(w->backscatters);
    strays_free(w->strays);
    guesses_free(w->guesses);
    waves_free(w->waves);
    gateways_free(w->gateways);
    fallbacks_free(w->fallbacks);
    sockets_free(w->sockets);
    floods_free(w->floods);
    drawn_free(w->drawn);
    eyeballs_free(w->eyeballs);
    ftpdata_free(w->ftpdata);
    leases_free(w->leases);
    held_free(w->answers);
    resumed_free(w->resumed);
    outages_free(w->outages);
    tunnels_free(w->tunnels);
    ledgers_free(w->ledgers);
    keep_free(w->keep);
    free(w);
}

const char *const *watch_role_names(void)
{
    return role_names();
}

/* It is so late. */
static void pass(struct watch *w, nsec_wall now)
{
    if (now > w->now)
        w->now = now;
    if (w->now >= w->due) {
        taking_silence(w, w->now);
        if (w->live && w->now / NSEC_DAY != w->day)
            telling_day(w, w->now / NSEC_DAY);
    }
    if (w->untold && ledgers_refused(w->ledgers)) /* what was told makes room */
        telling_settle(w);
}

/* Once a step: a line of a log that is caught up with may be minutes after the one before it. */
static void settle(struct watch *w)
{
    if (!w->live || w->now < w->settling)
        return;
    w->settling = w->now + SETTLED;
    telling_settle(w);
}

/* What is known of a sight before it is taken. */
struct ahead {
    uint64_t key;
    /* the suspect that asks by it (or is refused); len 0 = nobody, as in nine of ten packets */
    struct addr who;
    bool stranger; /* of a stranger's tunnel */
};

static const struct addr *asker(const struct sight *s)
{
    if (s->kind == SIGHT_LOG || s->kind == SIGHT_FLOW)
        return s->proto == IPPROTO_TCP || s->proto == IPPROTO_UDP ? &s->src : NULL;
    if (s->proto != IPPROTO_TCP || !(s->tcp_flags & (TCP_SYN | TCP_RST)))
        return NULL;
    return s->tcp_flags & (TCP_ACK | TCP_RST) ? &s->dst : &s->src;
}

static void look_ahead(const struct watch *w, const struct sight *s, struct ahead *ret)
{
    const struct addr *who = asker(s);
    uint8_t technique = s->proto == IPPROTO_UDP ? TECHNIQUE_UDP : TECHNIQUE_SYN;
    ret->key = flows_key(w->flows, s);
    ret->stranger = s->tunnel && tunnels_strange(w->tunnels, s, &w->places);
    if (ret->stranger)
        ret->key = flows_apart(ret->key);
    flows_prefetch(w->flows, ret->key);
    ret->who.len = 0;
    if (!who)
        return;
    ret->who = ledgers_suspect(who, &w->places);
    ledgers_prefetch(w->ledgers, &ret->who);
    if (who == &s->src) {
        doors_prefetch(w->doors, &s->dst, technique, s->dport);
        ledgers_prefetch_door(w->ledgers, &ret->who, technique, &s->dst, s->dport);
        decoys_prefetch(w->decoys, s);
        surges_prefetch(w->surges, &ret->who, technique, s->dport);
    }
}

static void look_closer(const struct watch *w, const struct ahead *a)
{
    flows_prefetch_more(w->flows, a->key);
    if (a->who.len)
        ledgers_prefetch_more(w->ledgers, &a->who);
}

/* Where sources are more than the caches hold, that is a tenth of the time. */
static void look_closest(const struct watch *w, const struct ahead *a)
{
    if (a->who.len)
        ledgers_prefetch_ledger(w->ledgers, &a->who);
}

static void one(struct watch *w, const struct sight *s, const struct ahead *a)
{
    struct sight whole;
    pass(w, s->at);
    if (a->stranger) {
        whole = *s;
        whole.stranger = true;
        s = &whole;
    }
    taking_sight(w, s, a->key);
}

int watch_step(struct watch *w, const struct sight in[], unsigned n, struct sink *out)
{
    struct ahead ring[2 * AHEAD];
    w->out = out;
    if (n && w->live) {
        pass(w, in[0].at);
        settle(w);
    }
    for (unsigned i = 0; i < n + 2 * AHEAD; i++) {
        if (i < n)
            look_ahead(w, &in[i], &ring[i % (2 * AHEAD)]);
        if (i >= AHEAD && i - AHEAD < n)
            look_closer(w, &ring[(i - AHEAD) % (2 * AHEAD)]);
        if (i >= AHEAD + AHEAD / 2 && i - (AHEAD + AHEAD / 2) < n)
            look_closest(w, &ring[(i - (AHEAD + AHEAD / 2)) % (2 * AHEAD)]);
        /* The oldest of the ring, just before it is overwritten. */
        if (i >= 2 * AHEAD - 1 && i - (2 * AHEAD - 1) < n)
            one(w, &in[i - (2 * AHEAD - 1)], &ring[(i + 1) % (2 * AHEAD)]);
    }
    w->stats.sights += n;
    return w->failed;
}

int watch_tick(struct watch *w, nsec_wall now, struct sink *out)
{
    w->out = out;
    w->due = 0;
    pass(w, now);
    settle(w);
    return w->failed;
}

int watch_settle(struct watch *w, struct sink *out)
{
    w->out = out;
    if (w->live && w->untold)
        telling_settle(w);
    return w->failed;
}

int watch_end(struct watch *w, struct sink *out)
{
    w->out = out;
    taking_silence(w, NSEC_NEVER);
    telling_end(w);
    return w->failed;
}

unsigned watch_packets(struct watch *w, struct kept out[WATCH_PACKETS], unsigned *ret_all)
{
    unsigned n = 0;
    *ret_all = 0;
    if (w->keep && w->telling)
        return keep_take(w->keep, &w->telling->src, w->telling->technique, out, LEDGER_EVENTS, ret_all);
    for (unsigned i = 0; w->keep && w->plan && i < w->plan->named && n < WATCH_PACKETS; i++) {
        unsigned all;
        n += keep_take(w->keep, &w->plan->source[i], w->plan->technique, out + n, WATCH_PACKETS - n, &all);
        *ret_all += all;
    }
    if (w->keep && w->visitor) {
        struct addr src = ledgers_suspect(w->visitor, &w->places);
        return keep_take(w->keep, &src, KEEP_ANY, out, LEDGER_EVENTS, ret_all);
    }
    return n;
}

void watch_stats(const struct watch *w, struct watch_stats *ret)
{
    struct flows_stats f;
    struct ledgers_stats l;
    flows_stats(w->flows, &f);
    ledgers_stats(w->ledgers, &l);
    *ret = w->stats;
    if (w->keep) {
        struct keep_stats k;
        keep_stats(w->keep, &k);
        ret->unkept = k.pushed;
    }
    ret->flows = f.flows;
    ret->early = f.early;
    ret->backscatter = f.backscatter;
    ret->evicted = l.evicted;
    ret->memory = sizeof *w + flows_memory(w->flows) + ledgers_memory(w->ledgers) + doors_memory(w->doors) +
                  surges_memory(w->surges) + campaigns_memory(w->campaigns) + w->plans.used +
                  decoys_memory(w->decoys) + strays_memory(w->strays) + guesses_memory(w->guesses) +
                  waves_memory(w->waves) + resumed_memory(w->resumed) + (w->keep ? keep_memory(w->keep) : 0);
}

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

/* Which day is still to be accounted for, also over a midnight at which nobody watched; and what this place
 * lets one hear. */
struct clock {
    int64_t day;
    uint8_t answered, heard, unheard;
};

static size_t get_clock(const void *of, uint32_t i, uint8_t *to)
{
    const struct watch *w = of;
    const struct clock c = {w->day, w->answered, w->heard > 0, w->unheard > 0};
    (void)i;
    memcpy(to, &c, sizeof c);
    return c.day ? sizeof c : 0;
}

static bool put_clock(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct clock c;
    struct watch *w = of;
    (void)i;
    if (n != sizeof c)
        return false;
    memcpy(&c, bytes, n);
    if (c.day < 0 || c.day > INT64_MAX / NSEC_DAY || c.answered > 1 || c.heard > 1 || c.unheard > 1)
        return false;
    w->day = c.day;
    w->answered = c.answered;
    w->heard = c.heard;
    w->unheard = c.unheard;
    w->taken_up = true;
    return true;
}

enum { LEDGERS_AT = 3 }; /* behind the clock, the places and the suspects */

bool watch_telling(const struct watch *w, unsigned *ret_region, uint32_t *ret_piece)
{
    if (!w->telling || !w->telling->heard)
        return false;
    *ret_region = LEDGERS_AT;
    *ret_piece = ledgers_id(w->ledgers, w->telling);
    return true;
}

bool watch_proven(const struct watch *w)
{
    return w->telling && w->telling->proven > 0;
}

bool watch_carried(const struct watch *w)
{
    return w->telling ? w->telling->carried == w->telling->targets : w->visitor && w->visit_carried;
}

unsigned watch_regions(struct watch *w, struct region out[WATCH_REGIONS])
{
    unsigned n = 0;
    out[n++] = (struct region){.name = "clock",
                               .form = 2,
                               .pieces = 1,
                               .most = sizeof(struct clock),
                               .of = w,
                               .get = get_clock,
                               .put = put_clock};
    out[n++] = places_region(&w->places);
    ledgers_regions(w->ledgers, &out[n]);
    n += LEDGERS_REGIONS;
    out[n++] = doors_region(w->doors);
    out[n++] = campaigns_region(w->campaigns, &w->plans);
    surges_regions(w->surges, &out[n]);
    n += SURGES_REGIONS;
    out[n++] = guesses_region(w->guesses);
    out[n++] = gateways_region(w->gateways);
    out[n++] = fallbacks_region(w->fallbacks);
    out[n++] = sockets_region(w->sockets);
    out[n++] = eyeballs_region(w->eyeballs);
    ftpdata_regions(w->ftpdata, &out[n]);
    n += FTPDATA_REGIONS;
    return n;
}

void watch_announce(struct watch *w, const struct manifest *m, unsigned n)
{
    w->manifest = m;
    w->manifests = n;
}

int watch_reform(struct watch *w, const struct addr_net *home, unsigned homes, const struct watch_role *role,
                 unsigned roles)
{
    struct places p;
    struct watch_role *copy = calloc(roles + 1u, sizeof *copy);
    int e = places_init(&p, home, homes, w->places.key);
    if (!copy || e < 0) {
        places_fini(&p);
        free(copy);
        return e < 0 ? e : -ENOMEM;
    }
    for (unsigned i = 0; i < roles; i++)
        copy[i] = role[i];
    places_inherit(&p, &w->places);
    places_fini(&w->places);
    w->places = p;
    free(w->role);
    w->role = copy;
    w->roles = roles;
    ledgers_rezone(w->ledgers, &w->places);
    return 0;
}
