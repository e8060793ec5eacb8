#include "sys/link.h"

#include "sys/priv_link.h"
#include "sys/priv_messages.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void put_link(struct messages *m, int index, const char *name, uint16_t hardware, unsigned flags)
{
    struct ifinfomsg i = {.ifi_type = hardware, .ifi_index = index, .ifi_flags = flags};
    struct rtnl_link_stats64 stats = {
        .rx_packets = 1, .tx_packets = 2, .rx_dropped = 3, .tx_dropped = 4, .rx_missed_errors = 5};
    struct nlmsghdr *h = messages_begin(m, RTM_NEWLINK, &i, sizeof i);
    mnl_attr_put_strz(h, IFLA_IFNAME, name);
    mnl_attr_put(h, IFLA_ADDRESS, 6, "\2\0\0\0\0\1");
    mnl_attr_put_u32(h, IFLA_MTU, 1420);
    mnl_attr_put(h, IFLA_STATS64, sizeof stats, &stats);
    messages_end(m, h);
}

static void put_addr(struct messages *m, int family, const void *local, const void *address, uint32_t flags)
{
    struct ifaddrmsg a = {.ifa_family = (uint8_t)family, .ifa_prefixlen = 24, .ifa_index = 3, .ifa_scope = 0};
    size_t n = family == AF_INET ? 4 : 16;
    struct nlmsghdr *h = messages_begin(m, RTM_NEWADDR, &a, sizeof a);
    if (address)
        mnl_attr_put(h, IFA_ADDRESS, n, address);
    if (local)
        mnl_attr_put(h, IFA_LOCAL, n, local);
    mnl_attr_put_u32(h, IFA_FLAGS, flags);
    messages_end(m, h);
}

static void links(void **state)
{
    (void)state;
    static const struct row {
        uint16_t hardware;
        enum link_kind kind;
    } rows[] = {
        {ARPHRD_ETHER, LINK_ETHERNET}, {ARPHRD_LOOPBACK, LINK_LOOPBACK}, {ARPHRD_NONE, LINK_BARE},
        {ARPHRD_PPP, LINK_BARE},       {ARPHRD_SIT, LINK_BARE},          {ARPHRD_INFINIBAND, LINK_OTHER},
    };
    struct messages m = {0};
    struct links l = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        put_link(&m, (int)i + 1, i ? "fifteen-letters" : "x", rows[i].hardware,
                 i % 2 ? IFF_UP | IFF_NOARP : IFF_RUNNING);
    assert_int_equal(link_parse_links(m.data, m.len, &l), 0);
    assert_int_equal(l.count, sizeof rows / sizeof *rows);
    for (uint32_t i = 0; i < l.count; i++) {
        assert_int_equal(l.link[i].kind, rows[i].kind);
        assert_int_equal(l.link[i].up, i % 2);
        assert_int_equal(l.link[i].arp, i % 2 == 0);
        assert_int_equal(l.link[i].running, i % 2 == 0);
    }
    assert_int_equal(l.link[0].mtu, 1420);
    assert_true(l.link[0].has_mac);
    assert_string_equal(link_by_index(&l, 2)->name, "fifteen-letters");
    assert_ptr_equal(link_by_name(&l, "x"), &l.link[0]);
    assert_null(link_by_index(&l, 77));
    link_fini(&l);

    struct link_stats s;
    assert_int_equal(link_parse_stats(m.data, m.len, &s), 0);
    assert_true(s.rx_dropped == 3 && s.tx_dropped == 4 && s.rx_missed == 5 && s.running && !s.up);
    assert_int_equal(link_parse_stats(m.data, 20, &s), -EBADMSG);
}

static void addresses(void **state)
{
    (void)state;
    struct messages m = {0};
    struct links l = {0};
    static const uint8_t global[16] = {0x20, 1, 0xd, 0xb8}, local[16] = {0xfe, 0x80, [15] = 9};
    put_addr(&m, AF_INET, "\306\22\0\1", "\306\22\0\1", 0);
    put_addr(&m, AF_INET, "\306\22\0\2", "\306\22\0\3", IFA_F_SECONDARY);
    put_addr(&m, AF_INET6, NULL, global, IFA_F_TEMPORARY | IFA_F_DEPRECATED);
    put_addr(&m, AF_INET6, NULL, local, IFA_F_TENTATIVE);
    put_addr(&m, AF_INET6, NULL, local, IFA_F_TENTATIVE | IFA_F_OPTIMISTIC);
    put_addr(&m, AF_UNIX, local, NULL, 0);
    assert_int_equal(link_parse_addrs(m.data, m.len, &l), 0);
    assert_int_equal(l.addr_count, 5);
    assert_int_equal(l.addr[0].peer.len, 0);
    assert_false(l.addr[1].temporary); /* the same bit means "secondary" in IPv4 */
    assert_int_equal(l.addr[1].peer.b[3], 3);
    assert_true(l.addr[2].temporary && l.addr[2].deprecated && !l.addr[2].tentative);
    assert_int_equal(l.addr[2].addr.zone, 0);
    assert_true(l.addr[3].tentative && !l.addr[4].tentative);
    assert_int_equal(l.addr[3].addr.zone, 3);

    struct addr a = l.addr[3].addr;
    assert_true(link_own(&l, &a));
    a.zone = 0;
    assert_true(link_own(&l, &a));
    a.zone = 4;
    assert_false(link_own(&l, &a));
    a = addr_v4(0xc6120003); /* the other end is not us */
    assert_false(link_own(&l, &a));
    a = addr_v4(0x7f010203);
    assert_true(link_own(&l, &a));
    link_fini(&l);
}

static void parse_any(const void *data, size_t len)
{
    struct links l = {0};
    struct link_stats s;
    assert_int_equal(link_parse_links(data, len, &l), 0);
    assert_int_equal(link_parse_addrs(data, len, &l), 0);
    (void)link_parse_stats(data, len, &s);
    for (uint32_t i = 0; i < l.count; i++)
        assert_true(strnlen(l.link[i].name, IF_NAMESIZE) < IF_NAMESIZE);
    for (uint32_t i = 0; i < l.addr_count; i++)
        assert_true(l.addr[i].bits <= 8 * l.addr[i].addr.len);
    link_fini(&l);
}

static void hostile(void **state)
{
    (void)state;
    struct messages m = {0};
    static const uint8_t global[16] = {0x20, 1, 0xd, 0xb8};
    put_link(&m, 1, "a-name-too-long-for-a-link", ARPHRD_ETHER, IFF_UP);
    put_addr(&m, AF_INET, "\306\22\0\2", "\306\22\0\3", 0);
    put_addr(&m, AF_INET6, NULL, global, 0);
    messages_torture(&m, parse_any);
}

/* This machine's own loopback, whatever else there is. */
static void real_loopback(void **state)
{
    (void)state;
    struct netlink *nl;
    struct links l = {0};
    struct link_stats s;
    assert_int_equal(netlink_open(NETLINK_ROUTE, &nl), 0);
    assert_int_equal(link_list(nl, &l), 0);
    assert_int_equal(link_by_name(&l, "lo")->kind, LINK_LOOPBACK);
    assert_int_equal(link_stats(nl, link_by_name(&l, "lo")->ifindex, &s), 0);
    assert_int_equal(link_stats(nl, 0x7ffffff0, &s), -ENODEV);
    link_fini(&l);
    netlink_free(nl);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links),
        cmocka_unit_test(addresses),
        cmocka_unit_test(hostile),
        cmocka_unit_test(real_loopback),
    };
    return cmocka_run_group_tests_name("sys/link", tests, NULL, NULL);
}
