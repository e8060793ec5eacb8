#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

static void assert_text(const struct buf *b, const char *text)
{
    assert_string_equal(buf_text(b), text);
    assert_int_equal(b->len, strlen(text));
}

static void grows(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 20);
    assert_text(&b, "");
    buf_puts(&b, "");
    buf_put(&b, "x", 0);
    assert_null(b.data); /* nothing was needed yet */
    buf_puts(&b, "ab");
    buf_putc(&b, 'c');
    buf_printf(&b, "%d%s", -4, "de");
    assert_text(&b, "abc-4de");
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%04d", i);
    assert_int_equal(b.len, 7 + 4000);
    assert_memory_equal(b.data + b.len - 8, "09980999", 9); /* its NUL too */
    assert_false(b.over);
    buf_fini(&b);
}

static void numbers(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 100);
    buf_putu(&b, 0);
    buf_putc(&b, ' ');
    buf_putu(&b, 1090);
    buf_putc(&b, ' ');
    buf_putu(&b, UINT64_MAX);
    assert_text(&b, "0 1090 18446744073709551615");
    buf_fini(&b);
}

/* The maximum is exact: so many bytes fit, and with one more nothing of that piece is added. */
static void the_maximum_is_exact(void **state)
{
    (void)state;
    for (size_t max = 0; max < 200; max++)
        for (int how = 0; how < 3; how++) {
            struct buf b;
            buf_init(&b, max);
            size_t n = 0;
            while (!b.over) {
                n = b.len;
                if (how == 0)
                    buf_putc(&b, 'x');
                else if (how == 1)
                    buf_puts(&b, "xxx");
                else
                    buf_printf(&b, "%s", "xxx");
            }
            assert_int_equal(b.len, n);
            assert_int_equal(n, how == 0 ? max : max / 3 * 3);
            assert_int_equal(strlen(buf_text(&b)), n);
            buf_fini(&b);
        }
}

static void over_stays(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 4);
    buf_puts(&b, "abc");
    buf_puts(&b, "de");
    assert_true(b.over);
    assert_text(&b, "abc");
    buf_putc(&b, 'd'); /* would fit, but then a piece would be missing in the middle */
    buf_printf(&b, "d");
    assert_text(&b, "abc");
    buf_clear(&b);
    assert_false(b.over);
    assert_text(&b, "");
    buf_puts(&b, "full");
    assert_text(&b, "full");
    assert_false(b.over);
    buf_put(&b, "", SIZE_MAX);
    assert_true(b.over);
    assert_text(&b, "full");
    buf_fini(&b);
}

static void ends_as_it_began(void **state)
{
    (void)state;
    struct buf b = {0};
    buf_fini(&b);
    buf_clear(&b);
    assert_text(&b, "");
    buf_putc(&b, 'x'); /* zeroed: a maximum of nothing */
    assert_true(b.over);
    buf_init(&b, 10);
    buf_puts(&b, "0123456789");
    buf_fini(&b);
    assert_text(&b, "");
    buf_puts(&b, "again");
    assert_text(&b, "again");
    buf_fini(&b);
    buf_fini(&b);
}

static void bytes_are_not_text(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 10);
    buf_put(&b, "a\0b", 3);
    buf_putc(&b, 0);
    assert_int_equal(b.len, 4);
    assert_memory_equal(b.data, "a\0b\0", 5);
    buf_fini(&b);
}

/* What printf cannot say (here: a character that the C locale does not have) is missing, and that must
 * show. */
static void a_failed_printf_is_over(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 100);
    buf_puts(&b, "a");
    buf_printf(&b, "%ls", L"\u3042");
    assert_true(b.over);
    assert_text(&b, "a");
    buf_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows),
        cmocka_unit_test(numbers),
        cmocka_unit_test(the_maximum_is_exact),
        cmocka_unit_test(over_stays),
        cmocka_unit_test(ends_as_it_began),
        cmocka_unit_test(bytes_are_not_text),
        cmocka_unit_test(a_failed_printf_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
