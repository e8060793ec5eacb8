#include "local/sockdiag.h"

#include "base/bytes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX = 256 }; /* bytes of a message; 124 (IPv4) and 132 (IPv6) measured on Linux 6.18 */

static const struct {
    uint8_t ip_proto;
    uint32_t states;
} wanted[PROTO_COUNT] = {
    [PROTO_TCP] = {IPPROTO_TCP, 1u << TCP_LISTEN},
    [PROTO_UDP] = {IPPROTO_UDP, 1u << TCP_CLOSE}, /* the kernel's name for a UDP socket without peer */
};

static bool read_addr(const struct inet_diag_msg *m, struct addr *ret)
{
    static const uint8_t mapped[12] = {[10] = 0xff, 0xff};
    uint8_t b[16];
    memcpy(b, m->id.idiag_src, sizeof b);
    switch (m->idiag_family) {
    case AF_INET: *ret = addr_v4(get_u32(b)); return true;
    case AF_INET6:
        *ret = memcmp(b, mapped, sizeof mapped) == 0 ? addr_v4(get_u32(b + 12)) : addr_v6(b);
        return true;
    default: return false;
    }
}

int sockdiag_parse(const struct nlmsghdr *h, enum proto proto, struct local_socket *ret)
{
    const struct nlattr *at[INET_DIAG_SKV6ONLY + 1];
    struct inet_diag_msg m;
    struct local_socket s = {.proto = proto};
    if (!netlink_attrs(h, sizeof m, at, INET_DIAG_SKV6ONLY))
        return SOCKDIAG_E_BAD;
    memcpy(&m, mnl_nlmsg_get_payload(h), sizeof m);
    if (!read_addr(&m, &s.addr) || !m.id.idiag_sport)
        return SOCKDIAG_E_BAD;
    const uint8_t *v6only = netlink_least(at[INET_DIAG_SKV6ONLY], 1);
    s.port = ntohs(m.id.idiag_sport);
    s.v6only = s.addr.len == 16 && v6only && *v6only;
    s.ifindex = m.id.idiag_if;
    s.uid = m.idiag_uid;
    s.inode = m.idiag_inode;
    s.cookie = (uint64_t)m.id.idiag_cookie[1] << 32 | m.id.idiag_cookie[0];
    if (s.addr.len == 16 && addr_is_linklocal(&s.addr))
        s.addr.zone = s.ifindex;
    *ret = s;
    return 0;
}

static int add(struct sockdiag *d, const struct local_socket *s)
{
    if (d->count >= d->max) {
        d->refused++;
        return 0;
    }
    if (d->count == d->cap) {
        size_t cap = d->cap ? d->cap * 2 : 64;
        struct local_socket *sockets = realloc(d->sockets, cap * sizeof *sockets);
        if (!sockets)
            return -ENOMEM;
        d->sockets = sockets;
        d->cap = cap;
    }
    d->sockets[d->count++] = *s;
    return 0;
}

int sockdiag_answer(struct sockdiag *d, enum proto proto, const void *data, size_t n)
{
    size_t pos = 0;
    int r = 0;
    for (const struct nlmsghdr *h; r == 0 && (h = netlink_next(data, n, &pos));) {
        struct local_socket s;
        if (h->nlmsg_type == SOCK_DIAG_BY_FAMILY && sockdiag_parse(h, proto, &s) == 0)
            r = add(d, &s);
        else
            d->malformed++;
    }
    d->malformed += r == 0 && pos < n;
    return r;
}

static int dump_family(struct sockdiag *d, struct netlink *nl, uint8_t family, enum proto proto,
                       struct netlink_answer *answer)
{
    struct netlink_room room;
    struct inet_diag_req_v2 *q;
    struct nlmsghdr *h = netlink_request(&room, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, sizeof *q);
    q = mnl_nlmsg_get_payload(h);
    q->sdiag_family = family;
    q->sdiag_protocol = wanted[proto].ip_proto;
    q->idiag_states = wanted[proto].states;
    int r = netlink_ask(nl, h, d->max * MESSAGE_MAX, answer);
    return r < 0 ? r : sockdiag_answer(d, proto, answer->data, answer->len);
}

int sockdiag_dump(struct sockdiag *d, struct netlink *nl, enum proto proto)
{
    struct netlink_answer answer = {0};
    int r = dump_family(d, nl, AF_INET, proto, &answer);
    if (r == 0)
        r = dump_family(d, nl, AF_INET6, proto, &answer);
    netlink_answer_fini(&answer);
    return r;
}
