#include "wire/arp.h"

#include "wire/priv_test.h"

static const uint8_t reply[ARP_LEN] = {
    0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, 9, 198, 18, 0, 9, 2, 0, 0, 0, 0, 1, 198, 18, 0, 1,
};

static void known(void **state)
{
    (void)state;
    struct rd r = rd_of(reply, sizeof reply);
    struct arp a;
    assert_int_equal(arp_parse(&r, &a), PACKET_OK);
    assert_int_equal(a.op, ARP_REPLY);
    test_same_addr(&a.src, "198.18.0.9");
    test_same_addr(&a.dst, "198.18.0.1");
    assert_memory_equal(a.src_mac, reply + 8, 6);
    assert_memory_equal(a.dst_mac, reply + 18, 6);
}

static void other_kinds_are_unknown(void **state)
{
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        uint8_t b[ARP_LEN];
        memcpy(b, reply, sizeof b);
        b[i] ^= 0x10;
        struct rd r = rd_of(b, sizeof b);
        struct arp a;
        assert_int_equal(arp_parse(&r, &a), PACKET_UNKNOWN);
    }
}

static void check_truncated(const uint8_t *data, size_t len)
{
    struct rd r = rd_of(data, len);
    struct arp a;
    assert_int_equal(arp_parse(&r, &a), len < ARP_LEN ? PACKET_BAD : PACKET_OK);
}

static void truncated(void **state)
{
    (void)state;
    test_truncations(reply, sizeof reply, check_truncated);
}

static void identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    for (int i = 0; i < TEST_ROUNDS; i++) {
        struct arp a = {.op = (uint16_t)rng_u64(&rng), .src = test_addr4(&rng), .dst = test_addr4(&rng)},
                   again;
        test_random(&rng, a.src_mac, 6);
        test_random(&rng, a.dst_mac, 6);
        uint8_t b[ARP_LEN];
        struct wr w = wr_of(b, sizeof b);
        arp_build(&w, &a);
        assert_false(w.bad);
        struct rd r = rd_of(b, wr_len(&w));
        assert_int_equal(arp_parse(&r, &again), PACKET_OK);
        assert_int_equal(again.op, a.op);
        assert_true(addr_eq(&again.src, &a.src) && addr_eq(&again.dst, &a.dst));
        assert_memory_equal(again.src_mac, a.src_mac, 6);
        assert_memory_equal(again.dst_mac, a.dst_mac, 6);
    }
    uint8_t b[ARP_LEN - 1];
    struct wr w = wr_of(b, sizeof b);
    arp_build(&w, &(struct arp){.op = ARP_REQUEST});
    assert_true(w.bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known),
        cmocka_unit_test(other_kinds_are_unknown),
        cmocka_unit_test(truncated),
        cmocka_unit_test(identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
