/* Questions to a whole link as bytes, and the answers that hosts send, whole and damaged. */
#include "scan/around.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct around around = {.key = {{7}}, .ifindex = 3, .mac = {2, 0, 0, 0, 0, 1}};
static const uint8_t host_mac[6] = {2, 0, 0, 0, 0, 9};

static struct addr address(const char *text)
{
    struct addr a;
    assert_int_equal(addr_parse(text, &a), 0);
    return a;
}

static uint32_t question(enum around_question q, uint8_t *out, struct packet *ret)
{
    struct addr own = address("fe80::1");
    uint32_t len = around_ask(&around, q, &own, out);
    assert_true(len > 0 && len <= TECH_FRAME_MAX);
    assert_int_equal(packet_parse(out, len, PACKET_ETHERNET, true, ret), PACKET_OK);
    return len;
}

static void test_questions(void **state)
{
    (void)state;
    static const uint8_t to[6] = {0x33, 0x33, 0, 0, 0, 1};
    static const uint8_t types[] = {ICMP6_TYPE_ECHO, ICMP6_TYPE_ECHO, 130}, hops[] = {64, 64, 1};
    struct addr all = address("ff02::1");
    for (int q = 0; q < AROUND_QUESTIONS; q++) {
        uint8_t out[TECH_FRAME_MAX];
        struct packet p;
        question((enum around_question)q, out, &p);
        assert_memory_equal(p.eth.dst, to, 6);
        assert_true(p.has & PACKET_HAS_ICMP6);
        assert_int_equal(p.csum, PACKET_CSUM_RIGHT);
        assert_true(addr_eq(&p.dst, &all));
        assert_int_equal(p.icmp6.type, types[q]);
        assert_int_equal(p.ttl, hops[q]);
        assert_int_equal(p.n_exts, q == AROUND_ECHO ? 0 : 1);
    }
}

/* What a host answers. */
static uint32_t reply(uint8_t *out, const struct icmp6_msg *m, uint8_t hop, bool ext)
{
    static const uint8_t alert[] = {5, 2, 0, 0, 1, 0};
    struct wr w = wr_of(out, 512);
    struct eth e = {.type = ETH_TYPE_IP6, .dst = {2, 0, 0, 0, 0, 1}};
    struct ip6 ip = {
        .src = address("fe80::9"), .dst = address("fe80::1"), .hop = hop, .next = ext ? 0 : IPPROTO_ICMPV6};
    memcpy(e.src, host_mac, 6);
    eth_build(&w, &e);
    ip6_build(&w, &ip, (ext ? 8u : 0u) + ICMP6_LEN + m->data_len);
    if (ext)
        ip6_ext_build(&w, IPPROTO_ICMPV6, alert, sizeof alert);
    icmp6_build(&w, m, &ip.src, &ip.dst);
    assert_false(w.bad);
    return (uint32_t)wr_len(&w);
}

static bool heard(uint8_t *data, uint32_t len, struct around_neighbour *ret)
{
    struct frame f = {.data = data, .len = len};
    return around_hear(&around, &f, ret);
}

static void expect_host(uint8_t *frame, uint32_t len)
{
    struct around_neighbour n;
    struct addr host = address("fe80::9");
    host.zone = 3;
    assert_true(heard(frame, len, &n));
    assert_true(addr_eq(&n.addr, &host));
    assert_memory_equal(n.mac, host_mac, 6);
    for (uint32_t cut = 0; cut < len; cut++) {
        uint8_t *exact = malloc(cut + !cut);
        memcpy(exact, frame, cut);
        (void)heard(exact, cut, &n); /* never reads beyond */
        free(exact);
    }
    frame[len - 1] ^= 1; /* the checksum is wrong now */
    assert_false(heard(frame, len, &n));
}

static void test_echo(void **state)
{
    (void)state;
    uint8_t asked[TECH_FRAME_MAX], out[512];
    struct packet p;
    struct around_neighbour n;
    question(AROUND_ECHO, asked, &p);
    struct icmp6_msg m = p.icmp6;
    m.type = ICMP6_TYPE_ECHO_REPLY;
    expect_host(out, reply(out, &m, 64, false));
    m.seq ^= 1; /* to somebody else's question */
    assert_false(heard(out, reply(out, &m, 64, false), &n));
}

static void test_complaint(void **state)
{
    (void)state;
    uint8_t asked[TECH_FRAME_MAX], out[512];
    struct packet p;
    struct around_neighbour n;
    uint32_t len = question(AROUND_OPTION, asked, &p);
    struct icmp6_msg m = {.type = ICMP6_TYPE_PARAMETER,
                          .code = 2,
                          .seq = 42,
                          .data = asked + ETH_LEN,
                          .data_len = len - ETH_LEN};
    expect_host(out, reply(out, &m, 64, false));
    asked[ETH_LEN + IP6_AT_DST + 15] ^= 2; /* about a packet to another address */
    assert_false(heard(out, reply(out, &m, 64, false), &n));
}

static void test_report(void **state)
{
    (void)state;
    static const uint8_t record[20] = {4, 0, 0, 0, 0xff, 0x02, [19] = 0xfb};
    uint8_t out[512];
    struct around_neighbour n;
    struct icmp6_msg m = {.type = 143, .seq = 1, .data = record, .data_len = sizeof record};
    expect_host(out, reply(out, &m, 1, true));
    assert_false(heard(out, reply(out, &m, 2, true), &n));
}

static void test_eui64(void **state)
{
    (void)state;
    struct addr prefix = address("2001:db8:1::"), want = address("2001:db8:1::200:5eff:fe00:5301");
    static const uint8_t mac[6] = {0, 0, 0x5e, 0, 0x53, 1};
    struct addr a = around_eui64(&prefix, mac);
    assert_true(addr_eq(&a, &want));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_questions), cmocka_unit_test(test_echo),  cmocka_unit_test(test_complaint),
        cmocka_unit_test(test_report),    cmocka_unit_test(test_eui64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
