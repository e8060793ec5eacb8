#include "watch/taking.h"

#include "model/ports.h"
#include "watch/detect/osprobe.h"
#include "watch/detect/rarity.h"
#include "watch/flow/link.h"
#include "watch/flow/question.h"
#include "watch/ledger/weigh.h"
#include "watch/manifest.h"
#include "watch/priv_watch.h"
#include "watch/telling/incident.h"
#include "watch/telling/telling.h"
#include "wire/tcp.h"

#include <netinet/in.h>

enum {
    VISITORS = 5, /* a door that opened to more is no secret */
    POPULAR = 4,  /* sources at a door that belongs to a service, even if it is down */
    SHARED = 2,   /* others that are let in at a door that is not one's own */
    EXPIRED = 64,
    GREETED = 5, /* packets: SYN-ACK, a greeting in two, FIN, an ACK */
};

/* Silence is judged so much late, so that it comes in handfuls. */
#define TOGETHER (2 * NSEC_MS)

#define REVEALED_FOR (7 * NSEC_DAY)

static void note_port(struct watch *w, const struct contact *c)
{
    struct surge out[SURGES_A_DAY];
    struct contact x = *c;
    x.src = ledgers_suspect(&c->src, &w->places); /* who has one IPv6 address of a net has them all */
    telling_surges(w, out, surges_note(w->surges, &x, out, SURGES_A_DAY));
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
    /* Whichever came first: of some probes that is another one, where the capture lost packets or the senders
     * are shuffled. */
    struct ledger *mine = ledgers_twins(w->ledgers, g), *its = ledgers_twins(w->ledgers, other);
    if (mine != its)
        mine->twin = ledgers_id(w->ledgers, its) + 1;
}

/* What became of a first contact, for the plan that several sources may follow. */
static void note_outcome(struct watch *w, const struct contact *c, bool first)
{
    enum zone from = places_of(&w->places, &c->src), to = places_of(&w->places, &c->dst);
    if (c->outcome == SIGHT_OUTCOME_UNKNOWN || c->technique == TECHNIQUE_OS || c->stage == CONTACT_IMPLIED ||
        c->technique == TECHNIQUE_PING || c->technique == TECHNIQUE_ARP || c->technique == TECHNIQUE_ND ||
        weigh_everyday(c->technique, c->port, (uint8_t)from, to))
        return;
    if (c->outcome == SIGHT_SUCCESS)
        campaigns_opened(w->campaigns, c, first, &w->plans);
    else
        campaigns_note(w->campaigns, c, from, &w->plans);
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

/* The packet that this contact is made of, when it is one of the first. Of silence that is noticed late there
 * is none. */
static void keep(struct watch *w, const struct contact *c, const struct ledger *g)
{
    const struct sight *s = w->sight;
    if (!s || !s->packet || s->at != c->at || (g && g->targets > LEDGER_EVENTS))
        return;
    struct addr src = ledgers_suspect(&c->src, &w->places);
    keep_put(w->keep, &src, c->technique, c->at, s->packet, g != NULL);
}

/* The first tunnel in which it asked. */
static void note_tunnel(const struct watch *w, struct ledger *g, const struct contact *c)
{
    const struct sight *s = w->sight;
    bool its_own = s && s->tunnel &&
                   (addr_eq(&s->src, &c->src) || addr_eq(&s->dst, &c->src)); /* or only its place was taken */
    if (!g || !c->carried || g->tunnel || !its_own)
        return;
    g->tunnel = s->tunnel;
    g->tunnel_src = s->outer->src;
    g->tunnel_dst = s->outer->dst;
}

/* It has its ledgers, and nothing else is learnt from it. */
static void take_apart(struct watch *w, const struct contact *c)
{
    bool first = false, asks = c->stage == CONTACT_ASKED || c->stage == CONTACT_IMPLIED;
    struct ledger *g =
        asks ? ledgers_ask(w->ledgers, c, &w->places, &first) : ledgers_resolve(w->ledgers, c, &w->places);
    note_tunnel(w, g, c);
    if (first && w->keep)
        keep(w, c, g);
    if (first) {
        flows_first(w->flows, c);
        w->stats.contacts++;
        if (g && c->sight)
            marks_add(&g->marks, c->sight);
    }
    if (g)
        telling_judge(w, g);
}

/* Neither end of a tunnel elsewhere is known to be true to anybody: who is carried in it, on both sides of a
 * conversation, may be made up. */
static bool is_elsewhere(const struct watch *w, const struct sight *s)
{
    for (; s && s->tunnel; s = s->outer)
        if (places_of(&w->places, &s->outer->src) == ZONE_OUTSIDE &&
            places_of(&w->places, &s->outer->dst) == ZONE_OUTSIDE)
            return true;
    return false;
}

/* Who visits as those at home do is at home. A firewall that lets them through stands near them. */
static void come_home(struct watch *w, const struct contact *c)
{
    if ((c->outcome == SIGHT_SUCCESS || sight_passed(c->sight)) && !is_elsewhere(w, w->sight) &&
        weigh_everyday(c->technique, c->port, ZONE_INSIDE, ZONE_OUTSIDE) &&
        places_visit(&w->places, &c->src, &c->dst))
        ledgers_come_home(w->ledgers, &w->places);
}

/* So is who is at a link that is listened at. */
static void note_link(struct watch *w, const struct sight *s)
{
    struct addr a;
    if (!w->places.declared && link_shows(s, &a) && places_at_link(&w->places, &a))
        ledgers_come_home(w->ledgers, &w->places);
}

/* Of a sweep of its own net one sees whom it looks for, and its questions only at those that are there: both
 * are one walk. Doors that others know say nothing. */
static void tell_neighbours(struct watch *w, const struct contact *c, const struct ledger *g,
                            const struct door *d)
{
    bool known = d->opened || d->sources >= POPULAR;
    if (!g || known || g->zone != ZONE_INSIDE || c->technique != TECHNIQUE_SYN ||
        places_of(&w->places, &c->dst) != ZONE_INSIDE)
        return;
    struct ledger *looked =
        ledgers_beside(w->ledgers, g, c->dst.len == 4 ? TECHNIQUE_ARP : TECHNIQUE_ND, false);
    if (!looked)
        return;
    weigh_neighbour(looked, c);
    telling_judge(w, looked);
}

/* Returns its ledger, if it has one. *ret_first: the door was new to it. */
static struct ledger *ask(struct watch *w, const struct contact *c, bool *ret_first)
{
    struct door *d = doors_of(w->doors, c);
    *ret_first = false;
    if (door_flooded(d, c->at)) {
        w->stats.flood++;
        return NULL;
    }
    bool accused =
        c->stage == CONTACT_IMPLIED && (c->technique == TECHNIQUE_SYN || c->technique == TECHNIQUE_UDP);
    if (accused && backscatters_note(w->backscatters, c))
        return NULL;
    if (c->outcome != SIGHT_OUTCOME_UNKNOWN)
        campaigns_prefetch(w->campaigns, c);
    struct ledger *g = ledgers_ask(w->ledgers, c, &w->places, ret_first);
    bool first = *ret_first;
    fallbacks_note(w->fallbacks, c, first, &w->places);
    note_tunnel(w, g, c);
    if (first && c->technique == TECHNIQUE_SYN && c->src.len == 16 &&
        places_of(&w->places, &c->src) == ZONE_INSIDE)
        eyeballs_ask(w->eyeballs, c);
    if (first && w->keep)
        keep(w, c, g);
    if (first) {
        flows_first(w->flows, c);
        if (g && !c->called) /* nobody else has a reason to ask there */
            rarity_note(g, d->sources, w->stats.contacts, doors_count(w->doors));
        if (g && (d->opened || d->sources >= POPULAR) && places_of(&w->places, &c->dst) == ZONE_INSIDE)
            weigh_served(g, c, d->opened >= SHARED);
        d->sources++;
        w->stats.contacts++;
        note_outcome(w, c, true);
        if (places_of(&w->places, &c->src) == ZONE_OUTSIDE)
            note_port(w, c);
    }
    if (!g)
        return NULL;
    if (first)
        flows_keep(w->flows, c);
    if (first && c->sight) { /* what follows at the same door (versions, scripts) is another program's */
        marks_add(&g->marks, c->sight);
        if (c->technique != TECHNIQUE_OS) /* it was noted as what else it is */
            twin(w, g, c->sight);
    } else if (first && is_stray(c->technique)) {
        struct sight s = recall(c);
        marks_add(&g->marks, &s);
    }
    telling_judge(w, g);
    if (first)
        tell_neighbours(w, c, g, d);
    return g;
}

/* Whether it is from a service that was asked by who gets it. */
static bool is_acquainted(const struct watch *w, const struct contact *c)
{
    struct contact asked = {.src = c->dst, .dst = c->src, .port = c->sport, .technique = c->technique};
    return ledgers_asked(w->ledgers, &asked, &w->places);
}

/* What looks like an answer is a question of those only who ask in this way. */
static void ask_claimed(struct watch *w, struct contact *c)
{
    bool first;
    struct contact out[STRAY_DOORS];
    c->acquainted = c->technique == TECHNIQUE_UDP && is_acquainted(w, c);
    unsigned n = strays_note(w->strays, c, out);
    for (unsigned i = 0; i < n; i++) {
        if (out[i].technique == TECHNIQUE_UDP && contact_carries(&out[i]))
            floods_note(w->floods, &out[i]); /* or many are made to send it: not one of them asks */
        ask(w, &out[i], &first);
    }
}

/* Whether somebody who never scanned went straight to a door that a scanner had found. */
static void visit(struct watch *w, const struct contact *c, const struct ledger *g, const struct door *d)
{
    enum zone from = places_of(&w->places, &c->src);
    nsec before = c->at - (nsec)d->found * NSEC_SEC;
    bool innocent = !g || (g->peak < 1 && g->targets <= 3);
    unsigned severity = WATCH_INFO;
    if (!d->finder.len || addr_eq(&d->finder, &c->src) || before > REVEALED_FOR || before < 0 || !innocent ||
        d->opened > VISITORS || weigh_everyday(TECHNIQUE_SYN, c->port, ZONE_INSIDE, ZONE_OUTSIDE) ||
        weigh_everyday(TECHNIQUE_SYN, c->port, (uint8_t)from, places_of(&w->places, &c->dst)))
        return;
    w->visitor = &c->src;
    w->visit_carried = c->carried;
    telling_count(w, incident_put_visit(c, &d->finder, before, from, &w->key, w->out, &severity), &severity);
    w->visitor = NULL;
}

static void follow(struct watch *w, const struct contact *c, const struct ledger *g)
{
    struct door *d = doors_of(w->doors, c);
    bool told = g && g->raised, scanner = c->half || told;
    if (!c->first)
        return;
    d->opened += !scanner;
    if (!scanner) {
        visit(w, c, g, d);
    } else if ((!d->finder.len && !d->opened && !(told && g->hinted)) || c->half) {
        d->finder = c->src;
        d->found = (uint32_t)(c->at / NSEC_SEC);
    }
}

/* How the opener went on after a SYN-ACK, by all flags that he sent: what makes its own SYN leaves the answer
 * to its system, which resets it without an ACK (RFC 9293 3.10.7.1); checks whether a service is up reset it
 * with one, at once; who had something to say pushed it (3.9.1.2), or left without a word, unless there was
 * more to fetch than a greeting. */
static void note_manners(struct watch *w, struct contact *c)
{
    const struct sight *s = c->sight;
    bool acked = s->tcp_flags & TCP_ACK, reset = s->tcp_flags & TCP_RST, counts = s->knows & SIGHT_COUNTS;
    bool left = reset || s->tcp_flags & TCP_FIN;
    if (!(s->knows & SIGHT_FLAGS) || !(s->tcp_flags & TCP_SYN) || (!acked && !reset))
        return;
    c->raw = !acked;
    c->half = c->raw || (reset && counts && s->packets == 2);
    c->stage = CONTACT_FOLLOWED;
    ledgers_resolve(w->ledgers, c, &w->places);
    if (!c->half && left && !(s->tcp_flags & TCP_PSH) && !(counts && s->answers > GREETED)) {
        c->stage = CONTACT_LEFT;
        ledgers_resolve(w->ledgers, c, &w->places);
    }
}

/* A log tells of a connection as a whole: asked, answered and followed at once. */
static void follow_summary(struct watch *w, struct contact c, bool first, struct ledger *g)
{
    if (sight_passed(c.sight))
        come_home(w, &c);
    if (!c.sight || c.sight->kind != SIGHT_FLOW || c.outcome != SIGHT_SUCCESS)
        return;
    c.first = first;
    if (c.technique == TECHNIQUE_SYN) {
        note_manners(w, &c);
        follow(w, &c, g);
        if (g && first)
            telling_judge(w, g);
    }
    come_home(w, &c);
}

/* Both ways are seen of it, and what is being taken comes from elsewhere. */
static bool is_foreign(const struct watch *w, const struct contact *c)
{
    bool both = (c->stage == CONTACT_RESOLVED && c->outcome == SIGHT_SUCCESS) ||
                (c->stage == CONTACT_FOLLOWED && !c->half);
    return both && w->sight && !is_elsewhere(w, w->sight) &&
           places_of(&w->places, &w->sight->src) == ZONE_OUTSIDE;
}

/* Somebody asked, and what is being taken is the answer of a host at home, or its ICMP error. */
static bool is_way_out(const struct watch *w, const struct contact *c)
{
    return c->stage == CONTACT_RESOLVED && (c->outcome == SIGHT_SUCCESS || c->outcome == SIGHT_REFUSED) &&
           w->sight && !is_elsewhere(w, w->sight) &&
           addr_eq(w->sight->kind == SIGHT_ERROR ? &w->sight->via : &w->sight->src, &c->dst) &&
           places_of(&w->places, &c->dst) == ZONE_INSIDE &&
           (c->src.len == 4 ||
            places_of(&w->places, &c->src) == ZONE_OUTSIDE); /* one link has many IPv6 networks */
}

static bool was_answered(const struct contact *c)
{
    return c->outcome == SIGHT_SUCCESS || c->outcome == SIGHT_REFUSED;
}

/* That it was answered is known only since who asked went on: the answer itself took another way, past what is
 * recorded; of flows, no packet of the other way was counted. */
static bool is_inferred(const struct contact *c, const struct sight *s)
{
    bool packet = s && s->kind == SIGHT_PACKET && c->stage == CONTACT_RESOLVED && addr_eq(&s->src, &c->src);
    bool flow = s && s->kind == SIGHT_FLOW && s->knows & SIGHT_COUNTS && !s->answers;
    return packet || flow || c->inferred;
}

/* Whom somebody looks for looks for him at the same time: he is there, but did not answer that. */
static bool is_asked_back(const struct contact *c, const struct sight *s)
{
    bool looks = c->technique == TECHNIQUE_ARP || c->technique == TECHNIQUE_ND;
    return looks && s && c->stage == CONTACT_RESOLVED &&
           (s->kind == SIGHT_ARP ? !s->reply : question_icmp_asks(s));
}

/* Whether what is answered from outside is in sight. Where answers are inferred only, a wire is heard one way. */
static void note_hearing(struct watch *w, const struct contact *c)
{
    const struct sight *s = w->sight;
    if (!was_answered(c) || !s || places_of(&w->places, &c->dst) != ZONE_OUTSIDE)
        return;
    bool packet = s->kind == SIGHT_PACKET && c->stage == CONTACT_RESOLVED;
    bool flow = s->kind == SIGHT_FLOW && s->knows & SIGHT_COUNTS;
    w->heard |= (packet || flow) && !is_inferred(c, s);
    w->unheard |= (packet || flow) && is_inferred(c, s);
}

/* What became of a question from home to the outside. An error on the way is no answer from there. */
static void note_way(struct watch *w, const struct contact *c, bool again)
{
    bool error = w->sight && w->sight->kind == SIGHT_ERROR && !addr_eq(&w->sight->via, &c->dst);
    if (error || places_of(&w->places, &c->src) != ZONE_INSIDE ||
        places_of(&w->places, &c->dst) != ZONE_OUTSIDE)
        return;
    outages_note(w->outages, c, weigh_everyday(c->technique, c->port, ZONE_INSIDE, ZONE_OUTSIDE), again);
}

/* A datagram that was too long for a question, and that nothing showed to be more than that: flow.c. */
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
        take_apart(w, c);
}

/* Nobody from outside has connections at home that this excuses. */
static bool is_resumed(const struct watch *w, const struct contact *c)
{
    return resumed_knows(w->resumed, c) &&
           (places_of(&w->places, &c->src) == ZONE_INSIDE || places_of(&w->places, &c->dst) == ZONE_OUTSIDE);
}

/* What became of what was asked before. */
static void take_outcome(struct watch *w, struct contact *c)
{
    struct ledger *g = ledgers_resolve(w->ledgers, c, &w->places);
    note_way(w, c, !c->first);
    if (c->stage == CONTACT_FOLLOWED)
        follow(w, c, g);
    else if (c->stage == CONTACT_RESOLVED && (c->first || c->outcome == SIGHT_SUCCESS))
        note_outcome(w, c, c->first);
    if (c->stage == CONTACT_RESOLVED && c->first && places_of(&w->places, &c->src) == ZONE_OUTSIDE)
        resolve_port(w, c);
    if (c->stage == CONTACT_RESOLVED)
        come_home(w, c);
    if (c->stage == CONTACT_RESOLVED && c->first)
        tell_neighbours(w, c, g, doors_of(w->doors, c));
    if (c->outcome == SIGHT_SUCCESS || c->outcome == SIGHT_REFUSED) {
        decoys_alive(w->decoys, &c->dst);
        if (g && c->stage == CONTACT_RESOLVED)
            weigh_answered(g, c, c->sight ? 0 : w->now - c->at); /* told with its question, however late */
    }
    if (g)
        telling_judge(w, g);
}

/* It is known whether it was called. */
static void take_known(struct watch *w, struct contact *c)
{
    note_hearing(w, c);
    if (c->technique == TECHNIQUE_UDP && (c->outcome == SIGHT_SUCCESS || sight_passed(c->sight)) &&
        places_of(&w->places, &c->src) == ZONE_INSIDE && places_of(&w->places, &c->dst) == ZONE_OUTSIDE)
        sockets_note(w->sockets, c);
    bool back = is_asked_back(c, w->sight), inferred = was_answered(c) && (back || is_inferred(c, w->sight));
    w->answered |= was_answered(c) && c->stage < CONTACT_FOLLOWED && !inferred;
    if (!back)
        nearby_note(&w->nearby, c, inferred && places_of(&w->places, &c->dst) == ZONE_INSIDE);
    if (is_foreign(w, c))
        gateways_note_frame(w->gateways, w->sight);
    if (is_way_out(w, c))
        gateways_note_answer(w->gateways, w->sight);
    if (w->manifests && is_authorised(w, c)) {
        c->authorised = true;
        take_apart(w, c);
        return;
    }
    if (c->claimed) {
        ask_claimed(w, c);
        return;
    }
    if (c->technique == TECHNIQUE_UDP && contact_carries(c))
        floods_note(w->floods, c);
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
        struct ledger *asker = ask(w, c, &first);
        note_way(w, c, !first);
        follow_summary(w, *c, first, asker);
        return;
    }
    take_outcome(w, c);
}

/* A call to all of a net (SSDP, mDNS, WS-Discovery, NetBIOS) goes on for some seconds, and its flow is told after the
 * answers that went, from whatever port, to the one that it came from; of a call that is not recorded the other
 * answers tell. */
static bool hold_answer(struct watch *w, const struct contact *c)
{
    bool flow = c->sight && c->sight->kind == SIGHT_FLOW && c->outcome == SIGHT_SILENT;
    bool alone = c->technique == TECHNIQUE_UDP && c->stage == CONTACT_ASKED;
    return alone && (flow || flows_may_be_called(w->flows, c)) && !c->claimed &&
           question_calls_from(c->sport) && (c->port >= PORTS_LINUX || c->port == c->sport) &&
           places_of(&w->places, &c->src) == ZONE_INSIDE && places_of(&w->places, &c->dst) == ZONE_INSIDE &&
           held_take(w->answers, c);
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
    if (c->stranger) {
        take_strange(w, c);
        return;
    }
    note_family(w, c);
    note_presence(w, c);
    c->called = ftpdata_note(w->ftpdata, c) || is_resumed(w, c);
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
        if (!flows_called(w->flows, held))
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
        telling_count(
            w,
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
                        .carried = s->tunnel,
                        .stranger = s->stranger,
                        .alone = osprobe_suffices(kind),
                        /* echo requests of an odd code are anybody's */
                        .sight = s->proto == IPPROTO_TCP ? s : NULL};
    take(w, &c);
}

void taking_silence(struct watch *w, nsec_wall now)
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
    if (s->inbound && places_of(&w->places, &s->src) == ZONE_OUTSIDE) /* else it may be on its way out */
        places_learn(&w->places, &s->dst);
    if (s->sent)
        places_learn(&w->places, &s->src);
    note_link(w, s);
    if (!s->stranger && !is_elsewhere(w, s))
        gateways_note(w->gateways, s, &w->places);
    unsigned k = s->carries || s->stranger ? take_tunnel(w, s, key, c) : flows_take(w->flows, s, key, c);
    for (unsigned j = 0; j < k; j++)
        take(w, &c[j]);
    osprobe(w, s);
    if (s->kind == SIGHT_LOGIN)
        guess(w, s);
    w->sight = NULL;
}
