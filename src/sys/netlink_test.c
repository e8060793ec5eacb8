#include "sys/netlink.h"

#include "sys/priv_messages.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void next_is_bounded(void **state)
{
    (void)state;
    struct messages m = {0};
    struct rtmsg r = {0};
    messages_end(&m, messages_begin(&m, RTM_NEWROUTE, &r, sizeof r));
    messages_end(&m, messages_begin(&m, RTM_DELROUTE, &r, sizeof r));
    size_t pos = 0;
    assert_int_equal(netlink_next(m.data, m.len, &pos)->nlmsg_type, RTM_NEWROUTE);
    assert_int_equal(netlink_next(m.data, m.len, &pos)->nlmsg_type, RTM_DELROUTE);
    assert_int_equal(pos, m.len);
    assert_null(netlink_next(m.data, m.len, &pos));
    pos = 0;
    assert_null(netlink_next(m.data, NETLINK_HEADER - 1, &pos));
    assert_null(netlink_next(m.data, NETLINK_HEADER + 1, &pos));
    struct nlmsghdr *h = (void *)m.data;
    static const uint32_t lengths[] = {0, 15, 0x7fffffff, UINT32_MAX};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        h->nlmsg_len = lengths[i];
        assert_null(netlink_next(m.data, m.len, &pos));
    }
    pos = m.len + 1;
    assert_null(netlink_next(m.data, m.len, &pos));
}

static void attributes(void **state)
{
    (void)state;
    struct messages m = {0};
    struct rtmsg r = {0};
    const struct nlattr *at[RTA_GATEWAY + 1], *inner[RTAX_MTU + 1];
    struct nlmsghdr *h = messages_begin(&m, RTM_NEWROUTE, &r, sizeof r);
    mnl_attr_put_u32(h, RTA_OIF, 1);
    mnl_attr_put_u32(h, RTA_OIF, 7);      /* the last one wins */
    mnl_attr_put_u32(h, RTA_VIA + 90, 8); /* unknown */
    mnl_attr_put(h, RTA_DST, 3, "abc");   /* padded */
    struct nlattr *nest = mnl_attr_nest_start(h, RTA_GATEWAY);
    mnl_attr_put_u32(h, RTAX_MTU, 1280);
    mnl_attr_nest_end(h, nest);
    assert_true(netlink_attrs(h, sizeof r, at, RTA_GATEWAY));
    assert_int_equal(netlink_u32(at[RTA_OIF], 0), 7);
    assert_memory_equal(netlink_exact(at[RTA_DST], 3), "abc", 3);
    assert_null(netlink_exact(at[RTA_DST], 4));
    assert_null(netlink_least(at[RTA_DST], 4));
    assert_non_null(netlink_least(at[RTA_DST], 2));
    assert_null(at[RTA_SRC]);
    assert_null(netlink_exact(at[RTA_SRC], 0));
    assert_int_equal(netlink_u32(at[RTA_DST], 99), 99);
    netlink_nested(at[RTA_GATEWAY], inner, RTAX_MTU);
    assert_int_equal(netlink_u32(inner[RTAX_MTU], 0), 1280);
    netlink_nested(NULL, inner, RTAX_MTU);
    assert_null(inner[RTAX_MTU]);
    h->nlmsg_len = NETLINK_HEADER + sizeof r - 1;
    assert_false(netlink_attrs(h, sizeof r, at, RTA_GATEWAY));
    assert_null(at[RTA_OIF]);
}

static void walk(const void *data, size_t len)
{
    const struct nlattr *at[16], *inner[16];
    size_t pos = 0, sum = 0;
    for (const struct nlmsghdr *h; (h = netlink_next(data, len, &pos));) {
        netlink_attrs(h, sizeof(struct rtmsg), at, 15);
        for (int i = 0; i < 16; i++) {
            const uint8_t *p = netlink_least(at[i], 1);
            sum += p ? p[at[i]->nla_len - NETLINK_ATTR - 1] : 0;
            netlink_nested(at[i], inner, 15);
        }
    }
    assert_true(sum < 1 << 20);
}

static void hostile(void **state)
{
    (void)state;
    struct messages m = {0};
    struct rtmsg r = {0};
    for (int i = 0; i < 2; i++) {
        struct nlmsghdr *h = messages_begin(&m, RTM_NEWROUTE, &r, sizeof r);
        mnl_attr_put_u32(h, RTA_OIF, 1);
        mnl_attr_put(h, RTA_DST, 5, "abcde");
        struct nlattr *nest = mnl_attr_nest_start(h, RTA_METRICS);
        mnl_attr_put_u32(h, RTAX_MTU, 1280);
        mnl_attr_nest_end(h, nest);
        messages_end(&m, h);
    }
    messages_torture(&m, walk);
}

/* The kernel answers such questions to everybody, in every namespace. */
static void real_answers(void **state)
{
    (void)state;
    struct netlink *nl;
    struct netlink_room room;
    struct netlink_answer a = {0};
    assert_int_equal(netlink_open(NETLINK_ROUTE, &nl), 0);
    struct nlmsghdr *q = netlink_request(&room, RTM_GETLINK, NLM_F_DUMP, sizeof(struct ifinfomsg));
    assert_int_equal(netlink_ask(nl, q, 1 << 20, &a), 0);
    size_t pos = 0;
    assert_int_equal(netlink_next(a.data, a.len, &pos)->nlmsg_type, RTM_NEWLINK);
    assert_int_equal(netlink_ask(nl, q, 100, &a), -E2BIG);

    q = netlink_request(&room, RTM_GETLINK, 0, sizeof(struct ifinfomsg));
    ((struct ifinfomsg *)mnl_nlmsg_get_payload(q))->ifi_index = 0x7ffffff0;
    assert_int_equal(netlink_ask(nl, q, 1 << 20, &a), -ENODEV);
    q = netlink_request(&room, RTM_GETLINK, 0, sizeof(struct ifinfomsg));
    ((struct ifinfomsg *)mnl_nlmsg_get_payload(q))->ifi_index = 1;
    assert_int_equal(netlink_ask(nl, q, 1 << 20, &a), 0); /* what was left of the dump is passed over */
    pos = 0;
    assert_int_equal(((const struct ifinfomsg *)NLMSG_DATA(netlink_next(a.data, a.len, &pos)))->ifi_index, 1);
    assert_null(netlink_next(a.data, a.len, &pos));
    netlink_answer_fini(&a);
    netlink_free(nl);
    netlink_free(NULL);
    assert_true(netlink_open(77, &nl) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_is_bounded),
        cmocka_unit_test(attributes),
        cmocka_unit_test(hostile),
        cmocka_unit_test(real_answers),
    };
    return cmocka_run_group_tests_name("sys/netlink", tests, NULL, NULL);
}
