#include "watch/booking.h"

#include "watch/detect/rarity.h"
#include "watch/followed.h"
#include "watch/ledger/weigh.h"
#include "watch/priv_watch.h"
#include "watch/surroundings.h"
#include "watch/telling/telling.h"
#include "wire/tcp.h"

#include <netinet/in.h>

enum {
    POPULAR = 4, /* sources at a door that belongs to a service, even if it is down */
    SHARED = 2,  /* others that are let in at a door that is not one's own */
};

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

void booking_apart(struct watch *w, const struct contact *c)
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

/* Of a sweep of its own net one sees whom it looks for, and its questions only at those that are there: both
 * are one walk. Doors that others know say nothing. */
static void tell_neighbours(struct watch *w, const struct contact *c, const struct ledger *g,
                            const struct door *d)
{
    bool known = d->opened || d->sources >= POPULAR;
    if (!g || g->hearsay || known || g->zone != ZONE_INSIDE || c->technique != TECHNIQUE_SYN ||
        places_of(&w->places, &c->dst) != ZONE_INSIDE)
        return;
    struct ledger *looked =
        ledgers_beside(w->ledgers, g, c->dst.len == 4 ? TECHNIQUE_ARP : TECHNIQUE_ND, false);
    if (!looked)
        return;
    weigh_neighbour(looked, c);
    telling_judge(w, looked);
}

/* A door that is new to its suspect. */
static void note_first(struct watch *w, const struct contact *c, struct ledger *g, struct door *d)
{
    bool home = places_of(&w->places, &c->src) == ZONE_INSIDE;
    if (c->technique == TECHNIQUE_SYN && c->src.len == 16 && home)
        eyeballs_ask(w->eyeballs, c);
    if (w->keep)
        keep(w, c, g);
    flows_first(w->flows, c);
    bool said = g && ledgers_said(w->ledgers, g, c); /* then he is one of them already */
    uint32_t others = d->sources - (said && d->sources);
    if (g && !c->called) /* nobody else has a reason to ask there */
        rarity_note(g, others, w->stats.contacts, doors_count(w->doors));
    if (g && (d->opened || others >= POPULAR) && places_of(&w->places, &c->dst) == ZONE_INSIDE)
        weigh_served(g, c, d->opened >= SHARED);
    d->sources += !said;
    w->stats.contacts += !said;
    note_outcome(w, c, true);
    if (!home)
        note_port(w, c);
}

struct ledger *booking_ask(struct watch *w, const struct contact *c, bool *ret_first)
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
    if (first)
        note_first(w, c, g, d);
    if (!g)
        return NULL;
    if (first)
        flows_keep(w->flows, c);
    if (first && c->sight && !c->carried)
        gateways_note_asker(w->gateways, c->sight, ledgers_id(w->ledgers, g));
    if (first && c->sight) { /* what follows at the same door (versions, scripts) is another program's */
        marks_add(&g->marks, c->sight);
        if (c->technique != TECHNIQUE_OS) /* it was noted as what else it is */
            twin(w, g, c->sight);
    } else if (first && is_stray(c->technique)) {
        struct sight s = recall(c);
        marks_add(&g->marks, &s);
    }
    if (!first && c->sight)
        marks_again(&g->marks, c->sight);
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

void booking_datagram(struct watch *w, const struct contact *c)
{
    bool outward =
        places_of(&w->places, &c->src) == ZONE_INSIDE && places_of(&w->places, &c->dst) == ZONE_OUTSIDE;
    floods_note(w->floods, c, outward);
}

void booking_claimed(struct watch *w, struct contact *c)
{
    bool first;
    struct contact out[STRAY_DOORS];
    c->acquainted = c->technique == TECHNIQUE_UDP && is_acquainted(w, c);
    unsigned n = strays_note(w->strays, c, out);
    for (unsigned i = 0; i < n; i++) {
        if (out[i].technique == TECHNIQUE_UDP)
            booking_datagram(w, &out[i]); /* or many are made to send it: not one of them asks */
        booking_ask(w, &out[i], &first);
    }
}

void booking_outcome(struct watch *w, struct contact *c)
{
    struct ledger *g = ledgers_resolve(w->ledgers, c, &w->places);
    if (c->stage == CONTACT_FOLLOWED) {
        followed_take(w, c, g);
        campaigns_followed(w->campaigns, c);
    } else if (c->stage == CONTACT_RESOLVED && (c->first || c->outcome == SIGHT_SUCCESS))
        note_outcome(w, c, c->first);
    if (c->stage == CONTACT_RESOLVED && c->first && places_of(&w->places, &c->src) == ZONE_OUTSIDE)
        resolve_port(w, c);
    if (c->stage == CONTACT_RESOLVED)
        surroundings_visit(w, c);
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
