/* Passwords that are guessed, and those that their owners forgot. */
#include "watch/detect/guess.h"
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SCANNER "203.0.113.9"

/* A password that was guessed; and one that its owner had forgotten, while a hundred others guess in vain. */
static void guessed(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    char src[32];
    for (unsigned i = 0; i < 3000; i++) {
        snprintf(src, sizeof src, "198.51.100.%u", i % 100 + 1);
        play_login(p, src, false);
        if (i % 600 == 0)
            play_login(p, "10.0.0.77", false);
        if (i % 30 == 0)
            play_login(p, SCANNER, false);
    }
    play_login(p, "10.0.0.77", true);
    assert_null(play_find(p, NULL, "break-in"));
    play_login(p, SCANNER, true);
    play_login(p, SCANNER, true);
    play_end(p);
    assert_string_equal(play_find(p, SCANNER, "break-in")->severity, "high");
    assert_null(play_find(p, "10.0.0.77", NULL));
    assert_int_equal(play_loud(p), 1);
    play_free(p);
}

/* Each password from another address of the same /64. */
static void guessed_by_a_net(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    char src[32];
    for (unsigned i = 1; i <= 500; i++) {
        snprintf(src, sizeof src, "2001:db8:bad::%x", i);
        play_login(p, src, false);
    }
    play_login(p, "2001:db8:bad::ffff", true);
    play_end(p);
    assert_non_null(play_find(p, "2001:db8:bad::ffff", "break-in"));
    play_free(p);
}

/* Those who guessed much, long ago, leave their places: else newcomers push each other out of the one that is
 * left. */
static void old_guessers(void **state)
{
    (void)state;
    struct guesses *g = guesses_new((struct hash_key){{1, 2}});
    struct sight s = {.kind = SIGHT_LOGIN, .dport = 22, .dst = addr_v4(0x0a000005), .login_failed = true};
    nsec_wall since;
    for (unsigned i = 0; i < 8192 * 20; i++) {
        s.src = addr_v4(0x30000000 + i / 20);
        guesses_note(g, &s, &since);
    }
    s.at = 8 * NSEC_DAY;
    for (unsigned i = 0; i < 12 * 3000; i++) {
        bool one = i % 3000 < 2;
        s.src = addr_v4(one ? 0xc6336409 : 0x40000000 + i);
        guesses_note(g, &s, &since);
    }
    s.src = addr_v4(0xc6336409);
    s.login_failed = false;
    s.login_passed = true;
    assert_int_equal(guesses_note(g, &s, &since), 24);
    guesses_free(g);
}

/* Lines of several logs come in any order. What is saved of them is put back all the same. */
static void in_any_order(void **state)
{
    (void)state;
    struct guesses *g = guesses_new((struct hash_key){{1, 2}}),
                   *next = guesses_new((struct hash_key){{1, 2}});
    struct sight s = {.kind = SIGHT_LOGIN,
                      .src = addr_v4(0xc6336409),
                      .dport = 22,
                      .dst = addr_v4(0x0a000005),
                      .login_failed = true};
    nsec_wall since = 0;
    for (unsigned i = 0; i < GUESS_LEAST; i++) {
        s.at = NSEC_DAY - i * NSEC_MINUTE;
        guesses_note(g, &s, &since);
    }
    struct region from = guesses_region(g), to = guesses_region(next);
    uint8_t *piece = malloc(from.most);
    for (uint32_t i = 0; i < from.pieces; i++) {
        size_t n = from.get(from.of, i, piece);
        assert_true(!n || to.put(to.of, i, piece, n));
    }
    s.at = NSEC_DAY + NSEC_MINUTE;
    s.login_failed = false;
    s.login_passed = true;
    assert_int_equal(guesses_note(next, &s, &since), GUESS_LEAST);
    assert_true(since == NSEC_DAY - (GUESS_LEAST - 1) * NSEC_MINUTE);
    free(piece);
    guesses_free(g);
    guesses_free(next);
}

/* sshd and PAM may both tell of a try: whoever forgot his password counts once. */
static void told_twice(void **state)
{
    (void)state;
    struct guesses *g = guesses_new((struct hash_key){{1, 2}});
    struct sight s = {
        .kind = SIGHT_LOGIN, .src = addr_v4(0xc6336409), .dport = 22, .dst = addr_v4(0x0a000005)};
    nsec_wall since;
    for (unsigned wrong = GUESS_LEAST - 1; wrong <= GUESS_LEAST; wrong++) {
        s.login_failed = true;
        s.login_passed = false;
        for (unsigned i = 0; i < 2 * wrong; i++) {
            s.login_module = i % 2;
            guesses_note(g, &s, &since);
        }
        s.login_failed = s.login_module = false;
        s.login_passed = true;
        assert_int_equal(guesses_note(g, &s, &since), wrong < GUESS_LEAST ? 0 : wrong);
    }
    guesses_free(g);
}

/* One line for several tries of the same kind. */
static void told_at_once(void **state)
{
    (void)state;
    struct guesses *g = guesses_new((struct hash_key){{1, 2}});
    struct sight s = {.kind = SIGHT_LOGIN,
                      .src = addr_v4(0xc6336409),
                      .dport = 22,
                      .dst = addr_v4(0x0a000005),
                      .count = GUESS_LEAST,
                      .login_failed = true};
    nsec_wall since;
    guesses_note(g, &s, &since);
    s = (struct sight){.kind = SIGHT_LOGIN, .src = s.src, .dport = 22, .dst = s.dst, .login_passed = true};
    assert_int_equal(guesses_note(g, &s, &since), GUESS_LEAST);
    guesses_free(g);
}

/* At each of the hosts that write one log: `left` before it was let in. */
static void visits(struct play *p, const char *src, unsigned hosts, unsigned first, bool left)
{
    for (unsigned i = 0; i < hosts; i++) {
        struct sight s = play_tcp(p, src, (uint16_t)(40000 + i), play_host(3, i * 37 % 97), 22, 0);
        s.kind = SIGHT_LOGIN;
        s.outcome = SIGHT_SUCCESS;
        s.knows = SIGHT_SPORT;
        s.login_left = left || i < first;
        s.login_passed = !s.login_left;
        play_sight(p, &s);
        play_wait(p, 3 * NSEC_SEC);
    }
}

/* Who comes to many hosts and is let in by none; from inside it is worth a look. Who is let in, but for a few times,
 * works there. */
static void let_in_nowhere(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    visits(p, SCANNER, 30, 0, true);
    play_expect(p, SCANNER, "horizontal", "syn");
    p = play_new(0, false);
    visits(p, "10.0.0.9", 30, 0, true);
    play_end(p);
    assert_string_equal(play_find(p, "10.0.0.9", "horizontal")->severity, "low");
    play_free(p);
    p = play_new(0, false);
    visits(p, "10.0.0.9", 30, 10, false);
    visits(p, SCANNER, 30, 10, false);
    play_quiet(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guessed),      cmocka_unit_test(let_in_nowhere), cmocka_unit_test(guessed_by_a_net),
        cmocka_unit_test(old_guessers), cmocka_unit_test(told_twice),     cmocka_unit_test(told_at_once),
        cmocka_unit_test(in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
