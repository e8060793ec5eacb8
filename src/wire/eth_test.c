#include "wire/eth.h"

#include "wire/priv_test.h"

/* An 802.1ad service tag (priority 5, id 100), an 802.1Q tag (id 4095 with the drop bit), IPv6. */
static const uint8_t double_tagged[] = {
    0x33, 0x33, 0, 0, 0, 1, 2, 0, 0, 0, 0, 9, 0x88, 0xa8, 0xa0, 0x64, 0x81, 0x00, 0x1f, 0xff, 0x86, 0xdd,
};

static void known(void **state)
{
    (void)state;
    struct rd r = rd_of(double_tagged, sizeof double_tagged);
    struct eth h;
    assert_int_equal(eth_parse(&r, &h), PACKET_OK);
    assert_memory_equal(h.dst, double_tagged, 6);
    assert_memory_equal(h.src, double_tagged + 6, 6);
    assert_int_equal(h.n_tags, 2);
    assert_int_equal(h.tag[0].tpid, ETH_TYPE_QINQ);
    assert_int_equal(h.tag[0].tci, 0xa064);
    assert_int_equal(eth_vlan_id(h.tag[0].tci), 100);
    assert_int_equal(eth_vlan_id(h.tag[1].tci), 4095);
    assert_int_equal(h.type, ETH_TYPE_IP6);
    assert_int_equal(rd_left(&r), 0);
}

static void third_tag_stays(void **state)
{
    (void)state;
    static const uint8_t b[] = {[12] = 0x81, 0, 0, 1, 0x81, 0, 0, 2, 0x81, 0, 0, 3, 8, 0};
    struct rd r = rd_of(b, sizeof b);
    struct eth h;
    assert_int_equal(eth_parse(&r, &h), PACKET_OK);
    assert_int_equal(h.n_tags, 2);
    assert_int_equal(h.type, ETH_TYPE_VLAN);
    assert_int_equal(rd_left(&r), 4);
}

static void length_instead_of_type(void **state)
{
    (void)state;
    uint8_t b[60] = {[12] = 0x05, 0xff};
    struct eth h;
    struct rd r = rd_of(b, sizeof b);
    assert_int_equal(eth_parse(&r, &h), PACKET_UNKNOWN);
    put_u16(b + 12, 0x600);
    r = rd_of(b, sizeof b);
    assert_int_equal(eth_parse(&r, &h), PACKET_OK);
}

static void check_truncated(const uint8_t *data, size_t len)
{
    struct rd r = rd_of(data, len);
    struct eth h;
    assert_int_equal(eth_parse(&r, &h), len < sizeof double_tagged ? PACKET_BAD : PACKET_OK);
}

static void truncated(void **state)
{
    (void)state;
    test_truncations(double_tagged, sizeof double_tagged, check_truncated);
}

static void identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    static const uint16_t tpids[] = {ETH_TYPE_VLAN, ETH_TYPE_QINQ, ETH_TYPE_QINQ_OLD};
    for (int i = 0; i < TEST_ROUNDS; i++) {
        struct eth h = {.type = ETH_TYPE_ARP, .n_tags = (uint8_t)rng_below(&rng, 3)}, again;
        test_random(&rng, h.dst, 6);
        test_random(&rng, h.src, 6);
        for (unsigned t = 0; t < h.n_tags; t++) {
            h.tag[t].tpid = tpids[rng_below(&rng, 3)];
            h.tag[t].tci = (uint16_t)rng_u64(&rng);
        }
        uint8_t first[32], second[32];
        struct wr w = wr_of(first, sizeof first);
        eth_build(&w, &h);
        struct rd r = rd_of(first, wr_len(&w));
        assert_int_equal(eth_parse(&r, &again), PACKET_OK);
        assert_memory_equal(again.src, h.src, 6);
        assert_int_equal(again.n_tags, h.n_tags);
        struct wr w2 = wr_of(second, sizeof second);
        eth_build(&w2, &again);
        assert_int_equal(wr_len(&w2), ETH_LEN + h.n_tags * ETH_TAG);
        assert_int_equal(wr_len(&w2), wr_len(&w));
        assert_memory_equal(first, second, wr_len(&w));
    }
}

static void padding_is_zero(void **state)
{
    (void)state;
    uint8_t b[64];
    memset(b, 0xee, sizeof b);
    struct wr w = wr_of(b, sizeof b);
    eth_build(&w, &(struct eth){.type = ETH_TYPE_IP4});
    eth_pad(&w);
    assert_int_equal(wr_len(&w), ETH_MIN);
    for (size_t i = ETH_LEN; i < ETH_MIN; i++)
        assert_int_equal(b[i], 0);
    assert_int_equal(b[ETH_MIN], 0xee);
    eth_pad(&w);
    assert_int_equal(wr_len(&w), ETH_MIN);
    w = wr_of(b, 59);
    eth_pad(&w);
    assert_true(w.bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known),
        cmocka_unit_test(third_tag_stays),
        cmocka_unit_test(length_instead_of_type),
        cmocka_unit_test(truncated),
        cmocka_unit_test(identity),
        cmocka_unit_test(padding_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
