#include "ident/probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct probe_row *named(const char *name, bool udp)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (!strcmp(probe_table[i].name, name) && udp == ((probe_table[i].flags & PROBE_UDP) != 0))
            return &probe_table[i];
    fail_msg("no probe %s", name);
    return NULL;
}

/* The engine counts on these, and on their number. */
static void the_table(void **state)
{
    (void)state;
    assert_in_range(probe_count, 100, PROBE_MAX);
    assert_int_equal(named("banner", false)->flags, PROBE_LISTEN);
    assert_int_equal(named("tls", false)->flags, PROBE_TLS);
    for (unsigned i = 0; i < probe_count; i++) {
        const struct probe_row *p = &probe_table[i];
        assert_true(p->rarity <= 9);
        assert_true(p->rarity || p->n_ports || p->service[0]); /* or it would never be asked */
        assert_true(p->host_at == PROBE_NO_HOST || p->host_at <= p->len);
        assert_true(p->len || p->flags & (PROBE_LISTEN | PROBE_TLS | PROBE_UDP | PROBE_QUIET));
    }
}

static void whom_to_ask(void **state)
{
    (void)state;
    const struct probe_row *http = named("http-get", false), *more = named("http-404", false);
    assert_true(probe_for_port(http, 8080));
    assert_false(probe_for_port(http, 22));
    assert_true(probe_for_service(http, "http", "nginx"));
    assert_true(probe_for_service(http, "https", ""));
    assert_false(probe_for_service(http, "htt", ""));
    assert_false(probe_for_service(http, "", ""));
    assert_true(probe_for_service(more, "http", ""));
    assert_false(probe_for_service(more, "http", "nginx"));
    assert_true(probe_for_service(named("http-metrics", false), "http", "Prometheus node exporter"));
    assert_false(probe_for_service(named("http-metrics", false), "http", ""));
}

static void the_host_is_put_in(void **state)
{
    (void)state;
    uint8_t out[512];
    size_t n = probe_fill(named("http-get", false), "198.18.0.2", out, sizeof out - 1);
    out[n] = '\0';
    assert_non_null(strstr((char *)out, "\r\nHost: 198.18.0.2\r\n"));
    assert_int_equal(memcmp(out + n - 4, "\r\n\r\n", 4), 0);
    assert_int_equal(probe_fill(named("http-get", false), "198.18.0.2", out, 20), 0);
}

/* Bytes of the grammar, against bytes by hand. */
static void known_bytes(void **state)
{
    (void)state;
    static const uint8_t dns[] = {0,   30,  0x54, 0x4a, 0,   0,   0, 1,   0,   0,   0,   0, 0, 0,  7, 'v',
                                  'e', 'r', 's',  'i',  'o', 'n', 4, 'b', 'i', 'n', 'd', 0, 0, 16, 0, 3};
    const struct probe_row *p = named("dns-version", false);
    assert_int_equal(p->len, sizeof dns);
    assert_memory_equal(p->bytes, dns, sizeof dns);
    static const uint8_t rpc[] = {0x80, 0, 0, 40};
    assert_memory_equal(named("rpc-dump", false)->bytes, rpc, 4);
    p = named("postgresql-start", false);
    assert_int_equal(p->bytes[3], p->len); /* counts itself */
    p = named("mongodb-buildinfo", false);
    assert_int_equal(p->bytes[0], p->len);
    p = named("ldap-root", false);
    assert_int_equal(p->bytes[1], p->len - 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table),
        cmocka_unit_test(whom_to_ask),
        cmocka_unit_test(the_host_is_put_in),
        cmocka_unit_test(known_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
