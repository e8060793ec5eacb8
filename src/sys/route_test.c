#include "sys/route.h"

#include "sys/priv_messages.h"
#include "sys/priv_route.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_addrlabel.h>
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static struct route_edges edges_of(const char *first, const char *last)
{
    struct route_edges e = {0};
    assert_int_equal(addr_parse(first, &e.first) | addr_parse(last, &e.last), 0);
    return e;
}

static void add(struct route_edges *e, const char *net, unsigned bits)
{
    struct addr a;
    assert_int_equal(addr_parse(net, &a), 0);
    route_edges_add(e, &a, bits);
}

/* The edges, sorted, as one line of text; frees them. */
static const char *text_of(struct route_edges *e)
{
    static char text[1024];
    char one[ADDR_TEXT_MAX];
    text[0] = 0;
    route_edges_sort(e);
    for (uint32_t i = 0; i < e->count; i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, "%s%s", i ? " " : "", addr_text(&e->at[i], one));
    }
    free(e->at);
    return text;
}

static void edges(void **state)
{
    (void)state;
    struct route_edges e = edges_of("198.18.0.0", "198.18.0.255");
    add(&e, "198.18.0.64", 26);
    add(&e, "198.18.0.64", 27);
    add(&e, "198.18.0.0", 24); /* as wide as the range: nothing changes inside */
    add(&e, "198.18.1.0", 24); /* beyond it */
    add(&e, "0.0.0.0", 0);
    add(&e, "198.18.0.255", 32);
    add(&e, "2001:db8::", 32);
    assert_string_equal(text_of(&e), "198.18.0.64 198.18.0.96 198.18.0.128 198.18.0.255");

    e = edges_of("0.0.0.0", "255.255.255.255");
    add(&e, "255.255.255.255", 32); /* the address behind it does not exist */
    add(&e, "0.0.0.0", 32);
    assert_string_equal(text_of(&e), "0.0.0.1 255.255.255.255");

    e = edges_of("fe80::%7", "fe80::ffff%7");
    add(&e, "fe80::8", 128);
    assert_string_equal(text_of(&e), "fe80::8%7 fe80::9%7");

    e = edges_of("198.18.0.0", "198.18.0.0");
    add(&e, "198.18.0.0", 32);
    add(&e, "198.18.0.0", 33);
    assert_string_equal(text_of(&e), "");
}

static void put_route(struct messages *m, uint8_t bits, const void *dst, uint8_t src_bits)
{
    struct rtmsg r = {
        .rtm_family = AF_INET, .rtm_dst_len = bits, .rtm_src_len = src_bits, .rtm_type = RTN_UNICAST};
    struct nlmsghdr *h = messages_begin(m, RTM_NEWROUTE, &r, sizeof r);
    if (dst)
        mnl_attr_put(h, RTA_DST, 4, dst);
    mnl_attr_put_u32(h, RTA_OIF, 3);
    messages_end(m, h);
}

static void put_rule(struct messages *m, uint8_t bits, const void *dst, uint8_t src_bits)
{
    struct fib_rule_hdr r = {.family = AF_INET, .dst_len = bits, .src_len = src_bits};
    struct nlmsghdr *h = messages_begin(m, RTM_NEWRULE, &r, sizeof r);
    if (dst)
        mnl_attr_put(h, FRA_DST, 4, dst);
    messages_end(m, h);
}

static void edges_of_tables(void **state)
{
    (void)state;
    struct messages m = {0};
    put_route(&m, 25, "\306\22\0\0", 0);
    put_route(&m, 0, NULL, 0);
    put_rule(&m, 0, NULL, 0);
    struct route_edges e = edges_of("198.18.0.0", "198.18.0.255");
    route_edges_parse(m.data, m.len, &e);
    assert_false(e.by_source);
    assert_string_equal(text_of(&e), "198.18.0.128");

    put_rule(&m, 28, "\306\22\0\20", 32);
    e = edges_of("198.18.0.0", "198.18.0.255");
    route_edges_parse(m.data, m.len, &e);
    assert_true(e.by_source);
    assert_string_equal(text_of(&e), "198.18.0.16 198.18.0.32 198.18.0.128");

    e = edges_of("2001:db8::", "2001:db8::ff"); /* of the other family */
    route_edges_parse(m.data, m.len, &e);
    assert_string_equal(text_of(&e), "");
}

/* What decides the source address of IPv6: each bit of the own addresses, and labels. */
static void edges_of_sources(void **state)
{
    (void)state;
    struct messages m = {0};
    static const uint8_t own[16] = {0x20, 1, 0xd, 0xb8, [15] = 0x10};
    static const uint8_t net[16] = {0x20, 1, 0xd, 0xb8, [15] = 0x80};
    struct ifaddrmsg a = {.ifa_family = AF_INET6, .ifa_prefixlen = 126};
    struct ifaddrlblmsg l = {.ifal_family = AF_INET6, .ifal_prefixlen = 121};
    struct nlmsghdr *h = messages_begin(&m, RTM_NEWADDR, &a, sizeof a);
    mnl_attr_put(h, IFA_ADDRESS, 16, own);
    messages_end(&m, h);
    struct route_edges e = edges_of("2001:db8::", "2001:db8::ff");
    route_edges_parse(m.data, m.len, &e);
    assert_string_equal(
        text_of(&e),
        "2001:db8::10 2001:db8::11 2001:db8::14 2001:db8::18 2001:db8::20 2001:db8::40 2001:db8::80");

    m.len = 0;
    h = messages_begin(&m, RTM_NEWADDRLABEL, &l, sizeof l);
    mnl_attr_put(h, IFAL_ADDRESS, 16, net);
    messages_end(&m, h);
    e = edges_of("2001:db8::", "2001:db8::ff");
    route_edges_parse(m.data, m.len, &e);
    assert_string_equal(text_of(&e), "2001:db8::80");
}

static struct nlmsghdr *begin_answer(struct messages *m, uint8_t family, uint8_t type)
{
    struct rtmsg r = {.rtm_family = family, .rtm_dst_len = 32, .rtm_type = type};
    m->len = 0;
    return messages_begin(m, RTM_NEWROUTE, &r, sizeof r);
}

static void answers(void **state)
{
    (void)state;
    static const uint8_t via6[18] = {AF_INET6, 0, 0xfe, 0x80, [17] = 9};
    struct messages m = {0};
    struct route r = {0};
    struct nlmsghdr *h = begin_answer(&m, AF_INET, RTN_UNICAST);
    mnl_attr_put_u32(h, RTA_OIF, 3);
    mnl_attr_put(h, RTA_PREFSRC, 4, "\306\22\0\1");
    mnl_attr_put(h, RTA_VIA, sizeof via6, via6);
    struct nlattr *nest = mnl_attr_nest_start(h, RTA_METRICS);
    mnl_attr_put_u32(h, RTAX_MTU, 1280);
    mnl_attr_nest_end(h, nest);
    messages_end(&m, h);
    assert_int_equal(route_parse(m.data, m.len, &r), 0);
    assert_true(r.kind == ROUTE_GATEWAY && r.ifindex == 3 && r.mtu == 1280 && r.gateway.len == 16 &&
                r.source.len == 4);
    assert_int_equal(r.gateway.b[15], 9);

    h = begin_answer(&m, AF_INET, RTN_UNICAST);
    mnl_attr_put_u32(h, RTA_OIF, 3);
    messages_end(&m, h);
    assert_int_equal(route_parse(m.data, m.len, &r), 0);
    assert_true(r.kind == ROUTE_ONLINK && r.source.len == 0);

    h = begin_answer(&m, AF_INET, RTN_UNICAST); /* by no interface */
    messages_end(&m, h);
    assert_int_equal(route_parse(m.data, m.len, &r), 0);
    assert_true(r.kind == ROUTE_NONE && r.error == ENETUNREACH);

    h = begin_answer(&m, AF_INET6, RTN_PROHIBIT);
    mnl_attr_put_u32(h, RTA_OIF, 1);
    messages_end(&m, h);
    assert_int_equal(route_parse(m.data, m.len, &r), 0);
    assert_true(r.kind == ROUTE_NONE && r.error == EACCES && r.ifindex == 0);

    h = begin_answer(&m, AF_UNIX, RTN_UNICAST);
    messages_end(&m, h);
    assert_int_equal(route_parse(m.data, m.len, &r), -EBADMSG);
    assert_int_equal(route_parse(m.data, 0, &r), -EBADMSG);
}

static void merging(void **state)
{
    (void)state;
    struct route out[2];
    struct route a = {.first = addr_v4(0), .last = addr_v4(9), .kind = ROUTE_ONLINK, .ifindex = 3};
    struct route b = {.first = addr_v4(10), .last = addr_v4(19), .kind = ROUTE_ONLINK, .ifindex = 3};
    struct route c = {.first = addr_v4(20), .last = addr_v4(29), .kind = ROUTE_ONLINK, .ifindex = 4};
    assert_int_equal(route_append(out, 0, 2, &a), 1);
    assert_int_equal(route_append(out, 1, 2, &b), 1);
    assert_int_equal(addr_u32(&out[0].last), 19);
    assert_int_equal(route_append(out, 1, 2, &c), 2);
    c.ifindex = 5;
    assert_int_equal(route_append(out, 2, 2, &c), -E2BIG);
}

static void parse_any(const void *data, size_t len)
{
    struct route r = {0};
    struct route_edges e = edges_of("198.18.0.0", "198.18.0.255");
    route_edges_parse(data, len, &e);
    for (uint32_t i = 0; i < e.count; i++)
        assert_true(addr_cmp(&e.first, &e.at[i]) < 0 && addr_cmp(&e.at[i], &e.last) <= 0);
    free(e.at);
    if (route_parse(data, len, &r) == 0)
        assert_true(r.kind == ROUTE_NONE || r.error == 0);
}

static void hostile(void **state)
{
    (void)state;
    struct messages m = {0};
    put_route(&m, 25, "\306\22\0\0", 0);
    put_rule(&m, 28, "\306\22\0\20", 32);
    messages_torture(&m, parse_any);
    struct nlmsghdr *h = begin_answer(&m, AF_INET, RTN_UNICAST);
    static const uint8_t via4[6] = {AF_INET, 0, 198, 18, 0, 1};
    mnl_attr_put(h, RTA_VIA, sizeof via4, via4);
    struct nlattr *nest = mnl_attr_nest_start(h, RTA_METRICS);
    mnl_attr_put_u32(h, RTAX_MTU, 1280);
    mnl_attr_nest_end(h, nest);
    messages_end(&m, h);
    messages_torture(&m, parse_any);
}

/* The loopback net is this machine in every namespace that has its loopback up, and unreachable where it is
 * down. */
static void bad_ranges(void **state)
{
    (void)state;
    struct netlink *nl;
    struct route out[4];
    struct addr a = addr_v4(0x7f000001), b = addr_v4(0x7f000002), none = {0};
    assert_int_equal(netlink_open(NETLINK_ROUTE, &nl), 0);
    assert_int_equal(route_plan(nl, &b, &a, &(struct route_conf){0}, out, 4), -EINVAL);
    assert_int_equal(route_plan(nl, &none, &none, &(struct route_conf){0}, out, 4), -EINVAL);
    assert_int_equal(route_plan(nl, &a, &b, &(struct route_conf){0}, out, 0), -E2BIG);
    netlink_free(nl);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges),      cmocka_unit_test(edges_of_tables), cmocka_unit_test(edges_of_sources),
        cmocka_unit_test(answers),    cmocka_unit_test(merging),         cmocka_unit_test(hostile),
        cmocka_unit_test(bad_ranges),
    };
    return cmocka_run_group_tests_name("sys/route", tests, NULL, NULL);
}
