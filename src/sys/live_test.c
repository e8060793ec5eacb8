/* Against the real kernel, in a namespace of its own: routes, links, neighbours. Suite `live`, needs root. */
#include "base/hash.h"
#include "sys/link.h"
#include "sys/neigh.h"
#include "sys/route.h"

#include "live.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { PIECES = 4096 };

static struct netlink *nl;
static struct route plan[PIECES];

static const char *const network[] = {
    "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad",
    "ip link add veth0 type veth peer name veth1",
    "ip link add veth2 type veth peer name veth3",
    "ip link set veth0 address 02:00:00:00:00:01 mtu 1400",
    "ip link set veth0 up",
    "ip link set veth1 up",
    "ip link set veth2 up",
    "ip link set veth3 up",
    "ip addr add 198.18.0.1/24 dev veth0",
    "ip addr add 198.18.0.9/24 dev veth0",
    "ip addr add 198.18.1.1/25 dev veth2",
    "ip addr add 198.18.200.1 peer 198.18.200.2 dev veth2",
    "ip -6 addr add 2001:db8:1::1/64 dev veth0 nodad",
    "ip -6 addr add 2001:db8:1::77/64 dev veth0 nodad preferred_lft 0",
    "ip -6 addr add 2001:db8:2::1/64 dev veth2 nodad",
    "ip -6 addr add 2001:db8:ffff::1/64 dev veth2 nodad",
    "ip route add default via 198.18.0.254",
    "ip route add 198.18.2.0/23 via 198.18.0.50 mtu 1280",
    "ip route add 198.18.3.128/25 via inet6 fe80::99 dev veth0",
    "ip route add 198.18.4.0/24 via 198.18.0.253 src 198.18.0.9",
    "ip route add blackhole 198.18.5.0/24",
    "ip route add unreachable 198.18.6.0/26",
    "ip route add prohibit 198.18.7.7/32",
    "ip route add local 198.18.8.0/28 dev lo",
    "ip route add 198.18.9.0/24 nexthop via 198.18.0.100 nexthop via 198.18.0.101",
    "ip route add throw 198.18.10.0/24 table 100",
    "ip route add 198.18.8.0/21 via 198.18.1.77 table 100",
    "ip rule add to 198.18.8.0/22 lookup 100 pref 100",
    "ip route add default via 198.18.1.99 table 200",
    "ip rule add from 198.18.1.1 lookup 200 pref 200",
    "ip route add 198.18.64.0/20 via 198.18.0.64 table 300",
    "ip rule add fwmark 7 lookup 300 pref 300",
    "ip -6 route add default via 2001:db8:1::fe",
    "ip -6 route add 2001:db8:10::/48 via 2001:db8:2::fe",
    "ip -6 route add 2001:db8:10:8000::/49 via 2001:db8:1::fd mtu 1300",
    "ip -6 route add blackhole 2001:db8:11::/48",
    "ip -6 route add unreachable 2001:db8:12::/48",
    "ip -6 route add prohibit 2001:db8:13::/48",
    "ip -6 route add 2001:db8:14::/48 via 2001:db8:2::77 table 100",
    "ip -6 rule add to 2001:db8:14::/47 lookup 100 pref 100",
    "ip -6 route add 2001:db8:ffff:1::/64 dev veth2",
};

static int set_up(void **state)
{
    (void)state;
    live_enter();
    for (size_t i = 0; i < sizeof network / sizeof *network; i++)
        live_run("%s", network[i]);
    return netlink_open(NETLINK_ROUTE, &nl);
}

static int tear_down(void **state)
{
    (void)state;
    netlink_free(nl);
    return 0;
}

static struct addr address(const char *text)
{
    struct addr a;
    assert_int_equal(addr_parse(text, &a), 0);
    return a;
}

/* The word behind `key` in what ip(8) said; "" when the key is not there. */
static void word_after(const char *text, const char *key, char out[ADDR_TEXT_MAX])
{
    char pattern[16];
    snprintf(pattern, sizeof pattern, " %s ", key);
    out[0] = 0;
    const char *at = strstr(text, pattern);
    if (at)
        sscanf(at + strlen(pattern), "%63s", out);
}

struct said {
    char text[512], dev[ADDR_TEXT_MAX], via[ADDR_TEXT_MAX], src[ADDR_TEXT_MAX];
    bool failed;
};

/* `ip route get`: the same question asked by another program. */
static void ask_ip(const struct addr *to, const char *more, struct said *ret)
{
    char text[ADDR_TEXT_MAX], command[256];
    *ret = (struct said){0};
    snprintf(command, sizeof command, "ip -o route get %s %s 2>&1", addr_text(to, text), more);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    assert_non_null(fgets(ret->text, sizeof ret->text, f));
    ret->failed = pclose(f) != 0 || strncmp(ret->text, "unreachable", 11) == 0 ||
                  strncmp(ret->text, "blackhole", 9) == 0 || strncmp(ret->text, "prohibit", 8) == 0;
    word_after(ret->text, "dev", ret->dev);
    word_after(ret->text, "via", ret->via);
    word_after(ret->text, "src", ret->src);
    if (strcmp(ret->via, "inet6") == 0 || strcmp(ret->via, "inet") == 0)
        word_after(ret->text, ret->via, ret->via);
}

static void same_as_ip(const struct route *r, const struct addr *to, const char *more)
{
    struct said said;
    struct links links = {0};
    char source[ADDR_TEXT_MAX], gateway[ADDR_TEXT_MAX], text[ADDR_TEXT_MAX];
    char again[ADDR_TEXT_MAX + 64];
    struct addr from = r->source;
    ask_ip(to, more, &said);
    if (!said.failed && !strstr(more, "from")) { /* as connect(2): once more, with the source chosen */
        char chosen[ADDR_TEXT_MAX];
        snprintf(chosen, sizeof chosen, "%s", said.src);
        snprintf(again, sizeof again, "from %s %s", chosen, more);
        ask_ip(to, again, &said);
        snprintf(said.src, sizeof said.src, "%s", chosen);
    } else if (!said.failed) {
        word_after(said.text, "from", said.src);
    }
    if (!from.len && r->kind == ROUTE_LOCAL)
        from = *to;
    from.zone = 0;
    addr_text(&from, source);
    addr_text(&r->gateway, gateway);
    assert_int_equal(link_list(nl, &links), 0);
    const struct link *l = link_by_index(&links, r->ifindex);
    bool multipath = strncmp(said.via, "198.18.0.10", 11) == 0 && strncmp(gateway, "198.18.0.10", 11) == 0;
    bool local = strncmp(said.text, "local", 5) == 0 || strncmp(said.text, "anycast", 7) == 0;
    bool good = said.failed == (r->kind == ROUTE_NONE) &&
                (said.failed || (strcmp(said.dev, l ? l->name : "") == 0 && strcmp(said.src, source) == 0 &&
                                 local == (r->kind == ROUTE_LOCAL) &&
                                 (strncmp(said.text, "broadcast", 9) == 0) == (r->kind == ROUTE_BROADCAST) &&
                                 (strcmp(said.via, gateway) == 0 || multipath)));
    if (!good)
        fprintf(stderr, "%s: we say kind %d error %d dev %s src %s via %s, ip(8) says %s",
                addr_text(to, text), r->kind, r->error, l ? l->name : "-", source, gateway, said.text);
    link_fini(&links);
    assert_true(good);
}

/* Plans a range, checks that it is covered without gaps, and asks ip(8) at the ends of every piece (edges are
 * where mistakes are) and at a random address within. */
static int compare(const char *first, const char *last, const struct route_conf *conf, const char *more)
{
    struct addr a = address(first), b = address(last);
    struct rng rng = rng_of(1);
    int n = route_plan(nl, &a, &b, conf, plan, PIECES);
    assert_true(n > 0);
    assert_true(addr_eq(&plan[0].first, &a));
    assert_true(addr_eq(&plan[n - 1].last, &b));
    for (int i = 0; i < n; i++) {
        const struct route *r = &plan[i];
        if (i) {
            struct addr next = addr_add(&plan[i - 1].last, 1);
            assert_true(addr_eq(&next, &r->first));
        }
        uint64_t size = addr_diff(&r->first, &r->last);
        struct addr within =
            addr_add(&r->first, size == UINT64_MAX ? rng_u64(&rng) : rng_below(&rng, size + 1));
        same_as_ip(r, &r->first, more);
        same_as_ip(r, &r->last, more);
        same_as_ip(r, &within, more);
    }
    return n;
}

static void routes_ipv4(void **state)
{
    (void)state;
    const struct route_conf any = {0}, marked = {.mark = 7};
    struct route_conf from = {.source = address("198.18.1.1")};
    int n = compare("198.18.0.0", "198.19.255.255", &any, "");
    assert_true(n > 20);
    assert_true(compare("198.18.0.0", "198.18.255.255", &marked, "mark 7") > n);
    compare("198.18.0.0", "198.18.15.255", &from, "from 198.18.1.1");
    compare("127.0.0.0", "127.255.255.255", &any, "");
    compare("0.0.0.1", "255.255.255.255", &any, "");
}

static void routes_ipv6(void **state)
{
    (void)state;
    const struct route_conf any = {0};
    assert_true(compare("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", &any, "") > 8);
    compare("2001:db8:1::", "2001:db8:1::ff", &any, "");
    compare("::1", "::1", &any, "");
    compare("2000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", &any, "");
}

static void kinds(void **state)
{
    (void)state;
    static const struct row {
        const char *to;
        enum route_kind kind;
        int error;
        uint32_t mtu;
    } rows[] = {
        {"198.18.0.1", ROUTE_LOCAL, 0, 0},
        {"198.18.8.5", ROUTE_LOCAL, 0, 0}, /* the local table comes before all rules */
        {"198.18.8.100", ROUTE_GATEWAY, 0, 0},
        {"198.18.0.7", ROUTE_ONLINK, 0, 0},
        {"198.18.0.255", ROUTE_BROADCAST, 0, 0},
        {"198.18.2.1", ROUTE_GATEWAY, 0, 1280},
        {"198.18.3.200", ROUTE_GATEWAY, 0, 0},
        {"198.18.5.1", ROUTE_NONE, EINVAL, 0},
        {"198.18.6.1", ROUTE_NONE, EHOSTUNREACH, 0},
        {"198.18.7.7", ROUTE_NONE, EACCES, 0},
        {"198.18.200.2", ROUTE_ONLINK, 0, 0},
        {"224.0.0.5", ROUTE_MULTICAST, 0, 0},
        {"2001:db8:10:8000::1", ROUTE_GATEWAY, 0, 1300},
        {"2001:db8:11::1", ROUTE_NONE, EINVAL, 0},
        {"2001:db8:12::1", ROUTE_NONE, EHOSTUNREACH, 0},
        {"2001:db8:13::1", ROUTE_NONE, EACCES, 0},
        {"2001:db8:1::1", ROUTE_LOCAL, 0, 0},
        {"2001:db8:1::5", ROUTE_ONLINK, 0, 0},
        {"fe80::5%veth2", ROUTE_ONLINK, 0, 0},
    };
    const struct route_conf any = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct route r;
        struct addr to = address(rows[i].to);
        assert_int_equal(route_get(nl, &to, &any, &r), 0);
        if (r.kind != rows[i].kind || r.error != rows[i].error || r.mtu != rows[i].mtu)
            fail_msg("%s: kind %d error %d mtu %u", rows[i].to, r.kind, r.error, r.mtu);
    }
}

static void zone_and_interface(void **state)
{
    (void)state;
    struct links links = {0};
    assert_int_equal(link_list(nl, &links), 0);
    int veth2 = link_by_name(&links, "veth2")->ifindex;
    struct route r;
    struct addr near = address("fe80::5%veth2");
    assert_int_equal(route_get(nl, &near, &(struct route_conf){0}, &r), 0);
    assert_int_equal(r.ifindex, veth2);
    assert_int_equal(r.source.zone, (uint32_t)veth2);
    assert_true(addr_is_linklocal(&r.source));
    struct addr to = address("198.18.1.50");
    assert_int_equal(route_get(nl, &to, &(struct route_conf){.ifindex = veth2}, &r), 0);
    assert_int_equal(r.ifindex, veth2);
    link_fini(&links);
}

static void limits(void **state)
{
    (void)state;
    struct addr a = address("198.18.0.0"), b = address("198.18.255.255"), six = address("2001:db8::1");
    assert_int_equal(route_plan(nl, &a, &b, &(struct route_conf){0}, plan, 5), -E2BIG);
    assert_int_equal(route_plan(nl, &b, &a, &(struct route_conf){0}, plan, PIECES), -EINVAL);
    assert_int_equal(route_plan(nl, &a, &six, &(struct route_conf){0}, plan, PIECES), -EINVAL);
}

static void links_and_addresses(void **state)
{
    (void)state;
    struct links l = {0};
    static const char *const own[] = {"127.0.0.1",  "127.9.9.9",    "::1",
                                      "198.18.0.1", "198.18.200.1", "2001:db8:1::77"};
    static const char *const foreign[] = {"198.18.0.2", "198.18.200.2", "2001:db8:1::2", "0.0.0.0"};
    assert_int_equal(link_list(nl, &l), 0);
    assert_int_equal(link_by_name(&l, "lo")->kind, LINK_LOOPBACK);
    const struct link *veth = link_by_name(&l, "veth0");
    assert_int_equal(veth->kind, LINK_ETHERNET);
    assert_true(veth->up && veth->running && veth->arp && veth->has_mac);
    assert_int_equal(veth->mtu, 1400);
    assert_memory_equal(veth->mac, "\2\0\0\0\0\1", 6);
    assert_null(link_by_name(&l, "nosuch0"));
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        struct addr a = address(own[i]);
        assert_true(link_own(&l, &a));
    }
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        struct addr a = address(foreign[i]);
        assert_false(link_own(&l, &a));
    }
    bool deprecated = false, peer = false;
    struct addr old = address("2001:db8:1::77"), other = address("198.18.200.2");
    for (uint32_t i = 0; i < l.addr_count; i++) {
        deprecated |= addr_eq(&l.addr[i].addr, &old) && l.addr[i].deprecated;
        peer |= addr_eq(&l.addr[i].peer, &other) && l.addr[i].bits == 32;
    }
    assert_true(deprecated && peer);
    link_fini(&l);
}

static void neighbours(void **state)
{
    (void)state;
    struct links l = {0};
    struct neigh *all, one;
    uint32_t count;
    uint64_t refused;
    assert_int_equal(link_list(nl, &l), 0);
    int veth0 = link_by_name(&l, "veth0")->ifindex;
    live_run("ip neigh add 198.18.0.2 lladdr 02:00:00:00:00:02 dev veth0 nud permanent");
    live_run("ip neigh add 198.18.0.3 lladdr 02:00:00:00:00:03 dev veth0 nud stale");
    live_run("ip neigh add 2001:db8:1::2 lladdr 02:00:00:00:00:02 dev veth0 router nud reachable");
    live_run("ip neigh add 198.18.1.5 lladdr 02:00:00:00:00:05 dev veth2 nud permanent");
    struct addr a = address("198.18.0.2"), b = address("198.18.0.4"), c = address("2001:db8:1::2");
    assert_int_equal(neigh_get(nl, veth0, &a, &one), 0);
    assert_true(one.usable && !one.router);
    assert_memory_equal(one.mac, "\2\0\0\0\0\2", 6);
    assert_int_equal(neigh_get(nl, veth0, &c, &one), 0);
    assert_true(one.usable && one.router);
    assert_int_equal(neigh_get(nl, veth0, &b, &one), -ENOENT);
    assert_int_equal(neigh_list(nl, veth0, AF_INET, 100, &all, &count, &refused), 0);
    assert_int_equal(count, 2);
    assert_int_equal(refused, 0);
    free(all);
    assert_int_equal(neigh_list(nl, 0, AF_INET, 1, &all, &count, &refused), 0);
    assert_int_equal(count, 1);
    assert_int_equal(refused, 2);
    free(all);
    link_fini(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_ipv4),
        cmocka_unit_test(routes_ipv6),
        cmocka_unit_test(kinds),
        cmocka_unit_test(zone_and_interface),
        cmocka_unit_test(links_and_addresses),
        cmocka_unit_test(neighbours),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests_name("sys/live", tests, set_up, tear_down);
}
