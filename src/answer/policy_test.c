/* Who is blocked, and above all who is not. */
#include "answer/nft.h"
#include "answer/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct addr at(const char *text)
{
    struct addr a = {0};
    assert_int_equal(addr_parse(text, &a), 0);
    return a;
}

static struct policy_case scan_by(const char *src)
{
    return (struct policy_case){.src = at(src), .grave = true, .kind = "vertical"};
}

static enum policy_verdict judge(struct policy *p, struct policy_case c, nsec now)
{
    struct addr_net n;
    return policy_judge(p, &c, now, &n);
}

static void never(void **state)
{
    (void)state;
    struct addr_net allow[] = {{at("192.0.2.0"), 28}, {at("2001:db8:1:2::7"), 128}};
    struct policy *p = policy_new(&(struct policy_conf){.allow = allow, .allows = 2, .span = NSEC_HOUR});
    struct policy_case c = scan_by("203.0.113.1");
    c.inside = true;
    assert_int_equal(judge(p, c, 1), POLICY_OURS);
    c = scan_by("203.0.113.1");
    c.excused = true;
    assert_int_equal(judge(p, c, 1), POLICY_EXCUSED);
    c = scan_by("203.0.113.1");
    c.grave = false;
    assert_int_equal(judge(p, c, 1), POLICY_EXCUSED);
    c = scan_by("203.0.113.1");
    c.kind = "distributed";
    assert_int_equal(judge(p, c, 1), POLICY_EXCUSED);
    c.kind = NULL;
    assert_int_equal(judge(p, c, 1), POLICY_EXCUSED);
    c = scan_by("203.0.113.1");
    c.technique = "syn-ack"; /* somebody may have asked him in our name */
    assert_int_equal(judge(p, c, 1), POLICY_EXCUSED);
    c.technique = "rst";
    assert_int_equal(judge(p, c, 1), POLICY_EXCUSED);
    c.technique = "ack";
    c.kind = "visit"; /* a scanner went before: he himself has done nothing */
    assert_int_equal(judge(p, c, 1), POLICY_EXCUSED);
    c.kind = "break-in";
    c.src = at("192.0.2.15");
    assert_int_equal(judge(p, c, 1), POLICY_ALLOWED); /* one that may be blocked, did nobody speak for it */
    assert_int_equal(judge(p, scan_by("127.0.0.1"), 1), POLICY_OURS);
    assert_int_equal(judge(p, scan_by("fe80::1"), 1), POLICY_OURS);
    assert_int_equal(judge(p, scan_by("192.0.2.15"), 1), POLICY_ALLOWED);
    assert_int_equal(judge(p, scan_by("2001:db8:1:2::7"), 1), POLICY_ALLOWED);
    assert_int_equal(judge(p, scan_by("2001:db8:1:2::99"), 1), POLICY_NEIGHBOUR); /* shares the /64 */
    assert_int_equal(judge(p, scan_by("192.0.2.16"), 1), POLICY_BLOCK);
    assert_string_equal(policy_word(POLICY_NEIGHBOUR), "neighbour");
    policy_allow(p, NULL, 0);
    assert_int_equal(judge(p, scan_by("192.0.2.15"), 1), POLICY_BLOCK);
    assert_int_equal(policy_counts(p)[POLICY_BLOCK], 2);
    assert_int_equal(policy_counts(p)[POLICY_ALLOWED], 3);
    policy_free(p);
}

/* ::1 stands in ::/64, and all of IPv4 in the /64 of a translator (RFC 6052 2.1). */
static void nobodys_net(void **state)
{
    (void)state;
    static const char *const never[] = {"::2", "::203.0.113.9", "64:ff9b::203.0.113.9", "0.0.0.0", "0.1.2.3"};
    struct policy *p = policy_new(&(struct policy_conf){.span = NSEC_MINUTE});
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_int_equal(judge(p, scan_by(never[i]), 1), POLICY_OURS);
    assert_int_equal(judge(p, scan_by("100::1"), 1), POLICY_BLOCK);
    policy_free(p);
}

static void held_and_rated(void **state)
{
    (void)state;
    struct policy *p = policy_new(&(struct policy_conf){.span = NSEC_MINUTE});
    struct addr_net n;
    struct policy_case c = scan_by("2001:db8::1:2:3:4");
    assert_int_equal(policy_judge(p, &c, NSEC_SEC, &n), POLICY_BLOCK);
    assert_int_equal(n.bits, 64);
    assert_int_equal(n.net.b[15], 0);
    assert_int_equal(judge(p, scan_by("2001:db8::ffff"), 2 * NSEC_SEC), POLICY_HELD);
    assert_int_equal(judge(p, scan_by("2001:db8::ffff"), 62 * NSEC_SEC), POLICY_BLOCK); /* it is over */
    unsigned blocked = 0;
    for (unsigned i = 0; i < 500; i++) {
        char text[32];
        snprintf(text, sizeof text, "203.0.%u.%u", 113 + i / 200, i % 200 + 1);
        blocked += judge(p, scan_by(text), 63 * NSEC_SEC) == POLICY_BLOCK;
    }
    assert_true(blocked >= POLICY_BURST - 2 && blocked <= POLICY_BURST);
    assert_true(policy_counts(p)[POLICY_RATE] >= 470);
    assert_int_equal(judge(p, scan_by("198.51.100.1"), 63 * NSEC_SEC + NSEC_HOUR), POLICY_BLOCK);
    policy_free(p);
}

/* A scan that goes on is kept out again when its time is over, and asking meanwhile counts for nothing. */
static void again(void **state)
{
    (void)state;
    struct policy *p = policy_new(&(struct policy_conf){.span = NSEC_MINUTE});
    struct addr_net n;
    struct policy_case c = scan_by("203.0.113.1"), home = c;
    assert_int_equal(policy_judge(p, &c, NSEC_SEC, &n), POLICY_BLOCK);
    assert_false(policy_again(p, &c, NSEC_MINUTE, &n));
    n = (struct addr_net){0};
    assert_true(policy_again(p, &c, 61 * NSEC_SEC, &n));
    assert_true(addr_eq(&n.net, &c.src) && n.bits == 32);
    assert_false(policy_again(p, &c, 62 * NSEC_SEC, &n));
    policy_release(p, &n); /* it could not be carried out */
    assert_true(policy_again(p, &c, 63 * NSEC_SEC, &n));
    home.inside = true;
    assert_false(policy_again(p, &home, 500 * NSEC_SEC, &n));
    assert_int_equal(policy_counts(p)[POLICY_BLOCK], 3);
    assert_int_equal(policy_counts(p)[POLICY_HELD] + policy_counts(p)[POLICY_OURS], 0);
    policy_free(p);
}

/* However many go on: who is new is blocked. */
static void again_leaves_room(void **state)
{
    (void)state;
    struct policy *p = policy_new(&(struct policy_conf){.span = NSEC_MINUTE});
    unsigned blocked = 0;
    for (unsigned i = 0; i < 3600; i++) {
        char text[32];
        struct addr_net n;
        snprintf(text, sizeof text, "198.18.%u.%u", i / 200, i % 200 + 1);
        struct policy_case c = scan_by(text);
        blocked += policy_again(p, &c, NSEC_SEC + i * NSEC_SEC, &n);
    }
    assert_in_range(blocked, POLICY_A_HOUR, POLICY_A_HOUR + POLICY_BURST - POLICY_NEW);
    for (unsigned i = 0; i < POLICY_NEW; i++) {
        char text[32];
        snprintf(text, sizeof text, "203.0.113.%u", i + 1);
        assert_int_equal(judge(p, scan_by(text), NSEC_HOUR), POLICY_BLOCK);
    }
    policy_free(p);
}

static void only_who_is_proven(void **state)
{
    (void)state;
    struct policy *p = policy_new(&(struct policy_conf){.span = NSEC_MINUTE, .proven = true});
    struct addr_net n;
    struct policy_case c = scan_by("203.0.113.1");
    assert_int_equal(judge(p, c, 1), POLICY_UNPROVEN);
    assert_string_equal(policy_word(POLICY_UNPROVEN), "unproven");
    assert_false(policy_again(p, &c, 2, &n));
    c.proven = true; /* it went on, and finished a connection */
    assert_true(policy_again(p, &c, 3, &n));
    c = scan_by("203.0.113.2");
    c.kind = "break-in"; /* nobody logs in without hearing what he is asked */
    assert_int_equal(judge(p, c, 4), POLICY_BLOCK);
    policy_free(p);
}

static void words_of_nft(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 8192);
    struct addr_net v4 = {at("203.0.113.9"), 32}, v6 = {at("2001:db8:1:2::"), 64};
    nft_block(&b, &v4, 90 * NSEC_SEC + 5);
    nft_block(&b, &v6, 1);
    nft_unblock(&b, &v4);
    const char *all = buf_text(&b), *one = strstr(all, "add element"), *two = strstr(one + 1, "add element");
    assert_ptr_equal(strstr(all, "add table inet tojimari\n"), all); /* it may have been flushed away since */
    assert_memory_equal(one, "add element inet tojimari v4 { 203.0.113.9 timeout 90s }\nadd table", 66);
    assert_string_equal(two, "add element inet tojimari v6 { 2001:db8:1:2::/64 timeout 1s }\n"
                             "delete element inet tojimari v4 { 203.0.113.9 }\n");
    buf_fini(&b);
}

/* What the hand that may change the packet filter takes from who reads strangers' packets. */
static void orders_are_numbers(void **state)
{
    (void)state;
    uint8_t order[NFT_ORDER + 1] = {0};
    struct addr_net n = {at("203.0.113.9"), 32}, got;
    nsec span;
    nft_pack(order, &n, 600 * NSEC_SEC);
    assert_true(nft_unpack(order, NFT_ORDER, &got, &span));
    assert_true(addr_eq(&got.net, &n.net) && got.bits == 32 && span == 600 * NSEC_SEC);
    for (size_t k = 0; k <= sizeof order; k++)
        assert_int_equal(nft_unpack(order, k, &got, &span), k == NFT_ORDER);
    n.bits = 24;
    nft_pack(order, &n, NSEC_SEC);
    assert_false(nft_unpack(order, NFT_ORDER, &got, &span));
    const struct addr_net nobody[] = {{at("127.0.0.1"), 32},  {at("::1"), 128}, {at("224.0.0.1"), 32},
                                      {at("2001:db8::"), 48}, {at("::"), 64},   {at("0.0.0.0"), 32}};
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++) {
        nft_pack(order, &nobody[i], NSEC_SEC);
        assert_false(nft_unpack(order, NFT_ORDER, &got, &span));
    }
    n = (struct addr_net){at("2001:db8:1:2::"), 64};
    nft_pack(order, &n, NSEC_NEVER);
    assert_true(nft_unpack(order, NFT_ORDER, &got, &span));
    assert_true(span == NFT_LONGEST * NSEC_SEC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never),
        cmocka_unit_test(nobodys_net),
        cmocka_unit_test(held_and_rated),
        cmocka_unit_test(again),
        cmocka_unit_test(again_leaves_room),
        cmocka_unit_test(only_who_is_proven),
        cmocka_unit_test(words_of_nft),
        cmocka_unit_test(orders_are_numbers),
    };
    return cmocka_run_group_tests_name("answer/policy", tests, NULL, NULL);
}
