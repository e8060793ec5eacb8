/* Literals of patterns, and the index that finds them. */
#include "ident/grams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static void expect(const char *pattern, const char *const *texts)
{
    struct literal_set s;
    uint32_t n = 0;
    literal_of(pattern, &s);
    for (; texts[n]; n++) {
        assert_true(n < s.count);
        assert_int_equal(s.item[n].len, strlen(texts[n]));
        assert_memory_equal(s.item[n].text, texts[n], s.item[n].len);
    }
    assert_int_equal(s.count, n);
}

#define EXPECT(pattern, ...) expect(pattern, (const char *const[]){__VA_ARGS__, NULL})
#define EXPECT_NONE(pattern) expect(pattern, (const char *const[]){NULL})

static void literals(void **state)
{
    (void)state;
    EXPECT("^nginx(?:/([\\d.]+))?$", "nginx");
    EXPECT("(?i)Server: Foo", "server: foo");
    EXPECT("(?:abc|defg) \\d", "abc", "defg");
    EXPECT("ab(?:cde|fgh)?ijklm", "ijklm");
    EXPECT("abcd?e+fgh", "abc");
    EXPECT("abcde+", "abcde");
    EXPECT("\\x41\\x42\\x43\\.", "abc.");
    EXPECT("x[abc]yzzy{2}w", "yzzy");
    EXPECT("foo(?!bar)", "foo");
    EXPECT("foo|barbar", "foo", "barbar");
    EXPECT_NONE("foo|b.r");
    EXPECT_NONE("(?:foo)?bar|x");
    EXPECT_NONE("^\\d+$");
    EXPECT_NONE("a(b");
    EXPECT_NONE("abc\\Qdef\\E");
    EXPECT_NONE("");
    EXPECT_NONE("((((((((((((((((abc))))))))))))))))");
}

static void scanning(void **state)
{
    struct literal_set sets[3];
    struct grams *g;
    uint64_t bits[1] = {0};
    (void)state;
    literal_of("nginx", &sets[0]);
    literal_of("Apache|lighttpd", &sets[1]);
    literal_of("\\d", &sets[2]);
    assert_int_equal(grams_new((struct grams_entry[]){{0, &sets[0]}, {1, &sets[1]}, {2, &sets[2]}}, 3, &g),
                     0);
    grams_scan(g, (const uint8_t *)"Server: NGINX/1", 15, bits);
    assert_int_equal(bits[0], 1);
    bits[0] = 0;
    grams_scan(g, (const uint8_t *)"xx lighttpd", 11, bits);
    assert_int_equal(bits[0], 2);
    bits[0] = 0;
    grams_scan(g, (const uint8_t *)"lighttp", 7, bits); /* cut: the last letter is missing */
    grams_scan(g, (const uint8_t *)"ng", 2, bits);
    grams_scan(g, NULL, 0, bits);
    assert_int_equal(bits[0], 0);
    grams_free(g);
    grams_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(literals), cmocka_unit_test(scanning)};
    return cmocka_run_group_tests_name("grams", tests, NULL, NULL);
}
