/* Honest hosts that go about in groups, clusters, monitors and their hosts, peers, of whom a recording has one
 * side, the answers first, or nothing of what came of it; beside each somebody who looks for them. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOST   "10.0.0.77"
#define HOST_6 "fd00::77"

static void end(struct play *p, bool quiet, const char *technique, const char *kind)
{
    if (quiet)
        play_quiet(p);
    else
        play_expect(p, NULL, kind, technique);
}

static const char *member(unsigned n)
{
    static char text[64];
    snprintf(text, sizeof text, "10.4.0.%u", 11 + n * 83 % 240);
    return text;
}

/* One looks another up, by ND or by a ping; `ahead`: how long before it the answer was recorded. */
static void look_up(struct play *p, bool nd, unsigned n, bool there, nsec ahead)
{
    char whom[64];
    snprintf(whom, sizeof whom, nd ? "fd00::%x" : "10.4.0.%u", 11 + n * 83 % 240);
    const char *me = nd ? HOST_6 : HOST;
    for (unsigned asks = !there; asks < 2; asks++) {
        struct sight s = play_tcp(p, asks ? me : whom, 0, asks ? whom : me, 0, 0);
        s.proto = nd ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
        s.icmp_type = nd ? (asks ? 135 : 136) : asks ? 8 : 0; /* RFC 4861 4.3, 4.4; RFC 792 */
        s.knows = SIGHT_TTL;
        play_sight(p, &s);
        play_wait(p, asks ? 0 : ahead);
    }
}

/* A recorder of video looks for its 24 cameras, three being unplugged, and what hears the cameras is ahead of
 * what hears it, by less than a packet takes. A sweep finds few, and three seconds ahead nobody is; who pings
 * one after the other, all there, is too fast for anybody. */
static void answers_come_first(void **state)
{
    (void)state;
    enum { LIST, SWEEP, EARLIER, CASES };
    for (unsigned n = 0; n < 2 * CASES; n++) {
        bool nd = n % 2;
        unsigned what = n / 2, hosts = what == SWEEP ? 100 : 24;
        struct play *p = nd ? play_new_anywhere() : play_new(0, false);
        for (unsigned i = 0; i < hosts; i++) {
            bool there = what == SWEEP ? i % 5 == 0 : i % 8 != 5;
            look_up(p, nd, i, there, what == EARLIER ? 20 * NSEC_SEC : 4 * NSEC_MS);
            play_wait(p, what == SWEEP ? 300 * NSEC_MS : 2 * NSEC_SEC);
        }
        end(p, what == LIST, nd ? "nd" : "ping", "sweep");
    }
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 200; i++, play_wait(p, 20 * NSEC_MS))
        look_up(p, false, i, true, 4 * NSEC_MS);
    play_expect(p, HOST, "sweep", "ping");
}

/* A node of a cluster asks its pods every ten seconds; at times several are new at once, and none of these has
 * begun yet, until it comes back. A scanner finds as many shut that stay so. */
static void pods_that_begin(void **state)
{
    (void)state;
    for (unsigned stay = 0; stay < 2; stay++) {
        struct play *p = play_new(0, false);
        for (unsigned round = 0; round < 20; round++)
            for (unsigned i = 0; i < 40; i++) {
                unsigned born = i < 12 ? 10 : 0; /* in this round */
                bool begins = round == born && born, old = round < born;
                play_ask(p, HOST, member(i + (born && !old ? 40 : 0)), 8080,
                         begins || (stay && born && !old) ? 'c' : 'w');
                play_wait(p, 150 * NSEC_MS);
            }
        end(p, !stay, "connect", "horizontal");
    }
}

static void datagram(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.proto = IPPROTO_UDP;
    s.payload = 80;
    s.knows = SIGHT_SPORT | SIGHT_TTL | SIGHT_PAYLOAD;
    play_sight(p, &s);
}

/* Members of a cluster see by UDP whether the others are there, and one direction is recorded: of a connection
 * what this one sends, and whom it looks for before. Who asks once or twice looks for them, and so does who hears
 * of it that a connection is answered, or who is found. */
static void gossip_one_way(void **state)
{
    (void)state;
    enum { GOSSIP, LOOKS, TWICE, HEARD, FOUND, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 50u * (what == TWICE ? 2 : 18); i++) {
            datagram(p, HOST, 8301, member(i % 50), 8301);
            play_wait(p, NSEC_SEC);
            if (i % 30)
                continue;
            if (what == LOOKS || what == FOUND)
                play_arp(p, HOST, member(i % 50), false);
            if (what == FOUND)
                play_arp(p, member(i % 50), HOST, true);
            struct sight s = play_tcp(p, HOST, (uint16_t)(40000 + i), member(i % 50), 8301, TCP_SYN);
            play_sight(p, &s);
            struct sight back = play_tcp(p, member(i % 50), 8301, HOST, s.sport, TCP_SYN | TCP_ACK);
            if (what == HEARD)
                play_sight(p, &back);
            s = play_tcp(p, HOST, s.sport, member(i % 50), 8301, TCP_ACK | TCP_PSH);
            s.payload = 100;
            play_sight(p, &s);
        }
        end(p, what <= LOOKS, "udp", "horizontal");
    }
}

/* Flows of one direction: a server of time answers clients at ports of their own, or is seen to be asked from
 * there, and others at its own port. Who answers nobody else, hardly anybody, or comes to each once, asks. */
static void time_one_way(void **state)
{
    (void)state;
    enum { ANSWERS, ASKED, ALONE, FEW, ONCE, CASES };
    static const char server[] = "203.0.113.123";
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < (what == ONCE ? 12 : 36); i++) {
            bool own = what != ALONE && (what != FEW || i % 12 == 0), asked = what == ASKED;
            uint16_t port = (uint16_t)(40000 + i * 331);
            char client[16], its_own[16];
            snprintf(client, sizeof client, "10.4.0.%u", 40 + i % 12);
            snprintf(its_own, sizeof its_own, "10.4.0.%u", 20 + i * 5 % 12);
            struct sight s = play_tcp(p, server, 123, client, port, 0);
            if (asked)
                s = play_tcp(p, client, port, server, 123, 0);
            for (unsigned k = !own; k < 2; k++) {
                s = k ? play_tcp(p, server, 123, its_own, 123, 0) : s;
                s.kind = SIGHT_FLOW;
                s.proto = IPPROTO_UDP;
                s.outcome = asked && !k ? SIGHT_SUCCESS : SIGHT_SILENT;
                s.knows = SIGHT_SPORT | SIGHT_COUNTS;
                s.packets = 1;
                play_sight(p, &s);
            }
            play_wait(p, 40 * NSEC_SEC);
        }
        end(p, what <= ASKED, "udp", "horizontal");
    }
}

/* A node of a chain that nobody said is at home: its peers are all over the world, and two of five answer. Who
 * looks for such nodes looks in one net. */
static void node_of_a_chain(void **state)
{
    (void)state;
    for (unsigned world = 0; world < 2; world++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 60; i++) {
            char dst[64];
            snprintf(dst, sizeof dst, "2a%02x:%x::7:%x", world ? i % 40 : 0, world ? 0x100 + i : 0x100, i);
            play_ask(p, "2a02:2e0:8:1::7", dst, 8333, i % 5 == 1 ? 'c' : i % 5 < 3 ? '-' : 'w');
            play_wait(p, 2 * NSEC_SEC);
        }
        end(p, world, "connect", "horizontal");
    }
}

static void passed(struct play *p, const char *src, const char *dst, uint8_t proto, uint16_t port)
{
    struct sight s = play_tcp(p, src, (uint16_t)(40000 + p->salt % 20000), dst, port, TCP_SYN);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_PASSED;
    s.proto = proto;
    s.icmp_type = proto == IPPROTO_ICMP ? 8 : 0;
    play_sight(p, &s);
}

/* Eight hosts are one storage: each asks each at any of 24 ports, of which one's own log tells, without what
 * came of it. Who asks seven others alike, and is asked by none of them, looks for something; and who is asked
 * for his files by all whose files he asked for is one of several that have a worm. */
static void storage_in_a_log(void **state)
{
    (void)state;
    enum { STORAGE, ALONE, WORM, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 80; i++) {
            uint16_t port = (uint16_t)(6800 + i * 7 % 24), theirs = (uint16_t)(6800 + i * 5 % 24);
            bool files = what == WORM && i % 3 == 0;
            passed(p, HOST, member(i % 7), IPPROTO_TCP, files ? 445 : port);
            play_wait(p, 3 * NSEC_SEC);
            passed(p, what == ALONE ? play_host(9, i) : member(i % 7), HOST, IPPROTO_TCP,
                   files ? 445 : theirs);
            play_wait(p, 3 * NSEC_SEC);
        }
        if (what == STORAGE)
            play_quiet(p);
        else
            play_expect_low(p, NULL, NULL, "connect");
    }
}

/* From elsewhere somebody sees whether 40 servers are up: in rounds he asks each for its service, and pings
 * some, by the log of what was let through. Who asks each but once, or for something else in each round, or
 * pings those that he does not ask for anything, looks around. */
static void uptime_in_a_log(void **state)
{
    (void)state;
    enum { MONITOR, ONCE, ANEW, OTHERS, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 8 * 40; i++) {
            unsigned n = i % 40, round = i / 40;
            uint16_t port = (uint16_t)(what == ANEW ? 100 + round * 37 : n % 4 ? 443 : 25);
            if ((n + round) % 3 == 0)
                passed(p, "203.0.113.9", member(what == OTHERS ? 60 + n : n), IPPROTO_ICMP, 0);
            if (what != ONCE || !round)
                passed(p, "203.0.113.9", member(n), IPPROTO_TCP, port);
            play_wait(p, 8 * NSEC_SEC);
        }
        if (what == MONITOR)
            play_quiet(p);
        else
            play_expect_low(p, NULL, "sweep", "ping");
    }
}

/* 21 hosts ask all of the net for a name, and one answers each, from LLMNR's port (RFC 4795 2.5), which a
 * sensor tells before the question. From another port that is a plan. */
static void names_answered_first(void **state)
{
    (void)state;
    for (unsigned other = 0; other < 2; other++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 48; i++) {
            char dst[64];
            struct sight s = {.at = p->now,
                              .kind = SIGHT_FLOW,
                              .proto = IPPROTO_UDP,
                              .outcome = SIGHT_SILENT,
                              .sport = other ? 6355 : 5355,
                              .dport = (uint16_t)(1024 + i * 40503u % 30000),
                              .packets = 1,
                              .knows = SIGHT_SPORT | SIGHT_COUNTS,
                              .vlan = SIGHT_NO_VLAN};
            snprintf(dst, sizeof dst, "%s", member(i % 21));
            assert_int_equal(addr_parse(dst, &s.dst), 0);
            assert_int_equal(addr_parse(member((i + 1 + i / 21) % 21), &s.src), 0);
            play_sight(p, &s);
            play_wait(p, 15 * NSEC_SEC);
        }
        end(p, !other, "udp", "distributed");
    }
}

/* The gateway is gone, and a switch hands to all what is sent there: of the others' questions only these are heard,
 * and of the answers that neighbours get none; a router may say of a host or two that they are not there. Not so where many
 * refuse, where such answers are heard, nor for another service. */
static void heard_by_chance(void **state)
{
    (void)state;
    enum { CHANCE, ROUTER, REFUSED, HEARD, OTHER, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        bool chance = what <= ROUTER;
        char own[16], next[16];
        for (unsigned i = 0; i < 60; i++) {
            snprintf(own, sizeof own, "10.0.0.%u", 10 + i % 14);
            snprintf(next, sizeof next, "10.0.0.%u", 30 + i % 14);
            play_arp(p, own, next, false);
            if (what == HEARD)
                play_arp(p, next, own, true);
            bool refused = (what == ROUTER && i % 30 == 7) || (what == REFUSED && i % 4 == 1);
            play_ask(p, own, play_host(5, i * 7 % 60), what == OTHER ? 5900 : 80, refused ? 'c' : '-');
            play_wait(p, 200 * NSEC_MS);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, NULL, "distributed");
        assert_non_null(a);
        assert_string_equal(a->role, chance ? "cut-off" : "");
        assert_string_equal(a->severity, chance ? "low" : "high");
        play_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_come_first), cmocka_unit_test(pods_that_begin),
        cmocka_unit_test(gossip_one_way),     cmocka_unit_test(time_one_way),
        cmocka_unit_test(node_of_a_chain),    cmocka_unit_test(storage_in_a_log),
        cmocka_unit_test(uptime_in_a_log),    cmocka_unit_test(names_answered_first),
        cmocka_unit_test(heard_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
