/* Searching sixteen characters at a time finds what searching one by one does, and reads nothing behind the
 * word. */
#include "watch/source/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LONGEST = 70 };

/* In memory that ends with it. */
static struct word word_of(size_t n, char fill)
{
    char *p = malloc(n ? n : 1);
    assert_non_null(p);
    memset(p, fill, n);
    return (struct word){p, n};
}

static void put(struct word w, size_t at, const char *text, size_t n)
{
    for (size_t i = 0; i < n && at + i < w.n; i++)
        ((char *)w.p)[at + i] = text[i];
}

static void ends_are_found(void **unused)
{
    (void)unused;
    static const char *const ends[] = {"=", " ,", " ,]", " ,[|="};
    for (size_t n = 0; n <= LONGEST; n++)
        for (size_t at = 0; at <= n; at++)
            for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
                struct word w = word_of(n, 'x');
                put(w, at, &ends[e][strlen(ends[e]) - 1], 1);
                put(w, at + 3, ends[e], 1); /* the first counts */
                put(w, at + 20, ends[e], 1);
                assert_int_equal(word_until(w, ends[e]), at);
                free((char *)w.p);
            }
}

/* All of 64 characters, and of fewer with nothing behind them. */
static void places_of_a_character_are_bits(void **unused)
{
    (void)unused;
    for (size_t n = 0; n <= WORD_BITS; n++)
        for (size_t at = 0; at < n; at++) {
            struct word w = word_of(n, 'x');
            uint64_t want = UINT64_C(1) << at | UINT64_C(1) << (n - 1);
            put(w, at, "\1", 1);
            put(w, n - 1, "\1", 1);
            assert_true(word_bits_until(w.p, w.p + n, 1) == want);
            assert_true(n < WORD_BITS || word_bits_of(w.p, 1) == want);
            free((char *)w.p);
        }
}

/* Among places that only begin and end like it. */
static void texts_are_found(void **unused)
{
    (void)unused;
    static const char *const texts[] = {"=", "IN", " SRC=", "\"event_type\""};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        for (size_t n = 0, len = strlen(texts[t]); n <= LONGEST; n++)
            for (size_t at = 0; at <= n; at++) {
                struct word w = word_of(n, 'x');
                for (size_t i = 0; len > 2 && i + len <= at; i += len) {
                    put(w, i, texts[t], 1);
                    put(w, i + len - 1, &texts[t][len - 1], 1);
                }
                put(w, at, texts[t], len);
                const char *want = at + len <= n ? w.p + at : NULL;
                assert_ptr_equal(word_find(w, texts[t]), want);
                free((char *)w.p);
            }
}

/* Whether one may stand before an '=', behind a blank where the text is short. */
static bool may_end(const struct word_names *names, const char *text)
{
    char line[32];
    int n = snprintf(line, sizeof line, "   %s=", text);
    assert_in_range(n, 4, sizeof line - 1);
    return word_names_may_end(names, line + n - 1);
}

static void names_are_told_apart(void **unused)
{
    (void)unused;
    static const struct word_name names[] = {WORD_NAME("src", 1), WORD_NAME("srcip", 2), WORD_NAME("dst", 3),
                                             WORD_NAME("tsd", 4)},
                                  others[] = {WORD_NAME("rst", 5)};
    struct word_names x = {0};
    const struct word_names *found = word_names_of(&x, names, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(may_end(found, names[i].name.p));
        assert_ptr_equal(word_names_find(found, names[i].name), &names[i]);
    }
    assert_null(word_names_find(found, others->name));
    assert_null(word_names_find(found, (struct word){"", 0}));
    static const char *const not_ends[] = {"", "c", "xy", "xrc", "dsrt", "tz"};
    for (size_t i = 0; i < sizeof not_ends / sizeof *not_ends; i++)
        assert_false(may_end(found, not_ends[i]));
    assert_ptr_equal(word_names_find(word_names_of(&x, others, 1), others->name), others);
    assert_null(word_names_find(&x, names->name));
}

/* Names of two letters with all that may stand before them in key=value. */
static void ends_are_seen_behind_anything(void **unused)
{
    (void)unused;
    static const struct word_name names[] = {WORD_NAME("rt", 1), WORD_NAME("src-ip", 2)};
    static const char *const texts[] = {"rt",    " rt",  "x,rt",   "x[rt",   "x]rt",    "x|rt",
                                        "x\"rt", "x=rt", "a 2 rt", "src-ip", "x=src-ip"};
    struct word_names x = {0};
    const struct word_names *found = word_names_of(&x, names, 2);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_true(may_end(found, texts[i]));
    assert_false(may_end(found, "start"));
    assert_false(may_end(found, "src.ip"));
}

/* Exactly, behind a sign or nothing; a key of JSON also by what is behind a dot of a name. */
static void names_end_texts(void **unused)
{
    (void)unused;
    static const struct word_name names[] = {WORD_NAME("rt", 1), WORD_NAME("src.port", 2),
                                             WORD_NAME("port", 3)};
    static const bool signs[256] = {[' '] = true, ['|'] = true};
    static const char *const yes[] = {"rt", "a=b rt", "|rt", "port", "x port", " src.port"},
                             *const no[] = {"srt", ".rt", "xport", "sport", "src.por", "st", "t", ""},
                             *const keys[] = {"rt", "src.port", "port"};
    struct word_names x = {0};
    const struct word_names *found = word_names_of(&x, names, 3);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(word_names_end(found, (struct word){yes[i], strlen(yes[i])}, signs));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(word_names_end(found, (struct word){no[i], strlen(no[i])}, signs));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_true(word_names_may_have(found, (struct word){keys[i], strlen(keys[i])}));
    assert_false(word_names_may_have(found, (struct word){"", 0}));
    assert_false(word_names_may_have(found, (struct word){"src", 3}));
}

static void flags_have_names(void **unused)
{
    (void)unused;
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    static const char *const others[] = {"", "SY", "SYNC", "syn", "DPT"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(word_tcp_flag((struct word){names[i], 3}), 1u << i);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(word_tcp_flag((struct word){others[i], strlen(others[i])}), 0);
    assert_int_equal(word_letter("FSR", 'R'), 2);
    assert_int_equal(word_letter("FSR", 'r'), -1);
    assert_int_equal(word_letter("FSR", '\0'), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ends_are_found),
                                       cmocka_unit_test(texts_are_found),
                                       cmocka_unit_test(places_of_a_character_are_bits),
                                       cmocka_unit_test(names_are_told_apart),
                                       cmocka_unit_test(ends_are_seen_behind_anything),
                                       cmocka_unit_test(names_end_texts),
                                       cmocka_unit_test(flags_have_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
