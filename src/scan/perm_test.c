#include "scan/perm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Every n up to a few thousand, then steps up to 2^16: each element exactly once, and the inverse finds
 * it. */
static void test_exhaustive(void **state)
{
    (void)state;
    bool *seen = malloc(1 << 16);
    for (uint64_t n = 1; n <= 1 << 16; n += n < 3000 ? 1 : 997) {
        struct perm p = perm_of(n, hash_key_from_seed(n, "test"));
        memset(seen, 0, n);
        for (uint64_t i = 0; i < n; i++) {
            uint64_t e = perm_at(&p, i);
            assert_true(e < n);
            assert_false(seen[e]);
            seen[e] = true;
            assert_int_equal(perm_index(&p, e), i);
        }
    }
    struct perm p = perm_of(1 << 16, hash_key_from_seed(1, "test"));
    memset(seen, 0, 1 << 16);
    for (uint64_t i = 0; i < 1 << 16; i++)
        seen[perm_at(&p, i)] = true;
    for (uint64_t i = 0; i < 1 << 16; i++)
        assert_true(seen[i]);
    free(seen);
}

/* Above, by sampling: in range, and inverse after forward is the identity, which no two colliding inputs
 * could both have. */
static void test_sampled(void **state)
{
    (void)state;
    struct rng r = rng_of(7);
    for (int bits = 17; bits <= 62; bits++) {
        uint64_t top = UINT64_C(1) << bits;
        uint64_t sizes[] = {top, top - 1, top / 2 + 1, top / 2 + rng_below(&r, top / 2)};
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            struct perm p = perm_of(sizes[s], hash_key_from_seed(rng_u64(&r), "test"));
            for (int k = 0; k < 2000; k++) {
                uint64_t i =
                    k < 4 ? (k < 2 ? (uint64_t)k : sizes[s] - (uint64_t)k + 1) : rng_below(&r, sizes[s]);
                uint64_t e = perm_at(&p, i);
                assert_true(e < sizes[s]);
                assert_int_equal(perm_index(&p, e), i);
                assert_int_equal(perm_at(&p, perm_index(&p, i)), i);
            }
        }
    }
}

/* A part of the order looks like a random sample: 1/64 of a space of 2^20 spreads evenly over 64 bins
 * (chi-square with 63 degrees of freedom: mean 63, and 130 is beyond one in a million). */
static void test_spread(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct perm p = perm_of(1 << 20, hash_key_from_seed(seed, "test"));
        double bins[64] = {0}, chi = 0;
        for (uint64_t i = 0; i < 1 << 14; i++)
            bins[perm_at(&p, i) >> 14]++;
        for (int b = 0; b < 64; b++)
            chi += (bins[b] - 256) * (bins[b] - 256) / 256;
        assert_true(chi < 130);
    }
}

static void test_keys_differ(void **state)
{
    (void)state;
    struct perm a = perm_of(1000, hash_key_from_seed(1, "test")),
                b = perm_of(1000, hash_key_from_seed(2, "test"));
    int same = 0;
    for (uint64_t i = 0; i < 1000; i++)
        same += perm_at(&a, i) == perm_at(&b, i);
    assert_true(same < 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exhaustive),
        cmocka_unit_test(test_sampled),
        cmocka_unit_test(test_spread),
        cmocka_unit_test(test_keys_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
