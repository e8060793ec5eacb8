#include "base/diag.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_says(const struct diag *d, const char *text)
{
    char out[1024];
    assert_ptr_equal(diag_text(d, NULL, out, sizeof out), out);
    assert_string_equal(out, text);
}

static void only_what_applies(void **state)
{
    (void)state;
    struct diag d = {0};
    assert_says(&d, "");
    assert_int_equal(diag_set(&d, "no port left", NULL, NULL, NULL), -EINVAL);
    assert_says(&d, "no port left");
    d.column = 7; /* a column of no line is not shown */
    assert_says(&d, "no port left");
    d.line = 3;
    assert_says(&d, "3:7: no port left");
    d.column = 0;
    assert_says(&d, "3: no port left");
    snprintf(d.file, sizeof d.file, "list.txt");
    assert_says(&d, "list.txt:3: no port left");
    d.column = 12;
    assert_says(&d, "list.txt:3:12: no port left");
    d.line = 0;
    assert_says(&d, "list.txt: no port left");
    diag_set(&d, "other", NULL, NULL, NULL); /* the place stays */
    assert_says(&d, "list.txt: other");
}

static void expands_in_order(void **state)
{
    (void)state;
    struct diag d = {0};
    diag_set(&d, "%s, then %s%s.", "one", "two", "three");
    assert_says(&d, "one, then twothree.");
    diag_set(&d, "%s|%s|%s|%s", "1", "2", "3"); /* more than there are */
    assert_says(&d, "1|2|3|");
    diag_set(&d, "%s|%s", NULL, "2", NULL);
    assert_says(&d, "|2");
    diag_set(&d, "none", "unused", "unused", "unused");
    assert_says(&d, "none");
}

/* A message or an argument never becomes a format. */
static void hostile_arguments(void **state)
{
    (void)state;
    struct diag d = {0};
    diag_set(&d, "'%s' '%s' '%s'", "%s%s%s%n", "%", "%99999999d");
    assert_says(&d, "'%s%s%s%n' '%' '%99999999d'");
    diag_set(&d, "100% %d %n %", "x", NULL, NULL);
    assert_says(&d, "100% %d %n %");
    diag_set(&d, "%s", "a\nb\tc\x1b[31m\x7f\r\x01", NULL, NULL);
    assert_says(&d, "a?b?c?[31m???");
    diag_set(&d, "%s", "戸締り é", NULL, NULL); /* text stays text */
    assert_says(&d, "戸締り é");
    diag_set(&d, "%s",
             "\xc2\x9b"
             "31m\xc2\x80\xc2\x9f\xc2\xa0",
             NULL, NULL); /* U+0080 … U+009F are controls too */
    assert_says(&d, "??31m????\xc2\xa0");
}

static void long_arguments_are_cut(void **state)
{
    (void)state;
    struct diag d = {0};
    char text[300], expected[DIAG_ARG_MAX];
    memset(text, 'x', sizeof text);
    memset(expected, 'x', sizeof expected);
    text[DIAG_ARG_MAX - 1] = expected[DIAG_ARG_MAX - 1] = 0; /* just fits */
    diag_set(&d, "%s", text, NULL, NULL);
    assert_says(&d, expected);
    text[DIAG_ARG_MAX - 1] = 'x';
    text[DIAG_ARG_MAX] = 0; /* one too long */
    memcpy(expected + DIAG_ARG_MAX - 4, "...", 4);
    diag_set(&d, "%s", NULL, NULL, NULL);
    diag_set(&d, "%s", text, NULL, NULL);
    assert_says(&d, expected);
    text[DIAG_ARG_MAX] = 'x';
    text[sizeof text - 1] = 0;
    diag_set(&d, "%s", text, text, text);
    assert_says(&d, expected);
    assert_string_equal(d.arg[2], expected);
}

/* Is it whole UTF-8, as far as the lengths of characters go? */
static void assert_whole(const char *text)
{
    while (*text) {
        unsigned char c = (unsigned char)*text++;
        assert_true(c < 0x80 || c >= 0xc0);
        for (int n = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3; n > 0; n--)
            assert_int_equal((unsigned char)*text++ & 0xc0, 0x80);
    }
}

static void a_cut_leaves_no_half_characters(void **state)
{
    static const char *const letters[] = {"é", "戸", "🚪"};
    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (size_t shift = 0; shift < 8; shift++) {
            char text[400], out[DIAG_ARG_MAX + 300];
            size_t n = 0;
            for (; n < shift; n++)
                text[n] = 'x';
            while (n < 300)
                n += (size_t)snprintf(text + n, sizeof text - n, "%s", letters[i]);
            struct diag d = {.file = ""};
            diag_set(&d, "%s", text, NULL, NULL);
            diag_text(&d, NULL, out, sizeof out);
            assert_whole(out);
            assert_true(strlen(out) > DIAG_ARG_MAX - 9 && strlen(out) < DIAG_ARG_MAX);
            assert_string_equal(out + strlen(out) - 3, "...");
        }
    char lost[200]; /* nothing but continuation bytes: no place to cut, but an end */
    struct diag d = {0};
    memset(lost, 0x80 + 0x2f, sizeof lost);
    lost[199] = 0;
    diag_set(&d, "%s", lost, NULL, NULL);
    assert_says(&d, "...");
}

/* Any size of buffer: ended, within its bounds (a sanitizer looks on), and as much of the text as fits. */
static void every_size_of_buffer(void **state)
{
    (void)state;
    struct diag d = {.file = "list.txt", .line = 3, .column = 12};
    diag_set(&d, "'%s' is no '%s'", "a", "port", NULL);
    static const char all[] = "list.txt:3:12: 'a' is no 'port'";
    for (size_t cap = 1; cap < sizeof all + 3; cap++) {
        char *out = malloc(cap);
        memset(out, 'Z', cap);
        diag_text(&d, NULL, out, cap);
        size_t n = strnlen(out, cap);
        assert_true(n < cap);
        if (cap >= sizeof all)
            assert_string_equal(out, all);
        else if (cap > 16)
            assert_true(n == cap - 1 && memcmp(out, all, n) == 0);
        free(out);
    }
}

static char *shout(const char *id)
{
    return strcmp(id, "%s is odd") == 0 ? "奇数: %s %s %n" : "";
}

static void in_another_language(void **state)
{
    (void)state;
    struct diag d = {.line = 2};
    char out[100];
    diag_set(&d, "%s is odd", "7", NULL, NULL);
    assert_string_equal(diag_text(&d, shout, out, sizeof out), "2: 奇数: 7  %n");
}

static void counts(void **state)
{
    (void)state;
    struct diag d = {0};
    assert_int_equal(diag_counts(&d, "%s of %s", 0, UINT32_MAX), -EINVAL);
    assert_says(&d, "0 of 4294967295");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_applies),
        cmocka_unit_test(expands_in_order),
        cmocka_unit_test(counts),
        cmocka_unit_test(hostile_arguments),
        cmocka_unit_test(long_arguments_are_cut),
        cmocka_unit_test(a_cut_leaves_no_half_characters),
        cmocka_unit_test(every_size_of_buffer),
        cmocka_unit_test(in_another_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
