#include "audit/version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void in_order(int (*compare)(const char *, const char *), const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (sign(compare(list[i], list[k])) != (i > k) - (i < k))
                fail_msg("'%s' and '%s' compare as %d", list[i], list[k], compare(list[i], list[k]));
}

static void debian(void **state)
{
    /* deb-version(7), and revisions as Debian 12 has them. */
    static const char *const rising[] = {"0.9~~",
                                         "0.9~~a",
                                         "0.9~",
                                         "0.9",
                                         "0.9a",
                                         "0.9+b1",
                                         "1.0~beta1~svn1245",
                                         "1.0~beta1",
                                         "1.0",
                                         "1.0-1",
                                         "1.0-1+b1",
                                         "1.0-1+deb12u3",
                                         "1.0-1+deb12u10",
                                         "1.0-2",
                                         "1.0-10",
                                         "1.0.9-1",
                                         "1.0.10-1",
                                         "2.4.71-1~deb12u1",
                                         "2.4.71-1",
                                         "1:0.1-1",
                                         "10:0.1-1"};
    (void)state;
    in_order(version_debian, rising, sizeof rising / sizeof *rising);
    assert_int_equal(version_debian("1.00-01", "1.0-1"), 0);
    assert_int_equal(version_debian("0:1.0", "1.0"), 0);
    assert_int_equal(version_debian_no_epoch("1:9.2p1-2+deb12u10", "9.2p1-2+deb12u10"), 0);
    assert_true(version_debian_no_epoch("9.2p1-2+deb12u3", "1:9.2p1-2+deb12u10") < 0);
    assert_int_equal(version_debian("", ""), 0);
}

static void upstream(void **state)
{
    static const char *const rising[] = {"1.3.5dev",  "1.3.5alpha1", "1.3.5b2", "1.3.5rc1",       "1.3.5rc2",
                                         "1.3.5",     "1.3.5a",      "1.3.5g",  "1.3.5p1",        "1.3.5p10",
                                         "1.3.6",     "1.3.10",      "1.10",    "2.0-beta",       "2.0",
                                         "3.70_.0.1", "9.8",         "9.8p1",   "10.11.6-MariaDB"};
    (void)state;
    in_order(version_upstream, rising, sizeof rising / sizeof *rising);
    assert_int_equal(version_upstream("9.2", "9.2.0"), 0);
    assert_int_equal(version_upstream("v9.02", "9.2"), 0);
    assert_int_equal(version_upstream("1.0-RC1", "1.0rc1"), 0);
    assert_int_equal(version_upstream("6.0.0.Final", "6.0.0"), 0);
    assert_true(version_upstream("4294967296999999999999", "4294967297") > 0);
    assert_true(version_upstream("9.9.0b1", "9.9.0") < 0);
    assert_int_equal(version_upstream("", ""), 0);
    assert_true(version_upstream("", "1") < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(debian), cmocka_unit_test(upstream)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
