#include "cmd/enrich.h"

#include "cmd/bound.h"
#include "cmd/ways.h"
#include "model/portinfo.h"
#include "sys/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static bool own(const struct enrich *e, const struct addr *a)
{
    const struct path *p = e->ways ? ways_find(e->ways, a) : NULL;
    return p && p->own;
}

static void add_service(struct record_port *p)
{
    const char *name = p->service.name ? NULL : portinfo_name(p->proto, (uint16_t)p->port);
    if (!name)
        return;
    p->service.known = true;
    p->service.name = name;
    p->service.how = "port";
}

/* Bound UDP sockets that take what comes to this address: they do not answer questions, but the kernel knows
 * them. */
static int put_udp(struct enrich *e, const struct addr *a)
{
    const struct local_table *local = e->views->local;
    for (size_t i = 0; i < local->count; i++) {
        const struct local_socket *s = &local->sockets[i];
        if (s->proto != PROTO_UDP || local_find(local, PROTO_UDP, a, s->port, NULL) != s)
            continue;
        struct record r;
        record_init(&r, RECORD_PORT);
        r.port.addr = *a;
        r.port.proto = PROTO_UDP;
        r.port.port = s->port;
        r.port.state = STATE_OPEN;
        r.port.reason = REASON_SOCKET_TABLE;
        r.port.technique = "socket-table";
        add_service(&r.port);
        views_door(e->views, &r.port);
        int error = sink_put(e->to, &r);
        if (error < 0)
            return error;
    }
    return 0;
}

static void add_mac(struct enrich *e, struct enrich_host *h)
{
    struct record_host *r = &h->record.host;
    const uint8_t *mac = e->near && !r->mac && !own(e, &r->addr) ? neighbours_get(e->near, &r->addr) : NULL;
    if (!mac)
        return;
    snprintf(h->mac, sizeof h->mac, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
             mac[5]);
    r->mac = h->mac;
    r->vendor = e->makers ? makers_find(e->makers, mac) : NULL;
}

/* Own addresses, and those that no server outside a link can know, are not asked for. */
static bool has_dns_name(const struct enrich *e, const struct record_host *h)
{
    return e->dns && h->state == HOST_UP && !h->names.count && !addr_is_loopback(&h->addr) &&
           !addr_is_linklocal(&h->addr) && !own(e, &h->addr);
}

static bool is_known(const struct enrich *e, const struct addr *a)
{
    return (!e->dns || names_known(e->dns, a)) &&
           (!e->suspects || suspects_known(e->suspects, a, clock_mono()));
}

static void wait_for(const struct enrich *e, const struct addr *a)
{
    if (e->dns)
        names_wait(e->dns, a);
    if (e->suspects)
        suspects_wait(e->suspects, a, clock_mono());
}

/* Puts the host that has waited longest. */
static int put_first(struct enrich *e)
{
    struct enrich_host *h = &e->waiting[e->first];
    struct record_host *r = &h->record.host;
    e->first = (e->first + 1) % ENRICH_WAITING;
    e->count--;
    r->mac = r->mac ? h->mac : NULL;
    if (e->suspects && !r->suspect)
        r->suspect = suspects_take(e->suspects, &r->addr);
    if (!h->name && !r->names.count)
        h->name = e->dns ? names_get(e->dns, &r->addr) : NULL;
    if (h->name) /* here, not where the host was put */
        r->names = (struct record_strings){.item = &h->name, .count = 1};
    return sink_put(e->to, &h->record);
}

/* Those whose names are known by now; `all`: the others are waited for. */
static int put_waiting(struct enrich *e, bool all)
{
    int error = 0;
    while (e->count && error >= 0) {
        const struct addr *a = &e->waiting[e->first].record.host.addr;
        bool known = is_known(e, a);
        if (!known && !all)
            return 0;
        if (!known)
            wait_for(e, a);
        error = put_first(e);
    }
    return error;
}

/* Other strings of a host live as long as the run (names given by the user, makers, words). */
static int let_wait(struct enrich *e, const struct enrich_host *h)
{
    int error = 0;
    if (!e->waiting)
        e->waiting = calloc(ENRICH_WAITING, sizeof *e->waiting);
    if (!e->waiting)
        return -ENOMEM;
    if (e->count == ENRICH_WAITING)
        error = put_first(e);
    e->waiting[(e->first + e->count++) % ENRICH_WAITING] = *h;
    return error < 0 ? error : put_waiting(e, false);
}

/* A host that opened no door and turned nobody away may have shown that it is there all the same. */
static void raise_host(struct enrich *e, struct record_host *r)
{
    bool answered = e->up && targets_index(e->up, &r->addr) != TARGETS_NONE;
    bool near = e->near && neighbours_answered(e->near, &r->addr) && r->reason != REASON_PROXY_ARP;
    if (r->state == HOST_UP || (!answered && !near))
        return;
    e->raised++;
    r->state = HOST_UP;
    r->reason = answered ? REASON_ANSWERED : r->addr.len == 4 ? REASON_ARP_REPLY : REASON_ND_ADVERT;
}

static int put_host(struct enrich *e, const struct record *record)
{
    struct enrich_host h = {.record = *record};
    struct record_host *r = &h.record.host;
    int error = 0;
    h.name = e->names && !r->names.count ? targets_name(e->names, &r->addr) : NULL;
    if (h.name)
        r->names = (struct record_strings){.item = &h.name, .count = 1};
    if (own(e, &r->addr)) {
        e->raised += r->state != HOST_UP;
        r->state = HOST_UP;
        r->reason = REASON_LOCALHOST;
        r->distance = 0;
        if (e->list_udp)
            error = put_udp(e, &r->addr);
    }
    raise_host(e, r);
    if (e->crowd && r->state == HOST_UP && targets_index(e->crowd, &r->addr) != TARGETS_NONE) {
        e->crowded++;
        r->suspect = r->suspect ? r->suspect : "one-device";
    }
    add_mac(e, &h);
    bool named = has_dns_name(e, r);
    bool tested = e->suspects && !permission_ended(e->permission) && !own(e, &r->addr) &&
                  suspects_want(e->suspects, &r->addr, clock_mono());
    if (named)
        names_want(e->dns, &r->addr);
    if (error >= 0 && (named || tested))
        return let_wait(e, &h);
    return error < 0 ? error : sink_put(e->to, &h.record);
}

/* This machine's own kernel, or a program here, is no router. */
static const char *sender_of(const struct enrich *e, const char *sender, const struct addr *a)
{
    return sender && a->len && e->ways && link_own(&e->ways->links, a) ? NULL : sender;
}

/* Silent UDP ports of this machine: its kernel knows whether a program has them. */
static bool kernel_knows(const struct enrich *e, enum proto proto, enum state state, const struct addr *a)
{
    return e->views && proto == PROTO_UDP && (state == STATE_OPEN_FILTERED || state == STATE_LIMITED) &&
           own(e, a);
}

static int put_bound(struct enrich *e, const struct record *port)
{
    struct record r = *port;
    r.port.state = STATE_OPEN;
    r.port.reason = REASON_SOCKET_TABLE;
    add_service(&r.port);
    views_door(e->views, &r.port);
    e->bound++;
    return sink_put(e->to, &r);
}

/* Those of a summary, one by one; *ret_others: what is left of it. */
static int put_bound_of(struct enrich *e, const struct record_rest *rest, struct ports_set *ret_others)
{
    struct ports_set bound, took;
    struct record r;
    int error = 0;
    bound_ports(e->views->local, &rest->addr, &bound);
    bound_split(rest->ports, &bound, &took, ret_others);
    record_init(&r, RECORD_PORT);
    r.port.addr = rest->addr;
    r.port.proto = rest->proto;
    r.port.technique = rest->technique;
    for (uint32_t port = 0; port <= UINT16_MAX && error >= 0; port++) {
        r.port.port = port;
        error = ports_set_has(&took, (uint16_t)port) ? put_bound(e, &r) : 0;
    }
    return error;
}

static int put_silent(struct enrich *e, const struct record *r)
{
    struct ports_set others;
    struct record copy = *r;
    struct buf text;
    int error = put_bound_of(e, &r->rest, &others);
    buf_init(&text, 1 << 20);
    ports_ranges(&others, &text);
    copy.rest.count = ports_set_count(&others);
    copy.rest.ports = buf_text(&text);
    error = error < 0 ? error : text.over ? -ENOMEM : 0;
    if (error == 0 && copy.rest.count && !e->open_only)
        error = sink_put(e->to, &copy);
    buf_fini(&text);
    return error;
}

static int put_rest(struct enrich *e, const struct record *r)
{
    struct record copy = *r;
    if (kernel_knows(e, r->rest.proto, r->rest.state, &r->rest.addr))
        return put_silent(e, r);
    copy.rest.sender = sender_of(e, r->rest.sender, &r->rest.reason_addr);
    if (e->views && own(e, &r->rest.addr))
        views_rest(e->views, &r->rest);
    return e->open_only ? 0 : sink_put(e->to, &copy);
}

static bool is_bound(const struct enrich *e, const struct record_port *p)
{
    return kernel_knows(e, p->proto, p->state, &p->addr) &&
           local_find(e->views->local, PROTO_UDP, &p->addr, (uint16_t)p->port, NULL);
}

static int put_port(struct enrich *e, const struct record *r)
{
    struct record copy = *r;
    if (is_bound(e, &r->port))
        return put_bound(e, r);
    if (e->open_only && r->port.state != STATE_OPEN)
        return 0;
    copy.port.sender = sender_of(e, r->port.sender, &r->port.reason_addr);
    add_service(&copy.port);
    if (e->views && own(e, &copy.port.addr))
        views_door(e->views, &copy.port);
    if (e->suspects && copy.port.state == STATE_OPEN && copy.port.proto == PROTO_TCP)
        suspects_open(e->suspects, &copy.port.addr, (uint16_t)copy.port.port);
    if (e->dns && copy.port.state == STATE_OPEN && !own(e, &copy.port.addr))
        names_want(e->dns, &copy.port.addr); /* its host will want it */
    return sink_put(e->to, &copy);
}

static int put(struct sink *s, const struct record *r)
{
    struct enrich *e = (struct enrich *)s;
    if (r->type == RECORD_HOST)
        return put_host(e, r);
    if (r->type == RECORD_REST)
        return put_rest(e, r);
    if (r->type != RECORD_PORT) {
        int error = put_waiting(e, true);
        return error < 0 ? error : sink_put(e->to, r);
    }
    return put_port(e, r);
}

int enrich_settle(struct enrich *e)
{
    return put_waiting(e, true);
}

static int flush(struct sink *s)
{
    struct enrich *e = (struct enrich *)s;
    return e->to->flush(e->to);
}

static int close_nothing(struct sink *s)
{
    (void)s; /* it owns nothing */
    return 0;
}

void enrich_init(struct enrich *e, struct sink *to)
{
    *e = (struct enrich){.sink = {.put = put, .flush = flush, .close = close_nothing}, .to = to};
}

void enrich_fini(struct enrich *e)
{
    free(e->waiting);
    e->waiting = NULL;
}
