#include "audit/cpe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void both_forms(void **state)
{
    struct cpe c;
    (void)state;
    assert_true(cpe_parse("cpe:2.3:a:OpenBSD:openssh:9.2:p1:*:*:*:*:*:*", &c));
    assert_string_equal(c.at[CPE_VENDOR], "openbsd");
    assert_string_equal(c.at[CPE_VERSION], "9.2");
    assert_string_equal(c.at[CPE_UPDATE], "p1");
    assert_string_equal(c.at[CPE_TARGET_SW], "");
    assert_true(cpe_parse("cpe:2.3:a:x\\:y:z\\*:\\*:-", &c));
    assert_string_equal(c.at[CPE_VENDOR], "x:y");
    assert_string_equal(c.at[CPE_PRODUCT], "z*");
    assert_string_equal(c.at[CPE_VERSION], "*");
    assert_string_equal(c.at[CPE_UPDATE], "-");
    assert_true(cpe_parse("cpe:/a:apache:http_server:2.4.57", &c));
    assert_string_equal(c.at[CPE_PRODUCT], "http_server");
    assert_string_equal(c.at[CPE_UPDATE], "");
    assert_true(cpe_parse("cpe:/o:a%7eb:c", &c));
    assert_string_equal(c.at[CPE_VENDOR], "a~b");
}

static void no_cpe(void **state)
{
    static const char *const wrong[] = {"",
                                        "cpe",
                                        "cpe:2.3:",
                                        "cpe:2.3:a",
                                        "cpe:2.3:a:b",
                                        "cpe:/a::c",
                                        "cpe:/a:b%zc:d",
                                        "openssh",
                                        "cpe:2.3:a:b:c:d:e:f:g:h:i:j:k:l:m",
                                        "cpe:2.3:a:b\\"};
    struct cpe c;
    char text[400];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(cpe_parse(wrong[i], &c));
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    memcpy(text, "cpe:/a:b:", 9);
    assert_false(cpe_parse(text, &c));
    static const char whole[] = "cpe:2.3:a:b\\:c:d%41:1:*:*:*:*:*:*:*";
    for (size_t n = 0; n < sizeof whole; n++) {
        char *cut = strndup(whole, n);
        (void)cpe_parse(cut, &c);
        free(cut);
    }
}

static void versions(void **state)
{
    static const char *const rows[][3] = {{"9.2p1", "9.2", "p1"},   {"1.3.5rc2", "1.3.5", "rc2"},
                                          {"1.0.1g", "1.0.1g", ""}, {"9.16.0-P1", "9.16.0", "p1"},
                                          {"2.4.57", "2.4.57", ""}, {"", "", ""},
                                          {"p1", "p1", ""},         {"4.2-beta3", "4.2", "beta3"}};
    char version[CPE_PART_MAX], update[CPE_PART_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cpe_split_version(rows[i][0], version, update);
        assert_string_equal(version, rows[i][1]);
        assert_string_equal(update, rows[i][2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(both_forms), cmocka_unit_test(no_cpe),
                                       cmocka_unit_test(versions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
