/* What needs no network but the loopback, which every namespace has. All else: live_test.c. */
#include "io/dial.h"

#include "sys/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 5000 };

/* A bound TCP socket of 127.0.0.1, listening or not (then connections to it are refused); its port. */
static int bound(bool listening, uint16_t *ret_port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    if (listening)
        assert_int_equal(listen(fd, 64), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    *ret_port = ntohs(a.sin_port);
    return fd;
}

static void open_and_closed(void **state)
{
    (void)state;
    enum { N = 20 };
    const struct addr here = addr_v4(INADDR_LOOPBACK);
    uint16_t open, closed;
    int a = bound(true, &open), b = bound(false, &closed);
    struct dial *d;
    struct dial_result r[3];
    uint32_t started = 0, ended = 0, seen = 0;
    assert_int_equal(dial_new(&(struct dial_conf){.max_open = 5}, &d), 0);
    assert_int_equal(dial_capacity(d), 5);
    while (ended < N) {
        nsec now = clock_mono();
        while (started < N &&
               dial_start(d, &here, started % 2 ? open : closed, started, now, now + NSEC_SEC * 60) == 0)
            started++;
        assert_true(dial_open_count(d) <= 5);
        struct pollfd p = {.fd = dial_fd(d), .events = POLLIN};
        assert_true(dial_wake(d) == 0 || poll(&p, 1, PATIENCE_MS) == 1);
        uint32_t n = dial_poll(d, clock_mono(), r, 3);
        assert_true(n <= 3);
        for (uint32_t i = 0; i < n; i++) {
            assert_int_equal(r[i].outcome, r[i].cookie % 2 ? DIAL_OPEN : DIAL_REFUSED);
            assert_int_equal(seen >> r[i].cookie & 1, 0);
            assert_true(r[i].rtt >= 0);
            seen |= 1u << r[i].cookie;
        }
        ended += n;
    }
    assert_int_equal(seen, (1u << N) - 1);
    assert_true(dial_wake(d) == NSEC_NEVER);
    dial_free(d);
    close(a);
    close(b);
}

/* Local failures are known at once, wait to be collected, and take a place until then. */
static void decided_at_once(void **state)
{
    (void)state;
    const struct addr group = addr_v4(0xe0000001); /* no TCP with a multicast group: ENETUNREACH */
    struct dial *d;
    struct dial_result r[4];
    assert_int_equal(dial_new(&(struct dial_conf){.max_open = 2}, &d), 0);
    assert_int_equal(dial_start(d, &group, 80, 1, 1, 100), 0);
    assert_int_equal(dial_start(d, &group, 80, 2, 1, 100), 0);
    assert_int_equal(dial_start(d, &group, 80, 3, 1, 100), -EAGAIN);
    assert_true(dial_wake(d) == 0);
    assert_int_equal(dial_open_count(d), 2);
    assert_int_equal(dial_poll(d, 1, r, 1), 1);
    assert_true(r[0].cookie == 1 && r[0].outcome == DIAL_LOCAL && r[0].error != 0);
    assert_int_equal(dial_start(d, &group, 80, 4, 1, 100), 0);
    assert_int_equal(dial_poll(d, 1, r, 4), 2);
    assert_true(r[0].cookie == 2 && r[1].cookie == 4);
    assert_int_equal(dial_poll(d, 1, r, 4), 0);
    dial_free(d);
}

/* An answer that is there when the deadline passes still counts. */
static void late_look(void **state)
{
    (void)state;
    const struct addr here = addr_v4(INADDR_LOOPBACK);
    uint16_t open;
    int fd = bound(true, &open);
    struct dial *d;
    struct dial_result r;
    assert_int_equal(dial_new(&(struct dial_conf){.max_open = 2}, &d), 0);
    assert_int_equal(dial_start(d, &here, open, 1, 0, 10), 0);
    struct pollfd p = {.fd = dial_fd(d), .events = POLLIN};
    assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
    assert_int_equal(dial_poll(d, 1000, &r, 1), 1);
    assert_int_equal(r.outcome, DIAL_OPEN);
    assert_true(r.rtt == 1000);
    dial_free(d);
    close(fd);
}

/* A bound UDP socket of 127.0.0.1. */
static int bound_datagrams(uint16_t *ret_port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    *ret_port = ntohs(a.sin_port);
    return fd;
}

/* Sends back what came, from that socket or from another port. */
static void send_back(int fd, int from)
{
    char data[16];
    struct sockaddr_in peer;
    socklen_t n = sizeof peer;
    ssize_t len = recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&peer, &n);
    assert_int_equal(len, 5);
    assert_int_equal(sendto(from, data, (size_t)len, 0, (struct sockaddr *)&peer, n), len);
}

/* UDP: an answer, one from another port (believed only where it `moves`), a refusal by ICMP, silence. */
static void datagrams(void **state)
{
    (void)state;
    const struct addr here = addr_v4(INADDR_LOOPBACK);
    uint16_t open, moves, other, closed;
    int a = bound_datagrams(&open), b = bound_datagrams(&moves), c = bound_datagrams(&other);
    close(bound_datagrams(&closed));
    struct dial *d;
    struct dial_result r[8];
    enum dial_outcome got[5] = {DIAL_LOCAL, DIAL_LOCAL, DIAL_LOCAL, DIAL_LOCAL, DIAL_LOCAL};
    assert_int_equal(dial_new(&(struct dial_conf){.max_open = 5, .kind = DIAL_DATAGRAMS}, &d), 0);
    assert_int_equal(dial_kind(d), DIAL_DATAGRAMS);
    assert_int_equal(dial_ask(d, &here, open, "hello", 5, false, 0, 0, 100), 0);
    assert_int_equal(dial_ask(d, &here, moves, "hello", 5, true, 1, 0, 100), 0);
    assert_int_equal(dial_ask(d, &here, closed, "hello", 5, false, 2, 0, 100), 0);
    assert_int_equal(dial_ask(d, &here, moves, "hello", 5, false, 3, 0, 100), 0);
    assert_int_equal(dial_ask(d, &here, other, NULL, 0, false, 4, 0, 100), 0);
    send_back(a, a);
    send_back(b, c);
    send_back(b, c); /* of the third question, which does not believe it */
    uint32_t n = 0;
    for (int i = 0; i < 5 && n < 3; i++) { /* loopback is quick, but it is not at once */
        struct pollfd p = {.fd = dial_fd(d), .events = POLLIN};
        assert_true(poll(&p, 1, PATIENCE_MS) == 1);
        n += dial_poll(d, 50, r + n, 8 - n);
    }
    n += dial_poll(d, 100, r + n, 8 - n);
    assert_int_equal(n, 5);
    for (uint32_t i = 0; i < n; i++) {
        got[r[i].cookie] = r[i].outcome;
        assert_true(r[i].cookie != 2 || (r[i].icmp_type == 3 && r[i].icmp_code == 3));
    }
    assert_int_equal(got[0], DIAL_OPEN);
    assert_int_equal(got[1], DIAL_OPEN);
    assert_int_equal(got[2], DIAL_ICMP);
    assert_int_equal(got[3], DIAL_TIMEOUT);
    assert_int_equal(got[4], DIAL_TIMEOUT);
    dial_free(d);
    close(a);
    close(b);
    close(c);
}

static void refused_conf(void **state)
{
    (void)state;
    struct dial *d;
    struct dial_conf c = {.max_open = 0};
    assert_int_equal(dial_new(&c, &d), -EINVAL);
    c = (struct dial_conf){.max_open = 1, .ifindex = 0x7ffffff0};
    assert_int_equal(dial_new(&c, &d), -ENODEV);
    dial_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_and_closed), cmocka_unit_test(decided_at_once), cmocka_unit_test(late_look),
        cmocka_unit_test(datagrams),       cmocka_unit_test(refused_conf),
    };
    return cmocka_run_group_tests_name("io/dial", tests, NULL, NULL);
}
