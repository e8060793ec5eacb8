#include "model/glossary.h"

#include "model/reason.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *word)
{
    const char *en = glossary_about(word, "en"), *ja = glossary_about(word, "ja");
    if (!en || !ja || strlen(en) < 40 || strlen(ja) < 40)
        fail_msg("data/reasons/about.*.txt lack '%s'", word);
    assert_string_not_equal(en, ja);
}

static void every_state_is_explained(void **state)
{
    (void)state;
    for (int i = STATE_UNKNOWN + 1; i < STATE_COUNT; i++)
        check(state_word((enum state)i));
}

static void every_reason_is_explained(void **state)
{
    (void)state;
    for (int i = REASON_NONE + 1; i < REASON_COUNT; i++)
        check(reason_word((enum reason)i));
}

/* What is explained exists: a misspelt or forgotten word would never be found. */
static void every_word_is_used(void **state)
{
    static const char *const others[] = {"syn",         "connect",    "arp",      "nd",
                                         "echo",        "timestamp",  "mask",     "discovery",
                                         "fin",         "null",       "xmas",     "maimon",
                                         "ack",         "window",     "sctpinit", "sctpcookieecho",
                                         "ipproto",     "bounce",     "udp",      "udp-connect",
                                         "unreachable", "redirected", "unused"}; /* remarks of listeners */
    (void)state;
    for (uint32_t i = 0; i < glossary_count(); i++) {
        const char *word = glossary_word(i);
        bool known =
            glossary_kind(i) != GLOSSARY_WORD || state_from_word(word) >= 0 || reason_from_word(word) >= 0;
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            known = known || strcmp(word, others[k]) == 0;
        if (!known)
            fail_msg("'%s' is explained, but is neither a state nor a reason nor a technique nor a remark",
                     word);
    }
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        check(others[k]);
}

static void the_rest_is_nothing(void **state)
{
    (void)state;
    assert_null(glossary_about("", "en"));
    assert_null(glossary_about("nonsense", "ja"));
    assert_string_equal(glossary_word(glossary_count()), "");
}

static void a_finding_has_title_and_advice(void **state)
{
    (void)state;
    static const char *const langs[] = {"en", "ja"};
    for (uint32_t i = 0; i < glossary_count(); i++)
        for (size_t k = 0; k < 2 && glossary_kind(i) == GLOSSARY_FINDING; k++) {
            const char *rest, *about = glossary_about(glossary_word(i), langs[k]);
            size_t n = glossary_title(about, &rest);
            if (n < 10 || n > 200 || strlen(rest) < 30)
                fail_msg("data/rules/about.%s.txt: '%s': expected a short sentence, then advice", langs[k],
                         glossary_word(i));
        }
    const char *rest;
    assert_int_equal(glossary_title("One. Two.", &rest), 3);
    assert_string_equal(rest, "Two.");
    assert_int_equal(glossary_title("one", &rest), 3);
    assert_string_equal(rest, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_is_explained), cmocka_unit_test(every_reason_is_explained),
        cmocka_unit_test(every_word_is_used),       cmocka_unit_test(a_finding_has_title_and_advice),
        cmocka_unit_test(the_rest_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
