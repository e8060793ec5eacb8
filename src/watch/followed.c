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

/* Whom that host asks, too, knew it without looking: one service together, or called back. Nor is a secret what
 * somebody found of whom hardly anything is told. */
static bool is_known(const struct watch *w, const struct contact *c, const struct addr *finder)
{
    struct addr who = ledgers_suspect(finder, &w->places);
    const struct ledger *g = ledgers_of(w->ledgers, &who, c->technique, false);
    return calls(w, c, finder) || calls(w, c, &c->src) ||
           (g && g->raised && verdict_of(w, g).severity < WATCH_MEDIUM);
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
        weigh_everyday(TECHNIQUE_SYN, c->port, (uint8_t)from, places_of(&w->places, &c->dst)) ||
        is_known(w, c, &d->finder))
        return;
    w->visitor = &c->src;
    w->visit_carried = c->carried;
    telling_count(w, incident_put_visit(c, &d->finder, before, from, &w->key, w->out, &severity));
    w->visitor = NULL;
}

void followed_take(struct watch *w, const struct contact *c, const struct ledger *g)
{
    struct door *d = doors_of(w->doors, c);
    bool told = g && g->raised, scanner = c->half || told;
    if (!c->first)
        return;
    d->opened += !scanner;
    if (!scanner) {
        visit(w, c, g, d);
    } else if ((!d->finder.len && !d->opened && told && !g->hinted) || c->raw) {
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
    campaigns_followed(w->campaigns, c);
    if (!c->half && left && !(s->tcp_flags & TCP_PSH) && !(counts && s->answers > GREETED)) {
        c->stage = CONTACT_LEFT;
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
