#include "watch/watch.h"

#include "watch/detect/backscatter.h"
#include "watch/detect/campaign.h"
#include "watch/detect/decoy.h"
#include "watch/detect/guess.h"
#include "watch/detect/osprobe.h"
#include "watch/detect/rarity.h"
#include "watch/detect/role.h"
#include "watch/detect/stray.h"
#include "watch/detect/surge.h"
#include "watch/detect/weigh.h"
#include "watch/door.h"
#include "watch/flow.h"
#include "watch/incident.h"
#include "watch/manifest.h"
#include "watch/mix.h"
#include "wire/tcp.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

enum {
    AHEAD = 8,    /* sights between asking for a cache line and needing it */
    SURGES = 16,  /* a day at most */
    TWINS = 64,   /* sources of one scan with decoys */
    VISITORS = 5, /* a door that opened to more is no secret */
    EXPIRED = 64,
};

#define DAY (86400 * NSEC_SEC)
/* Live: for so long a scan from outside may wait to be told with its like. */
#define SETTLED (5 * NSEC_SEC)
/* Silence is judged so much late, so that it comes in handfuls. */
#define TOGETHER (2 * NSEC_MS)

#define REVEALED_FOR (7 * 86400 * NSEC_SEC)

#define MIB ((size_t)1 << 20)

struct watch {
    struct places places;
    struct watch_role *role; /* owned */
    unsigned roles;
    const struct manifest *manifest; /* borrowed */
    unsigned manifests;
    struct mix_key key;
    struct flows *flows;
    struct ledgers *ledgers;
    struct doors *doors;
    struct campaigns *campaigns;
    struct decoys *decoys;
    struct surges *surges;
    struct backscatters *backscatters;
    struct strays *strays;
    struct guesses *guesses;
    bool live, untold;            /* untold: some raised ledgers are */
    nsec_wall now, due;           /* due: when silence is looked for again */
    nsec_wall settling;           /* live: when neighbours are looked for again */
    int64_t day;                  /* live: that has not been accounted for yet, days since 1970; 0 = none */
    struct watch_stats before;    /* as they were when it began */
    const struct ledger *telling; /* whose alert is being put */
    const struct campaign *plan;  /* or of which campaign, */
    const struct addr *visitor;   /* or visitor */
    struct keep *keep;            /* NULL: packets are not wanted */
    const struct sight *sight;    /* that is being taken */
    struct sink *out;             /* of the running step */
    int failed;
    struct watch_stats stats;
};

const char *watch_severity_word(unsigned severity)
{
    static const char *const words[] = {"info", "low", "medium", "high", "critical"};
    return words[severity < sizeof words / sizeof *words ? severity : WATCH_CRITICAL];
}

/* How the memory is shared out: more than half for the lines of suspects (1.5 million in 128 MiB), an eighth for ledgers. On a firewall's log
 * of 16 days two suspects of three need no ledger. */
static void share_out(size_t limit, struct ledgers_conf *l, unsigned *flows, unsigned *days)
{
    size_t all = limit < 16 * MIB ? 16 * MIB : limit;
    *flows = 1u << 14;
    for (size_t k = all / (16 * MIB); k > 1; k /= 2)
        *flows *= 2;
    *days = all < 64 * MIB ? 5 : 28;
    l->suspects = (unsigned)(all / 16 * 9 / 50);
    l->ledgers = (unsigned)(all / 8 / sizeof(struct ledger));
    l->heap = all / 16;
    l->seen = (unsigned)(all / 64);
}

int watch_new(const struct watch_conf *conf, struct watch **ret)
{
    struct watch *w = calloc(1, sizeof *w);
    if (!w)
        return -ENOMEM;
    struct ledgers_conf l = {.key = conf->key};
    unsigned flows, days;
    share_out(conf->state_limit ? conf->state_limit : 128 * MIB, &l, &flows, &days);
    w->live = w->untold = conf->live; /* ledgers may be put back that are not told yet */
    w->manifest = conf->manifest;
    w->manifests = conf->manifests;
    w->key = mix_key_of(conf->key, 3);
    int e = places_init(&w->places, conf->home, conf->homes);
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
    w->keep =
        conf->packets ? keep_new((conf->state_limit ? conf->state_limit : 128 * MIB) / 4, conf->key) : NULL;
    if (e == 0 && (!w->flows || !w->ledgers || !w->doors || !w->campaigns || !w->decoys || !w->surges ||
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
    ledgers_free(w->ledgers);
    keep_free(w->keep);
    free(w);
}

/* What was put, or not. */
static void note(struct watch *w, int e, const unsigned *severity)
{
    if (e < 0 && !w->failed)
        w->failed = e;
    w->stats.worst = *severity > w->stats.worst ? *severity : w->stats.worst;
}

static void count(struct watch *w, int e, const unsigned *severity)
{
    note(w, e, severity);
    w->stats.alerts++;
}

const char *const *watch_role_names(void)
{
    return role_names();
}

/* Who announced it. */
static struct role announced(const struct watch *w, const struct ledger *g)
{
    struct role r = {.name = "authorised"};
    const char *by = "?", *run = "?";
    const struct event *e = &g->event[0];
    struct contact c = {
        .at = g->first, .src = g->one, .dst = {.len = e->len}, .port = e->port, .technique = g->technique};
    memcpy(c.dst.b, e->dst, 16);
    for (unsigned i = 0; i < w->manifests; i++)
        if (manifest_covers(&w->manifest[i], &c)) {
            by = w->manifest[i].by;
            run = w->manifest[i].run;
        }
    diag_set(&r.why, N_("the scan was announced by %s, and signed: run %s"), by, run, NULL);
    return r;
}

/* What the user says of the suspect, else what its behaviour says. */
static struct role explain(const struct watch *w, const struct ledger *g)
{
    if (g->authorised)
        return announced(w, g);
    for (unsigned i = 0; i < w->roles; i++) {
        if (!addr_in(&g->src, &w->role[i].net.net, w->role[i].net.bits))
            continue;
        struct role r = role_declared(g, w->role[i].name);
        if (r.name || role_denied(w->role[i].name))
            return r;
    }
    return role_of(g);
}

static unsigned put(struct watch *w, const struct ledger *g, enum incident_phase phase,
                    const struct addr *srcs, unsigned n)
{
    const char *name;
    unsigned severity = WATCH_INFO;
    struct finding f = detect_ledger(g, w->now, &name);
    struct role role = explain(w, g);
    if (role.name && f.nats > ROLE_LEAVES)
        f.nats = ROLE_LEAVES;
    w->telling = g;
    note(w, incident_put(g, phase, &f, &role, srcs, n, &w->key, w->out, &severity), &severity);
    w->telling = NULL;
    w->stats.alerts += phase == INCIDENT_ENDED;
    return severity;
}

/* Doors that a scanner found open, as far as its first events tell. */
static void reveal(struct watch *w, const struct ledger *g)
{
    for (unsigned i = 0; i < g->n_events; i++) {
        const struct event *e = &g->event[i];
        struct contact c = {.dst = {.len = e->len}, .port = e->port, .technique = g->technique};
        if (e->outcome != SIGHT_SUCCESS)
            continue;
        memcpy(c.dst.b, e->dst, 16);
        struct door *d = doors_of(w->doors, &c);
        d->finder = g->src;
        d->found = (uint32_t)(e->at / NSEC_SEC);
    }
}

static bool is_told(const struct watch *w, const struct ledger *g);

static void tell_raised(struct watch *w, struct ledger *g)
{
    g->told = true;
    g->told_as = (uint8_t)put(w, g, INCIDENT_RAISED, NULL, 0);
}

/* Live, who was told by himself is told again when he has become graver: what sufficed for an alert is little, as a rule. */
static void grow(struct watch *w, struct ledger *g)
{
    const char *name;
    if (!g->told || g->targets & (g->targets - 1) || g->told_at == g->targets)
        return;
    g->told_at = g->targets;
    unsigned severity =
        incident_severity(g, detect_ledger(g, w->now, &name).nats, explain(w, g).name != NULL);
    if (severity > g->told_as && g->twins * 2 < g->targets && !is_told(w, g))
        tell_raised(w, g);
}

/* Looks at a ledger that changed: at every step while it is young, then at ever larger ones. */
static void judge(struct watch *w, struct ledger *g)
{
    if (g->raised || g->targets < detect_least(g)) {
        if (g->raised && w->live)
            grow(w, g);
        return;
    }
    if (g->targets > 64 && g->targets & (g->targets - 1) && g->nats < WEIGH_ALARM)
        return;
    const char *name;
    struct finding f = detect_ledger(g, w->now, &name);
    if (f.nats < WEIGH_ALARM)
        return;
    g->raised = g->last;
    g->raised_at = g->targets;
    if (!g->authorised)
        reveal(w, g);
    /* Scans from inside are told at once, unless others send the same packets; those from outside may have neighbours. */
    if (w->live && g->zone == ZONE_INSIDE && g->twins * 2 < g->targets)
        tell_raised(w, g);
    else
        g->untold = w->untold = true;
}

static void tell_surges(struct watch *w, const struct surge out[], unsigned n)
{
    unsigned severity = WATCH_INFO;
    for (unsigned i = 0; i < n; i++)
        count(w, incident_put_surge(&out[i], &w->key, w->out, &severity), &severity);
}

/* A new day has begun: what of the old one was more than usual? INT64_MAX: the last one, as far as it went. */
static void surge(struct watch *w, int64_t day)
{
    struct surge out[SURGES];
    tell_surges(w, out,
                day == INT64_MAX ? surges_end(w->surges, out, SURGES)
                                 : surges_day(w->surges, day, out, SURGES));
}

static void note_port(struct watch *w, const struct contact *c)
{
    struct surge out[SURGES];
    struct contact x = *c;
    x.src = ledgers_suspect(&c->src, &w->places); /* who has one IPv6 address of a net has them all */
    tell_surges(w, out, surges_note(w->surges, &x, out, SURGES));
}

static void resolve_port(struct watch *w, const struct contact *c)
{
    struct contact x = *c;
    x.src = ledgers_suspect(&c->src, &w->places);
    surges_resolve(w->surges, &x);
}

static void twin(struct watch *w, struct ledger *g, const struct sight *s)
{
    uint32_t id = decoys_note(w->decoys, s, ledgers_id(w->ledgers, g));
    struct ledger *other = id == DECOY_NONE ? NULL : ledgers_get(w->ledgers, id);
    if (!other || other == g)
        return;
    g->twins++;
    other->twins++;
    g->twin = id + 1;
}

/* What became of a first contact, for the plan that several sources may follow. */
static void note_outcome(struct watch *w, const struct contact *c)
{
    enum zone from = places_of(&w->places, &c->src), to = places_of(&w->places, &c->dst);
    if (c->outcome == SIGHT_OUTCOME_UNKNOWN || c->technique == TECHNIQUE_OS || c->stage == CONTACT_IMPLIED ||
        c->technique == TECHNIQUE_PING || c->technique == TECHNIQUE_ARP || c->technique == TECHNIQUE_ND ||
        weigh_everyday(c->technique, c->port, (uint8_t)from, to))
        return;
    if (c->outcome == SIGHT_SUCCESS)
        campaigns_opened(w->campaigns, c);
    else
        campaigns_note(w->campaigns, c, from, ledgers_budget(w->ledgers));
}

/* What is left of a stray's packet by the time it turns out to be a question. */
static struct sight recall(const struct contact *c)
{
    uint8_t flags = c->technique == TECHNIQUE_ACK      ? TCP_ACK
                    : c->technique == TECHNIQUE_MAIMON ? TCP_FIN | TCP_ACK
                    : c->technique == TECHNIQUE_RST    ? TCP_RST
                                                       : TCP_SYN | TCP_ACK;
    return (struct sight){.at = c->at,
                          .kind = SIGHT_PACKET,
                          .src = c->src,
                          .dst = c->dst,
                          .proto = IPPROTO_TCP,
                          .sport = c->sport,
                          .dport = c->port,
                          .tcp_flags = flags,
                          .seq = c->technique == TECHNIQUE_RST ? c->token : !c->seq_0,
                          .ack = c->token,
                          .win = c->win,
                          .ttl = marks_shape_ttl(c->shape),
                          .ip_len = c->bare ? (c->src.len == 4 ? 40 : 60) : 0,
                          .knows = SIGHT_FLAGS | SIGHT_SPORT | SIGHT_SEQ | SIGHT_ACKNO | SIGHT_WIN |
                                   (marks_shape_ttl(c->shape) ? SIGHT_TTL : 0) | (c->bare ? SIGHT_LEN : 0)};
}

/* Asked by a packet that does not begin a conversation. */
static bool is_stray(uint8_t technique)
{
    return technique == TECHNIQUE_ACK || technique == TECHNIQUE_MAIMON || technique == TECHNIQUE_SYNACK ||
           technique == TECHNIQUE_RST;
}

static bool is_authorised(const struct watch *w, const struct contact *c)
{
    for (unsigned i = 0; i < w->manifests; i++)
        if (manifest_covers(&w->manifest[i], c))
            return true;
    return false;
}

/* The packet that this contact is made of, when it is one of the first. Of silence that is noticed late there is none. */
static void keep(struct watch *w, const struct contact *c, const struct ledger *g)
{
    const struct sight *s = w->sight;
    if (!s || !s->packet || s->at != c->at || (g && g->targets > LEDGER_EVENTS))
        return;
    struct addr src = ledgers_suspect(&c->src, &w->places);
    keep_put(w->keep, &src, c->technique, c->at, s->packet, g != NULL);
}

/* It has its ledgers, and nothing else is learnt from it. */
static void take_authorised(struct watch *w, struct contact c)
{
    bool first = false, asks = c.stage == CONTACT_ASKED || c.stage == CONTACT_IMPLIED;
    c.authorised = true;
    struct ledger *g =
        asks ? ledgers_ask(w->ledgers, &c, &w->places, &first) : ledgers_resolve(w->ledgers, &c, &w->places);
    if (first && w->keep)
        keep(w, &c, g);
    if (first) {
        flows_first(w->flows, &c);
        w->stats.contacts++;
    }
    if (g)
        judge(w, g);
}

static void ask(struct watch *w, const struct contact *c)
{
    bool first;
    struct door *d = doors_of(w->doors, c);
    if (door_flooded(d, c->at)) {
        w->stats.flood++;
        return;
    }
    if (c->stage == CONTACT_IMPLIED && c->technique == TECHNIQUE_SYN)
        backscatters_note(w->backscatters, c);
    struct ledger *g = ledgers_ask(w->ledgers, c, &w->places, &first);
    if (first && w->keep)
        keep(w, c, g);
    if (first) {
        flows_first(w->flows, c);
        if (g)
            rarity_note(g, d->sources, w->stats.contacts, doors_count(w->doors));
        d->sources++;
        w->stats.contacts++;
        note_outcome(w, c);
        if (places_of(&w->places, &c->src) == ZONE_OUTSIDE)
            note_port(w, c);
    }
    if (!g)
        return;
    if (first)
        flows_keep(w->flows, c);
    if (first && c->sight) { /* what follows at the same door (versions, scripts) is another program's */
        marks_add(&g->marks, c->sight);
        twin(w, g, c->sight);
    } else if (first && is_stray(c->technique)) {
        struct sight s = recall(c);
        marks_add(&g->marks, &s);
    }
    judge(w, g);
}

/* What looks like an answer is a question of those only who ask in this way. */
static void ask_claimed(struct watch *w, const struct contact *c)
{
    struct contact out[STRAY_DOORS];
    unsigned n = strays_note(w->strays, c, out);
    for (unsigned i = 0; i < n; i++)
        ask(w, &out[i]);
}

/* Whether somebody who never scanned went straight to a door that a scanner had found. */
static void visit(struct watch *w, const struct contact *c, const struct ledger *g, const struct door *d)
{
    enum zone from = places_of(&w->places, &c->src);
    nsec before = c->at - (nsec)d->found * NSEC_SEC;
    bool innocent = !g || (g->peak < 1 && g->targets <= 3);
    unsigned severity = WATCH_INFO;
    if (!d->finder.len || addr_eq(&d->finder, &c->src) || before > REVEALED_FOR || before < 0 || !innocent ||
        d->opened > VISITORS || weigh_everyday(TECHNIQUE_SYN, c->port, ZONE_INSIDE, ZONE_OUTSIDE))
        return;
    w->visitor = &c->src;
    count(w, incident_put_visit(c, &d->finder, before, from, &w->key, w->out, &severity), &severity);
    w->visitor = NULL;
}

static void follow(struct watch *w, const struct contact *c, const struct ledger *g)
{
    struct door *d = doors_of(w->doors, c);
    bool scanner = c->half || (g && g->raised);
    if (!c->first)
        return;
    d->opened += !scanner;
    if (!scanner) {
        visit(w, c, g, d);
    } else if (!d->finder.len || c->half) {
        d->finder = c->src;
        d->found = (uint32_t)(c->at / NSEC_SEC);
    }
}

static void take(struct watch *w, const struct contact *c)
{
    if (w->manifests && is_authorised(w, c)) {
        take_authorised(w, *c);
        return;
    }
    if (c->claimed) {
        ask_claimed(w, c);
        return;
    }
    if (c->stage == CONTACT_ASKED || c->stage == CONTACT_IMPLIED) {
        ask(w, c);
        return;
    }
    struct ledger *g = ledgers_resolve(w->ledgers, c, &w->places);
    if (c->stage == CONTACT_FOLLOWED)
        follow(w, c, g);
    else if (c->stage == CONTACT_RESOLVED && (c->first || c->outcome == SIGHT_SUCCESS))
        note_outcome(w, c);
    if (c->stage == CONTACT_RESOLVED && c->first && places_of(&w->places, &c->src) == ZONE_OUTSIDE)
        resolve_port(w, c);
    if (c->stage == CONTACT_RESOLVED && c->outcome == SIGHT_SUCCESS &&
        weigh_everyday(c->technique, c->port, ZONE_INSIDE, ZONE_OUTSIDE) &&
        places_visit(&w->places, &c->src, &c->dst))
        ledgers_come_home(w->ledgers, &c->src);
    if (c->outcome == SIGHT_SUCCESS || c->outcome == SIGHT_REFUSED)
        decoys_alive(w->decoys, &c->dst);
    if (g)
        judge(w, g);
}

/* A success after many failures. */
static void guess(struct watch *w, const struct sight *s)
{
    nsec_wall since = 0;
    unsigned severity = WATCH_INFO;
    struct sight who = *s;
    who.src = ledgers_suspect(&s->src, &w->places); /* who has one IPv6 address of a net has them all */
    uint32_t wrong = guesses_note(w->guesses, &who, &since);
    if (wrong)
        count(w,
              incident_put_guess(s, wrong, since, places_of(&w->places, &s->src), &w->key, w->out, &severity),
              &severity);
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
                        .stage = CONTACT_ASKED,
                        .outcome = SIGHT_SILENT,
                        .alone = osprobe_suffices(kind)};
    take(w, &c);
}

static void expire(struct watch *w, nsec_wall now)
{
    struct contact out[EXPIRED];
    w->due = now == NSEC_NEVER ? now : now + TOGETHER;
    for (unsigned n; (n = flows_expire(w->flows, now, out, EXPIRED)) > 0;) {
        for (unsigned i = 0; i < n; i++)
            ledgers_prefetch(w->ledgers, &out[i].src);
        for (unsigned i = 0; i < n; i++)
            ledgers_prefetch_more(w->ledgers, &out[i].src);
        for (unsigned i = 0; i < n; i++)
            ledgers_prefetch_ledger(w->ledgers, &out[i].src);
        for (unsigned i = 0; i < n; i++)
            take(w, &out[i]);
    }
}

/* What besides its probes speaks for a real host: other things it did, answers it gave, handshakes it went on with. */
static unsigned realness(const struct watch *w, const struct ledger *g)
{
    return ledgers_siblings(w->ledgers, g) * 2 + decoys_is_alive(w->decoys, &g->src) +
           (g->half + g->completed > 0 ? 3u : 0u);
}

/* Decoys: all ledgers that hang together by the very same packets become one, that of the suspect who does most besides. True:
 * this one is told with them (or now was). */
static bool tell_twins(struct watch *w, struct ledger *g, enum incident_phase phase)
{
    struct addr srcs[TWINS];
    struct ledger *all[TWINS], *best = g;
    unsigned n = 0;
    bool told = false, ongoing = phase == INCIDENT_RAISED;
    uint32_t i = 0, root = g->twin ? g->twin - 1 : ledgers_id(w->ledgers, g);
    if (g->twins * 2 < g->targets)
        return false;
    for (struct ledger *o; (o = ledgers_at(w->ledgers, &i)) != NULL && n < TWINS;) {
        uint32_t its = o->twin ? o->twin - 1 : ledgers_id(w->ledgers, o);
        if (its != root || o->technique != g->technique || o->twins * 2 < o->targets)
            continue;
        all[n] = o;
        srcs[n++] = o->src;
        told |= o->told && ongoing;
        if (realness(w, o) > realness(w, best))
            best = o;
    }
    if (n < 2)
        return false;
    for (unsigned k = 0; k < n && ongoing; k++)
        all[k]->told = true;
    if (!told && addr_eq(&(ongoing ? g : all[0])->src, &g->src)) /* once for all of them */
        put(w, best, phase, srcs, n);
    return true;
}

/* Those with news since then. */
static void tell_campaigns(struct watch *w, enum incident_phase phase, nsec_wall since)
{
    unsigned n = campaigns_settle(w->campaigns, ledgers_budget(w->ledgers));
    for (unsigned i = 0; i < n; i++) {
        unsigned severity = WATCH_INFO;
        const struct campaign *c = campaigns_get(w->campaigns, i);
        if (c->last < since || (phase == INCIDENT_RAISED && !campaigns_tell(w->campaigns, i)))
            continue;
        w->plan = c;
        note(w, incident_put_campaign(c, phase, &w->key, w->out, &severity), &severity);
        w->plan = NULL;
        w->stats.alerts += phase == INCIDENT_ENDED;
    }
}

static void tell_backscatter(struct watch *w, nsec_wall since)
{
    struct backscatter b;
    unsigned severity = WATCH_INFO;
    for (unsigned i = 0; backscatters_get(w->backscatters, i, &b); i++)
        if (b.hosts >= BACKSCATTER_LEAST && b.last >= since && !strays_asked(w->strays, &b.victim))
            count(w,
                  incident_put_backscatter(&b.victim, b.hosts, b.first, b.last,
                                           places_of(&w->places, &b.victim), &w->key, w->out, &severity),
                  &severity);
}

/* Those of a campaign with few targets of their own are told with it. */
static bool is_told(const struct watch *w, const struct ledger *g)
{
    return g->targets <= 32 && campaigns_has(w->campaigns, &g->src, g->technique);
}

/* What was raised of late, and what it turned out to be part of. */
static void settle(struct watch *w)
{
    uint32_t i = 0;
    tell_campaigns(w, INCIDENT_RAISED, 0);
    for (struct ledger *g; w->untold && (g = ledgers_at(w->ledgers, &i)) != NULL && !w->failed;) {
        if (!g->untold)
            continue;
        g->untold = false;
        if (is_told(w, g)) /* by himself again when he goes on alone: grow() */
            g->told = true;
        if (g->told || tell_twins(w, g, INCIDENT_RAISED))
            continue;
        tell_raised(w, g);
    }
    w->untold = false;
}

static void new_day(struct watch *w, int64_t day);

/* Time passes. */
static void pass(struct watch *w)
{
    if (w->now >= w->due) {
        expire(w, w->now);
        if (w->live && w->now / DAY != w->day)
            new_day(w, w->now / DAY);
    }
    if (w->live && w->now >= w->settling) {
        w->settling = w->now + SETTLED;
        settle(w);
    } else if (w->untold && ledgers_refused(w->ledgers)) { /* what was told makes room */
        settle(w);
    }
}

static void one(struct watch *w, const struct sight *s, uint64_t key)
{
    struct contact c[FLOW_OUT_MAX];
    if (s->at > w->now)
        w->now = s->at;
    pass(w);
    w->sight = s;
    if (s->inbound)
        places_learn(&w->places, &s->dst);
    unsigned k = flows_take(w->flows, s, key, c);
    for (unsigned j = 0; j < k; j++)
        take(w, &c[j]);
    osprobe(w, s);
    if (s->kind == SIGHT_LOGIN)
        guess(w, s);
    w->sight = NULL;
}

/* Who asks by this packet (or is refused); NULL: nobody, as in nine of ten. */
static const struct addr *asker(const struct sight *s)
{
    if (s->proto != IPPROTO_TCP || !(s->tcp_flags & (TCP_SYN | TCP_RST)))
        return NULL;
    return s->tcp_flags & (TCP_ACK | TCP_RST) ? &s->dst : &s->src;
}

static void look_ahead(const struct watch *w, const struct sight *s)
{
    const struct addr *who = asker(s);
    if (!who)
        return;
    ledgers_prefetch(w->ledgers, who);
    if (who == &s->src) {
        doors_prefetch(w->doors, &s->dst, TECHNIQUE_SYN, s->dport);
        ledgers_prefetch_door(w->ledgers, who, TECHNIQUE_SYN, &s->dst, s->dport);
    }
}

static void look_closer(const struct watch *w, const struct sight *s)
{
    const struct addr *who = asker(s);
    if (who)
        ledgers_prefetch_more(w->ledgers, who);
}

int watch_step(struct watch *w, const struct sight in[], unsigned n, struct sink *out)
{
    uint64_t key[2 * AHEAD]; /* a ring */
    w->out = out;
    for (unsigned i = 0; i < n + 2 * AHEAD; i++) {
        if (i < n) {
            key[i % (2 * AHEAD)] = flows_key(w->flows, &in[i]);
            flows_prefetch(w->flows, key[i % (2 * AHEAD)]);
            look_ahead(w, &in[i]);
        }
        if (i >= AHEAD && i - AHEAD < n) {
            flows_prefetch_more(w->flows, key[(i - AHEAD) % (2 * AHEAD)]);
            look_closer(w, &in[i - AHEAD]);
        }
        /* The oldest of the ring, just before it is overwritten. */
        if (i >= 2 * AHEAD - 1 && i - (2 * AHEAD - 1) < n)
            one(w, &in[i - (2 * AHEAD - 1)], key[(i + 1) % (2 * AHEAD)]);
    }
    w->stats.sights += n;
    return w->failed;
}

int watch_tick(struct watch *w, nsec_wall now, struct sink *out)
{
    w->out = out;
    if (now > w->now)
        w->now = now;
    w->due = 0;
    pass(w);
    return w->failed;
}

/* A scan that slept for a day is over: a probe an hour does not. */
#define ASLEEP DAY

/* What stood in the ledgers that day, by zone. */
static void tell_day(struct watch *w, nsec_wall from, uint64_t active[2])
{
    uint32_t i = 0;
    for (struct ledger *g; (g = ledgers_at(w->ledgers, &i)) != NULL;) {
        if (!g->raised || g->last < from)
            continue;
        active[g->zone == ZONE_INSIDE]++;
        if (!is_told(w, g) && !tell_twins(w, g, INCIDENT_DAY))
            put(w, g, INCIDENT_DAY, NULL, 0);
    }
}

static void end_sleepers(struct watch *w, nsec_wall to)
{
    uint32_t i = 0;
    for (struct ledger *g; (g = ledgers_at(w->ledgers, &i)) != NULL;) {
        if (!g->raised || g->last >= to - ASLEEP)
            continue;
        put(w, g, INCIDENT_ENDED, NULL, 0);
        ledgers_drop(w->ledgers, g);
    }
}

/* The account of a day that is over, in the order in which it is read. */
static void new_day(struct watch *w, int64_t day)
{
    struct record r;
    struct watch_stats now;
    uint64_t active[2] = {0};
    nsec_wall from = w->day * DAY;
    watch_stats(w, &now);
    if (w->day && day > w->day) {
        tell_campaigns(w, INCIDENT_DAY, from);
        tell_day(w, from, active);
        surge(w, day);
        tell_backscatter(w, from);
        record_init(&r, RECORD_DIGEST);
        r.digest.from = from;
        r.digest.to = from + DAY;
        r.digest.outside = active[0];
        r.digest.inside = active[1];
        r.digest.flows = now.flows - w->before.flows;
        r.digest.evicted = now.evicted - w->before.evicted;
        int e = sink_put(w->out, &r);
        w->failed = w->failed ? w->failed : e;
        end_sleepers(w, from + DAY);
        campaigns_rest(w->campaigns, w->now - 7 * DAY, ledgers_budget(w->ledgers));
    }
    w->before = now;
    w->day = day;
}

int watch_settle(struct watch *w, struct sink *out)
{
    w->out = out;
    if (w->live && w->untold)
        settle(w);
    return w->failed;
}

int watch_end(struct watch *w, struct sink *out)
{
    w->out = out;
    expire(w, NSEC_NEVER);
    w->live = false; /* from here on everything is told once more, and for the last time */
    tell_campaigns(w, INCIDENT_ENDED, 0);
    uint32_t i = 0;
    for (struct ledger *g; (g = ledgers_at(w->ledgers, &i)) != NULL && !w->failed;) {
        judge(w, g);
        if (g->raised && !is_told(w, g) && !tell_twins(w, g, INCIDENT_ENDED))
            put(w, g, INCIDENT_ENDED, NULL, 0);
    }
    surge(w, INT64_MAX);
    tell_backscatter(w, 0);
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
                  surges_memory(w->surges) + campaigns_memory(w->campaigns) + decoys_memory(w->decoys) +
                  strays_memory(w->strays) + guesses_memory(w->guesses) +
                  (w->keep ? keep_memory(w->keep) : 0);
}

static struct watch_suspect suspect_of(const struct watch *w, const struct ledger *g)
{
    const char *name;
    struct marks_verdict m = marks_judge(&g->marks, g->technique);
    const char *role = explain(w, g).name;
    float nats = detect_ledger(g, w->now, &name).nats;
    if (role && nats > ROLE_LEAVES)
        nats = ROLE_LEAVES;
    return (struct watch_suspect){.src = g->many ? g->src : g->one,
                                  .net = g->many,
                                  .inside = g->zone == ZONE_INSIDE,
                                  .raised = g->raised != 0,
                                  .score = detect_score(nats),
                                  .severity = incident_severity(g, nats, role != NULL),
                                  .kind = detect_kind(g),
                                  .technique = detect_technique(g),
                                  .tool = m.tool,
                                  .role = role,
                                  .hosts = detect_hosts(g),
                                  .ports = g->ports.n,
                                  .targets = g->targets,
                                  .tries = g->tries,
                                  .last = g->last};
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

/* Which day is still to be accounted for: also over a midnight at which nobody watched. */
static size_t get_clock(const void *of, uint32_t i, uint8_t *to)
{
    const struct watch *w = of;
    (void)i;
    memcpy(to, &w->day, sizeof w->day);
    return w->day ? sizeof w->day : 0;
}

static bool put_clock(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    int64_t day;
    struct watch *w = of;
    (void)i;
    if (n != sizeof day)
        return false;
    memcpy(&day, bytes, n);
    if (day < 0 || day > INT64_MAX / DAY)
        return false;
    w->day = day;
    return true;
}

enum { LEDGERS_AT = 3 }; /* behind the clock, the places and the suspects */

bool watch_telling(const struct watch *w, unsigned *ret_region, uint32_t *ret_piece)
{
    if (!w->telling)
        return false;
    *ret_region = LEDGERS_AT;
    *ret_piece = ledgers_id(w->ledgers, w->telling);
    return true;
}

unsigned watch_regions(struct watch *w, struct region out[WATCH_REGIONS])
{
    unsigned n = 0;
    out[n++] = (struct region){.name = "clock",
                               .form = 1,
                               .pieces = 1,
                               .most = sizeof w->day,
                               .of = w,
                               .get = get_clock,
                               .put = put_clock};
    out[n++] = places_region(&w->places);
    ledgers_regions(w->ledgers, &out[n]);
    n += LEDGERS_REGIONS;
    out[n++] = doors_region(w->doors);
    out[n++] = campaigns_region(w->campaigns, ledgers_budget(w->ledgers));
    surges_regions(w->surges, &out[n]);
    n += SURGES_REGIONS;
    out[n++] = guesses_region(w->guesses);
    return n;
}

void watch_announce(struct watch *w, const struct manifest *m, unsigned n)
{
    w->manifest = m;
    w->manifests = n;
}

int watch_reform(struct watch *w, const struct watch_net *home, unsigned homes, const struct watch_role *role,
                 unsigned roles)
{
    struct places p;
    struct watch_role *copy = calloc(roles + 1u, sizeof *copy);
    int e = places_init(&p, home, homes);
    if (!copy || e < 0) {
        places_fini(&p);
        free(copy);
        return e < 0 ? e : -ENOMEM;
    }
    for (unsigned i = 0; i < roles; i++)
        copy[i] = role[i];
    for (unsigned i = 0; i < w->places.owns; i++) /* what was learnt */
        places_learn(&p, &w->places.own[i]);
    places_fini(&w->places);
    w->places = p;
    free(w->role);
    w->role = copy;
    w->roles = roles;
    ledgers_rezone(w->ledgers, &w->places);
    return 0;
}
