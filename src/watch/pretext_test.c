/* Datagrams that look like no question: scans that hide behind what DNS, ICE and traceroute do, and these
 * (detect/pretext.h). */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SCANNER "203.0.113.9"
#define TARGET  "10.0.0.5"

static struct sight datagram(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.proto = IPPROTO_UDP;
    s.knows = SIGHT_SPORT | SIGHT_PAYLOAD | SIGHT_TTL;
    s.payload = 40;
    return s;
}

static void say(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                uint8_t says)
{
    struct sight s = datagram(p, src, sport, dst, dport);
    s.says = says;
    play_sight(p, &s);
}

/* It asks for names, and is answered: this wire is heard both ways. */
static void speak(struct play *p, const char *who)
{
    for (uint16_t i = 0; i < 20; i++) {
        say(p, who, (uint16_t)(50000 + i), "192.0.2.53", 53, 0);
        play_wait(p, 20 * NSEC_MS);
        say(p, "192.0.2.53", 53, who, (uint16_t)(50000 + i), SIGHT_SAYS_ANSWER);
        play_wait(p, NSEC_SEC);
    }
}

static uint16_t any(unsigned i)
{
    return (uint16_t)(1024 + i * 40503u % 64512);
}

/* Ports of one host, from that of a service. */
static void from_a_service(void **state)
{
    static const struct {
        uint16_t sport;
        bool speaks;
        uint8_t says, sources;
        bool asks;
        uint16_t below; /* ports that are known; 0: any that askers have */
    } k[] = {
        {53, true, SIGHT_SAYS_NOTHING, 1, true, 0},        /* nobody asked */
        {53, false, SIGHT_SAYS_NOTHING, 1, false, 0},      /* nobody knows: one way, */
        {53, false, SIGHT_SAYS_NO_ANSWER, 1, false, 0},    /* and not every protocol is known */
        {161, false, SIGHT_SAYS_NO_ANSWER, 1, false, 0},   /* either */
        {11211, false, SIGHT_SAYS_NO_ANSWER, 1, false, 0}, /* way */
        {5060, false, SIGHT_SAYS_NOTHING, 1, false, 0},
        {5060, false, SIGHT_SAYS_NOTHING, 1, true, 20000}, /* from where it may ask, too */
        {53, false, SIGHT_SAYS_NO_ANSWER, 1, true, 20000}, /* made up */
        {53, true, SIGHT_SAYS_ANSWER, 1, false, 0},        /* somebody asked in its name */
        {123, true, SIGHT_SAYS_NOTHING, 9, false, 0},      /* of many */
        {25, false, SIGHT_SAYS_NOTHING, 1, true, 0},       /* no service of UDP */
    };
    (void)state;
    for (unsigned n = 0; n < sizeof k / sizeof *k; n++) {
        struct play *p = play_new(0, false);
        if (k[n].speaks)
            speak(p, TARGET);
        for (unsigned i = 0; i < 40; i++)
            for (unsigned j = 0; j < k[n].sources; j++) {
                uint16_t port = any(i * 7 + j);
                say(p, k[n].sources > 1 ? play_outside(j * 300) : SCANNER, k[n].sport, TARGET,
                    k[n].below ? (uint16_t)(1024 + port % k[n].below) : port, k[n].says);
                play_wait(p, 50 * NSEC_MS);
            }
        if (k[n].asks)
            play_expect(p, SCANNER, "vertical", "udp");
        else
            play_quiet(p);
    }
}

/* From DNS's port to any of one host: less than its header answers nobody; more may, whatever it is. */
static void too_short(void **state)
{
    (void)state;
    for (uint16_t n = 11; n <= 12; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 30; i++) {
            struct sight s = datagram(p, SCANNER, 53, TARGET, any(i));
            s.payload = n;
            s.ip_len = 28 + n;
            s.knows |= SIGHT_LEN;
            play_sight(p, &s);
            play_wait(p, 300 * NSEC_MS);
        }
        if (n < 12)
            play_expect(p, SCANNER, "vertical", "udp");
        else
            play_quiet(p);
    }
}

/* In a log: what a server answers to any port, in the names of hosts of a net or of one, goes to low ones, too, at
 * times. As many of these alone, those of services, or all without one twice are asked for. */
static void any_port(void **state)
{
    (void)state;
    enum { NET, ONE, ALONE, SERVICES, ALL, CASES };
    static const uint16_t services[] = {7, 17, 19, 69, 111, 123, 137, 161, 177, 389, 427, 500};
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < (what == ALL ? 20000 : 1000); i++) {
            uint16_t port = (uint16_t)(1 + i * 40503u % 65535);
            if (what == SERVICES)
                port = i % 40 ? (uint16_t)(1024 + port % 64512) : services[i / 40 % 12];
            if (what == ALONE && port >= 1024)
                continue;
            struct sight s =
                datagram(p, SCANNER, 53, what == NET ? play_host(3, i * 37 % 250) : TARGET, port);
            s.kind = SIGHT_LOG;
            s.action = SIGHT_DROPPED;
            s.payload = 72;
            play_sight(p, &s);
            play_wait(p, 300 * NSEC_MS);
        }
        if (what > ONE) {
            play_expect(p, SCANNER, "vertical", "udp");
            continue;
        }
        play_end(p);
        assert_int_equal(play_loud(p), 0);
        assert_string_equal(p->alert[0].role, "reflector");
        play_free(p);
    }
}

/* What no such service says, from its port, to those of a host that it may have asked from, one after the other at leisure:
 * its maker's own protocol, where one direction is heard; of many ports a note. Faster, or from then on, with nothing, at
 * other ports, too, or where it is heard that nobody asked, it is made up. */
static void of_its_own_kind(void **state)
{
    (void)state;
    enum { LEISURELY, LONG, HURRIES, FAST, EMPTY, LOW, HEARD, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        if (what == HEARD)
            speak(p, "10.0.0.5");
        for (unsigned i = 0; i < (what == HURRIES ? 1000 : what == LONG ? 120 : 60); i++) {
            uint16_t port = (uint16_t)(what == LOW && i % 4 == 1 ? 1 + i * 16 : 49500 + i);
            struct sight s = datagram(p, SCANNER, 161, "10.0.0.5", port);
            s.says = SIGHT_SAYS_NO_ANSWER;
            s.payload = what == EMPTY ? 0 : 60;
            play_sight(p, &s);
            play_wait(p, what == FAST || (what == HURRIES && i > 70) ? 100 * NSEC_MS : 3 * NSEC_SEC);
        }
        if (what > LONG) {
            play_expect(p, SCANNER, "vertical", "udp");
            continue;
        }
        play_end(p);
        const struct play_alert *a = play_find(p, SCANNER, "vertical");
        assert_int_equal(play_loud(p), 0);
        assert_string_equal(a ? a->role : "", what == LONG ? "reflector" : "");
        play_free(p);
    }
}

/* True answers at a hundred ports of one host that asked nobody: a note, since they may have been asked for
 * in its name. Who was asked by it may be answering questions that the capture lost; ports that no asker
 * takes are sought. */
static void true_answers(void **state)
{
    (void)state;
    enum { UNASKED, UNASKED6, ASKED, ANY_PORTS, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        bool six = what == UNASKED6;
        const char *target = six ? "fd00::5" : TARGET, *scanner = six ? "2a0e:97c0:3::66" : SCANNER;
        if (six)
            for (uint16_t i = 0; i < 20; i++)
                say(p, target, (uint16_t)(50000 + i), "2a02:2e0:9::35", 53, 0);
        else
            speak(p, TARGET);
        play_wait(p, 20 * NSEC_SEC);
        for (unsigned i = 0; i < 100; i++) {
            uint16_t port = what == ANY_PORTS && i % 4 == 0 ? (uint16_t)(1 + i * 7) : any(i * 7);
            say(p, what == ASKED ? "192.0.2.53" : scanner, 53, target, port, SIGHT_SAYS_ANSWER);
            play_wait(p, NSEC_SEC / 2);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, scanner, "vertical");
        assert_int_equal(a != NULL, what != ASKED);
        assert_string_equal(a ? a->role : "", what <= UNASKED6 ? "reflector" : "");
        assert_int_equal(play_loud(p), what == ANY_PORTS);
        assert_int_equal(p->alerts, what != ASKED);
        play_free(p);
    }
}

/* Something at any port, and fast, is no question, whatever it says; nothing is, and a call, however fast. */
static void floods(void **state)
{
    (void)state;
    enum { NOISE, EMPTY, CALLS, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        speak(p, TARGET);
        for (unsigned i = 0; i < 600; i++) {
            struct sight s = datagram(p, SCANNER, 53, TARGET, any(i));
            s.says = what == CALLS ? SIGHT_SAYS_CALL : SIGHT_SAYS_NO_ANSWER;
            s.payload = what == EMPTY ? 0 : 30;
            s.ip_len = 28 + s.payload;
            s.knows |= SIGHT_LEN;
            play_sight(p, &s);
            play_wait(p, NSEC_MS);
        }
        if (what != NOISE)
            play_expect(p, SCANNER, "vertical", "udp");
        else
            play_quiet(p);
    }
}

/* A whole net is flooded by reflectors: each sends true answers to many of its hosts, at the ports of web
 * servers. What is not an answer, from the same port, or goes to a port of SNMP or LDAP, asks. */
static void flood_of_a_net(void **state)
{
    static const struct {
        uint16_t sport, dport;
        uint8_t says;
        bool asks;
    } k[] = {
        {123, 80, SIGHT_SAYS_ANSWER, false}, {53, 443, SIGHT_SAYS_ANSWER, false},
        {123, 80, SIGHT_SAYS_NOTHING, true}, {53, 443, SIGHT_SAYS_NO_ANSWER, true},
        {161, 161, SIGHT_SAYS_ANSWER, true}, {161, 389, SIGHT_SAYS_ANSWER, true},
    };
    (void)state;
    for (unsigned n = 0; n < sizeof k / sizeof *k; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++)
            for (unsigned j = 0; j < 3; j++) {
                say(p, j ? play_outside(j * 300) : SCANNER, k[n].sport, play_host(3, (i * 37 + j * 5) % 250),
                    k[n].dport, k[n].says);
                play_wait(p, 50 * NSEC_MS);
            }
        if (k[n].asks)
            play_expect(p, SCANNER, "horizontal", "udp");
        else
            play_quiet(p);
    }
}

/* A firewall's lines and a sensor's flows of the same flood tell how long it is, not what it says. Short ones
 * ask, and so do long ones from elsewhere, or to where they are asked for, as names are, padded; and one that
 * answers more hosts than a flood has for each of its reflectors, unless others answer at that port, too. */
static void flood_of_a_net_told(void **state)
{
    static const struct {
        uint16_t sport, dport, payload;
        uint8_t hosts, sources;
        bool asks;
    } k[] = {{123, 80, 440, 40, 1, false}, {53, 22, 1400, 40, 1, false},  {11211, 53, 1400, 40, 1, false},
             {123, 80, 40, 40, 1, true},   {40123, 80, 440, 40, 1, true}, {53, 443, 1200, 40, 1, true},
             {53, 53, 128, 40, 1, true},   {123, 53, 128, 40, 1, true},   {53, 514, 128, 100, 1, true},
             {53, 514, 128, 100, 8, false}};
    (void)state;
    for (unsigned n = 0; n < 2 * sizeof k / sizeof *k; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < (unsigned)k[n / 2].hosts * k[n / 2].sources; i++) {
            unsigned who = i % k[n / 2].sources, host = i / k[n / 2].sources * 37 + who * 5;
            struct sight s = play_tcp(p, who ? play_outside(who * 300) : SCANNER, k[n / 2].sport,
                                      play_host(3, host % 250), k[n / 2].dport, 0);
            s.kind = n % 2 ? SIGHT_FLOW : SIGHT_LOG;
            s.action = SIGHT_DROPPED;
            s.outcome = SIGHT_SILENT;
            s.proto = IPPROTO_UDP;
            s.packets = 1;
            s.knows = SIGHT_SPORT;
            s.payload = k[n / 2].payload;
            play_sight(p, &s);
            play_wait(p, 500 * NSEC_MS / k[n / 2].sources);
        }
        if (k[n / 2].asks)
            play_expect(p, SCANNER, "horizontal", "udp");
        else
            play_quiet(p);
    }
}

/* One port of many; what was asked of one server, and another one of it answers; what all of a net was asked,
 * and its hosts answer. */
static void to_many(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 40; i++) {
        say(p, SCANNER, 53, play_host(3, i * 5), 1434, 0);
        play_wait(p, 50 * NSEC_MS);
    }
    play_expect(p, SCANNER, "horizontal", "udp");
    p = play_new(0, false);
    speak(p, TARGET);
    for (unsigned i = 0; i < 40; i++) {
        say(p, TARGET, any(i), "192.0.2.5", 53, 0);
        say(p, SCANNER, 53, TARGET, any(i), 0);
        play_wait(p, NSEC_SEC);
    }
    play_quiet(p);
    p = play_new(0, false);
    for (unsigned i = 0; i < 40; i++) {
        say(p, TARGET, (uint16_t)(50000 + i), "239.255.255.250", 1900, 0);
        for (unsigned j = 0; j < 4; j++) {
            play_wait(p, 50 * NSEC_MS);
            say(p, play_host(3, j), (uint16_t)(40000 + j), TARGET, (uint16_t)(50000 + i), 0);
        }
    }
    play_quiet(p);
}

/* A server with several addresses, which was asked at one of them and answers from another, with nothing: to
 * the ports that asked; to others nobody answers. */
static void from_another_address(void **state)
{
    (void)state;
    for (unsigned asked = 0; asked < 2; asked++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            struct sight s = datagram(p, SCANNER, 161, TARGET, (uint16_t)(40000 + i * 7 + !asked));
            say(p, TARGET, (uint16_t)(40000 + i * 7), "192.0.2.5", 161, 0);
            play_wait(p, 20 * NSEC_MS);
            s.at = p->now;
            s.payload = 0;
            play_sight(p, &s);
            play_wait(p, NSEC_SEC);
        }
        if (asked)
            play_quiet(p);
        else
            play_expect(p, SCANNER, "vertical", "udp");
    }
}

static void check(struct play *p, const char *dst, uint16_t dport, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        struct sight s = datagram(p, "10.0.0.66", 50000, dst, dport);
        s.payload = 20;
        s.stun = true;
        play_sight(p, &s);
        play_wait(p, 500 * NSEC_MS);
    }
}

static void candidates(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 6; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < (k >= 4 ? 600 : 40); i++)
            switch (k) {
            case 0: check(p, TARGET, any(i), 1); break;                    /* once: that is no check */
            case 1: check(p, play_host(3, i * 5), 5060, 3); break;         /* nobody's own port */
            case 2: check(p, TARGET, any(i), 3); break;                    /* too many of one host */
            case 4: check(p, play_host(3, i * 37 % 12), any(i), 1); break; /* many of each of a dozen, once */
            case 5:
                check(p, play_host(3, i), any(i), 1);
                break; /* calls that were reached elsewhere meanwhile */
            default: check(p, i % 4 ? play_host(3, i) : TARGET, any(i), 3); break; /* calls */
            }
        if (k < 3 || k == 4)
            play_expect(p, "10.0.0.66", k == 1 ? "horizontal" : k == 4 ? "block" : "vertical", "udp");
        else
            play_quiet(p);
    }
}

static void flow(struct play *p, uint16_t sport, const char *dst, uint16_t dport, unsigned packets,
                 bool answered)
{
    struct sight s = datagram(p, "10.0.0.66", sport, dst, dport);
    s.kind = SIGHT_FLOW;
    s.outcome = answered ? SIGHT_SUCCESS : SIGHT_SILENT;
    s.knows = SIGHT_SPORT | SIGHT_COUNTS;
    s.packets = packets;
    play_sight(p, &s);
}

/* The same as flows, which do not tell what they carry: whom a server of STUN told an address meets others from
 * that port, a call each. Who was not told, asks from elsewhere, or seeks a port of many, ports of one, or many of each
 * of a dozen, is told. */
static void candidates_told(void **state)
{
    (void)state;
    enum { CALLS, UNTOLD, ELSEWHERE, SAME_PORT, ONE_HOST, DOZEN, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < (what == DOZEN ? 400 : 60); i++) {
            uint16_t sport = (uint16_t)(50000 + i * 7);
            flow(p, sport, "198.51.100.34", 3478, 1, what != UNTOLD);
            play_wait(p, NSEC_SEC);
            flow(p, what == ELSEWHERE ? (uint16_t)(sport + 1) : sport,
                 what == ONE_HOST ? TARGET : play_host(3, what == DOZEN ? i * 37 % 12 : i * 5),
                 what == SAME_PORT ? 5060 : any(i), what == DOZEN ? 1 : 3, false);
            play_wait(p, 20 * NSEC_SEC);
        }
        if (what == CALLS)
            play_quiet(p);
        else
            play_expect(p, "10.0.0.66", NULL, "udp");
    }
}

/* From a service's port, at doors in any order: four ports of fifty hosts; fifty hosts that each took a port
 * of its own. Forty ports of ten hosts that asked nobody; of ten that asked this one, some of whose questions
 * the capture lost. */
static void in_any_order(void **state)
{
    (void)state;
    enum { FEW_PORTS, OWN_PORTS, BLOCK, LOST, CASES };
    static const uint16_t few[] = {5060, 11211, 4433, 1434};
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 400; i++)
            say(p, play_host(3, i % 10), (uint16_t)(50000 + i), what == LOST ? SCANNER : "192.0.2.53", 443,
                0);
        play_wait(p, 20 * NSEC_SEC);
        for (unsigned i = 0; i < 400; i++) {
            unsigned n = i * 37 % 400;
            if (what == FEW_PORTS || what == OWN_PORTS)
                say(p, SCANNER, 443, play_host(4, n / 8), what == FEW_PORTS ? few[n % 4] : any(n), 0);
            else
                say(p, SCANNER, 443, play_host(3, n / 40), any(n % 40 * 7), 0);
            play_wait(p, NSEC_SEC / 2);
        }
        if (what == FEW_PORTS || what == BLOCK)
            play_expect(p, SCANNER, "block", "udp");
        else
            play_quiet(p);
    }
}

/* From where devices answer calls to all, by no book: to a port of each of many that systems ask from, or to
 * those of one host in their order. */
static void by_no_book(void **state)
{
    (void)state;
    for (unsigned hosts = 24; hosts; hosts = hosts == 24 ? 1 : 0) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 24; i++) {
            say(p, "10.0.0.9", 1900, play_host(4, i % hosts),
                (uint16_t)(49152 + i * (hosts == 1 ? 1 : 4051u) % 16384), SIGHT_SAYS_NO_ANSWER);
            play_wait(p, NSEC_SEC);
        }
        if (hosts == 1)
            play_expect(p, "10.0.0.9", "vertical", "udp");
        else
            play_quiet(p);
    }
}

/* mtr, too, which goes on and on. */
static void traces(void **state)
{
    (void)state;
    static const uint16_t from[] = {33000, 33434, 44444, 50000};
    for (unsigned n = 0; n < 2 * (sizeof from / sizeof *from); n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            struct sight s = datagram(p, SCANNER, 50000, TARGET, (uint16_t)(from[n / 2] + i));
            s.ttl = (uint8_t)(n % 2 ? 1 + i / 3 : 20);
            play_sight(p, &s);
            play_wait(p, 100 * NSEC_MS);
        }
        if (n % 2)
            play_quiet(p);
        else
            play_expect(p, SCANNER, "vertical", "udp");
    }
}

/* In flows, which do not tell the TTL: from port to port of one host, from a port of mtr's, with as much as the net
 * takes (tracepath), or something long or a server's answers at these ports, or a dozen at a time, as routers export
 * them; all of them in any order; one of them of many hosts; other ports. */
static void traces_told(void **state)
{
    (void)state;
    enum { TRACE, MTR, TRACEPATH, FLOOD, ANSWERS, DOZENS, SHUFFLED, SWEEP, ELSEWHERE, CASES };
    static const uint16_t begins[CASES] = {33434, 33000, 44444, 33434, 33434, 33434, 33434, 33434, 2000};
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            bool counts = what <= TRACEPATH || what == ELSEWHERE;
            unsigned dozen = i / 12 * 12 + i * 7 % 12;
            uint16_t step = (uint16_t)(what == SWEEP ? 0 : counts ? i : what == DOZENS ? dozen : i * 37 % 60);
            struct sight s = datagram(p, SCANNER,
                                      what == ANSWERS ? 53
                                      : what == MTR   ? 192
                                                      : (uint16_t)(50000 + i * 7),
                                      what == SWEEP ? play_host(3, i * 37 % 250) : TARGET,
                                      (uint16_t)(begins[what] + step));
            s.kind = SIGHT_FLOW;
            s.outcome = SIGHT_SILENT;
            s.packets = 1;
            s.payload = what == FLOOD || what == TRACEPATH ? 1400 : 40;
            s.knows = SIGHT_SPORT | SIGHT_COUNTS;
            play_sight(p, &s);
            play_wait(p, (what == TRACEPATH ? 1000 : 100) * NSEC_MS);
        }
        if (what < SHUFFLED)
            play_quiet(p);
        else
            play_expect(p, SCANNER, what == SWEEP ? "horizontal" : "vertical", "udp");
    }
}

/* Servers of time and of names answer each other at their own port. Who asks all of a net from there, or sends
 * what SNMP's requests look like, too, scans. */
static void among_servers(void **state)
{
    (void)state;
    static const struct {
        uint16_t port;
        uint8_t says;
        bool asks;
    } k[] = {{123, SIGHT_SAYS_ANSWER, false},
             {53, SIGHT_SAYS_ANSWER, false},
             {123, SIGHT_SAYS_NO_ANSWER, true},
             {53, SIGHT_SAYS_NO_ANSWER, true},
             {161, SIGHT_SAYS_ANSWER, true}};
    for (unsigned n = 0; n < sizeof k / sizeof *k; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            say(p, SCANNER, k[n].port, play_host(3, i * 37 % 250), k[n].port, k[n].says);
            play_wait(p, NSEC_SEC);
        }
        if (k[n].asks)
            play_expect(p, SCANNER, "horizontal", "udp");
        else
            play_quiet(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_a_service),
        cmocka_unit_test(too_short),
        cmocka_unit_test(any_port),
        cmocka_unit_test(of_its_own_kind),
        cmocka_unit_test(true_answers),
        cmocka_unit_test(to_many),
        cmocka_unit_test(from_another_address),
        cmocka_unit_test(floods),
        cmocka_unit_test(flood_of_a_net),
        cmocka_unit_test(flood_of_a_net_told),
        cmocka_unit_test(in_any_order),
        cmocka_unit_test(candidates_told),
        cmocka_unit_test(candidates),
        cmocka_unit_test(by_no_book),
        cmocka_unit_test(traces),
        cmocka_unit_test(traces_told),
        cmocka_unit_test(among_servers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
