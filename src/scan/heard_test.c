#include "scan/heard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct row {
    uint8_t code;
    enum heard heard;
    enum reason reason;
};

/* RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1: type 3 code 0 … 15. */
static const struct row v4[] = {
    {0, HEARD_NET_UNREACH, REASON_ICMP_NET_UNREACH},
    {1, HEARD_HOST_UNREACH, REASON_ICMP_HOST_UNREACH},
    {2, HEARD_PROTO_UNREACH, REASON_ICMP_PROTO_UNREACH},
    {3, HEARD_PORT_UNREACH, REASON_ICMP_PORT_UNREACH},
    {4, HEARD_UNASKED,
     REASON_NONE}, /* fragmentation needed says something about the path, nothing about the door */
    {5, HEARD_UNREACH, REASON_ICMP_UNREACH},
    {6, HEARD_UNREACH, REASON_ICMP_UNREACH},
    {7, HEARD_UNREACH, REASON_ICMP_UNREACH},
    {8, HEARD_UNREACH, REASON_ICMP_UNREACH},
    {9, HEARD_NET_PROHIB, REASON_ICMP_NET_PROHIB},
    {10, HEARD_HOST_PROHIB, REASON_ICMP_HOST_PROHIB},
    {11, HEARD_UNREACH, REASON_ICMP_UNREACH},
    {12, HEARD_UNREACH, REASON_ICMP_UNREACH},
    {13, HEARD_ADMIN_PROHIB, REASON_ICMP_ADMIN_PROHIB},
    {14, HEARD_UNREACH, REASON_ICMP_UNREACH},
    {15, HEARD_UNREACH, REASON_ICMP_UNREACH},
};

/* RFC 4443 §3.1: type 1 code 0 … 6; 7 is RFC 7731's and 8 RFC 8883's. */
static const struct row v6[] = {
    {0, HEARD_NET_UNREACH, REASON_ICMP6_NO_ROUTE},
    {1, HEARD_ADMIN_PROHIB, REASON_ICMP6_ADMIN_PROHIB},
    {2, HEARD_NET_PROHIB, REASON_ICMP6_BEYOND_SCOPE},
    {3, HEARD_HOST_UNREACH, REASON_ICMP6_ADDR_UNREACH},
    {4, HEARD_PORT_UNREACH, REASON_ICMP6_PORT_UNREACH},
    {5, HEARD_HOST_PROHIB, REASON_ICMP6_POLICY},
    {6, HEARD_HOST_PROHIB, REASON_ICMP6_POLICY},
    {7, HEARD_UNREACH, REASON_ICMP_UNREACH},
    {8, HEARD_UNREACH, REASON_ICMP_UNREACH},
};

static void assert_codes(const struct row *row, unsigned rows, unsigned family, uint8_t type)
{
    for (unsigned code = 0; code < 256; code++) {
        bool listed = code < rows;
        enum heard h = heard_icmp(family, type, (uint8_t)code);
        assert_int_equal(h, listed ? row[code].heard : HEARD_UNREACH);
        assert_int_equal(heard_icmp_reason(h, family), listed ? row[code].reason : REASON_ICMP_UNREACH);
    }
}

static void unreachable_v4(void **state)
{
    (void)state;
    assert_codes(v4, sizeof v4 / sizeof *v4, 4, 3);
}

static void unreachable_v6(void **state)
{
    (void)state;
    assert_codes(v6, sizeof v6 / sizeof *v6, 6, 1);
}

static void other_errors(void **state)
{
    (void)state;
    for (unsigned code = 0; code < 256; code++) {
        assert_int_equal(heard_icmp(4, 11, (uint8_t)code), HEARD_TIME_EXCEEDED);
        assert_int_equal(heard_icmp(6, 3, (uint8_t)code), HEARD_TIME_EXCEEDED);
        assert_int_equal(heard_icmp(6, 4, (uint8_t)code), code == 1 ? HEARD_PROTO_UNREACH : HEARD_UNREACH);
    }
    assert_int_equal(heard_icmp_reason(HEARD_TIME_EXCEEDED, 4), REASON_ICMP_TIME_EXCEEDED);
    assert_int_equal(heard_icmp_reason(HEARD_TIME_EXCEEDED, 6), REASON_ICMP_TIME_EXCEEDED);
    assert_int_equal(heard_icmp_reason(HEARD_PROTO_UNREACH, 6), REASON_ICMP_PROTO_UNREACH);
}

static void types_that_say_nothing(void **state)
{
    (void)state;
    for (unsigned type = 0; type < 256; type++)
        for (unsigned code = 0; code < 256; code++) {
            if (type != 3 && type != 11)
                assert_int_equal(heard_icmp(4, (uint8_t)type, (uint8_t)code), HEARD_UNASKED);
            if (type != 1 && type != 3 && type != 4)
                assert_int_equal(heard_icmp(6, (uint8_t)type, (uint8_t)code), HEARD_UNASKED);
        }
}

/* What is no ICMP error has no ICMP reason; what is one has a reason in both families. */
static void reasons_are_of_errors(void **state)
{
    (void)state;
    for (int h = 0; h < HEARD_COUNT; h++)
        for (unsigned family = 4; family <= 6; family += 2)
            assert_int_equal(heard_icmp_reason((enum heard)h, family) != REASON_NONE, h > HEARD_ALT);
}

static void whom_to_believe(void **state)
{
    static const int rank[HEARD_COUNT] = {0, 0, 0, 0, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    (void)state;
    assert_int_equal(HEARD_COUNT, 16); /* four bits */
    for (int h = 0; h < HEARD_COUNT; h++) {
        assert_int_equal(heard_rank((enum heard)h), rank[h]);
        assert_int_equal(heard_silent((enum heard)h), h <= HEARD_ASKED3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unreachable_v4),        cmocka_unit_test(unreachable_v6),
        cmocka_unit_test(other_errors),          cmocka_unit_test(types_that_say_nothing),
        cmocka_unit_test(reasons_are_of_errors), cmocka_unit_test(whom_to_believe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
