#include "wire/udp.h"

#include "wire/priv_test.h"

/* Port 53 to 40000, "hello", between 198.18.0.1 and 198.18.0.2. */
static const uint8_t known_bytes[] = {0x00, 0x35, 0x9c, 0x40, 0x00, 0x0d, 0x93,
                                      0x64, 'h',  'e',  'l',  'l',  'o'};

static void known(void **state)
{
    (void)state;
    struct rd r = rd_of(known_bytes, sizeof known_bytes);
    struct udp u;
    assert_int_equal(udp_parse(&r, 0, &u), PACKET_OK);
    assert_int_equal(u.sport, 53);
    assert_int_equal(u.dport, 40000);
    assert_int_equal(u.len, 13);
    assert_int_equal(u.csum, get_u16(known_bytes + 6));
    assert_int_equal(rd_left(&r), 5);
}

static void builds_known(void **state)
{
    (void)state;
    struct addr src = addr_v4(0xc6120001), dst = addr_v4(0xc6120002);
    uint8_t b[sizeof known_bytes];
    struct wr w = wr_of(b, sizeof b);
    udp_build(&w, &(struct udp){.sport = 53, .dport = 40000}, "hello", 5, &src, &dst);
    assert_int_equal(wr_len(&w), sizeof b);
    assert_memory_equal(b, known_bytes, sizeof b);
    w = wr_of(b, sizeof b - 1);
    udp_build(&w, &(struct udp){.sport = 53, .dport = 40000}, "hello", 5, &src, &dst);
    assert_true(w.bad);
}

static void length_field(void **state)
{
    (void)state;
    uint8_t b[20] = {0};
    struct udp u;
    for (unsigned len = 0; len < 30; len++) {
        put_u16(b + 4, (uint16_t)len);
        struct rd r = rd_of(b, sizeof b);
        assert_int_equal(udp_parse(&r, 0, &u), len >= 8 && len <= 20 ? PACKET_OK : PACKET_BAD);
        if (len >= 8 && len <= 20)
            assert_int_equal(rd_left(&r), len - 8); /* what the datagram has behind it is not data */
        r = rd_of(b, sizeof b);
        assert_int_equal(udp_parse(&r, 5, &u), len >= 8 && len <= 25 ? PACKET_OK : PACKET_BAD);
    }
}

static void checksum_is_never_zero(void **state)
{
    (void)state;
    struct addr src = addr_v4(0xc6120001), dst = addr_v4(0xc6120002);
    uint8_t b[10];
    unsigned full = 0;
    for (unsigned port = 0; port < 65536; port++) {
        struct wr w = wr_of(b, sizeof b);
        udp_build(&w, &(struct udp){.sport = (uint16_t)port}, "ab", 2, &src, &dst);
        assert_int_not_equal(get_u16(b + 6), 0);
        full += get_u16(b + 6) == 0xffff;
    }
    assert_int_equal(full, 1);
}

static void check_truncated(const uint8_t *data, size_t len)
{
    struct rd r = rd_of(data, len);
    struct udp u;
    assert_int_equal(udp_parse(&r, 0, &u), len < sizeof known_bytes ? PACKET_BAD : PACKET_OK);
    r = rd_of(data, len);
    assert_int_equal(udp_parse(&r, sizeof known_bytes - len, &u), len < UDP_LEN ? PACKET_BAD : PACKET_OK);
}

static void truncated(void **state)
{
    (void)state;
    test_truncations(known_bytes, sizeof known_bytes, check_truncated);
}

static void identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    for (int i = 0; i < TEST_ROUNDS; i++) {
        uint8_t data[40], first[48], second[48];
        struct addr src = test_addr6(&rng), dst = test_addr6(&rng);
        size_t len = rng_below(&rng, sizeof data + 1);
        test_random(&rng, data, sizeof data);
        struct udp u = {.sport = (uint16_t)rng_u64(&rng), .dport = (uint16_t)rng_u64(&rng)}, again;
        struct wr w = wr_of(first, sizeof first), w2 = wr_of(second, sizeof second);
        udp_build(&w, &u, data, len, &src, &dst);
        struct rd r = rd_of(first, wr_len(&w));
        assert_int_equal(udp_parse(&r, 0, &again), PACKET_OK);
        assert_true(again.sport == u.sport && again.dport == u.dport && rd_left(&r) == len);
        udp_build(&w2, &again, r.p, len, NULL, NULL);
        assert_int_equal(wr_len(&w2), wr_len(&w));
        assert_memory_equal(second, first, wr_len(&w));
    }
}

static void too_long(void **state)
{
    (void)state;
    static uint8_t b[70000], data[65528];
    struct wr w = wr_of(b, sizeof b);
    udp_build(&w, &(struct udp){0}, data, sizeof data, NULL, NULL);
    assert_true(w.bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known),     cmocka_unit_test(builds_known), cmocka_unit_test(length_field),
        cmocka_unit_test(truncated), cmocka_unit_test(identity),     cmocka_unit_test(checksum_is_never_zero),
        cmocka_unit_test(too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
