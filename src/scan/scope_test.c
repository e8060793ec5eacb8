/* What a scope allows, and what is said when it does not. */
#include "scan/scope.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct targets *set(const char *words)
{
    struct targets_conf conf = {.key = {{2}}};
    struct targets *t;
    struct diag d = {0};
    assert_int_equal(targets_new(&conf, &t), 0);
    assert_int_equal(targets_add_list(t, TARGETS_INCLUDE, words, strlen(words), &d), 0);
    assert_int_equal(targets_compile(t, &d), 0);
    return t;
}

/* Reads and asks. */
static int check(const char *text, size_t len, const struct targets *t, struct diag *d)
{
    struct scope *s = NULL;
    int e = scope_new(text, len, &s, d);
    e = e < 0 ? e : scope_check(s, t, &(struct scope_conf){.today = "2026-11-22"}, d);
    for (uint64_t i = 0; s && e == 0 && i < targets_count(t) && i < 300; i++) {
        struct addr a = targets_addr(t, i);
        assert_true(scope_allows(s, &a, "2026-11-22"));
    }
    scope_free(s);
    return e;
}

static const char scope[] = "# what we may scan\n"
                            "\n"
                            "198.18.0.0/24   2027-03-31  Example Corp., Ms Sato\r\n"
                            "  198.18.1.0/24\t2026-12-31\tlab\n"
                            "198.18.2.0/24 2026-11-21 yesterday's\n"
                            "198.18.2.128/25 2026-11-22 today's\n"
                            "2001:db8::/64 2028-02-29 lab\n"
                            "fe80::/10 2027-01-01 lab\n"
                            "198.18.5-6.1-9 2027-01-01 octets";

static void permissions(void **state)
{
    static const struct {
        const char *asked, *says; /* NULL = allowed */
        unsigned line;
    } cases[] = {
        {"198.18.0.0/24", NULL, 0},
        {"198.18.0.7", NULL, 0},
        {"198.18.0.200-198.18.1.9", NULL, 0}, /* over two lines */
        {"198.18.0.0/23", NULL, 0},
        {"198.18.2.200", NULL, 0}, /* the day itself counts */
        {"198.18.2.7", "198.18.2.7: the permission of yesterday's ended on 2026-11-21: nothing is sent", 5},
        {"198.18.0.0/22", "198.18.2.0: the permission of", 5},
        {"198.18.3.1", "198.18.3.1 is outside the scope: nothing is sent", 0},
        {"198.18.0.1 198.19.0.1", "198.19.0.1 is outside", 0},
        {"2001:db8::/65", NULL, 0},
        {"2001:db8::ffff:0:0:1", NULL, 0},
        {"2001:db8:0:1::1", "2001:db8:0:1::1 is outside", 0},
        {"198.18.6.9", NULL, 0},
        {"198.18.6.10", "is outside", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct targets *t = set(cases[i].asked);
        struct diag d = {0};
        char text[512];
        int e = check(scope, sizeof scope - 1, t, &d);
        if (e != (cases[i].says ? -EINVAL : 0))
            fail_msg("%s: %d %s", cases[i].asked, e, diag_text(&d, NULL, text, sizeof text));
        if (e < 0 &&
            (!strstr(diag_text(&d, NULL, text, sizeof text), cases[i].says) || d.line != cases[i].line))
            fail_msg("%s: %s", cases[i].asked, text);
        targets_free(t);
    }
}

static void wrong_lines(void **state)
{
    static const struct {
        const char *text, *says;
        unsigned line, column;
    } cases[] = {
        {"198.18.0.0/24", "last day", 1, 14},
        {"\n198.18.0.0/24 2026-13-01 x", "last day", 2, 15},
        {"198.18.0.0/24 2026-1-1 x", "last day", 1, 15},
        {"198.18.0.0/24 2030-02-30 x", "last day", 1, 15},
        {"198.18.0.0/24 2030-02-29 x", "last day", 1, 15},
        {"198.18.0.0/24 2100-02-29 x", "last day", 1, 15},
        {"198.18.0.0/24 2030-04-31 x", "last day", 1, 15},
        {"198.18.0.0/24 2030-00-10 x", "last day", 1, 15},
        {"198.18.0.0/24 2030-01-00 x", "last day", 1, 15},
        {"198.18.0.0/24 2026-01-011 x", "last day", 1, 15},
        {"198.18.0.0/24 2026-01-01 ", "owner", 1, 26},
        {"198.18.0.0/33 2026-01-01 x", "33", 1, 0},
        {"host.example 2026-01-01 x", "host.example", 1, 0},
    };
    struct targets *t = set("198.18.0.1");
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diag d = {0};
        char text[512];
        assert_int_equal(check(cases[i].text, strlen(cases[i].text), t, &d), -EINVAL);
        if (!strstr(diag_text(&d, NULL, text, sizeof text), cases[i].says) || d.line != cases[i].line ||
            (cases[i].column && d.column != cases[i].column))
            fail_msg("'%s': %s", cases[i].text, text);
    }
    targets_free(t);
}

static bool is_ours(const void *ctx, const struct addr *a)
{
    return addr_eq(a, ctx);
}

/* Our own address needs no permission; the ones beside it do. */
static void needless(void **state)
{
    struct addr own;
    struct scope_conf conf = {.today = "2026-11-22", .needless = is_ours, .ctx = &own};
    struct scope *s;
    struct diag d = {0};
    static const struct {
        const char *asked;
        int e;
    } cases[] = {{"198.18.9.9", 0},
                 {"198.18.9.9-10", -EINVAL},
                 {"198.18.9.8-9", -EINVAL},
                 {"198.18.1.255-198.18.2.0", -EINVAL}};
    (void)state;
    assert_int_equal(addr_parse("198.18.9.9", &own), 0);
    assert_int_equal(scope_new(scope, sizeof scope - 1, &s, &d), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct targets *t = set(cases[i].asked);
        assert_int_equal(scope_check(s, t, &conf, &d), cases[i].e);
        targets_free(t);
    }
    own = addr_v4(0xc6120200); /* in the middle of what is asked, and its permission has ended */
    struct targets *t = set("198.18.1.255-198.18.2.0");
    assert_int_equal(scope_check(s, t, &conf, &d), 0);
    targets_free(t);
    scope_free(s);
}

/* Any beginning of it is a scope or a mistake, and nothing else happens. */
static void truncated(void **state)
{
    struct targets *t = set("198.18.0.1");
    (void)state;
    for (size_t n = 0; n < sizeof scope; n++) {
        struct diag d = {0};
        char *copy = malloc(n ? n : 1);
        memcpy(copy, scope, n);
        int e = check(copy, n, t, &d);
        assert_true(e == 0 || (e == -EINVAL && d.msg));
        free(copy);
    }
    targets_free(t);
}

static void last_days(void **state)
{
    static const struct {
        const char *asked, *last;
    } cases[] = {
        {"198.18.0.0/24", "2027-03-31"},
        {"198.18.1.1", "2026-12-31"},
        {"198.18.0.0/23", "2026-12-31"}, /* the earlier one of two */
        {"198.18.2.200", "2026-11-22"},
        {"2001:db8::1", "2028-02-29"},
        {"198.18.9.9", NULL}, /* our own */
    };
    (void)state;
    struct scope *s;
    struct diag d = {0};
    struct addr own;
    assert_int_equal(addr_parse("198.18.9.9", &own), 0);
    assert_int_equal(scope_new(scope, sizeof scope - 1, &s, &d), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct targets *t = set(cases[i].asked);
        const char *last;
        struct scope_conf conf = {.today = "2026-11-22", .needless = is_ours, .ctx = &own};
        assert_int_equal(scope_check(s, t, &conf, &d), 0);
        assert_int_equal(scope_last_day(s, t, &conf, &last), 0);
        if (cases[i].last)
            assert_string_equal(last, cases[i].last);
        else
            assert_null(last);
        targets_free(t);
    }
    scope_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(permissions), cmocka_unit_test(wrong_lines), cmocka_unit_test(truncated),
        cmocka_unit_test(needless),    cmocka_unit_test(last_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
