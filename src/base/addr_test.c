#include "base/addr.h"
#include "base/hash.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ROUNDS       20000

typedef unsigned __int128 u128;

static struct addr parsed(const char *text)
{
    struct addr a;
    memset(&a, 0xa5, sizeof a);
    assert_int_equal(addr_parse(text, &a), 0);
    return a;
}

static u128 value(const struct addr *a)
{
    u128 v = 0;
    for (int i = 0; i < a->len; i++)
        v = v << 8 | a->b[i];
    return v;
}

static struct addr from_value(unsigned len, u128 v)
{
    struct addr a = {.len = (uint8_t)len};
    for (unsigned i = len; i-- > 0; v >>= 8)
        a.b[i] = (uint8_t)v;
    return a;
}

static u128 all_ones(unsigned len)
{
    return len == 4 ? UINT32_MAX : ~(u128)0;
}

/* Numbers of every size, and often near the ends, where carries are. */
static uint64_t any_u64(struct rng *r)
{
    uint64_t v = rng_u64(r) >> rng_below(r, 64);
    return rng_below(r, 2) ? v : ~v;
}

static struct addr any_addr(struct rng *r, unsigned len)
{
    u128 v = (u128)any_u64(r) << 64 | any_u64(r);
    return from_value(len, v & all_ones(len));
}

static void canonical_text(void **state)
{
    /* RFC 5952 §4 and §5; the text that goes in, and what comes out. */
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"198.18.0.9", "198.18.0.9"},
        {"::", "::"},
        {"0:0:0:0:0:0:0:0", "::"},
        {"::1", "::1"},
        {"1::", "1::"},
        {"2001:0db8::0001", "2001:db8::1"},               /* 4.1 leading zeros */
        {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},        /* 4.2.1 as short as possible */
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"}, /* 4.2.2 one group is not shortened */
        {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  /* 4.2.2, written wrong */
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},          /* 4.2.3 the longest run */
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},    /* 4.2.3 the first of equal runs */
        {"2001:DB8:AAAA::FFFF", "2001:db8:aaaa::ffff"},   /* 4.3 lower case */
        {"64:ff9b::198.18.0.1", "64:ff9b::c612:1"},       /* NAT64: no special form */
        {"fe80::1%4", "fe80::1%4"},
        {"fe80::1%0000000004", "fe80::1%4"},
        {"fe80::1%4294967295", "fe80::1%4294967295"},
        {"fe80::1%lo", "fe80::1%1"}, /* Linux: loopback is always number 1 */
        {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255%4294967295",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295"},
        {"::ffff:198.18.0.1", "198.18.0.1"}, /* mapped means IPv4 */
        {"::ffff:c612:1", "198.18.0.1"},
        {"0:0:0:0:0:FFFF:c612:0001", "198.18.0.1"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[ADDR_TEXT_MAX];
        struct addr a = parsed(cases[i].in), again;
        assert_ptr_equal(addr_text(&a, out), out);
        assert_string_equal(out, cases[i].out);
        again = parsed(out);
        assert_true(addr_eq(&a, &again));
    }
    char out[ADDR_TEXT_MAX] = "x";
    struct addr none = {0}, mapped = addr_v6((const uint8_t[16]){[10] = 0xff, 0xff, 198, 18, 0, 1});
    assert_string_equal(addr_text(&none, out), "");
    assert_string_equal(addr_text(&mapped, out), "::ffff:198.18.0.1"); /* RFC 5952 §5 */
}

static void the_host_of_a_url(void **state)
{
    static const char *const cases[][2] = {
        {"198.18.0.1", "198.18.0.1"}, {"2001:db8::1", "[2001:db8::1]"}, {"fe80::1%4", "[fe80::1]"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[ADDR_TEXT_MAX];
        struct addr a = parsed(cases[i][0]);
        assert_string_equal(addr_host(&a, out), cases[i][1]);
    }
    char out[ADDR_TEXT_MAX] = "x";
    assert_string_equal(addr_host(&(struct addr){0}, out), "");
}

static void what_is_no_address(void **state)
{
    static const struct {
        const char *text;
        int error;
    } cases[] = {
        {"", -EINVAL},
        {" ", -EINVAL},
        {"1", -EINVAL},
        {"1.2.3", -EINVAL},
        {"1.2.3.4.5", -EINVAL},
        {"1.2.3.256", -EINVAL},
        {"1.2.3.-4", -EINVAL},
        {"01.2.3.4", -EINVAL}, /* RFC 6943 §3.1.1: octal to some */
        {"1.2.3.00", -EINVAL},
        {"0x7f.0.0.1", -EINVAL},
        {"1.2.3.4 ", -EINVAL},
        {" 1.2.3.4", -EINVAL},
        {"1.2.3.4\n", -EINVAL},
        {"1.2.3.4/8", -EINVAL},
        {"1.2.3.4%1", -EINVAL}, /* IPv4 has no zones */
        {":", -EINVAL},
        {":::", -EINVAL},
        {"1::2::3", -EINVAL},
        {"1:2:3:4:5:6:7", -EINVAL},
        {"1:2:3:4:5:6:7:8:9", -EINVAL},
        {"12345::", -EINVAL},
        {"g::", -EINVAL},
        {"[::1]", -EINVAL},
        {"::1%", -EINVAL},
        {"::1%0", -EINVAL},
        {"::1%4294967296", -EINVAL},
        {"::1%99999999999999999999999999", -EINVAL},
        {"%1", -EINVAL},
        {"::1%1%1", -ENODEV},
        {"::1%+1", -ENODEV},
        {"::1%nosuchlink", -ENODEV},
        {"::1%a-name-longer-than-any-link-has", -ENODEV},
        {"::ffff:198.18.0.1%1", -EINVAL}, /* it means an IPv4 address, and those have no zones */
        {"0000000000000000000000000000000000000000000000000000000000000000000000000000000000::", -EINVAL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct addr a, before;
        memset(&a, 0xa5, sizeof a);
        before = a;
        assert_int_equal(addr_parse(cases[i].text, &a), cases[i].error);
        assert_true(addr_eq(&a, &before)); /* *ret only on success */
    }
}

static void equality_is_of_bytes(void **state)
{
    (void)state;
    struct addr a, b = addr_v4(0xc6120001), c = addr_v6((const uint8_t[16]){0x20, 1, [15] = 9});
    memset(&a, 0xff, sizeof a);
    assert_int_equal(addr_parse("198.18.0.1", &a), 0);
    assert_memory_equal(&a, &b, sizeof a);
    assert_int_equal(addr_u32(&a), 0xc6120001);
    memset(&a, 0xff, sizeof a);
    assert_int_equal(addr_parse("2001::9", &a), 0);
    assert_memory_equal(&a, &c, sizeof a);
    struct addr zoned = parsed("2001::9%7");
    assert_false(addr_eq(&a, &zoned));
}

/* Interface 1 is the loopback, everywhere. */
static void zones_have_names(void **state)
{
    (void)state;
    static const struct {
        const char *from, *shown;
    } rows[] = {{"fe80::1%1", "fe80::1%lo"},
                {"fe80::1%4000000000", "fe80::1%4000000000"},
                {"::1", "::1"},
                {"127.0.0.1", "127.0.0.1"}};
    char text[ADDR_TEXT_MAX];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct addr a = parsed(rows[i].from);
        assert_string_equal(addr_show(&a, text), rows[i].shown);
    }
    assert_string_equal(addr_show(&(struct addr){0}, text), "");
}

static void sorts_by_family_zone_value(void **state)
{
    static const char *const sorted[] = {
        "0.0.0.0",
        "0.0.0.255",
        "0.0.1.0",
        "127.255.255.255",
        "128.0.0.0",
        "255.0.0.0",
        "::",
        "::1",
        "::2",
        "1::",
        "1:0:0:0:ffff::",
        "1:0:0:1::",
        "7fff::",
        "8000::",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "::1%1",
        "ffff::%1",
        "::1%300",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(sorted); i++)
        for (size_t k = 0; k < COUNT(sorted); k++) {
            struct addr a = parsed(sorted[i]), b = parsed(sorted[k]);
            int c = addr_cmp(&a, &b);
            assert_int_equal((c > 0) - (c < 0), (i > k) - (i < k));
        }
}

static void sums_as_the_compiler_does(void **state)
{
    (void)state;
    struct rng r = rng_of(4291);
    for (int i = 0; i < ROUNDS; i++) {
        unsigned len = i % 2 ? 4 : 16;
        struct addr a = any_addr(&r, len);
        a.zone = len == 16 ? (uint32_t)rng_below(&r, 3) : 0;
        uint64_t n = any_u64(&r);
        struct addr sum = addr_add(&a, n);
        assert_true(value(&sum) == ((value(&a) + n) & all_ones(len)));
        assert_int_equal(sum.len, len);
        assert_int_equal(sum.zone, a.zone);
        struct addr same = from_value(len, value(&sum)); /* unused bytes stay zero */
        same.zone = a.zone;
        assert_true(addr_eq(&same, &sum));
    }
}

static void differs_as_the_compiler_does(void **state)
{
    (void)state;
    struct rng r = rng_of(4632);
    for (int i = 0; i < ROUNDS; i++) {
        unsigned len = i % 2 ? 4 : 16;
        struct addr a = any_addr(&r, len), b = i % 4 < 2 ? any_addr(&r, len) : addr_add(&a, any_u64(&r));
        if (value(&a) > value(&b)) {
            struct addr t = a;
            a = b;
            b = t;
        }
        u128 d = value(&b) - value(&a);
        assert_true(addr_diff(&a, &b) == (d > UINT64_MAX ? UINT64_MAX : (uint64_t)d));
    }
    struct addr low = parsed("::"), edge = parsed("::ffff:ffff:ffff:ffff"), over = parsed("0:0:0:1::");
    assert_true(addr_diff(&low, &edge) == UINT64_MAX);
    assert_true(addr_diff(&low, &over) == UINT64_MAX); /* 2^64 does not fit */
}

static void prefixes_as_the_compiler_does(void **state)
{
    (void)state;
    struct rng r = rng_of(1519);
    for (int i = 0; i < ROUNDS / 20; i++)
        for (unsigned len = 4; len <= 16; len += 12)
            for (unsigned bits = 0; bits <= len * 8; bits++) {
                struct addr a = any_addr(&r, len), first = addr_first(&a, bits), last = addr_last(&a, bits);
                u128 host = bits == len * 8 ? 0 : all_ones(len) >> bits;
                assert_true(value(&first) == (value(&a) & ~host));
                assert_true(value(&last) == (value(&a) | host));
                assert_true(addr_in(&a, &first, bits) && addr_in(&last, &a, bits));
                struct addr below = addr_add(&first, UINT64_MAX), above = addr_add(&last, 1);
                if (len == 4 && bits) {
                    below = addr_v4(addr_u32(&first) - 1);
                    assert_false(addr_in(&below, &a, bits));
                }
                if (bits)
                    assert_false(addr_in(&above, &a, bits));
            }
    struct addr v4 = addr_v4(0), v6 = parsed("::");
    assert_false(addr_in(&v4, &v6, 0));
    assert_false(addr_in(&v6, &v4, 0));
}

enum { LOOPBACK = 1, MULTICAST = 2, ANY = 4, LINKLOCAL = 8, PRIVATE = 16 };

static unsigned kinds(const struct addr *a)
{
    return (addr_is_loopback(a) ? LOOPBACK : 0u) | (addr_is_multicast(a) ? MULTICAST : 0u) |
           (addr_is_any(a) ? ANY : 0u) | (addr_is_linklocal(a) ? LINKLOCAL : 0u) |
           (addr_is_private(a) ? PRIVATE : 0u);
}

/* Both sides of every border. */
static void kinds_of_addresses(void **state)
{
    static const struct {
        const char *text;
        unsigned kinds;
    } cases[] = {
        {"0.0.0.0", ANY},
        {"0.0.0.1", 0},
        {"9.255.255.255", 0},
        {"10.0.0.0", PRIVATE},
        {"10.255.255.255", PRIVATE},
        {"11.0.0.0", 0},
        {"100.63.255.255", 0},
        {"100.64.0.0", PRIVATE},
        {"100.127.255.255", PRIVATE},
        {"100.128.0.0", 0},
        {"126.255.255.255", 0},
        {"127.0.0.0", LOOPBACK},
        {"127.255.255.255", LOOPBACK},
        {"128.0.0.0", 0},
        {"169.253.255.255", 0},
        {"169.254.0.0", LINKLOCAL | PRIVATE},
        {"169.254.255.255", LINKLOCAL | PRIVATE},
        {"169.255.0.0", 0},
        {"172.15.255.255", 0},
        {"172.16.0.0", PRIVATE},
        {"172.31.255.255", PRIVATE},
        {"172.32.0.0", 0},
        {"192.167.255.255", 0},
        {"192.168.0.0", PRIVATE},
        {"192.168.255.255", PRIVATE},
        {"192.169.0.0", 0},
        {"223.255.255.255", 0},
        {"224.0.0.0", MULTICAST},
        {"239.255.255.255", MULTICAST},
        {"240.0.0.0", 0},
        {"::", ANY},
        {"::1", LOOPBACK},
        {"::2", 0},
        {"1::1", 0},
        {"fbff::", 0},
        {"fc00::", PRIVATE},
        {"fdff:ffff::", PRIVATE},
        {"fe00::", 0},
        {"fe7f:ffff::", 0},
        {"fe80::", LINKLOCAL | PRIVATE},
        {"febf:ffff::1%1", LINKLOCAL | PRIVATE},
        {"fec0::", 0},
        {"feff::", 0},
        {"ff00::", MULTICAST},
        {"ffff::", MULTICAST},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct addr a = parsed(cases[i].text);
        assert_int_equal(kinds(&a), cases[i].kinds);
    }
    struct addr none = {0};
    assert_int_equal(kinds(&none), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_host_of_a_url),
        cmocka_unit_test(canonical_text),
        cmocka_unit_test(what_is_no_address),
        cmocka_unit_test(equality_is_of_bytes),
        cmocka_unit_test(zones_have_names),
        cmocka_unit_test(sorts_by_family_zone_value),
        cmocka_unit_test(sums_as_the_compiler_does),
        cmocka_unit_test(differs_as_the_compiler_does),
        cmocka_unit_test(prefixes_as_the_compiler_does),
        cmocka_unit_test(kinds_of_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
