#include "audit/rundoors.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char line[] =
    "{\"type\":\"port\",\"addr\":\"198.18.0.1\",\"proto\":\"tcp\",\"port\":443,\"state\":\"open\",\"rtt_ms\":1.5,"
    "\"service\":{\"name\":\"http\",\"how\":\"probe\",\"cpe\":[\"cpe:/a:x:y\",7,\"cpe:/a:z:y\"]},"
    "\"tls\":{\"version\":\"TLSv1.3\",\"starttls\":false},\"certificate\":{\"expired\":true,\"self_signed\":false}}\n";

static void test_known(void **state)
{
    (void)state;
    struct rundoors *d = rundoors_new(10);
    struct diag diag = {0};
    assert_int_equal(rundoors_line(d, line, strlen(line), &diag), 0);
    assert_int_equal(rundoors_count(d), 1);
    const struct record_port *p = rundoors_at(d, 0);
    assert_int_equal(p->port, 443);
    assert_int_equal(p->proto, PROTO_TCP);
    assert_string_equal(p->service.name, "http");
    assert_int_equal(p->service.cpe.count, 2); /* the number is none */
    assert_string_equal(p->service.cpe.item[1], "cpe:/a:z:y");
    assert_true(p->tls.known && !p->tls.starttls);
    assert_true(p->certificate.expired && !p->certificate.self_signed);
    assert_true(p->rtt_ms > 1.4 && p->rtt_ms < 1.6);
    assert_null(p->service.product);
    rundoors_free(d);
}

static void test_every_truncation(void **state)
{
    (void)state;
    for (size_t n = 0; n < strlen(line); n++) {
        struct rundoors *d = rundoors_new(10);
        struct diag diag = {0};
        char *cut = malloc(n + 1);
        memcpy(cut, line, n);
        int e = rundoors_line(d, cut, n, &diag);
        if (n == 0 || n == strlen(line) - 1)
            assert_int_equal(e, 0);
        else
            assert_true(e == -EINVAL && diag.msg);
        free(cut);
        rundoors_free(d);
    }
}

static void put(struct rundoors *d, const char *text, int wanted)
{
    struct diag diag = {0};
    assert_int_equal(rundoors_line(d, text, strlen(text), &diag), wanted);
    assert_int_equal(diag.msg != NULL, wanted == -EINVAL);
}

#define DOOR(addr, port, state)                                                                              \
    "{\"type\":\"port\",\"addr\":\"" addr "\",\"proto\":\"tcp\",\"port\":" port ",\"state\":\"" state "\"}"

static void test_order_and_limit(void **state)
{
    (void)state;
    struct rundoors *d = rundoors_new(3);
    put(d, "{\"type\":\"run\",\"v\":1}", 0);
    put(d, DOOR("198.18.0.2", "22", "open"), 0);
    put(d, DOOR("198.18.0.1", "80", "open"), 0);
    put(d, DOOR("198.18.0.1", "81", "closed"), 0);
    put(d, DOOR("198.18.0.2", "22", "open"), 0);
    put(d, DOOR("198.18.0.9", "22", "open"), 0);
    assert_int_equal(rundoors_refused(d), 1);
    assert_int_equal(rundoors_records(d), 6);
    rundoors_sort(d);
    assert_int_equal(rundoors_count(d), 2);
    assert_int_equal(rundoors_at(d, 0)->port, 80);
    assert_int_equal(rundoors_at(d, 1)->port, 22);
    rundoors_free(d);
}

static void test_wrong(void **state)
{
    (void)state;
    struct rundoors *d = rundoors_new(3);
    put(d, "# nmap", -EINVAL);
    put(d, "7", -EINVAL);
    put(d, "{\"type\":7}", -EINVAL);
    put(d, "{\"type\":\"port\"}", -EINVAL);
    put(d, DOOR("198.18.0.256", "22", "open"), -EINVAL);
    put(d, DOOR("198.18.0.1", "65536", "open"), -EINVAL);
    put(d, DOOR("198.18.0.1", "-1", "open"), -EINVAL);
    put(d, DOOR("198.18.0.1", "22", "ajar"), -EINVAL);
    put(d, "{\"type\":\"port\",\"type\":\"port\"}", -EINVAL);
    assert_int_equal(rundoors_count(d), 0);
    rundoors_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_known), cmocka_unit_test(test_every_truncation),
                                       cmocka_unit_test(test_order_and_limit), cmocka_unit_test(test_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
