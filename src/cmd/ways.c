#include "cmd/ways.h"

#include "base/grow.h"
#include "cmd/cmd.h"
#include "io/filter.h"

#include <assert.h>
#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

#define PIECES_MAX 4096 /* decisions of the kernel for one range of targets */

static int port_of(struct ways *w, int ifindex)
{
    for (uint32_t i = 0; i < w->ports; i++)
        if (w->ifindex[i] == ifindex)
            return (int)i;
    if (w->ports >= EXCHANGE_PORTS)
        return -E2BIG;
    w->ifindex[w->ports] = ifindex;
    return (int)w->ports++;
}

static void note_unreachable(struct ways *w, const struct route *r)
{
    uint64_t n = addr_diff(&r->first, &r->last) + 1;
    w->unreachable_addrs += n;
    uint32_t room = sizeof w->unreachable / sizeof *w->unreachable;
    if (w->unreachables < room) {
        w->unreachable[w->unreachables].first = r->first;
        w->unreachable[w->unreachables].last = r->last;
        w->unreachable[w->unreachables++].error = r->error ? r->error : ENETUNREACH;
    }
}

static int add_gateway(struct ways *w, const struct path *p)
{
    for (uint32_t i = 0; i < w->gateways; i++)
        if (w->gateway[i].ifindex == p->ifindex && addr_eq(&w->gateway[i].first, &p->gateway))
            return 0;
    void *more = grow_one(w->gateway, w->gateways, sizeof *w->gateway);
    if (!more)
        return -ENOMEM;
    w->gateway = more;
    struct path *g = &w->gateway[w->gateways++];
    *g = *p;
    g->first = g->last = p->gateway;
    g->kind = PATH_DIRECT;
    return 0;
}

/* The source address for questions to an IPv6 gateway named by its link-local address must be on that
 * link. */
static struct addr gateway_source(const struct ways *w, const struct path *p)
{
    if (p->gateway.len == p->source.len && !addr_is_linklocal(&p->gateway))
        return p->source;
    for (uint32_t i = 0; i < w->links.addr_count; i++) {
        const struct link_addr *a = &w->links.addr[i];
        if (a->ifindex == p->ifindex && a->addr.len == p->gateway.len && !a->tentative &&
            addr_is_linklocal(&a->addr) == addr_is_linklocal(&p->gateway))
            return a->addr;
    }
    return (struct addr){0};
}

static enum path_kind kind_of(const struct route *r, const struct link *l)
{
    if (r->kind == ROUTE_LOCAL || l->kind != LINK_ETHERNET || !l->arp)
        return PATH_PLAIN;
    return r->kind == ROUTE_GATEWAY ? PATH_VIA : PATH_DIRECT;
}

static int add_route(struct ways *w, const struct route *r, const struct ways_conf *conf)
{
    const struct link *l = r->kind == ROUTE_NONE ? NULL : link_by_index(&w->links, r->ifindex);
    if (r->kind == ROUTE_BROADCAST || r->kind == ROUTE_MULTICAST) {
        w->broadcast_addrs += addr_diff(&r->first, &r->last) + 1;
        return 0;
    }
    bool nowhere = l && l->kind == LINK_LOOPBACK && r->kind != ROUTE_LOCAL; /* -e lo: only we are there */
    if (!l || !l->up || nowhere || r->source.len == 0) {
        struct route none = *r;
        none.error = r->error        ? r->error
                     : l && !l->up   ? ENETDOWN
                     : !l || nowhere ? ENETUNREACH
                                     : EADDRNOTAVAIL;
        note_unreachable(w, &none);
        return 0;
    }
    int port = port_of(w, r->ifindex);
    if (port < 0)
        return port;
    void *more = grow_one(w->path, w->count, sizeof *w->path);
    if (!more)
        return -ENOMEM;
    w->path = more;
    struct path *p = &w->path[w->count++];
    *p = (struct path){.first = r->first,
                       .last = r->last,
                       .kind = kind_of(r, l),
                       .ifindex = r->ifindex,
                       .port = (uint32_t)port,
                       .source = r->source,
                       .gateway = r->gateway,
                       .ttl = conf->ttl,
                       .own = r->kind == ROUTE_LOCAL};
    p->source.zone = 0;
    p->layer = l->kind == LINK_ETHERNET ? FRAMES_ETHERNET : FRAMES_IP;
    memcpy(p->source_mac, l->mac, 6);
    if (p->kind != PATH_VIA)
        return 0;
    if (addr_is_linklocal(&p->gateway) && p->gateway.len == 16)
        p->gateway.zone = (uint32_t)p->ifindex;
    struct path to = *p;
    to.source = gateway_source(w, p);
    to.source.zone = 0;
    return add_gateway(w, &to);
}

static int plan_range(struct ways *w, struct netlink *nl, const struct targets_range *range,
                      const struct ways_conf *conf, struct route *piece)
{
    struct route_conf rc = {.source = conf->source};
    if (conf->interface)
        rc.ifindex = link_by_name(&w->links, conf->interface)->ifindex;
    if (conf->source.len && conf->source.len != range->first.len) {
        const struct route none = {.first = range->first, .last = range->last, .error = EAFNOSUPPORT};
        note_unreachable(w, &none);
        return 0;
    }
    int n = route_plan(nl, &range->first, &range->last, &rc, piece, PIECES_MAX);
    for (int i = 0; i < n; i++) {
        int e = add_route(w, &piece[i], conf);
        if (e < 0)
            return e;
    }
    return n < 0 ? n : 0;
}

static int check_conf(const struct ways *w, const struct ways_conf *conf)
{
    char text[ADDR_TEXT_MAX];
    if (conf->interface && !link_by_name(&w->links, conf->interface)) {
        cmd_say(_("there is no interface '%s'"), conf->interface);
        return CMD_USAGE;
    }
    if (conf->source.len && !link_own(&w->links, &conf->source)) {
        cmd_say(_("%s is not an address of this machine"), addr_show(&conf->source, text));
        return CMD_USAGE;
    }
    return 0;
}

int ways_plan(struct ways *w, const struct targets *t, const struct ways_conf *conf)
{
    *w = (struct ways){0};
    struct netlink *nl;
    int e = netlink_open(NETLINK_ROUTE, &nl);
    if (e < 0)
        return cmd_failed("netlink", e);
    struct route *piece = calloc(PIECES_MAX, sizeof *piece);
    e = piece ? link_list(nl, &w->links) : -ENOMEM;
    int status = e < 0 ? 0 : check_conf(w, conf);
    for (uint32_t i = 0; e == 0 && !status && i < targets_range_count(t); i++)
        e = plan_range(w, nl, targets_range(t, i), conf, piece);
    free(piece);
    netlink_free(nl);
    if (e == 0 && !status)
        return 0;
    ways_fini(w);
    return status ? status : cmd_failed(_("routes"), e);
}

void ways_given_up(struct ways *w, const struct exchange *x)
{
    for (uint32_t i = 0; i < w->ports; i++)
        w->given_up[i] += x->port[i].given_up;
}

int ways_link(struct ways *w, int ifindex)
{
    int port = port_of(w, ifindex);
    return port < 0 ? port : 0;
}

int ways_neighbour(struct ways *w, uint32_t port, const struct addr *a, const struct addr *source)
{
    const struct link *l = link_by_index(&w->links, w->ifindex[port]);
    if (ways_find(w, a))
        return 0;
    void *more = grow_one(w->path, w->count, sizeof *w->path);
    if (!more)
        return -ENOMEM;
    w->path = more;
    uint32_t at = w->count++;
    for (; at && addr_cmp(a, &w->path[at - 1].first) < 0; at--)
        w->path[at] = w->path[at - 1];
    struct path *p = &w->path[at];
    *p = (struct path){.first = *a,
                       .last = *a,
                       .kind = PATH_DIRECT,
                       .ifindex = l->ifindex,
                       .port = port,
                       .source = *source,
                       .layer = FRAMES_ETHERNET};
    p->source.zone = 0;
    memcpy(p->source_mac, l->mac, 6);
    return 0;
}

static uint16_t last_port(struct cookie_ports p)
{
    return (uint16_t)(p.base + p.span - 1);
}

static int open_link(struct ways *w, uint32_t i, const struct cookie_conf *cookie, uint32_t hears)
{
    const struct link *l = link_by_index(&w->links, w->ifindex[i]);
    /* Frames put on lo by hand carry no route, and IPv4 then takes them for martians: loopback wants IP
     * sockets, too. */
    struct cookie_ports tcp = cookie_ports(cookie, 0, PROTO_TCP), all = cookie_ports(cookie, 0, PROTO_UDP);
    struct cookie_ports ours = hears & (FILTER_UDP | FILTER_SCTP | FILTER_OTHER) ? all : tcp;
    struct card_conf conf = {.ifindex = w->ifindex[i],
                             .ethernet = l->kind == LINK_ETHERNET,
                             .want = hears,
                             .port_lo = ours.base,
                             .port_hi = last_port(ours),
                             .tcp_lo = tcp.base,
                             .tcp_hi = last_port(tcp)};
    int e = card_open(&conf, &w->card[i]);
    w->frames[i] = w->card[i].frames;
    return e;
}

int ways_open(struct ways *w, const struct cookie_conf *cookie, uint32_t hears)
{
    for (uint32_t i = 0; i < w->ports; i++) {
        int e = open_link(w, i, cookie, hears);
        if (e < 0)
            return cmd_failed(ways_link_name(w, w->ifindex[i]), e);
    }
    return 0;
}

void ways_say(const struct ways *w)
{
    static const struct {
        const char *name, *words;
    } table[] = {
        {"xdp-zero-copy", N_("AF_XDP zero copy out, ring in")},
        {"xdp", N_("AF_XDP copy mode out, ring in")},
        {"ring", N_("ring out, ring in")},
        {"raw", N_("IP sockets out, ring in")},
    };
    for (uint32_t i = 0; i < w->ports; i++) {
        const struct card *c = &w->card[i];
        const char *link = ways_link_name(w, w->ifindex[i]);
        for (size_t k = 0; k < sizeof table / sizeof *table; k++)
            if (strcmp(table[k].name, c->frames->ops->name) == 0)
                cmd_say("%s: %s", link, _(table[k].words));
        if (c->sieved)
            cmd_say(_("%s: answers of closed ports come straight from the driver"), link);
        if (c->xdp_error)
            cmd_say(_("%s: no AF_XDP here: %s"), link, strerror(-c->xdp_error));
        if (c->hush_error)
            cmd_say(_("%s: answers of closed ports go through the whole kernel: %s"), link,
                    strerror(-c->hush_error));
    }
}

void ways_record(struct ways *w, struct tape *t)
{
    static_assert(EXCHANGE_PORTS <= TAPE_LINKS, "a tape for all links");
    for (uint32_t i = 0; i < w->ports; i++)
        w->frames[i] = t ? tape_before(t, w->card[i].frames) : w->card[i].frames;
    w->recorded = t != NULL;
}

bool ways_fall_back(struct ways *w, uint32_t port)
{
    if (!card_fall_back(&w->card[port]))
        return false;
    if (w->recorded)
        tape_follow(w->frames[port], w->card[port].frames);
    else
        w->frames[port] = w->card[port].frames;
    for (uint32_t i = 0; i < w->count; i++) {
        if (w->path[i].port != port)
            continue;
        w->path[i].layer = FRAMES_IP;
        w->path[i].kind = PATH_PLAIN;
    }
    return true;
}

void ways_close(struct ways *w)
{
    for (uint32_t i = 0; i < w->ports; i++)
        card_fini(&w->card[i]);
    w->ports = 0;
}

void ways_fini(struct ways *w)
{
    ways_close(w);
    link_fini(&w->links);
    free(w->path);
    free(w->gateway);
    *w = (struct ways){0};
}

bool ways_own(const struct ways *w)
{
    for (uint32_t i = 0; i < w->count; i++)
        if (w->path[i].own)
            return true;
    return false;
}

const struct path *ways_find(const struct ways *w, const struct addr *a)
{
    uint32_t hint = 0;
    return paths_find(&(struct paths){.path = w->path, .count = w->count}, a, &hint);
}

const char *ways_link_name(const struct ways *w, int ifindex)
{
    const struct link *l = link_by_index(&w->links, ifindex);
    return l ? l->name : "?";
}
