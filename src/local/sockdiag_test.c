#include "local/sockdiag.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 4096 };

struct wanted {
    const char *addr; /* as inet_pton reads it */
    uint16_t port;
    uint32_t ifindex, inode, uid;
    int v6only; /* -1 = the attribute is absent */
};

/* A message as inet_diag_msg_common_fill() of the kernel lays it out, an attribute of no interest in front. */
static size_t put_socket(char *at, const struct wanted *w)
{
    struct nlmsghdr *h = mnl_nlmsg_put_header(at);
    h->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    struct inet_diag_msg *m = mnl_nlmsg_put_extra_header(h, sizeof *m);
    m->idiag_family = strchr(w->addr, ':') ? AF_INET6 : AF_INET;
    inet_pton(m->idiag_family, w->addr, m->id.idiag_src);
    m->id.idiag_sport = htons(w->port);
    m->id.idiag_if = w->ifindex;
    m->id.idiag_cookie[0] = w->inode;
    m->id.idiag_cookie[1] = 1;
    m->idiag_inode = w->inode;
    m->idiag_uid = w->uid;
    mnl_attr_put_u8(h, INET_DIAG_SHUTDOWN, 0);
    if (w->v6only >= 0)
        mnl_attr_put_u8(h, INET_DIAG_SKV6ONLY, (uint8_t)w->v6only);
    return h->nlmsg_len;
}

static const struct wanted samples[] = {
    {"127.0.0.1", 631, 0, 11, 0, -1},
    {"0.0.0.0", 22, 0, 12, 0, -1},
    {"::", 80, 0, 13, 33, 0},
    {"::", 443, 0, 14, 33, 1},
    {"fe80::1", 546, 3, 15, 0, 1},
    {"::ffff:192.0.2.1", 8080, 0, 16, 1000, 0},
    {"2001:db8::1", 53, 2, 4294967295u, 4294967294u, 1},
};
enum { SAMPLES = sizeof samples / sizeof *samples };

static void known_messages(void **state)
{
    (void)state;
    static const char *const texts[SAMPLES] = {
        "127.0.0.1", "0.0.0.0", "::", "::", "fe80::1%3", "192.0.2.1", "2001:db8::1"};
    for (size_t i = 0; i < SAMPLES; i++) {
        _Alignas(8) char buf[ROOM] = {0};
        char text[ADDR_TEXT_MAX];
        struct local_socket s;
        put_socket(buf, &samples[i]);
        assert_int_equal(sockdiag_parse((const void *)buf, PROTO_TCP, &s), 0);
        assert_string_equal(addr_text(&s.addr, text), texts[i]);
        assert_int_equal(s.port, samples[i].port);
        assert_int_equal(s.ifindex, samples[i].ifindex);
        assert_int_equal(s.inode, samples[i].inode);
        assert_int_equal(s.uid, samples[i].uid);
        assert_true(s.cookie == (UINT64_C(1) << 32 | samples[i].inode));
        assert_int_equal(s.v6only, samples[i].v6only == 1);
    }
}

static void refused_messages(void **state)
{
    (void)state;
    _Alignas(8) char buf[ROOM] = {0};
    struct nlmsghdr *h = (void *)buf;
    struct inet_diag_msg *m = mnl_nlmsg_get_payload(h);
    struct local_socket s;
    put_socket(buf, &samples[0]);
    m->id.idiag_sport = 0; /* no door */
    assert_int_equal(sockdiag_parse(h, PROTO_UDP, &s), SOCKDIAG_E_BAD);
    m->id.idiag_sport = htons(1);
    assert_int_equal(sockdiag_parse(h, PROTO_UDP, &s), 0);
    m->idiag_family = AF_UNIX;
    assert_int_equal(sockdiag_parse(h, PROTO_UDP, &s), SOCKDIAG_E_BAD);
    m->idiag_family = AF_INET;
    h->nlmsg_len = NLMSG_LENGTH(sizeof *m) - 1;
    assert_int_equal(sockdiag_parse(h, PROTO_UDP, &s), SOCKDIAG_E_BAD);
}

/* All samples; returns the length. */
static size_t whole(char *buf)
{
    size_t n = 0;
    for (size_t i = 0; i < SAMPLES; i++)
        n += put_socket(buf + n, &samples[i]);
    return n;
}

static void an_answer(void **state)
{
    (void)state;
    _Alignas(8) char buf[ROOM] = {0};
    struct sockdiag d = {.max = 100};
    assert_int_equal(sockdiag_answer(&d, PROTO_UDP, buf, whole(buf)), 0);
    assert_int_equal(d.count, SAMPLES);
    assert_int_equal(d.sockets[2].port, 80);
    assert_int_equal(d.sockets[2].proto, PROTO_UDP);
    assert_int_equal(d.malformed, 0);
    ((struct nlmsghdr *)(void *)buf)->nlmsg_type = NLMSG_MIN_TYPE + 1;
    assert_int_equal(sockdiag_answer(&d, PROTO_UDP, buf, ((struct nlmsghdr *)(void *)buf)->nlmsg_len), 0);
    assert_int_equal(d.count, SAMPLES);
    assert_int_equal(d.malformed, 1);
    free(d.sockets);
}

static void limits(void **state)
{
    (void)state;
    _Alignas(8) char buf[ROOM] = {0};
    struct sockdiag d = {.max = 3};
    assert_int_equal(sockdiag_answer(&d, PROTO_TCP, buf, whole(buf)), 0);
    assert_int_equal(d.count, 3);
    assert_int_equal(d.refused, SAMPLES - 3);
    free(d.sockets);
}

/* Cut anywhere, in memory that ends there: whole messages are kept, the rest is counted, nothing is made up. */
static void every_truncation(void **state)
{
    (void)state;
    _Alignas(8) char buf[ROOM] = {0};
    size_t n = whole(buf);
    for (size_t cut = 0; cut < n; cut++) {
        struct sockdiag d = {.max = 100};
        char *copy = malloc(cut ? cut : 1);
        assert_non_null(copy);
        memcpy(copy, buf, cut);
        assert_int_equal(sockdiag_answer(&d, PROTO_TCP, copy, cut), 0);
        size_t whole_ones = 0, at = 0;
        while (at + ((const struct nlmsghdr *)(const void *)(buf + at))->nlmsg_len <= cut) {
            at += ((const struct nlmsghdr *)(const void *)(buf + at))->nlmsg_len;
            whole_ones++;
        }
        assert_int_equal(d.count, whole_ones);
        assert_int_equal(d.malformed, at < cut);
        free(d.sockets);
        free(copy);
    }
}

/* Every byte of a dump set to extreme values, lengths of messages and attributes among them. */
static void every_byte_broken(void **state)
{
    (void)state;
    static const unsigned char values[] = {0, 1, 3, 4, 5, 0x7f, 0x80, 0xfe, 0xff};
    _Alignas(8) char buf[ROOM] = {0};
    size_t n = whole(buf);
    for (size_t i = 0; i < n; i++)
        for (size_t v = 0; v < sizeof values; v++) {
            struct sockdiag d = {.max = 100};
            char *copy = malloc(n);
            assert_non_null(copy);
            memcpy(copy, buf, n);
            copy[i] = (char)values[v];
            assert_int_equal(sockdiag_answer(&d, PROTO_TCP, copy, n), 0);
            assert_true(d.count <= SAMPLES);
            for (size_t s = 0; s < d.count; s++)
                assert_true(d.sockets[s].port && (d.sockets[s].addr.len == 4 || d.sockets[s].addr.len == 16));
            free(d.sockets);
            free(copy);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_messages),   cmocka_unit_test(refused_messages),
        cmocka_unit_test(an_answer),        cmocka_unit_test(limits),
        cmocka_unit_test(every_truncation), cmocka_unit_test(every_byte_broken)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
