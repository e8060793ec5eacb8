#include "report/esc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <locale.h>
#include <string.h>

static void json(struct buf *b, const char *t)
{
    esc_json(b, t);
}
static void xml(struct buf *b, const char *t)
{
    esc_xml(b, t);
}
static void line(struct buf *b, const char *t)
{
    esc_line(b, t);
}
static void term(struct buf *b, const char *t)
{
    esc_term(b, t, 8);
}
static void csv(struct buf *b, const char *t)
{
    esc_csv(b, t, true);
}

static const struct {
    void (*how)(struct buf *, const char *);
    const char *in, *out;
} cases[] = {
    {json, "", "\"\""},
    {json, "a\"b\\c/", "\"a\\\"b\\\\c/\""},
    {json, "\b\f\n\r\t\1\x1f\x7f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\""},
    {json, "\xc2\x85|\xe2\x80\xae|\xf3\xa0\x80\x81", "\"\\u0085|\\u202e|\\udb40\\udc01\""},
    {json, "戸\xf0\x9f\x9a\xaa", "\"戸\xf0\x9f\x9a\xaa\""},
    {json,
     "\xff"
     "a\xe6\x88",
     "\"\\ufffda\\ufffd\\ufffd\""}, /* a cut sequence: each byte is broken */
    {json, "\xc0\xaf\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\""}, /* overlong, surrogate */
    {json, "\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},            /* above U+10FFFF */
    {xml, "<a b=\"c\">&amp;'", "&lt;a b=&quot;c&quot;&gt;&amp;amp;'"},
    {xml, "\t\n\r\1\33\xef\xbf\xbf", "&#9;&#10;&#13;\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {xml, "\xff\xc2\x9b\xe2\x80\xae", "\xef\xbf\xbd&#155;&#8238;"},
    {line, "a\nb\r\t\33[31m\xc2\x9b\xff\xe2\x80\xaez", "a\\nb\\r\\t\\x1b[31m\\x9b\\xff\\u{202e}z"},
    {term, "12345678", "12345678"},
    {term, "123456789", "12345678..."},
    {term, "\33\33", "\\x1b\\x1b"},
    {csv, "plain", "plain"},
    {csv, "a,b", "\"a,b\""},
    {csv, "a\"b", "\"a\"\"b\""},
    {csv, " a", "\" a\""},
    {csv, "a\nb", "a\\nb"},
    {csv, "=1+1", "'=1+1"},
    {csv, "+1", "'+1"},
    {csv, "-1", "'-1"},
    {csv, "@x,y", "\"'@x,y\""},
    {csv, "\t=1", "'\\t=1"},
    {csv, "\r=1", "'\\r=1"},
};

static void test_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b;
        buf_init(&b, 1000);
        cases[i].how(&b, cases[i].in);
        assert_string_equal(buf_text(&b), cases[i].out);
        buf_fini(&b);
    }
}

/* Every pair of bytes: no escape lets a control byte or broken UTF-8 through, and none reads beyond the end.
 */
static void test_all_pairs(void **state)
{
    (void)state;
    for (unsigned n = 1; n < 0x10000; n++) {
        char in[3] = {(char)(n & 0xff), (char)(n >> 8), 0};
        for (size_t h = 0; h < 5; h++) {
            static void (*const hows[])(struct buf *, const char *) = {json, xml, line, term, csv};
            struct buf b;
            buf_init(&b, 1000);
            hows[h](&b, in);
            const char *p = buf_text(&b);
            for (int32_t cp; (cp = esc_next(&p)) != 0;)
                assert_true(cp >= 0x20 && (cp < 0x7f || cp >= 0xa0));
            buf_fini(&b);
        }
    }
}

/* Decoding gives back every character that is encoded, and only those. */
static void test_utf8_identity(void **state)
{
    (void)state;
    for (int32_t cp = 1; cp < 0x110000; cp++) {
        char s[5] = {0};
        if (cp < 0x80) {
            s[0] = (char)cp;
        } else if (cp < 0x800) {
            s[0] = (char)(0xc0 | cp >> 6);
            s[1] = (char)(0x80 | (cp & 0x3f));
        } else if (cp < 0x10000) {
            s[0] = (char)(0xe0 | cp >> 12);
            s[1] = (char)(0x80 | (cp >> 6 & 0x3f));
            s[2] = (char)(0x80 | (cp & 0x3f));
        } else {
            s[0] = (char)(0xf0 | cp >> 18);
            s[1] = (char)(0x80 | (cp >> 12 & 0x3f));
            s[2] = (char)(0x80 | (cp >> 6 & 0x3f));
            s[3] = (char)(0x80 | (cp & 0x3f));
        }
        const char *p = s;
        bool surrogate = cp >= 0xd800 && cp < 0xe000;
        assert_int_equal(esc_next(&p), surrogate ? -1 : cp);
        assert_int_equal(p - s, surrogate ? 1 : (long)strlen(s));
    }
}

static void test_width(void **state)
{
    (void)state;
    assert_int_equal(esc_width("abc"), 3);
    assert_int_equal(esc_width("戸締り"), 6);
    assert_int_equal(esc_width("e\xcc\x81"), 1); /* a combining accent */
    assert_int_equal(esc_width("\xff"), 1);
}

/* Where the locale cannot show a character, it is written as its number. */
static void test_plain_locale(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 100);
    setlocale(LC_ALL, "C");
    esc_term(&b, "a戸", 10);
    setlocale(LC_ALL, "");
    assert_string_equal(buf_text(&b), "a\\u{6238}");
    buf_fini(&b);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),         cmocka_unit_test(test_all_pairs),
        cmocka_unit_test(test_utf8_identity), cmocka_unit_test(test_width),
        cmocka_unit_test(test_plain_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
