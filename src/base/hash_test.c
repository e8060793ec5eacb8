#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Key 00 … 0f, input 00 … (n-1). The 15 byte line is the example of the paper, appendix A; the others are its
 * reference implementation's. */
static void siphash_of_the_paper(void **state)
{
    static const struct {
        size_t n;
        uint64_t hash;
    } cases[] = {
        {0, UINT64_C(0x726fdb47dd0e0e31)},  {1, UINT64_C(0x74f839c593dc67fd)},
        {7, UINT64_C(0xab0200f58b01d137)},  {8, UINT64_C(0x93f5f5799a932462)},
        {15, UINT64_C(0xa129ca6149be45e5)}, {63, UINT64_C(0x958a324ceb064572)},
    };
    (void)state;
    struct hash_key key;
    uint8_t input[64];
    for (unsigned i = 0; i < 64; i++)
        input[i] = (uint8_t)i;
    memcpy(key.b, input, sizeof key.b);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(siphash(&key, input, cases[i].n) == cases[i].hash);
}

/* Numbers are hashed by bytes that have the same order on every machine. */
static void numbers(void **state)
{
    (void)state;
    const struct hash_key key = {{1, 2, 3}};
    const uint8_t bytes[8] = {8, 7, 6, 5, 4, 3, 2, 1};
    assert_true(siphash_u64(&key, UINT64_C(0x0102030405060708)) == siphash(&key, bytes, sizeof bytes));
}

static void keys_of_a_seed(void **state)
{
    (void)state;
    struct hash_key a = hash_key_from_seed(1, "order"), again = hash_key_from_seed(1, "order"),
                    other_use = hash_key_from_seed(1, "cookie"), other_seed = hash_key_from_seed(2, "order"),
                    high = hash_key_from_seed(1 | UINT64_C(1) << 63, "order");
    assert_memory_equal(&a, &again, sizeof a);
    assert_memory_not_equal(&a, &other_use, sizeof a);
    assert_memory_not_equal(&a, &other_seed, sizeof a);
    assert_memory_not_equal(&a, &high, sizeof a);
    struct hash_key r1 = hash_key_random(), r2 = hash_key_random();
    assert_memory_not_equal(&r1, &r2, sizeof r1);
    assert_true(hash_random_u64() != hash_random_u64());
}

/* xoshiro256** from the state 1, 2, 3, 4, and splitmix64 from 0: computed by hand from the papers'
 * recurrences, and the values that every implementation of them tests itself with. */
static void rng_of_the_papers(void **state)
{
    static const uint64_t outputs[] = {11520, 0, 1509978240, UINT64_C(1215971899390074240),
                                       UINT64_C(1216172134540287360)};
    (void)state;
    struct rng r = {{1, 2, 3, 4}}, seeded = rng_of(0);
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
        assert_true(rng_u64(&r) == outputs[i]);
    assert_true(seeded.s[0] == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(seeded.s[1] == UINT64_C(0x6e789e6aa1b965f4));
    assert_true(seeded.s[2] == UINT64_C(0x06c45d188009454f));
    assert_true(seeded.s[3] == UINT64_C(0xf88bb8a8724c81ec));
}

static void rng_repeats(void **state)
{
    (void)state;
    struct rng a = rng_of(7), b = rng_of(7), c = rng_of(8);
    unsigned same = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t x = rng_u64(&a);
        assert_true(x == rng_u64(&b));
        same += x == rng_u64(&c);
    }
    assert_int_equal(same, 0);
}

/* Chi-square over k cells, for a fixed seed: 5 standard deviations from its mean k - 1. */
static void assert_uniform(const uint32_t *cell, unsigned k, uint32_t trials)
{
    double expected = (double)trials / k, sum = 0, df = k - 1;
    for (unsigned i = 0; i < k; i++)
        sum += (cell[i] - expected) * (cell[i] - expected) / expected;
    assert_true((sum - df) * (sum - df) < 25 * 2 * df);
}

static void below_is_uniform(void **state)
{
    static const unsigned sizes[] = {2, 3, 7, 10, 64, 100};
    (void)state;
    struct rng r = rng_of(2019);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint32_t cell[100] = {0};
        for (int n = 0; n < 100000; n++) {
            uint64_t v = rng_below(&r, sizes[i]);
            assert_true(v < sizes[i]);
            cell[v]++;
        }
        assert_uniform(cell, sizes[i], 100000);
    }
    for (int n = 0; n < 100; n++)
        assert_int_equal(rng_below(&r, 1), 0);
}

/* n = 3/4 of 2^64: without the rejection, the values 0 mod 3 (and only they) would come twice as often, so
 * every third cell. */
static void below_has_no_bias(void **state)
{
    (void)state;
    struct rng r = rng_of(1952);
    uint64_t n = UINT64_C(3) << 62;
    uint32_t cell[3] = {0};
    for (int i = 0; i < 90000; i++) {
        uint64_t v = rng_below(&r, n);
        assert_true(v < n);
        cell[v % 3]++;
    }
    assert_uniform(cell, 3, 90000);
    for (int i = 0; i < 1000; i++)
        assert_true(rng_below(&r, UINT64_MAX) < UINT64_MAX);
}

static void unit_is_uniform(void **state)
{
    (void)state;
    struct rng r = rng_of(53);
    uint32_t cell[50] = {0};
    for (int i = 0; i < 100000; i++) {
        double u = rng_unit(&r);
        assert_true(u >= 0 && u < 1);
        cell[(int)(u * 50)]++;
    }
    assert_uniform(cell, 50, 100000);
    struct rng most = {{0, UINT64_MAX, 0, 0}}; /* the largest output there can be is still below 1 */
    for (int i = 0; i < 100; i++)
        assert_true(rng_unit(&most) < 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(siphash_of_the_paper), cmocka_unit_test(numbers),
        cmocka_unit_test(keys_of_a_seed),       cmocka_unit_test(rng_of_the_papers),
        cmocka_unit_test(rng_repeats),          cmocka_unit_test(below_is_uniform),
        cmocka_unit_test(below_has_no_bias),    cmocka_unit_test(unit_is_uniform),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
