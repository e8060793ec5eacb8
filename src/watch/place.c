#include "watch/place.h"

#include <errno.h>
#include <stdlib.h>

int places_init(struct places *p, const struct addr_net *home, unsigned homes, struct mix_key key)
{
    *p = (struct places){.key = key, .homes = homes, .declared = homes > 0};
    for (unsigned i = 0; i < homes; i++)
        if (home[i].bits > 8u * home[i].net.len)
            return -EINVAL;
    p->home = homes ? malloc(homes * sizeof *home) : NULL;
    if (homes && !p->home)
        return -ENOMEM;
    if (homes)
        memcpy(p->home, home, homes * sizeof *home);
    return 0;
}

void places_fini(struct places *p)
{
    free(p->home);
    *p = (struct places){0};
}

static unsigned net_bits(const struct addr *a)
{
    return a->len == 16 ? 64 : 24;
}

static struct addr net_of(const struct addr *a)
{
    struct addr net = *a;
    memset(&net.b[net_bits(a) / 8], 0, a->len - net_bits(a) / 8);
    return net;
}

static bool is_own(const struct places *p, const struct addr *a)
{
    for (unsigned i = 0; i < p->owns; i++)
        if (addr_in(a, &p->own[i].net, p->own[i].bits))
            return true;
    return false;
}

static unsigned count_in(const struct places *p, const struct addr *net, unsigned bits)
{
    unsigned n = 0;
    for (unsigned i = 0; i < p->owns; i++)
        n += p->own[i].bits > bits && addr_in(&p->own[i].net, net, bits);
    return n;
}

static void drop_in(struct places *p, const struct addr *net, unsigned bits)
{
    unsigned n = 0;
    for (unsigned i = 0; i < p->owns; i++)
        if (!addr_in(&p->own[i].net, net, bits))
            p->own[n++] = p->own[i];
    p->owns = n;
}

/* The net of that size with most of those that were learnt becomes one, if it has so many. */
static bool join(struct places *p, unsigned len, unsigned bits, unsigned least)
{
    const struct addr_net *best = NULL;
    for (unsigned i = 0; i < p->owns; i++) {
        unsigned n = p->own[i].net.len == len ? count_in(p, &p->own[i].net, bits) : 0;
        if (n < least)
            continue;
        best = &p->own[i];
        least = n + 1;
    }
    if (!best)
        return false;
    struct addr_net whole = {.net = best->net, .bits = bits};
    memset(&whole.net.b[bits / 8], 0, len - bits / 8);
    drop_in(p, &whole.net, bits);
    p->own[p->owns++] = whole;
    return true;
}

static void learn(struct places *p, const struct addr *a, unsigned bits)
{
    if (p->declared || p->full || addr_is_private(a) || is_own(p, a))
        return;
    if (p->owns == PLACE_OWN_MAX)
        p->full = !join(p, 16, 64, PLACE_NEIGHBOURS) && !join(p, 4, 24, PLACE_AT_LINK) &&
                  !join(p, 16, 48, PLACE_SITE);
    if (!p->full && !is_own(p, a))
        p->own[p->owns++] = (struct addr_net){.net = *a, .bits = bits};
}

/* No host has the address of its net (RFC 1122 3.2.1.3, RFC 4291 2.6.1): where it stands, all of the net is
 * ours. */
void places_learn(struct places *p, const struct addr *a)
{
    struct addr net = net_of(a);
    learn(p, a, addr_eq(a, &net) ? net_bits(a) : 8u * a->len);
}

void places_inherit(struct places *p, const struct places *from)
{
    for (unsigned i = 0; i < from->owns; i++)
        learn(p, &from->own[i].net, from->own[i].bits);
}

static uint32_t corner(const struct addr *a)
{
    return (uint32_t)a->b[0] << 8 | a->b[1] |
           (a->len == 16 ? (uint32_t)a->b[2] << 24 | (uint32_t)a->b[3] << 16 : 0);
}

/* Those of a net that were learnt one by one make room for all of it. */
static void learn_net(struct places *p, const struct addr *net)
{
    drop_in(p, net, net_bits(net));
    places_learn(p, net);
}

/* Whose neighbours are ours, too: an IPv6 link has a net of its own; of IPv4, those do among whom `several`
 * were met. */
static void learn_among(struct places *p, const struct addr *a, unsigned several)
{
    struct addr net = net_of(a);
    unsigned beside = 1;
    for (unsigned i = 0; i < p->owns; i++)
        beside += addr_in(&p->own[i].net, &net, net_bits(a));
    if (a->len == 16 || beside >= several)
        learn_net(p, &net);
    else
        places_learn(p, a);
}

bool places_at_link(struct places *p, const struct addr *a)
{
    if (p->declared || places_of(p, a) == ZONE_INSIDE)
        return false;
    learn_among(p, a, PLACE_AT_LINK);
    return places_of(p, a) == ZONE_INSIDE;
}

bool places_visit(struct places *p, const struct addr *a, const struct addr *server)
{
    if (p->declared || places_of(p, a) == ZONE_INSIDE || places_of(p, server) == ZONE_INSIDE)
        return false;
    struct addr who = a->len == 16 ? net_of(a) : *a; /* as it would be learnt */
    struct client *c = &p->client[mix_addr(&p->key, &who, 0) % PLACE_CLIENTS];
    if (!addr_eq(&c->a, &who)) {
        if (c->nets && c->nets-- > 1) /* who is there gives way by and by */
            return false;
        *c = (struct client){.a = who};
    }
    for (unsigned i = 0; i < c->nets; i++)
        if (c->net[i] == corner(server))
            return false;
    c->net[c->nets++] = corner(server);
    if (c->nets < PLACE_NETS)
        return false;
    learn_among(p, a, PLACE_NEIGHBOURS);
    *c = (struct client){0};
    return places_of(p, a) == ZONE_INSIDE;
}

/* On this machine, or on this link, by whoever has no address yet: no router passes that on (RFC 1122 3.2.1.3,
 * RFC 4291 2.5.2). */
static bool is_here(const struct addr *a)
{
    return addr_is_loopback(a) || (!a->b[0] && addr_is_any(a));
}

enum zone places_of(const struct places *p, const struct addr *a)
{
    for (unsigned i = 0; i < p->homes; i++)
        if (addr_in(a, &p->home[i].net, p->home[i].bits))
            return ZONE_INSIDE;
    if (p->declared)
        return addr_is_linklocal(a) || is_here(a) ? ZONE_INSIDE : ZONE_OUTSIDE;
    return addr_is_private(a) || is_here(a) || addr_is_bench(a) || is_own(p, a) ? ZONE_INSIDE : ZONE_OUTSIDE;
}

static size_t get(const void *of, uint32_t i, uint8_t *to)
{
    const struct places *p = of;
    (void)i;
    memcpy(to, p->own, p->owns * sizeof *p->own);
    return p->owns * sizeof *p->own;
}

static bool put(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct places *p = of;
    (void)i;
    for (size_t at = 0; at + sizeof(struct addr_net) <= n; at += sizeof(struct addr_net)) {
        struct addr_net x;
        memcpy(&x, bytes + at, sizeof x);
        if ((x.net.len != 4 && x.net.len != 16) || !x.bits || x.bits > 8u * x.net.len)
            return false;
        learn(p, &x.net, x.bits);
    }
    return true;
}

struct region places_region(struct places *p)
{
    return (struct region){.name = "places",
                           .form = sizeof(struct addr_net) << 8 | 2,
                           .pieces = 1,
                           .most = sizeof p->own,
                           .of = p,
                           .get = get,
                           .put = put};
}
