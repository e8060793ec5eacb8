#include "sys/neigh.h"

#include "sys/priv_messages.h"
#include "sys/priv_neigh.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const uint8_t near[16] = {0xfe, 0x80, [15] = 2};

static void put(struct messages *m, uint8_t family, uint16_t state, const void *mac, size_t mac_len)
{
    struct ndmsg n = {.ndm_family = family, .ndm_ifindex = 4, .ndm_state = state, .ndm_flags = NTF_ROUTER};
    struct nlmsghdr *h = messages_begin(m, RTM_NEWNEIGH, &n, sizeof n);
    mnl_attr_put(h, NDA_DST, family == AF_INET ? 4 : 16, near);
    if (mac)
        mnl_attr_put(h, NDA_LLADDR, mac_len, mac);
    messages_end(m, h);
}

static bool read_one(uint8_t family, uint16_t state, const void *mac, size_t mac_len, struct neigh *ret)
{
    struct messages m = {0};
    size_t pos = 0;
    put(&m, family, state, mac, mac_len);
    return neigh_parse(netlink_next(m.data, m.len, &pos), ret);
}

static void entries(void **state)
{
    (void)state;
    static const uint16_t good[] = {NUD_REACHABLE, NUD_STALE, NUD_DELAY, NUD_PROBE, NUD_PERMANENT, NUD_NOARP};
    static const uint16_t bad[] = {NUD_NONE, NUD_INCOMPLETE, NUD_FAILED};
    struct neigh n;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(read_one(AF_INET6, good[i], "\2\0\0\0\0\7", 6, &n));
        assert_true(n.usable && n.router);
        assert_int_equal(n.mac[5], 7);
        assert_int_equal(n.addr.zone, 4);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_true(read_one(AF_INET, bad[i], "\2\0\0\0\0\7", 6, &n));
        assert_false(n.usable);
        assert_int_equal(n.addr.len, 4);
    }
    assert_true(read_one(AF_INET, NUD_REACHABLE, NULL, 0, &n));
    assert_false(n.usable);
    assert_true(read_one(AF_INET, NUD_REACHABLE, "12345678", 8, &n)); /* InfiniBand and the like */
    assert_false(n.usable);
    assert_false(read_one(AF_BRIDGE, NUD_REACHABLE, "\2\0\0\0\0\7", 6, &n));
}

static void parse_any(const void *data, size_t len)
{
    size_t pos = 0;
    struct neigh n;
    for (const struct nlmsghdr *h; (h = netlink_next(data, len, &pos));)
        if (neigh_parse(h, &n))
            assert_true(n.addr.len == 4 || n.addr.len == 16);
}

static void hostile(void **state)
{
    (void)state;
    struct messages m = {0};
    put(&m, AF_INET, NUD_STALE, "\2\0\0\0\0\7", 6);
    put(&m, AF_INET6, NUD_STALE, "\2\0\0\0\0\7", 6);
    messages_torture(&m, parse_any);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(entries), cmocka_unit_test(hostile)};
    return cmocka_run_group_tests_name("sys/neigh", tests, NULL, NULL);
}
