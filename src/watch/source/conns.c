#include "watch/source/conns.h"

#include <stdlib.h>

enum { ORDER = 2 * CONNS_MAX };

struct conn {
    nsec_wall at;
    struct addr src, dst;
    uint64_t serial;
    uint32_t number;
    uint16_t sport, dport;
    uint8_t proto;
    bool held, inbound, outbound;
};

struct conns {
    struct conn at[CONNS_MAX]; /* by number */
    struct waiting {
        uint64_t serial;
        nsec_wall at;
        uint32_t number;
    } order[ORDER]; /* as they began: [first, first + n); also of those that have ended or given way */
    uint32_t first, n;
    uint64_t begun; /* serials: a number that comes again in the same second waits once */
    bool ends;      /* the firewall tells of ends */
};

struct conns *conns_new(void)
{
    return calloc(1, sizeof(struct conns));
}

void conns_free(struct conns *c)
{
    free(c);
}

static struct conn *place_of(struct conns *c, uint32_t number)
{
    return &c->at[number % CONNS_MAX];
}

static void give(struct conn *one, struct sight *ret)
{
    *ret = (struct sight){.at = one->at,
                          .src = one->src,
                          .dst = one->dst,
                          .sport = one->sport,
                          .dport = one->dport,
                          .proto = one->proto,
                          .kind = SIGHT_FLOW,
                          .knows = SIGHT_SPORT,
                          .vlan = SIGHT_NO_VLAN,
                          .inbound = one->inbound,
                          .outbound = one->outbound};
    one->held = false;
}

static bool is_waiting(struct conns *c, const struct waiting *w)
{
    const struct conn *one = place_of(c, w->number);
    return one->held && one->serial == w->serial;
}

static void passed(struct sight *s)
{
    s->kind = SIGHT_LOG;
    s->action = SIGHT_PASSED;
}

/* The oldest; false: it has ended meanwhile. */
static bool take_first(struct conns *c, struct sight *ret)
{
    const struct waiting *w = &c->order[c->first];
    bool still = is_waiting(c, w);
    if (still)
        give(place_of(c, w->number), ret);
    c->first = (c->first + 1) % ORDER;
    c->n--;
    return still;
}

/* No more than half of them are still held. */
static void thin_out(struct conns *c)
{
    uint32_t stay = 0;
    for (uint32_t i = 0; i < c->n; i++) {
        const struct waiting w = c->order[(c->first + i) % ORDER];
        if (is_waiting(c, &w))
            c->order[(c->first + stay++) % ORDER] = w;
    }
    c->n = stay;
}

bool conns_begin(struct conns *c, uint32_t number, const struct sight *s, struct sight *ret)
{
    struct conn *one = place_of(c, number);
    bool gone = one->held;
    if (gone) {
        give(one, ret);
        passed(ret);
    }
    if (c->n == ORDER)
        thin_out(c);
    *one = (struct conn){.at = s->at,
                         .src = s->src,
                         .dst = s->dst,
                         .number = number,
                         .serial = c->begun,
                         .sport = s->sport,
                         .dport = s->dport,
                         .proto = s->proto,
                         .held = true,
                         .inbound = s->inbound,
                         .outbound = s->outbound};
    c->order[(c->first + c->n++) % ORDER] =
        (struct waiting){.number = number, .serial = c->begun++, .at = s->at};
    return gone;
}

uint64_t conns_begun(const struct conns *c)
{
    return c->begun;
}

uint64_t conns_before(struct conns *c)
{
    for (; c->n; c->n--, c->first = (c->first + 1) % ORDER)
        if (is_waiting(c, &c->order[c->first]))
            return c->order[c->first].serial;
    return c->begun;
}

bool conns_end(struct conns *c, uint32_t number, uint16_t port, uint16_t other, struct sight *ret)
{
    struct conn *one = place_of(c, number);
    c->ends = true;
    if (!one->held || one->number != number ||
        !((one->sport == port && one->dport == other) || (one->sport == other && one->dport == port)))
        return false;
    give(one, ret);
    return true;
}

bool conns_due(struct conns *c, nsec_wall now, struct sight *ret)
{
    while (c->n) {
        nsec_wall at = c->order[c->first].at;
        bool lasted = now - CONNS_PATIENCE >= at && now != INT64_MAX;
        if (!lasted && now != INT64_MAX)
            return false;
        if (!take_first(c, ret))
            continue;
        if (lasted && c->ends)
            ret->outcome = SIGHT_SUCCESS;
        else
            passed(ret);
        return true;
    }
    return false;
}
