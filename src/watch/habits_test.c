/* Habits of an office that fail often, and what logs tell as a whole; beside each somebody who does nearly
 * the same and is to be told. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BOT "10.0.0.66"

/* Peers of a program on the same net, of whom half sleep; and the same at a port that no such program has. */
static void near_peers(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 24; i++) {
        play_ask(p, "10.0.0.7", play_host(2, i * 31), 7680, i % 2 ? 'w' : '-');
        play_ask(p, BOT, play_host(2, i * 31), 7681, i % 2 ? 'w' : '-');
        play_wait(p, 300 * NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(play_loud(p), 1);
    assert_non_null(play_find(p, BOT, "horizontal"));
    assert_null(play_find(p, "10.0.0.7", NULL));
    play_free(p);
}

/* A laptop in another net looks for the servers of its own, all day the same; who goes on to others, or finds
 * some, does not. */
static void elsewhere(void **state)
{
    (void)state;
    static const uint16_t ports[] = {88, 135, 389, 445, 631, 3268, 5985, 8530, 9100, 3389};
    struct play *p = play_new(0, false);
    for (unsigned round = 0; round < 12; round++)
        for (unsigned i = 0; i < 10; i++) {
            play_ask(p, "10.0.0.7", play_host(9, i * 5), ports[i], '-');
            play_ask(p, BOT, play_host(9, round < 11 ? i * 5 : 100 + i), ports[i], '-');
            play_ask(p, "10.0.0.68", play_host(9, i * 5), ports[i], i == 9 ? 'w' : '-');
            play_wait(p, 30 * NSEC_SEC);
        }
    play_end(p);
    assert_string_equal(play_find(p, "10.0.0.7", NULL)->role, "insistent");
    assert_string_equal(play_find(p, BOT, NULL)->role, "");
    assert_string_equal(play_find(p, "10.0.0.68", NULL)->role, "");
    assert_int_equal(play_loud(p), 2);
    play_free(p);
}

/* Counters of 60 switches in a row are read again and again, two of them being off, or a log does not tell; who asks
 * them all but once, or each several times as he goes, is not told apart. */
static void poller(void **state)
{
    (void)state;
    enum { TOLD, UNTOLD, CASES };
    for (unsigned k = 0; k < 3 * CASES; k++) {
        bool log = k % CASES == UNTOLD;
        unsigned rounds = k < CASES ? 1 : 6, as_he_goes = k < 2 * CASES ? 1 : 6;
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < rounds * 60; i++) {
            struct sight s = {.at = p->now,
                              .kind = log ? SIGHT_LOG : SIGHT_FLOW,
                              .action = log ? SIGHT_PASSED : SIGHT_ACTION_NONE,
                              .proto = IPPROTO_UDP,
                              .outcome = log      ? SIGHT_OUTCOME_UNKNOWN
                                         : i % 12 ? SIGHT_SUCCESS
                                                  : SIGHT_SILENT,
                              .sport = 40000,
                              .dport = 161,
                              .knows = SIGHT_SPORT,
                              .vlan = SIGHT_NO_VLAN};
            assert_int_equal(addr_parse("10.0.0.8", &s.src), 0);
            assert_int_equal(addr_parse(play_host(3, i / as_he_goes % 60), &s.dst), 0);
            play_sight(p, &s);
            play_wait(p, 2 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_accused(p), k < CASES || as_he_goes > 1);
        play_free(p);
    }
}

/* Of the links of a web a quarter is dead; at doors that nobody links to that is a scan. */
static void dead_links(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 500; i++) {
        play_ask(p, "10.0.0.7", play_outside(i * 7), 443, i % 4 ? 'w' : '-');
        play_ask(p, BOT, play_outside(i * 7), 5900, i % 4 ? 'w' : '-');
        play_wait(p, 8 * NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(play_loud(p), 1);
    assert_non_null(play_find(p, BOT, NULL));
    play_free(p);
}

/* Nobody on the Internet is asked for files: twenty a second are told before the tenth, and not only when
 * their silence is certain. */
static void files_far_away(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 40; i++) {
        play_ask(p, BOT, play_outside(i * 7), 445, '-');
        play_wait(p, 50 * NSEC_MS);
    }
    play_end(p);
    assert_in_range(play_find(p, BOT, "horizontal")->raised_after, 1, 9);
    play_free(p);
}

/* Of 14 doors two open, and all are asked again every minute: elsewhere, at high ports, or at home, or at low
 * ports. */
static struct play *rounds(bool home, uint16_t port)
{
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 14 * 20; i++) {
        unsigned n = i % 14;
        play_ask(p, "10.0.0.7", home ? play_host(3, n * 37 % 200) : play_outside(n * 3001 + n * n * 37),
                 (uint16_t)(port + n % 5), n % 7 ? '-' : 'w');
        play_wait(p, n == 13 ? NSEC_MINUTE : 400 * NSEC_MS);
    }
    return p;
}

static void waits_for_its_peers(void **state)
{
    (void)state;
    struct play *p = rounds(false, 22063);
    play_end(p);
    assert_int_equal(play_loud(p), 0);
    assert_string_equal(play_find(p, "10.0.0.7", NULL)->role, "insistent");
    play_free(p);
    for (unsigned i = 0; i < 2; i++) {
        p = rounds(i, i ? 22063 : 512);
        play_end(p);
        assert_int_equal(play_loud(p), 1);
        play_free(p);
    }
}

/* Windows looks for others that have the update; a third do. Whoever looks at the next port has no such
 * list. */
static void update_of_windows(void **state)
{
    (void)state;
    for (uint16_t port = 7680; port <= 7681; port++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            play_ask(p, "10.0.0.7", play_outside(i * 37 % 40 * 311), port, i % 3 ? '-' : 'w');
            play_wait(p, 5 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p), port != 7680);
        play_free(p);
    }
}

/* Nobody said what is at home: a third of the doors open, each at another port, in as many nets of the
 * Internet as there are doors, or in one. */
static void peers_of_a_stranger(void **state)
{
    (void)state;
    for (unsigned world = 0; world < 2; world++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 60; i++) {
            char dst[64];
            snprintf(dst, sizeof dst, "2a%02x:%x::7:%x", i % 40, world ? 0x100 + i : 0x100, i);
            if (!world)
                memcpy(dst, "2a00", 4);
            play_ask(p, "2a02:2e0:8:1::7", dst, (uint16_t)(5000 + i * 997 % 60000), i % 3 ? '-' : 'w');
            play_wait(p, 3 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p), !world);
        play_free(p);
    }
}

/* The same few doors, again and again: in nine nets, or in one. */
static void waits_for_the_world(void **state)
{
    (void)state;
    for (unsigned world = 0; world < 2; world++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 18 * 20; i++) {
            char dst[64];
            unsigned n = i % 18;
            snprintf(dst, sizeof dst, "2a0%x:100::7:%x", world ? n % 9 : 0, n);
            play_ask(p, "2a02:2e0:8:1::7", dst, (uint16_t)(22067 + n % 5), n % 7 ? '-' : 'w');
            play_wait(p, n == 17 ? NSEC_MINUTE : 400 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p), !world);
        play_free(p);
    }
}

/* A connection as Zeek tells it. */
static void tell(struct play *p, const char *src, const char *dst, uint16_t port, uint8_t outcome)
{
    struct sight s = {.at = p->now,
                      .kind = SIGHT_FLOW,
                      .proto = IPPROTO_TCP,
                      .outcome = outcome,
                      .sport = (uint16_t)(40000 + p->salt++ % 20000),
                      .dport = port,
                      .knows = SIGHT_SPORT,
                      .vlan = SIGHT_NO_VLAN};
    assert_int_equal(addr_parse(src, &s.src), 0);
    assert_int_equal(addr_parse(dst, &s.dst), 0);
    play_sight(p, &s);
    play_wait(p, NSEC_SEC);
}

/* What one finds and another uses, by a log of connections. */
static void visit_in_a_log(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 1; i <= 60; i++)
        tell(p, "203.0.113.9", play_host(2, i), 8291, i == 50 ? SIGHT_SUCCESS : SIGHT_SILENT);
    for (unsigned i = 0; i < 3; i++)
        tell(p, i ? "198.51.100.7" : "198.51.100.8", play_host(3, 1), 8291, SIGHT_SUCCESS);
    play_wait(p, NSEC_HOUR);
    tell(p, "198.51.100.77", play_host(2, 50), 8291, SIGHT_SUCCESS);
    tell(p, "198.51.100.78", play_host(3, 1), 8291, SIGHT_SUCCESS); /* a door that nobody found */
    play_end(p);
    assert_string_equal(play_find(p, "198.51.100.77", "visit")->severity, "medium");
    assert_null(play_find(p, "198.51.100.78", NULL));
    play_free(p);
}

/* Nobody said what is at home. Who visits all corners of the Internet is, and with it the link that it
 * shares. */
static void learnt_link(void **state)
{
    (void)state;
    struct play *p = play_new_anywhere();
    for (unsigned i = 0; i < 8; i++) {
        char server[40];
        snprintf(server, sizeof server, "2a00:%x::80", 0x1000 + i * 16);
        tell(p, "2a02:2e0:8:1::7", server, 443, SIGHT_SUCCESS);
    }
    for (unsigned i = 0; i < 20; i++) {
        char server[40];
        snprintf(server, sizeof server, "2a02:2e0:8:2::%x", i * 7);
        tell(p, "2a02:2e0:8:1::66", server, 445, SIGHT_REFUSED);
        tell(p, "2a02:2e0:9:1::66", server, 445, SIGHT_REFUSED);
    }
    play_end(p);
    assert_string_equal(play_find(p, "2a02:2e0:8:1::66", "horizontal")->zone, "internal");
    assert_string_equal(play_find(p, "2a02:2e0:9:1::66", "horizontal")->zone, "external");
    play_free(p);
}

/* The same of IPv4, where a link has no net of its own: three visitors make a /24 ours. */
static void learnt_neighbours(void **state)
{
    (void)state;
    for (unsigned visitors = 2; visitors <= 3; visitors++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 8 * visitors; i++) {
            char client[24], server[24];
            snprintf(client, sizeof client, "193.31.24.%u", 10 + i / 8);
            snprintf(server, sizeof server, "%u.7.0.80", 60 + i % 8);
            tell(p, client, server, 443, SIGHT_SUCCESS);
        }
        for (unsigned i = 0; i < 20; i++) {
            char server[24];
            snprintf(server, sizeof server, "193.31.25.%u", i * 7 + 1);
            tell(p, "193.31.24.66", server, 445, SIGHT_REFUSED);
        }
        play_end(p);
        assert_string_equal(play_find(p, "193.31.24.66", "horizontal")->zone,
                            visitors == 3 ? "internal" : "external");
        play_free(p);
    }
}

/* A flood of big datagrams at ports by chance, in a log; small ones may be questions. */
static void flood_in_a_log(void **state)
{
    (void)state;
    for (uint16_t payload = 900; payload >= 30; payload -= 870) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 2000; i++) {
            struct sight s = {.at = p->now,
                              .kind = SIGHT_FLOW,
                              .proto = IPPROTO_UDP,
                              .outcome = SIGHT_SILENT,
                              .sport = 1030,
                              .dport = (uint16_t)(2000 + i * 7919 % 60000),
                              .payload = payload,
                              .knows = SIGHT_SPORT,
                              .vlan = SIGHT_NO_VLAN};
            assert_int_equal(addr_parse("203.0.113.9", &s.src), 0);
            assert_int_equal(addr_parse("10.0.0.5", &s.dst), 0);
            play_sight(p, &s);
            play_wait(p, 5 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p), payload < 512);
        play_free(p);
    }
}

/* `n` hosts at home, all of which answer, in so many rounds; what the opener sent of each, and got. */
static struct play *all_open(unsigned n, unsigned rounds, uint8_t flags, uint32_t packets, uint32_t answers)
{
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < n * rounds; i++) {
        struct sight s =
            play_tcp(p, "10.0.0.66", (uint16_t)(40000 + i), play_host(2, i % n * 3), 8001, flags);
        s.kind = SIGHT_FLOW;
        s.outcome = SIGHT_SUCCESS;
        s.knows = SIGHT_SPORT | SIGHT_FLAGS | SIGHT_COUNTS;
        s.packets = packets;
        s.answers = answers;
        play_sight(p, &s);
        play_wait(p, 2 * NSEC_SEC);
    }
    return p;
}

/* Of hosts that all answer, a log of connections tells by the opener's flags who is a visitor. */
static void manners_in_a_log(void **state)
{
    (void)state;
    uint8_t said = TCP_SYN | TCP_ACK | TCP_PSH | TCP_FIN, silent = TCP_SYN | TCP_ACK | TCP_FIN;
    play_expect(all_open(15, 1, TCP_SYN | TCP_RST, 2, 1), "10.0.0.66", "horizontal", "syn");
    play_expect(all_open(20, 1, silent, 4, 3), "10.0.0.66", "horizontal", "connect");
    play_quiet(all_open(20, 1, said, 6, 5));                          /* a browser */
    play_quiet(all_open(20, 1, silent, 6, 40));                       /* data that the other side pushes */
    play_quiet(all_open(20, 1, TCP_SYN | TCP_RST | TCP_ACK, 2, 1));   /* a load balancer's checks begin, */
    play_quiet(all_open(20, 200, TCP_SYN | TCP_RST | TCP_ACK, 2, 1)); /* and go on */
}

/* Each ten seconds a cluster's node asks its pods how they are, and meets a new one, which is starting: its
 * second question finds it there. Who looks for doors comes back to shut ones as well, and they stay shut. */
static void services_that_start(void **state)
{
    (void)state;
    for (unsigned starting = 0; starting < 2; starting++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++)
            for (unsigned k = 0; k < 2 && k <= i; k++) {
                unsigned n = i - k;
                play_ask(p, BOT, play_host(3, n * 37 % 251), (uint16_t)(8080 + n % 3),
                         k && starting ? 'w' : 'c');
                play_wait(p, 5 * NSEC_SEC);
            }
        if (starting)
            play_quiet(p);
        else
            play_expect(p, BOT, "horizontal", "connect");
    }
}

/* One service of eight hosts, of which nobody said that they are at home. They start one after the other, and who is up
 * asks all others until they are there, too: none of them looks around, and none comes to what another one found. */
static void starts_together(void **state)
{
    enum { HOSTS = 8 };
    (void)state;
    struct play *p = play_new_anywhere();
    for (unsigned up = 1; up <= 2 * HOSTS; up++)
        for (unsigned k = 0; k < HOSTS * HOSTS; k++) {
            char from[32];
            unsigned i = k / HOSTS, to = k % HOSTS;
            snprintf(from, sizeof from, "%s", play_outside(i));
            if (i < up && i != to)
                tell(p, from, play_outside(to), 6222, to < up ? SIGHT_SUCCESS : SIGHT_REFUSED);
        }
    play_quiet(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_for_the_world),
        cmocka_unit_test(peers_of_a_stranger),
        cmocka_unit_test(waits_for_its_peers),
        cmocka_unit_test(update_of_windows),
        cmocka_unit_test(near_peers),
        cmocka_unit_test(elsewhere),
        cmocka_unit_test(poller),
        cmocka_unit_test(services_that_start),
        cmocka_unit_test(dead_links),
        cmocka_unit_test(files_far_away),
        cmocka_unit_test(visit_in_a_log),
        cmocka_unit_test(starts_together),
        cmocka_unit_test(manners_in_a_log),
        cmocka_unit_test(learnt_link),
        cmocka_unit_test(learnt_neighbours),
        cmocka_unit_test(flood_in_a_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
