#include "wire/icmp6.h"

#include "wire/csum.h"
#include "wire/priv_test.h"

#include <netinet/in.h>

/* 2001:db8::9 advertises itself and its Ethernet address to 2001:db8::1: solicited, override. */
static const uint8_t advertisement[32] = {
    136,  0,    0x8a, 0x5c, 0x60, 0, 0, 0,                         /* header */
    0x20, 0x01, 0x0d, 0xb8, 0,    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, /* target */
    2,    1,    2,    0,    0,    0, 0, 9,                         /* its link-layer address */
};
static const uint8_t sender[16] = {0x20, 1, 0xd, 0xb8, [15] = 9},
                     receiver[16] = {0x20, 1, 0xd, 0xb8, [15] = 1};

static enum packet_result parse(const uint8_t *b, size_t len, size_t lack, struct icmp6_msg *m)
{
    struct rd r = rd_of(b, len);
    return icmp6_parse(&r, lack, m);
}

static void known_advertisement(void **state)
{
    (void)state;
    struct icmp6_msg m;
    assert_int_equal(parse(advertisement, sizeof advertisement, 0, &m), PACKET_OK);
    assert_int_equal(m.type, ICMP6_TYPE_ADVERTISEMENT);
    assert_int_equal(m.csum, 0x8a5c);
    assert_int_equal(icmp6_nd_flags(&m), ICMP6_ND_SOLICITED | ICMP6_ND_OVERRIDE);
    assert_true(m.has_target && m.has_mac && !m.has_quote);
    test_same_addr(&m.target, "2001:db8::9");
    assert_memory_equal(m.mac, advertisement + 26, 6);

    struct addr src = addr_v6(sender), dst = addr_v6(receiver);
    uint8_t b[32];
    struct wr w = wr_of(b, sizeof b);
    icmp6_build(&w, &m, &src, &dst);
    assert_int_equal(wr_len(&w), sizeof b);
    assert_memory_equal(b, advertisement, sizeof b);
    w = wr_of(b, sizeof b - 1);
    icmp6_build(&w, &m, &src, &dst);
    assert_true(w.bad);
}

/* A router says: its own address, 2001:db8:1::/64 for addresses only, fd00::/64 and 2001:db8:2::/64 on the
 * link. */
static const uint8_t router[] = {
    134,  0,    0,    0,    64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, /* header, timers */
    1,    1,    2,    0,    0,  0, 0, 9,                         /* its link-layer address */
    3,    4,    64,   0x40, 0,  0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, /* without L */
    0x20, 0x01, 0x0d, 0xb8, 0,  1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* */
    3,    4,    64,   0xc0, 0,  0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, /* unique local */
    0xfd, 0,    0,    0,    0,  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* */
    3,    4,    64,   0xc0, 0,  0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, /* */
    0x20, 0x01, 0x0d, 0xb8, 0,  2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5,
};

static void net_of_the_link(void **state)
{
    (void)state;
    for (size_t len = 0; len <= sizeof router; len++) {
        uint8_t cut[sizeof router];
        struct icmp6_msg m;
        struct addr net = {0};
        memcpy(cut, router, len);
        bool whole = len == sizeof router;
        if (parse(cut, len, sizeof router - len, &m) != PACKET_OK)
            continue;
        assert_int_equal(icmp6_on_link(&m, &net), whole);
        if (whole)
            test_same_addr(&net, "2001:db8:2::");
        else
            assert_int_equal(net.len, 0);
    }
    uint8_t wide[sizeof router], endless[sizeof router];
    struct icmp6_msg m;
    struct addr net;
    memcpy(wide, router, sizeof wide);
    wide[24 + 64 + 2] = 48; /* no link has so much */
    assert_int_equal(parse(wide, sizeof wide, 0, &m), PACKET_OK);
    assert_false(icmp6_on_link(&m, &net));
    memcpy(endless, router, sizeof endless);
    endless[17] = 0;
    assert_int_equal(parse(endless, sizeof endless, 0, &m), PACKET_OK);
    assert_false(icmp6_on_link(&m, &net));
}

static void known_error(void **state)
{
    (void)state;
    static const uint8_t b[] = {
        1,    4,    0,    0,    0, 0, 0,  0,  /* port unreachable */
        0x60, 0,    0,    0,    0, 9, 17, 63, /* quoted */
        0x20, 0x01, 0x0d, 0xb8, 0, 0, 0,  0,  0, 0, 0, 0,    0,    0,    0,    1, 0x20, 0x01, 0x0d, 0xb8, 0,
        0,    0,    0,    0,    0, 0, 0,  0,  0, 0, 9, 0x9c, 0x40, 0x00, 0x35, 0, 9,    1,    2,    'x',
    };
    struct icmp6_msg m;
    assert_int_equal(parse(b, sizeof b, 0, &m), PACKET_OK);
    assert_int_equal(m.code, ICMP6_UNREACHABLE_PORT);
    assert_true(m.has_quote && !m.has_target && !m.has_mac);
    assert_true(m.quote.has_ports && m.quote.dport == 53);
    test_same_addr(&m.quote.dst, "2001:db8::9");
}

static void rest_of_header(void **state)
{
    (void)state;
    static const uint8_t too_big[8] = {2, 0, 0, 0, 0, 1, 0x86, 0xa0};
    struct icmp6_msg m;
    assert_int_equal(parse(too_big, 8, 0, &m), PACKET_OK);
    assert_int_equal(icmp6_rest(&m), 100000);
}

static void extensions_are_not_quoted(void **state)
{
    (void)state;
    uint8_t b[8 + 128 + 8] = {1, 0, 0, 0, 16, 0, 0, 0, 0x60, [14] = 59};
    struct icmp6_msg m;
    assert_int_equal(parse(b, sizeof b, 0, &m), PACKET_OK);
    assert_int_equal(m.quote.ip_len, 128);
    b[0] = ICMP6_TYPE_TOO_BIG;
    assert_int_equal(parse(b, sizeof b, 0, &m), PACKET_OK);
    assert_int_equal(m.quote.ip_len, 136);
}

static void options(void **state)
{
    (void)state;
    uint8_t b[40];
    struct icmp6_msg m;
    memcpy(b, advertisement, 32);
    b[24] = 1; /* a source address does not belong into an advertisement */
    assert_int_equal(parse(b, 32, 0, &m), PACKET_OK);
    assert_false(m.has_mac);
    b[0] = ICMP6_TYPE_SOLICITATION;
    assert_int_equal(parse(b, 32, 0, &m), PACKET_OK);
    assert_true(m.has_mac);
    b[25] = 0; /* length 0: must not loop */
    assert_int_equal(parse(b, 32, 0, &m), PACKET_BAD);
    b[25] = 2;
    assert_int_equal(parse(b, 32, 0, &m), PACKET_BAD);
    assert_int_equal(parse(b, 32, 8, &m), PACKET_OK);
    b[24] = 1; /* 14 bytes of address: not Ethernet */
    memset(b + 32, 0, 8);
    assert_int_equal(parse(b, 40, 0, &m), PACKET_OK);
    assert_false(m.has_mac);
    b[24] = 14; /* a nonce of 14 bytes (RFC 3971) */
    assert_int_equal(parse(b, 40, 0, &m), PACKET_OK);
    assert_false(m.has_mac);
    assert_int_equal(parse(advertisement, 24, 0, &m), PACKET_OK);
    assert_true(m.has_target && !m.has_mac);
}

static void check_truncated(const uint8_t *data, size_t len)
{
    struct icmp6_msg m;
    assert_int_equal(parse(data, len, 0, &m), len == 24 || len == 32 ? PACKET_OK : PACKET_BAD);
    assert_int_equal(parse(data, len, 32 - len, &m), len < 8 ? PACKET_BAD : PACKET_OK);
    if (len < 8)
        return;
    assert_int_equal(m.has_target, len >= 24);
    assert_int_equal(m.has_mac, len == 32);
}

static void truncated(void **state)
{
    (void)state;
    test_truncations(advertisement, sizeof advertisement, check_truncated);
}

static void identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    static const uint8_t types[] = {1, 2, 3, 4, 128, 129, 133, 135, 136, 200};
    for (int i = 0; i < TEST_ROUNDS; i++) {
        uint8_t data[60], first[80], second[80];
        struct addr src = test_addr6(&rng), dst = test_addr6(&rng);
        test_random(&rng, data, sizeof data);
        struct icmp6_msg m = {.type = types[rng_below(&rng, sizeof types)],
                              .code = (uint8_t)rng_u64(&rng),
                              .id = (uint16_t)rng_u64(&rng),
                              .seq = (uint16_t)rng_u64(&rng),
                              .data = data,
                              .data_len = rng_below(&rng, sizeof data),
                              .target = test_addr6(&rng),
                              .has_mac = rng_below(&rng, 2),
                              .mac = {1, 2, 3, 4, 5, (uint8_t)i}},
                         again;
        struct wr w = wr_of(first, sizeof first), w2 = wr_of(second, sizeof second);
        icmp6_build(&w, &m, &src, &dst);
        size_t len = wr_len(&w);
        assert_int_equal(
            csum_finish(csum_add(csum_pseudo(&src, &dst, IPPROTO_ICMPV6, (uint32_t)len), first, len)), 0);
        assert_int_equal(parse(first, len, 0, &again), PACKET_OK);
        assert_true(again.type == m.type && again.code == m.code && again.id == m.id && again.seq == m.seq);
        icmp6_build(&w2, &again, &src, &dst);
        assert_int_equal(wr_len(&w2), len);
        assert_memory_equal(second, first, len);
    }
}

static void multicast(void **state)
{
    (void)state;
    struct addr target;
    assert_int_equal(addr_parse("2001:db8::12:3456:789a%3", &target), 0);
    struct addr group = icmp6_solicited_node(&target);
    test_same_addr(&group, "ff02::1:ff56:789a%3");
    uint8_t mac[6];
    icmp6_multicast_mac(&group, mac);
    static const uint8_t expect[] = {0x33, 0x33, 0xff, 0x56, 0x78, 0x9a};
    assert_memory_equal(mac, expect, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_advertisement),
        cmocka_unit_test(known_error),
        cmocka_unit_test(net_of_the_link),
        cmocka_unit_test(rest_of_header),
        cmocka_unit_test(extensions_are_not_quoted),
        cmocka_unit_test(options),
        cmocka_unit_test(truncated),
        cmocka_unit_test(identity),
        cmocka_unit_test(multicast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
