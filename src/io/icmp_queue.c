#include "io/priv_icmp_queue.h"

#include <errno.h>
#include <time.h> /* errqueue.h uses its struct timespec */

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

enum { TAKE_MAX = 16 };

int icmp_queue_enable(int fd, bool ipv6)
{
    int one = 1;
    int r = ipv6 ? setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &one, sizeof one)
                 : setsockopt(fd, IPPROTO_IP, IP_RECVERR, &one, sizeof one);
    return r < 0 ? -errno : 0;
}

static struct addr offender(const uint8_t *at, size_t len)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct addr r = {0};
    sa_family_t family = AF_UNSPEC;
    if (len >= sizeof family)
        memcpy(&family, at, sizeof family);
    if (family == AF_INET && len >= sizeof v4) {
        memcpy(&v4, at, sizeof v4);
        r = addr_v4(ntohl(v4.sin_addr.s_addr));
    } else if (family == AF_INET6 && len >= sizeof v6) {
        memcpy(&v6, at, sizeof v6);
        r = addr_v6(v6.sin6_addr.s6_addr);
        r.zone = addr_is_linklocal(&r) ? v6.sin6_scope_id : 0;
    }
    return r;
}

/* Path MTU news are no verdict: ICMP 3/4 (RFC 1191), ICMPv6 2 (RFC 8201). */
static bool verdict(const struct sock_extended_err *e)
{
    return (e->ee_origin == SO_EE_ORIGIN_ICMP && !(e->ee_type == 3 && e->ee_code == 4)) ||
           (e->ee_origin == SO_EE_ORIGIN_ICMP6 && e->ee_type != 2);
}

bool icmp_queue_parse(void *control, size_t len, struct icmp_queue_error *ret)
{
    struct msghdr m = {.msg_control = control, .msg_controllen = len};
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        bool ours = (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
                    (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR);
        size_t room = len - (size_t)((uint8_t *)c - (uint8_t *)control);
        struct sock_extended_err e;
        if (c->cmsg_len > room)
            return false;
        if (!ours || c->cmsg_len < CMSG_LEN(sizeof e))
            continue;
        memcpy(&e, CMSG_DATA(c), sizeof e);
        if (!verdict(&e))
            continue;
        *ret = (struct icmp_queue_error){.type = e.ee_type, .code = e.ee_code};
        ret->from = offender(CMSG_DATA(c) + sizeof e, c->cmsg_len - CMSG_LEN(sizeof e));
        return true;
    }
    return false;
}

bool icmp_queue_take(int fd, struct icmp_queue_error *ret)
{
    bool found = false;
    for (int i = 0; i < TAKE_MAX; i++) {
        _Alignas(struct cmsghdr) uint8_t control[512];
        uint8_t data[1]; /* our own packet comes back here: not needed */
        struct iovec iov = {.iov_base = data, .iov_len = sizeof data};
        struct msghdr m = {
            .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        if (recvmsg(fd, &m, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
            break;
        found |= icmp_queue_parse(control, m.msg_controllen, ret);
    }
    return found;
}
