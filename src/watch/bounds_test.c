/* What is excused, and how far: each excuse has a scan that is larger than it, and who needs it.
 * Behind these the scans alone of an intruder who knows the excuse; who needs it stands in untold_test.c,
 * groups_test.c, partial_test.c, pretext_test.c. */
#include "model/portinfo.h"
#include "model/ports.h"
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BOT     "10.0.0.66"
#define SERVER  "203.0.113.21"
#define SCANNER "203.0.113.9"
#define CLIENT  "10.0.0.5"

/* Loud: what is told as that; else nothing is. */
static void end(struct play *p, bool loud, const char *src, const char *kind, const char *technique)
{
    if (loud)
        play_expect(p, src, kind, technique);
    else
        play_quiet(p);
}

static void udp(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                uint16_t payload)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.proto = IPPROTO_UDP;
    s.knows = SIGHT_SPORT | SIGHT_PAYLOAD;
    s.payload = payload;
    play_sight(p, &s);
}

static uint16_t any(unsigned i)
{
    return (uint16_t)(2000 + i * 40503u % 60000);
}

/* Programs that look for their like on the net are told of them: some sleep. */
static void neighbours(void **state)
{
    static const uint16_t ports[] = {7680, 17500, 22000, 27036};
    (void)state;
    for (unsigned k = 0; k < 8; k++) {
        struct play *p = play_new(0, false);
        bool scan = k % 2;
        for (unsigned i = 0; i < (scan ? 60 : 24); i++) {
            play_ask(p, BOT, play_host(3, i * 37 % 251), ports[k / 2], !scan && i % 3 == 0 ? 'w' : '-');
            play_wait(p, 30 * NSEC_SEC);
        }
        end(p, scan, BOT, "horizontal", "connect");
    }
}

/* One in six is there whoever asks: of those who were told of them the others sleep. They do not refuse, nor
 * stand in a row; a dozen that refuse are too many. */
static void neighbours_there(void **state)
{
    enum { ASLEEP, REFUSE, IN_A_ROW, FEW_REFUSE, CASES };
    (void)state;
    for (unsigned k = 0; k < CASES; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < (k == FEW_REFUSE ? 14 : 60); i++) {
            char answer = k != FEW_REFUSE && i % 6 == 0 ? 'w' : k == REFUSE || k == FEW_REFUSE ? 'c' : '-';
            play_ask(p, BOT, play_host(3, k == IN_A_ROW ? i : i * 37 % 251), 7680, answer);
            play_wait(p, 30 * NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, BOT, "horizontal");
        assert_non_null(a);
        assert_string_equal(a->role, k == ASLEEP ? "p2p" : "");
        assert_int_equal(play_loud(p), k == REFUSE || k == IN_A_ROW);
        play_free(p);
    }
}

/* Devices on the own net: most of those that it knows are on. */
static void devices(void **state)
{
    static const uint16_t ports[] = {53, 69, 123, 161, 500, 1900, 3702};
    (void)state;
    for (unsigned k = 0; k < 14; k++) {
        struct play *p = play_new(0, false);
        bool scan = k % 2;
        for (unsigned i = 0; i < (scan ? 60 : 120); i++) {
            unsigned n = scan ? i * 37 % 251 : i % 20 * 11;
            udp(p, BOT, (uint16_t)(40000 + i), play_host(3, n), ports[k / 2], 40);
            if (!scan && i % 20 % 3)
                udp(p, play_host(3, n), ports[k / 2], BOT, (uint16_t)(40000 + i), 60);
            play_wait(p, 30 * NSEC_SEC);
        }
        end(p, scan, BOT, "horizontal", "udp");
    }
}

/* Outside, by UDP: a port for each call, which is answered; and ports that nobody knows. */
static void calls(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 4; k++) {
        struct play *p = play_new(0, false);
        bool scan = k % 2, one = k < 2;
        for (unsigned i = 0; i < 60; i++) {
            const char *dst = one ? SERVER : play_outside(i * 300);
            uint16_t port = one ? any(i) : 11211;
            udp(p, BOT, 50000, dst, port, 40);
            play_icmp(p, CLIENT, SERVER, 8);
            if (!scan && i % 3)
                udp(p, dst, port, BOT, 50000, 60);
            play_wait(p, 20 * NSEC_SEC);
        }
        if (one || !scan) {
            end(p, scan, BOT, "vertical", "udp");
            continue;
        }
        play_end(p); /* perhaps nobody's answers come in here */
        assert_non_null(play_find(p, BOT, "horizontal"));
        play_free(p);
    }
}

/* Who insists wants in at a few doors. */
static void insists(void **state)
{
    (void)state;
    for (unsigned scan = 0; scan < 2; scan++) {
        struct play *p = play_new(0, false);
        for (unsigned round = 0; round < 32; round++)
            for (unsigned i = 0; i < (scan ? 40 : 19); i++) {
                play_ask(p, BOT, play_host(3, i * 37 % 251), 3389, 'c');
                play_wait(p, NSEC_SEC);
            }
        end(p, scan, BOT, "horizontal", "connect");
    }
}

/* A server of FTP whose client's firewall lets no data in; one that asks on and on. */
static void transfers(void **state)
{
    (void)state;
    for (unsigned scan = 0; scan < 2; scan++) {
        struct play *p = play_new(0, false);
        play_ask(p, CLIENT, SERVER, 21, 'w');
        for (unsigned i = 0; i < (scan ? 60 : 15); i++) {
            struct sight s = play_tcp(p, SERVER, 20, CLIENT, any(i), TCP_SYN);
            play_sight(p, &s);
            play_wait(p, 20 * NSEC_SEC);
        }
        end(p, scan, SERVER, "vertical", "ftp-bounce");
    }
}

enum { CONTROL = 40021 /* the client's port */ };

/* A packet of a client's control connection; of which `heard` is one direction, or (NULL) both are. */
static void control(struct play *p, const char *heard, const char *from, uint8_t flags, uint16_t payload)
{
    bool client = strcmp(from, CLIENT) == 0;
    struct sight s =
        play_tcp(p, from, client ? CONTROL : 21, client ? SERVER : CLIENT, client ? 21 : CONTROL, flags);
    s.payload = payload;
    if (!heard || strcmp(heard, from) == 0)
        play_sight(p, &s);
    p->now += 30 * NSEC_MS;
}

static void open_control(struct play *p, const char *heard)
{
    control(p, heard, CLIENT, TCP_SYN, 0);
    control(p, heard, SERVER, TCP_SYN | TCP_ACK, 0);
    control(p, heard, CLIENT, TCP_ACK, 0);
    control(p, heard, SERVER, TCP_ACK | TCP_PSH, 20);
}

/* PASV, and 227. */
static void name_port(struct play *p, const char *heard)
{
    control(p, heard, CLIENT, TCP_ACK | TCP_PSH, 6);
    control(p, heard, SERVER, TCP_ACK | TCP_PSH, 49);
}

/* Passive mode: each port is named on the control connection, and a firewall lets none through, or only some. Heard one way,
 * or from its middle. Who tries ports has such a connection, too, but they do not wait for its words, or are too many. */
static void passive_transfers(void **state)
{
    (void)state;
    enum { REFUSED, SILENT, SOME, CLIENT_ONLY, SERVER_ONLY, MIDWAY, MUTE, HALF_MUTE, MANY, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        const char *heard = what == CLIENT_ONLY ? CLIENT : what == SERVER_ONLY ? SERVER : NULL;
        if (what != MIDWAY)
            open_control(p, heard);
        for (unsigned i = 0; i < (what == MANY ? 600 : 60); i++) {
            play_wait(p, 20 * NSEC_SEC);
            if (what < MUTE || what == MANY || i == 0 || (what == HALF_MUTE && i % 6 == 0))
                name_port(p, heard);
            uint16_t port = (uint16_t)(20011 + i * 7919 % 40000), sport = (uint16_t)(41000 + i);
            struct sight s = play_tcp(p, CLIENT, sport, SERVER, port, TCP_SYN);
            if (what != SERVER_ONLY)
                play_sight(p, &s);
            s = play_tcp(p, SERVER, port, CLIENT, sport,
                         what == SOME && i % 3 == 0 ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK);
            s.seq = 0;
            if (what != SILENT && what != CLIENT_ONLY)
                play_sight(p, &s);
        }
        end(p, what >= MUTE, CLIENT, "vertical", "connect");
    }
}

static void flow_to(struct play *p, uint16_t port, bool answered)
{
    struct sight s =
        play_flow(p, CLIENT, (uint16_t)(PORTS_LINUX + port % 10000), SERVER, port, IPPROTO_TCP, 9);
    s.outcome = answered ? SIGHT_SUCCESS : SIGHT_SILENT;
    s.answers = answered ? 9 : 0;
    play_sight(p, &s);
}

/* In flows, a client opens a control connection for each try, and that is told before it, or after it ended; a scanner
 * opens one. */
static void passive_in_flows(void **state)
{
    (void)state;
    enum { BEFORE, AFTER, SCAN, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            if (what == BEFORE || (what == SCAN && i == 0))
                flow_to(p, 21, true);
            flow_to(p, (uint16_t)(20011 + i * 7919 % 40000), false);
            if (what == AFTER)
                flow_to(p, 21, true);
            play_wait(p, NSEC_MINUTE);
        }
        end(p, what == SCAN, CLIENT, "vertical", "syn");
    }
}

/* Long datagrams at many ports of one host are a flood, unless they come at leisure. */
static void deliveries(void **state)
{
    (void)state;
    for (unsigned scan = 0; scan < 2; scan++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            udp(p, SERVER, 50000, CLIENT, any(i), 900);
            play_wait(p, scan ? NSEC_SEC : 20 * NSEC_MS);
        }
        end(p, scan, SERVER, "vertical", "udp");
    }
}

/* Loud, whatever is told. */
static void judge(struct play *p)
{
    play_end(p);
    assert_true(play_accused(p) > 0);
    play_free(p);
}

/* A line of a log of what was let through. */
static void let(struct play *p, const char *src, const char *dst, uint8_t proto, uint16_t port)
{
    struct sight s = play_tcp(p, src, (uint16_t)(40000 + p->salt % 20000), dst, port, TCP_SYN);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_PASSED;
    s.proto = proto;
    s.icmp_type = proto == IPPROTO_ICMP ? 8 : 0;
    play_sight(p, &s);
}

static void tcp(struct play *p, const char *src, const char *dst, uint16_t port)
{
    let(p, src, dst, IPPROTO_TCP, port);
}

/* One question to a server of FTP, or one to the port mapper each time; then ports that no server names: too
 * many, or those of databases and the like. */
static void named_ports(void **state)
{
    (void)state;
    enum { MANY, SERVICES, MAPPED, CASES };
    for (unsigned what = 0; what < 2 * CASES; what++) {
        struct play *p = play_new(0, false);
        const char *who = what / CASES ? SCANNER : BOT;
        unsigned least = what % CASES == MAPPED ? PORTS_LINUX : PORTS_USER, port = least;
        tcp(p, who, CLIENT, 21);
        for (unsigned i = 0; i < (what % CASES == SERVICES ? 60 : 400); i++) {
            if (what % CASES == MAPPED)
                tcp(p, who, CLIENT, 135);
            do
                port = least + (port + 7919) % (PORTS_LAST - least);
            while (what % CASES == SERVICES && !portinfo_about(PROTO_TCP, (uint16_t)port, "en"));
            tcp(p, who, CLIENT, (uint16_t)port);
            play_wait(p, 2 * NSEC_SEC);
        }
        judge(p);
    }
}

/* As many as a session has, or somebody who asked one question to have them: worth a look, if no more. */
static void named_few(void **state)
{
    (void)state;
    for (unsigned many = 0; many < 2; many++) {
        struct play *p = play_new(0, false);
        tcp(p, BOT, CLIENT, 21);
        for (unsigned i = 0; i < (many ? 100 : 20); i++) {
            tcp(p, BOT, CLIENT, (uint16_t)(PORTS_USER + i * 7919 % 64000));
            play_wait(p, 2 * NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, BOT, "vertical");
        assert_int_equal(a != NULL, many);
        assert_int_equal(play_loud(p), 0);
        play_free(p);
    }
}

/* Each host asked once, and the question repeated until its system gives up: a filter that does not say what came
 * of it logs every one of them. */
static void insists_in_a_log(void **state)
{
    static const unsigned after[] = {0, 1, 3, 7, 15, 31, 63};
    (void)state;
    for (unsigned passed = 0; passed < 2; passed++) {
        struct play *p = play_new(0, false);
        const unsigned n = sizeof after / sizeof *after;
        for (unsigned t = 0; t < 60 + after[n - 1]; t++) {
            for (unsigned k = 0; k < n; k++) {
                unsigned host = t - after[k];
                if (t < after[k] || host >= 60)
                    continue;
                struct sight s = play_tcp(p, BOT, (uint16_t)(40000 + host * 7), play_outside(host * 83 % 250),
                                          3389, TCP_SYN);
                s.kind = SIGHT_LOG;
                s.action = passed ? SIGHT_PASSED : SIGHT_ACTION_NONE;
                play_sight(p, &s);
            }
            play_wait(p, NSEC_SEC);
        }
        judge(p);
    }
}

/* The port mapper of each of many, one of the ports that it may have named, and what he is after. */
static void mapped_sweep(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 80; i++) {
        const char *dst = play_host(3, i * 83 % 250);
        tcp(p, BOT, dst, 135);
        tcp(p, BOT, dst, (uint16_t)(49152 + i * 37 % 1000));
        tcp(p, BOT, dst, 445);
        play_wait(p, 3 * NSEC_SEC);
    }
    judge(p);
}

/* A sweep, and the same again later. */
static void sweeps_twice(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 2 * 220; i++) {
        tcp(p, BOT, play_host(3, i % 220 * 83 % 250), 445);
        play_wait(p, i == 219 ? 2 * NSEC_HOUR : NSEC_SEC);
    }
    judge(p);
}

/* All of a net of six times 256, in any order, at doors that everybody's programs have at home. */
static void large_nets(void **state)
{
    (void)state;
    for (unsigned udp = 0; udp < 2; udp++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 1500; i++) {
            let(p, BOT, play_host(16, i * 701 % 1500), udp ? IPPROTO_UDP : IPPROTO_TCP, udp ? 161 : 7680);
            play_wait(p, 2 * NSEC_SEC);
        }
        judge(p);
    }
}

/* One of eight who are a storage together goes on to look for others. */
static void member_who_looks(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 80; i++) {
        tcp(p, BOT, play_host(4, i % 7), (uint16_t)(6800 + i * 7 % 24));
        tcp(p, play_host(4, i % 7), BOT, (uint16_t)(6800 + i * 5 % 24));
        play_wait(p, 6 * NSEC_SEC);
    }
    for (unsigned i = 0; i < 60; i++) {
        tcp(p, BOT, play_host(5, i * 83 % 250), 8080);
        play_wait(p, 2 * NSEC_SEC);
    }
    judge(p);
}

/* He watches forty servers, and pings those, before he pings their whole net. */
static void monitor_who_looks(void **state)
{
    (void)state;
    for (unsigned outside = 0; outside < 2; outside++) {
        struct play *p = play_new(0, false);
        const char *who = outside ? SCANNER : BOT;
        for (unsigned i = 0; i < 8 * 40; i++) {
            const char *dst = play_host(4, i % 40);
            if (i % 3 == 0)
                let(p, who, dst, IPPROTO_ICMP, 0);
            tcp(p, who, dst, 443);
            if (i >= 80)
                let(p, who, play_host(5, i * 83 % 250), IPPROTO_ICMP, 0);
            play_wait(p, 8 * NSEC_SEC);
        }
        judge(p);
    }
}

/* Data to each door before it is asked: at home, and elsewhere, at a door that is not everybody's. */
static void carries_ahead(void **state)
{
    (void)state;
    for (unsigned away = 0; away < 2; away++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 2 * 40; i++) {
            bool asks = i % 2;
            const char *dst = away ? play_outside(i / 2 * 701) : play_host(4, i / 2 * 7);
            struct sight s =
                play_tcp(p, BOT, (uint16_t)(40000 + i), dst, 445, asks ? TCP_SYN : TCP_ACK | TCP_PSH);
            s.payload = asks ? 0 : 46;
            play_sight(p, &s);
            play_wait(p, NSEC_SEC);
        }
        judge(p);
    }
}

/* Datagrams as long as answers, from the port of one, in lines and flows: to the services of one host, or to one
 * that is sought by UDP. */
static void long_questions(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 4; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            bool along = n / 2;
            struct sight s = play_tcp(p, SCANNER, 53, along ? CLIENT : play_host(3, i * 37 % 250),
                                      along ? (uint16_t)(1 + i * 311 % 500) : 123, 0);
            s.kind = n % 2 ? SIGHT_FLOW : SIGHT_LOG;
            s.action = SIGHT_DROPPED;
            s.outcome = SIGHT_SILENT;
            s.proto = IPPROTO_UDP;
            s.packets = 1;
            s.knows = SIGHT_SPORT;
            s.payload = 120;
            play_sight(p, &s);
            play_wait(p, NSEC_SEC);
        }
        play_expect(p, SCANNER, n / 2 ? "vertical" : "horizontal", "udp");
    }
}

/* What devices answer to a search comes from whatever port they like, but goes to ports of those who searched. */
static void answers_from_anywhere(void **state)
{
    (void)state;
    for (unsigned scan = 0; scan < 2; scan++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            struct sight s = play_tcp(p, SCANNER, (uint16_t)(40000 + i * 331), CLIENT,
                                      (uint16_t)(scan ? 1 + i * 311 % 500 : 50000 + i * 311), 0);
            s.proto = IPPROTO_UDP;
            s.knows = SIGHT_SPORT | SIGHT_PAYLOAD;
            s.payload = 90;
            s.says = SIGHT_SAYS_ANSWER;
            play_sight(p, &s);
            play_wait(p, NSEC_SEC);
        }
        end(p, scan, SCANNER, "vertical", "udp");
    }
}

/* A client of BitTorrent asks its peers by uTP, and those that stay silent by TCP; most of these are away, of a swarm
 * three of four, two of three of which keep to their program's ports. Who sends
 * a datagram before each of his SYNs, whom one in ten answers, or name servers only; who has peers, and asks others by
 * TCP; who asks all for a few ports, or has but a handful of peers: scanners. */
static void peers_both_ways(void **state)
{
    enum { PEERS, SWARM, FEW_ANSWER, NAMES, OTHERS, FEW_PORTS, HANDFUL, CASES };
    (void)state;
    for (unsigned k = 0; k < CASES; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < (k == HANDFUL ? 14 : 90); i++) {
            bool away = k == SWARM ? i % 4 : i % 2, usual = k == SWARM && i % 3;
            const char *peer = play_outside(i * 2503 % 60000);
            uint16_t port = k == FEW_PORTS ? (uint16_t)(8080 + i % 7) : usual ? 6881 + i % 2 : any(i);
            udp(p, BOT, 51413, peer, port, 30);
            if (!away && k != NAMES && (k != FEW_ANSWER || i % 10 == 0))
                udp(p, peer, port, BOT, 51413, 20);
            if (k == NAMES) {
                const char *server = play_outside(i + 60000);
                udp(p, BOT, (uint16_t)(40000 + i), server, 53, 40);
                udp(p, server, 53, BOT, (uint16_t)(40000 + i), 80);
                peer = play_outside(i * 2503 % 60000);
            }
            if (away)
                play_ask(p, BOT, k == OTHERS ? play_outside(i * 2503 % 60000 + 1) : peer, port,
                         i == 1 && k != HANDFUL && k != SWARM ? 'w' : '-');
            play_wait(p, 400 * NSEC_MS);
        }
        play_end(p);
        const struct play_alert *a = NULL;
        for (unsigned i = 0; i < p->alerts; i++)
            if (strcmp(p->alert[i].technique, "udp") != 0)
                a = &p->alert[i];
        assert_non_null(a);
        assert_string_equal(a->role, k <= SWARM ? "p2p" : "");
        assert_int_equal(play_loud(p) != 0, k > SWARM && k != HANDFUL); /* that is worth little */
        play_free(p);
    }
}

/* Of its peers a part keeps to the port of their program, and most answer; whom hardly anybody answers there looks
 * for them. */
static void peers_at_one_port(void **state)
{
    (void)state;
    for (unsigned scan = 0; scan < 2; scan++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 700; i++) {
            const char *peer = play_outside(i * 2503 % 60000);
            uint16_t port = i % 3 ? 6881 : any(i);
            udp(p, BOT, 51413, peer, port, 100);
            if (i % 20 < (scan ? 3 : 11))
                udp(p, peer, port, BOT, 51413, 200);
            play_wait(p, 500 * NSEC_MS);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, BOT, NULL);
        assert_non_null(a);
        assert_string_equal(a->role, scan ? "" : "p2p");
        assert_int_equal(play_loud(p), scan);
        play_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours),
        cmocka_unit_test(neighbours_there),
        cmocka_unit_test(devices),
        cmocka_unit_test(calls),
        cmocka_unit_test(insists),
        cmocka_unit_test(transfers),
        cmocka_unit_test(passive_transfers),
        cmocka_unit_test(passive_in_flows),
        cmocka_unit_test(deliveries),
        cmocka_unit_test(named_ports),
        cmocka_unit_test(named_few),
        cmocka_unit_test(insists_in_a_log),
        cmocka_unit_test(mapped_sweep),
        cmocka_unit_test(sweeps_twice),
        cmocka_unit_test(member_who_looks),
        cmocka_unit_test(monitor_who_looks),
        cmocka_unit_test(carries_ahead),
        cmocka_unit_test(long_questions),
        cmocka_unit_test(large_nets),
        cmocka_unit_test(peers_both_ways),
        cmocka_unit_test(answers_from_anywhere),
        cmocka_unit_test(peers_at_one_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
