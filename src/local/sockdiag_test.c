#include "local/sockdiag.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
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

/* A message as inet_diag_msg_common_fill() of the kernel lays it out, an attribute of no interest in
 * front. */
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

/* Cut anywhere, in memory that ends there: whole messages are kept, the rest is counted, nothing is made
 * up. */
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

/* A packet socket for `type` on an interface, as packet_diag.c of the kernel lays it out. */
static size_t put_packet(char *at, uint16_t type, uint32_t ifindex)
{
    struct nlmsghdr *h = mnl_nlmsg_put_header(at);
    struct packet_diag_info info = {.pdi_index = ifindex};
    h->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    struct packet_diag_msg *m = mnl_nlmsg_put_extra_header(h, sizeof *m);
    *m = (struct packet_diag_msg){.pdiag_family = AF_PACKET, .pdiag_num = type, .pdiag_ino = 77};
    mnl_attr_put(h, PACKET_DIAG_INFO, sizeof info, &info);
    mnl_attr_put_u32(h, PACKET_DIAG_UID, 5);
    return h->nlmsg_len;
}

static void packet_sockets(void **state)
{
    (void)state;
    _Alignas(8) char buf[ROOM] = {0};
    struct sockdiag d = {.max = 100};
    size_t n = put_packet(buf, 3, 4);
    n += put_packet(buf + n, 0, 4); /* only sends */
    assert_int_equal(sockdiag_answer(&d, PROTO_PACKET, buf, n), 0);
    assert_int_equal(d.count, 1);
    assert_int_equal(d.malformed, 0);
    assert_int_equal(d.sockets[0].proto, PROTO_PACKET);
    assert_int_equal(d.sockets[0].port, 3);
    assert_int_equal(d.sockets[0].ifindex, 4);
    assert_int_equal(d.sockets[0].inode, 77);
    assert_int_equal(d.sockets[0].uid, 5);
    for (size_t cut = 0; cut < n / 2; cut++) {
        struct local_socket s;
        char *copy = malloc(cut ? cut : 1);
        assert_non_null(copy);
        memcpy(copy, buf, cut);
        if (cut >= sizeof(struct nlmsghdr))
            ((struct nlmsghdr *)(void *)copy)->nlmsg_len = (uint32_t)cut;
        if (cut >= sizeof(struct nlmsghdr) + sizeof(struct packet_diag_msg) + 20)
            (void)sockdiag_parse((const void *)copy, PROTO_PACKET, &s);
        else if (cut >= sizeof(struct nlmsghdr))
            assert_int_equal(sockdiag_parse((const void *)copy, PROTO_PACKET, &s), SOCKDIAG_E_BAD);
        free(copy);
    }
    free(d.sockets);
}

static void raw_sockets(void **state)
{
    (void)state;
    _Alignas(8) char buf[ROOM] = {0};
    struct sockdiag d = {.max = 100};
    const struct wanted icmp = {"0.0.0.0", IPPROTO_ICMP, 0, 21, 0, -1},
                        sends = {"::", IPPROTO_RAW, 0, 22, 0, 1};
    size_t n = put_socket(buf, &icmp);
    n += put_socket(buf + n, &sends);
    assert_int_equal(sockdiag_answer(&d, PROTO_IP, buf, n), 0);
    assert_int_equal(d.count, 1);
    assert_int_equal(d.sockets[0].port, IPPROTO_ICMP);
    free(d.sockets);
}

/* Every address of an SCTP socket is an entry. */
static void sctp_sockets(void **state)
{
    (void)state;
    _Alignas(8) char buf[ROOM] = {0};
    struct sockdiag d = {.max = 100};
    struct sockaddr_storage list[3] = {0};
    struct sockaddr_in *v4 = (void *)&list[0];
    struct sockaddr_in6 *v6 = (void *)&list[1];
    *v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xc6120001)};
    v6->sin6_family = AF_INET6;
    inet_pton(AF_INET6, "2001:db8::5", &v6->sin6_addr);
    const struct wanted door = {"::", 2905, 0, 31, 0, 0};
    put_socket(buf, &door);
    mnl_attr_put((void *)buf, INET_DIAG_LOCALS, sizeof list, list);
    assert_int_equal(sockdiag_answer(&d, PROTO_SCTP, buf, ((struct nlmsghdr *)(void *)buf)->nlmsg_len), 0);
    assert_int_equal(d.count, 2); /* the third has no family */
    char text[ADDR_TEXT_MAX];
    assert_string_equal(addr_text(&d.sockets[0].addr, text), "198.18.0.1");
    assert_string_equal(addr_text(&d.sockets[1].addr, text), "2001:db8::5");
    assert_int_equal(d.sockets[1].port, 2905);
    free(d.sockets);
}

/* Connections are counted at the listener that took them; those that this machine made are nobody's. */
static void counted_connections(void **state)
{
    (void)state;
    _Alignas(8) char buf[ROOM] = {0};
    struct local_socket doors[2] = {{.proto = PROTO_TCP, .port = 22, .addr = addr_v4(0)},
                                    {.proto = PROTO_UDP, .port = 80, .addr = addr_v4(0)}};
    struct local_table t = {.sockets = doors, .count = 2};
    const struct wanted ends[] = {
        {"198.18.0.1", 22, 0, 1, 0, -1}, {"198.18.0.1", 22, 0, 2, 0, -1}, {"198.18.0.1", 80, 0, 3, 0, -1}};
    struct tcp_info info = {.tcpi_bytes_received = 1000, .tcpi_bytes_acked = 7};
    size_t n = 0, info_len[] = {sizeof info, 8, sizeof info}; /* an older kernel says less */
    for (size_t i = 0; i < 3; i++) {
        put_socket(buf + n, &ends[i]);
        mnl_attr_put((void *)(buf + n), INET_DIAG_INFO, info_len[i], &info);
        n += ((struct nlmsghdr *)(void *)(buf + n))->nlmsg_len;
    }
    sockdiag_count(&t, buf, n);
    assert_int_equal(doors[0].connections, 2);
    assert_int_equal(doors[0].bytes_in, 1000);
    assert_int_equal(doors[0].bytes_out, 7);
    assert_int_equal(doors[1].connections, 0);
    for (size_t cut = 0; cut < n; cut++) {
        char *copy = malloc(cut ? cut : 1);
        assert_non_null(copy);
        memcpy(copy, buf, cut);
        sockdiag_count(&t, copy, cut);
        free(copy);
    }
}

/* A listener that is no more is no connection that is no more. */
static void ended_connections(void **state)
{
    (void)state;
    _Alignas(8) char buf[ROOM] = {0};
    struct nlmsghdr *h = (void *)buf;
    struct inet_diag_msg *m = mnl_nlmsg_get_payload(h);
    struct local_socket s;
    put_socket(buf, &samples[1]);
    assert_false(sockdiag_ended(h, &s));
    m->id.idiag_dport = htons(40000);
    assert_true(sockdiag_ended(h, &s));
    assert_int_equal(s.port, 22);
    h->nlmsg_type = NLMSG_MIN_TYPE + 1;
    assert_false(sockdiag_ended(h, &s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_messages),   cmocka_unit_test(refused_messages),
        cmocka_unit_test(an_answer),        cmocka_unit_test(limits),
        cmocka_unit_test(every_truncation), cmocka_unit_test(every_byte_broken),
        cmocka_unit_test(packet_sockets),   cmocka_unit_test(raw_sockets),
        cmocka_unit_test(sctp_sockets),     cmocka_unit_test(counted_connections),
        cmocka_unit_test(ended_connections)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
