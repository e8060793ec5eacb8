#include "scan/rtt.h"

#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Quantiles are at or above the true ones, and at most an eighth of an octave (9.1 %) and a unit more. */
static void test_quantiles(void **state)
{
    (void)state;
    for (nsec top = 10 * NSEC_US; top < 100 * NSEC_SEC; top *= 7) {
        struct rtt r = {0};
        for (int i = 1; i <= 10000; i++)
            rtt_add(&r, top / 10000 * i);
        for (double q = 0.01; q < 1; q += 0.07) {
            double got = (double)rtt_quantile(&r, q), want = (double)top * q;
            assert_true(got >= want * 0.998 && got <= want * 1.13 + 2048);
        }
        assert_int_equal(rtt_quantile(&r, 1), r.max);
    }
}

static void test_wait(void **state)
{
    (void)state;
    struct rtt r = {0};
    assert_int_equal(rtt_quantile(&r, 0.5), 0);
    assert_int_equal(rtt_wait(&r), NSEC_SEC);
    rtt_add(&r, 30 * NSEC_MS);
    assert_int_equal(rtt_wait(&r), 160 * NSEC_MS);
    for (int i = 0; i < 10000; i++)
        rtt_add(&r, 100 * NSEC_MS);
    rtt_add(&r, 3 * NSEC_SEC); /* one straggler among ten thousand does not hold everybody up */
    assert_true(rtt_wait(&r) >= 108 * NSEC_MS && rtt_wait(&r) < 170 * NSEC_MS);
    rtt_add(&r, INT64_MAX);
    rtt_add(&r, -5);
    assert_true(rtt_wait(&r) <= 4 * NSEC_SEC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_quantiles), cmocka_unit_test(test_wait)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
