#include "cmd/enrich.h"

#include "cmd/ways.h"
#include "model/portinfo.h"

static bool own(const struct enrich *e, const struct addr *a)
{
    const struct path *p = e->ways ? ways_find(e->ways, a) : NULL;
    return p && p->own;
}

static void add_service(struct record_port *p)
{
    const char *name = p->service.known ? NULL : portinfo_name(p->proto, (uint16_t)p->port);
    if (!name)
        return;
    p->service.known = true;
    p->service.name = name;
    p->service.how = "port";
}

static void add_process(const struct enrich *e, struct record_port *p)
{
    const struct local_socket *s = e->local && p->state == STATE_OPEN && own(e, &p->addr)
                                       ? local_find(e->local, p->proto, &p->addr, (uint16_t)p->port, NULL)
                                       : NULL;
    if (!s)
        return;
    local_holder(s, &p->process);
}

/* Bound UDP sockets that take what comes to this address: they do not answer questions, but the kernel knows them. */
static int put_udp(struct enrich *e, const struct addr *a)
{
    for (size_t i = 0; i < e->local->count; i++) {
        const struct local_socket *s = &e->local->sockets[i];
        if (s->proto != PROTO_UDP || local_find(e->local, PROTO_UDP, a, s->port, NULL) != s)
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
        add_process(e, &r.port);
        int error = sink_put(e->to, &r);
        if (error < 0)
            return error;
    }
    return 0;
}

static int put_host(struct enrich *e, const struct record *r)
{
    struct record copy = *r;
    const char *name = e->names ? targets_name(e->names, &r->host.addr) : NULL;
    int error = 0;
    if (name && !copy.host.names.count)
        copy.host.names = (struct record_strings){.item = &name, .count = 1};
    if (own(e, &r->host.addr)) {
        e->raised += copy.host.state != HOST_UP;
        copy.host.state = HOST_UP;
        copy.host.reason = REASON_LOCALHOST;
        copy.host.distance = 0;
        if (e->list_udp)
            error = put_udp(e, &r->host.addr);
    }
    return error < 0 ? error : sink_put(e->to, &copy);
}

static int put(struct sink *s, const struct record *r)
{
    struct enrich *e = (struct enrich *)s;
    if (r->type == RECORD_HOST)
        return put_host(e, r);
    if (r->type != RECORD_PORT)
        return sink_put(e->to, r);
    struct record copy = *r;
    add_service(&copy.port);
    add_process(e, &copy.port);
    return sink_put(e->to, &copy);
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
