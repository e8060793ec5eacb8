#include "scan/ports.h"

#include "base/hash.h"
#include "model/portinfo.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TCP (1u << PROTO_TCP)
#define UDP (1u << PROTO_UDP)
#define IP  (1u << PROTO_IP)

static struct ports parsed(const char *spec, const char *exclude, uint32_t protocols)
{
    struct ports_conf conf = {.spec = spec, .exclude = exclude, .protocols = protocols};
    struct ports p;
    struct diag d = {0};
    if (ports_parse(&conf, &p, &d) != 0)
        fail_msg("%s: %s", spec, d.msg);
    return p;
}

static void check_list(const struct ports_list *l, const char *expected)
{
    struct ports_set set;
    struct buf b;
    buf_init(&b, 1 << 20);
    ports_list_set(l, &set);
    ports_ranges(&set, &b);
    assert_string_equal(buf_text(&b), expected);
    assert_int_equal(ports_set_count(&set), l->count);
    for (uint32_t port = 0; port < 65536; port++) {
        uint32_t i = ports_index(l, (uint16_t)port);
        assert_int_equal(i != PORTS_NONE, ports_set_has(&set, (uint16_t)port));
        if (i != PORTS_NONE)
            assert_int_equal(l->port[i], port);
    }
    buf_fini(&b);
}

static void specs_become_lists(void **state)
{
    static const struct {
        const char *spec, *exclude;
        uint32_t protocols;
        const char *tcp, *udp, *sctp, *ip;
    } cases[] = {
        {"22", NULL, TCP, "22", "", ""},
        {"22", NULL, TCP | UDP, "22", "22", ""},
        {"80,22,22,20-25", NULL, TCP, "20-25,80", "", ""},
        {" 80 , 22 ", NULL, TCP, "22,80", "", ""},
        {"-", NULL, TCP, "1-65535", "", ""},
        {"-3", NULL, TCP, "1-3", "", ""},
        {"0-3", NULL, TCP, "0-3", "", ""},
        {"0", NULL, TCP, "0", "", ""},
        {"65534-", NULL, TCP, "65534-65535", "", ""},
        {"0-65535", NULL, TCP, "0-65535", "", ""},
        {"7-7", NULL, TCP, "7", "", ""},
        {"T:22,80,U:53,161,S:9", NULL, TCP | UDP, "22,80", "53,161", "9"},
        {"9,T:22,U:53", NULL, TCP, "9,22", "53", ""},
        {"t:22,u:53", NULL, TCP, "22", "53", ""},
        {"T: 22", NULL, TCP, "22", "", ""},
        {"T:-2,U:-3", NULL, TCP, "1-2", "1-3", ""},
        {"ssh", NULL, TCP, "22", "", ""},
        {"SSH,telne?", NULL, TCP, "22-23", "", ""},
        {"elasticsearch,wap-wsp", NULL, TCP, "9200", "", ""},
        {"3com-tsmux", NULL, TCP, "106", "", ""},
        {"U:wireguard", NULL, UDP, "", "51820", ""},
        {"[20-23]", NULL, TCP, "20-23", "", ""},
        {"[ 20-23 ]", NULL, TCP, "20-23", "", ""},
        {"[0-6]", NULL, TCP, "1,5", "", ""},
        {"U:[-1]", NULL, TCP | UDP, "", "1", ""},
        {"20-30", "22,25-27", TCP, "20-21,23-24,28-30", "", ""},
        {"20-22", "U:22", TCP | UDP, "20-22", "20-21", ""},
        {"20-22", "ssh", TCP | UDP, "20-21", "20-21", ""},
        {"22,P:6,17", NULL, TCP | IP, "22", "", "", "6,17"},
        {"1,47", NULL, IP, "", "", "", "1,47"},
        {"-", NULL, IP, "", "", "", "0-255"},
        {"250-,-2", "1,P:252", IP, "", "", "", "0,2,250-251,253-255"},
        {"9,P:9,S:9", "9", TCP | IP, "", "", "", "9"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ports p = parsed(cases[i].spec, cases[i].exclude, cases[i].protocols);
        check_list(&p.list[PROTO_TCP], cases[i].tcp);
        check_list(&p.list[PROTO_UDP], cases[i].udp);
        check_list(&p.list[PROTO_SCTP], cases[i].sctp);
        check_list(&p.list[PROTO_IP], cases[i].ip ? cases[i].ip : "");
        ports_fini(&p);
    }
}

static void wrong_specs_are_refused(void **state)
{
    static const struct {
        const char *spec;
        unsigned column;
        const char *says;
    } cases[] = {
        {"", 1, "nothing where a port"},
        {" ", 2, "nothing where a port"},
        {"22,", 4, "nothing where a port"},
        {",22", 1, "nothing where a port"},
        {"22,,23", 4, "nothing where a port"},
        {"T:", 3, "nothing where a port"},
        {"022", 1, "leading zeros"},
        {"22,1-007", 6, "leading zeros"},
        {"00", 1, "leading zeros"},
        {"65536", 1, "end at 65535"},
        {"1-99999999999999999999", 3, "end at 65535"},
        {"23-22", 1, "backwards"},
        {"22,9-8", 4, "backwards"},
        {"1-2-3", 4, "comma"},
        {"--", 2, "comma"},
        {"22 23", 4, "comma"},
        {"22;23", 1, "no service"},
        {"+22", 1, "no service"},
        {"0x16", 1, "no service"},
        {"22a", 1, "no service"},
        {"22,nosuchservice", 4, "no service"},
        {"X:22", 1, "no protocol"},
        {"22,P:256", 6, "end at 255"},
        {"[", 2, "port range after"},
        {"[]", 2, "port range after"},
        {"[ssh]", 2, "port range after"},
        {"[1-2", 5, "expected ']'"},
        {"[2-1]", 2, "backwards"},
        {"[1-2]3", 6, "comma"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ports_conf conf = {.spec = cases[i].spec, .protocols = TCP};
        struct ports p;
        struct diag d = {0};
        int e = ports_parse(&conf, &p, &d);
        if (e != -EINVAL || d.column != cases[i].column || !d.msg || !strstr(d.msg, cases[i].says))
            fail_msg("'%s': %d, column %u, %s", cases[i].spec, e, d.column, d.msg ? d.msg : "no message");
        conf = (struct ports_conf){.spec = "1", .exclude = cases[i].spec, .protocols = TCP};
        assert_int_equal(ports_parse(&conf, &p, &d), -EINVAL);
    }
}

static void nothing_left_is_an_error(void **state)
{
    struct ports_conf conf = {.spec = "22", .exclude = "T:22", .protocols = TCP};
    struct ports p;
    struct diag d = {0};
    (void)state;
    assert_int_equal(ports_parse(&conf, &p, &d), -EINVAL);
    assert_non_null(strstr(d.msg, "no port is left"));
    conf = (struct ports_conf){.spec = "U:53", .protocols = TCP};
    assert_int_equal(ports_parse(&conf, &p, &d), -EINVAL);
}

static void top_takes_the_popular_ones(void **state)
{
    struct ports p;
    struct diag d = {0};
    static const uint32_t counts[] = {1, 10, PORTS_FAST, PORTS_DEFAULT, 20000, 65535, 1000000};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct ports_conf conf = {.top = counts[i], .protocols = TCP | UDP};
        assert_int_equal(ports_parse(&conf, &p, &d), 0);
        uint32_t expected = counts[i] < 65535 ? counts[i] : 65535;
        assert_int_equal(p.list[PROTO_TCP].count, expected);
        assert_int_equal(p.list[PROTO_UDP].count, expected);
        assert_int_equal(ports_index(&p.list[PROTO_TCP], 0), PORTS_NONE);
        assert_int_equal(p.list[PROTO_TCP].port[0], portinfo_rank(PROTO_TCP, 0));
        ports_fini(&p);
    }
    struct ports_conf conf = {.top = 10, .protocols = TCP | IP};
    assert_int_equal(ports_parse(&conf, &p, &d), 0);
    check_list(&p.list[PROTO_IP], "0-255");
    ports_fini(&p);
    conf = (struct ports_conf){.protocols = TCP};
    assert_int_equal(ports_parse(&conf, &p, &d), 0);
    assert_int_equal(p.list[PROTO_TCP].count, PORTS_DEFAULT);
    static const uint16_t needed[] = {22, 80, 443, 3389, 6443, 10250, 2379, 3050, 8080, 27017};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        assert_int_not_equal(ports_index(&p.list[PROTO_TCP], needed[i]), PORTS_NONE);
    ports_fini(&p);
}

static void popular_ports_come_first(void **state)
{
    struct ports p = parsed("1-100,443,60000", NULL, TCP);
    uint32_t previous = 0;
    (void)state;
    assert_true(ports_index(&p.list[PROTO_TCP], 443) < 10);
    assert_int_equal(p.list[PROTO_TCP].port[101], 60000);
    for (uint32_t i = 0; i < portinfo_rank_count(PROTO_TCP); i++) {
        uint32_t at = ports_index(&p.list[PROTO_TCP], portinfo_rank(PROTO_TCP, i));
        if (at != PORTS_NONE) {
            assert_int_equal(at, previous);
            previous++;
        }
    }
    ports_fini(&p);
}

static void wildcards_find_names(void **state)
{
    struct ports p = parsed("http*", NULL, TCP);
    (void)state;
    static const uint16_t in[] = {80, 443, 8080, 8443, 8008};
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        assert_int_not_equal(ports_index(&p.list[PROTO_TCP], in[i]), PORTS_NONE);
    assert_int_equal(ports_index(&p.list[PROTO_TCP], 22), PORTS_NONE);
    ports_fini(&p);
    p = parsed("[-]", NULL, TCP);
    assert_in_range(p.list[PROTO_TCP].count, 5000, 8000);
    assert_int_equal(ports_index(&p.list[PROTO_TCP], 4), PORTS_NONE);
    ports_fini(&p);
}

/* Ranges written and read again are the same set. */
static void ranges_and_back(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct rng rng = rng_of(seed);
        struct ports_set set = {0}, back;
        uint64_t runs = 1 + rng_below(&rng, 40);
        for (uint64_t i = 0; i < runs; i++) {
            uint64_t first = rng_below(&rng, 65536), n = rng_below(&rng, 300);
            for (uint64_t port = first; port <= first + n && port < 65536; port++)
                ports_set_add(&set, (uint16_t)port);
        }
        struct buf b;
        buf_init(&b, 1 << 20);
        ports_ranges(&set, &b);
        struct ports p = parsed(buf_text(&b), NULL, TCP);
        ports_list_set(&p.list[PROTO_TCP], &back);
        assert_memory_equal(&set, &back, sizeof set);
        ports_fini(&p);
        buf_fini(&b);
    }
}

static void every_truncation_ends_well(void **state)
{
    static const char text[] = "T:22,[1-1024],http*,U:53-60,S:9-";
    char cut[sizeof text];
    struct ports p;
    struct diag d = {0};
    (void)state;
    for (size_t n = 0; n < sizeof text; n++) {
        snprintf(cut, sizeof cut, "%.*s", (int)n, text);
        struct ports_conf conf = {.spec = cut, .protocols = TCP};
        int e = ports_parse(&conf, &p, &d);
        assert_true(e == 0 || (e == -EINVAL && d.msg));
        if (e == 0)
            ports_fini(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specs_become_lists),       cmocka_unit_test(wrong_specs_are_refused),
        cmocka_unit_test(nothing_left_is_an_error), cmocka_unit_test(top_takes_the_popular_ones),
        cmocka_unit_test(popular_ports_come_first), cmocka_unit_test(wildcards_find_names),
        cmocka_unit_test(ranges_and_back),          cmocka_unit_test(every_truncation_ends_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
