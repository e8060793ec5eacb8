#include "watch/followed.h"

#include "watch/ledger/weigh.h"
#include "watch/priv_watch.h"
#include "watch/surroundings.h"
#include "watch/telling/incident.h"
#include "watch/telling/telling.h"
#include "watch/telling/verdict.h"
#include "wire/tcp.h"

enum {
    VISITORS = 5, /* a door that opened to more is no secret */
    GREETED = 5,  /* packets: SYN-ACK, a greeting in two, FIN, an ACK */
};

#define REVEALED_FOR (7 * NSEC_DAY)

/* Whether that host asked this one, at the same port or elsewhere. */
static bool calls(const struct watch *w, const struct contact *c, const struct addr *whom)
{
    struct contact its = {.src = c->dst, .dst = *whom, .port = c->port, .technique = c->technique};
    return ledgers_asked(w->ledgers, &its, &w->places) ||
           ledgers_came_to(w->ledgers, &c->dst, whom, &w->places);
}

/* A handshake that a system of its own broke off is a find, unless what its asker did is explained. Of one that was
 * finished, or checked, what else he did by now must tell. */
static bool is_find(const struct watch *w, const struct door *d)
{
    struct addr who = ledgers_suspect(&d->finder, &w->places);
    const struct ledger *g = ledgers_of(w->ledgers, &who, TECHNIQUE_SYN, false);
    if (d->finished && campaigns_has(w->campaigns, &who, TECHNIQUE_SYN))
        return true;
    if (!g || !g->raised)
        return !d->finished;
    struct verdict v = verdict_of(w, g);
    return d->finished ? !g->hinted && v.severity >= WATCH_MEDIUM : !v.role.name;
}

/* Who comes to what is no secret: a door that opened to others. */
static bool is_secret(const struct door *d)
{
    return d->finder.len && d->opened - d->counted <= VISITORS;
}

/* Whether somebody who never scanned went straight to a door that a scanner had found. Whom that host asks, too,
 * knew it without looking, the finder or the visitor: one service together, or called back. */
static void visit(struct watch *w, const struct contact *c, const struct ledger *g, const struct door *d)
{
    enum zone from = places_of(&w->places, &c->src);
    nsec before = c->at - (nsec)d->found * NSEC_SEC;
    bool innocent = !g || (g->peak < 1 && g->targets <= 3), first = d->opened - d->counted == 1;
    unsigned severity = WATCH_INFO;
    if (!is_secret(d) || addr_eq(&d->finder, &c->src) || before > REVEALED_FOR || before < 0 || !innocent ||
        weigh_everyday(TECHNIQUE_SYN, c->port, ZONE_INSIDE, ZONE_OUTSIDE) ||
        weigh_everyday(TECHNIQUE_SYN, c->port, (uint8_t)from, places_of(&w->places, &c->dst)) ||
        !is_find(w, d) || calls(w, c, &d->finder) || calls(w, c, &c->src))
        return;
    w->visitor = &c->src;
    w->visit_carried = c->carried;
    telling_count(w, incident_put_visit(c, &d->finder, before, from, first, &w->key, w->out, &severity));
    w->visitor = NULL;
}

static void find(struct door *d, const struct contact *c, bool counted)
{
    d->finder = c->src;
    d->found = (uint32_t)(c->at / NSEC_SEC);
    d->finished = !c->raw;
    d->counted = counted;
}

/* Who comes back to break a handshake off, and does nothing else, checks whether the service is up. */
static void come_back(struct door *d, const struct contact *c, const struct ledger *g)
{
    if (!c->raw || (g && g->raised) || d->finished || !addr_eq(&d->finder, &c->src))
        return;
    d->finder = (struct addr){0};
    d->opened++;
}

void followed_take(struct watch *w, const struct contact *c, const struct ledger *g)
{
    struct door *d = doors_of(w->doors, c);
    bool scanner = c->half || (g && g->raised), secret = !d->opened || (d->finder.len && !d->counted);
    if (!c->first) {
        come_back(d, c, g);
        return;
    }
    d->opened += !scanner;
    if (!scanner)
        visit(w, c, g, d);
    if (c->raw ? secret : !d->finder.len && d->opened == !scanner)
        find(d, c, !scanner);
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
    campaigns_followed(w->campaigns, c);
    if (!c->half && left && !(s->tcp_flags & TCP_PSH) && !(counts && s->answers > GREETED)) {
        c->stage = CONTACT_LEFT;
        c->ends = reset && !(s->tcp_flags & TCP_FIN);
        ledgers_resolve(w->ledgers, c, &w->places);
    }
}

/* What a host says of who was not let in. */
static void note_login(struct watch *w, const struct contact *asked, bool first)
{
    struct contact c = *asked;
    c.first = first;
    c.stage = CONTACT_LEFT;
    ledgers_resolve(w->ledgers, &c, &w->places);
}

void followed_summary(struct watch *w, const struct contact *asked, bool first, struct ledger *g)
{
    if (asked->sight && asked->sight->login_left)
        note_login(w, asked, first);
    if (sight_passed(asked->sight))
        surroundings_visit(w, asked);
    if (!asked->sight || asked->sight->kind != SIGHT_FLOW || asked->outcome != SIGHT_SUCCESS)
        return;
    struct contact c = *asked;
    c.first = first;
    if (c.technique == TECHNIQUE_SYN) {
        note_manners(w, &c);
        followed_take(w, &c, g);
        if (g && first)
            telling_judge(w, g);
    }
    surroundings_visit(w, &c);
}
