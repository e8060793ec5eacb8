#include "watch/surroundings.h"

#include "watch/flow/link.h"
#include "watch/flow/question.h"
#include "watch/ledger/weigh.h"
#include "watch/priv_watch.h"

#include <netinet/in.h>

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
void surroundings_visit(struct watch *w, const struct contact *c)
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

/* Both ways are seen of it, and what is being taken comes from elsewhere. */
static bool is_foreign(const struct watch *w, const struct contact *c)
{
    bool both = (c->stage == CONTACT_RESOLVED && c->outcome == SIGHT_SUCCESS) ||
                (c->stage == CONTACT_FOLLOWED && !c->half);
    return both && w->sight && !is_elsewhere(w, w->sight) &&
           places_of(&w->places, &w->sight->src) == ZONE_OUTSIDE;
}

/* One link has many IPv6 networks. */
static bool may_be_beyond(const struct watch *w, const struct addr *a)
{
    return a->len == 4 || places_of(&w->places, a) == ZONE_OUTSIDE;
}

/* Somebody asked, and what is being taken is the answer of a host at home, or its ICMP error. */
static bool is_way_out(const struct watch *w, const struct contact *c)
{
    return c->stage == CONTACT_RESOLVED && (c->outcome == SIGHT_SUCCESS || c->outcome == SIGHT_REFUSED) &&
           w->sight && !is_elsewhere(w, w->sight) &&
           addr_eq(w->sight->kind == SIGHT_ERROR ? &w->sight->via : &w->sight->src, &c->dst) &&
           (places_of(&w->places, &c->dst) == ZONE_INSIDE ||
            gateways_is_beside(w->gateways, w->sight->to, &c->dst)) &&
           may_be_beyond(w, &c->src);
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

/* A host at home goes on with somebody elsewhere, whose answer took a way past what is recorded. */
static bool is_way_there(const struct watch *w, const struct contact *c)
{
    return c->stage == CONTACT_RESOLVED && was_answered(c) && w->sight && w->sight->kind == SIGHT_PACKET &&
           is_inferred(c, w->sight) && !is_elsewhere(w, w->sight) &&
           places_of(&w->places, &c->src) == ZONE_INSIDE && places_of(&w->places, &c->dst) == ZONE_OUTSIDE;
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
    w->unasked += c->stage == CONTACT_IMPLIED && c->outcome == SIGHT_SUCCESS &&
                  places_of(&w->places, &c->src) == ZONE_INSIDE;
    bool packet = s->kind == SIGHT_PACKET && c->stage == CONTACT_RESOLVED;
    bool flow = s->kind == SIGHT_FLOW && s->knows & SIGHT_COUNTS;
    w->heard += (packet || flow) && !is_inferred(c, s);
    w->unheard += (packet || flow) && is_inferred(c, s);
}

void surroundings_contact(struct watch *w, const struct contact *c)
{
    bool back = is_asked_back(c, w->sight);
    bool inferred = was_answered(c) && (back || is_inferred(c, w->sight));
    note_hearing(w, c);
    w->answered |= was_answered(c) && c->stage < CONTACT_FOLLOWED && !inferred;
    if (!back)
        nearby_note(&w->nearby, c, inferred && places_of(&w->places, &c->dst) == ZONE_INSIDE);
    greeted_note(&w->greeted, c, w->sight);
    if (is_foreign(w, c))
        gateways_note_frame(w->gateways, w->sight);
    if (is_way_out(w, c))
        gateways_note_answer(w->gateways, w->sight);
    if (is_way_there(w, c))
        gateways_note_going(w->gateways, w->sight);
    if (c->stage == CONTACT_FOLLOWED && c->proven && w->sight && !is_elsewhere(w, w->sight) &&
        may_be_beyond(w, &c->src))
        gateways_note_proven(w->gateways, w->sight);
}

void surroundings_way(struct watch *w, const struct contact *c, bool again)
{
    /* an error on the way is no answer from there */
    bool error = w->sight && w->sight->kind == SIGHT_ERROR && !addr_eq(&w->sight->via, &c->dst);
    if (error || places_of(&w->places, &c->src) != ZONE_INSIDE ||
        places_of(&w->places, &c->dst) != ZONE_OUTSIDE)
        return;
    outages_note(w->outages, c, weigh_everyday(c->technique, c->port, ZONE_INSIDE, ZONE_OUTSIDE), again);
}

void surroundings_sight(struct watch *w, const struct sight *s)
{
    if (s->inbound && places_of(&w->places, &s->src) == ZONE_OUTSIDE) /* else it may be on its way out */
        places_learn(&w->places, &s->dst);
    if (s->sent)
        places_learn(&w->places, &s->src);
    note_link(w, s);
    if (s->kind == SIGHT_ARP || s->proto == IPPROTO_ICMPV6) /* of packets, hardly any */
        nearby_hear(&w->nearby, s);
    if (w->greeted.any && s->kind != SIGHT_ARP)
        greeted_hear(&w->greeted, s);
    if (!s->stranger && !is_elsewhere(w, s))
        gateways_note(w->gateways, s, &w->places);
}
