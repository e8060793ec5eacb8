#include "cmd/house.h"

#include "cmd/program.h"
#include "cmd/rules.h"
#include "local/inetd.h"
#include "local/units.h"

#include <errno.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_reach(struct house_room *room)
{
    struct netlink *nl;
    int error = netlink_open(NETLINK_ROUTE, &nl);
    if (error < 0)
        return error;
    error = reach_new(nl, &room->table->links, &room->reach);
    netlink_free(nl);
    return error;
}

static void add_stats(struct local_stats *sum, const struct local_stats *one)
{
    sum->sockets += one->sockets;
    sum->hidden += one->hidden;
    sum->ownerless += one->ownerless;
    sum->unread += one->unread;
    sum->refused += one->refused;
    sum->malformed += one->malformed;
    sum->ears += one->ears;
}

/* systemd's socket units: those of this file system, so of our own namespace. Without systemd there are
 * none. */
static void read_units(struct local_table *t)
{
    static const char *const ask[] = {
        "/usr/bin/systemctl", "list-sockets", "--show-types", "--full", "--output=json", NULL};
    char *text;
    size_t len;
    if (program_output(ask, 1 << 20, &text, &len) < 0)
        return;
    (void)units_read(text, len, t); /* what it found is there */
    free(text);
}

static bool is_held(const struct house_room *room, const struct firewall_redirect *r)
{
    for (size_t i = 0; i < room->table->count; i++) {
        const struct local_socket *s = &room->table->sockets[i];
        bool same = s->proto == (r->proto == IPPROTO_TCP ? PROTO_TCP : PROTO_UDP);
        if (same && s->port >= r->low && s->port <= r->high && s->exposure != EXPOSURE_LOOPBACK)
            return true;
    }
    return false;
}

static void read_redirects(struct house_room *room)
{
    enum { MOST = 1024 };
    size_t n = 0;
    struct firewall_redirect *all = room->firewall ? calloc(MOST, sizeof *all) : NULL;
    if (!all || firewall_redirects(room->firewall, all, MOST, &n) < 0) {
        free(all);
        return;
    }
    room->redirect = all;
    for (size_t i = 0; i < n; i++)
        if (!is_held(room, &all[i]))
            all[room->redirects++] = all[i];
}

/* The namespace that we are in. */
static int read_room(const struct local_conf *conf, struct house *h, const char *name)
{
    struct house_room room = {.netns = name && *name ? name : NULL};
    struct local_stats stats;
    int error = local_read(conf, &room.table, &stats);
    if (error < 0)
        return error;
    add_stats(&h->stats, &stats);
    local_names(room.table);
    (void)local_packages(room.table); /* what it found is there; without memory the rest is missing */
    if (read_reach(&room) < 0)
        room.reach = NULL;
    error = rules_read(&room.firewall);
    if (error) {
        room.firewall = NULL;
        h->firewall_error = h->firewall_error ? h->firewall_error : error;
    }
    (void)inetd_find("/etc", room.table);
    if (!room.netns)
        read_units(room.table);
    read_redirects(&room);
    h->room[h->rooms++] = room;
    return 0;
}

static void read_other(const struct local_conf *conf, struct house *h, const struct netns *n)
{
    if (netns_enter(n) < 0 || read_room(conf, h, n->name) < 0)
        h->closed++;
}

int house_read(const struct local_conf *conf, bool here, struct house *ret)
{
    *ret = (struct house){0};
    int error = netns_read(&ret->netns);
    if (error)
        return error;
    size_t n = here ? 1 : ret->netns.count;
    ret->room = calloc(n ? n : 1, sizeof *ret->room);
    if (!ret->room)
        return -ENOMEM;
    error = read_room(conf, ret, NULL);
    for (size_t i = 1; i < n && !error; i++)
        read_other(conf, ret, &ret->netns.item[i]);
    int back = n > 1 ? netns_enter(&ret->netns.item[0]) : 0;
    return error ? error : back == -EPERM ? 0 : back; /* without privilege we never left */
}

void house_fini(struct house *h)
{
    for (size_t i = 0; i < h->rooms; i++) {
        local_free(h->room[i].table);
        firewall_free(h->room[i].firewall);
        reach_free(h->room[i].reach);
        free(h->room[i].redirect);
    }
    free(h->room);
    netns_fini(&h->netns);
    *h = (struct house){0};
}

void house_record(const struct house_room *room, const struct local_socket *s, struct record *ret)
{
    struct reach r;
    local_record(s, ret);
    ret->listener.netns = room->netns;
    ret->listener.bound = ret->listener.exposure;
    if (!room->reach)
        return;
    reach_judge(room->reach, room->firewall, s, &r);
    ret->listener.exposure = exposure_word(r.exposure);
    ret->listener.firewall = r.firewall;
    ret->listener.reach = (struct record_reach){.known = true,
                                                .loopback = reach_word(r.zone[REACH_LOOPBACK]),
                                                .link = reach_word(r.zone[REACH_LINK]),
                                                .private = reach_word(r.zone[REACH_PRIVATE]),
                                                .public = reach_word(r.zone[REACH_PUBLIC])};
    if (s->exposure != EXPOSURE_LOOPBACK && strcmp(r.firewall, "closed") == 0)
        ret->listener.remark = "unreachable";
}

void house_redirect(const struct house_room *room, const struct firewall_redirect *r, uint16_t port,
                    char text[HOUSE_RULE], struct record *ret)
{
    record_init(ret, RECORD_LISTENER);
    snprintf(text, HOUSE_RULE, "table %s chain %s", r->table, r->chain);
    ret->listener.proto = r->proto == IPPROTO_TCP ? PROTO_TCP : PROTO_UDP;
    ret->listener.addr = r->family == 16 ? addr_v6((const uint8_t[16]){0}) : addr_v4(0);
    ret->listener.port = port;
    ret->listener.exposure = "unknown";
    ret->listener.config = text;
    ret->listener.netns = room->netns;
    ret->listener.remark = "redirected";
}
