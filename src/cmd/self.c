#include "cmd/self.h"

#include "cmd/cmd.h"
#include "sys/link.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

static void add(struct self *s, const struct addr *a)
{
    char text[ADDR_TEXT_MAX];
    addr_text(a, text);
    for (unsigned i = 0; i < s->words.count; i++)
        if (strcmp(s->word[i], text) == 0)
            return;
    if (s->words.count >= OPT_LIST_MAX) {
        s->left_out++;
        return;
    }
    unsigned i = s->words.count++;
    memcpy(s->word[i], text, sizeof text);
    s->words.item[i] = s->word[i];
}

static bool usable(const struct links *l, const struct link_addr *a)
{
    const struct link *link = link_by_index(l, a->ifindex);
    return link && link->up && !a->tentative;
}

int self_words(const struct local_table *local, struct self *ret)
{
    *ret = (struct self){.word = calloc(OPT_LIST_MAX, sizeof *ret->word)};
    struct netlink *nl = NULL;
    struct links links = {0};
    int e = ret->word ? netlink_open(NETLINK_ROUTE, &nl) : -ENOMEM;
    if (e == 0)
        e = link_list(nl, &links);
    if (e < 0) {
        netlink_free(nl);
        self_fini(ret);
        return cmd_failed(_("addresses of this machine"), e);
    }
    for (int loopback = 1; loopback >= 0; loopback--)
        for (uint32_t i = 0; i < links.addr_count; i++)
            if (usable(&links, &links.addr[i]) && addr_is_loopback(&links.addr[i].addr) == (loopback == 1))
                add(ret, &links.addr[i].addr);
    for (size_t i = 0; local && i < local->count; i++)
        if (addr_is_loopback(&local->sockets[i].addr))
            add(ret, &local->sockets[i].addr);
    link_fini(&links);
    netlink_free(nl);
    if (ret->left_out)
        cmd_say(P_("%u address of this machine is left out: name it as a target",
                   "%u addresses of this machine are left out: name them as targets", ret->left_out),
                ret->left_out);
    if (ret->words.count)
        return 0;
    self_fini(ret);
    cmd_say(_("this machine has no address that is up, not even loopback"));
    return CMD_ENV;
}

void self_fini(struct self *s)
{
    free(s->word);
    *s = (struct self){0};
}
