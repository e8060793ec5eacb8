#include "scan/targets.h"

#include "base/buf.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Names known to the tests. */
static int resolve(void *ctx, const char *name, int family, struct addr *out, uint32_t cap)
{
    static const struct {
        const char *name, *addr;
    } hosts[] = {
        {"web.example", "198.18.0.10"},  {"web.example", "198.18.0.12"},
        {"web.example", "2001:db8::10"}, {"alias.example", "198.18.0.12"},
        {"six.example", "2001:db8::6"},  {"mapped.example", "::ffff:198.18.0.9"},
        {"7up", "198.18.0.7"},
    };
    int n = 0;
    (void)ctx;
    if (strcmp(name, "broken.example") == 0)
        return -ETIMEDOUT;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        struct addr a;
        assert_int_equal(addr_parse(hosts[i].addr, &a), 0);
        if (strcmp(name, hosts[i].name) == 0 && (!family || a.len == (family == 4 ? 4 : 16)) &&
            (uint32_t)n < cap)
            out[n++] = a;
    }
    return n;
}

static struct targets *set_new(uint32_t max_ranges)
{
    struct targets_conf conf = {.resolve = resolve, .max_ranges = max_ranges};
    struct targets *t;
    assert_int_equal(targets_new(&conf, &t), 0);
    return t;
}

/* Words, those after '!' excluded, compiled. */
static struct targets *set_of(const char *words)
{
    struct targets *t = set_new(0);
    struct diag d = {0};
    char copy[2048], *save = NULL;
    snprintf(copy, sizeof copy, "%s", words);
    for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save))
        if (targets_add(t, *w == '!' ? TARGETS_EXCLUDE : TARGETS_INCLUDE, w + (*w == '!'), &d) != 0)
            fail_msg("%s: %s", w, d.msg);
    assert_int_equal(targets_compile(t, &d), 0);
    return t;
}

static void check_ranges(const char *words, const char *expected)
{
    struct targets *t = set_of(words);
    struct buf b;
    char first[ADDR_TEXT_MAX], last[ADDR_TEXT_MAX];
    uint64_t base = 0;
    buf_init(&b, 4096);
    for (uint32_t i = 0; i < targets_range_count(t); i++) {
        const struct targets_range *r = targets_range(t, i);
        assert_int_equal(r->base, base);
        base += addr_diff(&r->first, &r->last) + 1;
        addr_text(&r->first, first);
        addr_text(&r->last, last);
        buf_printf(&b, "%s%s", i ? " " : "", first);
        if (strcmp(first, last) != 0)
            buf_printf(&b, "-%s", last);
    }
    assert_int_equal(targets_count(t), base);
    assert_string_equal(buf_text(&b), expected);
    buf_fini(&b);
    targets_free(t);
}

static void words_become_ranges(void **state)
{
    static const struct {
        const char *words, *ranges;
    } cases[] = {
        {"", ""},
        {"198.18.0.1", "198.18.0.1"},
        {"198.18.0.1 198.18.0.1", "198.18.0.1"},
        {"198.18.0.1,198.18.0.2", "198.18.0.1-198.18.0.2"},
        {"198.18.0.7/24", "198.18.0.0-198.18.0.255"},
        {"198.18.0.7/32", "198.18.0.7"},
        {"198.18.0.7/31", "198.18.0.6-198.18.0.7"},
        {"198.18.0.1-9", "198.18.0.1-198.18.0.9"},
        {"198.18.0.1-198.18.0.9", "198.18.0.1-198.18.0.9"},
        {"198.18.0.255-198.18.1.0", "198.18.0.255-198.18.1.0"},
        {"198.18.0.9-198.18.0.9", "198.18.0.9"},
        {"10.0-3.1,7.*", "10.0.1.0-10.0.1.255 10.0.7.0-10.0.7.255 10.1.1.0-10.1.1.255 10.1.7.0-10.1.7.255 "
                         "10.2.1.0-10.2.1.255 10.2.7.0-10.2.7.255 10.3.1.0-10.3.1.255 10.3.7.0-10.3.7.255"},
        {"10.0.0-1.*", "10.0.0.0-10.0.1.255"},
        {"10.0.-1.-", "10.0.0.0-10.0.1.255"},
        {"10.0.254-.1", "10.0.254.1 10.0.255.1"},
        {"10.0.0.1,3,4,2,9", "10.0.0.1-10.0.0.4 10.0.0.9"},
        {"10.0.0.0-100,50-200", "10.0.0.0-10.0.0.200"},
        {"10.0.0.1 10.0.0.0/30 10.0.0.4/30", "10.0.0.0-10.0.0.7"},
        {"2001:db8::1", "2001:db8::1"},
        {"2001:db8::ff/120", "2001:db8::-2001:db8::ff"},
        {"2001:db8::1-2001:db8::1:0", "2001:db8::1-2001:db8::1:0"},
        {"2001:db8::1 198.18.0.1", "198.18.0.1 2001:db8::1"},
        {"::ffff:198.18.0.1", "198.18.0.1"},
        {"::ffff:198.18.0.1/120", "198.18.0.0-198.18.0.255"},
        {"::ffff:198.18.0.1-198.18.0.3", "198.18.0.1-198.18.0.3"},
        {"fe80::1%1", "fe80::1%1"},
        {"fe80::1%lo", "fe80::1%1"},
        {"fe80::%1/126", "fe80::%1-fe80::3%1"},
        {"fe80::1%1-fe80::3%1", "fe80::1%1-fe80::3%1"},
        {"fe80::1%1-fe80::3", "fe80::1%1-fe80::3%1"},
        {"fe80::1%2 fe80::2%1 fe80::1%1 fe80::2%2", "fe80::1%1-fe80::2%1 fe80::1%2-fe80::2%2"},
        {"web.example", "198.18.0.10 198.18.0.12 2001:db8::10"},
        {"7up,MAPPED.example", "198.18.0.7"}, /* the second is unknown in capitals here: counted, not fatal */
        {"mapped.example", "198.18.0.9"},
        /* excludes win, in any order, in any notation */
        {"!198.18.0.5 198.18.0.0/29", "198.18.0.0-198.18.0.4 198.18.0.6-198.18.0.7"},
        {"198.18.0.0/29 !198.18.0.0/29", ""},
        {"198.18.0.0/29 !198.18.0.0", "198.18.0.1-198.18.0.7"},
        {"198.18.0.0/29 !198.18.0.7", "198.18.0.0-198.18.0.6"},
        {"198.18.0.0/29 !0.0.0.0/0", ""},
        {"web.example !198.18.0.12", "198.18.0.10 2001:db8::10"},
        {"198.18.0.10-13 !web.example", "198.18.0.11 198.18.0.13"},
        {"web.example !alias.example", "198.18.0.10 2001:db8::10"},
        {"198.18.0.1 !::ffff:198.18.0.1", ""},
        {"2001:db8::/126 !2001:db8::1-2001:db8::2", "2001:db8:: 2001:db8::3"},
        {"2001:db8::/126 !::/0", ""},
        {"fe80::1%1 fe80::1%2 !fe80::1", ""},
        {"fe80::1%1 fe80::1%2 !fe80::1%2", "fe80::1%1"},
        {"fe80::1%1 fe80::8%1 fe80::1%2 fe80::8%2 !fe80::1", "fe80::8%1 fe80::8%2"},
        {"fe80::1 fe80::2 !fe80::1%2", "fe80::2"},
        {"198.18.0.1 !2001:db8::/32", "198.18.0.1"},
        /* nobody can be there */
        {"0.0.0.0/0", "1.0.0.0-223.255.255.255 240.0.0.0-255.255.255.254"},
        {"224.0.0.1 0.0.0.0 255.255.255.255 ff02::1 ::", ""},
        {"255.255.255.254/31", "255.255.255.254"},
        {"::/127", "::1"},
        {"127.0.0.1 ::1", "127.0.0.1 ::1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_ranges(cases[i].words, cases[i].ranges);
}

static void wrong_words_are_refused(void **state)
{
    static const struct {
        const char *word;
        unsigned column;
        const char *says; /* a part of the message */
    } cases[] = {
        {"", 1, "nothing where a target"},
        {"198.18.0.1,", 12, "expected a number"},
        {"2001:db8::1,", 13, "nothing where a target"},
        {"1.2.3", 6, "cut short"},
        {"1", 2, "cut short"},
        {"*", 2, "cut short"},
        {"1.2.3.4.5", 8, "expected the end"},
        {"1..3.4", 3, "expected a number"},
        {"1.2.3.", 7, "expected a number"},
        {"1.2.3.04", 7, "leading zeros"},
        {"010.0.0.1", 1, "leading zeros"},
        {"00.0.0.1", 1, "leading zeros"},
        {"1.2.3.256", 7, "end at 255"},
        {"1.2.3.99999999999999999999", 7, "end at 255"},
        {"1.2.3.9-1", 7, "backwards"},
        {"1.2.3.1,,2", 9, "expected a number"},
        {"198.18.0.9-198.18.0.1", 1, "backwards"},
        {"198.18.0.1-198.18.0.010", 21, "leading zeros"},
        {"198.18.0.1-2-198.18.0.1", 12, "single address"},
        {"198.18.0.1/33", 12, "prefix length"},
        {"198.18.0.1/", 12, "prefix length"},
        {"198.18.0.1/08", 12, "prefix length"},
        {"198.18.0.1/2 4", 13, "blank"},
        {"198.18.0.1/-1", 12, "prefix length"},
        {"198.18.0.1/24/24", 12, "prefix length"},
        {"198.18.0/24", 9, "cut short"},
        {"198.18.0-1.0/24", 1, "single address"},
        {"198.18.0.1-4/24", 1, "single address"},
        {"2001:db8::/129", 12, "prefix length"},
        {"::ffff:198.18.0.1/24", 19, "prefix length"},
        {"2001:db8:::1", 1, "no IPv6 address"},
        {"2001:db8::1-f", 1, "no IPv6 address"},
        {"2001:db8::2-2001:db8::1", 1, "backwards"},
        {"2001:db8::2-198.18.0.1", 1, "one address family"},
        {"fe80::1%1-fe80::2%2", 1, "same zone"},
        {"fe80::1%nosuchlink", 1, "no network interface"},
        {"fe80::1%", 1, "no IPv6 address"},
        {"[::1]", 1, "no IPv6 address"},
        {"http://web.example/", 1, ""},
        {"web.example/24", 1, "after an address"},
        {"0x7f.0.0.1", 10, "four decimal numbers"},
        {"0x7f000001", 1, "four decimal numbers"},
        {"web.example.1", 13, "four decimal numbers"},
        {"web..example", 5, "1 to 63"},
        {".", 1, "expected a number"},
        {"a..", 3, "1 to 63"},
        {"b\xc3\xbc"
         "cher.example",
         2, "ASCII"},
        {"a!b", 2, "does not belong"},
        {"198.18.0.1,a!b", 13, "does not belong"},
        {"a\x1b[31m", 2, "control"},
        {"0-255.0-255.0-255.1", 1, "separate ranges"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", 70, "1 to 63"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct targets *t = set_new(0);
        struct diag d = {0};
        int e = targets_add(t, TARGETS_INCLUDE, cases[i].word, &d);
        if (e != -EINVAL || d.column != cases[i].column || !d.msg || !strstr(d.msg, cases[i].says))
            fail_msg("'%s': %d, column %u, %s", cases[i].word, e, d.column, d.msg ? d.msg : "no message");
        targets_free(t);
    }
}

static void lists_have_lines_and_comments(void **state)
{
    static const char good[] =
        "\xef\xbb\xbf# a list\r\n198.18.0.1 198.18.0.2\t198.18.0.4\r\n\r\n 198.18.0.6#behind\n"
        "#198.18.0.7\nno.such.example\n198.18.0.8";
    static const char bad[] = "198.18.0.1\n# fine\n  198.18.0.2 198.18.0.x,198.18.0.300\n";
    struct targets *t = set_new(0);
    struct diag d = {0};
    (void)state;
    assert_int_equal(targets_add_list(t, TARGETS_INCLUDE, good, sizeof good - 1, &d), 0);
    assert_int_equal(targets_stats(t)->unresolved, 1);
    assert_int_equal(targets_stats(t)->first_unresolved.line, 6);
    assert_string_equal(targets_stats(t)->first_unresolved.arg[0], "no.such.example");
    assert_int_equal(targets_compile(t, &d), 0);
    assert_int_equal(targets_count(t), 5);
    targets_free(t);

    t = set_new(0);
    assert_int_equal(targets_add_list(t, TARGETS_INCLUDE, bad, sizeof bad - 1, &d), -EINVAL);
    assert_int_equal(d.line, 3); /* 198.18.0.x is an unknown name and passes … */
    assert_int_equal(d.column, 34);
    targets_free(t);
    t = set_new(0);
    assert_int_equal(targets_add_list(t, TARGETS_EXCLUDE, bad, sizeof bad - 1, &d),
                     -EINVAL); /* … not to be missed here */
    assert_int_equal(d.line, 3);
    assert_int_equal(d.column, 14);
    targets_free(t);

    t = set_new(0);
    assert_int_equal(targets_add_list(t, TARGETS_INCLUDE, "a\0b", 3, &d), -EINVAL);
    assert_int_equal(targets_add_list(t, TARGETS_INCLUDE, "", (size_t)TARGETS_LIST_MAX + 1, &d), -EINVAL);
    targets_free(t);
}

static void names_are_remembered(void **state)
{
    struct targets *t = set_of("198.18.0.11 web.example alias.example");
    struct addr a = addr_v4(0xc612000c), b = addr_v4(0xc612000b);
    (void)state;
    assert_string_equal(targets_name(t, &a), "web.example"); /* the first name stays */
    assert_null(targets_name(t, &b));
    targets_free(t);

    struct targets_conf conf = {.resolve = resolve, .max_names = 1, .family = 4};
    struct diag d = {0};
    assert_int_equal(targets_new(&conf, &t), 0);
    assert_int_equal(targets_add(t, TARGETS_INCLUDE, "web.example", &d), 0);
    assert_int_equal(targets_stats(t)->names_refused, 1);
    assert_int_equal(targets_compile(t, &d), 0);
    assert_int_equal(targets_count(t), 2); /* IPv4 only, and the one without a remembered name is scanned */
    targets_free(t);
}

static void unresolved_excludes_stop(void **state)
{
    struct targets *t = set_new(0);
    struct diag d = {0};
    (void)state;
    assert_int_equal(targets_add(t, TARGETS_EXCLUDE, "no.such.example", &d), -EINVAL);
    assert_int_equal(targets_add(t, TARGETS_EXCLUDE, "broken.example", &d), -EINVAL);
    assert_int_equal(targets_add(t, TARGETS_INCLUDE, "broken.example", &d), 0);
    assert_int_equal(targets_stats(t)->unresolved, 1);
    targets_free(t);

    struct targets_conf conf = {0};
    assert_int_equal(targets_new(&conf, &t), 0);
    assert_int_equal(targets_add(t, TARGETS_INCLUDE, "web.example", &d), -EINVAL);
    targets_free(t);

    conf = (struct targets_conf){.resolve = resolve,
                                 .family = 4}; /* the family chosen does not weaken an exclude */
    assert_int_equal(targets_new(&conf, &t), 0);
    assert_int_equal(targets_add(t, TARGETS_INCLUDE, "2001:db8::10", &d), 0);
    assert_int_equal(targets_add(t, TARGETS_EXCLUDE, "web.example", &d), 0);
    assert_int_equal(targets_compile(t, &d), 0);
    assert_int_equal(targets_count(t), 0);
    targets_free(t);
}

static void what_nobody_can_be_at_is_counted(void **state)
{
    struct targets *t = set_of("0.0.0.0/0 !10.0.0.0/8");
    (void)state;
    assert_int_equal(targets_stats(t)->skipped, (1u << 24) + (1u << 28) + 1);
    assert_int_equal(targets_stats(t)->excluded, 1u << 24);
    assert_int_equal(targets_count(t), (UINT64_C(1) << 32) - (1u << 24) - (1u << 28) - 1 - (1u << 24));
    targets_free(t);
}

static void the_space_has_limits(void **state)
{
    struct targets *t = set_of("0.0.0.0/0");
    struct diag d = {0};
    (void)state;
    assert_int_equal(targets_fits(t, 65536, &d), 0);
    targets_free(t);

    t = set_of("2001:db8::/80");
    assert_int_equal(targets_count(t), UINT64_C(1) << 48);
    assert_int_equal(targets_fits(t, 1, &d), 0);
    assert_int_equal(targets_fits(t, 2, &d), -EINVAL);
    targets_free(t);

    t = set_of("2001:db8::/64 !2001:db8::7"); /* 2^64 - 1 still has numbers */
    assert_true(targets_count(t) == UINT64_MAX);
    struct addr last = targets_addr(t, UINT64_MAX - 1);
    assert_true(targets_index(t, &last) == UINT64_MAX - 1);
    assert_int_equal(targets_fits(t, 1, &d), -EINVAL);
    targets_free(t);

    static const char *const huge[] = {"2001:db8::/64", "::/0", "2000::/3"};
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++) {
        t = set_new(0);
        assert_int_equal(targets_add(t, TARGETS_INCLUDE, huge[i], &d), 0);
        assert_int_equal(targets_compile(t, &d), -EINVAL);
        targets_free(t);
    }
}

static void ranges_have_a_limit(void **state)
{
    struct targets *t = set_new(8);
    struct diag d = {0};
    char word[32];
    int e = 0, added = 0;
    (void)state;
    for (int i = 0; i < 1000; i++) { /* neighbours and duplicates are free */
        snprintf(word, sizeof word, "198.18.0.%d", i % 200);
        assert_int_equal(targets_add(t, TARGETS_INCLUDE, word, &d), 0);
    }
    for (; e == 0 && added < 100; added++) {
        snprintf(word, sizeof word, "198.18.1.%d", 2 * added);
        e = targets_add(t, TARGETS_INCLUDE, word, &d);
    }
    assert_int_equal(e, -EINVAL);
    assert_in_range(added, 8, 16);
    assert_int_equal(targets_compile(t, &d), -EINVAL);
    targets_free(t);

    t = set_new(0);
    assert_int_equal(targets_add(t, TARGETS_INCLUDE, "*.*.0-30.1", &d), -EINVAL);
    targets_free(t);
}

/* Every number and every address there and back, against a naive set. */
static void compare_with_naive(const struct targets *t, const bool *in, const struct addr *base, uint32_t n)
{
    uint64_t next = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct addr a = addr_add(base, i);
        uint64_t index = targets_index(t, &a);
        assert_true(index == (in[i] ? next : TARGETS_NONE));
        if (in[i]) {
            struct addr back = targets_addr(t, next++);
            assert_true(addr_eq(&back, &a));
        }
    }
    assert_int_equal(targets_count(t), next);
    struct addr before = addr_add(base, UINT64_MAX), after = addr_add(base, n);
    before = base->len == 4 ? before : after;
    assert_true(targets_index(t, &before) == TARGETS_NONE && targets_index(t, &after) == TARGETS_NONE);
}

static void random_word(struct rng *rng, const struct addr *base, uint32_t n, char *out, size_t cap,
                        bool *set, bool value)
{
    char first[ADDR_TEXT_MAX], last[ADDR_TEXT_MAX];
    uint32_t a = (uint32_t)rng_below(rng, n), b = a + (uint32_t)rng_below(rng, n - a < 40 ? n - a : 40);
    struct addr x = addr_add(base, a), y = addr_add(base, b);
    unsigned bits = 8u * base->len - (unsigned)rng_below(rng, 6);
    addr_text(&x, first);
    addr_text(&y, last);
    switch (rng_below(rng, base->len == 4 ? 4 : 3)) {
    case 0:
        snprintf(out, cap, "%s", first);
        b = a;
        break;
    case 1: snprintf(out, cap, "%s-%s", first, last); break;
    case 2:
        snprintf(out, cap, "%s/%u", first, bits);
        a &= ~((1u << (8u * base->len - bits)) - 1);
        b = a | ((1u << (8u * base->len - bits)) - 1);
        break;
    default: /* two octet ranges: rows 0-1, columns c-d */
        a = (uint32_t)rng_below(rng, 256);
        b = a + (uint32_t)rng_below(rng, 256 - a);
        snprintf(out, cap, "%u.%u.%u-%u.%u-%u", base->b[0], base->b[1], base->b[2], base->b[2] + 1u, a, b);
        for (uint32_t i = a; i <= b; i++)
            set[i] = set[256 + i] = value;
        return;
    }
    for (uint32_t i = a; i <= b && i < n; i++)
        set[i] = value;
}

static void agrees_with_a_naive_set(void **state)
{
    static const char *const bases[] = {"198.18.4.0", "2001:db8::4:0"};
    enum { N = 512 };
    (void)state;
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct rng rng = rng_of(seed);
        struct addr base;
        bool wanted[N] = {false}, unwanted[N] = {false};
        struct targets *t = set_new(0);
        struct diag d = {0};
        assert_int_equal(addr_parse(bases[seed % 2], &base), 0);
        uint64_t words = 1 + rng_below(&rng, 30);
        for (uint64_t i = 0; i < words; i++) {
            char word[2 * ADDR_TEXT_MAX];
            bool out = rng_below(&rng, 3) == 0;
            random_word(&rng, &base, N, word, sizeof word, out ? unwanted : wanted, true);
            if (targets_add(t, out ? TARGETS_EXCLUDE : TARGETS_INCLUDE, word, &d) != 0)
                fail_msg("%s: %s", word, d.msg);
        }
        for (int i = 0; i < N; i++)
            wanted[i] = wanted[i] && !unwanted[i];
        assert_int_equal(targets_compile(t, &d), 0);
        compare_with_naive(t, wanted, &base, N);
        targets_free(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_become_ranges),           cmocka_unit_test(wrong_words_are_refused),
        cmocka_unit_test(lists_have_lines_and_comments), cmocka_unit_test(names_are_remembered),
        cmocka_unit_test(unresolved_excludes_stop),      cmocka_unit_test(what_nobody_can_be_at_is_counted),
        cmocka_unit_test(the_space_has_limits),          cmocka_unit_test(ranges_have_a_limit),
        cmocka_unit_test(agrees_with_a_naive_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
