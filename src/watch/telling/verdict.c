#include "watch/telling/verdict.h"

#include "watch/detect/hunt.h"
#include "watch/detect/osprobe.h"
#include "watch/detect/peered.h"
#include "watch/detect/pinged.h"
#include "watch/detect/timeserver.h"
#include "watch/detect/unsaid.h"
#include "watch/ledger/weigh.h"
#include "watch/manifest.h"
#include "watch/priv_watch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Who announced it. */
static struct role announced(const struct watch *w, const struct ledger *g)
{
    struct role r = {.name = "authorised"};
    const char *by = "?", *run = "?";
    const struct event *e = &g->event[0];
    struct contact c = {
        .at = g->first, .src = g->one, .dst = event_dst(e), .port = e->port, .technique = g->technique};
    for (unsigned i = 0; i < w->manifests; i++)
        if (manifest_covers(&w->manifest[i], &c)) {
            by = w->manifest[i].by;
            run = w->manifest[i].run;
        }
    diag_set(&r.why, N_("the scan was announced by %s, and signed: run %s"), by, run, NULL);
    return r;
}

static bool is_one_way(const struct ledger *g)
{
    return g->outcome[SIGHT_SILENT] == g->targets;
}

/* Datagrams to the outside on a wire of which only that way is heard: of TCP, what goes on was answered; of
 * these nobody knows. Doors that everybody's programs knock at, and not the one that a worm is out for. */
static bool is_unknowable(const struct watch *w, const struct ledger *g)
{
    bool usual = g->lead_port_n * 2 <= g->targets ||
                 weigh_everyday(TECHNIQUE_UDP, g->lead_port, ZONE_INSIDE, ZONE_INSIDE);
    return g->technique == TECHNIQUE_UDP && g->everyday && usual && w->unheard && !w->heard &&
           g->outcome[SIGHT_SILENT] + g->inside >= g->targets;
}

static struct role flood_in(const struct watch *w, const struct ledger *g)
{
    struct role r = floods_role(w->floods, g);
    return r.name ? r : drawn_role(w->drawn, g);
}

/* Who floods from home has two ledgers for it, of which the higher ports' says what it is. */
static struct role flood_above(const struct watch *w, const struct ledger *g)
{
    const struct ledger *high = g->everyday ? NULL : ledgers_beside(w->ledgers, g, g->technique, true);
    struct role r = {0};
    if (!high || !flood_is_rest(g, high))
        return r;
    r = role_of(high);
    if (!r.name)
        r = flood_in(w, high);
    return r.name && strcmp(r.name, "flood") == 0 ? r : (struct role){0};
}

/* Whether several neighbours are seen to answer it, besides those that it looks for. */
static bool talks(const struct watch *w, const struct ledger *g)
{
    const struct ledger *t = ledgers_beside(w->ledgers, g, TECHNIQUE_SYN, false);
    return t && t->inside * 2 > t->targets && detect_hosts(t) > 1 &&
           t->outcome[SIGHT_SUCCESS] + t->outcome[SIGHT_REFUSED] > 1;
}

/* Neighbours that it looked for, whose answers would not be seen; a few may be addresses of the machine that records. */
static bool is_unheard(const struct watch *w, const struct ledger *g)
{
    return weigh_neighbours(g) && (uint64_t)g->outcome[SIGHT_SUCCESS] * 4 <= g->targets &&
           nearby_is_unheard(&w->nearby, &g->one, talks(w, g));
}

enum {
    IN_VAIN_LEAST = 4, /* neighbours that it asked for again, */
    IN_VAIN = 3,       /* one in so many; or, each once, */
    WHOLE_NET = 192,   /* most of a net, where hardly anybody has so many neighbours in a row */
    RUN_LEAST = 15,    /* fewer, without a gap and in haste; or twice that, in any order */
};

/* Servers that go through a list of their clients take a second for each; and of thirty or more without a gap none has
 * a list that he is through with in as many quarters of a second. */
#define RUN_PACE  (100 * NSEC_MS)
#define LONG_PACE (250 * NSEC_MS)

static bool is_row(const struct ledger *g)
{
    return g->steps * 2 > g->targets;
}

static bool is_run(const struct ledger *g)
{
    uint64_t n = g->targets, span = (uint64_t)g->high - g->low + 1;
    bool in_order = n >= RUN_LEAST && (uint64_t)g->steps * 10 >= n * 9,
         dense = n >= 2 * RUN_LEAST && g->low && span * 10 <= n * 11;
    nsec pace = in_order && n >= 2 * RUN_LEAST ? LONG_PACE : RUN_PACE;
    return (in_order || dense) && g->last - g->first <= (nsec)n * pace;
}

/* Who is answered does not ask again, whoever hears the answer; and nobody has a whole net of acquaintances, or calls
 * them over like that. */
static bool is_in_vain_there(const struct ledger *g)
{
    uint64_t span = (uint64_t)g->high - g->low + 1;
    bool row = is_row(g) || (g->low && span * 3 <= (uint64_t)g->targets * 4);
    return (g->looked.again >= IN_VAIN_LEAST && g->looked.again * IN_VAIN >= g->targets) ||
           (g->targets >= WHOLE_NET && row) || is_run(g);
}

enum {
    IN_SIGHT = 8,
    OUT_OF_SIGHT = 4, /* one in so many, at the most */
    REFUSED = 4,
};

/* Whether what those at home ask outside is heard, as well as what it is answered. */
static bool hears_questions(const struct watch *w)
{
    return w->heard >= IN_SIGHT && ((uint64_t)w->unheard + w->unasked) * OUT_OF_SIGHT <= w->heard;
}

/* Somebody at home is refused outside what nobody heard him ask, where it would have been heard: it was asked in his
 * name. */
static struct role forged(const struct watch *w, const struct ledger *g)
{
    struct role r = {0};
    bool from_home = !g->inside && places_of(&w->places, &g->src) == ZONE_INSIDE;
    if (!from_home || !g->hearsay || g->targets < REFUSED || !hears_questions(w))
        return r;
    r.name = "backscatter";
    diag_counts(
        &r.why,
        N_("%s questions are known from answers only, on a wire where %s others to the outside were heard "
           "themselves: somebody else sent them in this name"),
        g->targets, w->heard);
    return r;
}

/* Answers would be seen here, and none came: not where its own log leaves open what became of nearly all of it. */
static bool is_missed(const struct watch *w, const struct ledger *g)
{
    return w->answered && !g->outcome[SIGHT_SUCCESS] &&
           g->outcome[SIGHT_OUTCOME_UNKNOWN] * 10 < g->targets * 9;
}

/* It asks from no address: where it is shows its hardware address alone, as far as that is known. */
static struct diag nameless(const struct watch *w, const struct ledger *g)
{
    struct diag d = {0};
    char text[24];
    uint64_t mac = flows_prober(w->flows, g->one.len);
    if (!addr_is_any(&g->one) || !weigh_neighbours(g) || !mac || mac >> 48)
        return d;
    snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", (unsigned)(mac >> 40) & 255u,
             (unsigned)(mac >> 32) & 255u, (unsigned)(mac >> 24) & 255u, (unsigned)(mac >> 16) & 255u,
             (unsigned)(mac >> 8) & 255u, (unsigned)mac & 255u);
    diag_set(&d, N_("it asks from no address for so many that nobody took; its hardware address is %s"), text,
             NULL, NULL);
    return d;
}

/* What the user says of the suspect, else what its behaviour says, else what was seen of others; without a
 * name: what he might say. */
static struct role role_in(const struct watch *w, const struct ledger *g)
{
    if (g->authorised)
        return announced(w, g);
    bool said = false; /* another role, which does not explain this */
    for (unsigned i = 0; i < w->roles; i++) {
        if (!addr_in(&g->src, &w->role[i].net.net, w->role[i].net.bits))
            continue;
        struct role r = role_declared(g, w->role[i].name);
        if (r.name || role_denied(w->role[i].name))
            return r;
        said = true;
    }
    struct role r = role_of(g);
    if (r.name && is_missed(w, g) && strcmp(r.name, "monitor") == 0)
        r = (struct role){0};
    r = r.name ? r : pinged_role(g, ledgers_of(w->ledgers, &g->src, TECHNIQUE_SYN, false));
    r = r.name ? r : pinged_errand(g, w->ledgers);
    r = r.name ? r : pinged_role(g, ledgers_of(w->ledgers, &g->src, TECHNIQUE_UDP, true));
    r = r.name ? r : pinged_watched(g, w->ledgers, &w->places);
    r = r.name ? r : pinged_visited(g, w->ledgers, &w->places);
    r = r.name ? r : pinged_callers(g, w->ledgers, &w->places);
    r = r.name ? r : peered_role(g, w->doors);
    r = r.name ? r : peered_together(g, w->ledgers, w->doors, &w->places);
    r = r.name ? r : peered_by_datagrams(g, w->ledgers, &w->places);
    r = r.name ? r : gateways_role(w->gateways, g);
    r = r.name ? r : gateways_messenger(w->gateways, g, w->ledgers);
    r = r.name || !is_unheard(w, g) ? r : gateways_sought(w->gateways, g);
    r = r.name ? r : fallbacks_role(w->fallbacks, g, w->gateways);
    r = r.name ? r : forged(w, g);
    r = r.name ? r : strays_role(w->strays, g);
    r = r.name ? r : timeserver_role(g, w->strays, w->doors);
    r = r.name ? r : sockets_role(w->sockets, g);
    r = r.name ? r : flood_in(w, g);
    r = r.name ? r : flood_above(w, g);
    if (!r.name && !said)
        r.why = role_suggested(g);
    if (!r.name && !r.why.msg)
        r.why = nameless(w, g);
    return r;
}

/* Neighbours that answer in vain: more than a machine has a passing interest in; and a row of which hardly any answer is
 * heard: more than anybody comes to know. */
enum { IDLE_LEAST = 15, PASSED_LEAST = 24 };
#define IDLE (2 * WEIGH_ALARM)

/* One after the other; and who is heard to answer, as its turn comes, is sent nothing. */
static bool passes_by(const struct watch *w, const struct ledger *g)
{
    return g->targets >= PASSED_LEAST && is_row(g) && greeted_idly(&w->greeted, &g->one, w->now, false);
}

/* In the order of their addresses, and it wants nothing of those that answer. */
static struct finding idly(const struct watch *w, const struct ledger *g)
{
    struct finding f = {0};
    uint32_t answered = g->outcome[SIGHT_SUCCESS];
    bool run = is_run(g), many = answered >= IDLE_LEAST && (run || is_row(g));
    uint32_t idle = many ? greeted_idly(&w->greeted, &g->one, w->now, run) : 0;
    if (idle < IDLE_LEAST)
        return f;
    f.nats = IDLE;
    diag_counts(&f.why, N_("%s of %s neighbours that answered it were sent nothing"), idle, answered);
    return f;
}

/* From outside, and nothing that it tried by UDP gave an answer. Silence there says little of each door; a firewall's log,
 * however, is full of such, and of fifteen it should tell. */
enum { MUTE_LEAST = 15 };

static bool is_mute(const struct ledger *g)
{
    return g->technique == TECHNIQUE_UDP && g->zone == ZONE_OUTSIDE && g->inside == g->targets &&
           g->targets >= MUTE_LEAST && g->outcome[SIGHT_SILENT] + g->outcome[SIGHT_BLOCKED] == g->targets;
}

/* Nats: just below and just above 8, where medium begins (detect_score(), detect_severity()). */
enum { WORTH_LOW = 7, WORTH_MEDIUM = 9 };

/* Of whom it was learnt only afterwards that he is at home. */
static bool is_homely(const struct watch *w, const struct ledger *g)
{
    return g->zone == ZONE_OUTSIDE && places_of(&w->places, &g->src) == ZONE_INSIDE && weigh_was_everyday(g);
}

/* Two kinds of probes, of which one is no system's and no monitor's, or three. */
static bool is_fingerprint(const struct ledger *g)
{
    return g->ports.n > 2 || (g->ports.n == 2 && osprobe_found(g));
}

/* A fingerprint of one host is worth a look when he sits inside and did nothing else, else worth knowing. Who
 * was raised and writes packets as only scanners do had no bad luck, however few his doors. */
static float worth_of(const struct watch *w, const struct ledger *g, float nats, bool excused)
{
    struct marks_verdict m = marks_judge(&g->marks, g->technique);
    bool written = m.tool && m.sure >= MARKS_SURE; /* by no system, wherever it is */
    if (excused || is_unknowable(w, g) || (is_homely(w, g) && !written))
        return nats > ROLE_LEAVES ? ROLE_LEAVES : nats;
    if (nats > WORTH_LOW && is_unheard(w, g) && !is_in_vain_there(g) && !passes_by(w, g))
        nats = WORTH_LOW;
    nats = is_mute(g) && nats > WORTH_LOW ? fmaxf(nats, WORTH_MEDIUM) : nats;
    nats = fminf(nats, unsaid_leaves(g, WORTH_LOW));
    bool lone = !ledgers_raised_beside(w->ledgers, g);
    if (g->technique == TECHNIQUE_OS && g->ports.n < 6 && detect_hosts(g) < 3) {
        bool look = lone && g->zone == ZONE_INSIDE && is_fingerprint(g);
        return look ? WORTH_MEDIUM : nats > WORTH_LOW ? WORTH_LOW : nats;
    }
    return lone && written && nats >= WEIGH_ALARM && nats < WORTH_MEDIUM ? WORTH_MEDIUM : nats;
}

bool verdict_is_echo(const struct watch *w, const struct ledger *g)
{
    const struct ledger *seen = g->hearsay ? ledgers_beside(w->ledgers, g, g->technique, g->everyday) : NULL;
    return seen && !seen->hearsay && seen->targets >= g->targets;
}

struct finding verdict_finding(const struct watch *w, const struct ledger *g)
{
    if (verdict_is_echo(w, g))
        return (struct finding){0};
    struct finding f = detect_ledger(g, w->now);
    if (!weigh_neighbours(g))
        return f;
    struct finding idle = idly(w, g);
    if (idle.nats > f.nats)
        return idle;
    const struct ledger *talked = ledgers_beside(w->ledgers, g, TECHNIQUE_SYN, false);
    return talked && f.nats < WEIGH_ALARM ? hunt_look(g, talked) : f;
}

struct verdict verdict_of(const struct watch *w, const struct ledger *g)
{
    struct finding f = verdict_finding(w, g);
    struct verdict v = {.role = role_in(w, g),
                        .why = f.why,
                        .one_way = !w->answered && !w->taken_up && is_one_way(g),
                        .outward = is_unknowable(w, g)};
    float nats = worth_of(w, g, f.nats, v.role.name != NULL);
    v.score = detect_score(nats);
    v.severity = detect_severity(v.score, g->zone);
    return v;
}

/* From home to the outside, and nobody answered any of it. */
static bool is_in_vain(const struct watch *w, const struct campaign *c)
{
    bool outward = c->zone == ZONE_INSIDE && c->outcome[SIGHT_SILENT] == c->sum && !c->answered;
    for (uint32_t i = 0; outward && i < c->n_events; i++) {
        struct addr to = event_dst(&c->event[i]);
        outward = places_of(&w->places, &to) == ZONE_OUTSIDE;
    }
    return outward;
}

bool verdict_may_be_outage(const struct watch *w, const struct campaign *c)
{
    return is_in_vain(w, c) && outages_may_cover(w->outages, c->first);
}

/* Clients whose way out is broken. */
static struct role cut_off_in(const struct watch *w, const struct campaign *c)
{
    struct role r = {0};
    uint32_t cut = 0, tries = 0, servers = 0;
    if (!is_in_vain(w, c) || !outages_cover(w->outages, c->first, c->last, c->sum))
        return r;
    for (uint32_t i = 0; i < c->named; i++) {
        struct addr src = ledgers_suspect(&c->source[i], &w->places);
        const struct ledger *web = ledgers_of(w->ledgers, &src, TECHNIQUE_SYN, true);
        if (!web || web->last < c->first)
            continue;
        cut++;
        tries += web->tries;
        servers += web->targets;
    }
    if (cut * 3 < c->named * 2 || servers < c->sum)
        return r;
    r.name = "cut-off";
    diag_counts(
        &r.why,
        N_("nobody outside answered anybody meanwhile, though its sources asked everyday servers again and "
           "again (%s attempts, %s servers): their way out was broken"),
        tries, servers);
    return r;
}

/* A switch that knows no more where the gateway is hands to everybody what is sent there; what the others are
 * answered, and what they asked before, it gives to them alone. */
static struct role unheard_in(const struct watch *w, const struct campaign *c)
{
    struct role r = {0};
    bool silent =
        c->outcome[SIGHT_SILENT] * UINT64_C(10) >= c->sum * UINT64_C(9); /* routers may refuse some */
    if (c->zone != ZONE_INSIDE || !silent || c->answered || !nearby_is_mute(&w->nearby) ||
        !weigh_all_everyday(&c->ports, c->technique))
        return r;
    r.name = "cut-off";
    diag_set(
        &r.why,
        N_("they ask for everyday services only, and what neighbours are answered is not heard here: a switch that lost its gateway hands such questions to all"),
        NULL, NULL, NULL);
    return r;
}

struct role verdict_of_campaign(const struct watch *w, const struct campaign *c)
{
    struct role r = cut_off_in(w, c);
    r = r.name ? r : unheard_in(w, c);
    return r.name ? r : drawn_role_of_plan(w->drawn, c);
}
