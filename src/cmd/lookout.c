#include "cmd/lookout.h"

#include "cmd/atlocal.h"
#include "cmd/callout.h"
#include "cmd/cmd.h"
#include "cmd/neighbourhood.h"
#include "cmd/targeting.h"
#include "scan/around.h"
#include "sys/clock.h"
#include "sys/neigh.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROUNDS  2
#define EVERY   (300 * NSEC_MS)
#define PATIENT (900 * NSEC_MS) /* after the last round: reports may take half a second by our own word */
#define NAP     (20 * NSEC_MS)
#define BATCH   64
#define SOURCES 8
#define CALLS   64   /* ping sockets */
#define HEAR    1024 /* answers at a time: who answers without end must not hold the run */

/* Questions to everybody on a link, where we are in a network that may be asked. */
static bool permitted(const struct run *r, int ifindex)
{
    bool any = false;
    for (uint32_t i = 0; i < r->ways.links.addr_count; i++) {
        const struct link_addr *a = &r->ways.links.addr[i];
        any |= a->ifindex == ifindex && permission_allows(&r->permission, &a->addr);
    }
    return any;
}

static bool listens(const struct run *r, int ifindex)
{
    return atlocal_looks_out(&r->ways.links, link_by_index(&r->ways.links, ifindex)) && permitted(r, ifindex);
}

static int read_table(struct run *r)
{
    struct netlink *nl;
    struct neigh *entry = NULL;
    uint64_t refused;
    uint32_t n = 0;
    int e = netlink_open(NETLINK_ROUTE, &nl);
    if (e < 0)
        return e;
    e = neigh_list(nl, 0, AF_INET6, LOOKOUT_MAX, &entry, &n, &refused);
    netlink_free(nl);
    r->lookout.known = e == 0 ? calloc(n + 1, sizeof *r->lookout.known) : NULL;
    if (e == 0 && !r->lookout.known)
        e = -ENOMEM;
    for (uint32_t i = 0; e == 0 && i < n; i++)
        if (entry[i].usable && listens(r, entry[i].ifindex) && !addr_is_multicast(&entry[i].addr))
            r->lookout.known[r->lookout.count++] = (struct lookout_known){entry[i].addr, entry[i].ifindex};
    free(entry);
    return e;
}

int lookout_prepare(struct run *r)
{
    if (!r->lookout.wanted)
        return 0;
    for (uint32_t i = 0; i < r->ways.links.count; i++) {
        const struct link *l = &r->ways.links.link[i];
        int e = atlocal_looks_out(&r->ways.links, l) ? ways_link(&r->ways, l->ifindex) : 0;
        if (e < 0)
            return cmd_failed(l->name, e);
    }
    int e = read_table(r);
    return e < 0 ? cmd_failed(_("neighbours"), e) : 0;
}

void lookout_fini(struct lookout *l)
{
    free(l->known);
    targets_free(l->heard);
    l->heard = NULL;
    l->known = NULL;
    l->count = 0;
}

/* Our addresses on the link: the link-local one first, one of each prefix. */
static uint32_t sources(const struct run *r, int ifindex, struct addr out[SOURCES])
{
    const struct links *links = &r->ways.links;
    uint32_t n = 0;
    for (int global = 0; global < 2; global++)
        for (uint32_t i = 0; i < links->addr_count && n < SOURCES; i++) {
            const struct link_addr *a = &links->addr[i];
            bool again = false;
            for (uint32_t k = 0; k < n; k++)
                again |= memcmp(out[k].b, a->addr.b, 8) == 0;
            if (a->ifindex == ifindex && a->addr.len == 16 && !a->tentative && !a->deprecated && !again &&
                addr_is_linklocal(&a->addr) == !global)
                out[n++] = a->addr;
        }
    return n;
}

/* A router would have to give way to a querier with a lower address. */
static bool has_router(const struct run *r, int ifindex)
{
    for (uint32_t i = 0; i < r->ways.gateways; i++)
        if (r->ways.gateway[i].ifindex == ifindex && r->ways.gateway[i].first.len == 16)
            return true;
    return false;
}

static struct around around_of(const struct run *r, uint32_t port)
{
    const struct link *l = link_by_index(&r->ways.links, r->ways.ifindex[port]);
    struct around a = {.key = r->cookie.key, .ifindex = l->ifindex};
    memcpy(a.mac, l->mac, sizeof a.mac);
    return a;
}

static void put_question(struct frames *f, const struct around *a, enum around_question q,
                         const struct addr *source)
{
    struct frame out;
    if (!frames_reserve(f, &out, 1))
        return; /* the next round asks again */
    out.len = around_ask(a, q, source, out.data);
    if (out.len)
        (void)frames_send(f, &out, 1);
}

static void ask(struct run *r, uint32_t port)
{
    struct around a = around_of(r, port);
    struct addr source[SOURCES];
    uint32_t n = sources(r, a.ifindex, source);
    for (uint32_t i = 0; i < n; i++) {
        put_question(r->ways.frames[port], &a, AROUND_ECHO, &source[i]);
        put_question(r->ways.frames[port], &a, AROUND_OPTION, &source[i]);
    }
    if (n && addr_is_linklocal(&source[0]) && !has_router(r, a.ifindex))
        put_question(r->ways.frames[port], &a, AROUND_MEMBERS, &source[0]);
    r->discovery.link_questions += 2 * n;
}

/* A path to somebody on the link. False when memory is out. */
static bool add_path(struct run *r, uint32_t port, const struct addr *a)
{
    struct addr source[SOURCES], own = {0};
    int ifindex = r->ways.ifindex[port];
    uint32_t n = sources(r, ifindex, source);
    for (uint32_t i = 0; i < n; i++) /* of the same prefix, else link-local */
        if (!own.len || memcmp(source[i].b, a->b, 8) == 0)
            own = source[i];
    return !own.len || ways_neighbour(&r->ways, port, a, &own) == 0;
}

static bool is_own(const struct run *r, const struct addr *a)
{
    return link_own(&r->ways.links, a);
}

static bool is_late(const struct run *r)
{
    return r->deadline && clock_mono() >= r->deadline;
}

/* Is there room for one more? */
static bool fits(struct run *r)
{
    bool full = r->lookout.strangers == LOOKOUT_HEARD;
    r->lookout.strangers += !full;
    r->lookout.refused += full;
    return !full;
}

static bool hear(struct run *r, uint32_t port, struct targets *found)
{
    struct around a = around_of(r, port);
    struct frame in[BATCH];
    bool ok = true;
    for (uint32_t n = BATCH, all = 0; ok && n == BATCH && all < HEAR; all += n) {
        n = frames_recv(r->ways.frames[port], in, BATCH);
        for (uint32_t i = 0; ok && i < n; i++) {
            struct around_neighbour who;
            if (!around_hear(&a, &in[i], &who) || is_own(r, &who.addr))
                continue;
            r->discovery.link_answers++;
            if (neighbours_get(&r->neighbours, &who.addr) || !fits(r))
                continue;
            if (neighbours_heard(&r->neighbours, &who.addr, who.mac, -1))
                ok = add_path(r, port, &who.addr) && targeting_add(found, &who.addr, &who.addr);
            else
                r->lookout.refused++; /* there are as many already as this program keeps */
        }
        frames_release(r->ways.frames[port], n);
    }
    return ok;
}

/* Reports of listeners go to groups that a card does not hear by itself. Where it cannot be told to, fewer
 * are found. */
static void join(const struct run *r, uint32_t port)
{
    struct packet_mreq all = {.mr_ifindex = r->ways.ifindex[port], .mr_type = PACKET_MR_ALLMULTI};
    int fd = frames_rx_fd(r->ways.frames[port]);
    if (fd >= 0)
        (void)setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all);
}

/* Questions to everybody, and their answers. */
static bool call(struct run *r, struct targets *found)
{
    nsec begin = clock_mono(), now = begin, next = begin;
    bool ok = true;
    for (uint32_t i = 0; i < r->ways.ports; i++)
        if (listens(r, r->ways.ifindex[i]))
            join(r, i);
    while (ok && now < begin + (ROUNDS - 1) * EVERY + PATIENT && !r->drive.interrupted && !is_late(r)) {
        for (uint32_t i = 0; now >= next && next < begin + ROUNDS * EVERY && i < r->ways.ports; i++)
            if (listens(r, r->ways.ifindex[i]))
                ask(r, i);
        if (now >= next)
            next += EVERY;
        drive_nap(&r->drive, NAP);
        for (uint32_t i = 0; ok && i < r->ways.ports; i++)
            if (listens(r, r->ways.ifindex[i]) && r->ways.frames[i]->layer == FRAMES_ETHERNET)
                ok = hear(r, i, found);
        now = clock_mono();
    }
    r->cut_short |= is_late(r);
    return ok;
}

static bool suppose(struct run *r, uint32_t port, const struct addr *a, struct targets *ret)
{
    return is_own(r, a) || neighbours_get(&r->neighbours, a) || !permission_allows(&r->permission, a) ||
           (add_path(r, port, a) && targeting_add(ret, a, a));
}

static uint32_t port_of(const struct run *r, int ifindex)
{
    uint32_t i = 0;
    while (i < r->ways.ports && r->ways.ifindex[i] != ifindex)
        i++;
    return i;
}

/* Addresses that devices whose MAC is known would give themselves. */
static bool suppose_slaac(struct run *r, struct targets *ret)
{
    const struct neighbours *near = &r->neighbours;
    bool ok = true;
    uint32_t known = near->map.count;
    struct addr *whose = calloc(known + 1, sizeof *whose); /* paths and neighbours grow meanwhile */
    uint32_t n = 0;
    for (uint32_t i = 0; whose && near->map.slots && i <= near->map.mask; i++)
        if (near->map.slots[i].addr.len)
            whose[n++] = near->map.slots[i].addr;
    for (uint32_t i = 0; whose && ok && i < n && !is_late(r); i++) {
        const struct path *p = ways_find(&r->ways, &whose[i]);
        struct addr source[SOURCES];
        uint8_t mac[6];
        if (!p || p->kind != PATH_DIRECT || !listens(r, p->ifindex))
            continue;
        uint32_t port = p->port, prefixes = sources(r, p->ifindex, source);
        memcpy(mac, neighbours_get(near, &whose[i]), 6);
        for (uint32_t k = 0; ok && k < prefixes; k++) {
            struct addr a = around_eui64(&source[k], mac);
            ok = suppose(r, port, &a, ret);
        }
    }
    free(whose);
    return ok && whose;
}

static bool suppose_known(struct run *r, struct targets *ret)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < r->lookout.count; i++) {
        const struct lookout_known *k = &r->lookout.known[i];
        uint32_t port = port_of(r, k->ifindex);
        ok = port == r->ways.ports || suppose(r, port, &k->addr, ret);
    }
    return ok;
}

/* Those of `supposed` who answer neighbour discovery. */
static int verify(struct run *r, struct targets *supposed, struct targets *found)
{
    int error = 0; /* nobody wanted those that could not be asked */
    struct diag d = {0};
    struct neighbourhood_conf conf = {.seed = r->seed,
                                      .max_rate = r->opt.max_rate,
                                      .deadline = r->deadline,
                                      .questions = &r->discovery.link_questions,
                                      .answers = &r->discovery.link_answers,
                                      .cut_short = &r->cut_short,
                                      .error = &error};
    int e = targets_compile(supposed, &d) < 0 ? -ENOMEM : 0;
    if (e == 0 && targets_count(supposed))
        e = neighbourhood_ask(&r->ways, &r->drive, supposed, &r->neighbours, &conf);
    for (uint64_t i = 0; e == 0 && i < targets_count(supposed); i++) {
        struct addr a = targets_addr(supposed, i);
        if (neighbours_get(&r->neighbours, &a) && !targeting_add(found, &a, &a))
            e = -ENOMEM;
    }
    return e;
}

/* Never those that were excluded, or that no permission holds. Takes `found` over. */
static int add_targets(struct run *r, struct targets *found)
{
    struct diag d = {0};
    struct targets *allowed = NULL;
    int status = targeting_excludes(&r->opt, &allowed), e = status ? 0 : targets_compile(found, &d);
    for (uint64_t i = 0; !status && e == 0 && i < targets_count(found); i++) {
        struct addr a = targets_addr(found, i);
        e = !permission_allows(&r->permission, &a) || targeting_add(allowed, &a, &a) ? 0 : -ENOMEM;
    }
    if (!status && e == 0)
        e = targets_compile(allowed, &d);
    if (!status && e == 0)
        e = plan_extend(&r->plan, allowed);
    if (!status && e == 0)
        status = permission_check(&r->permission, r->plan.wanted, &r->ways.links, &r->deadline);
    r->enrich.names = r->plan.wanted;
    targets_free(allowed);
    targets_free(found);
    return status ? status : e < 0 ? cmd_failed(_("neighbours"), -ENOMEM) : 0;
}

/* One question to everybody on a link, from one of our addresses. */
struct call {
    int fd;
    uint32_t port;
};

static uint32_t open_calls(const struct run *r, struct call out[CALLS])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->ways.ports; i++) {
        struct addr source[SOURCES];
        uint32_t k = listens(r, r->ways.ifindex[i]) ? sources(r, r->ways.ifindex[i], source) : 0;
        for (uint32_t j = 0; j < k && n < CALLS; j++) {
            int fd = callout_open(&source[j], r->ways.ifindex[i]);
            if (fd >= 0)
                out[n++] = (struct call){fd, i};
        }
    }
    return n;
}

static bool take(struct run *r, uint32_t port, const struct addr *a, struct targets *found)
{
    return is_own(r, a) || (add_path(r, port, a) && targeting_add(found, a, a));
}

/* A path leads to whom it has heard already. */
static bool hear_call(struct run *r, const struct call *c, uint64_t secret, struct targets *found)
{
    struct addr who;
    bool ok = true;
    for (uint32_t i = 0; ok && i < HEAR && callout_hear(c->fd, secret, &who); i++) {
        r->discovery.link_answers++;
        if (!is_own(r, &who) && !ways_find(&r->ways, &who) && fits(r))
            ok = take(r, c->port, &who, found);
    }
    return ok;
}

/* Without packets of our own, whoever answers such a ping is there. */
static bool call_by_kernel(struct run *r, struct targets *found)
{
    struct call call[CALLS];
    uint32_t n = open_calls(r, call);
    nsec begin = clock_mono(), next = begin;
    uint64_t secret = r->seed;
    bool ok = true;
    while (n && ok && clock_mono() < begin + PATIENT && !r->drive.interrupted && !is_late(r)) {
        bool due = clock_mono() >= next && next < begin + ROUNDS * EVERY;
        next += due ? EVERY : 0;
        for (uint32_t i = 0; due && i < n; i++)
            callout_ask(call[i].fd, r->ways.ifindex[call[i].port], secret);
        r->discovery.link_questions += due ? n : 0;
        drive_nap(&r->drive, NAP);
        for (uint32_t i = 0; ok && i < n; i++)
            ok = hear_call(r, &call[i], secret, found);
    }
    r->cut_short |= is_late(r);
    for (uint32_t i = 0; i < n; i++)
        close(call[i].fd);
    return ok;
}

/* Those who answer pings, where this user may send them, and those whom the kernel knows: what follows asks
 * them. */
static int find_by_kernel(struct run *r)
{
    struct targets *found = targeting_empty();
    bool ok = found && call_by_kernel(r, found);
    for (uint32_t i = 0; ok && i < r->lookout.count; i++) {
        const struct lookout_known *k = &r->lookout.known[i];
        uint32_t port = port_of(r, k->ifindex);
        ok = port == r->ways.ports || take(r, port, &k->addr, found);
    }
    if (ok)
        return add_targets(r, found);
    targets_free(found);
    return cmd_failed(_("neighbours"), -ENOMEM);
}

static int find_by_frames(struct run *r)
{
    struct targets *found = targeting_empty(), *supposed = NULL, *heard = targeting_empty();
    struct diag d = {0};
    int status = targeting_excludes(&r->opt, &supposed); /* nobody excluded is asked */
    r->lookout.heard = heard;
    if (status) {
        targets_free(found);
        return status;
    }
    bool ok = found && supposed && heard && call(r, heard) && targets_compile(heard, &d) == 0;
    for (uint64_t i = 0; ok && i < targets_count(heard); i++) {
        struct addr a = targets_addr(heard, i);
        ok = targeting_add(found, &a, &a);
    }
    if (ok && !r->drive.interrupted)
        ok = suppose_slaac(r, supposed) && suppose_known(r, supposed);
    int e = ok && !r->drive.interrupted ? verify(r, supposed, found) : ok ? 0 : -ENOMEM;
    targets_free(supposed);
    if (e == 0)
        return add_targets(r, found);
    targets_free(found);
    return cmd_failed(_("neighbours"), e);
}

int lookout_find(struct run *r)
{
    if (!r->lookout.wanted)
        return 0;
    int status = r->raw ? find_by_frames(r) : find_by_kernel(r);
    if (r->lookout.refused)
        cmd_say(_("more than %d unknown neighbours answer: the others are left out"), LOOKOUT_HEARD);
    return status;
}
