#include "io/priv_icmp_queue.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/errqueue.h>

#include <cmocka.h>

/* What recvmsg() leaves in the control buffer. */
struct control {
    _Alignas(struct cmsghdr) uint8_t bytes[256];
    size_t len;
};

static void add(struct control *c, int level, int type, uint8_t origin, uint8_t icmp_type, uint8_t icmp_code,
                const void *from, size_t from_len)
{
    struct sock_extended_err e = {.ee_origin = origin, .ee_type = icmp_type, .ee_code = icmp_code};
    struct cmsghdr h = {.cmsg_len = CMSG_LEN(sizeof e + from_len), .cmsg_level = level, .cmsg_type = type};
    uint8_t *at = c->bytes + c->len;
    memcpy(at, &h, sizeof h);
    memcpy(at + CMSG_LEN(0), &e, sizeof e);
    if (from_len)
        memcpy(at + CMSG_LEN(sizeof e), from, from_len);
    c->len += CMSG_SPACE(sizeof e + from_len);
}

static void verdicts(void **state)
{
    (void)state;
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xc6120002)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_scope_id = 3};
    struct icmp_queue_error e;
    char text[ADDR_TEXT_MAX];
    struct control c = {0};
    add(&c, IPPROTO_IP, IP_TTL, SO_EE_ORIGIN_ICMP, 9, 9, &v4, sizeof v4); /* something else before it */
    add(&c, IPPROTO_IP, IP_RECVERR, SO_EE_ORIGIN_ICMP, 3, 13, &v4, sizeof v4);
    assert_true(icmp_queue_parse(c.bytes, c.len, &e));
    assert_true(e.type == 3 && e.code == 13);
    assert_string_equal(addr_text(&e.from, text), "198.18.0.2");

    c.len = 0;
    v6.sin6_addr.s6_addr[0] = 0xfe;
    v6.sin6_addr.s6_addr[1] = 0x80;
    add(&c, IPPROTO_IPV6, IPV6_RECVERR, SO_EE_ORIGIN_ICMP6, 1, 4, &v6, sizeof v6);
    assert_true(icmp_queue_parse(c.bytes, c.len, &e));
    assert_string_equal(addr_text(&e.from, text), "fe80::%3");

    c.len = 0;
    add(&c, IPPROTO_IP, IP_RECVERR, SO_EE_ORIGIN_ICMP, 11, 0, NULL, 0);
    assert_true(icmp_queue_parse(c.bytes, c.len, &e));
    assert_int_equal(e.from.len, 0);
}

static void no_verdicts(void **state)
{
    (void)state;
    static const struct row {
        int level, type;
        uint8_t origin, icmp_type, icmp_code;
    } rows[] = {
        {IPPROTO_IP, IP_RECVERR, SO_EE_ORIGIN_LOCAL, 0, 0},
        {IPPROTO_IP, IP_RECVERR, SO_EE_ORIGIN_NONE, 3, 1},
        {IPPROTO_IP, IP_RECVERR, SO_EE_ORIGIN_TIMESTAMPING, 3, 1},
        {IPPROTO_IP, IP_RECVERR, SO_EE_ORIGIN_ICMP, 3, 4},      /* fragmentation needed */
        {IPPROTO_IPV6, IPV6_RECVERR, SO_EE_ORIGIN_ICMP6, 2, 0}, /* packet too big */
        {IPPROTO_TCP, IP_RECVERR, SO_EE_ORIGIN_ICMP, 3, 1},
    };
    struct icmp_queue_error e;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct control c = {0};
        add(&c, rows[i].level, rows[i].type, rows[i].origin, rows[i].icmp_type, rows[i].icmp_code, NULL, 0);
        assert_false(icmp_queue_parse(c.bytes, c.len, &e));
    }
}

static void hostile(void **state)
{
    (void)state;
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct icmp_queue_error e;
    struct control c = {0};
    add(&c, IPPROTO_IPV6, IPV6_RECVERR, SO_EE_ORIGIN_ICMP6, 2, 4, &v6, sizeof v6);
    add(&c, IPPROTO_IPV6, IPV6_RECVERR, SO_EE_ORIGIN_ICMP6, 1, 4, &v6, sizeof v6);
    for (size_t n = 0; n <= c.len; n++)
        for (int value = -1; value < 256; value += 15) {
            uint8_t *copy = malloc(n ? n : 1);
            memcpy(copy, c.bytes, n);
            for (size_t i = 0; value >= 0 && i < 8 && i < n; i++)
                copy[i] = i == 0 ? (uint8_t)value : 0; /* the first length */
            (void)icmp_queue_parse(copy, n, &e);
            free(copy);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts),
        cmocka_unit_test(no_verdicts),
        cmocka_unit_test(hostile),
    };
    return cmocka_run_group_tests_name("io/icmp_queue", tests, NULL, NULL);
}
