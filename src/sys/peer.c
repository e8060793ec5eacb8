#include "sys/peer.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#define ANSWER_MAX (UINT32_C(1) << 20) /* one message is the usual */

/* A program for the kernel's filter (sock_diag(7)): the other end is this address and port. */
struct condition {
    struct inet_diag_bc_op op;
    uint8_t host[sizeof(struct inet_diag_hostcond) + 16]; /* and the address behind it */
};

static uint16_t condition_of(const struct addr *a, uint16_t port, struct condition *ret)
{
    const struct inet_diag_hostcond host = {
        .family = a->len == 4 ? AF_INET : AF_INET6, .prefix_len = (unsigned char)(a->len * 8), .port = port};
    uint16_t len = (uint16_t)(offsetof(struct condition, host) + sizeof host + a->len);
    *ret = (struct condition){
        .op = {.code = INET_DIAG_BC_D_COND, .yes = (unsigned char)len, .no = (unsigned short)(len + 4)}};
    memcpy(ret->host, &host, sizeof host);
    memcpy(ret->host + sizeof host, a->b, a->len);
    return len;
}

static bool names(const struct netlink_answer *answer, uint16_t port)
{
    const struct nlmsghdr *h;
    size_t pos = 0;
    while ((h = netlink_next(answer->data, answer->len, &pos)) != NULL) {
        const struct inet_diag_msg *m = mnl_nlmsg_get_payload(h);
        if (h->nlmsg_type == SOCK_DIAG_BY_FAMILY && h->nlmsg_len >= NLMSG_LENGTH(sizeof *m) &&
            ntohs(m->id.idiag_dport) == port)
            return true;
    }
    return false;
}

/* Sockets of one family; those of IPv6 may hold connections of IPv4. */
static int ask(struct netlink *nl, uint8_t family, const struct addr *own, uint16_t port)
{
    struct netlink_answer answer = {0};
    struct netlink_room room;
    struct inet_diag_req_v2 *q;
    struct condition c;
    struct nlmsghdr *h = netlink_request(&room, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, sizeof *q);
    q = mnl_nlmsg_get_payload(h);
    q->sdiag_family = family;
    q->sdiag_protocol = IPPROTO_TCP;
    q->idiag_states = ~(1u << TCP_LISTEN | 1u << TCP_TIME_WAIT);
    uint16_t len = condition_of(own, port, &c);
    mnl_attr_put(h, INET_DIAG_REQ_BYTECODE, len, &c);
    int e = netlink_ask(nl, h, ANSWER_MAX, &answer);
    if (e == 0)
        e = names(&answer, port);
    netlink_answer_fini(&answer);
    return e;
}

int peer_is_here(struct netlink *nl, const struct addr *own, uint16_t port)
{
    int e = own->len == 4 ? ask(nl, AF_INET, own, port) : 0;
    return e ? e : ask(nl, AF_INET6, own, port);
}
