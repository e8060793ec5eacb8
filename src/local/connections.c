#include "local/sockdiag.h"

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>

/* Bytes of a message: 408 measured on Linux 6.18, 416 over IPv6. */
enum { CONNECTIONS_MAX = 1 << 16, MESSAGE_MAX = 1024 };

/* ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, LAST_ACK, CLOSING of net/tcp_states.h: an end that this
 * machine still has. */
enum { STATES = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 8 | 1 << 9 | 1 << 11 };

bool sockdiag_ended(const struct nlmsghdr *h, struct local_socket *ret)
{
    struct inet_diag_msg m;
    if (h->nlmsg_type != SOCK_DIAG_BY_FAMILY || sockdiag_parse(h, PROTO_TCP, ret) != 0)
        return false;
    memcpy(&m, mnl_nlmsg_get_payload(h), sizeof m);
    return m.id.idiag_dport != 0;
}

static void count(struct local_table *t, const struct nlmsghdr *h)
{
    const struct nlattr *at[INET_DIAG_INFO + 1];
    struct local_socket end;
    struct tcp_info info = {0};
    if (h->nlmsg_type != SOCK_DIAG_BY_FAMILY || sockdiag_parse(h, PROTO_TCP, &end) != 0)
        return;
    (void)netlink_attrs(h, sizeof(struct inet_diag_msg), at, INET_DIAG_INFO); /* it was long enough */
    if (at[INET_DIAG_INFO]) {
        size_t n = mnl_attr_get_payload_len(at[INET_DIAG_INFO]); /* older kernels know less */
        memcpy(&info, mnl_attr_get_payload(at[INET_DIAG_INFO]), n < sizeof info ? n : sizeof info);
    }
    const struct local_socket *found = local_find(t, PROTO_TCP, &end.addr, end.port, NULL);
    if (!found)
        return; /* one that this machine made itself */
    struct local_socket *s = &t->sockets[found - t->sockets];
    s->connections++;
    s->bytes_in += info.tcpi_bytes_received;
    s->bytes_out += info.tcpi_bytes_acked;
}

void sockdiag_count(struct local_table *t, const void *data, size_t n)
{
    size_t pos = 0;
    for (const struct nlmsghdr *h; (h = netlink_next(data, n, &pos));)
        count(t, h);
}

static int count_family(struct local_table *t, struct netlink *nl, uint8_t family,
                        struct netlink_answer *answer)
{
    struct netlink_room room;
    struct inet_diag_req_v2 *q;
    struct nlmsghdr *h = netlink_request(&room, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, sizeof *q);
    q = mnl_nlmsg_get_payload(h);
    q->sdiag_family = family;
    q->sdiag_protocol = IPPROTO_TCP;
    q->idiag_states = STATES;
    q->idiag_ext = 1 << (INET_DIAG_INFO - 1);
    int r = netlink_ask(nl, h, (size_t)CONNECTIONS_MAX * MESSAGE_MAX, answer);
    if (r == 0)
        sockdiag_count(t, answer->data, answer->len);
    return r;
}

int sockdiag_connections(struct local_table *t, struct netlink *nl)
{
    struct netlink_answer answer = {0};
    int r = count_family(t, nl, AF_INET, &answer);
    if (r == 0)
        r = count_family(t, nl, AF_INET6, &answer);
    netlink_answer_fini(&answer);
    for (size_t i = 0; i < t->count && r == 0; i++)
        t->sockets[i].counted = t->sockets[i].proto == PROTO_TCP;
    return r;
}
