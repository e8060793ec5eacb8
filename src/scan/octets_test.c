#include "scan/octets.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect(const char *text, uint64_t ranges, uint32_t first, uint32_t last)
{
    struct octets o;
    struct diag d = {0};
    uint32_t a, b, unused;
    assert_int_equal(octets_parse(text, strlen(text), &o, &d), 0);
    assert_int_equal(octets_range_count(&o), ranges);
    octets_range(&o, 0, &a, &unused);
    octets_range(&o, ranges - 1, &unused, &b);
    assert_int_equal(a, first);
    assert_int_equal(b, last);
}

static void patterns_count_their_ranges(void **state)
{
    (void)state;
    expect("198.18.0.1", 1, 0xc6120001, 0xc6120001);
    expect("0.0.0.0", 1, 0, 0);
    expect("*.*.*.*", 1, 0, 0xffffffff);
    expect("-.-.-.-", 1, 0, 0xffffffff);
    expect("10.*.*.*", 1, 0x0a000000, 0x0affffff);
    expect("1-2.*.*.*", 1, 0x01000000, 0x02ffffff);
    expect("1,3.*.*.*", 2, 0x01000000, 0x03ffffff);
    expect("*.1.*.*", 256, 0x00010000, 0xff01ffff);
    expect("10.0-3.1,7.*", 8, 0x0a000100, 0x0a0307ff);
    expect("*.*.*.1", UINT64_C(1) << 24, 0x00000001, 0xffffff01);
}

/* All ranges of a pattern, ascending, disjoint, and exactly the addresses that fit octet by octet. */
static void ranges_are_the_pattern(void **state)
{
    struct octets o;
    struct diag d = {0};
    static const char text[] = "10.254-.0-1,3,5-6.-3,9,250-";
    uint32_t next = 0x0a000000, first, last;
    (void)state;
    assert_int_equal(octets_parse(text, sizeof text - 1, &o, &d), 0);
    for (uint64_t i = 0; i < octets_range_count(&o); i++) {
        octets_range(&o, i, &first, &last);
        assert_true(first >= next && last >= first);
        for (; next <= last; next++) {
            unsigned b = next >> 16 & 255, c = next >> 8 & 255, e = next & 255;
            bool fits = b >= 254 && (c <= 1 || c == 3 || c == 5 || c == 6) && (e <= 3 || e == 9 || e >= 250);
            assert_int_equal(fits, next >= first);
        }
    }
    assert_int_equal(last, 0x0aff06ff);
}

static void every_truncation_is_an_error(void **state)
{
    static const char text[] = "10.0-3.1,7.20-200";
    struct octets o;
    struct diag d = {0};
    (void)state;
    for (size_t n = 0; n < sizeof text - 1; n++) {
        int e = octets_parse(text, n, &o, &d);
        bool whole =
            n >=
            strlen("10.0-3.1,7.2"); /* an octet may end after each of its digits; "20-2" runs backwards */
        bool backwards = n == strlen("10.0-3.1,7.20-2");
        assert_int_equal(e, whole && !backwards ? 0 : -EINVAL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_count_their_ranges),
        cmocka_unit_test(ranges_are_the_pattern),
        cmocka_unit_test(every_truncation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
