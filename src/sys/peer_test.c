/* Connections on the loopback: their other end is here, and known by our end's address and port. */
#include "sys/peer.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct line {
    int listener, fd;
    uint16_t port, own; /* of the listener; of our end */
};

static uint16_t port_of(int fd)
{
    struct sockaddr_in6 a;
    socklen_t n = sizeof a;
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    return ntohs(a.sin6_port); /* the same place in both families */
}

/* By IPv4, to a listener of this family. */
static struct line call(int family)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct line l = {.listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0),
                     .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    int off = 0;
    if (family == AF_INET6)
        assert_int_equal(setsockopt(l.listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off), 0);
    assert_int_equal(family == AF_INET ? bind(l.listener, (struct sockaddr *)&v4, sizeof v4)
                                       : bind(l.listener, (struct sockaddr *)&v6, sizeof v6),
                     0);
    assert_int_equal(listen(l.listener, 1), 0);
    l.port = port_of(l.listener);
    v4.sin_port = htons(l.port);
    assert_int_equal(connect(l.fd, (struct sockaddr *)&v4, sizeof v4), 0);
    l.own = port_of(l.fd);
    return l;
}

static void here(void **state)
{
    static const int families[] = {AF_INET, AF_INET6};
    struct addr own = addr_v4(INADDR_LOOPBACK), other = addr_v4(INADDR_LOOPBACK + 1);
    struct netlink *nl;
    (void)state;
    assert_int_equal(netlink_open(NETLINK_SOCK_DIAG, &nl), 0);
    for (int i = 0; i < 2; i++) {
        struct line l = call(families[i]);
        assert_int_equal(peer_is_here(nl, &own, l.own), 1); /* not accepted yet, but made */
        assert_int_equal(peer_is_here(nl, &other, l.own), 0);
        close(l.listener);
        close(l.fd);
    }
    struct line l = call(AF_INET);
    uint16_t unused = l.own;
    close(l.listener);
    close(l.fd);
    assert_int_equal(peer_is_here(nl, &own, unused), 0);
    netlink_free(nl);
}

static void ipv6(void **state)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    socklen_t n = sizeof a;
    struct addr own = {.len = 16};
    struct netlink *nl;
    (void)state;
    own.b[15] = 1;
    int listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0), fd = socket(AF_INET6, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &n), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(netlink_open(NETLINK_SOCK_DIAG, &nl), 0);
    assert_int_equal(peer_is_here(nl, &own, port_of(fd)), 1);
    assert_int_equal(peer_is_here(nl, &own, port_of(listener)),
                     1); /* seen from the other side: that end is ours, too */
    netlink_free(nl);
    close(fd);
    close(listener);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(here),
        cmocka_unit_test(ipv6),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
