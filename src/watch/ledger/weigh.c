#include "watch/ledger/priv_weigh.h"

#include "model/ports.h"

#include <math.h>
#include <string.h>

#define STEP WEIGH_STEP

/* What each outcome weighs: refused, silent, blocked, success. Silence says less where a protocol need not
 * answer; probes that no TCP sends are evidence whatever comes back. */
static const struct row {
    float refused, silent, blocked, success;
    unsigned least;
} rows[TECHNIQUES] = {
    [TECHNIQUE_SYN] = {STEP, STEP, STEP, -STEP, 4},
    [TECHNIQUE_ACK] = {0.9f, 0.9f, 0.9f, 0, 6},
    [TECHNIQUE_FIN] = {2.2f, 2.2f, 2.2f, 0, 4},
    [TECHNIQUE_NULL] = {2.2f, 2.2f, 2.2f, 0, 4},
    [TECHNIQUE_XMAS] = {2.2f, 2.2f, 2.2f, 0, 4},
    [TECHNIQUE_MAIMON] = {0.9f, 0.9f, 0.9f, 0, 6},
    [TECHNIQUE_SYNFIN] = {2.2f, 2.2f, 2.2f, 2.2f, 4},
    [TECHNIQUE_FLAGS] = {1.5f, 1.5f, 1.5f, 0, 4},
    [TECHNIQUE_UDP] = {STEP, 0.5f, STEP, -STEP, 5},
    [TECHNIQUE_SCTP] = {STEP, STEP, STEP, 0, 4},
    [TECHNIQUE_PROTOCOL] = {STEP, 0.7f, 1, 0, 5},
    [TECHNIQUE_PING] = {0.7f, 0.7f, 0.7f, -0.35f, 8},
    [TECHNIQUE_ARP] = {.least = 8},
    [TECHNIQUE_ND] = {.least = 8},
    [TECHNIQUE_OS] = {1.2f, 1.6f, 1.2f, 1.2f, 3},
    [TECHNIQUE_SYNACK] = {0.9f, 0.9f, 0.9f, 0, 6},
    [TECHNIQUE_RST] = {0.9f, 0.9f, 0.9f, 0, 6},
};

unsigned weigh_least(uint8_t technique)
{
    return rows[technique].least;
}

static float step_of(const struct row *row, uint8_t outcome)
{
    switch (outcome) {
    case SIGHT_REFUSED: return row->refused;
    case SIGHT_SILENT: return row->silent;
    case SIGHT_BLOCKED: return row->blocked;
    case SIGHT_SUCCESS: return row->success;
    default: return 0;
    }
}

/* What an outcome says of somebody at home, who is judged in the order of asking, by the kind of door. Where
 * others are let in, a failure is mostly that of a server that is down; where nobody at home is known to be,
 * a success is no more than a host that happens to have that door: half of a net may. Of those that are
 * served some are everybody's, the others those of a few who go everywhere: backups, monitors. */
enum kind {
    DOOR_UNSERVED,
    DOOR_SERVED,
    DOOR_OUTSIDE,
    DOOR_NEIGHBOUR,
    DOOR_NEIGHBOUR_TOO,
    DOOR_POPULAR,
    DOOR_LISTED,
    DOOR_KINDS
};

/* So does who looks for a neighbour, whatever he wants of it: of those that are not there he asks nothing
 * else. One now and then is an acquaintance that was switched off, as is one whom others look for; but of
 * several within a minute an honest host misses one in five, as of doors, and who tries a net's addresses
 * half: ln (0.44 / 0.21), ln (0.56 / 0.79). */
#define ABSENT     0.25f
#define ABSENT_TOO 0.75f
#define PRESENT    -0.35f

/* Where many come in, who is not let in has met a server that is down: hardly anything of that is his. */
#define DOWN (STEP * 0.18f)

/* Clients of a directory have a list of its servers, and try all of them while the first are down. */
#define LISTED (STEP * 0.36f)

static const float shut_at[DOOR_KINDS] = {STEP, STEP * 0.36f, STEP, ABSENT, ABSENT_TOO, DOWN, LISTED};
static const float opened_at[DOOR_KINDS] = {-0.8f, -STEP, -STEP, PRESENT, PRESENT, -STEP, -0.8f};

static uint8_t kind_at_home(uint16_t port)
{
    return weigh_is_directory(port) ? DOOR_LISTED : DOOR_UNSERVED;
}

bool weigh_neighbours(const struct ledger *g)
{
    return g->technique == TECHNIQUE_ARP || g->technique == TECHNIQUE_ND;
}

unsigned weigh_absent(const struct ledger *g, nsec_wall last)
{
    static const uint8_t kinds[] = {DOOR_NEIGHBOUR, DOOR_NEIGHBOUR_TOO};
    unsigned n = 0;
    for (unsigned i = 0; weigh_neighbours(g) && i < sizeof kinds; i++)
        n += walk_at_port(&g->walk, 0, kinds[i], last).shut;
    uint32_t mute = g->targets - g->outcome[SIGHT_SUCCESS]; /* the others are there, and shut */
    return n < mute ? n : mute;
}

bool weigh_walks(const struct ledger *g)
{
    return weigh_neighbours(g) || (g->zone == ZONE_INSIDE && g->technique == TECHNIQUE_SYN && !g->everyday);
}

static uint8_t kind_of(const struct ledger *g, const struct contact *c, bool home)
{
    if (weigh_neighbours(g))
        return window_count(&g->window, WINDOW_1M, c->at) > 1.5 ? DOOR_NEIGHBOUR_TOO : DOOR_NEIGHBOUR;
    return home ? kind_at_home(c->port) : DOOR_OUTSIDE;
}

static uint16_t host_of(const struct contact *c)
{
    uint32_t word[4], h = 0;
    memcpy(word, c->dst.b, sizeof word);
    for (unsigned i = 0; i < 4; i++)
        h = (h ^ word[i]) * UINT32_C(2654435761);
    return (uint16_t)(h >> 16);
}

bool weigh_peer(const struct ledger *g, const struct contact *c, bool home)
{
    return weigh_walks(g) && !home && c->port >= PORTS_USER;
}

/* Names that do not exist, servers that moved: one in fifty tells anything. */
#define EXCUSED 0.02f
/* Clients whose firewall keeps out what they asked for: a server has thousands of them. */
#define CALLED 0

static float step_at(const struct contact *c, uint8_t kind)
{
    if (c->outcome == SIGHT_SUCCESS)
        return opened_at[kind];
    if (c->outcome == SIGHT_OUTCOME_UNKNOWN)
        return 0;
    float step = c->stage == CONTACT_IMPLIED ? shut_at[kind] * 0.7f : shut_at[kind];
    return c->called ? step * CALLED : step;
}

static bool is_shut(const struct contact *c)
{
    return c->outcome != SIGHT_SUCCESS && c->outcome != SIGHT_OUTCOME_UNKNOWN;
}

static void note_called(struct ledger *g, const struct contact *c, bool down)
{
    g->called += (c->called || c->streamed || down) && is_shut(c);
}

/* Who is alone with his silence has perhaps lost his net, and every door with it, at once: that happens, and
 * is worth so much. But of five new doors an honest host asks at two more at most before it waits, a scanner
 * finds four shut: each further one counts half. */
#define MUTE_MOST 5.0f
#define MUTE_PART 0.5f

enum {
    LISTED_OPEN = 4,  /* doors that a list is known by; */
    LISTED_SHUT = 10, /* nobody keeps one of which more are gone */
};

/* Where it is not known how long answers take they may still be on the way, for as long as its own system
 * waits (RFC 6298 2.1). */
#define WAITS NSEC_SEC

static float peak_of(const struct ledger *g, const struct walk_view *view)
{
    float peak;
    walk_sum(&g->walk, g->last, view, &peak);
    return peak;
}

bool weigh_listed(const struct ledger *g)
{
    uint32_t open = g->outcome[SIGHT_SUCCESS];
    bool last = open > g->completed; /* of which it is not known yet */
    bool talks = (g->half + g->wordless) * 5 <= open && (g->completed + last) * 2 >= open;
    if (!weigh_walks(g) || weigh_neighbours(g) || g->inside * 2 < g->targets || !talks ||
        ledger_shut(g) > LISTED_SHUT + g->called)
        return false;
    struct walk_tally t = walk_list(&g->walk, g->gap.shut ? g->gap.port : g->last_port, g->last);
    return t.opened >= LISTED_OPEN && t.shut <= t.opened * 2;
}

/* The sum at its highest, and what is left of it where nothing is heard, or of a list. */
static float doubted(const struct ledger *g, const float *unheard)
{
    struct walk_view view = {.unheard = unheard};
    float all = peak_of(g, &view), more = 0;
    if (all <= MUTE_MOST || weigh_listed(g))
        return fminf(all, MUTE_MOST);
    view.vouched = true;
    float sure = peak_of(g, &view);
    view = (struct walk_view){.unheard = unheard, .patience = g->walk.answer_ms ? 0 : WAITS};
    if (!walk_is_alone(&g->walk, false))
        more = MUTE_PART * fmaxf(0, peak_of(g, &view) - MUTE_MOST);
    return fmaxf(sure, MUTE_MOST + more);
}

static void sum_up(struct ledger *g)
{
    float peak;
    g->nats = walk_sum(&g->walk, g->last, &(struct walk_view){0}, &peak);
    g->peak = fmaxf(g->peak, doubted(g, NULL));
}

/* Whoever opens, refuses or forbids is heard, and with him the net on the way. */
static void hear(struct ledger *g, const struct contact *c)
{
    if (c->outcome != SIGHT_OUTCOME_UNKNOWN && c->outcome != SIGHT_SILENT)
        walk_heard(&g->walk, c->at, g->fresh);
}

enum { SWEPT = 3 }; /* more doors at one port than chance brings to peers that chose theirs themselves */

static void sum_up_rest(struct ledger *g, const struct contact *c, bool home, float step)
{
    bool swept = g->peers.port_n >= SWEPT && g->peers.port == c->port;
    if (weigh_peer(g, c, home) && !swept)
        return;
    g->rest = fmaxf(0, g->rest + step);
    g->rest_peak = fmaxf(g->rest_peak, g->rest);
}

enum { SMB = 445, SMB_OVER_NETBIOS = 139 };

static enum walk_state state_of(const struct contact *c, bool home)
{
    if (c->outcome != SIGHT_OUTCOME_UNKNOWN)
        return WALK_KNOWN;
    if (c->called) /* what is still to be heard there says nothing either */
        return WALK_UNTOLD;
    /* Answers from outside may take long; but hardly anybody there is asked for files, so none is waited
     * for. */
    bool soon = home || c->port == SMB || c->technique == TECHNIQUE_ARP || c->technique == TECHNIQUE_ND;
    bool seen = !c->sight || c->sight->kind == SIGHT_PACKET || c->sight->kind == SIGHT_ARP;
    if (!soon || !seen)
        return WALK_UNTOLD;
    return c->sight ? WALK_OPEN : WALK_EARLY;
}

bool weigh_is_beside(const struct ledger *g, const struct contact *c)
{
    return c->port == SMB_OVER_NETBIOS && weigh_walks(g) && walk_asked_only(&g->walk, host_of(c), SMB);
}

/* A site's net, mostly: /24, of IPv6 /64 (RFC 4291 2.5.4). */
static bool is_same_net(const struct addr *a, const struct addr *b)
{
    return a->len == b->len && memcmp(a->b, b->b, a->len == 4 ? 3 : 8) == 0;
}

void weigh_ask(struct ledger *g, const struct contact *c, bool home)
{
    /* Of such a log, nothing will ever be said of how it ended. */
    g->called += c->called && c->outcome == SIGHT_OUTCOME_UNKNOWN && c->sight && c->sight->kind == SIGHT_LOG;
    if (weigh_walks(g)) {
        uint8_t kind = kind_of(g, c, home);
        note_called(g, c, false);
        walk_ask(&g->walk, c->at, host_of(c), c->port, state_of(c, home), kind, step_at(c, kind));
        if (weigh_entrance(g))
            walk_go_on(&g->walk, window_count(&g->window, WINDOW_10M, c->at) < 1.5,
                       !is_same_net(&g->last_dst, &c->dst));
        hear(g, c);
        sum_up(g);
        sum_up_rest(g, c, home, step_at(c, kind));
    } else if (c->outcome != SIGHT_OUTCOME_UNKNOWN) {
        weigh_note(g, c, home);
    }
}

void weigh_served(struct ledger *g, const struct contact *c, bool popular)
{
    uint8_t kind = weigh_neighbours(g) ? DOOR_NEIGHBOUR : popular ? DOOR_POPULAR : DOOR_SERVED;
    if (!weigh_walks(g))
        return;
    walk_is(&g->walk, kind, step_at(c, kind));
    g->called += kind == DOOR_POPULAR && !c->called && is_shut(c);
}

/* A visit that was none at a door that opened. Systems reset like that too whose program gave up meanwhile,
 * yet of ten such three at most are theirs; checks whether a service is up leave without a word, and half of
 * those who do are such. */
#define RAW_STEP      (STEP * 0.36f)
#define WORDLESS_STEP -0.4f

/* Judged in the order of outcomes, it gets back what that door took from it as if it were a visit; how much
 * that was is not kept, but never more than there had been. */
static void restore(struct ledger *g, float step)
{
    g->nats = fmaxf(0, fmaxf(g->nats, fminf(g->nats + STEP, g->peak)) + step);
    g->peak = fmaxf(g->peak, g->nats);
}

static void correct(struct ledger *g, const struct contact *c, float step)
{
    if (weigh_walks(g)) {
        walk_correct(&g->walk, host_of(c), c->port, step);
        sum_up(g);
    } else if (g->technique == TECHNIQUE_SYN && !g->everyday) {
        restore(g, step);
    }
}

void weigh_raw(struct ledger *g, const struct contact *c)
{
    correct(g, c, RAW_STEP);
}

void weigh_wordless(struct ledger *g, const struct contact *c, bool home)
{
    if (home)
        correct(g, c, WORDLESS_STEP);
}

/* It was there all the time, or is there now: that it did not answer at first says nothing of who asked, and what
 * it added to the sum, and to all that came after it, is taken back. */
static void take_back(struct ledger *g, const struct contact *c, uint16_t port)
{
    bool walks = weigh_walks(g);
    float weighed = walks ? walk_correct(&g->walk, host_of(c), port, 0) : rows[g->technique].silent;
    g->peak -= fminf(g->peak, fmaxf(0, weighed));
    if (walks)
        sum_up(g);
    else
        g->nats -= fminf(g->nats, weighed);
}

void weigh_opened_late(struct ledger *g, struct ledger *looked, const struct contact *c)
{
    g->called++;
    take_back(g, c, c->port);
    if (looked)
        take_back(looked, c, 0);
}

void weigh_neighbour(struct ledger *looked, const struct contact *c)
{
    float step = c->outcome == SIGHT_SUCCESS           ? PRESENT
                 : c->outcome == SIGHT_OUTCOME_UNKNOWN ? 0
                                                       : step_at(c, DOOR_UNSERVED);
    walk_correct(&looked->walk, host_of(c), 0, step);
    hear(looked, c);
    sum_up(looked);
}

struct walk_tally weigh_unserved(const struct ledger *g)
{
    if (!weigh_walks(g) || weigh_neighbours(g))
        return (struct walk_tally){0};
    return walk_at_port(&g->walk, g->last_port, kind_at_home(g->last_port), g->last);
}

bool weigh_entrance(const struct ledger *g)
{
    return weigh_walks(g) && !weigh_neighbours(g) && weigh_is_entrance(g->last_port);
}

struct weigh_round weigh_round(const struct ledger *g, bool news)
{
    static const uint8_t home[] = {DOOR_UNSERVED, DOOR_SERVED, DOOR_POPULAR};
    struct weigh_round r = {0};
    for (unsigned i = 0; weigh_entrance(g) && i < sizeof home; i++) {
        struct walk_tally t = walk_at_port(&g->walk, g->last_port, home[i], g->last);
        r.hosts += news ? t.news : t.asked;
        r.popular = news ? t.news : t.asked; /* of the last kind */
    }
    return r;
}

bool weigh_fails_anew(const struct ledger *g)
{
    return weigh_entrance(g) && walk_since(&g->walk) >= WEIGH_ALARM;
}

void weigh_told(struct ledger *g)
{
    walk_tell(&g->walk);
}

bool weigh_is_sound(const struct ledger *g)
{
    return walk_is_sound(&g->walk, DOOR_KINDS);
}

void weigh_again(struct ledger *g, const struct contact *c)
{
    if (weigh_walks(g))
        walk_again(&g->walk, host_of(c), c->port);
}

void weigh_missed(struct ledger *g)
{
    if (weigh_walks(g))
        walk_missed(&g->walk);
}

void weigh_answered(struct ledger *g, const struct contact *c, nsec took)
{
    walk_answered(&g->walk, took);
    walk_heard(&g->walk, c->at, g->fresh);
}

float weigh_unheard(const struct ledger *g)
{
    return weigh_walks(g) ? doubted(g, shut_at) : 0;
}

enum { TUNNEL_PROTOCOLS = 2 };

/* An end of tunnels speaks a protocol or two to all its peers, and sends on and on, though some are away: that is
 * refused, or not heard, and no search. Who looks for protocols tries more of them. */
static float protocol_step(const struct ledger *g, const struct contact *c, float step)
{
    bool tunnels = c->stage == CONTACT_RESOLVED && g->ports.n <= TUNNEL_PROTOCOLS && g->targets > g->ports.n;
    return !tunnels || (c->once && c->outcome == SIGHT_SILENT) ? step : 0;
}

void weigh_note(struct ledger *g, const struct contact *c, bool home)
{
    if (weigh_walks(g)) {
        uint16_t host = host_of(c);
        uint8_t kind =
            walk_kind(&g->walk, host, c->port, weigh_neighbours(g) ? DOOR_NEIGHBOUR : DOOR_OUTSIDE);
        note_called(g, c, kind == DOOR_POPULAR);
        walk_resolve(&g->walk, host, c->port, step_at(c, kind));
        hear(g, c);
        sum_up(g);
        sum_up_rest(g, c, home, step_at(c, kind));
        return;
    }
    note_called(g, c, false);
    float step = step_of(&rows[c->technique], c->outcome);
    if (c->stage == CONTACT_IMPLIED && step > 0 && c->technique == TECHNIQUE_SYN)
        step *= 0.7f;
    if (c->technique == TECHNIQUE_PROTOCOL)
        step = protocol_step(g, c, step);
    if (c->technique == TECHNIQUE_UDP && g->zone == ZONE_INSIDE && home && weigh_is_directory(c->port))
        step = fminf(step, LISTED);
    if ((g->everyday || c->called) && step > 0)
        step *= c->called ? CALLED : EXCUSED;
    g->nats = fmaxf(0, g->nats + step);
    g->peak = fmaxf(g->peak, g->nats);
}
