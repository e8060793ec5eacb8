#include "cmd/atlocal.h"

#include "cmd/cmd.h"
#include "cmd/targeting.h"

#include <errno.h>
#include <linux/netlink.h>

static bool is_attached(const struct links *links, const struct link *l)
{
    const struct link *master = l && l->master ? link_by_index(links, l->master) : NULL;
    return l && !(master && master->bridge) && l->up && l->kind != LINK_LOOPBACK && l->kind != LINK_OTHER;
}

bool atlocal_looks_out(const struct links *links, const struct link *l)
{
    return is_attached(links, l) && l->kind == LINK_ETHERNET && l->arp;
}

static void say(const struct link *l, const struct addr *first, unsigned bits, bool cut)
{
    char text[ADDR_TEXT_MAX];
    cmd_say(l->bridge ? _("%s: %s/%u on %s, a bridge of this machine") : _("%s: %s/%u on %s"), ATLOCAL_WORD,
            addr_text(first, text), bits, l->name);
    if (cut)
        cmd_say(_("%s: that is the part around our own address of a bigger network"), ATLOCAL_WORD);
}

/* The network of one IPv4 address of ours. */
static bool add_network(struct targets *t, const struct link *l, const struct link_addr *a)
{
    const struct addr *in = a->peer.len ? &a->peer : &a->addr;
    unsigned bits = a->bits < ATLOCAL_BITS ? ATLOCAL_BITS : a->bits;
    struct addr first = addr_first(in, bits), last = addr_last(in, bits);
    say(l, &first, bits, a->bits < ATLOCAL_BITS);
    return targeting_add(t, &first, &last) && targeting_add(t, &a->addr, &a->addr);
}

static bool add(struct targets *t, const struct links *links, int family, bool *ret_any)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < links->addr_count; i++) {
        const struct link_addr *a = &links->addr[i];
        const struct link *l = link_by_index(links, a->ifindex);
        if (!is_attached(links, l) || a->tentative || (family && family != (a->addr.len == 4 ? 4 : 6)))
            continue;
        *ret_any = true;
        ok = a->addr.len == 4 ? add_network(t, l, a) : targeting_add(t, &a->addr, &a->addr);
    }
    return ok;
}

int atlocal_add(struct targets *t, int family)
{
    struct netlink *nl;
    struct links links = {0};
    bool any = false;
    int e = netlink_open(NETLINK_ROUTE, &nl);
    if (e < 0)
        return cmd_failed("netlink", e);
    e = link_list(nl, &links);
    netlink_free(nl);
    if (e == 0 && !add(t, &links, family, &any))
        e = -ENOMEM;
    link_fini(&links);
    if (e == 0 && !any) {
        cmd_say(_("%s: this machine is attached to no network"), ATLOCAL_WORD);
        return CMD_USAGE;
    }
    return e < 0 ? cmd_failed(ATLOCAL_WORD, e) : 0;
}
