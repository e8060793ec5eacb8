#include "watch/ledger/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const float late[] = {1};

static float peak_of(const struct walk *w, nsec last, const float unheard[])
{
    float peak;
    walk_sum(w, last, &(struct walk_view){.unheard = unheard}, &peak);
    return peak;
}

/* n questions at once, answers from every second host first, and then silence of the others. */
static void ask_all(struct walk *w, uint16_t n, nsec pause)
{
    for (uint16_t i = 0; i < n; i++)
        walk_ask(w, i * pause, i, 445, WALK_OPEN, 0, 0);
    for (uint16_t k = 0; k < 2; k++)
        for (uint16_t i = k; i < n; i += 2)
            walk_resolve(w, i, 445, k ? 1 : -1);
}

static void in_order(void **state)
{
    (void)state;
    for (uint16_t n = 4; n < 200; n += 13) { /* more than are remembered, too */
        struct walk w = {0};
        ask_all(&w, n, 0);
        assert_true(peak_of(&w, 0, NULL) <= 2.1f);
        assert_true(walk_is_sound(&w, 1));
    }
}

static void down(void **state)
{
    (void)state;
    struct walk one = {0}, many = {0};
    for (uint16_t i = 0; i < 4; i++) {
        walk_ask(&one, 0, 7, i, WALK_KNOWN, 0, 1);
        walk_ask(&many, 0, i, 445, WALK_KNOWN, 0, 1);
    }
    assert_true(peak_of(&one, 0, NULL) < 2.1f);
    assert_true(peak_of(&many, 0, NULL) > 3.9f);
}

/* Open ones count when their asker went on for long: longer where answers take long. */
/* A list of hosts, asked for three services each: of one that is down one learns once, however late. Without
 * others that answer there, each failure says something. */
static float listed(uint16_t hosts, bool others, bool at_once)
{
    struct walk w = {0};
    for (uint16_t i = 0; i < hosts; i++)
        for (uint16_t k = 0; k < 3; k++) {
            bool up = i % 5 > 1;
            uint16_t port = (uint16_t)(up || others ? k : 100 + i * 3 + k);
            walk_ask(&w, i, i, port, WALK_OPEN, 0, 0);
            if (up || at_once)
                walk_resolve(&w, i, port, up ? -0.5f : 1);
        }
    for (uint16_t i = 0; i < hosts && !at_once; i++)
        for (uint16_t k = 0; i % 5 <= 1 && k < 3; k++)
            walk_resolve(&w, i, (uint16_t)(others ? k : 100 + i * 3 + k), 1);
    assert_true(walk_is_sound(&w, 3));
    return peak_of(&w, 0, NULL);
}

static void lists(void **state)
{
    (void)state;
    assert_true(listed(40, true, true) < 2.5f);
    assert_true(listed(40, true, false) < 4.5f);
    assert_true(listed(40, false, false) > 10);
}

static void unheard(void **state)
{
    (void)state;
    struct walk w = {0};
    for (uint16_t i = 0; i < 4; i++)
        walk_ask(&w, 0, i, 445, i ? WALK_OPEN : WALK_EARLY, 0, 0);
    assert_true(peak_of(&w, NSEC_SEC, NULL) < 0.1f);
    assert_true(peak_of(&w, 0, late) < 0.1f);
    assert_true(peak_of(&w, NSEC_SEC, late) > 3.9f);
    assert_int_equal(walk_open(&w, NSEC_SEC, 3 * NSEC_SEC), 3);
    for (int i = 0; i < 40; i++)
        walk_answered(&w, 500 * NSEC_MS);
    assert_true(peak_of(&w, NSEC_SEC, late) < 0.1f);
    assert_true(peak_of(&w, 3 * NSEC_SEC, late) > 3.9f);
}

static void kinds(void **state)
{
    (void)state;
    struct walk w = {0};
    walk_ask(&w, 0, 1, 445, WALK_OPEN, 2, 0);
    assert_int_equal(walk_kind(&w, 1, 445, 0), 2);
    assert_int_equal(walk_kind(&w, 1, 446, 1), 1);
    walk_is(&w, 3, 0);
    assert_int_equal(walk_kind(&w, 1, 445, 0), 3);
    walk_resolve(&w, 1, 445, 1);
    walk_correct(&w, 1, 445, 0);
    assert_true(peak_of(&w, 0, NULL) < 0.1f);
}

static float vouched(const struct walk *w, nsec last)
{
    float peak;
    walk_sum(w, last, &(struct walk_view){.vouched = true}, &peak);
    return peak;
}

/* Silence counts in full where an answer shows, shortly after, that the net was there. */
static void heard(void **state)
{
    (void)state;
    struct walk w = {0};
    for (uint16_t i = 0; i < 4; i++)
        walk_ask(&w, i * 4 * NSEC_SEC, i, 445, WALK_KNOWN, 0, 1);
    assert_true(peak_of(&w, 0, NULL) > 3.9f && vouched(&w, 0) < 0.1f);
    walk_heard(&w, 9 * NSEC_SEC, 12 * NSEC_SEC);
    assert_true(vouched(&w, 0) > 1.9f && vouched(&w, 0) < 2.1f); /* those of 4 s and 8 s */
    walk_heard(&w, 600 * NSEC_SEC, 12 * NSEC_SEC);
    assert_true(vouched(&w, 0) < 2.1f);
    walk_heard(&w, 13 * NSEC_SEC, 12 * NSEC_SEC);
    assert_true(vouched(&w, 0) > 2.9f);
}

/* What was asked while those did not answer either that it knew failed at no door of theirs. */
static void missed(void **state)
{
    (void)state;
    for (uint16_t known = 0; known < 2; known++) {
        struct walk w = {0};
        walk_ask(&w, 0, 100, 445, WALK_KNOWN, 0, -1);
        walk_heard(&w, 0, 0);
        for (uint16_t i = 0; i < 4; i++)
            walk_ask(&w, NSEC_SEC, i, 445, WALK_KNOWN, 0, 1);
        for (uint16_t i = 0; i < 4; i++)
            walk_again(&w, known ? 100 : i, 445);
        assert_true(walk_is_alone(&w, false) == known &&
                    !walk_is_alone(&w, true)); /* they may still answer */
        for (uint16_t i = 0; i < 4; i++)
            walk_missed(&w);
        assert_true(walk_is_alone(&w, true) == known);
        walk_heard(&w, 2 * NSEC_SEC, NSEC_SEC);
        assert_true(known ? peak_of(&w, 0, NULL) < 0.1f : peak_of(&w, 0, NULL) > 3.9f);
        walk_missed(&w); /* asked before that */
        assert_int_equal(w.missed, 0);
    }
}

/* Answers that come late make patient at once. */
static void far(void **state)
{
    (void)state;
    struct walk w = {0};
    for (unsigned i = 0; i < 20; i++)
        walk_answered(&w, NSEC_MS);
    walk_ask(&w, 0, 1, 445, WALK_OPEN, 0, 0);
    assert_true(peak_of(&w, 20 * NSEC_MS, late) < 0.1f);
    assert_true(peak_of(&w, 40 * NSEC_MS, late) > 0.5f && peak_of(&w, 40 * NSEC_MS, late) < 0.7f);
    assert_true(peak_of(&w, 60 * NSEC_MS, late) > 0.9f);
    walk_answered(&w, 100 * NSEC_MS);
    assert_true(peak_of(&w, 90 * NSEC_MS, late) < 0.1f);
}

/* What goes on at the same port and pace was told with those before it; after others, or in another hurry, it
 * was not. */
static void told(void **state)
{
    (void)state;
    static const unsigned news[] = {0, 5, 4, 9};
    for (unsigned scene = 0; scene < 4; scene++) {
        struct walk w = {0};
        for (uint16_t i = 0; i < 12; i++) {
            uint16_t port = scene == 1 && i == 6 ? 22 : 445;
            walk_ask(&w, i * NSEC_SEC, i, port, WALK_OPEN, 7, 0);
            walk_go_on(&w, scene == 2 && i == 8, false);
            if (i == (scene == 3 ? 2 : 5))
                walk_tell(&w);
            walk_resolve(&w, i, port, -1); /* stays what it is */
        }
        assert_int_equal(walk_at_port(&w, 445, 7, 0).news, news[scene]);
        assert_true(walk_is_sound(&w, 8));
    }
}

/* After a pause as the run had none, or in a hurry, it is news; a pause as it had some is none, nor are a few
 * seconds, nor what is not quite in order. */
static void pace(void **state)
{
    (void)state;
    static const struct scene {
        nsec gap, pause, then;
        unsigned news;
    } k[] = {{NSEC_SEC, 12 * NSEC_SEC, NSEC_SEC, 0},
             {NSEC_SEC, 30 * NSEC_SEC, NSEC_SEC, 6},
             {60 * NSEC_SEC, 200 * NSEC_SEC, 60 * NSEC_SEC, 0},
             {60 * NSEC_SEC, 400 * NSEC_SEC, 60 * NSEC_SEC, 6},
             {60 * NSEC_SEC, 60 * NSEC_SEC, 20 * NSEC_SEC, 0},
             {60 * NSEC_SEC, 60 * NSEC_SEC, NSEC_SEC, 5},
             {100 * NSEC_MS, 100 * NSEC_MS, 0, 0},
             {NSEC_SEC, -NSEC_SEC / 2, NSEC_SEC, 0}};
    for (size_t scene = 0; scene < sizeof k / sizeof *k; scene++) {
        struct walk w = {0};
        nsec_wall now = NSEC_HOUR;
        for (uint16_t i = 0; i < 12; i++) {
            now += i == 6 ? k[scene].pause : i < 6 ? k[scene].gap : k[scene].then;
            walk_ask(&w, now, i, 445, WALK_OPEN, 7, 0);
            walk_go_on(&w, false, false);
            if (i == 5)
                walk_tell(&w);
        }
        assert_int_equal(walk_at_port(&w, 445, 7, 0).news, k[scene].news);
    }
}

/* The sum that begins anew when it was told: what came before does not count, what opens is taken off. */
static void since(void **state)
{
    (void)state;
    struct walk w = {0};
    for (uint16_t i = 0; i < 40; i++) {
        walk_ask(&w, 0, i, 445, i % 2 ? WALK_KNOWN : WALK_OPEN, 0, 1);
        walk_resolve(&w, i, 445, i % 2 ? 0 : 1);
    }
    assert_true(walk_since(&w) > 39);
    walk_tell(&w);
    walk_resolve(&w, 99, 445, -1);
    assert_true(walk_since(&w) == 0);
    walk_resolve(&w, 99, 445, 1);
    walk_correct(&w, 39, 445, 0.5f);
    assert_true(walk_since(&w) == 0.5f);
    walk_is(&w, 1, 1);
    assert_true(walk_since(&w) == 1);
}

/* Since the first that stayed shut, and before it without a pause. */
static void list(void **state)
{
    (void)state;
    for (unsigned pause = 0; pause < 2; pause++) {
        struct walk w = {0};
        for (uint16_t i = 0; i < 12; i++)
            walk_ask(&w, i < 4 ? 0 : pause * 20 * NSEC_SEC, i, i == 11 ? 22 : 445, WALK_KNOWN, 0,
                     i >= 6 && i < 8 ? 1 : -1);
        assert_int_equal(walk_list(&w, 445, 0).shut, 2);
        assert_int_equal(walk_list(&w, 445, 0).opened, pause ? 5 : 9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_order), cmocka_unit_test(down),  cmocka_unit_test(lists),
        cmocka_unit_test(unheard),  cmocka_unit_test(kinds), cmocka_unit_test(heard),
        cmocka_unit_test(missed),   cmocka_unit_test(far),   cmocka_unit_test(told),
        cmocka_unit_test(pace),     cmocka_unit_test(since), cmocka_unit_test(list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
