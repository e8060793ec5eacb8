/* What the kernel says of a packet that a rule logged: known messages, cut anywhere. */
#include "watch/source/nflog.h"

#include <libmnl/libmnl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t syn[40] = {0x45, 0, 0, 40, 0, 7, 0, 0, 64, 6, 0, 0, 198,  18, 0, 9, 198, 18, 0, 1,
                                0xa0, 0, 0, 80, 0, 0, 0, 1, 0,  0, 0, 0, 0x50, 2,  4, 0, 0,   0,  0, 0};

static size_t make(uint8_t *b, const char *prefix, bool timed)
{
    struct nlmsghdr *h = mnl_nlmsg_put_header(b);
    h->nlmsg_type = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET;
    mnl_nlmsg_put_extra_header(h, sizeof(struct nfgenmsg));
    mnl_attr_put_strz(h, NFULA_PREFIX, prefix);
    mnl_attr_put_u32(h, NFULA_IFINDEX_INDEV, htonl(2));
    mnl_attr_put_u32(h, NFULA_SEQ, htonl(77));
    if (timed) {
        static const uint8_t at[16] = {0, 0, 0, 0, 0x65, 0x53, 0xf1, 0, 0, 0, 0, 0, 0, 0, 0, 5};
        mnl_attr_put(h, NFULA_TIMESTAMP, sizeof at, at);
    }
    mnl_attr_put(h, NFULA_PAYLOAD, sizeof syn, syn);
    return h->nlmsg_len;
}

static void known(void **state)
{
    (void)state;
    _Alignas(struct nlmsghdr) uint8_t b[512];
    struct sight s;
    uint32_t seq;
    size_t n = make(b, "edge drop ", true);
    assert_int_equal(nflog_read(b, n, &s, &seq), NFLOG_SIGHT);
    assert_int_equal(seq, 77);
    assert_int_equal(s.kind, SIGHT_LOG);
    assert_int_equal(s.action, SIGHT_DROPPED);
    assert_int_equal(s.dport, 80);
    assert_true(s.inbound && !s.outbound && !s.sent);
    assert_true(s.at == INT64_C(0x6553f100) * NSEC_SEC + 5 * NSEC_US);
    n = make(b, "seen", false);
    assert_int_equal(nflog_read(b, n, &s, &seq), NFLOG_SIGHT);
    assert_int_equal(s.action, SIGHT_ACTION_NONE);
    assert_true(s.at == 0);
    ((struct nlmsghdr *)b)->nlmsg_type++;
    assert_int_equal(nflog_read(b, n, &s, &seq), NFLOG_BAD);
}

/* Cut at each length, and with the length that the cut leaves: no sight of half a header, no read behind the
 * end. */
static void every_truncation(void **state)
{
    (void)state;
    _Alignas(struct nlmsghdr) uint8_t b[512];
    struct sight s;
    uint32_t seq;
    size_t n = make(b, "drop", true), whole = n - 4 - sizeof syn;
    for (size_t k = 0; k < n; k++) {
        struct nlmsghdr *cut = malloc(k + 1);
        memcpy(cut, b, k);
        assert_int_equal(nflog_read(cut, k, &s, &seq), NFLOG_BAD);
        if (k >= sizeof *cut) {
            cut->nlmsg_len = (uint32_t)k;
            enum nflog_result r = nflog_read(cut, k, &s, &seq);
            assert_true(r != NFLOG_SIGHT || k > whole);
        }
        free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known), cmocka_unit_test(every_truncation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
