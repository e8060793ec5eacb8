/* Hosts that have servers of their own: half of a list is down, or all that many use; and who sets out to look
 * for more after he was told for what he did before. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HOST "10.1.0.66"

enum { AGENT = 9102 }; /* no door of which clients know few */

/* n hosts of that net, scattered, one after the other. */
static void ask(struct play *p, unsigned net, unsigned n, uint16_t port, nsec gap, const char *answers)
{
    for (unsigned i = 0; i < n; i++) {
        play_ask(p, HOST, play_host(net, i * 37 % 251), port, answers[i % strlen(answers)]);
        play_wait(p, gap);
    }
}

/* It has a dozen shares that are nobody else's, and is told for them, once. */
static struct play *told_before(nsec gap)
{
    struct play *p = play_new(0, true);
    ask(p, 9, 12, 445, gap, "w");
    assert_int_equal(p->alerts, 1);
    assert_string_equal(p->alert[0].severity, "low");
    return p;
}

/* Hours later, or in another hurry, it sets out: that is told before its tenth host, however many let it in. */
static void sets_out(void **state)
{
    (void)state;
    static const char *const answers[] = {"w", "wwc", "wc", "c"};
    static const nsec gaps[] = {100 * NSEC_MS, 60 * NSEC_SEC, 700 * NSEC_SEC};
    for (unsigned a = 0; a < 4; a++)
        for (unsigned later = 0; later < 2; later++)
            for (unsigned k = 0; k < 2 + later; k++) {
                struct play *p = told_before(later ? 20 * NSEC_SEC : 900 * NSEC_SEC);
                play_wait(p, later ? 3600 * NSEC_SEC : 0);
                ask(p, 3, 9, 445, gaps[k], answers[a]);
                assert_true(p->alerts > 1);
                play_free(p);
            }
}

/* Minutes later at the same pace, or at once in a greater hurry; and whoever finds nobody any more, though he
 * keeps his pace, is told at his fifth. */
static void sets_out_soon(void **state)
{
    (void)state;
    static const struct scene {
        nsec gap, pause, then;
        unsigned n;
        const char *answers;
    } k[] = {{NSEC_SEC, 30 * NSEC_SEC, NSEC_SEC, 9, "w"},
             {10 * NSEC_SEC, 120 * NSEC_SEC, 10 * NSEC_SEC, 9, "w"},
             {60 * NSEC_SEC, 400 * NSEC_SEC, 60 * NSEC_SEC, 9, "w"},
             {20 * NSEC_SEC, 0, 100 * NSEC_MS, 9, "w"},
             {20 * NSEC_SEC, 0, 20 * NSEC_SEC, 5, "c"}};
    for (size_t i = 0; i < sizeof k / sizeof *k; i++) {
        struct play *p = told_before(k[i].gap);
        play_wait(p, k[i].pause);
        ask(p, 3, k[i].n, 445, k[i].then, k[i].answers);
        assert_true(p->alerts > 1);
        play_free(p);
    }
}

/* At the same pace, without a pause, it leaves the net in which all of them were; how many nets it goes through from
 * then on is no news. */
static void leaves_its_net(void **state)
{
    (void)state;
    static const nsec gaps[] = {3 * NSEC_SEC, 10 * NSEC_SEC, 60 * NSEC_SEC};
    for (unsigned k = 0; k < 3; k++) {
        struct play *p = told_before(gaps[k]);
        for (unsigned net = 0; net < 5; net++) {
            ask(p, 20 + net, net ? 12 : 9, 445, gaps[k], "w");
            assert_int_equal(p->alerts, 2);
        }
        play_free(p);
    }
}

/* Of the first nine that it comes to are six everybody's. */
static void sets_out_among_servers(void **state)
{
    (void)state;
    static const char *const others[] = {"10.1.0.7", "10.1.0.8", "10.1.0.9"};
    struct play *p = told_before(NSEC_SEC);
    for (unsigned i = 0; i < 18; i++)
        play_ask(p, others[i % 3], play_host(3, i / 3 * 37 % 251), 445, 'w');
    play_wait(p, NSEC_HOUR);
    ask(p, 3, 9, 445, NSEC_SEC, "w");
    assert_int_equal(p->alerts, 2);
    play_free(p);
}

/* Nine hosts, of which eight are everybody's (of the first two that is not kept), within a minute; or one now and
 * then, as anybody comes by them. */
static void goes_among_servers(void **state)
{
    (void)state;
    static const char *const others[] = {"10.1.0.7", "10.1.0.8", "10.1.0.9"};
    for (unsigned hurried = 0; hurried < 2; hurried++) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < 24; i++)
            play_ask(p, others[i % 3], play_host(3, i / 3 * 37 % 251), 445, 'w');
        play_wait(p, NSEC_HOUR);
        ask(p, 3, 9, 445, hurried ? 5 * NSEC_SEC : 300 * NSEC_SEC, "w");
        assert_int_equal(p->alerts, hurried);
        play_free(p);
    }
}

/* What it was told for was no run of hosts, but what a client has on a morning: it sets out within a minute. */
static void sets_out_at_once(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 9; i++) {
        play_ask(p, HOST, play_host(9, i * 37), 445, 'w');
        if (i % 2)
            play_ask(p, HOST, play_host(8, i * 37), 389, 'w');
        play_wait(p, 20 * NSEC_SEC);
    }
    assert_int_equal(p->alerts, 1);
    ask(p, 3, 9, 445, NSEC_SEC, "w");
    assert_int_equal(p->alerts, 2);
    play_free(p);
}

/* Who goes on from host to host is told once, however many they are. */
static void goes_on(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    ask(p, 3, 100, 445, 20 * NSEC_SEC, "w");
    assert_int_equal(p->alerts, 1);
    play_free(p);
}

/* Nor is a tool news that asks at several at once and waits for all of them; or of whose hosts one in ten is
 * gone. */
static void goes_on_in_turns(void **state)
{
    (void)state;
    for (unsigned gone = 0; gone < 2; gone++) {
        struct play *p = play_new(0, true);
        for (unsigned net = 0; net < 25; net++) {
            ask(p, net, 4, 445, 0, gone && net % 5 < 2 ? "cwww" : "w");
            play_wait(p, 30 * NSEC_SEC);
        }
        assert_int_equal(p->alerts, 1);
        play_free(p);
    }
}

/* Shares are at 445 and, where they are old, at 139: who looks for one here and for the other there goes from host to
 * host, and is told before his tenth, once. The same five asked at both are five. */
static void either_door_of_shares(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 60; i++) {
        play_ask(p, HOST, play_host(3, i * 37 % 251), i % 2 ? 445 : 139, 'w');
        play_wait(p, 20 * NSEC_SEC);
        assert_int_equal(p->alerts, i >= 8);
    }
    assert_string_equal(p->alert[0].severity, "low");
    play_free(p);

    p = play_new(0, true);
    for (unsigned i = 0; i < 10; i++) {
        play_ask(p, HOST, play_host(3, i / 2 * 37), i % 2 ? 445 : 139, 'w');
        play_wait(p, 20 * NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(p->alerts, 0);
    play_free(p);
}

/* Half of a list is down, in whatever order: told, but low. A net that is half full goes on; and who finds no
 * more after his own is on no list. */
static void half_gone(void **state)
{
    (void)state;
    static const char *const answers[] = {"w-", "wc", "wwcc-w"};
    for (unsigned a = 0; a < 3; a++)
        for (unsigned bad = 0; bad < 3; bad++) {
            struct play *p = play_new(0, true);
            ask(p, 3, bad == 1 ? 60 : 18, AGENT, NSEC_SEC, answers[a]);
            if (bad == 2)
                ask(p, 4, 9, AGENT, NSEC_SEC, "-c");
            play_wait(p, NSEC_MINUTE);
            assert_int_equal(play_loud(p) > 0, bad > 0);
            play_free(p);
        }
}

/* Six of a list that stand in a row are gone: told, but low. What is asked a while after the list is none of
 * it. */
static void six_gone(void **state)
{
    (void)state;
    static const char *const answers[] = {"wwwwwwww------ww", "wwww------", "wwwwccccccwww"};
    for (unsigned a = 0; a < 3; a++)
        for (unsigned bad = 0; bad < 2; bad++) {
            struct play *p = play_new(0, true);
            unsigned open = (unsigned)strspn(answers[a], "w");
            ask(p, 3, open, AGENT, NSEC_SEC, "w");
            play_wait(p, bad * NSEC_MINUTE);
            ask(p, 4, 7, AGENT, NSEC_SEC, answers[a] + open);
            play_wait(p, NSEC_MINUTE);
            assert_int_equal(play_loud(p) > 0, bad);
            play_free(p);
        }
}

/* Twenty servers in a row, all of which are down today. Two others were let in there; or nobody ever was. */
static void down_for_all(void **state)
{
    (void)state;
    static const char *const others[] = {"10.1.0.7", "10.1.0.8"};
    for (unsigned known = 0; known < 2; known++) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < 40 * known; i++)
            play_ask(p, others[i % 2], play_host(3, i / 2), AGENT, 'w');
        play_wait(p, NSEC_MINUTE);
        for (unsigned i = 0; i < 20; i++) {
            play_ask(p, HOST, play_host(3, i), AGENT, i % 3 ? '-' : 'c');
            play_wait(p, NSEC_SEC);
        }
        play_wait(p, NSEC_MINUTE);
        assert_int_equal(play_loud(p) > 0, !known);
        play_free(p);
    }
}

/* Hosts in any order of which it finds three, or four and more than twice as many that are shut: that is no list. */
static void finds_few(void **state)
{
    (void)state;
    static const char *const answers[] = {"wwwcccccc", "wwwwccccccccc"};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct play *p = play_new(0, false);
        ask(p, 3, (unsigned)strlen(answers[i]), AGENT, NSEC_SEC, answers[i]);
        play_expect(p, HOST, "horizontal", "connect");
    }
}

/* Flows of a row of hosts, three of which are open, in the order in which they end; `asked`: it was asked in a row,
 * else in that order. */
static struct play *row_told_late(bool asked)
{
    static const unsigned order[] = {0, 5, 6, 8, 7, 3, 4, 1, 2};
    static const char outcomes[] = {SIGHT_REFUSED, SIGHT_SILENT,  SIGHT_SILENT,  SIGHT_SILENT, SIGHT_SILENT,
                                    SIGHT_SUCCESS, SIGHT_SUCCESS, SIGHT_SUCCESS, SIGHT_REFUSED};
    struct play *p = play_new(0, false);
    nsec_wall begin = p->now;
    for (unsigned k = 0; k < sizeof order / sizeof *order; k++) {
        unsigned i = order[k];
        p->now = begin + (asked ? i : k) * 100 * NSEC_MS;
        struct sight s = play_flow(p, HOST, (uint16_t)(40000 + i), play_host(3, i), 445, IPPROTO_TCP, 1);
        s.outcome = (uint8_t)outcomes[i];
        s.answers = s.outcome != SIGHT_SILENT;
        play_sight(p, &s);
    }
    return p;
}

/* Who goes along a row counts, whenever his flows end. */
static void row_in_time(void **state)
{
    (void)state;
    play_expect(row_told_late(true), HOST, "horizontal", "syn");
    play_quiet(row_told_late(false));
}

/* An ICMP error, for a datagram that found no door. */
static void refuse(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.kind = SIGHT_ERROR;
    s.proto = IPPROTO_UDP;
    s.via = s.dst;
    s.icmp_type = 3;
    s.icmp_code = 3;
    play_sight(p, &s);
}

/* Somebody asks n hosts at two ports, by UDP and then by TCP, twice. */
static struct play *by_both(unsigned n, uint16_t one, uint16_t other, char answer)
{
    struct play *p = play_new(0, true);
    for (uint16_t i = 0; i < 4 * n; i++) {
        const char *server = play_host(9, i % n * 37 % 251);
        uint16_t port = i / n % 2 ? one : other, sport = (uint16_t)(40000 + i);
        play_send(p, HOST, server, IPPROTO_UDP, sport, port);
        if (answer == 'c')
            refuse(p, HOST, sport, server, port);
        play_wait(p, NSEC_SEC);
        play_ask(p, HOST, server, port, answer);
        play_wait(p, NSEC_SEC);
    }
    return p;
}

/* All five servers of Kerberos and LDAP are down, or refuse: their clients try each of them, by UDP and TCP, again and
 * again. Who looks for such servers, or who tries other doors of five hosts, is told. */
static void directory_is_down(void **state)
{
    (void)state;
    for (const char *answer = "c-"; *answer; answer++) {
        play_quiet(by_both(5, 88, 389, *answer));
        play_expect(by_both(20, 88, 389, *answer), HOST, "horizontal", "connect");
    }
    struct play *p = by_both(5, 8088, 8389, 'c');
    assert_true(play_loud(p));
    play_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_few),          cmocka_unit_test(sets_out),
        cmocka_unit_test(sets_out_at_once),   cmocka_unit_test(sets_out_soon),
        cmocka_unit_test(leaves_its_net),     cmocka_unit_test(sets_out_among_servers),
        cmocka_unit_test(goes_among_servers), cmocka_unit_test(goes_on),
        cmocka_unit_test(goes_on_in_turns),   cmocka_unit_test(either_door_of_shares),
        cmocka_unit_test(half_gone),          cmocka_unit_test(six_gone),
        cmocka_unit_test(down_for_all),       cmocka_unit_test(row_in_time),
        cmocka_unit_test(directory_is_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
