/* What people get: no stranger's byte ends a line of a header. */
#include "answer/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct record_alert sample(void)
{
    struct record r;
    record_init(&r, RECORD_ALERT);
    r.alert.id = "0123456789ab";
    r.alert.kind = "vertical";
    r.alert.severity = "high";
    r.alert.technique = "syn";
    r.alert.src = addr_v4(0xcb007109);
    r.alert.why = "it tried 5 ports\r\nBcc: everybody@example.net";
    return r.alert;
}

static void mail(void **state)
{
    (void)state;
    struct buf b;
    struct record_alert a = sample();
    char json[3000];
    memset(json, 'j', sizeof json);
    json[sizeof json - 1] = 0;
    buf_init(&b, 65536);
    words_mail(&b, "root", "[high] 203.0.113.9", a.id, "It did\rit.\n\nRead its log.\n", json);
    assert_non_null(strstr(buf_text(&b), "To: root\nSubject: [high] 203.0.113.9\nMIME"));
    assert_non_null(strstr(buf_text(&b), "\n\nIt did?it.\n\nRead its log.\n\n"));
    assert_null(strstr(buf_text(&b), "\nBcc:"));
    assert_null(strchr(buf_text(&b), '\r'));
    for (const char *line = buf_text(&b), *end; (end = strchr(line, '\n')); line = end + 1)
        assert_true(end - line < 998);
    buf_fini(&b);
}

/* A subject that is not ASCII, or has a line's end, goes in words of whole characters, none longer than 75
 * (RFC 2047 2). */
static void subjects(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *header;
    } rows[] = {
        {"\xe9\xab\x98 a", "Subject: =?utf-8?Q?=E9=AB=98=20=61?=\nMIME"},
        {"x\r\nBcc: y", "Subject: =?utf-8?Q?=78=0D=0A=42=63=63=3A=20=79?=\nMIME"},
        {"12345678901234567\xe9\xab\x98z", "=37?=\n =?utf-8?Q?=E9=AB=98=7A?=\nMIME"},
        {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80",
         "?=\nMIME"},
    };
    struct record_alert a = sample();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b;
        buf_init(&b, 65536);
        words_mail(&b, "root", rows[i].subject, a.id, "", "");
        assert_non_null(strstr(buf_text(&b), rows[i].header));
        for (const char *line = buf_text(&b), *end; (end = strchr(line, '\n')); line = end + 1)
            assert_true(end - line <= 76);
        buf_fini(&b);
    }
}

static void log_line(void **state)
{
    (void)state;
    struct buf b;
    struct record_alert a = sample();
    buf_init(&b, 65536);
    words_log(&b, &a, 7);
    assert_int_equal(
        strncmp(buf_text(&b), "<27>tojimari[7]: 0123456789ab high vertical src=203.0.113.9 ", 60), 0);
    assert_null(strchr(buf_text(&b), '\n'));
    assert_true(b.len <= WORDS_LOG);
    buf_fini(&b);
}

static void addresses(void **state)
{
    (void)state;
    assert_true(words_is_address("root"));
    assert_true(words_is_address("a.b+c@example.net"));
    assert_false(words_is_address("-Cconfig"));
    assert_false(words_is_address("a b@example.net"));
    assert_false(words_is_address("a@b\nBcc: c"));
    assert_false(words_is_address(""));
    assert_false(words_is_address("a@b@c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(subjects), cmocka_unit_test(mail),
                                       cmocka_unit_test(log_line), cmocka_unit_test(addresses)};
    return cmocka_run_group_tests_name("answer/words", tests, NULL, NULL);
}
