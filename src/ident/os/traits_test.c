/* Answers of a stack -> its traits; fingerprints as text and back; what a record's list of values means. */
#include "ident/os/traits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "ident/os/priv_stack.h"

/* Asks a stack everything; a question every 100 ms. */
static void ask_all(struct stack *s, const struct asks_host *h, struct asks_answer *a)
{
    for (unsigned q = 0; q < ASKS_COUNT; q++) {
        uint8_t asked[ASKS_LEN_MAX], said[1500];
        struct wr w = wr_of(asked, sizeof asked), out = wr_of(said, sizeof said);
        enum asks_question is;
        unsigned try;
        struct packet p;
        bool needed;
        a[q] = (struct asks_answer){.kind = ASKS_UNASKED};
        if (!asks_door(h, (enum asks_question)q, &needed) && needed)
            continue;
        asks_build(&stack_conf, h, (enum asks_question)q, 0, &w);
        stack_answer(s, h, asked, wr_len(&w), &out);
        a[q] = (struct asks_answer){.kind = ASKS_SILENT};
        if (wr_len(&out)) {
            p = stack_parse(said, wr_len(&out));
            assert_true(asks_hear(&stack_conf, h, &p, &is, &try, &a[q]));
        }
        a[q].sent = NSEC_SEC + (nsec)q * 100 * NSEC_MS;
        a[q].at = a[q].sent + NSEC_MS;
    }
}

static void expect(const struct stack *stack, bool v4, uint8_t hops, const char *text)
{
    struct stack s = *stack;
    struct asks_host h = stack_host(v4);
    struct asks_answer a[ASKS_COUNT];
    struct traits_numbers n;
    struct traits t, back;
    struct diag d = {0};
    struct buf b;
    ask_all(&s, &h, a);
    traits_numbers(a, h.addr.len, false, &n);
    traits_of(a, &n, &h, hops, &t);
    buf_init(&b, 4096);
    traits_text(&t, &b);
    assert_string_equal(buf_text(&b), text);
    assert_int_equal(traits_read(buf_text(&b), b.len, &back, &d), 0);
    assert_memory_equal(&t, &back, sizeof t);
    buf_fini(&b);
}

static void test_traits(void **state)
{
    (void)state;
    static const struct stack one = {.ttl = 60,
                                     .error_ttl = 250,
                                     .wscale = 3,
                                     .win = 5792,
                                     .mss = 1460,
                                     .df = true,
                                     .strict = true,
                                     .opts = "MSTNW",
                                     .isn = UINT32_MAX - 100000,
                                     .isn_step = 64000,
                                     .ts_step = 10,
                                     .id = 65530,
                                     .id_step = 1};
    static const struct stack other = {
        .ttl = 128, .error_ttl = 128, .win = 8192, .mss = 1440, .quote = 8, .opts = "M"};
    expect(
        &one, true, 255,
        "v4 o1=MSTNW w1=5792 s1=3 m1=1460 t1=60 d1=yes o2=MSNWE w2=5792 o3=MSNWE w3=5792 o4=MSNWE w4=5792 o5=MSTNW w5=5792 "
        "o6=MSTNW w6=5792 ecn=yes null=RA0= odd=RA0? ack=R=0 csyn=RA0+ cack=R=0 codd=RA0+ ct=60 cd=yes uq=all ux=ok ut=250 "
        "us=00 et=250 ek=kept ed=yes es=zero sq=clock id=incremental idc=incremental idi=incremental tk=global hz=100");
    expect(
        &other, true, 0,
        "v4 o1=M w1=8192 s1=- m1=1440 t1=128 d1=no o2=M w2=8192 o3=M w3=8192 o4=M w4=8192 o5=M w5=8192 o6=M w6=8192 ecn=yes "
        "null=none odd=none ack=R=0 csyn=RA0+ cack=R=0 codd=RA0+ ct=128 cd=no uq=8 ux=ok ut=128 us=00 et=128 ek=kept ed=no "
        "es=zero sq=fixed id=zero idc=zero idi=zero tk=none");
    expect(
        &other, false, 255,
        "v6 o1=M w1=8192 s1=- m1=1440 t1=128 o2=M w2=8192 o3=M w3=8192 o4=M w4=8192 o5=M w5=8192 o6=M w6=8192 ecn=yes "
        "null=none odd=none ack=R=0 csyn=RA0+ cack=R=0 codd=RA0+ ct=128 uq=8 ux=ok ut=128 us=00 et=128 ek=kept "
        "es=zero sq=fixed tk=none");
}

/* Silence is a trait only where something else was said: firewalls are no stacks. */
static void test_silence(void **state)
{
    (void)state;
    struct asks_host h = stack_host(true);
    struct asks_answer a[ASKS_COUNT] = {0};
    struct traits_numbers n;
    struct traits t;
    for (unsigned q = 0; q < ASKS_COUNT; q++)
        a[q].kind = ASKS_SILENT;
    traits_numbers(a, 4, false, &n);
    traits_of(a, &n, &h, 255, &t);
    for (unsigned k = 0; k < TRAITS_COUNT; k++)
        assert_string_equal(t.value[k], "");
    assert_int_equal(n.isn.class, SEQUENCE_UNKNOWN);
    assert_int_equal(n.clock.kind, SEQUENCE_CLOCK_UNKNOWN);
}

/* A lost SYN that is asked again comes later in the series. */
static void test_order(void **state)
{
    (void)state;
    struct asks_host h = stack_host(true);
    struct asks_answer a[ASKS_COUNT];
    struct stack s = {
        .ttl = 64, .error_ttl = 64, .win = 100, .mss = 1460, .opts = "M", .isn = 5, .isn_step = 64000};
    struct traits_numbers n;
    ask_all(&s, &h, a);
    a[ASKS_SYN2].sent = 20 * NSEC_SEC;
    a[ASKS_SYN2].seq = 5 + 64000 * 40;
    traits_numbers(a, 4, false, &n);
    assert_int_equal(n.isn.class, SEQUENCE_64K);
    assert_int_equal(n.n_isns, 6);
    assert_int_equal(n.isns[5], 5 + 64000 * 40);
    for (unsigned q = 0; q < ASKS_COUNT; q++) /* a clock and a secret, and the first SYN came through late */
        a[q].seq = (uint32_t)(a[q].sent / 64) + (q <= ASKS_SYN6 && q != ASKS_SYN1 ? q * 700000000u : 0);
    a[ASKS_SYN1].sent += 3 * NSEC_SEC;
    a[ASKS_SYN1].seq = (uint32_t)(a[ASKS_SYN1].sent / 64);
    traits_numbers(a, 4, false, &n);
    assert_int_equal(n.model, SEQUENCE_MODEL_CONNECTION);
    traits_numbers(a, 4, true, &n); /* one source port: nothing can be told */
    assert_int_equal(n.isn.class, SEQUENCE_UNKNOWN);
}

/* A fragmented question that was lost is asked again after the others: its number is the last one of a
 * counter. */
static void test_fragment_order(void **state)
{
    (void)state;
    struct asks_answer a[ASKS_COUNT] = {0};
    struct traits_numbers n;
    for (unsigned i = 0; i < 4; i++)
        a[ASKS_BIG1 + i] = (struct asks_answer){.kind = ASKS_ECHO,
                                                .fragment = true,
                                                .to_other = i % 2,
                                                .frag_id = 100 + i,
                                                .sent = (i + 1) * NSEC_SEC,
                                                .at = (i + 1) * NSEC_SEC + NSEC_MS};
    a[ASKS_BIG1].sent += 9 * NSEC_SEC;
    a[ASKS_BIG1].at += 9 * NSEC_SEC;
    a[ASKS_BIG1].frag_id = 104;
    traits_numbers(a, 16, false, &n);
    assert_int_equal(n.frag, SEQUENCE_FRAG_SHARED);
}

static void test_matches(void **state)
{
    (void)state;
    static const struct {
        enum traits_key key;
        unsigned family;
        const char *value, *list;
        bool matches;
    } rows[] = {
        {TRAITS_O1, 4, "MSTNW", "MSTNW", true},
        {TRAITS_O1, 4, "MSTNW", "M MSTNW", true},
        {TRAITS_O1, 4, "MSTN", "M MSTNW", false},
        {TRAITS_O1, 4, "-", "- M", true},
        {TRAITS_W1, 4, "65160", "mss*45", true}, /* less 12 for timestamps */
        {TRAITS_W1, 4, "65700", "mss*45", true},
        {TRAITS_W1, 6, "64260", "mss*45", true},
        {TRAITS_W1, 6, "65160", "mss*45", false},
        {TRAITS_W4, 4, "2144", "mss*4", true}, /* no MSS offered: 536 */
        {TRAITS_S1, 4, "4", "mss*4", false},
        {TRAITS_W1, 4, "64296", "own", true}, /* 47 segments of 1,380 less 12 bytes */
        {TRAITS_W2, 4, "64860", "own", true},
        {TRAITS_W2, 4, "64861", "own", false},
        {TRAITS_S1, 4, "64860", "own", false},
        {TRAITS_W1, 4, "5000", "4999-5000", true},
        {TRAITS_W1, 4, "5001", "4999-5000 5002", false},
        {TRAITS_W1, 4, "5001", "5001-4999", false},
        {TRAITS_T1, 4, "<64", "64", true},
        {TRAITS_T1, 4, "<64", "60", true},
        {TRAITS_T1, 4, "<64", "32", false},
        {TRAITS_T1, 4, "<32", "30", true},
        {TRAITS_T1, 4, "<255", "128", false},
        {TRAITS_T1, 4, "<255", "129 255", true},
        {TRAITS_T1, 4, "60", "64", false},
        {TRAITS_ID, 4, "zero", "", false},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct traits t = {.family = (uint8_t)rows[i].family};
        snprintf(t.value[TRAITS_M1], TRAITS_VALUE, "1380");
        snprintf(t.value[rows[i].key], TRAITS_VALUE, "%s", rows[i].value);
        if (traits_matches(rows[i].key, &t, rows[i].list) != rows[i].matches)
            fail_msg("%s against %s", rows[i].value, rows[i].list);
    }
}

/* The answer to the scan's own SYN, of a host that says nothing more. */
static void test_overheard(void **state)
{
    (void)state;
    struct stack s = {.ttl = 57, .wscale = 7, .win = 64240, .mss = 1460, .df = true, .opts = "MNNSNW"};
    struct asks_host h = stack_host(true);
    struct asks_answer a;
    uint8_t asked[ASKS_LEN_MAX], said[1500];
    struct wr w = wr_of(asked, sizeof asked), out = wr_of(said, sizeof said);
    asks_build(&stack_conf, &h, ASKS_SYN2, 0, &w);
    stack_answer(&s, &h, asked, wr_len(&w), &out);
    struct packet p = stack_parse(said, wr_len(&out));
    assert_true(asks_overhear(&p, &a));
    struct traits t = {.family = 4}, known = {.family = 4};
    struct buf b;
    buf_init(&b, 4096);
    assert_true(traits_overheard(&a, 255, &t));
    traits_text(&t, &b);
    assert_string_equal(buf_text(&b), "v4 s1=7 m1=1460 t1=<64 d1=yes o2=MNNSNW w2=64240");
    buf_fini(&b);
    snprintf(known.value[TRAITS_O1], TRAITS_VALUE, "M"); /* it answered questions of its own */
    assert_false(traits_overheard(&a, 255, &known));
    assert_string_equal(known.value[TRAITS_O2], "");
    p.tcp.flags = TCP_RST | TCP_ACK;
    assert_false(asks_overhear(&p, &a));
}

static void test_wrong_text(void **state)
{
    (void)state;
    static const char *const wrong[] = {"o1",      "o1=", "nothing=1", "v5", "o1=0123456789012345678901234",
                                        "o1=\x1b", "=1"};
    struct traits t;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct diag d = {0};
        assert_int_equal(traits_read(wrong[i], strlen(wrong[i]), &t, &d), -22);
        assert_non_null(d.msg);
    }
    struct diag d = {0};
    assert_int_equal(traits_read("  v6  w1=5 ", 11, &t, &d), 0);
    assert_int_equal(t.family, 6);
    assert_string_equal(t.value[TRAITS_W1], "5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fragment_order), cmocka_unit_test(test_traits),
        cmocka_unit_test(test_silence),        cmocka_unit_test(test_order),
        cmocka_unit_test(test_matches),        cmocka_unit_test(test_wrong_text),
        cmocka_unit_test(test_overheard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
