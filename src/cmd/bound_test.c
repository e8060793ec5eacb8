/* Silent UDP ports of this machine against a table of sockets. */
#include "cmd/bound.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct local_socket sockets[] = {
    {.proto = PROTO_UDP, .port = 514, .addr = {.len = 4}},                    /* 0.0.0.0 */
    {.proto = PROTO_UDP, .port = 9, .addr = {.b = {127, 0, 0, 1}, .len = 4}}, /* of one address */
    {.proto = PROTO_UDP, .port = 138, .addr = {.len = 16}},                   /* "::", of both families */
    {.proto = PROTO_UDP, .port = 139, .addr = {.len = 16}, .v6only = true},
    {.proto = PROTO_TCP, .port = 22, .addr = {.len = 4}},
};
static struct local_table table = {.sockets = sockets, .count = sizeof sockets / sizeof *sockets};

static void check(const char *addr, const char *ports, const char *want_bound, const char *want_others)
{
    struct addr a;
    struct ports_set bound, took, left;
    struct buf text, rest;
    assert_int_equal(addr_parse(addr, &a), 0);
    bound_ports(&table, &a, &bound);
    bound_split(ports, &bound, &took, &left);
    buf_init(&text, 1 << 16);
    ports_ranges(&took, &text);
    assert_string_equal(buf_text(&text), want_bound);
    buf_init(&rest, 1 << 16);
    ports_ranges(&left, &rest);
    assert_string_equal(buf_text(&rest), want_others);
    buf_fini(&text);
    buf_fini(&rest);
}

static void test_split(void **state)
{
    (void)state;
    check("127.0.0.1", "1-1000,65535", "9,138,514", "1-8,10-137,139-513,515-1000,65535");
    check("198.18.0.1", "9,22,514", "514", "9,22");
    check("2001:db8::1", "9,22,138-139,514", "138-139", "9,22,514");
    check("127.0.0.1", "", "", "");
    check("127.0.0.1", "9", "9", "");
    check("127.0.0.1", "65535-65536", "", "65535");
    check("127.0.0.1", "x,9", "", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_split)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
