#include "wire/csum.h"

#include "wire/priv_test.h"

/* RFC 1071 §1, word for word. */
static uint16_t plain(const uint8_t *p, size_t len)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < len; i++)
        sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

static void rfc_example(void **state)
{
    (void)state;
    static const uint8_t b[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7}; /* RFC 1071 §3 */
    assert_int_equal(csum_of(b, sizeof b), 0x220d);
    assert_int_equal(csum_of(b, 0), 0xffff);
    assert_int_equal(csum_of(b + 2, 1), 0xffff - 0xf200);
}

static void any_length_and_alignment(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    for (size_t len = 0; len < 300; len++) {
        uint8_t *b = malloc(len + 8);
        assert_non_null(b);
        test_random(&rng, b, len + 8);
        for (size_t at = 0; at < 8; at++)
            assert_int_equal(csum_of(b + at, len), plain(b + at, len));
        free(b);
    }
}

static void carries(void **state)
{
    (void)state;
    uint8_t b[4096];
    memset(b, 0xff, sizeof b);
    for (size_t len = 2; len < sizeof b; len += 2)
        assert_int_equal(csum_of(b, len), 0);
    assert_int_equal(csum_finish(UINT64_MAX), 0);
    assert_int_equal(csum_finish(csum_add(UINT64_MAX, b, 8)), 0);
    b[8] = 1; /* the carry carries again */
    b[9] = 0;
    assert_int_equal(csum_finish(csum_add(UINT64_MAX, b, 10)), 0xfeff);
}

static void in_pieces(void **state)
{
    (void)state;
    struct rng rng = rng_of(2);
    uint8_t b[101];
    test_random(&rng, b, sizeof b);
    for (size_t cut = 0; cut < sizeof b; cut += 2)
        assert_int_equal(csum_finish(csum_add(csum_add(0, b, cut), b + cut, sizeof b - cut)),
                         plain(b, sizeof b));
}

static void pseudo_headers(void **state)
{
    (void)state;
    static const uint8_t v4[] = {198, 18, 0, 1, 198, 18, 0, 2, 0, 6, 0x12, 0x34};
    static const uint8_t v6[] = {0x20, 1, 0xd,  0xb8, 0,   0,    0, 0, 0, 0, 0, 0, 0,    0,
                                 0,    1, 0x20, 1,    0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0xab, 0xcd,
                                 0,    0, 0,    2,    0,   1,    2, 3, 0, 0, 0, 58};
    struct addr a = addr_v4(0xc6120001), b = addr_v4(0xc6120002);
    assert_int_equal(csum_finish(csum_pseudo(&a, &b, 6, 0x1234)), plain(v4, sizeof v4));
    a = addr_v6(v6);
    b = addr_v6(v6 + 16);
    assert_int_equal(csum_finish(csum_pseudo(&a, &b, 58, 0x10203)), plain(v6, sizeof v6));
}

static void updates(void **state)
{
    (void)state;
    assert_int_equal(csum_update16(0xdd2f, 0x5555, 0x3285), 0x0000); /* RFC 1624 §4 */
    struct rng rng = rng_of(3);
    uint8_t b[32];
    test_random(&rng, b, sizeof b);
    uint16_t csum = csum_of(b, sizeof b);
    for (int i = 0; i < TEST_ROUNDS; i++) {
        /* Values of many ones and zeros, where the two zeros of one's complement meet. */
        uint32_t now = i % 3 ? (uint32_t)rng_u64(&rng)
                             : (uint32_t)rng_below(&rng, 3) * 0xffff + (uint32_t)rng_below(&rng, 2);
        size_t at = rng_below(&rng, 8) * 4;
        csum = csum_update32(csum, get_u32(b + at), now);
        put_u32(b + at, now);
        assert_int_equal(csum, csum_of(b, sizeof b));
        csum = csum_update16(csum, get_u16(b + at + 2), (uint16_t)(now >> 8));
        put_u16(b + at + 2, (uint16_t)(now >> 8));
        assert_int_equal(csum, csum_of(b, sizeof b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc_example), cmocka_unit_test(any_length_and_alignment), cmocka_unit_test(carries),
        cmocka_unit_test(in_pieces),   cmocka_unit_test(pseudo_headers),           cmocka_unit_test(updates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
