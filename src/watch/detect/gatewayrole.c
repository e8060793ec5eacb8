#include "watch/detect.h"
#include "watch/detect/priv_gateway.h"
#include "watch/ledger/weigh.h"

#include <stdio.h>

enum {
    SCANNED = 10,  /* doors of one who scans and not for a pretext */
    WANTED_BY = 3, /* so many at least for one who may be a router */
    PER_OFFER = 2, /* addresses that are asked for, to each message that hands one out */
};

static bool routes(const struct gateways *v, const struct addr *a)
{
    for (unsigned i = 0; i < ROUTERS; i++)
        if (gateway_routes(&v->router[i], a))
            return true;
    return false;
}

static uint32_t offers_of(const struct gateways *v, const struct addr *a)
{
    for (unsigned i = 0; i < SERVERS; i++)
        if (v->server[i].messages && addr_eq(&v->server[i].addr, a))
            return v->server[i].messages;
    return 0;
}

struct role gateways_role(const struct gateways *v, const struct ledger *g)
{
    struct role r = {0};
    char n[24];
    bool neighbours = weigh_neighbours(g);
    uint32_t offers =
        neighbours || (g->technique == TECHNIQUE_PING && g->inside == g->targets) ? offers_of(v, &g->one) : 0;
    if (neighbours && routes(v, &g->one)) {
        r.name = "router";
        diag_set(&r.why,
                 N_("hosts elsewhere answer through it: it asks for whomever somebody out there wants"), NULL,
                 NULL, NULL);
    } else if (offers && (uint64_t)offers * PER_OFFER >= g->targets) {
        r.name = "router";
        snprintf(n, sizeof n, "%u", offers);
        diag_set(&r.why, N_("it hands out addresses (%s messages), and asks first whether one is taken"), n,
                 NULL, NULL);
    }
    return r;
}

/* Whether anybody else brings what comes from outside. */
static bool another_brings(const struct gateways *v, uint64_t mac)
{
    for (unsigned i = 0; i < ROUTERS; i++)
        if (v->router[i].mac != mac && !(v->router[i].mac >> OWN) && v->router[i].n_foreign)
            return true;
    return false;
}

/* While it looked for so many, he whom it brings scanned. */
static bool is_for(const struct ledger *g, const struct ledger *scan)
{
    nsec_wall at = g->raised ? g->raised : g->last;
    return scan->raised && scan->targets >= SCANNED && at >= scan->first - NSEC_MINUTE &&
           at <= scan->last + NSEC_MINUTE;
}

/* It looked for whom that one asked for, as far as anybody has counted. */
static bool is_covered(const struct ledger *g, const struct ledger *scan)
{
    return scan->low <= g->low && g->high <= scan->high && detect_hosts(scan) * 2 >= g->targets;
}

/* Whether what it brought from beyond, or what was handed to it for others, explains that: the recording machine's own
 * interfaces look for whom they are to pass on to. One link has many IPv6 networks. */
static bool explains(const struct gateways *v, const struct brought *b, uint64_t mac, const struct ledger *g,
                     struct ledgers *l)
{
    bool own = mac >> OWN;
    if (own ? !b->to : b->by != mac || another_brings(v, mac))
        return false;
    const struct ledger *scan = ledgers_get(l, b->ledger);
    bool his = scan && (addr_eq(&scan->one, &b->addr) || addr_eq(&scan->src, &b->addr));
    bool beyond = b->addr.len == 4 ? !addr_in(&b->addr, &g->one, 24) : his && scan->zone == ZONE_OUTSIDE;
    return his && beyond && b->addr.len == g->one.len && is_for(g, scan) &&
           (own ? is_covered(g, scan) : !gateway_is_linked(v, &b->addr, b->vlan));
}

static const struct addr *brought_by(const struct gateways *v, uint64_t mac, const struct ledger *g,
                                     struct ledgers *l)
{
    for (unsigned i = 0; i < BROUGHT; i++)
        if (v->brought[i].by && explains(v, &v->brought[i], mac, g, l))
            return &v->brought[i].addr;
    return NULL;
}

struct role gateways_messenger(const struct gateways *v, const struct ledger *g, struct ledgers *l)
{
    struct role r = {0};
    char from[ADDR_TEXT_MAX];
    for (unsigned i = 0; weigh_neighbours(g) && i < SPOKEN && !r.name; i++) {
        const struct spoken *x = &v->spoken[i];
        bool its = x->mac && addr_eq(&x->addr, &g->one);
        const struct addr *a = its ? brought_by(v, x->mac, g, l) : NULL;
        if (!a)
            continue;
        r.name = "router";
        diag_set(&r.why, N_("it brings what %s sends, who scans: it asks for whomever that one wants"),
                 addr_text(a, from), NULL, NULL);
    }
    return r;
}

struct role gateways_sought(const struct gateways *v, const struct ledger *g)
{
    struct role r = {0};
    const struct wanted *its = NULL;
    for (unsigned i = 0; weigh_neighbours(g) && i < WANTED; i++)
        if (addr_eq(&v->wanted[i].addr, &g->one))
            its = &v->wanted[i];
    if (!its)
        return r;
    int by = __builtin_popcountll(its->by), all = __builtin_popcountll(v->seekers & ~gateway_seeker(&g->one));
    bool most = by >= WANTED_BY && by * 3 >= all * 2;
    if (!its->says && !most)
        return r;
    r.name = "router";
    if (its->says)
        diag_set(
            &r.why,
            N_("it says that it is a router, and no answers are heard here: it asks for whomever somebody out "
               "there wants"),
            NULL, NULL, NULL);
    else
        diag_set(
            &r.why,
            N_("nearly all look for it, as for a router, and no answers are heard here: it asks for whomever "
               "somebody out there wants"),
            NULL, NULL, NULL);
    return r;
}
