#include "cmd/views.h"

#include "local/sockdiag.h"
#include "sys/netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>

enum { MET_OPEN = 1, MET_SHUT = 2 };

int views_init(struct views *v, const struct local_table *local, bool whole)
{
    *v = (struct views){.local = local};
    v->met = calloc(local->count + 1, sizeof *v->met);
    if (!v->met)
        return -ENOMEM;
    if (whole && netlink_open(NETLINK_SOCK_DIAG, &v->kernel) < 0)
        v->kernel = NULL;
    return 0;
}

void views_fini(struct views *v)
{
    netlink_free(v->kernel);
    free(v->met);
    *v = (struct views){0};
}

static void meet(struct views *v, const struct local_socket *s, enum state state)
{
    if (state == STATE_OPEN)
        v->met[s - v->local->sockets] |= MET_OPEN;
    else if (state == STATE_CLOSED || state == STATE_FILTERED)
        v->met[s - v->local->sockets] |= MET_SHUT;
}

/* Does the kernel, asked now, know of nobody either? Of TCP and UDP it knows everybody. */
static bool is_nobodys(struct views *v, const struct record_port *p)
{
    struct sockdiag d = {.max = LOCAL_SOCKETS_MAX};
    if (!v->kernel || (p->proto != PROTO_TCP && p->proto != PROTO_UDP) || v->asks++ >= VIEWS_ASKS_MAX)
        return false;
    bool whole = sockdiag_dump(&d, v->kernel, p->proto) == 0 && !d.refused && !d.malformed;
    struct local_table now = {.sockets = d.sockets, .count = d.count, .links = v->local->links};
    bool nobody = whole && !local_find(&now, p->proto, &p->addr, (uint16_t)p->port, NULL);
    free(d.sockets);
    return nobody;
}

void views_door(struct views *v, struct record_port *p)
{
    const struct local_socket *s = local_find(v->local, p->proto, &p->addr, (uint16_t)p->port, NULL);
    if (s)
        meet(v, s, p->state);
    if (p->state != STATE_OPEN)
        return;
    if (s)
        local_holder(s, &p->process);
    else if (is_nobodys(v, p))
        p->remark = "nobody-listens";
}

/* Whether "1-21,23-79" holds a port. */
static bool names(const char *ranges, unsigned port)
{
    for (const char *at = ranges; at && *at; at++) {
        char *end;
        unsigned long low = strtoul(at, &end, 10), high = *end == '-' ? strtoul(end + 1, &end, 10) : low;
        if (port >= low && port <= high)
            return true;
        if (*end != ',')
            return false;
        at = end;
    }
    return false;
}

void views_rest(struct views *v, const struct record_rest *r)
{
    for (size_t i = 0; i < v->local->count; i++) {
        const struct local_socket *s = &v->local->sockets[i];
        if (s->proto == r->proto && names(r->ports, s->port) &&
            local_find(v->local, r->proto, &r->addr, s->port, NULL) == s)
            meet(v, s, r->state);
    }
}

int views_put(const struct views *v, struct sink *sink)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < v->local->count; i++) {
        const struct local_socket *s = &v->local->sockets[i];
        struct record record;
        if (s->proto == PROTO_PACKET)
            continue;
        local_record(s, &record);
        if (v->met[i] == MET_SHUT)
            record.listener.remark = "not-reached";
        r = sink_put(sink, &record);
    }
    return r;
}
