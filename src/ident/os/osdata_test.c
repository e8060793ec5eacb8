/* Our own records are right, and a wrong text is refused at its line. */
#include "ident/os/osdata.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ident/os/priv_ostexts.h"

static void test_own(void **state)
{
    (void)state;
    struct osdata d;
    struct diag diag;
    osdata_init(&d);
    for (unsigned i = 0; i < ostexts_count; i++)
        if (osdata_read(&d, ostexts[i].name, ostexts[i].text, ostexts[i].len, &diag) != 0)
            fail_msg("%s:%u: %s %s", diag.file, diag.line, diag.msg ? diag.msg : "", diag.arg[0]);
    assert_true(d.count >= 30);
    for (unsigned i = 0; i < d.count; i++) {
        const struct osdata_record *r = &d.record[i];
        if (!r->measured && !r->examples)
            fail_msg("%s: neither measured nor with an example", r->name);
        if (!r->generation || !r->device || !r->vendor || !r->cpe)
            fail_msg("%s: generation, device, vendor or cpe is missing", r->name);
        for (unsigned k = 0; k < i; k++)
            if (strcmp(d.record[k].name, r->name) == 0)
                fail_msg("%s comes twice", r->name);
        bool apart = false, here = false; /* a family is one block */
        for (unsigned k = 0; k < d.count; k++) {
            bool same = strcmp(d.record[k].family, r->family) == 0;
            if (same && here && apart)
                fail_msg("%s: its family does not stand together", r->name);
            here |= same;
            apart = here && !same;
        }
    }
    osdata_fini(&d);
}

static void test_like(void **state)
{
    (void)state;
    static const char text[] = "# a comment\n\n[A]\nfamily F\nsource s\no1 MSTNW\nw1 5\nexample v4 o1=MSTNW\n"
                               "[B]\nlike A\nsource t\nw1 6 7\no1 *\n";
    struct osdata d;
    struct diag diag;
    osdata_init(&d);
    assert_int_equal(osdata_read(&d, "x", text, sizeof text - 1, &diag), 0);
    assert_int_equal(d.count, 2);
    assert_string_equal(d.record[1].name, "B");
    assert_string_equal(d.record[1].family, "F");
    assert_string_equal(d.record[1].list[TRAITS_W1], "6 7");
    assert_null(d.record[1].list[TRAITS_O1]);
    assert_int_equal(d.record[1].examples, 0);
    assert_string_equal(d.record[0].list[TRAITS_W1], "5");
    osdata_fini(&d);
}

static void test_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
    } rows[] = {
        {"family F\n", 1},
        {"[A\n", 1},
        {"[]\n", 1},
        {"[A]\nfamily\n", 2},
        {"[A]\nfamily F\nsource s\nzz 1\n", 4},
        {"[A]\nfamily F\nsource s\nexample o1\n", 4},
        {"[A]\nlike B\n", 2},
        {"[A]\nfamily F\n\n", 1},
        {"[A]\nfamily F\nsource s\nexample o1=M\nexample o1=M\nexample o1=M\nexample o1=M\nexample o1=M\n",
         8},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct osdata d;
        struct diag diag;
        osdata_init(&d);
        assert_int_equal(osdata_read(&d, "x", rows[i].text, strlen(rows[i].text), &diag), -EINVAL);
        assert_int_equal(diag.line, rows[i].line);
        assert_int_equal(d.count, 0);
        osdata_fini(&d);
    }
}

static void test_zero_byte(void **state)
{
    (void)state;
    struct osdata d;
    struct diag diag;
    osdata_init(&d);
    assert_int_equal(osdata_read(&d, "x", "[A]\nfam\0ily F\n", 14, &diag), -EINVAL);
    osdata_fini(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_own), cmocka_unit_test(test_like),
                                       cmocka_unit_test(test_wrong), cmocka_unit_test(test_zero_byte)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
