#include "report/jsonl.h"

#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void same_as_printf(double v)
{
    char want[40];
    struct buf b;
    buf_init(&b, 100);
    jsonl_number(&b, v);
    snprintf(want, sizeof want, "%.9g", v);
    assert_string_equal(buf_text(&b), want);
    buf_fini(&b);
}

/* Counts of millionths have a quick way of their own: nobody may see it. */
static void numbers(void **state)
{
    (void)state;
    static const double edges[] = {0,           -1,      1e-7,      99e-6,      100e-6,  101e-6,
                                   0.032768,    0.5,     1,         10,         999.999, 999.999999,
                                   999.9999994, 1000,    1234.5,    99999999,   1e9,     1e300,
                                   0.1,         1.0 / 3, -0.032768, 123.456789, 7e-6,    250000};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        same_as_printf(edges[i]);
    struct rng rng = rng_of(1);
    for (int i = 0; i < 20000; i++) {
        same_as_printf((double)rng_below(&rng, 1200000000) * 1e-6);
        same_as_printf((double)rng_below(&rng, 100000) * 0.065536);
        same_as_printf((double)rng_u64(&rng) * 1e-17);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers)};
    return cmocka_run_group_tests_name("report/jsonl", tests, NULL, NULL);
}
