/* The page fits any terminal, in any language, whatever strangers wrote. */
#include "cmd/watchpage.h"

#include "report/esc.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double rates[2] = {0.5, 12345};

static struct page page(const struct watch_suspect *s, unsigned n, const char *const *news, unsigned newses)
{
    return (struct page){.what = "eth0\33[31m", /* a name may hold anything */
                         .up = NSEC_HOUR,
                         .packets = UINT64_MAX,
                         .packets_rate = 1e9,
                         .memory_limit = 1u << 27,
                         .suspect = s,
                         .suspect_rate = rates,
                         .suspects = n,
                         .now = 100 * NSEC_SEC,
                         .news = news,
                         .newses = newses};
}

/* Lines as a terminal shows them, without what moves and clears; every one must fit. Returns how many. */
static unsigned lines(const char *text, unsigned columns, struct buf *plain)
{
    unsigned n = 0;
    struct buf line;
    buf_init(&line, 65536);
    for (;; text++) {
        if (*text == '\33') {
            assert_int_equal(text[1], '[');
            text += 1 + strcspn(text + 1, "HJKm");
            continue;
        }
        if (*text == '\r')
            continue;
        if (*text && *text != '\n') {
            assert_true((unsigned char)*text >= 32 && *text != 127);
            buf_putc(&line, *text);
            continue;
        }
        assert_true(esc_width(buf_text(&line)) <= columns);
        buf_puts(plain, buf_text(&line));
        buf_putc(plain, '\n');
        buf_clear(&line);
        n++;
        if (!*text)
            break;
    }
    buf_fini(&line);
    return n;
}

static void test_fits(void **state)
{
    (void)state;
    static const char *const news[] = {
        "one\n\33]0;title\7",
        "警報がここに入ります警報がここに入ります警報がここに入ります警報がここに入ります", "three"};
    const struct watch_suspect s[2] = {
        {.src = addr_v4(0x0a000001),
         .score = 100,
         .kind = "vertical",
         .technique = "syn",
         .raised = true,
         .severity = WATCH_HIGH,
         .tries = UINT64_MAX},
        {.src = {.len = 16, .b = {0x20, 1, 0xd, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
         .net = true,
         .kind = "block",
         .technique = "udp",
         .tool = "evil\33[2J"}};
    for (unsigned rows = 1; rows < 60; rows++)
        for (unsigned columns = 1; columns < 200; columns += 7) {
            struct buf to, plain;
            struct page p = page(s, 2, news, 3);
            p.bright = columns % 2;
            buf_init(&to, 1 << 20);
            buf_init(&plain, 1 << 20);
            watchpage_draw(&to, &p, rows, columns);
            assert_false(to.over);
            assert_true(lines(buf_text(&to), columns, &plain) <= rows);
            if (rows >= 24 && columns >= 80) {
                assert_non_null(strstr(buf_text(&plain), "10.0.0.1"));
                assert_non_null(strstr(buf_text(&plain), "three"));
                assert_non_null(strstr(buf_text(&plain), "12345"));
            }
            buf_fini(&to);
            buf_fini(&plain);
        }
}

/* What does not fit ends in a sign of that, by columns and not by bytes; what fits has none. */
static void test_cut(void **state)
{
    (void)state;
    static const char *const news[] = {
        "an alert of forty columns, which fit in.", "one of forty-one columns, which do not fit",
        "日本語の警報は一字が二桁なので二十字まで", "日本語の警報は一字が二桁なので二十字までです"};
    struct page p = page(NULL, 0, news, 4);
    struct buf to, plain;
    buf_init(&to, 1 << 16);
    buf_init(&plain, 1 << 16);
    watchpage_draw(&to, &p, 30, 40);
    assert_true(lines(buf_text(&to), 40, &plain) <= 30);
    assert_non_null(strstr(buf_text(&plain), "\nan alert of forty columns, which fit in.\n"));
    assert_non_null(strstr(buf_text(&plain), "\none of forty-one columns, which do not …\n"));
    assert_non_null(strstr(buf_text(&plain), "\n日本語の警報は一字が二桁なので二十字まで\n"));
    assert_non_null(strstr(buf_text(&plain), "\n日本語の警報は一字が二桁なので二十字ま…\n"));
    buf_fini(&to);
    buf_fini(&plain);
}

static void test_empty(void **state)
{
    (void)state;
    struct buf to, plain;
    struct page p = page(NULL, 0, NULL, 0);
    buf_init(&to, 1 << 16);
    buf_init(&plain, 1 << 16);
    watchpage_draw(&to, &p, 24, 80);
    assert_true(lines(buf_text(&to), 80, &plain) <= 24);
    assert_non_null(strstr(buf_text(&plain), "nobody tried"));
    assert_non_null(
        strstr(buf_text(&plain), "memory set aside 0 B of 128 MiB")); /* as --state-limit was given */
    buf_fini(&to);
    buf_fini(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fits), cmocka_unit_test(test_cut),
                                       cmocka_unit_test(test_empty)};
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
