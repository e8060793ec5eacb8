#include "watch/taking.h"

#include "model/ports.h"
#include "watch/booking.h"
#include "watch/detect/osprobe.h"
#include "watch/flow/question.h"
#include "watch/followed.h"
#include "watch/ledger/weigh.h"
#include "watch/manifest.h"
#include "watch/priv_watch.h"
#include "watch/surroundings.h"
#include "watch/telling/incident.h"
#include "watch/telling/telling.h"

#include <netinet/in.h>
#include <string.h>

enum { EXPIRED = 64 }; /* contacts at once */

/* Silence is judged so much late, so that it comes in handfuls. */
#define TOGETHER (2 * NSEC_MS)

static bool is_authorised(const struct watch *w, const struct contact *c)
{
    for (unsigned i = 0; i < w->manifests; i++)
        if (manifest_covers(&w->manifest[i], c))
            return true;
    return false;
}

/* A datagram that was too long for a question, and that nothing showed to be more than that: flowtalk.c. */
static bool is_delivery(const struct contact *c)
{
    return c->delivers &&
           (c->outcome == SIGHT_SILENT || c->outcome == SIGHT_REFUSED || c->outcome == SIGHT_BLOCKED);
}

/* Who got by IPv4 what he asked for in vain by IPv6 did not fail, nor did he find anything there. */
static void note_family(struct watch *w, struct contact *c)
{
    if (c->technique != TECHNIQUE_SYN || c->stage != CONTACT_RESOLVED)
        return;
    if (c->src.len == 4 && c->first && c->outcome == SIGHT_SUCCESS)
        eyeballs_opened(w->eyeballs, c);
    else if (c->src.len == 16 && c->outcome == SIGHT_SILENT &&
             places_of(&w->places, &c->src) == ZONE_INSIDE && eyeballs_met(w->eyeballs, c))
        c->outcome = SIGHT_OUTCOME_UNKNOWN;
}

/* Whoever looked for a host and went on to connect to it found it: that he was not answered otherwise is the
 * silence of a recording of one direction, or of a filter. */
static void note_presence(struct watch *w, struct contact *c)
{
    bool looks =
        c->technique == TECHNIQUE_PING || c->technique == TECHNIQUE_ARP || c->technique == TECHNIQUE_ND;
    if (looks && c->stage == CONTACT_RESOLVED && c->outcome == SIGHT_SILENT && ftpdata_came(w->ftpdata, c)) {
        c->outcome = SIGHT_SUCCESS;
        c->inferred = true;
    }
}

#define APART (250 * NSEC_MS)

/* One after the other, at leisure, from a port that askers take: no flood comes so slowly, and what servers
 * answer in a victim's name comes from theirs. */
static bool is_slow(struct watch *w, const struct contact *c)
{
    if (c->sport < PORTS_LINUX)
        return false;
    nsec_wall *last = &w->delivered[mix_addr(&w->key, &c->src, mix_addr(&w->key, &c->dst, 0)) % 256];
    bool slow = c->at - *last >= APART;
    *last = c->at > *last ? c->at : *last;
    return slow;
}

/* What strangers carry here says nothing of those at home, and of others no more than that they asked. */
static void take_strange(struct watch *w, const struct contact *c)
{
    if (places_of(&w->places, &c->src) == ZONE_INSIDE || c->claimed)
        return;
    if (is_delivery(c) && !ledgers_delivers_first(w->ledgers, c, &w->places))
        w->stats.flood++;
    else
        booking_apart(w, c);
}

/* Nobody from outside has connections at home that this excuses. */
static bool is_resumed(const struct watch *w, const struct contact *c)
{
    return resumed_knows(w->resumed, c) &&
           (places_of(&w->places, &c->src) == ZONE_INSIDE || places_of(&w->places, &c->dst) == ZONE_OUTSIDE);
}

/* Of hosts outside, whoever comes in may do so to be asked back. */
static bool asks_back(const struct watch *w, const struct contact *c)
{
    return places_of(&w->places, &c->src) == ZONE_INSIDE && places_of(&w->places, &c->dst) == ZONE_INSIDE &&
           ftpdata_asks_back(w->ftpdata, c);
}

/* It is known whether it was called. */
static void take_known(struct watch *w, struct contact *c)
{
    surroundings_contact(w, c);
    if (c->technique == TECHNIQUE_UDP && (c->outcome == SIGHT_SUCCESS || sight_passed(c->sight)) &&
        places_of(&w->places, &c->src) == ZONE_INSIDE && places_of(&w->places, &c->dst) == ZONE_OUTSIDE)
        sockets_note(w->sockets, c);
    if (w->manifests && is_authorised(w, c)) {
        c->authorised = true;
        booking_apart(w, c);
        return;
    }
    if (c->claimed) {
        booking_claimed(w, c);
        return;
    }
    if (c->technique == TECHNIQUE_UDP)
        booking_datagram(w, c);
    if (c->technique == TECHNIQUE_UDP && c->stage == CONTACT_ASKED)
        drawn_note(w->drawn, c);
    /* One host asked at many ports with long datagrams is flooded: probes of services that speak first are
     * short, or open a conversation. */
    if (is_delivery(c) && !ledgers_delivers_first(w->ledgers, c, &w->places) && !is_slow(w, c)) {
        w->stats.flood++;
        if (c->stage == CONTACT_IMPLIED) /* or it was sent in the name of who gets the errors */
            (void)backscatters_note(w->backscatters, c);
        return;
    }
    if (c->stage == CONTACT_ASKED || c->stage == CONTACT_IMPLIED) {
        bool first;
        struct ledger *asker = booking_ask(w, c, &first);
        surroundings_way(w, c, !first);
        followed_summary(w, c, first, asker);
        return;
    }
    surroundings_way(w, c, !c->first);
    booking_outcome(w, c);
}

/* Of one /24 or /64, or of the same side, as far as that is known. */
static bool are_neighbours(const struct watch *w, const struct contact *c)
{
    return memcmp(c->src.b, c->dst.b, c->src.len == 4 ? 3 : 8) == 0 ||
           places_of(&w->places, &c->src) == places_of(&w->places, &c->dst);
}

/* A call to all of a net (SSDP, mDNS, WS-Discovery, NetBIOS) goes on for some seconds, and its flow is told after the
 * answers that went, from whatever port, to the one that it came from; of a call that is not recorded, as in the log of a
 * host that keeps out what comes, the other answers tell. */
static bool hold_answer(struct watch *w, const struct contact *c)
{
    bool told = c->sight &&
                (c->sight->kind == SIGHT_LOG || (c->sight->kind == SIGHT_FLOW && c->outcome == SIGHT_SILENT));
    bool alone = c->technique == TECHNIQUE_UDP && c->stage == CONTACT_ASKED;
    return alone && told && !c->claimed && question_calls_from(c->sport) &&
           (c->port >= PORTS_LINUX || c->port == c->sport) && are_neighbours(w, c) &&
           held_take(w->answers, c);
}

static bool looks_for(uint8_t technique)
{
    return technique == TECHNIQUE_PING || technique == TECHNIQUE_ARP;
}

/* What a server of DHCP asked before it gave an address away is explained then. */
static void note_lease(struct watch *w, const struct sight *s)
{
    if (s->proto != IPPROTO_UDP || !question_hands_out(s) || !leases_offer(w->leases, s))
        return;
    for (unsigned t = 0; t < TECHNIQUES; t++) {
        struct contact asked = {.src = s->src, .dst = s->dst, .technique = (uint8_t)t};
        if (looks_for((uint8_t)t))
            ledgers_explain(w->ledgers, &asked, &w->places);
    }
}

/* At home, and at doors that are not everybody's, hardly anybody has more than a few connections. */
static void note_resumed(struct watch *w, const struct contact *c)
{
    enum zone from = places_of(&w->places, &c->src), to = places_of(&w->places, &c->dst);
    resumed_note(w->resumed, c,
                 to == ZONE_INSIDE || !weigh_everyday(c->technique, c->port, (uint8_t)from, to));
}

static void take(struct watch *w, struct contact *c)
{
    if (c->stage == CONTACT_WENT_ON) {
        if (!c->stranger)
            note_resumed(w, c);
        return;
    }
    if (c->stage == CONTACT_SAID) {
        if (!c->stranger)
            ftpdata_hear(w->ftpdata, c);
        return;
    }
    if (c->stranger) {
        take_strange(w, c);
        return;
    }
    note_family(w, c);
    note_presence(w, c);
    bool leased = looks_for(c->technique) && c->stage == CONTACT_ASKED && leases_ask(w->leases, c);
    c->called = leased || ftpdata_note(w->ftpdata, c) || is_resumed(w, c) || asks_back(w, c);
    if (c->called || (!ftpdata_hold(w->ftpdata, c) && !hold_answer(w, c)))
        take_known(w, c);
}

/* As if its flow were told now. */
static void take_late(struct watch *w, struct contact c)
{
    w->sight = c.sight;
    take_known(w, &c);
    w->sight = NULL;
}

static void take_held(struct watch *w, nsec_wall now)
{
    for (const struct contact *held; (held = ftpdata_due(w->ftpdata, now));)
        take_late(w, *held);
    for (const struct contact *held; (held = held_due(w->answers, now));)
        if (!held->called && !held_gather(w->answers, held) && !flows_called(w->flows, held))
            take_late(w, *held);
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
        telling_count(w, incident_put_guess(s, wrong, since, places_of(&w->places, &s->src), &w->key, w->out,
                                            &severity));
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
                        .carried = s->tunnel,
                        .stranger = s->stranger,
                        .alone = osprobe_suffices(kind),
                        /* echo requests of an odd code are anybody's */
                        .sight = s->proto == IPPROTO_TCP ? s : NULL};
    take(w, &c);
}

static void take_sight(struct watch *w, const struct sight *s, uint64_t key);

/* A tiny fragment waits for what it hides; where that does not come, it is taken as it is. */
static void take_fragment(struct watch *w, const struct sight *s, uint64_t key)
{
    struct fragment x;
    bool hides = fragments_hides(s);
    if (hides ? fragments_put(&w->fragments, s, key, &x) : fragments_join(&w->fragments, s, &x))
        take_sight(w, &x.sight, x.key);
}

static void take_fragments(struct watch *w, nsec_wall now)
{
    for (struct fragment x; fragments_due(&w->fragments, now, &x);)
        take_sight(w, &x.sight, x.key);
}

void taking_silence(struct watch *w, nsec_wall now)
{
    struct contact out[EXPIRED];
    take_fragments(w, now);
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
    take_held(w, now);
}

/* It carries others, or a stranger's tunnel carried it. Returns how many contacts it is. */
static unsigned take_tunnel(struct watch *w, const struct sight *s, uint64_t key,
                            struct contact out[FLOW_OUT_MAX])
{
    bool home = places_of(&w->places, &s->src) == ZONE_INSIDE;
    w->stats.claims += s->stranger && home;
    /* What an end at home carries is looked at by itself: of tunnels between many ends, most lie idle, and
     * some ends are down. */
    return s->carries && home ? flows_talk(w->flows, s, key, out) : flows_take(w->flows, s, key, out);
}

void taking_sight(struct watch *w, const struct sight *s, uint64_t key)
{
    if (s->fragment && (fragments_hides(s) || fragments_has_rest(s)))
        take_fragment(w, s, key);
    else
        take_sight(w, s, key);
}

static void take_sight(struct watch *w, const struct sight *s, uint64_t key)
{
    struct contact c[FLOW_OUT_MAX];
    struct sight whole;
    if (s->cut) {
        whole = *s;
        whole.tcp_flags = flows_guess(w->flows, s, key);
        if (!whole.tcp_flags)
            return;
        s = &whole;
    }
    w->sight = s;
    surroundings_sight(w, s);
    unsigned k = s->carries || s->stranger ? take_tunnel(w, s, key, c) : flows_take(w->flows, s, key, c);
    for (unsigned j = 0; j < k; j++)
        take(w, &c[j]);
    osprobe(w, s);
    note_lease(w, s);
    if (s->kind == SIGHT_LOGIN)
        guess(w, s);
    w->sight = NULL;
}
