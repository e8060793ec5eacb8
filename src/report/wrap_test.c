#include "report/wrap.h"

#include "report/esc.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void expect(const char *text, unsigned indent, unsigned width, const char *wrapped)
{
    struct buf b;
    buf_init(&b, 4096);
    wrap_text(&b, text, indent, width);
    assert_string_equal(buf_text(&b), wrapped);
    buf_fini(&b);
}

static void english_breaks_at_blanks(void **state)
{
    (void)state;
    expect("", 2, 20, "");
    expect("one", 2, 20, "  one\n");
    expect("one two three four", 2, 12, "  one two\n  three four\n");
    expect("one two three", 0, 7, "one two\nthree\n");
    expect("one two three", 0, 13, "one two three\n");
    expect("incomprehensible is long", 0, 10, "incomprehensible\nis long\n");
    expect("is incomprehensible", 0, 10, "is\nincomprehensible\n");
}

static void japanese_breaks_between_characters(void **state)
{
    (void)state;
    expect("あいうえお", 0, 6, "あいう\nえお\n");
    expect("あいう。え", 0, 6, "あい\nう。え\n"); /* no line begins with a full stop */
    expect("あい（うえ）", 0, 6,
           "あい\n（う\nえ）\n"); /* nor with a closing mark, and none ends with an opening one */
    expect("SSH鍵だけ", 0, 6, "SSH鍵\nだけ\n");
    expect("鍵SSHだけ", 0, 4, "鍵\nSSH\nだけ\n");
}

static void the_rest_hangs(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 4096);
    wrap_hanging(&b, "one two three four", 0, 2, 9);
    wrap_hanging(&b, "\33[1mone two\33[0m three", 0, 2, 7); /* what colours takes no column */
    assert_string_equal(buf_text(&b), "one two\n  three\n  four\n\33[1mone two\33[0m\n  three\n");
    buf_fini(&b);
}

/* Whatever the width: no character is lost but blanks, and lines fit when they can. */
static void nothing_is_lost(void **state)
{
    static const char text[] =
        "Redis, a fast store in memory. 標準ではパスワードがなく、書き込める人はマシンを乗っ取れます（6380 は TLS）。";
    (void)state;
    for (unsigned width = 1; width < 120; width++) {
        struct buf b;
        char joined[512] = "", plain[512] = "";
        size_t n = 0, m = 0;
        buf_init(&b, 4096);
        wrap_text(&b, text, 1, width);
        for (const char *p = buf_text(&b); *p; p++)
            if (*p != ' ' && *p != '\n')
                joined[n++] = *p;
        for (const char *p = text; *p; p++)
            if (*p != ' ')
                plain[m++] = *p;
        assert_string_equal(joined, plain);
        if (width >= 20)
            for (const char *p = buf_text(&b); *p;) {
                char line[512] = "";
                size_t len = strcspn(p, "\n");
                memcpy(line, p, len);
                assert_true(esc_width(line) <= width);
                p += len + 1;
            }
        buf_fini(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_breaks_at_blanks),
        cmocka_unit_test(japanese_breaks_between_characters),
        cmocka_unit_test(the_rest_hangs),
        cmocka_unit_test(nothing_is_lost),
    };
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
