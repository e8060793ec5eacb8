#include "cmd/nearby.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct nearby offered(const char *word)
{
    static const char *const known[] = {
        "filtered",
        "unfiltered",
        "open|filtered",
        "no-response",
        "rst",
        "ssh",
        "ssl",
        "shell",
        "http",
        "https",
        "http-alt",
        "elasticsearch",
        "elasticsearch-transport",
        "mysql",
        "postgresql",
        "telnet",
        "telnets",
        "ssh",
    };
    struct nearby n = {.word = word};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        nearby_offer(&n, known[i]);
    return n;
}

static void the_nearest_comes_first(void **state)
{
    static const struct {
        const char *word, *first;
    } cases[] = {
        {"fitered", "filtered"},      {"filterd", "filtered"},
        {"FILTERED", "filtered"},     {"no-respones", "no-response"},
        {"elastic", "elasticsearch"}, {"mysq", "mysql"},
        {"postgres", "postgresql"},   {"shs", "ssh"},
        {"telent", "telnet"},         {"search", "elasticsearch"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct nearby n = offered(cases[i].word);
        assert_true(n.count >= 1);
        assert_string_equal(n.best[0].word, cases[i].first);
    }
}

static void far_words_and_doubles_are_left_out(void **state)
{
    (void)state;
    assert_int_equal(offered("kubernetes").count, 0);
    assert_int_equal(offered("").count, 0);
    struct nearby n = offered("ssh");
    for (size_t i = 0; i < n.count; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(n.best[i].word, n.best[k].word);
    char longest[2000];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    assert_int_equal(offered(longest).count, 0);
    struct nearby l = {.word = "ssh"};
    nearby_offer(&l, longest);
    assert_int_equal(l.count, 0);
}

static void only_the_best_stay(void **state)
{
    static const char *const words[] = {"abcdxy", "abcdx",  "abcdef", "abcde1",
                                        "abcde2", "abcde3", "abcde4", "bbcde"};
    struct nearby n = {.word = "abcde"};
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        nearby_offer(&n, words[i]);
    assert_int_equal(n.count, NEARBY_MAX);
    for (size_t i = 0; i < n.count; i++) {
        assert_int_equal(n.best[i].distance, 1); /* longer words with the same beginning */
        assert_true(i == 0 || n.best[i].distance >= n.best[i - 1].distance);
    }
    struct nearby m = {.word = "abcde"};
    nearby_offer(&m, "abcxy");
    nearby_offer(&m, "bbcde");
    nearby_offer(&m, "abcdef");
    assert_string_equal(m.best[0].word, "abcdef");
    assert_string_equal(m.best[1].word, "bbcde");
    assert_string_equal(m.best[2].word, "abcxy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_comes_first),
        cmocka_unit_test(far_words_and_doubles_are_left_out),
        cmocka_unit_test(only_the_best_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
