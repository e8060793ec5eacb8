#include "ident/upgrade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t *said;
static size_t said_len;

static enum upgrade_do step(struct upgrade *u, const char *heard)
{
    return upgrade_step(u, (const uint8_t *)heard, strlen(heard), &said, &said_len);
}

static void assert_said(const char *text)
{
    assert_int_equal(said_len, strlen(text));
    assert_memory_equal(said, text, said_len);
}

static void mail(void **state)
{
    (void)state;
    struct upgrade u;
    assert_true(upgrade_begin(&u, "smtp"));
    assert_int_equal(step(&u, "22"), UPGRADE_WAIT);
    assert_int_equal(step(&u, "220 mail.example ESMTP\r\n"), UPGRADE_SAY);
    assert_said("EHLO tojimari.invalid\r\n");
    assert_int_equal(step(&u, "250-mail.example\r\n"), UPGRADE_WAIT);
    assert_int_equal(step(&u, "250-mail.example\r\n250 STARTTLS\r\n"), UPGRADE_SAY);
    assert_said("STARTTLS\r\n");
    assert_int_equal(step(&u, "220 go ahead\r\n"), UPGRADE_TLS);
}

static void refusals(void **state)
{
    (void)state;
    struct upgrade u;
    assert_true(upgrade_begin(&u, "smtp"));
    assert_int_equal(step(&u, "554 go away\r\n"), UPGRADE_NO);
    assert_true(upgrade_begin(&u, "pop3"));
    assert_int_equal(step(&u, "+OK hello\r\n"), UPGRADE_SAY);
    assert_int_equal(step(&u, "-ERR what\r\n"), UPGRADE_NO);
    assert_true(upgrade_begin(&u, "postgresql"));
    assert_true(upgrade_eager(&u));
    assert_int_equal(step(&u, ""), UPGRADE_SAY);
    assert_int_equal(said_len, 8);
    assert_int_equal(step(&u, "N"), UPGRADE_NO);
    assert_false(upgrade_begin(&u, "http"));
}

/* RFC 4511 §4.14: what is said is one whole extended request. */
static void directory(void **state)
{
    (void)state;
    struct upgrade u;
    assert_true(upgrade_begin(&u, "ldap"));
    assert_int_equal(step(&u, ""), UPGRADE_SAY);
    assert_int_equal(said[0], 0x30);
    assert_int_equal(said[1], said_len - 2);
    static const uint8_t yes[] = {0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 0, 4, 0, 4, 0};
    assert_int_equal(upgrade_step(&u, yes, sizeof yes, &said, &said_len), UPGRADE_TLS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mail),
        cmocka_unit_test(refusals),
        cmocka_unit_test(directory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
