#include "cmd/kernelside.h"

#include "base/amap.h"
#include "cmd/cmd.h"
#include "cmd/engines.h"
#include "cmd/targeting.h"
#include "scan/results.h"
#include "sys/clock.h"
#include "sys/neigh.h"
#include "sys/priv.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>

#define ENTRIES_MAX (UINT32_C(1) << 20)
#define UP_MAX      (UINT32_C(1) << 25) /* that are remembered as up; memory is needed for those alone */
/* The kernel trusts an old entry for 5 s after it was used, then asks three times in as many seconds (arp(7),
 * delay_first_probe_time). */
#define SETTLING (9 * NSEC_SEC)
#define NAP      (100 * NSEC_MS)

/* Between the engines and the records: who is up passes at once, who is silent waits for the neighbour
 * table. */
struct gather {
    struct sink sink, *to;
    struct run *run;
    /* Owned. absent: the kernel asked the link, and nobody had that address; met: after all somebody has it;
     * unsent: this machine could not ask in the last way. */
    struct amap up, absent, met, unsent;
    struct addr port_of;
    enum reason last, usual; /* what the connection to `port_of` said; what other answers are */
};

int kernelside_open(struct run *r)
{
    struct discovery *d = &r->discovery;
    int e = netlink_open(NETLINK_ROUTE, &d->netlink);
    if (e < 0)
        return cmd_failed(_("neighbours"), e);
    if (!d->wanted || r->opt.pings & SCANOPTS_PE)
        d->ping_error = engines_pings(r, &d->ping);
    return 0; /* connections do without */
}

void kernelside_fini(struct discovery *d)
{
    dial_free(d->ping);
    netlink_free(d->netlink);
    d->ping = NULL;
    d->netlink = NULL;
}

static void explain(struct run *r, const char *technique, const char *instead_of, bool no_ping)
{
    bool may = priv_net_raw();
    r->stand_in[r->stand_ins++] = (struct record_stand_in){technique, instead_of,
                                                           no_ping ? "no-ping-sockets"
                                                           : may   ? "connections-only"
                                                                   : "no-net-raw"};
}

void kernelside_explain(struct run *r)
{
    struct discovery *d = &r->discovery;
    const struct mix *m = &d->mix[0];
    size_t at = 0;
    for (uint32_t i = 0; i < m->kinds && at < sizeof d->instead; i++)
        if (m->kind[i] != &tech_echo)
            at += (size_t)snprintf(d->instead + at, sizeof d->instead - at, at ? ",%s" : "%s",
                                   m->kind[i]->name);
    if (d->ping || d->ping_error)
        explain(r, d->ping ? tech_echo_dialled.name : tech_connect.name, tech_echo.name, !d->ping);
    if (at)
        explain(r, tech_connect.name, d->instead, false);
    explain(r, "neighbour-table", "arp,nd", false);
}

/* The kernel's entry of a host on a link; false when it has none, or the host is elsewhere. */
static bool entry_of(const struct run *r, const struct addr *a, struct neigh *ret)
{
    const struct path *p = ways_find(&r->ways, a);
    return p && p->kind == PATH_DIRECT && !p->own && neigh_get(r->discovery.netlink, p->ifindex, a, ret) == 0;
}

static bool has(const struct amap *m, const struct addr *a)
{
    return amap_get(m, a) != AMAP_NONE;
}

static bool planned(const struct gather *g, const struct addr *a)
{
    return targets_index(g->run->plan.product, a) != TARGETS_NONE;
}

static int put_up(struct gather *g, const struct record_host *h)
{
    struct record r;
    struct neigh n;
    record_init(&r, RECORD_HOST);
    r.host = *h;
    if (!planned(g, &h->addr) || has(&g->up, &h->addr))
        return 0;
    if (!amap_add(&g->up, &h->addr, 0))
        return -ENOMEM;
    if (r.host.reason == REASON_ANSWERED)
        r.host.reason = addr_eq(&g->port_of, &h->addr) ? g->last : g->usual;
    if (entry_of(g->run, &h->addr, &n) && n.usable)
        (void)neighbours_put(&g->run->neighbours, &h->addr, n.mac);
    return sink_put(g->to, &r);
}

/* The kernel asked the link for `a` in vain. Such an entry is soon thrown away. */
static void note_absent(struct gather *g, const struct addr *a, const struct neigh *n)
{
    if (n->state & NUD_FAILED && !has(&g->absent, a))
        (void)amap_add(&g->absent, a, 0);
}

static int gather(struct sink *s, const struct record *r)
{
    struct gather *g = (struct gather *)s;
    struct neigh n;
    /* Often because its neighbour did not answer: the entry may be gone when all have been asked. */
    if (r->type == RECORD_PORT && r->port.reason_addr.len && planned(g, &r->port.addr) &&
        !has(&g->absent, &r->port.addr) && entry_of(g->run, &r->port.addr, &n))
        note_absent(g, &r->port.addr, &n);
    /* What a silent port, a router or a proxy here said shows no host. */
    if (r->type == RECORD_PORT && r->port.reason != REASON_NO_RESPONSE && !r->port.reason_addr.len) {
        g->port_of = r->port.addr;
        g->last = r->port.reason;
    }
    return r->type == RECORD_HOST && r->host.state == HOST_UP ? put_up(g, &r->host) : 0;
}

static int gather_flush(struct sink *s)
{
    struct gather *g = (struct gather *)s;
    return g->to->flush(g->to);
}

static int close_nothing(struct sink *s)
{
    (void)s; /* it owns nothing */
    return 0;
}

/* Who is not up yet; compiled. NULL when memory is out. */
static struct targets *left_of(const struct gather *g)
{
    struct targets *up = targeting_empty(), *left = NULL;
    struct diag d = {0};
    bool ok = up != NULL;
    for (uint32_t i = 0; ok && g->up.slots && i <= g->up.mask; i++) {
        const struct addr *a = &g->up.slots[i].addr;
        ok = !a->len || targeting_add(up, a, a);
    }
    if (ok && targets_compile(up, &d) == 0)
        left = plan_without(g->run->plan.product, up);
    targets_free(up);
    return left;
}

/* All who are left, so that what could not be sent in the way before is void. */
static int ask(struct gather *g, const struct tech *tech, enum reason usual)
{
    struct discovery *d = &g->run->discovery;
    struct targets *left = left_of(g);
    g->usual = usual;
    amap_fini(&g->unsent);
    amap_init(&g->unsent, UP_MAX, hash_key_random());
    d->unsent = &g->unsent;
    d->stats.complete = true;
    d->stats.unasked = 0;
    int status = !left                 ? cmd_failed(_("targets"), -ENOMEM)
                 : targets_count(left) ? discovery_sweep(g->run, left, tech, NULL, &g->sink)
                                       : 0;
    targets_free(left);
    return status;
}

/* Asked again by the kernel itself, which we made use them: is this entry decided? */
static bool is_settling(const struct neigh *n)
{
    return n->state & (NUD_INCOMPLETE | NUD_DELAY | NUD_PROBE);
}

/* Goes through the table once: neighbours that answered the kernel's own question are up. *ret_settling: some
 * are still asked. */
static int take_table(struct gather *g, bool *ret_settling)
{
    struct run *r = g->run;
    struct neigh *entry = NULL;
    uint64_t refused;
    uint32_t n = 0;
    int e = neigh_list(r->discovery.netlink, 0, 0, ENTRIES_MAX, &entry, &n, &refused);
    *ret_settling = false;
    for (uint32_t i = 0; e == 0 && i < n; i++) {
        const struct path *p = ways_find(&r->ways, &entry[i].addr);
        const struct addr *a = &entry[i].addr;
        if (!planned(g, a) || has(&g->up, a) || !p || p->kind != PATH_DIRECT ||
            p->ifindex != entry[i].ifindex)
            continue;
        *ret_settling |= is_settling(&entry[i]);
        note_absent(g, a, &entry[i]);
        if (entry[i].usable && has(&g->absent, a) && !has(&g->met, a))
            (void)amap_add(&g->met, a, 0);
        if (!(entry[i].state & NUD_REACHABLE) || !entry[i].usable)
            continue; /* what an administrator wrote there, and what was true once, shows no host */
        struct record_host h = {.addr = entry[i].addr,
                                .state = HOST_UP,
                                .reason = entry[i].addr.len == 4 ? REASON_ARP_REPLY : REASON_ND_ADVERT,
                                .rtt_ms = NAN,
                                .distance = RECORD_NO_U64};
        r->discovery.stats.hosts_up++;
        e = put_up(g, &h);
    }
    free(entry);
    return e;
}

static bool is_forgotten(const struct gather *g, const struct addr *a)
{
    const struct path *p = ways_find(&g->run->ways, a);
    struct neigh n;
    return p && p->kind == PATH_DIRECT && !p->own && !has(&g->up, a) && !has(&g->absent, a) &&
           neigh_get(g->run->discovery.netlink, p->ifindex, a, &n) == -ENOENT;
}

/* The table (one for all network namespaces) throws failed entries away when it is rather full, so one may be
 * gone before it was read. Any datagram has the kernel ask once more. Of those that have records of their
 * own; returns whether a datagram went out. */
static bool ask_forgotten(const struct gather *g)
{
    const struct targets *all = g->run->plan.product;
    bool asked = false;
    for (uint64_t i = 0; targets_count(all) <= RESULTS_NAMED_MAX && i < targets_count(all); i++) {
        struct addr a = targets_addr(all, i);
        asked |= is_forgotten(g, &a) && neigh_prompt(&a) == 0;
    }
    return asked;
}

static int ask_table(struct gather *g)
{
    struct drive *d = &g->run->drive;
    nsec end = clock_mono() + SETTLING;
    bool settling = true;
    int e = 0;
    /* A table that does not hold still, or is too big to be read, tells nothing; nor does it stop anybody. */
    while (e == 0 && settling && !d->interrupted && !d->error) {
        e = take_table(g, &settling);
        settling &= clock_mono() < end;
        if (settling)
            drive_nap(d, NAP);
    }
    return e < 0 && e != -EAGAIN && e != -E2BIG ? cmd_failed(_("neighbours"), e) : 0;
}

/* Silent ones have their records where results.h names them. */
static int put_silent(const struct gather *g)
{
    const struct targets *all = g->run->plan.product;
    bool named = g->run->opt.all_states || targets_count(all) <= RESULTS_NAMED_MAX;
    int e = 0;
    for (uint64_t i = 0; named && e == 0 && i < targets_count(all); i++) {
        struct record r;
        record_init(&r, RECORD_HOST);
        r.host.addr = targets_addr(all, i);
        bool absent = has(&g->absent, &r.host.addr) && !has(&g->met, &r.host.addr);
        r.host.state = absent ? HOST_DOWN : HOST_UNKNOWN;
        r.host.reason = absent ? REASON_NEIGHBOUR_SILENT : REASON_NO_RESPONSE;
        bool unknown = has(&g->unsent, &r.host.addr) && !absent;
        e = unknown || has(&g->up, &r.host.addr) ? 0 : sink_put(g->to, &r);
    }
    return e < 0 ? cmd_failed(_("targets"), e) : 0;
}

/* Of whom nothing is known: neither ways asked them, nor has the table heard of them. */
static uint64_t count_unknown(const struct gather *g)
{
    uint64_t n = 0;
    for (uint32_t i = 0; g->unsent.slots && i <= g->unsent.mask; i++) {
        const struct addr *a = &g->unsent.slots[i].addr;
        n += a->len && !has(&g->up, a) && !has(&g->absent, a);
    }
    return n;
}

/* What this machine could not send in one way may go in the next. */
static bool has_time(const struct run *r)
{
    return !r->drive.interrupted && !r->drive.error && (!r->deadline || clock_mono() < r->deadline);
}

static bool goes_on(const struct run *r)
{
    const struct scan_stats *s = &r->discovery.stats;
    return !r->drive.interrupted && !r->drive.error && (s->complete || (s->unasked && has_time(r)));
}

int kernelside_find(struct run *r, struct sink *sink)
{
    struct discovery *d = &r->discovery;
    bool only_ping = d->ping && (r->opt.pings & ~SCANOPTS_PR) == SCANOPTS_PE;
    struct gather g = {
        .sink = {.put = gather, .flush = gather_flush, .close = close_nothing}, .to = sink, .run = r};
    amap_init(&g.up, UP_MAX, hash_key_random());
    amap_init(&g.absent, ENTRIES_MAX, hash_key_random());
    amap_init(&g.met, ENTRIES_MAX, hash_key_random());
    amap_init(&g.unsent, UP_MAX, hash_key_random());
    int status = d->ping ? ask(&g, &tech_echo_dialled, REASON_ECHO_REPLY) : 0;
    if (!status && !only_ping && has_time(r))
        status = ask(&g, &tech_connect, REASON_CONN_ACCEPTED);
    if (!status && has_time(r))
        status = ask_table(&g);
    if (!status && has_time(r) && ask_forgotten(&g))
        status = ask_table(&g);
    if (!status && goes_on(r)) {
        uint64_t unknown = count_unknown(&g);
        d->stats.complete |= unknown == 0;
        d->stats.unasked = unknown ? d->stats.unasked : 0;
        d->stats.hosts_silent = targets_count(r->plan.product) - d->stats.hosts_up - unknown;
        status = put_silent(&g);
    } else {
        d->stats.hosts_silent = 0;
    }
    d->unsent = NULL;
    amap_fini(&g.up);
    amap_fini(&g.absent);
    amap_fini(&g.met);
    amap_fini(&g.unsent);
    return status;
}
