#include "watch/ledger/entry.h"

#include "model/ports.h"
#include "watch/ledger/weigh.h"

#include <string.h>

/* Until it is raised, the oldest visit that was answered gives way: what somebody did honestly for months
 * before explains no alert. */
static bool make_room(struct ledger *g)
{
    for (unsigned i = 0; !g->raised && i < g->n_events; i++)
        if (g->event[i].outcome == SIGHT_SUCCESS) {
            memmove(&g->event[i], &g->event[i + 1], (--g->n_events - i) * sizeof *g->event);
            return true;
        }
    return false;
}

static void note_event(struct ledger *g, const struct contact *c)
{
    if (g->n_events == LEDGER_EVENTS && !make_room(g))
        return;
    g->event[g->n_events++] = event_of(c);
    g->open_events = (uint8_t)(g->open_events + (c->outcome == SIGHT_OUTCOME_UNKNOWN));
}

static void lead(struct ledger *g, const struct contact *c)
{
    if (!g->lead_n)
        g->lead = c->dst;
    g->lead_n += addr_eq(&g->lead, &c->dst) ? 1 : UINT32_MAX;
    if (!g->lead_port_n)
        g->lead_port = c->port;
    g->lead_port_n += g->lead_port == c->port ? 1 : UINT32_MAX;
}

/* A bit of 64 for the network of an address, its first `bytes`. */
static uint64_t net_bit(const struct addr *a, unsigned bytes)
{
    uint64_t net = 0;
    memcpy(&net, a->b, bytes);
    return UINT64_C(1) << (net * UINT64_C(0x9e3779b97f4a7c15) >> 58);
}

static void note_span(struct ledger *g, const struct contact *c)
{
    uint32_t v = c->dst.len == 4 ? addr_u32(&c->dst) : 0;
    g->low = !g->targets || v < g->low ? v : g->low;
    g->high = v > g->high ? v : g->high;
}

/* Peers have nothing in common: each is in a net of its own, at a port of its own, or at that of their
 * program. */
static void note_peer(struct ledger *g, const struct contact *c, bool home, bool new_port)
{
    if (!weigh_peer(g, c, home))
        return;
    g->peers.nets |= net_bit(&c->dst, c->dst.len == 4 ? 2 : 6);
    g->peers.n++;
    g->peers.answered += c->outcome == SIGHT_SUCCESS;
    if (new_port || weigh_peers_own(c->port))
        return;
    g->peers.again++;
    if (!g->peers.port_n)
        g->peers.port = c->port;
    g->peers.port_n += g->peers.port == c->port ? 1 : UINT32_MAX;
}

static void note_few(struct ledger *g, const struct contact *c, bool home)
{
    if (!weigh_few(g, c, home))
        return;
    g->few.open += c->outcome == SIGHT_SUCCESS;
    g->few.refused += c->outcome == SIGHT_REFUSED;
    g->few.silent += c->outcome == SIGHT_SILENT || c->outcome == SIGHT_BLOCKED;
}

enum { DAY_S = 24 * 60 * 60 };

static void note_sought_outcome(struct ledger *g, const struct contact *c, bool home)
{
    if (!weigh_sought(g, c, home) || c->port != g->sought.port)
        return;
    g->sought.shut += c->outcome == SIGHT_REFUSED || c->outcome == SIGHT_SILENT;
    g->sought.in_person += c->outcome == SIGHT_REFUSED && c->in_person;
    g->sought.open += c->outcome == SIGHT_SUCCESS;
}

/* Strangers at a service that one is told of few of. */
static void note_sought(struct ledger *g, const struct contact *c, bool home)
{
    if (!weigh_sought(g, c, home))
        return;
    uint32_t now = (uint32_t)(c->at / NSEC_SEC);
    if (!g->sought.n || now > g->sought.since_s + DAY_S) {
        memset(&g->sought, 0, sizeof g->sought);
        g->sought.since_s = now;
        g->sought.port = c->port;
    }
    bool leads = c->port == g->sought.port;
    g->sought.n += leads ? 1 : UINT32_MAX;
    g->sought.nets |= leads ? net_bit(&c->dst, c->dst.len == 4 ? 2 : 6) : 0;
    note_sought_outcome(g, c, home);
}

/* Of the doors at home that stayed shut, at which port are most? */
static void note_gap(struct ledger *g, const struct contact *c, bool home)
{
    bool open = c->outcome == SIGHT_SUCCESS;
    if (g->everyday || weigh_neighbours(g) || !home || c->outcome == SIGHT_OUTCOME_UNKNOWN ||
        (open && c->port != g->gap.port))
        return;
    if (open) {
        g->gap.open++;
        return;
    }
    if (!g->gap.shut) {
        g->gap.port = c->port;
        g->gap.open = 0;
    }
    g->gap.shut += g->gap.port == c->port ? 1 : UINT32_MAX;
}

/* Whether they ask, or answer what was asked in the name of who gets them: detect/role.c. */
static void note_way(struct ledger *g, const struct contact *c)
{
    const struct sight *s = c->sight;
    bool written = c->technique != TECHNIQUE_SYN || !s || s->kind != SIGHT_LOG || s->knows & SIGHT_FLAGS;
    if (written || g->unwritten == UINT16_MAX)
        return;
    g->unwritten++;
    g->from_service = (uint16_t)(g->from_service + (c->sport && c->sport < PORTS_LINUX));
}

static bool are_next(const struct event *a, const struct event *b)
{
    struct contact c = {.dst = event_dst(a), .port = a->port};
    struct addr dst = event_dst(b);
    return contact_is_next(&c, &dst, b->port);
}

/* Flows are told when they are over, those that nobody answers last: while all doors are kept, this one goes between
 * those that were asked right before it and right after it. */
static int steps_in_time(const struct ledger *g, const struct contact *c)
{
    struct event this = event_of(c);
    const struct event *before = NULL, *after = NULL;
    for (const struct event *e = g->event; e < g->event + g->n_events; e++)
        if (e->at <= c->at)
            before = !before || e->at >= before->at ? e : before;
        else
            after = !after || e->at < after->at ? e : after;
    return (before && are_next(&this, before)) + (after && are_next(after, &this)) -
           (before && after && are_next(after, before));
}

static int steps_of(const struct ledger *g, const struct contact *c)
{
    bool flow = c->sight && c->sight->kind == SIGHT_FLOW;
    return flow && g->n_events == g->targets ? steps_in_time(g, c)
                                             : contact_is_next(c, &g->last_dst, g->last_port);
}

void entry_add(struct ledger *g, const struct contact *c, bool home, uint64_t host, struct budget *b)
{
    if (g->targets) {
        g->steps = (uint32_t)((int)g->steps + steps_of(g, c));
    } else {
        g->one = c->src;
        g->one.zone = 0;
        g->sport = c->sport;
    }
    g->same_sport += c->sport == g->sport;
    note_way(g, c);
    note_span(g, c);
    g->targets++;
    g->outcome[c->outcome]++;
    g->wordless += c->technique == TECHNIQUE_UDP && !contact_carries(c);
    lead(g, c);
    g->low_ports += c->port < PORTS_USER;
    g->corners |= net_bit(&c->dst, c->dst.len == 4 ? 2 : 4);
    g->inside += home;
    g->carried += c->carried;
    g->last_port = c->port;
    tally_add(&g->hosts, host, b);
    note_peer(g, c, home, portset_add(&g->ports, c->port, b));
    note_few(g, c, home);
    note_sought(g, c, home);
    note_gap(g, c, home);
    window_add(&g->window, c->at);
    note_event(g, c);
    weigh_ask(g, c, home);
    g->last_dst = c->dst;
}

static void resolve_event(struct ledger *g, const struct contact *c)
{
    for (unsigned i = 0; g->open_events && i < g->n_events; i++) {
        struct event *e = &g->event[i];
        if (!event_waits_for(e, c))
            continue;
        e->outcome = c->outcome;
        g->open_events--;
    }
}

void entry_resolve(struct ledger *g, const struct contact *c, bool home)
{
    if (c->stage == CONTACT_FOLLOWED) { /* of first contacts: a look at the version comes later */
        g->half += c->first && c->half;
        g->completed += c->first && !c->half;
        g->raw += c->first && c->raw;
        g->proven += c->first && c->proven;
        if (c->first && c->raw)
            weigh_raw(g, c);
        return;
    }
    if (c->stage == CONTACT_LEFT) {
        g->wordless += c->first;
        g->resets = (uint8_t)(g->resets + (c->first && c->ends && g->resets < UINT8_MAX));
        if (c->first)
            weigh_wordless(g, c, home);
        return;
    }
    if (!c->first || !g->outcome[SIGHT_OUTCOME_UNKNOWN])
        return;
    g->outcome[SIGHT_OUTCOME_UNKNOWN]--;
    g->outcome[c->outcome]++;
    resolve_event(g, c);
    note_few(g, c, home);
    note_gap(g, c, home);
    note_sought_outcome(g, c, home);
    if (weigh_neighbours(g))
        g->looked.again += c->outcome == SIGHT_SILENT && !c->once;
    g->peers.answered += c->outcome == SIGHT_SUCCESS && weigh_peer(g, c, home);
    weigh_note(g, c, home);
}
