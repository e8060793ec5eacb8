/* Zones by made-up routes: route_plan() of this file stands in for the kernel's. */
#include "local/reach.h"

#include "sys/route.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { LAN = 2, DSL = 3, VRF = 4 };

static int plan_error;

static struct addr ip(const char *text)
{
    struct addr a;
    assert_int_equal(addr_parse(text, &a), 0);
    return a;
}

/* 198.18.0.0/24 is attached to LAN; 10/8 is behind a router there; all else of IPv4 is behind DSL; IPv6 goes
 * nowhere but 2001:db8::/64. */
int route_plan(struct netlink *nl, const struct addr *first, const struct addr *last,
               const struct route_conf *conf, struct route *out, uint32_t cap)
{
    (void)nl, (void)conf;
    if (plan_error)
        return plan_error;
    assert_true(cap >= 3);
    struct addr net = ip("198.18.0.0"), end = ip("198.18.0.255");
    if (first->len == 16) {
        struct addr six = ip("2001:db8::"), six_end = ip("2001:db8::ffff:ffff:ffff:ffff");
        bool there = addr_cmp(first, &six) <= 0 && addr_cmp(last, &six_end) >= 0;
        out[0] = there ? (struct route){.first = six, .last = six_end, .kind = ROUTE_ONLINK, .ifindex = LAN}
                       : (struct route){.first = *first, .last = *last, .kind = ROUTE_NONE};
        return 1;
    }
    if (addr_cmp(first, &net) > 0 || addr_cmp(last, &end) < 0) {
        out[0] = (struct route){
            .first = *first, .last = *last, .kind = ROUTE_GATEWAY, .ifindex = first->b[0] == 10 ? LAN : DSL};
        return 1;
    }
    out[0] = (struct route){.first = net, .last = end, .kind = ROUTE_ONLINK, .ifindex = LAN};
    out[1] =
        (struct route){.first = *first, .last = ip("198.17.255.255"), .kind = ROUTE_GATEWAY, .ifindex = DSL};
    return 2;
}

static struct link link_[] = {
    {.ifindex = 1, .name = "lo", .up = true},
    {.ifindex = LAN, .name = "lan", .up = true, .kind = LINK_ETHERNET, .arp = true},
    {.ifindex = DSL, .name = "dsl", .up = true, .kind = LINK_ETHERNET, .arp = true}};
static struct link_addr addrs[4];
static struct links links = {.link = link_, .count = 3, .addr = addrs, .addr_count = 4};

static struct reach_map *map(void)
{
    struct reach_map *m = NULL;
    addrs[0] = (struct link_addr){.addr = ip("127.0.0.1"), .ifindex = 1, .bits = 8};
    addrs[1] = (struct link_addr){.addr = ip("198.18.0.1"), .ifindex = LAN, .bits = 24};
    addrs[2] = (struct link_addr){.addr = ip("203.0.113.5"), .ifindex = DSL, .bits = 30};
    addrs[3] = (struct link_addr){.addr = ip("2001:db8::1"), .ifindex = LAN, .bits = 64};
    assert_int_equal(reach_new(NULL, &links, &m), 0);
    return m;
}

static struct firewall *rules(const char *text)
{
    struct firewall *f = firewall_new();
    struct diag d = {0};
    assert_non_null(f);
    if (text)
        assert_int_equal(firewall_add_iptables(f, 4, text, strlen(text), &d), 0);
    return f;
}

/* "open closed partly unknown exposure firewall" of loopback, link, private, public. */
static void judged(const char *iptables, enum proto proto, const char *addr, uint32_t ifindex,
                   const char *want)
{
    struct reach_map *m = map();
    struct firewall *f = rules(iptables);
    struct local_socket s = {.proto = proto,
                             .port = proto == PROTO_IP ? 1 : 80,
                             .addr = ip(addr),
                             .ifindex = ifindex,
                             .v6only = true};
    struct reach r;
    char got[200];
    reach_judge(m, f, &s, &r);
    snprintf(got, sizeof got, "%s %s %s %s %s %s", reach_word(r.zone[0]), reach_word(r.zone[1]),
             reach_word(r.zone[2]), reach_word(r.zone[3]), exposure_word(r.exposure), r.firewall);
    assert_string_equal(got, want);
    firewall_free(f);
    reach_free(m);
}

static void by_address(void **state)
{
    (void)state;
    judged(NULL, PROTO_TCP, "0.0.0.0", 0, "open open open open all none");
    judged(NULL, PROTO_TCP, "127.0.0.1", 0, "open closed closed closed loopback none");
    judged(NULL, PROTO_TCP, "::", 0, "open open closed closed link none"); /* no route leads farther back */
    judged(NULL, PROTO_UDPLITE, "0.0.0.0", 0, "open open open open all none");
    judged(NULL, PROTO_IP, "0.0.0.0", 0, "open open open open all none");
    judged(NULL, PROTO_TCP, "0.0.0.0", DSL, "unknown closed open open all none");
}

static void by_rules(void **state)
{
    (void)state;
    static const char closed[] = "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n";
    static const char shut[] = "*filter\n:INPUT DROP [0:0]\nCOMMIT\n";
    static const char lan[] =
        "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -i lan -j ACCEPT\nCOMMIT\n";
    static const char half[] =
        "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 64.0.0.0/8 -p tcp -m tcp --dport 80 -j DROP\nCOMMIT\n";
    static const char odd[] = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m u32 --u32 0x0=0x1 -j DROP\nCOMMIT\n";
    judged(closed, PROTO_TCP, "0.0.0.0", 0, "open closed closed closed loopback closed");
    judged(closed, PROTO_TCP, "198.18.0.1", 0, "open closed closed closed loopback closed");
    judged(shut, PROTO_TCP, "0.0.0.0", 0, "closed closed closed closed nobody closed");
    judged(lan, PROTO_TCP, "0.0.0.0", 0, "open open partly closed private partly");
    judged(half, PROTO_TCP, "0.0.0.0", 0, "open open open partly all partly");
    judged(odd, PROTO_TCP, "0.0.0.0", 0, "unknown unknown unknown unknown unknown unknown");
    judged(lan, PROTO_IP, "0.0.0.0", 0, "unknown unknown unknown unknown unknown unknown");
}

static void without_rules_or_routes(void **state)
{
    (void)state;
    struct reach_map *m = map();
    struct local_socket s = {.proto = PROTO_TCP, .port = 80, .addr = ip("0.0.0.0")};
    struct reach r;
    reach_judge(m, NULL, &s, &r);
    assert_int_equal(r.exposure, EXPOSURE_UNKNOWN);
    assert_string_equal(r.firewall, "unknown");
    reach_free(m);
    plan_error = -E2BIG; /* more routes than are looked at: unknown, not an error */
    m = map();
    struct firewall *f = rules(NULL);
    reach_judge(m, f, &s, &r);
    assert_int_equal(r.zone[REACH_PUBLIC], FIREWALL_UNKNOWN);
    assert_int_equal(r.exposure, EXPOSURE_UNKNOWN);
    firewall_free(f);
    reach_free(m);
    plan_error = -ENOMEM;
    assert_int_equal(reach_new(NULL, &links, &m), -ENOMEM);
    plan_error = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_address), cmocka_unit_test(by_rules),
                                       cmocka_unit_test(without_rules_or_routes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
