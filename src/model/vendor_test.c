#include "model/vendor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Invented makers, in the shape of the registry. */
static const char large[] = "Registry,Assignment,Organization Name,Organization Address\r\n"
                            "MA-L,0A0B0C,Locks & Hinges Ltd.,1 Gate Road\r\n"
                            "MA-L,0A0B0D,\"Bolts, \"\"Bars\"\" and Sons \",\"2 Gate Road\nupstairs\"\r\n"
                            "MA-L,0A0B0D,Somebody later,\r\n"
                            "MA-L,0A0B,Too short,\n"
                            "MA-L,0A0B0X,No digits,\n"
                            "MA-L,0A0B0E,,\n"
                            "MA-L,0A0B0F,  Cut\tshort";
static const char small[] = "MA-M,0A0B0C1,Medium,\nMA-S,0A0B0C123,Small,x\n";

static const char *found(const struct vendors *v, uint64_t mac48)
{
    uint8_t mac[6];
    for (int i = 0; i < 6; i++)
        mac[i] = (uint8_t)(mac48 >> (40 - 8 * i));
    const char *name = vendors_find(v, mac);
    return name ? name : "";
}

static void test_lines(void **state)
{
    (void)state;
    struct vendors *v;
    assert_int_equal(vendors_new(&v), 0);
    assert_string_equal(found(v, 0x0a0b0c000000), "");
    assert_int_equal(vendors_add(v, large, strlen(large)), 0);
    assert_int_equal(vendors_count(v), 3);
    assert_string_equal(found(v, 0x0a0b0c000000), "Locks & Hinges Ltd.");
    assert_string_equal(found(v, 0x0a0b0dffffff), "Bolts, \"Bars\" and Sons");
    assert_string_equal(found(v, 0x0a0b0e000000), "");
    assert_string_equal(found(v, 0x0a0b0f000001), "Cutshort");
    assert_string_equal(found(v, 0x0a0b0b000000), "");
    vendors_free(v);
}

/* The longest assignment wins, in whichever order they came. */
static void test_longest(void **state)
{
    (void)state;
    for (int order = 0; order < 2; order++) {
        struct vendors *v;
        assert_int_equal(vendors_new(&v), 0);
        assert_int_equal(vendors_add(v, order ? small : large, strlen(order ? small : large)), 0);
        assert_int_equal(vendors_add(v, order ? large : small, strlen(order ? large : small)), 0);
        assert_string_equal(found(v, 0x0a0b0c123fff), "Small");
        assert_string_equal(found(v, 0x0a0b0c124000), "Medium");
        assert_string_equal(found(v, 0x0a0b0c200000), "Locks & Hinges Ltd.");
        vendors_free(v);
    }
}

static void test_truncated(void **state)
{
    (void)state;
    for (size_t n = 0; n <= strlen(large); n++) {
        struct vendors *v;
        char *exact = malloc(n + !n);
        memcpy(exact, large, n);
        assert_int_equal(vendors_new(&v), 0);
        assert_int_equal(vendors_add(v, exact, n), 0);
        assert_true(vendors_count(v) <= 3);
        vendors_free(v);
        free(exact);
    }
}

static void test_long_name(void **state)
{
    (void)state;
    struct vendors *v;
    char line[400] = "MA-L,0A0B0C,";
    memset(line + 12, 'n', 300);
    assert_int_equal(vendors_new(&v), 0);
    assert_int_equal(vendors_add(v, line, strlen(line)), 0);
    assert_int_equal(strlen(found(v, 0x0a0b0c000000)), VENDOR_NAME_MAX - 1);
    vendors_free(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_longest),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_long_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
