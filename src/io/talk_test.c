/* Real sockets on 127.0.0.1, both ends in this process. */
#include "io/talk.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static struct talk *talk;

static int set_up(void **state)
{
    (void)state;
    struct talk_conf conf = {.max_flows = 4, .max_heard = 4096};
    return talk_new(&conf, &talk);
}

static int tear_down(void **state)
{
    (void)state;
    talk_free(talk);
    return 0;
}

static int listener(int type, uint16_t *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, type, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    if (type == SOCK_STREAM)
        assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

/* The next event; time stands still, so only what the kernel says counts. */
static struct talk_event next(void)
{
    struct talk_event e = {0};
    while (!talk_poll(talk, 0, &e, 1)) {
        struct pollfd p = {.fd = talk_fd(talk), .events = POLLIN};
        assert_int_equal(poll(&p, 1, 5000), 1);
    }
    return e;
}

static uint32_t open_to(uint16_t port, enum talk_kind kind, nsec deadline)
{
    struct addr a = addr_v4(INADDR_LOOPBACK);
    uint32_t id;
    assert_int_equal(talk_open(talk, &a, port, kind, 7, deadline, &id), 0);
    return id;
}

static void a_stream(void **state)
{
    (void)state;
    uint16_t port;
    char got[16];
    int server = listener(SOCK_STREAM, &port);
    uint32_t id = open_to(port, TALK_STREAM, NSEC_SEC);
    struct talk_event e = next();
    assert_int_equal(e.bits, TALK_CONNECTED);
    assert_int_equal(e.cookie, 7);
    int c = accept(server, NULL, NULL);
    assert_true(talk_say(talk, id, "hello", 5));
    assert_int_equal(recv(c, got, sizeof got, 0), 5);
    assert_int_equal(send(c, "first ", 6, 0), 6);
    e = next();
    assert_int_equal(e.bits, TALK_DATA);
    assert_int_equal(e.len, 6);
    assert_int_equal(send(c, "second", 6, 0), 6);
    e = next();
    assert_int_equal(e.len, 12);
    assert_memory_equal(e.data, "first second", 12);
    assert_true(talk_say(talk, id, "x", 1)); /* what was heard is forgotten */
    assert_int_equal(recv(c, got, sizeof got, 0), 1);
    close(c);
    e = next();
    assert_int_equal(e.bits, TALK_CLOSED);
    assert_int_equal(e.len, 0);
    talk_close(talk, id);
    assert_int_equal(talk_open_count(talk), 0);
    close(server);
}

static void too_much(void **state)
{
    (void)state;
    static char flood[65536];
    uint16_t port;
    int server = listener(SOCK_STREAM, &port);
    uint32_t id = open_to(port, TALK_STREAM, NSEC_SEC);
    (void)next();
    int c = accept(server, NULL, NULL);
    assert_true(send(c, flood, sizeof flood, MSG_DONTWAIT) > 4096);
    struct talk_event e;
    do
        e = next();
    while (!(e.bits & TALK_FULL));
    assert_int_equal(e.len, 4096);
    struct talk_event none[4];
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(talk_poll(talk, 0, none, 4), 0); /* no more is read, and nothing spins */
    assert_false(talk_say(talk, id, flood, TALK_SAY_MAX + 1));
    talk_close(talk, id);
    close(c);
    close(server);
}

static void nobody_there(void **state)
{
    (void)state;
    uint16_t port;
    close(listener(SOCK_STREAM, &port));
    uint32_t id = open_to(port, TALK_STREAM, NSEC_SEC);
    struct talk_event e = next();
    assert_int_equal(e.bits, TALK_FAILED);
    assert_int_equal(e.error, ECONNREFUSED);
    talk_close(talk, id);
}

/* The other side accepts, perhaps speaks, and resets before we have looked at all: there was a connection. */
static void reset_at_once(void **state)
{
    (void)state;
    struct linger hard = {.l_onoff = 1};
    uint16_t port;
    int server = listener(SOCK_STREAM, &port);
    for (int words = 0; words < 2; words++) {
        uint32_t id = open_to(port, TALK_STREAM, NSEC_SEC);
        int c = accept(server, NULL, NULL);
        if (words)
            assert_int_equal(send(c, "go away", 7, 0), 7);
        assert_int_equal(setsockopt(c, SOL_SOCKET, SO_LINGER, &hard, sizeof hard), 0);
        close(c);
        struct talk_event e = next();
        assert_int_equal(e.bits, TALK_CONNECTED | TALK_CLOSED | (words ? TALK_DATA : 0));
        assert_int_equal(e.error, ECONNRESET);
        assert_int_equal(e.len, words ? 7 : 0);
        talk_close(talk, id);
    }
    close(server);
}

static void deadlines_and_places(void **state)
{
    (void)state;
    uint16_t port;
    int server = listener(SOCK_STREAM, &port);
    struct addr a = addr_v4(INADDR_LOOPBACK);
    uint32_t id[4], more;
    struct talk_event e[4];
    for (unsigned i = 0; i < 4; i++) {
        id[i] = open_to(port, TALK_STREAM, (4 - i) * NSEC_SEC);
        assert_int_equal(next().bits, TALK_CONNECTED);
    }
    assert_int_equal(talk_open(talk, &a, port, TALK_STREAM, 0, NSEC_SEC, &more), -EAGAIN);
    assert_int_equal(talk_wake(talk), NSEC_SEC);
    assert_int_equal(talk_poll(talk, 2 * NSEC_SEC, e, 4), 2);
    assert_int_equal(e[0].bits, TALK_LATE);
    assert_int_equal(e[0].flow, id[3]);
    assert_int_equal(talk_wake(talk), 3 * NSEC_SEC);
    for (unsigned i = 0; i < 4; i++)
        talk_close(talk, id[i]);
    assert_int_equal(talk_wake(talk), NSEC_NEVER);
    close(server);
}

static void datagrams(void **state)
{
    (void)state;
    for (unsigned moves = 0; moves < 2; moves++) {
        uint16_t port, other;
        char got[16];
        struct sockaddr_in from;
        socklen_t n = sizeof from;
        int server = listener(SOCK_DGRAM, &port), second = listener(SOCK_DGRAM, &other);
        uint32_t id = open_to(port, moves ? TALK_MOVES : TALK_DATAGRAM, NSEC_SEC);
        assert_int_equal(next().bits, TALK_CONNECTED);
        assert_true(talk_say(talk, id, "who?", 4));
        assert_int_equal(recvfrom(server, got, sizeof got, 0, (struct sockaddr *)&from, &n), 4);
        assert_int_equal(sendto(moves ? second : server, "me", 2, 0, (struct sockaddr *)&from, n), 2);
        struct talk_event e = next();
        assert_int_equal(e.bits, TALK_DATA);
        assert_int_equal(e.len, 2);
        assert_true(talk_say(talk, id, "", 0)); /* an empty datagram is one */
        assert_int_equal(recv(server, got, sizeof got, 0), 0);
        talk_close(talk, id);
        close(server);
        close(second);
    }
}

/* Noise instead of TLS ends in TALK_INSECURE. */
static void no_tls(void **state)
{
    (void)state;
    uint16_t port;
    char hello[1024];
    int server = listener(SOCK_STREAM, &port);
    uint32_t id = open_to(port, TALK_STREAM, NSEC_SEC);
    (void)next();
    int c = accept(server, NULL, NULL);
    assert_int_equal(talk_secure(talk, id, "http/1.1", NULL), 0);
    assert_true(recv(c, hello, sizeof hello, 0) > 50);
    assert_int_equal(hello[0], 0x16); /* a handshake record, RFC 8446 §5.1 */
    assert_int_equal(hello[5], 1);    /* ClientHello */
    assert_int_equal(send(c, "220 I am no TLS\r\n", 17, 0), 17);
    assert_true(next().bits & TALK_INSECURE);
    struct tls_facts f;
    talk_facts(talk, id, &f);
    assert_false(f.up);
    assert_string_equal(f.version, "");
    talk_close(talk, id);
    close(c);
    close(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_stream, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_much, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reset_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deadlines_and_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(datagrams, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_tls, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
