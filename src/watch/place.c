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

/* No host has the address of its net (RFC 1122 3.2.1.3, RFC 4291 2.6.1): where it stands, all of the net is ours. */
static bool is_own(const struct places *p, const struct addr *a)
{
    struct addr net = net_of(a);
    for (unsigned i = 0; i < p->owns; i++)
        if (addr_eq(&p->own[i], a) || addr_eq(&p->own[i], &net))
            return true;
    return false;
}

void places_learn(struct places *p, const struct addr *a)
{
    if (p->declared || p->owns == PLACE_OWN_MAX || addr_is_private(a) || is_own(p, a))
        return;
    p->own[p->owns++] = *a;
}

static uint32_t corner(const struct addr *a)
{
    return (uint32_t)a->b[0] << 8 | a->b[1] |
           (a->len == 16 ? (uint32_t)a->b[2] << 24 | (uint32_t)a->b[3] << 16 : 0);
}

/* Those of a net that were learnt one by one make room for all of it. */
static void learn_net(struct places *p, const struct addr *net)
{
    unsigned n = 0;
    for (unsigned i = 0; i < p->owns; i++)
        if (!addr_in(&p->own[i], net, net_bits(net)))
            p->own[n++] = p->own[i];
    p->owns = n;
    places_learn(p, net);
}

/* Whose neighbours are ours, too: an IPv6 link has a net of its own; of IPv4, those do among whom `several` were met. */
static void learn_among(struct places *p, const struct addr *a, unsigned several)
{
    struct addr net = net_of(a);
    unsigned beside = 1;
    for (unsigned i = 0; i < p->owns; i++)
        beside += addr_in(&p->own[i], &net, net_bits(a));
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

enum zone places_of(const struct places *p, const struct addr *a)
{
    for (unsigned i = 0; i < p->homes; i++)
        if (addr_in(a, &p->home[i].net, p->home[i].bits))
            return ZONE_INSIDE;
    if (p->declared)
        return addr_is_linklocal(a) || addr_is_loopback(a) ? ZONE_INSIDE : ZONE_OUTSIDE;
    return addr_is_private(a) || addr_is_loopback(a) || addr_is_bench(a) || is_own(p, a) ? ZONE_INSIDE
                                                                                         : ZONE_OUTSIDE;
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
    for (size_t at = 0; at + sizeof(struct addr) <= n; at += sizeof(struct addr)) {
        struct addr a;
        memcpy(&a, bytes + at, sizeof a);
        if (a.len != 4 && a.len != 16)
            return false;
        places_learn(p, &a);
    }
    return true;
}

struct region places_region(struct places *p)
{
    return (struct region){.name = "places",
                           .form = sizeof(struct addr) << 8 | 1,
                           .pieces = 1,
                           .most = sizeof p->own,
                           .of = p,
                           .get = get,
                           .put = put};
}
