#include "audit/baseline.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum baseline_verdict ask(const struct baseline *b, const char *id, const char *addr, uint64_t port,
                                 nsec_wall now)
{
    struct record_finding f = {.id = id, .proto = PROTO_TCP, .port = port};
    assert_int_equal(addr_parse(addr, &f.addr), 0);
    return baseline_asks(b, &f, now);
}

static int put(struct baseline *b, const char *text)
{
    struct diag d = {0};
    int e = baseline_line(b, text, strlen(text), &d);
    assert_int_equal(d.msg != NULL, e == -EINVAL);
    return e;
}

static void test_what_is_accepted(void **state)
{
    (void)state;
    struct baseline *b = baseline_new(3);
    assert_int_equal(put(b, "# a comment"), 0);
    assert_int_equal(put(b, ""), 0);
    assert_int_equal(put(b, "telnet 198.18.0.1 23/tcp 1970-01-05 Hanako Yamada: replaced in spring"), 0);
    assert_int_equal(put(b, "*  198.18.1.0/24  *  1970-01-10  printers"), 0);
    assert_int_equal(ask(b, "telnet", "198.18.0.1", 23, 4 * NSEC_DAY),
                     BASELINE_ACCEPTED); /* the last day itself */
    assert_int_equal(ask(b, "telnet", "198.18.0.1", 23, 5 * NSEC_DAY), BASELINE_RUN_OUT);
    assert_int_equal(ask(b, "telnet", "198.18.0.1", 24, 0), BASELINE_NEW);
    assert_int_equal(ask(b, "vnc", "198.18.0.1", 23, 0), BASELINE_NEW);
    assert_int_equal(ask(b, "vnc", "198.18.1.77", 5900, 0), BASELINE_ACCEPTED);
    assert_int_equal(ask(b, "vnc", "2001:db8::1", 5900, 0), BASELINE_NEW);
    assert_int_equal(put(b, "x * * 1970-01-01 a"), 0);
    assert_int_equal(put(b, "y * * 1970-01-01 a"), -E2BIG);
    baseline_free(b);
}

static void test_wrong(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "telnet",
        "telnet 198.18.0.1 23/tcp",
        "telnet 198.18.0.1 23/tcp 1970-01-05",
        "telnet 198.18.0.1 23 1970-01-05 me",
        "telnet 198.18.0.1 23/xyz 1970-01-05 me",
        "telnet 198.18.0.1 65536/tcp 1970-01-05 me",
        "telnet 198.18.0.1/33 23/tcp 1970-01-05 me",
        "telnet host 23/tcp 1970-01-05 me",
        "telnet 198.18.0.1 23/tcp 1970-1-5 me",
        "telnet 198.18.0.1 23/tcp 1970-01-055 me",
    };
    struct baseline *b = baseline_new(3);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(put(b, wrong[i]), -EINVAL);
    baseline_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_accepted), cmocka_unit_test(test_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
