#include "local/sockdiag.h"

#include "base/bytes.h"
#include "base/grow.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { MESSAGE_MAX = 256 }; /* bytes of a message; 124 (IPv4) and 132 (IPv6) measured on Linux 6.18 */

/* As bits; the kernel has them for its own (net/tcp_states.h). CLOSE is also what it calls sockets without a
 * peer. */
enum { LISTEN = 1 << 10, CLOSE = 1 << 7 };

static const struct {
    uint8_t ip_proto;
    uint32_t states;
    bool optional; /* kernels without the protocol, or without a way to ask for it, refuse the question */
} wanted[PROTO_WORDS] = {
    [PROTO_TCP] = {IPPROTO_TCP, LISTEN, false},       [PROTO_UDP] = {IPPROTO_UDP, CLOSE, false},
    [PROTO_UDPLITE] = {IPPROTO_UDPLITE, CLOSE, true}, [PROTO_SCTP] = {IPPROTO_SCTP, LISTEN, true},
    [PROTO_IP] = {IPPROTO_RAW, CLOSE, true}, /* all raw sockets: raw_diag.c of the kernel */
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

/* A socket that hears frames. Its place is the interface; an address it has not. */
static int parse_packet(const struct nlmsghdr *h, struct local_socket *ret)
{
    const struct nlattr *at[PACKET_DIAG_UID + 1];
    struct packet_diag_msg m;
    if (!netlink_attrs(h, sizeof m, at, PACKET_DIAG_UID))
        return SOCKDIAG_E_BAD;
    memcpy(&m, mnl_nlmsg_get_payload(h), sizeof m);
    const struct packet_diag_info *info = netlink_least(at[PACKET_DIAG_INFO], sizeof *info);
    if (m.pdiag_family != AF_PACKET || !info)
        return SOCKDIAG_E_BAD;
    *ret = (struct local_socket){.proto = PROTO_PACKET,
                                 .port = m.pdiag_num,
                                 .addr = addr_v4(0),
                                 .ifindex = info->pdi_index,
                                 .uid = netlink_u32(at[PACKET_DIAG_UID], 0),
                                 .inode = m.pdiag_ino,
                                 .cookie = (uint64_t)m.pdiag_cookie[1] << 32 | m.pdiag_cookie[0]};
    return 0;
}

int sockdiag_parse(const struct nlmsghdr *h, enum proto proto, struct local_socket *ret)
{
    if (proto == PROTO_PACKET)
        return parse_packet(h, ret);
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

/* Packet sockets for EtherType 0, and raw ones for IPPROTO_RAW, only send. */
static bool hears(const struct local_socket *s)
{
    return s->proto == PROTO_PACKET ? s->port != 0 : s->proto != PROTO_IP || s->port != IPPROTO_RAW;
}

int sockdiag_add(struct sockdiag *d, const struct local_socket *s)
{
    if (!hears(s))
        return 0;
    if (d->count >= d->max) {
        d->refused++;
        return 0;
    }
    struct local_socket *sockets = grow_one(d->sockets, d->count, sizeof *sockets);
    if (!sockets)
        return -ENOMEM;
    d->sockets = sockets;
    d->sockets[d->count++] = *s;
    return 0;
}

/* An SCTP socket once for each of its addresses (struct sockaddr_storage, one after the other), which take
 * the place of the one in the message. */
static int add_each(struct sockdiag *d, const struct nlmsghdr *h, struct local_socket *s)
{
    const struct nlattr *at[INET_DIAG_LOCALS + 1];
    (void)netlink_attrs(h, sizeof(struct inet_diag_msg), at, INET_DIAG_LOCALS); /* it was long enough */
    const uint8_t *list =
        s->proto == PROTO_SCTP && at[INET_DIAG_LOCALS] ? mnl_attr_get_payload(at[INET_DIAG_LOCALS]) : NULL;
    size_t n = list ? mnl_attr_get_payload_len(at[INET_DIAG_LOCALS]) / sizeof(struct sockaddr_storage) : 0;
    int r = n ? 0 : sockdiag_add(d, s);
    for (size_t i = 0; i < n && r == 0; i++) {
        const uint8_t *one = list + i * sizeof(struct sockaddr_storage);
        uint16_t family;
        memcpy(&family, one, sizeof family);
        if (family != AF_INET && family != AF_INET6)
            continue;
        s->addr = family == AF_INET ? addr_v4(get_u32(one + offsetof(struct sockaddr_in, sin_addr)))
                                    : addr_v6(one + offsetof(struct sockaddr_in6, sin6_addr));
        s->v6only &= s->addr.len == 16;
        r = sockdiag_add(d, s);
    }
    return r;
}

int sockdiag_answer(struct sockdiag *d, enum proto proto, const void *data, size_t n)
{
    size_t pos = 0;
    int r = 0;
    for (const struct nlmsghdr *h; r == 0 && (h = netlink_next(data, n, &pos));) {
        struct local_socket s;
        if (h->nlmsg_type != SOCK_DIAG_BY_FAMILY || sockdiag_parse(h, proto, &s) != 0)
            d->malformed++;
        else
            r = proto == PROTO_PACKET ? sockdiag_add(d, &s) : add_each(d, h, &s);
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

static int dump_packets(struct sockdiag *d, struct netlink *nl, struct netlink_answer *answer)
{
    struct netlink_room room;
    struct packet_diag_req *q;
    struct nlmsghdr *h = netlink_request(&room, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, sizeof *q);
    q = mnl_nlmsg_get_payload(h);
    q->sdiag_family = AF_PACKET;
    q->pdiag_show = PACKET_SHOW_INFO;
    int r = netlink_ask(nl, h, d->max * MESSAGE_MAX, answer);
    return r < 0 ? r : sockdiag_answer(d, PROTO_PACKET, answer->data, answer->len);
}

int sockdiag_dump(struct sockdiag *d, struct netlink *nl, enum proto proto)
{
    struct netlink_answer answer = {0};
    bool packets = proto == PROTO_PACKET;
    int r = packets ? dump_packets(d, nl, &answer) : dump_family(d, nl, AF_INET, proto, &answer);
    if (r == 0 && !packets)
        r = dump_family(d, nl, AF_INET6, proto, &answer);
    netlink_answer_fini(&answer);
    bool refused = r == -ENOENT || r == -EPROTONOSUPPORT || r == -EINVAL;
    return refused && (packets || wanted[proto].optional) ? SOCKDIAG_E_UNKNOWN : r;
}
