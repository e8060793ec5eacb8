#include "wire/icmp.h"

#include "wire/csum.h"
#include "wire/priv_test.h"

/* Port unreachable that quotes an IPv4 header and 8 bytes of UDP. */
static const uint8_t unreachable[36] = {
    3, 3, 0x92, 0x25, 0, 0, 0,   0,  0x45, 0, 0,    29,   0x12, 0x34, 0,    0,    63,   17,
    0, 0, 198,  18,   0, 1, 198, 18, 0,    2, 0x9c, 0x40, 0x00, 0x35, 0x00, 0x09, 0xab, 0xcd,
};
static const uint8_t timestamp_reply[20] = {
    14,   0,    0x62, 0xf1, 0x12, 0x34, 0,    1,    0x02, 0x93,
    0x7c, 0x5e, 0x02, 0x93, 0x7c, 0x60, 0x02, 0x93, 0x7c, 0x61,
};

static enum packet_result parse(const uint8_t *b, size_t len, size_t lack, struct icmp_msg *m)
{
    struct rd r = rd_of(b, len);
    return icmp_parse(&r, lack, m);
}

static void known_error(void **state)
{
    (void)state;
    struct icmp_msg m;
    assert_int_equal(parse(unreachable, sizeof unreachable, 0, &m), PACKET_OK);
    assert_int_equal(m.type, ICMP_TYPE_UNREACHABLE);
    assert_int_equal(m.code, ICMP_UNREACHABLE_PORT);
    assert_int_equal(m.csum, 0x9225);
    assert_true(m.has_quote && !m.has_times);
    assert_int_equal(m.quote.dport, 53);
    test_same_addr(&m.quote.dst, "198.18.0.2");
    assert_int_equal(m.data_len, 28);
    assert_int_equal(csum_of(unreachable, sizeof unreachable), 0);
}

static void known_timestamp(void **state)
{
    (void)state;
    struct icmp_msg m;
    assert_int_equal(parse(timestamp_reply, sizeof timestamp_reply, 0, &m), PACKET_OK);
    assert_true(m.has_times && !m.has_quote);
    assert_int_equal(m.id, 0x1234);
    assert_int_equal(m.seq, 1);
    assert_int_equal(m.times[0], 0x02937c5e);
    assert_int_equal(m.times[2], 0x02937c61);
    uint8_t b[20];
    struct wr w = wr_of(b, sizeof b);
    icmp_build(&w, &m);
    assert_int_equal(wr_len(&w), 20);
    assert_memory_equal(b, timestamp_reply, 20);
}

static void rest_of_header(void **state)
{
    (void)state;
    static const uint8_t too_big[8] = {3, 4, 0, 0, 0, 0, 0x05, 0xdc}, parameter[8] = {12, 0, 0, 0, 20};
    struct icmp_msg m;
    assert_int_equal(parse(too_big, 8, 0, &m), PACKET_OK);
    assert_int_equal(icmp_mtu(&m), 1500);
    assert_false(m.has_quote);
    assert_int_equal(parse(parameter, 8, 0, &m), PACKET_OK);
    assert_int_equal(icmp_pointer(&m), 20);
}

static void extensions_are_not_quoted(void **state)
{
    (void)state;
    uint8_t b[8 + 128 + 8] = {0};
    memcpy(b, unreachable, sizeof unreachable);
    struct icmp_msg m;
    assert_int_equal(parse(b, sizeof b, 0, &m), PACKET_OK);
    assert_int_equal(m.quote.ip_len, 136);
    b[5] = 32;
    assert_int_equal(parse(b, sizeof b, 0, &m), PACKET_OK);
    assert_int_equal(m.quote.ip_len, 128);
    assert_int_equal(m.data_len, 136);
    b[5] = 200; /* more than there is: not believed */
    assert_int_equal(parse(b, sizeof b, 0, &m), PACKET_OK);
    assert_int_equal(m.quote.ip_len, 136);
    b[0] = ICMP_TYPE_REDIRECT; /* byte 5 belongs to the gateway's address */
    b[5] = 18;
    assert_int_equal(parse(b, sizeof b, 0, &m), PACKET_OK);
    assert_int_equal(m.quote.ip_len, 136);
}

static void errors(void **state)
{
    (void)state;
    for (unsigned type = 0; type < 256; type++) {
        bool error = type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
        assert_int_equal(icmp_is_error((uint8_t)type), error);
        uint8_t b[36];
        memcpy(b, unreachable, sizeof b);
        b[0] = (uint8_t)type;
        struct icmp_msg m;
        assert_int_equal(parse(b, sizeof b, 0, &m), PACKET_OK);
        assert_int_equal(m.has_quote, error);
    }
}

static void check_error(const uint8_t *data, size_t len)
{
    struct icmp_msg m;
    assert_int_equal(parse(data, len, 0, &m), len < 8 ? PACKET_BAD : PACKET_OK);
    if (len >= 8)
        assert_int_equal(m.has_quote, len >= 28);
}

static void check_timestamp(const uint8_t *data, size_t len)
{
    struct icmp_msg m;
    assert_int_equal(parse(data, len, 0, &m), len < 20 ? PACKET_BAD : PACKET_OK);
    assert_int_equal(parse(data, len, 20 - len, &m), len < 8 ? PACKET_BAD : PACKET_OK);
    if (len >= 8)
        assert_int_equal(m.has_times, len == 20);
}

static void truncated(void **state)
{
    (void)state;
    test_truncations(unreachable, sizeof unreachable, check_error);
    test_truncations(timestamp_reply, sizeof timestamp_reply, check_timestamp);
}

static void identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    for (int i = 0; i < TEST_ROUNDS; i++) {
        uint8_t data[60], first[80], second[80];
        test_random(&rng, data, sizeof data);
        struct icmp_msg m = {.type = (uint8_t)rng_below(&rng, 20),
                             .code = (uint8_t)rng_u64(&rng),
                             .id = (uint16_t)rng_u64(&rng),
                             .seq = (uint16_t)rng_u64(&rng),
                             .data = data,
                             .data_len = rng_below(&rng, sizeof data),
                             .times = {(uint32_t)rng_u64(&rng), 2, 3}},
                        again;
        struct wr w = wr_of(first, sizeof first), w2 = wr_of(second, sizeof second);
        icmp_build(&w, &m);
        assert_int_equal(csum_of(first, wr_len(&w)), 0);
        assert_int_equal(parse(first, wr_len(&w), 0, &again), PACKET_OK);
        assert_true(again.type == m.type && again.code == m.code && again.id == m.id && again.seq == m.seq);
        icmp_build(&w2, &again);
        assert_int_equal(wr_len(&w2), wr_len(&w));
        assert_memory_equal(second, first, wr_len(&w));
    }
    uint8_t small[7];
    struct wr w = wr_of(small, sizeof small);
    icmp_build(&w, &(struct icmp_msg){.type = ICMP_TYPE_ECHO});
    assert_true(w.bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_error), cmocka_unit_test(known_timestamp),
        cmocka_unit_test(truncated),   cmocka_unit_test(rest_of_header),
        cmocka_unit_test(errors),      cmocka_unit_test(extensions_are_not_quoted),
        cmocka_unit_test(identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
