#include "base/nsec.h"

#include "base/hash.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void reads_durations(void **state)
{
    static const struct {
        const char *text;
        nsec ns;
    } cases[] = {
        {"0", 0},
        {"5", 5 * NSEC_SEC},
        {"250ms", 250 * NSEC_MS},
        {"5s", 5 * NSEC_SEC},
        {"2m", 120 * NSEC_SEC},
        {"1h", 3600 * NSEC_SEC},
        {"1d", 86400 * NSEC_SEC},
        {"30us", 30 * NSEC_US},
        {"7ns", 7},
        {"1.5s", 1500 * NSEC_MS},
        {".5", 500 * NSEC_MS},
        {"0.1ms", 100 * NSEC_US},
        {"1.1us", 1100},
        {"4.35s", 4350 * NSEC_MS}, /* 4.35e9 is a little less as a double: rounded, not cut */
        {"1.001001001s", 1001001001},
        {"0.000000001", 1},
        {"106000d", 106000 * (86400 * NSEC_SEC)},
        {"1e3ms", NSEC_SEC},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        nsec got = -1;
        assert_int_equal(nsec_parse(cases[i].text, &got), 0);
        assert_true(got == cases[i].ns);
    }
}

/* Whole microseconds written as seconds come back as they were. */
static void fractions_are_exact(void **state)
{
    (void)state;
    struct rng r = rng_of(3339);
    for (int i = 0; i < 20000; i++) {
        uint64_t us = rng_below(&r, UINT64_C(1) << (1 + i % 40));
        char text[40];
        nsec got;
        snprintf(text, sizeof text, "%llu.%06llus", (unsigned long long)(us / 1000000),
                 (unsigned long long)(us % 1000000));
        assert_int_equal(nsec_parse(text, &got), 0);
        assert_true(got == (nsec)us * NSEC_US);
    }
}

static void what_is_no_duration(void **state)
{
    static const char *const cases[] = {
        "",
        "s",
        "-1",
        "-0",
        "+1",
        " 1",
        "1 ",
        "1 s",
        "1S",
        "1sec",
        "1min",
        "5ss",
        "0x10",
        "0X1",
        "1x",
        "inf",
        "nan",
        "1e400",
        "1e999s",
        "107000d",
        "9.3e18ns",
        ".",
        ".s",
        "1..5",
        "1,5",
        "5s5",
        "٣s",
        "1e",
        "99999999999999999999d",
        "1m30s",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        nsec got = 4711;
        assert_int_equal(nsec_parse(cases[i], &got), -EINVAL);
        assert_true(got == 4711); /* untouched */
    }
}

static void writes_rfc3339(void **state)
{
    static const struct {
        nsec_wall t;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00.000000Z"},
        {999, "1970-01-01T00:00:00.000000Z"},
        {1000, "1970-01-01T00:00:00.000001Z"},
        {NSEC_SEC - 1, "1970-01-01T00:00:00.999999Z"},
        {951782400 * NSEC_SEC, "2000-02-29T00:00:00.000000Z"},
        {INT64_C(1795319640123456789), "2026-11-22T03:54:00.123456Z"},
        {-1, "1969-12-31T23:59:59.999999Z"},
        {-NSEC_SEC, "1969-12-31T23:59:59.000000Z"},
        {-NSEC_SEC - 1, "1969-12-31T23:59:58.999999Z"},
        {INT64_MAX, "2262-04-11T23:47:16.854775Z"},
        {INT64_MIN, "1677-09-21T00:12:43.145224Z"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[NSEC_TEXT_MAX];
        assert_ptr_equal(nsec_rfc3339(cases[i].t, out), out);
        assert_string_equal(out, cases[i].text);
    }
}

static void least_and_most(void **state)
{
    (void)state;
    assert_true(nsec_min(-1, 2) == -1 && nsec_min(NSEC_NEVER, 2) == 2);
    assert_true(nsec_max(-1, 2) == 2 && nsec_max(NSEC_NEVER, 2) == NSEC_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_durations),     cmocka_unit_test(fractions_are_exact),
        cmocka_unit_test(what_is_no_duration), cmocka_unit_test(writes_rfc3339),
        cmocka_unit_test(least_and_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
