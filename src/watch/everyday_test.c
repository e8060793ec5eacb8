/* What hosts do every day, which must not alert; beside some of it the like that must. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "model/ports.h"

#define SCANNER "203.0.113.9"
#define BOT     "10.0.0.66"

/* A sensor's datagrams without answer from `sport` to 200 high ports of one host. */
static struct play *one_way(uint16_t sport)
{
    struct play *p = play_new(0, false);
    for (uint16_t i = 0; i < 200; i++) {
        struct sight s = {.at = p->now,
                          .kind = SIGHT_FLOW,
                          .proto = IPPROTO_UDP,
                          .outcome = SIGHT_SILENT,
                          .sport = sport,
                          .dport = (uint16_t)(33000 + i * 97),
                          .packets = 12,
                          .knows = SIGHT_SPORT | SIGHT_COUNTS,
                          .vlan = SIGHT_NO_VLAN};
        assert_int_equal(addr_parse("10.0.0.9", &s.src), 0);
        assert_int_equal(addr_parse("10.0.0.5", &s.dst), 0);
        play_sight(p, &s);
        play_wait(p, NSEC_MINUTE);
    }
    return p;
}

/* A television answers questions that went to 239.255.255.250: no scan. The same from a port of its own is
 * one. */
static void unicast_answers(void **state)
{
    (void)state;
    play_quiet(one_way(1900));
    play_expect(one_way(50000), "10.0.0.9", "vertical", "udp");
}

/* The same from ports of their own, one or two to each call of all of a net, of which the sensor tells before
 * it or, since it goes on for longer, after it; and at ports from which nobody called. */
enum call { CALL_FIRST, CALL_LATER, CALL_ELSEWHERE };

/* The flow of a question to all of a net. */
static struct sight call_to_all(struct play *p, const char *src, uint16_t sport, const char *to,
                                uint16_t port)
{
    struct sight call = play_flow(p, src, sport, to, port, IPPROTO_UDP, 2);
    call.payload = 300;
    return call;
}

/* who: the television, at home or, where nobody said what that is, at a public address. */
static struct play *called(enum call what, const char *who, const char *caller)
{
    struct play *p = strncmp(who, "10.", 3) == 0 ? play_new(0, false) : play_new_anywhere();
    for (uint16_t i = 0; i < 60; i++) {
        struct sight call = call_to_all(p, caller, (uint16_t)(50000 + i * 97), "239.255.255.250", 3702);
        struct sight answer = call;
        sight_turn(&answer);
        answer.dport = (uint16_t)(answer.dport + (what == CALL_ELSEWHERE));
        answer.sport = (uint16_t)(40000 + i * 151);
        assert_int_equal(addr_parse(who, &answer.src), 0);
        play_sight(p, what == CALL_LATER ? &answer : &call);
        play_wait(p, NSEC_MINUTE);
        play_sight(p, what == CALL_LATER ? &call : &answer);
    }
    return p;
}

static void answers_to_a_call(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"10.0.0.9", "10.0.0.5"}, {"203.0.113.9", "203.0.113.5"}};
    for (unsigned i = 0; i < 2; i++) {
        play_quiet(called(CALL_FIRST, pairs[i][0], pairs[i][1]));
        play_quiet(called(CALL_LATER, pairs[i][0], pairs[i][1]));
        play_expect(called(CALL_ELSEWHERE, pairs[i][0], pairs[i][1]), pairs[i][0], "vertical", "udp");
    }
}

/* A device answers ninety who called all of the net from and to the service's own port, at that port, before or after
 * the sensor tells of the call; and as many who never called. */
static struct play *alike(enum call what, uint16_t port)
{
    struct play *p = play_new(0, false);
    const char *to = port < PORTS_USER ? "10.0.0.255" : "239.255.255.250";
    for (uint16_t i = 0; i < 90; i++) {
        struct sight call = call_to_all(p, play_host(0, i + 20), port, to, port);
        struct sight answer = call;
        answer.dst = call.src;
        assert_int_equal(addr_parse("10.0.0.9", &answer.src), 0);
        if (what == CALL_FIRST)
            play_sight(p, &call);
        play_sight(p, &answer);
        play_wait(p, 10 * NSEC_SEC);
        if (what == CALL_LATER)
            play_sight(p, &call);
    }
    return p;
}

static void answers_alike(void **state)
{
    (void)state;
    static const uint16_t ports[] = {3702, 137, 138}; /* WS-Discovery, NetBIOS */
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        play_quiet(alike(CALL_FIRST, ports[i]));
        play_quiet(alike(CALL_LATER, ports[i]));
        play_expect(alike(CALL_ELSEWHERE, ports[i]), "10.0.0.9", "horizontal", "udp");
    }
}

/* Everybody answers, from the other side of the world: 240 ms after the question. */
static void inside_far(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    char far[64];
    for (unsigned i = 0; i < 27; i++) {
        struct sight s;
        if (i >= 12) {
            snprintf(far, sizeof far, "198.51.100.%u", (i - 11) * 7);
            s = play_tcp(p, far, 6112, BOT, (uint16_t)(40000 + i - 12), TCP_SYN | TCP_ACK);
            play_sight(p, &s);
            s = play_tcp(p, BOT, (uint16_t)(40000 + i - 12), far, 6112, TCP_ACK);
            play_sight(p, &s);
        }
        if (i < 15) {
            snprintf(far, sizeof far, "198.51.100.%u", (i + 1) * 7);
            s = play_tcp(p, BOT, (uint16_t)(40000 + i), far, 6112, TCP_SYN);
            play_sight(p, &s);
        }
        play_wait(p, 20 * NSEC_MS);
    }
    play_end(p);
    for (unsigned i = 0; i < p->alerts; i++)
        assert_string_equal(p->alert[i].severity, "info");
    play_free(p);
}

/* A capture that begins amid connections: ACKs and FINs that belong to something. */
static void midstream(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 200; i++) {
        struct sight s = play_tcp(p, BOT, (uint16_t)(40000 + i), play_outside(i * 37), 443,
                                  i % 2 ? TCP_ACK : TCP_FIN | TCP_ACK);
        play_sight(p, &s);
        s = play_tcp(p, play_outside(i * 37), 443, BOT, (uint16_t)(40000 + i), TCP_ACK);
        play_sight(p, &s);
        s = play_tcp(p, play_outside(i * 37), 443, "10.0.0.7", (uint16_t)(50000 + i), TCP_FIN | TCP_ACK);
        play_sight(p, &s);
        s = play_tcp(p, "10.0.0.7", (uint16_t)(50000 + i), play_outside(i * 37), 443, TCP_RST);
        play_sight(p, &s);
        s = play_tcp(p, "10.0.0.8", (uint16_t)(50000 + i), play_outside(i * 37), 443,
                     TCP_ACK); /* servers that forgot it */
        play_sight(p, &s);
        s = play_tcp(p, play_outside(i * 37), 443, "10.0.0.8", (uint16_t)(50000 + i), TCP_RST);
        play_sight(p, &s);
        play_wait(p, 100 * NSEC_MS);
    }
    play_quiet(p);
}

static void monitor(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned round = 0; round < 20; round++) {
        for (unsigned i = 0; i < 60; i++) {
            play_icmp(p, "10.0.0.2", play_host(2, i * 31), 8);
            if (i % 20)
                play_icmp(p, play_host(2, i * 31), "10.0.0.2", 0);
            play_wait(p, 3500 * NSEC_MS);
        }
    }
    play_quiet(p);
}

/* A list of what is his, asked at once, again and again by one process: the questions have one number. */
static void monitor_at_once(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned round = 0; round < 20; round++) {
        for (unsigned i = 0; i < 30; i++) {
            play_icmp(p, "10.0.0.2", play_host(2, i * 7 % 256), 8);
            play_icmp(p, play_host(2, i * 7 % 256), "10.0.0.2", 0);
            play_wait(p, 10 * NSEC_MS);
        }
        play_wait(p, 10 * NSEC_SEC);
    }
    play_quiet(p);
    p = play_new(0, false);
    for (unsigned round = 0; round < 4; round++, play_wait(p, NSEC_SEC))
        for (unsigned i = 1; i <= 16; i++) { /* even in a row: he comes back */
            play_icmp(p, "10.0.0.2", play_host(2, i), 8);
            play_icmp(p, play_host(2, i), "10.0.0.2", 0);
        }
    play_end(p);
    assert_int_equal(play_loud(p), 0);
    assert_string_equal(p->alert[0].role, "monitor");
    play_free(p);
}

static void arp_ordinary(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 600; i++) {
        const char *who = play_host(0, i * 17 % 40);
        play_arp(p, BOT, who, false);
        if (i % 4)
            play_arp(p, play_host(0, i * 17 % 40), BOT, true);
        play_wait(p, 30 * NSEC_SEC);
    }
    play_quiet(p);
}

static void honest_client(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 100; i++)
        play_ask(p, SCANNER, "10.0.0.80", 80, 'o');
    for (unsigned i = 0; i < 100; i++) /* passive FTP: a port a file */
        play_ask(p, SCANNER, "10.0.0.21", (uint16_t)(50000 + i * 3), 'o');
    play_quiet(p);
}

static void retrying_client(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 718; i++) { /* a bot and its dead master */
        play_ask(p, BOT, "198.51.100.9", 2404, 'c');
        play_wait(p, 10 * NSEC_SEC);
    }
    for (unsigned i = 0; i < 40; i++) { /* no Internet today */
        play_ask(p, "10.0.0.67", play_outside(i * 3), 443, '-');
        play_ask(p, "10.0.0.67", play_outside(i * 3), 443, '-');
        play_wait(p, NSEC_SEC);
    }
    for (unsigned i = 0; i < 2000; i++) { /* 19 silent relays */
        play_ask(p, "10.0.0.68", play_host(7, i % 19 * 13), 25, '-');
        play_wait(p, 6 * NSEC_SEC);
    }
    play_quiet(p);
}

/* A firewall that writes down what it lets through: what came of it is unknown. 40 users and their servers;
 * somebody who asks at a port of everybody, a probe in ten minutes; one who asks at many ports of one. */
static void let_through(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    struct rng r = rng_of(17);
    for (unsigned i = 0; i < 4000; i++) {
        struct sight s =
            play_tcp(p, play_host(1, i % 40), 40000, play_host(2, i % 40 / 4), i % 3 ? 3306 : 8081, TCP_SYN);
        s.kind = SIGHT_LOG;
        s.action = SIGHT_PASSED;
        play_sight(p, &s);
        assert_int_equal(addr_parse("10.0.0.9", &s.src), 0); /* backups of 30 hosts, again and again */
        assert_int_equal(addr_parse(play_host(2, i % 30), &s.dst), 0);
        s.dport = 9102;
        play_sight(p, &s);
        if (i % 100 == 0) {
            assert_int_equal(addr_parse(BOT, &s.src), 0);
            assert_int_equal(addr_parse(play_host(3, (unsigned)rng_below(&r, 2000)), &s.dst), 0);
            s.dport = 5900;
            play_sight(p, &s);
            assert_int_equal(addr_parse(SCANNER, &s.src), 0);
            assert_int_equal(addr_parse("10.0.0.5", &s.dst), 0);
            s.dport = (uint16_t)rng_below(&r, 60000);
            play_sight(p, &s);
        }
        play_wait(p, 6 * NSEC_SEC);
    }
    play_end(p);
    assert_non_null(play_find(p, BOT, "horizontal"));
    assert_non_null(play_find(p, SCANNER, "vertical"));
    assert_int_equal(play_accused(p), 2);
    play_free(p);
}

/* A wire of which we hear one direction: connections that go on were answered; questions alone are not. */
static void one_direction(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 100; i++) {
        struct sight s = play_tcp(p, "10.0.0.7", (uint16_t)(40000 + i), play_host(4, i * 3), 8081, TCP_SYN);
        play_sight(p, &s);
        s = play_tcp(p, "10.0.0.7", (uint16_t)(40000 + i), play_host(4, i * 3), 8081, TCP_ACK | TCP_PSH);
        s.payload = 100;
        play_sight(p, &s);
        s = play_tcp(p, BOT, (uint16_t)(40000 + i), play_host(4, i * 3), 8082, TCP_SYN);
        play_sight(p, &s);
        play_wait(p, 2 * NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(play_loud(p), 1);
    assert_non_null(play_find(p, BOT, "horizontal"));
    play_free(p);
}

/* A gateway's datagrams to many ports outside, on a wire that is heard one way: a note; where answers are
 * heard, if only some, or to one port, or no connection goes on unheard, more. */
static void outward_datagrams(void **state)
{
    (void)state;
    enum { HONEST, HEARD, HALF_HEARD, WORM, NOTHING_ELSE, CASES };
    for (unsigned bad = 0; bad < CASES; bad++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 3000; i++) {
            char dst[ADDR_TEXT_MAX];
            snprintf(dst, sizeof dst, "%s", play_outside(i));
            uint16_t port = bad == WORM ? 1434 : (uint16_t)(10000 + i * 7 % 1000);
            play_send(p, BOT, dst, IPPROTO_UDP, (uint16_t)(20000 + i), port);
            play_wait(p, NSEC_SEC);
            if (i % 10 || bad == NOTHING_ELSE)
                continue;
            struct sight s = play_tcp(p, "10.0.0.7", (uint16_t)(30000 + i), dst, 443, TCP_SYN);
            play_sight(p, &s);
            if (bad == HEARD || (bad == HALF_HEARD && i % 20)) {
                s = play_tcp(p, dst, 443, "10.0.0.7", (uint16_t)(30000 + i), TCP_SYN | TCP_ACK);
                play_sight(p, &s);
            }
            s = play_tcp(p, "10.0.0.7", (uint16_t)(30000 + i), dst, 443, TCP_ACK | TCP_PSH);
            s.payload = 100;
            play_sight(p, &s);
        }
        play_end(p);
        assert_int_equal(play_loud(p), bad != HONEST);
        const struct play_alert *a = play_find(p, BOT, NULL);
        assert_non_null(a);
        assert_int_equal(strstr(a ? a->why : "", "no answer from outside") != NULL, bad == HONEST);
        play_free(p);
    }
}

/* The same, of a router that exports flows of one direction; where it exports answers, more. */
static void outward_flows(void **state)
{
    (void)state;
    for (unsigned heard = 0; heard < 2; heard++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 2000; i++) {
            struct sight s = play_tcp(p, BOT, (uint16_t)(20000 + i), play_outside(i), 53, TCP_SYN | TCP_ACK);
            s.kind = SIGHT_FLOW;
            s.proto = i % 10 ? IPPROTO_UDP : IPPROTO_TCP;
            s.outcome = i % 10 ? SIGHT_SILENT : SIGHT_SUCCESS;
            s.knows = SIGHT_COUNTS | SIGHT_SPORT;
            s.packets = 3;
            s.answers = i % 10 ? 0 : heard;
            play_sight(p, &s);
            play_wait(p, NSEC_SEC / 2);
        }
        play_end(p);
        assert_int_equal(play_loud(p), heard);
        play_free(p);
    }
}

/* Web servers, four of ten of which are not there: a note. One of twenty: nothing. */
static void gone_servers(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 60; i++) {
        play_ask(p, BOT, play_outside(i * 3), 80, i % 5 < 2 ? '-' : 'w');
        play_ask(p, "10.0.0.67", play_outside(i * 3), 80, i % 20 ? 'w' : '-');
        play_wait(p, 5 * NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(p->alerts, 1);
    assert_string_equal(play_find(p, BOT, "horizontal")->severity, "low");
    play_free(p);
}

/* Sixty web servers that all refuse: in one net they were looked for; all over the world they are what
 * somebody's firewall keeps him from. */
static void web_of_a_net(void **state)
{
    (void)state;
    for (unsigned world = 0; world < 2; world++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            char dst[ADDR_TEXT_MAX];
            snprintf(dst, sizeof dst, "%u.%u.%u.7", world ? 11 + i * 3 : 151, world ? i * 4 : 101,
                     i * 37 % 251);
            play_ask(p, BOT, dst, i % 3 ? 443 : 80, 'c');
            play_wait(p, 5 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(p->alerts, !world);
        assert_int_equal(play_loud(p), 0);
        play_free(p);
    }
}

/* Two dozen strangers' SNMP or announcements of a link, or two services: a note. Their time and names are
 * everybody's business. */
static void udp_of_strangers(void **state)
{
    static const uint16_t ports[][2] = {{161, 161}, {1900, 1900}, {514, 514}, {5060, 11211},
                                        {123, 123}, {53, 53},     {443, 443}, {5060, 3478}};
    (void)state;
    for (size_t k = 0; k < sizeof ports / sizeof *ports; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            if (k < 3) { /* whoever asks his own resolver, and reads by QUIC what is there */
                play_send(p, BOT, "10.0.0.53", IPPROTO_UDP, (uint16_t)(50000 + i), 53);
                play_send(p, "10.0.0.53", BOT, IPPROTO_UDP, 53, (uint16_t)(50000 + i));
                play_send(p, BOT, play_outside(i * 131), IPPROTO_UDP, 50000, 443);
                play_send(p, play_outside(i * 131), BOT, IPPROTO_UDP, 443, 50000);
            }
            play_send(p, BOT, play_outside(i * 257), IPPROTO_UDP, 40000, ports[k][i % 2]);
            play_wait(p, 5 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(p->alerts, k < 4);
        assert_int_equal(play_loud(p), 0);
        play_free(p);
    }
}

/* Asset management talks to all that is there; who finds gaps is none. */
static void management(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 120; i++) {
        play_ask(p, "10.0.0.6", play_host(2, i / 3), i % 3 ? 445 : 135, i % 12 ? 'w' : 'c');
        play_ask(p, BOT, play_host(2, i * 7), 445, i % 2 ? 'w' : '-');
        play_wait(p, 200 * NSEC_MS);
    }
    play_end(p);
    assert_string_equal(play_find(p, BOT, "horizontal")->severity, "high");
    assert_int_equal(play_loud(p), 1);
    play_free(p);
}

/* traceroute: 45 ports in a row, with TTLs that do not arrive. The same with 64 is a scan. */
static void traceroute(void **state)
{
    (void)state;
    for (int far = 0; far < 2; far++) {
        struct play *p = play_new(0, false);
        for (uint16_t i = 0; i < 45; i++) {
            struct sight s = play_tcp(p, BOT, (uint16_t)(40000 + i), "10.9.0.9", (uint16_t)(33434 + i), 0);
            s.proto = IPPROTO_UDP;
            s.ttl = far ? 64 : (uint8_t)(1 + i / 3);
            play_sight(p, &s);
            play_wait(p, 50 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p), far);
        play_free(p);
    }
}

static void servers(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    struct rng r = rng_of(5);
    static const uint16_t directory[] = {53, 88, 135, 139, 389, 445, 464, 636, 3268, 49152, 49667};
    for (unsigned i = 0; i < 3000; i++) {
        play_ask(p, "10.0.0.25", play_outside((unsigned)rng_below(&r, 2000)), 25,
                 rng_below(&r, 3) ? 'o' : '-');
        play_ask(p, "10.0.0.31", play_outside((unsigned)rng_below(&r, 9000)), rng_below(&r, 2) ? 443 : 80,
                 rng_below(&r, 20) ? 'o' : '-');
        play_ask(p, play_host(1, i % 100), "10.0.0.4", directory[rng_below(&r, 11)],
                 rng_below(&r, 50) ? 'o' : 'c');
        play_wait(p, 200 * NSEC_MS);
    }
    play_quiet(p);
}

static void chatter(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 500; i++) {
        const char *who = play_host(1, i % 50);
        play_send(p, who, "224.0.0.251", IPPROTO_UDP, 5353, 5353);
        play_send(p, play_host(1, i % 50), "224.0.0.252", IPPROTO_UDP, (uint16_t)(50000 + i), 5355);
        play_send(p, play_host(1, i % 50), "10.1.0.255", IPPROTO_UDP, 137, 137);
        play_send(p, "10.0.0.9", BOT, IPPROTO_UDP, 1900, (uint16_t)(40000 + i * 5)); /* answers to a search */
        play_wait(p, 100 * NSEC_MS);
    }
    play_quiet(p);
}

/* Nothing declared, public addresses only: who visits all corners of the Internet is at home, and may fail at
 * web servers. */
static void learnt_home(void **state)
{
    (void)state;
    struct play *p = play_new_anywhere();
    struct rng r = rng_of(13);
    for (unsigned i = 0; i < 300; i++) {
        char server[32];
        snprintf(server, sizeof server, "%u.%u.0.80", 100 + (unsigned)rng_below(&r, 90),
                 (unsigned)rng_below(&r, 250));
        play_ask(p, "203.0.113.77", server, 443, i < 20 || rng_below(&r, 6) ? 'o' : '-');
        play_wait(p, NSEC_SEC);
    }
    for (uint16_t i = 1; i < 20; i++)
        play_ask(p, "203.0.113.77", "198.51.100.9", (uint16_t)(i * 11), 'c');
    play_end(p);
    assert_int_equal(p->alerts, 1); /* and none for the web servers */
    assert_string_equal(play_find(p, "203.0.113.77", "vertical")->zone, "internal");
    play_free(p);
}

/* One of several systems behind one address asks. */
static void ask_from_behind(struct play *p, const char *gateway, unsigned system, const char *dst,
                            uint16_t port, bool opens)
{
    static const uint64_t opts[] = {0x24813, 0x213114, 0x213118, 0x2141318};
    uint16_t sport = (uint16_t)(32768 + p->salt % 28000);
    struct sight s = play_tcp(p, gateway, sport, dst, port, TCP_SYN);
    s.opts = opts[system];
    s.win = system == 1 ? 65535 : 64240;
    play_sight(p, &s);
    if (!opens)
        return;
    s = play_tcp(p, dst, port, gateway, sport, TCP_SYN | TCP_ACK);
    play_sight(p, &s);
    s = play_tcp(p, gateway, sport, dst, port, TCP_ACK | TCP_PSH);
    s.payload = 80;
    play_sight(p, &s);
}

/* A day of fifty clients behind one address, whose failures come together; then one of them sweeps. */
static void gateway(void **state)
{
    (void)state;
    for (unsigned sweeps = 0; sweeps < 2; sweeps++)
        for (unsigned seed = 1; seed <= 5; seed++) {
            struct play *p = play_new(0, false);
            struct rng r = rng_of(seed);
            static const uint16_t ports[] = {22, 443, 1935, 3389, 4070, 5938, 6667, 8009, 9000, 25565};
            for (unsigned i = 0; i < 600; i++) {
                ask_from_behind(p, "10.0.0.254", (unsigned)rng_below(&r, 4),
                                play_outside((unsigned)rng_below(&r, 900)), ports[rng_below(&r, 10)],
                                rng_below(&r, 4));
                play_wait(p, NSEC_MINUTE);
            }
            for (unsigned i = 0; i < 16 * sweeps; i++) {
                ask_from_behind(p, "10.0.0.254", 0, play_host(9, i), 445, false);
                play_wait(p, 5 * NSEC_SEC);
            }
            play_end(p);
            assert_int_equal(play_loud(p), sweeps);
            play_free(p);
        }
}

/* Who knows a hundred servers is no management station any more when he looks for 445 where nobody is; and
 * what the user denies is none. */
static void roles_end(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 100; i++) {
        play_ask(p, BOT, play_host(2, i), 5985, 'w');
        play_wait(p, NSEC_SEC);
    }
    for (unsigned i = 0; i < 12; i++) {
        play_ask(p, BOT, play_host(3, i), 445, 'c');
        play_wait(p, NSEC_SEC);
    }
    play_end(p);
    assert_true(play_loud(p));
    play_free(p);
    for (unsigned denied = 0; denied < 2; denied++) {
        struct watch_role none = {.net = {.net = addr_v4(0x0a000000), .bits = 8}, .name = "none"};
        struct addr_net home = none.net;
        p = play_new(0, false);
        assert_int_equal(watch_reform(p->w, &home, 1, &none, denied), 0);
        for (unsigned i = 0; i < 400; i++) /* file sharing */
            play_ask(p, BOT, play_outside(i * 5), (uint16_t)(10000 + i * 97), i % 3 ? '-' : 'o');
        play_end(p);
        assert_int_equal(play_loud(p), denied);
        play_free(p);
    }
}

static void peers(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    struct rng r = rng_of(9);
    for (unsigned i = 0; i < 400; i++) {
        play_ask(p, BOT, play_outside(i * 5), (uint16_t)(10000 + rng_below(&r, 50000)),
                 rng_below(&r, 3) ? '-' : 'o');
        play_wait(p, 300 * NSEC_MS);
    }
    play_quiet(p);
}

/* Who knocks at the same few doors all day wants in there; who does so at sixty ports of a host looks around,
 * however often. */
static void insistent(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned round = 0; round < 31; round++) {
        for (uint16_t port = 1; port <= 60; port++) {
            play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(port * 7), 'c');
            if (port <= 6)
                play_ask(p, "203.0.113.77", play_host(6, port), 25, 'c');
        }
        play_wait(p, 600 * NSEC_SEC);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, SCANNER, "vertical");
    assert_non_null(a);
    assert_string_equal(a->role, "");
    assert_string_equal(a->severity, "medium");
    assert_string_equal(play_find(p, "203.0.113.77", NULL)->role, "insistent");
    assert_int_equal(play_loud(p), 1);
    play_free(p);
}

/* Answers that stand before their questions' time, as in merged captures. */
static void unordered(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 400; i++) {
        play_ask(p, play_host(1, i % 30), play_outside(i), 8081, 'o');
        p->now += i % 2 ? 900 * NSEC_MS : -700 * NSEC_MS;
    }
    play_quiet(p);
}

/* BitTorrent all over the world, of which three in five peers are gone; beside it, what everybody does, or a
 * sweep: at home, or outside at one high port. Returns the worst severity. */
static const char *torrent(const char *sweep, uint16_t port)
{
    static const uint16_t own[] = {6881, 51413};
    static char worst[10];
    struct play *p = play_new(0, true);
    struct rng r = rng_of(7);
    char dst[32];
    for (unsigned i = 0; i < 16; i++)
        play_ask(p, BOT, play_host(9, i % 4), (uint16_t)(i % 3 ? 445 : 389), 'w');
    for (unsigned i = 0; i < 160; i++, play_wait(p, 300 * NSEC_MS)) {
        snprintf(dst, sizeof dst, "%u.%u.%u.7", (unsigned)(20 + rng_below(&r, 80)),
                 (unsigned)rng_below(&r, 250), i);
        uint16_t at = i % 12 ? (uint16_t)(1024 + rng_below(&r, 64000)) : own[i % 24 == 0];
        play_ask(p, BOT, dst, at, rng_below(&r, 5) > 2 ? 'w' : i % 3 ? '-' : 'c');
        if (i < 110 || !port)
            continue;
        snprintf(dst, sizeof dst, "%s.%u.9", sweep, i);
        play_ask(p, BOT, dst, port, i % 7 ? 'c' : 'w');
    }
    play_end(p);
    snprintf(worst, sizeof worst, "low");
    for (unsigned i = 0; i < p->alerts; i++)
        if (strcmp(p->alert[i].severity, "high") == 0)
            snprintf(worst, sizeof worst, "high");
    assert_int_equal(play_loud(p) > 0, strcmp(worst, "high") == 0);
    assert_string_equal(p->alert[0].role, "p2p");
    play_free(p);
    return worst;
}

static void torrents(void **state)
{
    (void)state;
    assert_string_equal(torrent(NULL, 0), "low");
    assert_string_equal(torrent("10.3", 445), "high");
    assert_string_equal(torrent("45.3", 22), "high");
    assert_string_equal(torrent("45.3", 3389), "high");
}

/* Shares asked for at both of their doors, as Windows does; 139 alone, refused everywhere, is a sweep. */
static void shares(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 30; i++, play_wait(p, 20 * NSEC_SEC)) {
        play_ask(p, BOT, play_host(4, i * 7), 445, 'w');
        play_ask(p, BOT, play_host(4, i * 7), 139, 'c');
    }
    play_quiet(p);
    p = play_new(0, false);
    for (unsigned i = 0; i < 30; i++, play_wait(p, 20 * NSEC_SEC))
        play_ask(p, BOT, play_host(4, i * 7), 139, 'c');
    play_expect(p, BOT, "horizontal", "connect");
}

/* Somebody starts services on six hosts, each at a port of its own, and asks until they let him in. Where none ever
 * does, he may ask as often: it is a scan. */
static void waits_for_services(void **state)
{
    (void)state;
    for (unsigned what = 0; what < 4; what++) {
        const char *who = what & 1 ? SCANNER : BOT;
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 90; i++) {
            uint16_t port = (uint16_t)(33000 + i * 97);
            if (i < 6 && who[0] == '1')
                play_arp(p, who, play_host(1, i), false);
            if (i < 6 && who[0] == '1')
                play_arp(p, play_host(1, i), who, true);
            for (unsigned k = 0; k < 3; k++) {
                play_ask(p, who, play_host(1, i % 6), port, (k == 2 || i % 3 == 0) && what < 2 ? 'w' : 'c');
                play_wait(p, 4 * NSEC_SEC);
            }
        }
        if (what < 2)
            play_quiet(p);
        else
            play_expect(p, who, "block", "connect");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unicast_answers), cmocka_unit_test(inside_far),
        cmocka_unit_test(midstream),       cmocka_unit_test(monitor),
        cmocka_unit_test(monitor_at_once), cmocka_unit_test(arp_ordinary),
        cmocka_unit_test(honest_client),   cmocka_unit_test(retrying_client),
        cmocka_unit_test(servers),         cmocka_unit_test(let_through),
        cmocka_unit_test(one_direction),   cmocka_unit_test(outward_datagrams),
        cmocka_unit_test(outward_flows),   cmocka_unit_test(gone_servers),
        cmocka_unit_test(web_of_a_net),    cmocka_unit_test(udp_of_strangers),
        cmocka_unit_test(management),      cmocka_unit_test(traceroute),
        cmocka_unit_test(chatter),         cmocka_unit_test(peers),
        cmocka_unit_test(gateway),         cmocka_unit_test(roles_end),
        cmocka_unit_test(insistent),       cmocka_unit_test(unordered),
        cmocka_unit_test(learnt_home),     cmocka_unit_test(torrents),
        cmocka_unit_test(shares),          cmocka_unit_test(answers_to_a_call),
        cmocka_unit_test(answers_alike),   cmocka_unit_test(waits_for_services),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
