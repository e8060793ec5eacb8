/* Reverse DNS against a server of the test's own on the loopback, in a thread: it names what it was told to
 * name, denies the rest, and may be silent. Nothing here waits for a time: what is to be known is waited
 * for. */
#include "cmd/names.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { HEAD = 12, PTR = 12 };

struct server {
    int fd;
    uint16_t port;
    pthread_t thread;
    _Atomic unsigned questions;
    const char *extra; /* stands in the names that it gives */
};

/* PTR of 1.9.18.198.in-addr.arpa -> "hostEXTRA1.example"; of even numbers NXDOMAIN. Written into q, behind
 * its question. */
static size_t reply(const struct server *s, uint8_t *q, size_t n)
{
    char host[64];
    unsigned last = 0;
    for (size_t i = 1; i <= q[HEAD] && i <= 3; i++)
        last = last * 10 + q[HEAD + i] - '0';
    q[2] = 0x84;
    q[3] = last % 2 ? 0 : 3;
    if (last % 2 == 0)
        return n;
    int len = snprintf(host, sizeof host, "host%s%u", s->extra, last);
    const uint8_t fixed[] = {0xc0, HEAD, 0, PTR, 0, 1, 0, 0, 0, 60, 0, (uint8_t)(len + 10), (uint8_t)len};
    q[7] = 1;
    memcpy(q + n, fixed, sizeof fixed);
    memcpy(q + n + sizeof fixed, host, (size_t)len);
    memcpy(q + n + sizeof fixed + len, "\7example", 9);
    return n + sizeof fixed + (size_t)len + 9;
}

static void *serve(void *arg)
{
    struct server *s = arg;
    for (;;) {
        uint8_t q[512];
        struct sockaddr_in from;
        socklen_t m = sizeof from;
        ssize_t n = recvfrom(s->fd, q, 300, 0, (struct sockaddr *)&from, &m);
        if (n < HEAD)
            return NULL; /* a shorter one ends it */
        atomic_fetch_add(&s->questions, 1);
        size_t len = reply(s, q, (size_t)n);
        (void)sendto(s->fd, q, len, 0, (struct sockaddr *)&from, m);
    }
}

static void listen_to(struct server *s)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t n = sizeof here;
    s->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(s->fd >= 0);
    assert_int_equal(bind(s->fd, (struct sockaddr *)&here, n), 0);
    assert_int_equal(getsockname(s->fd, (struct sockaddr *)&here, &n), 0);
    s->port = ntohs(here.sin_port);
}

static void begin(struct server *s)
{
    listen_to(s);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void end(struct server *s)
{
    struct sockaddr_in here = {
        .sin_family = AF_INET, .sin_port = htons(s->port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    assert_int_equal(sendto(s->fd, "", 0, 0, (struct sockaddr *)&here, sizeof here), 0);
    pthread_join(s->thread, NULL);
    close(s->fd);
}

static struct names *names_at(uint16_t port, uint32_t max)
{
    char server[64];
    struct names *n = NULL;
    snprintf(server, sizeof server, "127.0.0.1:%u", port);
    assert_int_equal(names_new(&(struct names_conf){.max = max, .server = server}, &n), 0);
    assert_int_equal(names_start(n), 0);
    return n;
}

static struct addr address(uint8_t last)
{
    return addr_v4(0xc6120900u | last);
}

static void answers(void **state)
{
    struct server s = {.extra = "-"};
    (void)state;
    begin(&s);
    struct names *n = names_at(s.port, 0);
    struct addr stranger = address(250);
    for (uint8_t i = 1; i <= 200; i++) {
        struct addr a = address(i);
        names_want(n, &a);
        names_want(n, &a); /* a second time is nothing */
    }
    for (uint8_t i = 1; i <= 200; i++) {
        struct addr a = address(i);
        char want[32];
        names_wait(n, &a);
        assert_true(names_known(n, &a));
        snprintf(want, sizeof want, "host-%u.example", i);
        if (i % 2)
            assert_string_equal(names_get(n, &a), want);
        else
            assert_null(names_get(n, &a));
    }
    assert_true(names_known(n, &stranger)); /* never wanted */
    assert_null(names_get(n, &stranger));
    assert_int_equal(atomic_load(&s.questions), 200);
    names_free(n);
    end(&s);
}

static void more_than_fit(void **state)
{
    struct server s = {.extra = ""};
    struct addr in = address(1), out = address(3);
    (void)state;
    begin(&s);
    struct names *n = names_at(s.port, 1);
    names_want(n, &in);
    names_want(n, &out);
    names_wait(n, &in);
    assert_string_equal(names_get(n, &in), "host1.example");
    assert_true(names_known(n, &out)); /* refused: nobody waits for it */
    names_wait(n, &out);
    assert_null(names_get(n, &out));
    names_free(n);
    end(&s);
}

/* Nobody listens at that port: after a few questions no more are asked, and none is waited for. */
static void no_server(void **state)
{
    struct server s = {0};
    (void)state;
    listen_to(&s);
    close(s.fd);
    struct names *n = names_at(s.port, 0);
    for (uint8_t i = 1; i <= 200; i++) {
        struct addr a = address(i);
        names_want(n, &a);
    }
    for (uint8_t i = 1; i <= 200; i++) {
        struct addr a = address(i);
        names_wait(n, &a);
        assert_true(names_known(n, &a));
        assert_null(names_get(n, &a));
    }
    names_free(n);
}

/* It ends with questions under way, without ever having begun, and with nothing. */
static void ends_early(void **state)
{
    struct server s = {0};
    struct addr a = address(1);
    struct names *n = NULL;
    (void)state;
    listen_to(&s); /* and is silent */
    n = names_at(s.port, 0);
    names_want(n, &a);
    names_free(n);
    assert_int_equal(names_new(&(struct names_conf){0}, &n), 0);
    names_want(n, &a); /* before it begins: not asked */
    assert_true(names_known(n, &a));
    names_free(n);
    names_free(NULL);
    close(s.fd);
    n = NULL;
    assert_int_equal(names_new(&(struct names_conf){.server = "no address"}, &n), -EINVAL);
    assert_null(n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(more_than_fit),
        cmocka_unit_test(no_server),
        cmocka_unit_test(ends_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
