#include "local/priv_firewall.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fw_rule rule(enum fw_verdict verdict)
{
    return (struct fw_rule){.verdict = verdict, .target = -1};
}

static void match(struct fw_rule *r, enum fw_field field, unsigned low, unsigned high)
{
    struct fw_match m = {.field = field};
    assert_int_equal(fw_add_range(&m, fw_number(low), fw_number(high)), 0);
    assert_int_equal(fw_add_match(r, m), 0);
}

static void values(void **state)
{
    (void)state;
    static const uint8_t six[16] = {0x20, 0x01, [15] = 9};
    struct addr v4 = addr_v4(0xc6120001), v6 = addr_v6(six);
    assert_memory_equal(fw_address(&v4).b, fw_number(0xc6120001).b, 16);
    assert_memory_equal(fw_address(&v6).b, six, 16);
    assert_true(memcmp(fw_number(255).b, fw_number(256).b, 16) < 0);
}

static void chains_by_name(void **state)
{
    (void)state;
    struct firewall *f = firewall_new();
    char name[sizeof(fw_name) + 1];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    assert_non_null(f);
    assert_int_equal(fw_chain(f, 4, "t", "c"), 0);
    assert_int_equal(fw_chain(f, 16, "t", "c"), 1);
    assert_int_equal(fw_chain(f, 4, "t", "d"), 2);
    assert_int_equal(fw_chain(f, 4, "t", "c"), 0);
    assert_int_equal(fw_chain(f, 4, "t", name), -ENAMETOOLONG);
    firewall_free(f);
}

/* Ranges end up rising and apart; hooks in the kernel's order, then by priority, then as they came. */
static void order(void **state)
{
    (void)state;
    struct firewall *f = firewall_new();
    struct fw_rule r = rule(FW_ACCEPT);
    struct fw_match m = {.field = FW_PORT};
    static const unsigned ranges[][2] = {{80, 90}, {22, 22}, {85, 100}, {443, 443}, {86, 87}};
    static const struct {
        enum fw_hook hook;
        int priority;
    } hooks[] = {{FW_HOOK_INPUT, 10},
                 {FW_HOOK_INPUT, 0},
                 {FW_HOOK_NONE, 0},
                 {FW_HOOK_PREROUTING, 5},
                 {FW_HOOK_INPUT, 0}};
    assert_non_null(f);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(fw_add_range(&m, fw_number(ranges[i][0]), fw_number(ranges[i][1])), 0);
    assert_int_equal(fw_add_match(&r, m), 0);
    for (size_t i = 0; i < 5; i++) {
        char name[2] = {(char)('a' + i), 0};
        int c = fw_chain(f, 0, "t", name);
        f->chain[c].hook = hooks[i].hook;
        f->chain[c].priority = hooks[i].priority;
    }
    assert_int_equal(fw_add_rule(f, 0, &r), 0);
    assert_int_equal(fw_sort(f), 0);
    assert_int_equal(f->bases, 4);
    static const int want[] = {3, 1, 4, 0};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(f->base[i], want[i]);
    const struct fw_match *sorted = &f->chain[0].rule[0].match[0];
    assert_int_equal(sorted->ranges, 3);
    assert_memory_equal(sorted->range[0].low.b, fw_number(22).b, 16);
    assert_memory_equal(sorted->range[1].low.b, fw_number(80).b, 16);
    assert_memory_equal(sorted->range[1].high.b, fw_number(100).b, 16);
    firewall_free(f);
}

static void copies(void **state)
{
    (void)state;
    struct fw_rule from = rule(FW_JUMP), to;
    struct fw_match m = {.field = FW_DEVICE, .negate = true};
    from.target = 7;
    match(&from, FW_PORT, 1, 2);
    assert_int_equal(fw_add_name(&m, "eth0"), 0);
    assert_int_equal(fw_add_match(&from, m), 0);
    assert_int_equal(fw_copy_rule(&from, &to), 0);
    fw_rule_fini(&from);
    assert_int_equal(to.matches, 2);
    assert_int_equal(to.target, 7);
    assert_int_equal(to.verdict, FW_JUMP);
    assert_memory_equal(to.match[0].range[0].high.b, fw_number(2).b, 16);
    assert_true(to.match[1].negate);
    assert_string_equal(to.match[1].name[0], "eth0");
    fw_rule_fini(&to);
}

/* A big set in many rules is many ranges: that has an end. */
static void limits(void **state)
{
    (void)state;
    struct firewall *f = firewall_new();
    assert_non_null(f);
    int c = fw_chain(f, 0, "t", "c"), error = 0;
    for (unsigned n = 0; !error && n < 65; n++) {
        struct fw_rule r = rule(FW_ACCEPT);
        struct fw_match m = {.field = FW_SRC, .family = 4};
        for (unsigned i = 0; i < FIREWALL_RANGES_MAX / 64; i++)
            assert_int_equal(fw_add_range(&m, fw_number(i), fw_number(i)), 0);
        assert_int_equal(fw_add_match(&r, m), 0);
        error = fw_add_rule(f, c, &r);
        assert_int_equal(error, n < 64 ? 0 : -E2BIG);
    }
    firewall_free(f);
}

/* Destination NAT by hook, by jump, of several ports; what is only filtered is none. */
static void redirects(void **state)
{
    (void)state;
    static const char text[] =
        "*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:DOCKER - [0:0]\n:UNUSED - [0:0]\n"
        "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n"
        "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n"
        "-A PREROUTING -p udp -m udp --dport 5000:5002 -j REDIRECT --to-ports 53\n"
        "-A PREROUTING -p tcp -j REDIRECT --to-ports 9\n"
        "-A OUTPUT -p tcp -m tcp --dport 7 -j REDIRECT --to-ports 8\n"
        "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80\n"
        "-A DOCKER -j DOCKER\n"
        "-A UNUSED -p tcp -m tcp --dport 1 -j DNAT --to-destination 172.17.0.2:80\n"
        "COMMIT\n*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j DROP\nCOMMIT\n";
    struct firewall *f = firewall_new();
    struct firewall_redirect out[8];
    struct diag d = {0};
    size_t n = 99;
    assert_non_null(f);
    assert_int_equal(firewall_add_iptables(f, 4, text, sizeof text - 1, &d), 0);
    assert_int_equal(firewall_redirects(f, out, 8, &n), 0);
    assert_int_equal(n, 2);
    assert_int_equal(out[0].proto, IPPROTO_TCP);
    assert_int_equal(out[0].low, 8080);
    assert_int_equal(out[0].high, 8080);
    assert_int_equal(out[0].family, 4);
    assert_string_equal(out[0].chain, "DOCKER");
    assert_int_equal(out[1].proto, IPPROTO_UDP);
    assert_int_equal(out[1].low, 5000);
    assert_int_equal(out[1].high, 5002);
    assert_int_equal(firewall_redirects(f, out, 1, &n), 0);
    assert_int_equal(n, 1);
    firewall_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(values), cmocka_unit_test(chains_by_name),
                                       cmocka_unit_test(order),  cmocka_unit_test(copies),
                                       cmocka_unit_test(limits), cmocka_unit_test(redirects)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
