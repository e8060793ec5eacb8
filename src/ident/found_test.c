#include "ident/found.h"
#include "ident/sig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static void texts(void **state)
{
    char field[8];
    (void)state;
    found_text(field, sizeof field, " a\x1b[b\n\xff ", 8);
    assert_string_equal(field, "a [b ?");
    found_text(field, sizeof field, "ab\xe6\x97\xa5\xe6\x9c\xac", 8); /* 日本: the second does not fit */
    assert_string_equal(field, "ab\xe6\x97\xa5");
    found_text(field, sizeof field,
               "\xc2\x9b"
               "31m",
               5); /* C1 CSI */
    assert_string_equal(field, "??31m");
    found_text(field, sizeof field, "\xed\xa0\x80", 3); /* a surrogate */
    assert_string_equal(field, "???");
    found_text(field, sizeof field, NULL, 0);
    assert_string_equal(field, "");
}

static struct found make(const char *name, const char *product, const char *version, double confidence)
{
    struct found f;
    found_init(&f);
    snprintf(f.name, sizeof f.name, "%s", name);
    snprintf(f.product, sizeof f.product, "%s", product);
    snprintf(f.version, sizeof f.version, "%s", version);
    f.confidence = confidence;
    f.soft = !product[0];
    return f;
}

static void merging(void **state)
{
    struct found f = make("ssh", "", "", 0.95), g = make("ssh", "OpenSSH", "9.2", 0.6);
    (void)state;
    assert_true(found_merge(&f, &g)); /* a product beats none of the same protocol */
    assert_string_equal(f.product, "OpenSSH");
    assert_false(f.soft);

    f = make("ssh", "", "", 0.95);
    g = make("http", "Weak", "1", 0.5);
    assert_false(found_merge(&f, &g)); /* but not by a weak guess at another */
    assert_string_equal(f.product, "");

    f = make("http", "nginx", "", 0.9);
    g = make("http", "Grafana", "9.3", 0.96);
    assert_true(found_merge(&f, &g));
    assert_string_equal(f.product, "Grafana");
    assert_string_equal(f.version, "9.3");

    f = make("http", "Grafana", "", 0.96);
    g = make("http", "nginx", "1.22", 0.9);
    found_merge(&f, &g);
    assert_string_equal(f.version, ""); /* nginx's version is not Grafana's */

    g = make("http", "grafana", "9.3", 0.7);
    assert_true(found_merge(&f, &g));
    assert_string_equal(f.version, "9.3");

    f = make("smtp", "Postfix", "", 0.9);
    f.soft = true; /* cut short */
    g = make("smtp", "Postfix", "", 0.9);
    found_merge(&f, &g);
    assert_false(f.soft);
}

/* The application is named, and what it is built on keeps its CPE, unless the application has a version or a
 * CPE of its own. */
static void frames(void **state)
{
    static const char jetty[] = "cpe:2.3:a:eclipse:jetty:9.4.41:*:*:*:*:*:*:*",
                      own[] = "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*";
    static const struct {
        const char *version, *cpe, *want;
    } rows[] = {{"", "", jetty}, {"1.2", "", ""}, {"", own, own}};
    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
        struct found app = make("http", "Frobnik", rows[i / 2].version, 0.5),
                     frame = make("http", "Jetty", "9.4.41", 0.95);
        snprintf(frame.cpe[0], sizeof frame.cpe[0], "%s", jetty);
        snprintf(app.cpe[0], sizeof app.cpe[0], "%s", rows[i / 2].cpe);
        struct found *into = i % 2 ? &app : &frame;
        found_merge(into, i % 2 ? &frame : &app);
        assert_string_equal(into->product, "Frobnik");
        assert_string_equal(into->version, rows[i / 2].version);
        assert_string_equal(into->info, "on Jetty 9.4.41");
        assert_string_equal(into->cpe[0], rows[i / 2].want);
    }
}

static void cpes(void **state)
{
    char out[112];
    (void)state;
    sig_cpe(out, sizeof out, "a:openbsd:openssh", "9.2p1");
    assert_string_equal(out, "cpe:2.3:a:openbsd:openssh:9.2p1:*:*:*:*:*:*:*");
    assert_string_equal(found_cpe22(out, (char[112]){0}, 112), "cpe:/a:openbsd:openssh:9.2p1");
    sig_cpe(out, sizeof out, "a:f5:nginx", "");
    assert_string_equal(found_cpe22(out, (char[112]){0}, 112), "cpe:/a:f5:nginx");
    sig_cpe(out, sizeof out, "a:isc:bind", "9.18.1~rc1");
    assert_string_equal(out, "cpe:2.3:a:isc:bind:9.18.1\\~rc1:*:*:*:*:*:*:*");
    assert_string_equal(found_cpe22(out, (char[112]){0}, 112), "cpe:/a:isc:bind:9.18.1%7erc1");
    assert_string_equal(found_cpe22(out, (char[8]){0}, 8),
                        ""); /* no room: nothing, rather than half of one */
}

static void substitution(void **state)
{
    const struct sig s = {.id = "x/y",
                          .service = "x",
                          .product = "A $1",
                          .version = "$2",
                          .info = "costs 3$$, $3",
                          .cpe = {"a:v:p"},
                          .confidence = 0.9};
    const size_t groups[] = {0, 7, 0, 3, 4, 7, SIZE_MAX, SIZE_MAX};
    struct found f;
    (void)state;
    sig_fill(&s, &(struct sig_groups){"foo 1.2", groups, 4}, &f);
    assert_string_equal(f.product, "A foo");
    assert_string_equal(f.version, "1.2");
    assert_string_equal(f.info, ""); /* $3 took no part */
    assert_string_equal(f.cpe[0], "cpe:2.3:a:v:p:1.2:*:*:*:*:*:*:*");
    assert_int_equal(f.span_len, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts), cmocka_unit_test(merging),
                                       cmocka_unit_test(cpes), cmocka_unit_test(frames),
                                       cmocka_unit_test(substitution)};
    return cmocka_run_group_tests_name("found", tests, NULL, NULL);
}
