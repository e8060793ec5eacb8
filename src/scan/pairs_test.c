/* Lists of doors: known lines, every truncation, write-and-read identity, wrong lines and where they are
 * wrong. */
#include "scan/pairs.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static int read_text(struct pairs_list *l, const char *text, struct diag *d)
{
    unsigned line = 1;
    for (const char *p = text; *p; line++) {
        size_t n = strcspn(p, "\n");
        int e = pairs_list_line(l, p, n, line, d);
        if (e < 0)
            return e;
        p += n + (p[n] == '\n');
    }
    return 0;
}

static struct targets *empty(void)
{
    struct targets_conf conf = {.key = hash_key_from_seed(1, "t")};
    struct targets *t;
    assert_int_equal(targets_new(&conf, &t), 0);
    return t;
}

static void make(const char *text, struct pairs *ret)
{
    struct pairs_list l = {0};
    struct diag d = {0};
    assert_int_equal(read_text(&l, text, &d), 0);
    assert_int_equal(pairs_make(&l, empty(), NULL, ret, &d), 0);
    pairs_list_fini(&l);
}

static void check_numbers(const struct pairs *p)
{
    for (uint64_t i = 0; i < p->count; i++) {
        uint64_t host = pairs_host(p, i);
        assert_true(p->first[host] <= i && i < p->first[host + 1]);
        assert_int_equal(pairs_place(p, host, p->port[i]), i - p->first[host]);
    }
}

static void test_known(void **state)
{
    (void)state;
    struct pairs p;
    make(
        "# yesterday\n"
        "198.18.0.9 443\n"
        "  198.18.0.1\t22 # ssh\r\n"
        "\n"
        "198.18.0.1 tcp 80\n"
        "198.18.0.1 22\n"
        "2001:db8::1 tcp 8443\n"
        "198.18.0.7 udp 53\n"
        "{\"type\":\"run\",\"v\":1}\n"
        "{\"type\":\"port\",\"addr\":\"198.18.0.1\",\"proto\":\"tcp\",\"port\":7,\"state\":\"open\",\"reason\":\"syn-ack\"}\n"
        "{\"type\":\"port\",\"addr\":\"198.18.0.1\",\"proto\":\"tcp\",\"port\":8,\"state\":\"closed\"}\n",
        &p);
    assert_int_equal(p.count, 5);
    assert_int_equal(p.merged, 1);
    assert_int_equal(targets_count(p.hosts), 3);
    assert_int_equal(p.first[1], 3);
    assert_int_equal(p.port[0], 7);
    assert_int_equal(p.port[1], 22);
    assert_int_equal(p.port[2], 80);
    assert_int_equal(p.port[3], 443);
    assert_int_equal(p.port[4], 8443);
    assert_int_equal(pairs_place(&p, 0, 79), PORTS_NONE);
    assert_int_equal(pairs_place(&p, 1, 22), PORTS_NONE);
    check_numbers(&p);
    pairs_fini(&p);
}

static void wrong(const char *text, unsigned line, unsigned column)
{
    struct pairs_list l = {0};
    struct diag d = {0};
    assert_int_equal(read_text(&l, text, &d), -EINVAL);
    assert_non_null(d.msg);
    assert_int_equal(d.line, line);
    assert_int_equal(d.column, column);
    pairs_list_fini(&l);
}

static void test_wrong(void **state)
{
    (void)state;
    wrong("198.18.0.1 22\n198.18.0.300 22\n", 2, 1);
    wrong("198.18.0.1\n", 1, 11);
    wrong("198.18.0.1 65536\n", 1, 12);
    wrong("198.18.0.1 -1\n", 1, 12);
    wrong("198.18.0.1 99999999999999999999\n", 1, 12);
    wrong("198.18.0.1 tcp ssh\n", 1, 16);
    wrong("198.18.0.1 tpc 22\n", 1, 12);
    wrong("198.18.0.1 tcp 22 23\n", 1, 19);
    wrong("\n\n  printer.example 22\n", 3, 3);
    wrong("{\"type\":\"port\"", 1, 14);
    wrong("{\"type\":\"port\",\"proto\":\"tcp\",\"state\":\"open\",\"addr\":\"x\",\"port\":1}", 1, 1);
    wrong("{\"type\":\"port\",\"proto\":\"tcp\",\"state\":\"open\",\"addr\":\"198.18.0.1\",\"port\":65536}",
          1, 1);
    wrong("{\"type\":\"port\",\"proto\":\"tcp\",\"state\":\"open\",\"addr\":\"198.18.0.1\"}", 1, 1);
}

/* Whatever is missing at the end, it is an error with a place or a shorter list. */
static void test_truncated(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "198.18.0.1 tcp 443 # web",
        "{\"type\":\"port\",\"addr\":\"198.18.0.1\",\"proto\":\"tcp\",\"port\":443,\"state\":\"open\"}"};
    for (int k = 0; k < 2; k++)
        for (size_t n = 0; n <= strlen(lines[k]); n++) {
            struct pairs_list l = {0};
            struct diag d = {0};
            char *exact = malloc(n + !n); /* a sanitizer sees one byte too many */
            memcpy(exact, lines[k], n);
            int e = pairs_list_line(&l, exact, n, 1, &d);
            assert_true(e == 0 ? l.count <= 1
                               : e == -EINVAL && d.msg && d.line == 1 && d.column >= 1 && d.column <= n + 1);
            assert_int_equal(l.count == 1 && l.item[0].port == 443,
                             n == strlen(lines[k]) || (k == 0 && n >= strlen("198.18.0.1 tcp 443")));
            free(exact);
            pairs_list_fini(&l);
        }
}

static void test_identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(3);
    struct pairs_list l = {0};
    struct pairs a, b;
    struct diag d = {0};
    for (int i = 0; i < 3000; i++) {
        struct addr host = addr_v4(0xc6120000 + (uint32_t)rng_below(&rng, 500));
        assert_int_equal(pairs_list_put(&l, &host, (uint16_t)rng_below(&rng, 60), &d), 0);
    }
    assert_int_equal(pairs_make(&l, empty(), NULL, &a, &d), 0);
    assert_int_equal(a.count + a.merged, 3000);
    check_numbers(&a);
    pairs_list_fini(&l);
    for (uint64_t i = 0; i < a.count; i++) {
        char text[128], addr[ADDR_TEXT_MAX];
        struct addr host = targets_addr(a.hosts, pairs_host(&a, i));
        int n = snprintf(text, sizeof text, "%s %u", addr_text(&host, addr), a.port[i]);
        assert_int_equal(pairs_list_line(&l, text, (size_t)n, (unsigned)i + 1, &d), 0);
    }
    assert_int_equal(pairs_make(&l, empty(), NULL, &b, &d), 0);
    pairs_list_fini(&l);
    assert_int_equal(a.count, b.count);
    assert_memory_equal(a.port, b.port, a.count * sizeof *a.port);
    assert_memory_equal(a.first, b.first, (targets_count(a.hosts) + 1) * sizeof *a.first);
    pairs_fini(&a);
    pairs_fini(&b);
}

/* An exclude wins over the list, for addresses and for ports. */
static void test_excludes(void **state)
{
    (void)state;
    struct pairs_list l = {0};
    struct ports ports;
    struct pairs p;
    struct diag d = {0};
    struct ports_conf pc = {.spec = "0-65535", .exclude = "25", .protocols = 1u << PROTO_TCP};
    struct targets *t = empty();
    assert_int_equal(ports_parse(&pc, &ports, &d), 0);
    assert_int_equal(targets_add(t, TARGETS_EXCLUDE, "198.18.0.2", &d), 0);
    assert_int_equal(
        read_text(&l,
                  "198.18.0.1 22\n198.18.0.2 22\n198.18.0.3 25\n198.18.0.3 26\n198.18.0.4 25\n224.0.0.1 22\n",
                  &d),
        0);
    assert_int_equal(pairs_make(&l, t, &ports.list[PROTO_TCP], &p, &d), 0);
    assert_int_equal(p.count, 2);
    assert_int_equal(p.excluded, 4);
    assert_int_equal(p.port[0], 22);
    assert_int_equal(p.port[1], 26);
    check_numbers(&p);
    pairs_fini(&p);
    pairs_list_fini(&l);
    ports_fini(&ports);
}

/* The order of a list's addresses is that of targets.h, zones included. */
static void test_zones(void **state)
{
    (void)state;
    struct pairs p;
    make("fe80::1%3 1\n::1 1\n2001:db8::9 7\nfe80::2%2 2\nfe80::1%2 9\n198.18.0.1 5\nfe80::1%2 3\n", &p);
    assert_int_equal(p.count, 7);
    assert_int_equal(targets_count(p.hosts), 6);
    check_numbers(&p);
    for (uint64_t h = 0; h < 6; h++)
        assert_true(p.first[h] < p.first[h + 1]);
    pairs_fini(&p);
}

static void test_empty(void **state)
{
    (void)state;
    struct pairs p;
    make("# nothing\n", &p);
    assert_int_equal(p.count, 0);
    pairs_fini(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),    cmocka_unit_test(test_wrong),    cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_identity), cmocka_unit_test(test_excludes), cmocka_unit_test(test_zones),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
