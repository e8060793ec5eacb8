#include "cmd/house.h"

#include "cmd/rules.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>

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
    (void)local_packages(room.table); /* what it found is there; without memory the rest is missing */
    if (read_reach(&room) < 0)
        room.reach = NULL;
    error = rules_read(&room.firewall);
    if (error) {
        room.firewall = NULL;
        h->firewall_error = h->firewall_error ? h->firewall_error : error;
    }
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
}
