#include "watch/detect/sockets.h"

#include "model/ports.h"
#include "watch/mix.h"
#include "watch/shelf.h"

#include <stdlib.h>

enum {
    SOCKETS = 512,
    PEERS_LEAST = 4,
    EACH = 4 /* private addresses that a peer has: nets by wire and by air, of tunnels, of virtual hosts */
};

struct sockets {
    struct mix_key key;
    struct socket {
        struct addr addr;
        uint16_t port; /* 0 = free */
        uint64_t nets; /* a bit for each that answers there, /16 or /32, by its hash */
    } socket[SOCKETS];
    struct shelf shelf;
};

struct sockets *sockets_new(struct hash_key key)
{
    struct sockets *s = calloc(1, sizeof *s);
    if (s)
        s->key = mix_key_of(key, MIX_SOCKETS);
    return s;
}

void sockets_free(struct sockets *s)
{
    free(s);
}

size_t sockets_memory(const struct sockets *s)
{
    return sizeof *s;
}

static unsigned place_of(const struct sockets *s, const struct addr *a, uint16_t port)
{
    return mix_addr(&s->key, a, port) % SOCKETS;
}

static bool is_it(const struct socket *x, const struct addr *a, uint16_t port)
{
    return x->port == port && addr_eq(&x->addr, a);
}

static unsigned nets_of(const struct socket *x)
{
    return (unsigned)__builtin_popcountll(x->nets);
}

void sockets_note(struct sockets *s, const struct contact *c)
{
    if (c->sport < PORTS_USER || c->port < PORTS_USER) /* those of services are no peers */
        return;
    struct socket *x = &s->socket[place_of(s, &c->src, c->sport)];
    if (!is_it(x, &c->src, c->sport)) {
        x->nets &= x->nets - 1; /* who has many stays, against those that come once (Boyer and Moore 1981) */
        if (x->nets)
            return;
        *x = (struct socket){.addr = c->src, .port = c->sport};
    }
    uint64_t net = 0;
    memcpy(&net, c->dst.b, c->dst.len == 4 ? 2 : 4);
    x->nets |= UINT64_C(1) << (mix2(&s->key, net, c->dst.len) >> 58);
}

/* From one port, to high ones at home: all that of the same program, or each whichever its system gave it;
 * host after host, but not in a row. */
static bool are_candidates(const struct ledger *g)
{
    bool own = g->lead_port == g->sport && g->lead_port_n * 2 > g->targets;
    return g->technique == TECHNIQUE_UDP && g->zone == ZONE_INSIDE && !g->everyday &&
           g->inside == g->targets && g->same_sport * 10 >= g->targets * 9 && !g->low_ports &&
           (own || g->ports.n * 2 >= g->targets) && detect_hosts(g) * 2 >= g->targets &&
           g->steps * 4 <= g->targets;
}

struct role sockets_role(const struct sockets *s, const struct ledger *g)
{
    struct role r = {0};
    const struct socket *x = &s->socket[place_of(s, &g->one, g->sport)];
    if (!are_candidates(g) || !is_it(x, &g->one, g->sport) || nets_of(x) < PEERS_LEAST ||
        g->targets > EACH * nets_of(x))
        return r;
    r.name = "p2p";
    diag_counts(
        &r.why,
        N_("from port %s it talks with %s nets or more elsewhere: a program that tries all addresses of its peers"),
        g->sport, nets_of(x));
    return r;
}

static bool is_sound(const void *place)
{
    const struct socket *x = place;
    return addr_is_sound(&x->addr) && !x->port == !x->nets;
}

struct region sockets_region(struct sockets *s)
{
    s->shelf = (struct shelf){s->socket, sizeof *s->socket, SOCKETS, SOCKETS / 8, is_sound};
    return shelf_region(&s->shelf, "sockets");
}
