#include "local/local.h"

#include "local/containers.h"
#include "local/package.h"
#include "local/priv_process.h"
#include "local/priv_procs.h"
#include "local/rawproc.h"
#include "local/sockdiag.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

static int compare(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int by_exposure(const void *a, const void *b)
{
    const struct local_socket *x = a, *y = b;
    int c = compare(x->exposure, y->exposure);
    c = c ? c : compare(x->port, y->port);
    c = c ? c : compare(x->proto, y->proto);
    c = c ? c : addr_cmp(&x->addr, &y->addr);
    c = c ? c : compare(x->ifindex, y->ifindex);
    c = c ? c : compare(x->inode, y->inode);
    return c ? c : compare(x->cookie, y->cookie);
}

/* Sorts, and drops what a dump told twice because the table changed meanwhile. */
static void arrange(struct local_table *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++) {
        struct local_socket *s = &t->sockets[i];
        const struct link *link = s->ifindex ? link_by_index(&t->links, (int)s->ifindex) : NULL;
        s->exposure = exposure_of(&s->addr, s->ifindex);
        if (link)
            memcpy(s->device, link->name, sizeof s->device);
    }
    if (t->count)
        qsort(t->sockets, t->count, sizeof *t->sockets, by_exposure);
    for (size_t i = 0; i < t->count; i++)
        if (!kept || by_exposure(&t->sockets[kept - 1], &t->sockets[i]) != 0)
            t->sockets[kept++] = t->sockets[i];
    t->count = kept;
}

static int read_links(struct links *ret)
{
    struct netlink *nl;
    int r = netlink_open(NETLINK_ROUTE, &nl);
    if (r < 0)
        return r;
    r = link_list(nl, ret);
    netlink_free(nl);
    return r;
}

/* A protocol that the kernel lacks has no sockets; raw ones it may only show in another way. */
static int read_kind(const struct local_conf *conf, struct sockdiag *d, struct netlink *nl, enum proto proto)
{
    int r = sockdiag_dump(d, nl, proto);
    if (r == SOCKDIAG_E_UNKNOWN)
        r = proto == PROTO_IP ? rawproc_read(conf->proc ? conf->proc : "/proc", d) : 0;
    return r;
}

static int read_sockets(const struct local_conf *conf, struct sockdiag *d)
{
    bool both = conf->tcp == conf->udp;
    struct netlink *nl;
    int r = netlink_open(NETLINK_SOCK_DIAG, &nl);
    if (r < 0)
        return r;
    const struct {
        enum proto proto;
        bool wanted;
    } rows[] = {{PROTO_TCP, both || conf->tcp},     {PROTO_UDP, both || conf->udp},
                {PROTO_UDPLITE, both || conf->udp}, {PROTO_SCTP, both},
                {PROTO_IP, both && conf->raw},      {PROTO_PACKET, both && conf->raw}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows && r == 0; i++)
        if (rows[i].wanted)
            r = read_kind(conf, d, nl, rows[i].proto);
    netlink_free(nl);
    return r;
}

/* More connections than are counted is no reason to say nothing at all. */
static int read_connections(struct local_table *t)
{
    struct netlink *nl;
    int r = netlink_open(NETLINK_SOCK_DIAG, &nl);
    if (r < 0)
        return r;
    r = sockdiag_connections(t, nl);
    netlink_free(nl);
    return r == -E2BIG || r == -EAGAIN ? 0 : r;
}

static int fill(const struct local_conf *conf, struct local_table *t, struct local_stats *stats)
{
    struct sockdiag d = {.max = conf->max_sockets ? conf->max_sockets : LOCAL_SOCKETS_MAX};
    int r = read_links(&t->links);
    r = r < 0 ? r : read_sockets(conf, &d);
    t->sockets = d.sockets;
    t->count = d.count;
    if (r < 0)
        return r;
    arrange(t);
    *stats = (struct local_stats){.sockets = t->count, .refused = d.refused, .malformed = d.malformed};
    for (size_t i = 0; i < t->count; i++)
        stats->ears += t->sockets[i].proto == PROTO_PACKET;
    r = conf->connections ? read_connections(t) : 0;
    return r < 0 ? r : procs_walk(conf, t, stats);
}

int local_read(const struct local_conf *conf, struct local_table **ret, struct local_stats *stats)
{
    struct local_table *t = calloc(1, sizeof *t);
    if (!t)
        return -ENOMEM;
    int r = fill(conf, t, stats);
    if (r < 0)
        local_free(t);
    else
        *ret = t;
    return r;
}

void local_free(struct local_table *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->processes_count; i++)
        process_fini(&t->processes[i]);
    for (size_t i = 0; i < t->count; i++) {
        free(t->sockets[i].config);
        free(t->sockets[i].socket_unit);
        free(t->sockets[i].activates);
    }
    free(t->processes);
    free(t->sockets);
    link_fini(&t->links);
    free(t);
}

/* The interface by whose name packets from this machine to `addr` arrive: the one that has the address,
 * although they take the loopback (rt_iif of the kernel's route). 0 = not an address of this machine. */
static uint32_t interface_of(const struct local_table *t, const struct addr *addr)
{
    if (addr->zone)
        return addr->zone;
    for (uint32_t i = 0; i < t->links.addr_count; i++)
        if (t->links.addr[i].addr.len == addr->len &&
            memcmp(t->links.addr[i].addr.b, addr->b, sizeof addr->b) == 0)
            return (uint32_t)t->links.addr[i].ifindex;
    return addr_is_loopback(addr) ? EXPOSURE_LO : 0;
}

/* How well a socket fits, more is better; -1 = it does not. */
static int fitness(const struct local_socket *s, const struct addr *addr, uint32_t interface)
{
    enum { FAMILY = 1, ON_INTERFACE = 2, EXACT = 4, REACHABLE = 8 };
    bool same = s->addr.len == addr->len, any = addr_is_any(&s->addr);
    bool exact = same && memcmp(s->addr.b, addr->b, sizeof addr->b) == 0;
    bool on = s->ifindex && s->ifindex == interface;
    if (!exact && !(any && (same || (s->addr.len == 16 && !s->v6only))))
        return -1;
    if (s->ifindex && interface && !on)
        return -1;
    return (same ? FAMILY : 0) | (on ? ON_INTERFACE : 0) | (exact ? EXACT : 0) |
           (on || !s->ifindex ? REACHABLE : 0);
}

const struct local_socket *local_find(const struct local_table *t, enum proto proto, const struct addr *addr,
                                      uint16_t port, size_t *ret_count)
{
    const struct local_socket *best = NULL;
    uint32_t interface = interface_of(t, addr);
    int best_fitness = -1;
    size_t count = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct local_socket *s = &t->sockets[i];
        int f = s->port == port && s->proto == proto ? fitness(s, addr, interface) : -1;
        if (f < 0 || f < best_fitness)
            continue;
        count = f == best_fitness ? count + 1 : 1;
        if (f > best_fitness || s->inode < best->inode)
            best = s;
        best_fitness = f;
    }
    if (ret_count)
        *ret_count = count;
    return best;
}

void local_holder(const struct local_socket *s, struct record_process *ret)
{
    const struct local_process *p = s->process;
    *ret = (struct record_process){.pid = RECORD_NO_U64};
    if (p)
        *ret = (struct record_process){.known = true,
                                       .pid = p->pid,
                                       .name = p->name,
                                       .exe = p->exe,
                                       .cmdline = p->cmdline,
                                       .user = p->user,
                                       .unit = p->unit,
                                       .container = p->container_name ? p->container_name : p->container};
}

void local_record(const struct local_socket *s, struct record *ret)
{
    struct record_listener *l = &ret->listener;
    struct record_process p;
    local_holder(s, &p);
    record_init(ret, RECORD_LISTENER);
    *l = (struct record_listener){.proto = s->proto,
                                  .addr = s->addr,
                                  .port = s->port,
                                  .pid = p.pid,
                                  .process = p.name,
                                  .exe = p.exe,
                                  .cmdline = p.cmdline,
                                  .user = p.user,
                                  .unit = p.unit,
                                  .container = p.container,
                                  .package = s->process ? s->process->package : NULL,
                                  .exposure = exposure_word(s->exposure),
                                  .device = s->device[0] ? s->device : NULL,
                                  .since = s->process ? s->process->since : 0,
                                  .connections = s->counted ? s->connections : RECORD_NO_U64,
                                  .bytes_in = s->counted ? s->bytes_in : RECORD_NO_U64,
                                  .bytes_out = s->counted ? s->bytes_out : RECORD_NO_U64,
                                  .watched_s = RECORD_NO_U64,
                                  .socket_unit = s->socket_unit,
                                  .config = s->config};
    if (s->activates)
        l->unit = s->activates;
}

int local_packages(struct local_table *t)
{
    size_t n = 0;
    struct package_query *q = calloc(t->processes_count + 1, sizeof *q);
    if (!q)
        return -ENOMEM;
    for (size_t i = 0; i < t->processes_count; i++)
        if (t->processes[i].exe && !t->processes[i].container)
            q[n++].path = t->processes[i].exe;
    int error = package_find("/var/lib/dpkg/info", q, n);
    n = 0;
    for (size_t i = 0; i < t->processes_count; i++)
        if (t->processes[i].exe && !t->processes[i].container)
            t->processes[i].package = q[n++].package;
    free(q);
    return error;
}

void local_names(struct local_table *t)
{
    struct containers *there = NULL;
    for (size_t i = 0; i < t->processes_count; i++) {
        struct local_process *p = &t->processes[i];
        if (!p->container || !p->container_is_id ||
            (!there && !(there = containers_read(&containers_system))))
            continue;
        const char *name = containers_name(there, p->container);
        p->container_name = name ? strdup(name) : NULL;
    }
    containers_free(there);
}

int local_hold(const struct local_process *p)
{
    char path[32], text[4096];
    int fd = pidfd_open((pid_t)p->pid, 0);
    if (fd < 0)
        return -errno;
    /* The descriptor is of whoever has the pid now; while that process lives, what /proc says of the pid is
     * of it, too. */
    snprintf(path, sizeof path, "/proc/%u", (unsigned)p->pid);
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool same =
        dir >= 0 && process_file(dir, "stat", text, sizeof text) > 0 && process_start(text) == p->start;
    if (dir >= 0)
        close(dir);
    if (same)
        return fd;
    close(fd);
    return -ESRCH;
}

int local_put(const struct local_table *t, struct sink *sink)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < t->count; i++) {
        struct record record;
        if (t->sockets[i].proto == PROTO_PACKET)
            continue;
        local_record(&t->sockets[i], &record);
        r = sink_put(sink, &record);
    }
    return r;
}

int local_list(const struct local_conf *conf, struct sink *sink, struct local_stats *stats)
{
    struct local_table *t;
    int r = local_read(conf, &t, stats);
    if (r < 0)
        return r;
    r = local_put(t, sink);
    local_free(t);
    return r;
}
