#include "local/exposure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void by_address(void **state)
{
    (void)state;
    static const struct {
        const char *addr, *word;
    } rows[] = {
        {"0.0.0.0", "all"},
        {"::", "all"},
        {"127.0.0.1", "loopback"},
        {"127.255.255.254", "loopback"},
        {"128.0.0.1", "all"},
        {"::1", "loopback"},
        {"::2", "all"},
        {"169.254.7.7", "link"},
        {"fe80::1", "link"},
        {"febf::1", "link"},
        {"fec0::1", "all"},
        {"10.0.0.1", "private"},
        {"172.16.0.1", "private"},
        {"172.31.255.255", "private"},
        {"172.32.0.0", "all"},
        {"192.168.1.1", "private"},
        {"100.64.0.1", "private"},
        {"fd00::1", "private"},
        {"198.18.0.1", "all"},
        {"2001:db8::1", "all"},
        {"224.0.0.251", "link"},
        {"224.0.1.1", "all"},
        {"239.255.255.250", "private"},
        {"ff01::1", "loopback"},
        {"ff02::fb", "link"},
        {"ff05::2", "private"},
        {"ff08::2", "private"},
        {"ff0e::2", "all"},
        {"255.255.255.255", "link"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct addr a;
        assert_int_equal(addr_parse(rows[i].addr, &a), 0);
        assert_string_equal(exposure_word(exposure_of(&a, 0)), rows[i].word);
    }
}

/* A wildcard that is bound to the loopback interface is reached from this machine only; to another one, by
 * all behind it. */
static void by_device(void **state)
{
    (void)state;
    struct addr any = addr_v4(0);
    assert_int_equal(exposure_of(&any, EXPOSURE_LO), EXPOSURE_LOOPBACK);
    assert_int_equal(exposure_of(&any, 2), EXPOSURE_ALL);
    assert_string_equal(exposure_word(EXPOSURE_COUNT), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_address), cmocka_unit_test(by_device)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
