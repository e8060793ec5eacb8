/* Nothing answers: is it a sweep of doors that are not there, or a net that is gone? */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HOST "10.1.0.66"
#define PEER "10.1.0.5"

enum { INSTALLER = 9102 }; /* no door of which clients know few */

/* A host that has its servers, and they answer. */
static struct play *begin(void)
{
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 8; i++) {
        play_ask(p, HOST, i % 2 ? PEER : play_host(9, i), 445, 'w');
        play_wait(p, 20 * NSEC_SEC);
    }
    assert_int_equal(p->alerts, 0);
    return p;
}

static void ask_new(struct play *p, unsigned n, nsec gap, const char *answers, uint16_t port, uint16_t other)
{
    for (unsigned i = 0; i < n; i++) {
        play_ask(p, HOST, play_host(2, i * 37), i % 2 ? other : port, answers[i % strlen(answers)]);
        play_wait(p, gap);
    }
}

/* Before the tenth, and grave: whether nothing answers, or some refuse and so vouch for the net. Where a
 * fifth lets it in: told. */
static void sweeps(void **state)
{
    (void)state;
    static const char *const answers[] = {"-", "c", "-c", "w----"};
    static const nsec gaps[] = {60 * NSEC_MS, NSEC_SEC, 600 * NSEC_SEC};
    for (unsigned a = 0; a < 4; a++)
        for (unsigned k = 0; k < 3; k++) {
            struct play *p = begin();
            ask_new(p, 9, gaps[k], answers[a], 445, 445);
            assert_true(p->alerts >= 1 && (play_loud(p) || a == 3));
            play_free(p);
        }
}

/* Its net is gone: a few new doors, silent all at once, are told, but low. */
static void gone(void **state)
{
    (void)state;
    struct play *p = begin();
    ask_new(p, 6, 30 * NSEC_MS, "-", 445, 443);
    play_quiet(p);
}

/* Those that it knew are silent as well: no number of new ones accuses it. Then all is well again, and
 * nothing is held against it. */
static void gone_for_all(void **state)
{
    (void)state;
    for (unsigned back = 0; back < 2; back++) {
        struct play *p = begin();
        for (unsigned i = 0; i < 4; i++) {
            play_ask(p, HOST, PEER, 445, '-');
            play_wait(p, 4 * NSEC_SEC);
        }
        ask_new(p, 9, 300 * NSEC_MS, "-", 445, 443);
        play_wait(p, 20 * NSEC_SEC);
        if (back)
            play_ask(p, HOST, PEER, 445, 'w');
        play_wait(p, 20 * NSEC_SEC);
        play_quiet(p);
    }
}

/* Two connections at once to a server that it knows, which answers a moment later. */
static void twice_at_once(struct play *p, uint16_t sport)
{
    for (uint8_t answer = 0; answer < 2; answer++)
        for (uint16_t i = 0; i < 2; i++) {
            struct sight s = answer ? play_tcp(p, PEER, 445, HOST, (uint16_t)(sport + i), TCP_SYN | TCP_ACK)
                                    : play_tcp(p, HOST, (uint16_t)(sport + i), PEER, 445, TCP_SYN);
            play_sight(p, &s);
        }
}

/* Silence of those that never answered, or a word with one that is there, excuses nothing: neither does who
 * sweeps make himself excused so. */
static void no_excuse(void **state)
{
    (void)state;
    for (unsigned dead = 0; dead < 2; dead++) {
        struct play *p = begin();
        for (unsigned i = 0; i < 2 * dead; i++) { /* long before */
            play_ask(p, HOST, play_host(7, i), 22, '-');
            play_wait(p, 4 * NSEC_SEC);
        }
        for (unsigned i = 0; i < 10; i++) {
            play_ask(p, HOST, play_host(2, i * 37), 445, '-');
            for (unsigned k = 0; k < 2 * dead; k++)
                play_ask(p, HOST, play_host(7, k), 22, '-');
            play_wait(p, 20 * NSEC_SEC);
            twice_at_once(p, (uint16_t)(50000 + 2 * i));
            play_wait(p, 20 * NSEC_SEC);
        }
        assert_true(play_loud(p) >= 1);
        play_free(p);
    }
}

/* Half of the doors open, and it goes on to none of them; a program that gives up a few of its visits is no
 * such. */
static void half_open(void **state)
{
    (void)state;
    struct play *p = begin();
    ask_new(p, 9, NSEC_SEC, "hc", 445, 445);
    assert_true(play_loud(p) >= 1);
    play_free(p);
    p = begin();
    ask_new(p, 9, NSEC_SEC, "wwhwwcwww", INSTALLER, INSTALLER);
    assert_int_equal(p->alerts, 0);
    play_free(p);
}

/* Half of them open, and it says no word there. */
static void wordless(void **state)
{
    (void)state;
    struct play *p = begin();
    ask_new(p, 9, NSEC_SEC, "ceecceccc", 445, 445);
    assert_true(p->alerts >= 1);
    play_free(p);
    p = begin();
    ask_new(p, 9, NSEC_SEC, "wwewwcwwe", INSTALLER, INSTALLER);
    assert_int_equal(p->alerts, 0);
    play_free(p);
}

/* Every second host lets it in, in whatever order: told before the tenth. Two of three, or hosts that others
 * go to as well: nothing is. */
static void halfway(void **state)
{
    (void)state;
    static const char *const answers[] = {"wc", "w-", "ccwwwcwwc"};
    static const char *const others[] = {"10.1.0.7", "10.1.0.8", "10.1.0.9", "10.1.0.10"};
    for (unsigned a = 0; a < 3; a++) {
        struct play *p = play_new(0, true);
        play_ask(p, HOST, PEER, 445, 'w');
        ask_new(p, 9, NSEC_SEC, answers[a], 445, 445);
        assert_true(p->alerts >= 1);
        play_free(p);
    }
    struct play *p = begin();
    ask_new(p, 16, NSEC_SEC, "wwcw", INSTALLER, INSTALLER);
    assert_int_equal(p->alerts, 0);
    play_free(p);
    p = begin();
    for (unsigned i = 0; i < 4 * 9; i++)
        play_ask(p, others[i % 4], play_host(2, i / 4 * 37), INSTALLER, i / 4 % 3 ? 'w' : '-');
    ask_new(p, 9, NSEC_SEC, "-ww", INSTALLER, INSTALLER);
    play_end(p);
    assert_null(play_find(p, HOST, NULL));
    play_free(p);
}

/* A list of hosts side by side, all asked within a moment: they answer, or nobody does. */
static void side_by_side(void **state)
{
    (void)state;
    for (unsigned there = 0; there < 2; there++) {
        struct play *p = begin();
        for (uint16_t k = 0; k <= there; k++)
            for (uint16_t i = 0; i < 20; i++) {
                const char *to = play_host(2, i);
                uint16_t from = (uint16_t)(50000 + i);
                struct sight s = k ? play_tcp(p, to, INSTALLER, HOST, from, TCP_SYN | TCP_ACK)
                                   : play_tcp(p, HOST, from, to, INSTALLER, TCP_SYN);
                play_sight(p, &s);
                p->now += there ? 10000 : 10 * NSEC_MS;
            }
        play_wait(p, NSEC_SEC);
        assert_int_equal(play_loud(p) > 0, !there);
        play_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sweeps),       cmocka_unit_test(gone),
                                       cmocka_unit_test(gone_for_all), cmocka_unit_test(no_excuse),
                                       cmocka_unit_test(half_open),    cmocka_unit_test(wordless),
                                       cmocka_unit_test(halfway),      cmocka_unit_test(side_by_side)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
