#include "watch/detect/drawn.h"

#include "model/ports.h"
#include "watch/mix.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PORTS = PORTS_LAST + 1 - PORTS_USER, /* below them are services, each with its own crowd */
    HOSTS = 32,
    WAYS = 4,
    BUSY = 32,        /* datagrams of a minute, before it is looked at where they go; */
    OFTEN = 64,       /* then it is counted after so many, */
    PER_SECOND = 100, /* if they are so fast */
    AGAIN = 24,  /* expected draws of what was drawn before: of fewer, chance has none or twice as many */
    LEAST = 8,   /* ports that one asks at; */
    PART = 8,    /* one in so many is little */
    ALONE = 200, /* ports that one asks at who draws by himself, however slowly; */
    SURE = 30,   /* expected draws of what was drawn before, of which no retries are as near to chance */
    SIGMAS = 3,
};

struct drawn {
    struct mix_key key;
    struct host {
        struct addr addr;
        int64_t minute; /* since 1970, */
        nsec_wall since;
        uint32_t n, ports; /* datagrams of that minute, and the ports of those behind the first BUSY */
        bool blind, dealt; /* as chance has it so far; otherwise, and once is enough */
        uint32_t most,
            most_ports; /* these and their ports in the minute in which most were drawn blindly; 0 = never */
        nsec_wall first, last; /* of all those minutes */
        uint8_t port[PORTS / 8];
    } host[HOSTS];
};

struct drawn *drawn_new(struct hash_key key)
{
    struct drawn *d = calloc(1, sizeof *d);
    if (d)
        d->key = mix_key_of(key, MIX_DRAWN);
    return d;
}

void drawn_free(struct drawn *d)
{
    free(d);
}

size_t drawn_memory(const struct drawn *d)
{
    return sizeof *d;
}

static struct host *place_of(const struct drawn *d, const struct addr *a)
{
    return (struct host *)&d->host[mix_addr(&d->key, a, 0) % (HOSTS / WAYS) * WAYS];
}

static const struct host *find(const struct drawn *d, const struct addr *a)
{
    const struct host *first = place_of(d, a);
    for (const struct host *h = first; h < first + WAYS; h++)
        if (addr_eq(&h->addr, a))
            return h;
    return NULL;
}

static void begin(struct host *h, nsec_wall at)
{
    if (h->ports)
        memset(h->port, 0, sizeof h->port);
    h->minute = at / NSEC_MINUTE;
    h->since = at;
    h->n = h->ports = 0;
    h->blind = h->dealt = false;
}

/* Where ports were drawn blindly stays, then who gets most. */
static struct host *enter(struct drawn *d, const struct addr *a, nsec_wall at)
{
    struct host *first = place_of(d, a), *out = first;
    for (struct host *h = first; h < first + WAYS; h++) {
        if (addr_eq(&h->addr, a))
            return h;
        if (h->most < out->most || (h->most == out->most && h->n < out->n))
            out = h;
    }
    begin(out, at);
    out->addr = *a;
    out->most = 0;
    out->last = 0;
    return out;
}

static double expected_among(double draws, double ports)
{
    return draws - ports * (1 - exp(-draws / ports));
}

static double expected(uint32_t draws)
{
    return expected_among(draws, PORTS);
}

static bool by_chance(uint32_t draws, uint32_t ports)
{
    double again = (double)draws - ports, e = expected(draws);
    return again * 2 >= e && again <= e * 2;
}

static void count(struct host *h, nsec_wall at)
{
    uint32_t draws = h->n - BUSY;
    bool fast = at - h->since <= (nsec)h->n * (NSEC_SEC / PER_SECOND);
    if (expected(draws) < AGAIN)
        return;
    h->dealt |= !by_chance(draws, h->ports);
    h->blind = fast && !h->dealt;
    if (!h->blind)
        return;
    h->first = !h->most || h->since < h->first ? h->since : h->first;
    if (draws > h->most) {
        h->most = draws;
        h->most_ports = h->ports;
    }
}

void drawn_note(struct drawn *d, const struct contact *c)
{
    if (c->port < PORTS_USER)
        return;
    struct host *h = enter(d, &c->dst, c->at);
    if (c->at / NSEC_MINUTE > h->minute) /* what was waited for comes late, and counts with what is now */
        begin(h, c->at);
    if (++h->n <= BUSY)
        return;
    unsigned port = c->port - PORTS_USER, bit = 1u << port % 8;
    h->ports += !(h->port[port / 8] & bit);
    h->port[port / 8] |= (uint8_t)bit;
    if (h->n % OFTEN == 0)
        count(h, c->at);
    if (h->blind && c->at > h->last)
        h->last = c->at;
}

/* What chance brings of so many. */
static bool is_little(uint32_t n, const struct ledger *g)
{
    return n <= 1 + g->targets / PART;
}

/* Ports all over one host, from ever other ports, each once, but for those that chance brings again. */
static bool may_draw(const struct ledger *g)
{
    bool again =
        expected(g->tries) < AGAIN ? !is_little(g->tries - g->targets, g) : !by_chance(g->tries, g->targets);
    return g->technique == TECHNIQUE_UDP && g->targets >= LEAST && g->lead_n == g->targets && !again &&
           is_little(g->same_sport, g) && is_little(g->steps, g) && is_little(g->low_ports, g) &&
           is_little(g->outcome[SIGHT_SUCCESS], g) && marks_judge(&g->marks, g->technique).sure <= 0.5;
}

/* What somebody else sends in its name is known from the answers to it (RFC 9293 3.10.7.1). */
static bool may_be_forged(const struct ledger *g)
{
    return g->technique == TECHNIQUE_SYN && g->hearsay;
}

/* To ports all over one host, which hardly ever answers, however slowly and from whatever port. */
static bool goes_all_over(const struct ledger *g)
{
    return (g->technique == TECHNIQUE_UDP || may_be_forged(g)) && g->ports.n >= ALONE &&
           g->ports.n == g->targets && is_little(g->steps, g) && is_little(g->low_ports, g) &&
           is_little(g->outcome[SIGHT_SUCCESS], g) && marks_judge(&g->marks, g->technique).sure <= 0.5;
}

/* What comes again of all that he sent, as near to chance as that can be told: who asks some ports again asks any
 * number of them. Of what looks like an answer the most is left out (stray.h), which is what goes to the upper
 * half. */
static bool draws_alone(const struct ledger *g)
{
    if (!goes_all_over(g))
        return false;
    double half = (PORTS_LAST + 1) / 2., above = portset_between(&g->ports, (uint32_t)half, PORTS_LAST + 1);
    double upper = above / g->ports.n * g->tries;
    double e = expected_among(upper, half) + expected_among(g->tries - upper, half);
    double off = (double)g->tries - g->ports.n - e;
    return e >= SURE && off * off <= SIGMAS * SIGMAS * e;
}

static struct role role_alone(const struct ledger *g)
{
    bool forged = may_be_forged(g);
    struct role r = {.name = forged ? "backscatter" : "flood"};
    char n[24], ports[24], dst[ADDR_TEXT_MAX];
    snprintf(n, sizeof n, "%u", g->tries);
    snprintf(ports, sizeof ports, "%u", g->ports.n);
    diag_set(
        &r.why,
        forged
            ? N_("%s refusals came from %s ports of %s, of some of them again, as many as chance has it: "
                 "somebody floods it in this name, at ports drawn blindly")
            : N_("%s datagrams came to %s ports of %s, some of them again, as many as chance has it: ports "
                 "drawn blindly, a flood"),
        n, ports, addr_text(&g->lead, dst));
    return r;
}

/* It was in the midst of it. */
static struct role role_at(const struct drawn *d, const struct addr *to, nsec_wall first, nsec_wall last)
{
    struct role r = {0};
    char n[24], ports[24], dst[ADDR_TEXT_MAX];
    const struct host *h = find(d, to);
    if (!h || !h->most || first + NSEC_MINUTE < h->first || last > h->last + NSEC_MINUTE)
        return r;
    snprintf(n, sizeof n, "%u", h->most);
    snprintf(ports, sizeof ports, "%u", h->most_ports);
    r.name = "flood";
    diag_set(
        &r.why,
        N_("%s datagrams came to %s ports of %s within a minute, some of them again, as many as chance has "
           "it: ports drawn blindly, a flood"),
        n, ports, addr_text(&h->addr, dst));
    return r;
}

struct role drawn_role(const struct drawn *d, const struct ledger *g)
{
    if (draws_alone(g))
        return role_alone(g);
    return may_draw(g) ? role_at(d, &g->lead, g->first, g->last) : (struct role){0};
}

struct role drawn_role_of_plan(const struct drawn *d, const struct campaign *c)
{
    struct role none = {0};
    if (c->technique != TECHNIQUE_UDP || !c->n_events || c->ports.n * PART < c->targets * (PART - 1u) ||
        c->answered || c->outcome[SIGHT_SUCCESS] ||
        portset_between(&c->ports, 0, PORTS_USER) * PART > c->ports.n)
        return none;
    struct addr to = event_dst(&c->event[0]);
    return tally_count(&c->hosts) == 1 ? role_at(d, &to, c->first, c->last) : none;
}
