/* Every example of the data leads to its family; what is nobody's is nobody's; and accuracy promises no more
 * than the evidence. */
#include "ident/os/osclass.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct osdata data;

static int begin(void **state)
{
    (void)state;
    osdata_init(&data);
    return osdata_own(&data);
}

static int end(void **state)
{
    (void)state;
    osdata_fini(&data);
    return 0;
}

static struct osclass_verdict of(const char *text)
{
    struct traits t;
    struct diag d = {0};
    struct osclass_verdict v;
    assert_int_equal(traits_read(text, strlen(text), &t, &d), 0);
    struct osclass_evidence e = {.traits = &t};
    osclass_judge(&data, &e, &v);
    return v;
}

static void test_examples(void **state)
{
    (void)state;
    for (unsigned i = 0; i < data.count; i++) {
        const struct osdata_record *r = &data.record[i];
        for (unsigned k = 0; k < r->examples; k++) {
            struct osclass_verdict v = of(r->example[k]);
            if (!v.known || strcmp(v.family, r->family) != 0)
                fail_msg("%s, example %u: %s, %u %%", r->name, k + 1,
                         v.guesses ? v.guess[0].record->name : "nothing", v.accuracy);
            bool named = !r->generation || strstr(v.generation, r->generation);
            if (!named)
                fail_msg("%s, example %u: %s", r->name, k + 1, v.name);
            for (unsigned g = 1; g < v.guesses; g++)
                if (strcmp(v.guess[g].record->family, r->family) != 0 && v.guess[g].accuracy >= v.accuracy)
                    fail_msg("%s: %s is a rival", r->name, v.guess[g].record->name);
        }
    }
}

/* Each record without itself: its examples are then unknown, or a relative; never another family above 90
 * %. */
static void test_never_sure_and_wrong(void **state)
{
    (void)state;
    unsigned asked = 0;
    for (unsigned i = 0; i < data.count; i++) {
        for (unsigned k = 0; k < data.record[i].examples; k++) {
            struct osdata without = {.record = malloc(data.count * sizeof *without.record)};
            const struct osdata_record *r = &data.record[i];
            struct traits t;
            struct diag d = {0};
            struct osclass_verdict v;
            assert_non_null(without.record);
            for (unsigned j = 0; j < data.count; j++)
                if (strcmp(data.record[j].family, r->family) != 0)
                    without.record[without.count++] = data.record[j];
            assert_int_equal(traits_read(r->example[k], strlen(r->example[k]), &t, &d), 0);
            osclass_judge(&without, &(struct osclass_evidence){.traits = &t}, &v);
            if (v.accuracy > 90)
                fail_msg("%s is called %s, %u %%", r->name, v.name, v.accuracy);
            asked++;
            free(without.record);
        }
    }
    assert_true(asked > 30);
}

/* Half of what is seen says one thing and half another. */
static void test_contradiction(void **state)
{
    (void)state;
    struct osclass_verdict v =
        of("v4 o1=MSTNW w1=65160 s1=7 t1=255 d1=no o2=MNWNNS w2=8192 o3=MN w3=7 null=RA0= odd=SA?+ ack=R=0 "
           "csyn=RA0+ ct=32 uq=8 ut=32 et=30 id=broken tk=zero");
    assert_false(v.known);
    v = of("v4 o1=TTT w1=1 s1=14 t1=99");
    assert_false(v.known);
    v = of("v4");
    assert_false(v.known);
    assert_int_equal(v.guesses, 0);
}

/* Less evidence, less accuracy; and no single trait is enough. */
static void test_little(void **state)
{
    (void)state;
    struct osclass_verdict
        all = of(
            "v4 o1=MSTNW w1=65160 s1=7 t1=64 d1=yes o2=MNNSNW w2=64240 o3=M w3=64240 o4=M w4=64240 o5=MNNTNW "
            "null=none odd=none ack=R=0 csyn=RA0+ cack=R=0 ct=64 cd=yes uq=all ux=ok ut=64 us=c0 et=64 "
            "ek=kept ed=no sq=rfc6528 id=zero tk=rfc7323 hz=1000"),
        shape = of("v4 o1=MSTNW w1=65160 s1=7 t1=<64 d1=yes"), ttl = of("v4 t1=<64");
    assert_true(all.known && all.accuracy > 90);
    assert_string_equal(all.family, "Linux");
    assert_string_equal(all.cpe, "o:linux:linux_kernel");
    assert_true(shape.accuracy < all.accuracy && shape.accuracy <= 80);
    assert_false(ttl.known);
}

static void test_closed_only(void **state)
{
    (void)state; /* no open port: resets and ICMP alone */
    struct osclass_verdict v = of(
        "v4 csyn=RA0+ cack=R=0 codd=RA0+ ct=64 cd=yes uq=all ux=ok ut=64 us=c0 et=64 ek=kept ed=no idc=zero");
    assert_true(v.guesses > 0 && v.accuracy <= 90);
    assert_string_equal(v.guess[0].record->family, "Linux");
}

static void test_words(void **state)
{
    (void)state;
    struct osclass_verdict v;
    struct osclass_word said[] = {{"Ubuntu 22.04", 0.9}, {"NoSuchSystem", 0.9}};
    osclass_judge(&data, &(struct osclass_evidence){.said = said, .n_said = 2}, &v);
    assert_true(v.known && v.accuracy < 80);
    assert_string_equal(v.family, "Linux");
    said[0].text = "Windows Server 2019";
    osclass_judge(&data, &(struct osclass_evidence){.said = said, .n_said = 1}, &v);
    assert_string_equal(v.family, "Windows");
    said[0].text = "xWindows"; /* in the middle of a word */
    osclass_judge(&data, &(struct osclass_evidence){.said = said, .n_said = 1}, &v);
    assert_int_equal(v.guesses, 0);
    osclass_judge(&data, &(struct osclass_evidence){.maker = "Siemens AG"},
                  &v); /* a card alone is no system */
    assert_false(v.known);
}

/* A service that says one thing on a stack that says another: a container, or a forwarded port. Nobody is
 * sure then. */
static void test_quarrel(void **state)
{
    (void)state;
    struct traits t;
    struct diag d = {0};
    struct osclass_verdict v;
    static const char text[] =
        "v4 o1=MSTNW w1=65160 s1=7 t1=64 d1=yes o2=MNNSNW null=none ack=R=0 csyn=RA0+ ct=64 et=64";
    struct osclass_word said = {"Microsoft Windows", 0.9};
    assert_int_equal(traits_read(text, strlen(text), &t, &d), 0);
    osclass_judge(&data, &(struct osclass_evidence){.traits = &t}, &v);
    unsigned alone = v.accuracy;
    osclass_judge(&data, &(struct osclass_evidence){.traits = &t, .said = &said, .n_said = 1}, &v);
    assert_true(v.accuracy < alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),      cmocka_unit_test(test_never_sure_and_wrong),
        cmocka_unit_test(test_contradiction), cmocka_unit_test(test_little),
        cmocka_unit_test(test_closed_only),   cmocka_unit_test(test_words),
        cmocka_unit_test(test_quarrel),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
