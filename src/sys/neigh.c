#include "sys/neigh.h"

#include "sys/priv_neigh.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ANSWER_MAX = 64 << 20, /* some 700 000 entries: far above any gc_thresh3 */
    DISCARD = 9,
    USABLE = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT | NUD_NOARP,
};

bool neigh_parse(const struct nlmsghdr *h, struct neigh *ret)
{
    const struct nlattr *at[NDA_LLADDR + 1];
    if (h->nlmsg_type != RTM_NEWNEIGH || !netlink_attrs(h, sizeof(struct ndmsg), at, NDA_LLADDR))
        return false;
    const struct ndmsg *m = NLMSG_DATA(h);
    size_t n = m->ndm_family == AF_INET ? 4 : 16;
    const void *dst = netlink_exact(at[NDA_DST], n);
    if (!dst || (m->ndm_family != AF_INET && m->ndm_family != AF_INET6))
        return false;
    const void *mac = netlink_exact(at[NDA_LLADDR], 6);
    struct neigh e = {
        .addr.len = (uint8_t)n,
        .ifindex = m->ndm_ifindex,
        .state = m->ndm_state,
        .usable = mac && (m->ndm_state & USABLE),
        .router = m->ndm_flags & NTF_ROUTER,
    };
    memcpy(e.addr.b, dst, n);
    if (n == 16 && addr_is_linklocal(&e.addr))
        e.addr.zone = (uint32_t)m->ndm_ifindex;
    if (mac)
        memcpy(e.mac, mac, 6);
    *ret = e;
    return true;
}

/* Entries of an answer that belong to the link (0 = any); counts when `to` is NULL. */
static uint32_t gather(const struct netlink_answer *a, int ifindex, struct neigh *to, uint32_t cap,
                       uint64_t *refused)
{
    uint32_t n = 0;
    size_t pos = 0;
    for (const struct nlmsghdr *h; (h = netlink_next(a->data, a->len, &pos));) {
        struct neigh e;
        if (!neigh_parse(h, &e) || (ifindex && e.ifindex != ifindex))
            continue;
        if (n == cap) {
            ++*refused;
            continue;
        }
        if (to)
            to[n] = e;
        n++;
    }
    return n;
}

int neigh_list(struct netlink *nl, int ifindex, int family, uint32_t max, struct neigh **ret,
               uint32_t *ret_count, uint64_t *ret_refused)
{
    struct netlink_room room;
    struct netlink_answer answer = {0};
    struct nlmsghdr *request = netlink_request(&room, RTM_GETNEIGH, NLM_F_DUMP, sizeof(struct ndmsg));
    struct ndmsg *m = mnl_nlmsg_get_payload(request);
    m->ndm_family = (uint8_t)family;
    if (ifindex)
        mnl_attr_put_u32(request, NDA_IFINDEX, (uint32_t)ifindex);
    int r = netlink_ask(nl, request, ANSWER_MAX, &answer);
    if (r == 0) {
        uint64_t refused = 0, again = 0;
        uint32_t n = gather(&answer, ifindex, NULL, max, &refused);
        struct neigh *all = calloc(n ? n : 1, sizeof *all);
        if (all) {
            *ret_count = gather(&answer, ifindex, all, n, &again);
            *ret_refused = refused;
            *ret = all;
        } else {
            r = -ENOMEM;
        }
    }
    netlink_answer_fini(&answer);
    return r;
}

int neigh_get(struct netlink *nl, int ifindex, const struct addr *addr, struct neigh *ret)
{
    struct netlink_room room;
    struct netlink_answer answer = {0};
    struct nlmsghdr *request = netlink_request(&room, RTM_GETNEIGH, 0, sizeof(struct ndmsg));
    struct ndmsg *m = mnl_nlmsg_get_payload(request);
    m->ndm_family = addr->len == 4 ? AF_INET : AF_INET6;
    m->ndm_ifindex = ifindex;
    mnl_attr_put(request, NDA_DST, addr->len, addr->b);
    int r = netlink_ask(nl, request, ANSWER_MAX, &answer);
    size_t pos = 0;
    const struct nlmsghdr *h = r == 0 ? netlink_next(answer.data, answer.len, &pos) : NULL;
    if (r == 0 && !(h && neigh_parse(h, ret)))
        r = -ENOENT;
    netlink_answer_fini(&answer);
    return r;
}

int neigh_prompt(const struct addr *addr)
{
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(DISCARD)};
    struct sockaddr_in6 six = {
        .sin6_family = AF_INET6, .sin6_port = htons(DISCARD), .sin6_scope_id = addr->zone};
    const void *to = addr->len == 4 ? (const void *)&four : &six;
    memcpy(addr->len == 4 ? (void *)&four.sin_addr : &six.sin6_addr, addr->b, addr->len);
    int fd = socket(addr->len == 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    ssize_t n = sendto(fd, "", 0, 0, to, addr->len == 4 ? sizeof four : sizeof six);
    int e = n < 0 ? -errno : 0;
    close(fd);
    return e;
}
