#include "cmd/neighbourhood.h"

#include "cmd/cmd.h"
#include "cmd/targeting.h"
#include "sys/clock.h"
#include "sys/neigh.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

#define ARP_RATE 20e3 /* questions/s: broadcasts burden everybody on the link */
#define ARP_ASKS 3

static int swallow(struct sink *s, const struct record *r)
{
    (void)s, (void)r;
    return 0;
}

static int swallow_flush(struct sink *s)
{
    (void)s;
    return 0;
}

static struct sink nowhere = {.put = swallow, .flush = swallow_flush, .close = swallow_flush};

static int by_first(const void *a, const void *b)
{
    return addr_cmp(&((const struct path *)a)->first, &((const struct path *)b)->first);
}

static void note_entry(struct ways *w, struct neighbours *found, const struct neigh *n)
{
    if (n->state & (NUD_PERMANENT | NUD_NOARP)) {
        neighbours_put(found, &n->addr, n->mac);
        return;
    }
    for (uint32_t g = 0; g < w->gateways; g++)
        if (w->gateway[g].ifindex == n->ifindex && addr_eq(&w->gateway[g].first, &n->addr))
            memcpy(w->gateway[g].next_mac, n->mac, 6);
}

/* The kernel's own table: what an administrator fixed holds; what it learned about gateways is compared with
 * what we learn. */
int neighbourhood_known(struct ways *w, struct neighbours *found)
{
    struct netlink *nl;
    struct neigh *entry = NULL;
    uint32_t n = 0;
    uint64_t refused;
    int e = netlink_open(NETLINK_ROUTE, &nl);
    if (e < 0)
        return cmd_failed(_("neighbours"), e);
    e = neigh_list(nl, 0, 0, 1 << 20, &entry, &n, &refused);
    netlink_free(nl);
    for (uint32_t i = 0; e == 0 && i < n; i++)
        if (entry[i].usable)
            note_entry(w, found, &entry[i]);
    free(entry);
    return e < 0 ? cmd_failed(_("neighbours"), e) : 0;
}

/* All that must be asked for on the links, in one family. */
static struct targets *unknown_of(const struct path *path, uint32_t count, uint8_t len,
                                  const struct neighbours *found)
{
    struct targets *t = targeting_empty();
    struct diag d = {0};
    bool ok = t != NULL;
    for (uint32_t i = 0; ok && i < count; i++) {
        const struct path *p = &path[i];
        bool single = addr_eq(&p->first, &p->last);
        if (p->kind == PATH_DIRECT && p->first.len == len && !(single && neighbours_get(found, &p->first)))
            ok = targeting_add(t, &p->first, &p->last);
    }
    if (ok && targets_compile(t, &d) == 0)
        return t;
    targets_free(t);
    return NULL;
}

static int note_unsent(void *unsent, const struct addr *a)
{
    return targeting_add(unsent, a, a) ? 0 : -ENOMEM;
}

static int ask_link(struct ways *w, struct drive *d, const struct tech *tech, const struct targets *t,
                    const struct paths *paths, struct neighbours *found, const struct neighbourhood_conf *nc)
{
    nsec now = clock_mono();
    struct cookie_conf no_cookie = {.port_span = 1};
    struct scan_conf conf = {.tech = tech,
                             .targets = t,
                             .sink = &nowhere,
                             .seed = nc->seed,
                             .start_rate = 2000,
                             .max_rate =
                                 nc->max_rate > 0 && nc->max_rate < ARP_RATE ? nc->max_rate : ARP_RATE,
                             .deadline = nc->deadline,
                             .min_rounds = ARP_ASKS,
                             .max_rounds = ARP_ASKS,
                             .wait = 300 * NSEC_MS,
                             .unsent = nc->unsent ? note_unsent : NULL,
                             .unsent_ctx = nc->unsent};
    struct scan *s;
    struct exchange *x = malloc(sizeof *x);
    int e = x ? scan_new(&conf, now, &s) : -ENOMEM;
    if (e < 0) {
        free(x);
        return e;
    }
    struct exchange_conf xc = {.scan = s,
                               .tech = tech,
                               .paths = paths,
                               .neighbours = found,
                               .learn = found,
                               .cookie = &no_cookie,
                               .frames = w->frames,
                               .ifindex = w->ifindex,
                               .ports = w->ports};
    e = exchange_init(x, &xc);
    if (e == 0) {
        drive_frames(d, s, x, NULL, now);
        ways_given_up(w, x);
        exchange_fini(x);
        struct scan_stats st;
        scan_stats(s, &st);
        *nc->questions += st.probes;
        *nc->answers += st.replies;
        *nc->cut_short |= !st.complete && nc->deadline && clock_mono() >= nc->deadline;
        *nc->error = st.last_error ? st.last_error : *nc->error;
    }
    scan_free(s);
    free(x);
    return e;
}

int neighbourhood_ask(struct ways *w, struct drive *d, const struct targets *t, struct neighbours *found,
                      const struct neighbourhood_conf *conf)
{
    struct paths paths = {.path = w->path, .count = w->count};
    return ask_link(w, d, &tech_nd, t, &paths, found, conf);
}

static bool has_mac(const struct path *p)
{
    static const uint8_t none[6];
    return memcmp(p->next_mac, none, 6) != 0;
}

/* Whether anybody on that link has a MAC. */
static bool heard_on(const struct ways *w, const struct neighbours *found, uint32_t port)
{
    for (uint32_t i = 0; found->map.slots && i <= found->map.mask; i++) {
        const struct addr *a = &found->map.slots[i].addr;
        const struct path *p = a->len ? ways_find(w, a) : NULL;
        if (p && p->kind == PATH_DIRECT && p->port == port)
            return true;
        for (uint32_t g = 0; a->len && g < w->gateways; g++)
            if (w->gateway[g].port == port && addr_eq(&w->gateway[g].first, a))
                return true;
    }
    return false;
}

static bool is_unsent(const struct targets *unsent, const struct path *p)
{
    return targets_index(unsent, &p->first) != TARGETS_NONE;
}

/* Gateways whom the kernel knows, and who did not answer us. */
static void judge_silence(struct ways *w, struct neighbours *found, const struct targets *unsent)
{
    char text[ADDR_TEXT_MAX];
    for (uint32_t g = 0; g < w->gateways; g++) {
        const struct path *p = &w->gateway[g];
        if (!has_mac(p) || neighbours_get(found, &p->first) || is_unsent(unsent, p))
            continue;
        if (!heard_on(w, found, p->port) && ways_fall_back(w, p->port))
            cmd_say(
                _("%s: the kernel knows %s, yet nobody answers this program's frames: IP sockets take over"),
                ways_link_name(w, p->ifindex), addr_show(&p->first, text));
        else
            neighbours_put(found, &p->first, p->next_mac);
    }
}

/* What the kernel knows of whom we could not ask. */
static const uint8_t *known_mac(const struct ways *w, const struct addr *gateway,
                                const struct targets *unsent)
{
    for (uint32_t g = 0; g < w->gateways; g++) {
        const struct path *p = &w->gateway[g];
        if (addr_eq(&p->first, gateway) && has_mac(p) && is_unsent(unsent, p))
            return p->next_mac;
    }
    return NULL;
}

static void fill_gateways(struct ways *w, const struct neighbours *found, const struct targets *unsent)
{
    for (uint32_t i = 0; i < w->count; i++) {
        struct path *p = &w->path[i];
        const uint8_t *mac = p->kind == PATH_VIA ? neighbours_get(found, &p->gateway) : NULL;
        if (p->kind == PATH_VIA && !mac)
            mac = known_mac(w, &p->gateway, unsent);
        if (mac)
            memcpy(p->next_mac, mac, 6);
    }
}

int neighbourhood_find(struct ways *w, struct drive *d, struct neighbours *found,
                       const struct neighbourhood_conf *nc)
{
    uint32_t n = 0;
    struct path *path = calloc(w->count + w->gateways + 1, sizeof *path);
    int e = 0;
    if (!path)
        return cmd_failed(_("neighbours"), -ENOMEM);
    for (uint32_t i = 0; i < w->gateways; i++)
        if (!ways_find(w, &w->gateway[i].first)) /* else it is a target, and asked for as such */
            path[n++] = w->gateway[i];
    if (w->count)
        memcpy(path + n, w->path, w->count * sizeof *path);
    n += w->count;
    qsort(path, n, sizeof *path, by_first);
    struct paths paths = {.path = path, .count = n};
    static const struct {
        uint8_t len;
        const struct tech *tech;
    } families[] = {{4, &tech_arp}, {16, &tech_nd}};
    for (int i = 0; i < 2 && e == 0 && !d->interrupted && !d->error; i++) {
        struct targets *t = unknown_of(path, n, families[i].len, found);
        if (!t)
            e = -ENOMEM;
        else if (targets_count(t))
            e = ask_link(w, d, families[i].tech, t, &paths, found, nc);
        targets_free(t);
    }
    free(path);
    struct diag diag = {0};
    if (e == 0 && targets_compile(nc->unsent, &diag) < 0)
        e = -ENOMEM;
    if (e == 0 && !d->interrupted && !d->error && !*nc->cut_short)
        judge_silence(w, found, nc->unsent);
    if (e == 0)
        fill_gateways(w, found, nc->unsent);
    return e < 0 ? cmd_failed(_("neighbours"), e) : 0;
}

static bool in_path(const struct path *p, const struct addr *a)
{
    return addr_cmp(&p->first, a) <= 0 && addr_cmp(a, &p->last) <= 0;
}

/* How many of a path's addresses are in the set. */
static uint64_t among(const struct targets *t, const struct path *p)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < targets_range_count(t); i++) {
        const struct targets_range *r = targets_range(t, i);
        const struct addr *first = addr_cmp(&r->first, &p->first) < 0 ? &p->first : &r->first;
        const struct addr *last = addr_cmp(&r->last, &p->last) > 0 ? &p->last : &r->last;
        n += addr_cmp(first, last) <= 0 ? addr_diff(first, last) + 1 : 0;
    }
    return n;
}

static bool add_found(struct targets *t, const struct path *p, const struct neighbours *found,
                      const struct targets *unsent, struct neighbourhood_left *left)
{
    uint64_t n = among(unsent, p);
    left->unsent += n;
    for (uint32_t i = 0; found->map.slots && i <= found->map.mask; i++) {
        const struct addr *a = &found->map.slots[i].addr;
        if (!a->len || !in_path(p, a))
            continue;
        if (!targeting_add(t, a, a))
            return false;
        n++;
    }
    left->absent += addr_diff(&p->first, &p->last) + 1 - n;
    return true;
}

/* A gateway that does not answer cannot pass anything on. */
static bool has_next_hop(const struct path *p)
{
    return p->kind != PATH_VIA || has_mac(p);
}

struct targets *neighbourhood_all(const struct ways *w)
{
    struct targets *t = targeting_empty();
    struct diag d = {0};
    bool ok = t != NULL;
    for (uint32_t i = 0; ok && i < w->count; i++)
        ok = targeting_add(t, &w->path[i].first, &w->path[i].last);
    if (ok && targets_compile(t, &d) == 0)
        return t;
    targets_free(t);
    return NULL;
}

struct targets *neighbourhood_targets(const struct ways *w, const struct neighbours *found,
                                      const struct targets *unsent, struct neighbourhood_left *ret)
{
    struct targets *t = targeting_empty();
    struct diag d = {0};
    bool ok = t != NULL;
    *ret = (struct neighbourhood_left){0};
    for (uint32_t i = 0; ok && i < w->count; i++) {
        const struct path *p = &w->path[i];
        if (p->kind == PATH_DIRECT)
            ok = add_found(t, p, found, unsent, ret);
        else if (has_next_hop(p))
            ok = targeting_add(t, &p->first, &p->last);
        else if (targets_index(unsent, &p->gateway) != TARGETS_NONE)
            ret->unsent += addr_diff(&p->first, &p->last) + 1;
        else
            ret->cut_off += addr_diff(&p->first, &p->last) + 1;
    }
    if (ok && targets_compile(t, &d) == 0)
        return t;
    targets_free(t);
    return NULL;
}
