#include "watch/detect/pinged.h"

#include "model/ports.h"
#include "watch/ledger/weigh.h"

enum {
    HOUSE = 32,  /* devices: of a quarter of a small net */
    ERRANDS = 5, /* doors of two of them, besides ports that they name (ftpdata.h) */
    PORTS_MOST = 64,
    COMES_BACK = 4, /* rounds: who repeats what is not answered is done earlier */
    CORNERS = 16    /* of 64: all over the world */
};

/* Programs go on at once, or after a few more whom they ask at the same time. */
#define SOON NSEC_MINUTE

/* A system goes on when it is answered. */
#define AT_ONCE NSEC_SEC

static bool most(uint64_t part, uint64_t of, unsigned percent)
{
    return of && part * 100 >= of * percent;
}

/* It began with the first whom it pinged, or so soon after it, and the last ones come close one upon the other;
 * what it did before, elsewhere, says nothing of these. */
static bool goes_along(const struct ledger *pinged, const struct ledger *talked, nsec soon)
{
    nsec span = pinged->fresh - pinged->first, slack = SOON + span / 4;
    nsec begun = talked->first - pinged->first, apart = talked->fresh - pinged->fresh;
    return begun >= 0 && begun <= span / 4 + soon && apart >= -slack && apart <= slack;
}

/* Let in by nearly all, with something to say to each, by its own system. By UDP, who answers was asked for something
 * that he has. */
static bool works(const struct ledger *talked)
{
    uint32_t in = talked->outcome[SIGHT_SUCCESS];
    if (talked->technique == TECHNIQUE_UDP)
        return most(in, talked->targets, 85);
    uint32_t told = talked->completed - talked->wordless;
    return most(in, talked->targets, 85) && !talked->raw && talked->wordless <= talked->completed &&
           most(told, in, 80);
}

/* By ARP one sees a host looked for who only wants to connect to it: so does a hub with the devices of a
 * house when it starts, in the order of its list, and half may be switched off, by chance some more. Whoever
 * wants more than their pages and ports of their own, or asks a whole net, is no hub. */
static bool is_household(const struct ledger *looked, const struct ledger *talked)
{
    uint32_t system = portset_between(&talked->ports, 0, PORTS_USER);
    return looked->targets <= HOUSE && most(looked->outcome[SIGHT_SUCCESS], looked->targets, 40) &&
           system == (uint32_t)portset_has(&talked->ports, 80) + portset_has(&talked->ports, 443);
}

/* A list of machines that are there: its ARP and neighbour discovery are those of its connections. Who walks
 * along a net finds gaps. */
static bool is_list(const struct ledger *looked)
{
    return most(looked->outcome[SIGHT_SUCCESS], looked->targets, 90);
}

/* A log that does not say what came of it: then most of those that it pinged were there, if it had business with
 * them, one after the other, and at leisure; for whoever sweeps first, that takes longer than the sweep. What
 * it does there is nothing to tell of by itself, or explained. */
static bool is_at_work(const struct ledger *pinged, const struct ledger *talked)
{
    uint32_t hosts = detect_hosts(talked), untold = pinged->outcome[SIGHT_OUTCOME_UNKNOWN];
    return most(untold, pinged->targets, 100) && most(hosts, pinged->targets, 70) &&
           most(talked->outcome[SIGHT_OUTCOME_UNKNOWN], talked->targets, 90) &&
           talked->targets * 2 <= talked->called * 2 + ERRANDS * hosts &&
           pinged->fresh - pinged->first >= 3 * SOON && goes_along(pinged, talked, 0) &&
           (role_of(talked).name || detect_ledger(talked, talked->last).nats < WEIGH_ALARM);
}

struct role pinged_role(const struct ledger *pinged, const struct ledger *talked)
{
    struct role r = {0};
    uint32_t answered = pinged->outcome[SIGHT_SUCCESS];
    bool ping = pinged->technique == TECHNIQUE_PING;
    if (ping && pinged->zone == ZONE_INSIDE && talked && is_at_work(pinged, talked)) {
        r.name = "management";
        diag_set(&r.why, N_("it pinged one after the other, and went on to work with most of them"), NULL,
                 NULL, NULL);
        return r;
    }
    if ((!ping && !weigh_neighbours(pinged)) || pinged->zone != ZONE_INSIDE || !talked ||
        !(ping ? most(answered, pinged->targets, 70) : is_list(pinged) || is_household(pinged, talked)) ||
        !most(detect_hosts(talked), answered, 80) || !works(talked) || !goes_along(pinged, talked, 0))
        return r;
    r.name = "management";
    diag_counts(
        &r.why,
        ping
            ? N_("%s of %s that it pinged were there, and it went on to work with them, one after the other")
            : N_("%s of %s that it looked for were there, and it went on to work with them, one after the other"),
        answered, pinged->targets);
    return r;
}

struct role pinged_errand(const struct ledger *looked, const struct ledgers *l)
{
    static const uint8_t techniques[] = {TECHNIQUE_SYN, TECHNIQUE_UDP};
    struct role r = {0};
    bool list = weigh_neighbours(looked) && looked->zone == ZONE_INSIDE && is_list(looked);
    for (unsigned i = 0; list && !r.name && i < 2 * sizeof techniques; i++) {
        const struct ledger *t = ledgers_of(l, &looked->src, techniques[i / 2], i % 2);
        if (t && most(t->inside, t->targets, 80) && goes_along(looked, t, AT_ONCE) &&
            most(detect_hosts(t), looked->outcome[SIGHT_SUCCESS], 80))
            r = role_of(t);
    }
    return r;
}

static bool are_known(const struct ledger *pinged, const struct ledger *talked, const struct ledgers *l,
                      const struct places *p)
{
    unsigned known = 0;
    for (unsigned i = 0; i < pinged->n_events; i++) {
        struct contact c = {
            .src = pinged->one, .dst = event_dst(&pinged->event[i]), .technique = talked->technique};
        known += ledgers_asked_any(l, &c, &talked->ports, p);
    }
    return most(known, pinged->n_events, 80);
}

static bool is_watch(const struct ledger *pinged, const struct ledger *talked)
{
    uint32_t hosts = detect_hosts(pinged), known = detect_hosts(talked);
    return pinged->technique == TECHNIQUE_PING && pinged->outcome[SIGHT_OUTCOME_UNKNOWN] == pinged->targets &&
           hosts * 4 <= known * 5 && talked->targets <= 2 * hosts && talked->ports.n <= PORTS_MOST &&
           !most(ledger_shut(talked), talked->targets, 20) && talked->tries >= COMES_BACK * talked->targets &&
           most((uint64_t)(talked->last - talked->fresh), (uint64_t)(talked->last - talked->first), 50);
}

struct role pinged_watched(const struct ledger *pinged, const struct ledgers *l, const struct places *p)
{
    struct role r = {0};
    const struct ledger *talked = ledgers_of(l, &pinged->src, TECHNIQUE_SYN, false);
    if (!talked || !is_watch(pinged, talked) || !are_known(pinged, talked, l, p))
        return r;
    r.name = "monitor";
    diag_counts(
        &r.why,
        N_("it asked %s times at %s services of those that it pinged, the same ones round after round"),
        talked->tries, talked->targets);
    return r;
}

/* Whether it says something to most of those whom it asks for pages, of which a third may be gone; in a log that does
 * not say whether it did, they are all over the world. */
static bool is_reader(const struct ledger *talked)
{
    uint32_t in = talked->outcome[SIGHT_SUCCESS], told = talked->completed - talked->wordless;
    bool far = !talked->completed && talked->unsaid && __builtin_popcountll(talked->corners) >= CORNERS;
    return most(in, talked->targets, 65) && !talked->raw && talked->wordless <= talked->completed &&
           (far || most(told, in, 80));
}

/* Of the first ones that it pinged, those that it asked for pages. */
static unsigned visited(const struct ledger *pinged, const struct ledgers *l, const struct places *p)
{
    static const uint16_t web[] = {80, 443, 8000, 8080, 8443};
    unsigned n = 0;
    for (unsigned i = 0; i < pinged->n_events; i++) {
        struct contact c = {
            .src = pinged->one, .dst = event_dst(&pinged->event[i]), .technique = TECHNIQUE_SYN};
        bool asked = false;
        for (size_t k = 0; k < sizeof web / sizeof *web && !asked; k++) {
            c.port = web[k];
            asked = ledgers_asked(l, &c, p);
        }
        n += asked;
    }
    return n;
}

struct role pinged_visited(const struct ledger *pinged, const struct ledgers *l, const struct places *p)
{
    struct role r = {0};
    bool ping = pinged->technique == TECHNIQUE_PING && !pinged->hearsay;
    const struct ledger *talked = ping ? ledgers_beside(l, pinged, TECHNIQUE_SYN, true) : NULL;
    talked = ping && !talked ? ledgers_beside(l, pinged, TECHNIQUE_SYN, false) : talked;
    if (!talked || !is_reader(talked) || !most(detect_hosts(talked), detect_hosts(pinged), 80))
        return r;
    unsigned n = visited(pinged, l, p);
    if (!most(n, pinged->n_events, 80))
        return r;
    r.name = "proxy";
    diag_counts(
        &r.why,
        N_("it asked %s of the first %s that it pinged for pages, too, and read them: a web proxy that measures how far its servers are"),
        n, pinged->n_events);
    return r;
}

struct role pinged_callers(const struct ledger *pinged, const struct ledgers *l, const struct places *p)
{
    struct role r = {0};
    unsigned came = 0;
    bool afar = weigh_neighbours(pinged) && __builtin_popcountll(pinged->corners) >= CORNERS;
    for (unsigned i = 0; afar && i < pinged->n_events; i++) {
        struct addr its = event_dst(&pinged->event[i]);
        came += places_of(p, &its) == ZONE_OUTSIDE && ledgers_came_to(l, &its, &pinged->one, p);
    }
    if (!came || !most(came, pinged->n_events, 80))
        return r;
    r.name = "answering";
    diag_counts(
        &r.why,
        N_("%s of the %s addresses elsewhere that it looked for first had come to it: it looks for them to "
           "answer"),
        came, pinged->n_events);
    return r;
}
