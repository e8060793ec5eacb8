/* What answers, floods and logs that tell no outcome must not be taken for, and beside each what it must not
 * hide: a scan that looks almost like it. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SCANNER "203.0.113.9"
#define CLIENT  "131.220.17.5" /* a public address; nobody says where it is */
#define VICTIM  "2a06:f80a::80"

static const char *in_net(const char *net, unsigned n)
{
    static char text[64];
    snprintf(text, sizeof text, "%s%x", net, n);
    return text;
}

/* The resets of a host that is flooded at random ports, to `hosts` addresses of a /64 that nobody said to be
 * at home. */
static void resets(struct play *p, unsigned hosts)
{
    for (unsigned i = 0; i < 400; i++) {
        struct sight s =
            play_tcp(p, VICTIM, (uint16_t)(1 + i * 163), in_net("2a02:8071:1:2::", 1 + i * 37 % hosts),
                     (uint16_t)(1024 + i * 977), TCP_RST | TCP_ACK);
        s.seq = 0;
        s.win = 0;
        play_sight(p, &s);
        play_wait(p, 500 * NSEC_MS);
    }
}

/* All addresses of a net that get resets did not scan; one that gets all of them did. */
static void refusals(void **state)
{
    (void)state;
    struct play *p = play_new_anywhere();
    resets(p, 151);
    play_quiet(p);
    p = play_new_anywhere();
    resets(p, 1);
    play_end(p);
    assert_non_null(play_find(p, NULL, "vertical"));
    assert_true(play_loud(p) > 0);
    play_free(p);
}

/* Resets with number 0 pour on a host at home that is not heard, at one of its ports: those that no system writes, or that
 * come from where clients ask, accuse nobody. What doors that are shut answer does, to who asks from a port of his own. */
static void poured_resets(void **state)
{
    (void)state;
    static const struct {
        uint16_t door, win, first, each; /* of the other: port, and to the next one */
        bool told;
    } rows[] = {{80, 8192, 1024, 977, false}, {8080, 8192, 39077, 1, false}, {51000, 8192, 1024, 977, false},
                {8080, 0, 39077, 1, false},   {443, 0, 1024, 977, false},    {51000, 0, 1, 163, true},
                {51000, 8192, 1, 2, false}};
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 300; i++) {
            struct sight s = play_tcp(p, SCANNER, (uint16_t)(rows[n].first + i * rows[n].each), "10.0.0.5",
                                      rows[n].door, TCP_RST | TCP_ACK);
            s.seq = 0;
            s.win = rows[n].win;
            play_sight(p, &s);
            play_wait(p, 100 * NSEC_MS);
        }
        if (rows[n].told)
            play_expect(p, "10.0.0.5", "vertical", "syn");
        else
            play_quiet(p);
    }
}

/* Flows of ICMP: errors ask for nobody, echo requests do. */
static void icmp_flows(void **state)
{
    (void)state;
    static const uint8_t types[] = {3, 11, 8};
    for (unsigned k = 0; k < sizeof types; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 100; i++) {
            struct sight s = play_flow(p, SCANNER, 0, play_host(4, i), 0, IPPROTO_ICMP, 1);
            s.icmp_type = types[k];
            play_sight(p, &s);
            play_wait(p, NSEC_SEC);
        }
        if (types[k] == 8)
            play_expect(p, SCANNER, "sweep", "ping");
        else
            play_quiet(p);
    }
}

/* Datagrams that a firewall stopped: long ones at all ports of a host are a flood; short ones, and long ones
 * for one port of many, are questions. */
static void stopped_datagrams(void **state)
{
    (void)state;
    static const struct {
        const char *kind; /* NULL: quiet */
        uint16_t payload;
        bool many;
    } k[] = {{NULL, 1400, false}, {"vertical", 40, false}, {"horizontal", 790, true}};
    for (size_t n = 0; n < sizeof k / sizeof *k; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 200; i++) {
            struct sight s =
                play_flow(p, SCANNER, (uint16_t)(20000 + i), k[n].many ? play_host(3, i) : "10.0.0.5",
                          k[n].many ? 3702 : (uint16_t)(1 + i * 97), IPPROTO_UDP, 1);
            s.kind = SIGHT_LOG;
            s.action = SIGHT_DROPPED;
            s.payload = k[n].payload;
            play_sight(p, &s);
            play_wait(p, 10 * NSEC_MS);
        }
        if (k[n].kind)
            play_expect(p, SCANNER, k[n].kind, "udp");
        else
            play_quiet(p);
    }
}

/* From a game server's port: to any ports of many it is what a flood in our name leaves behind; to one
 * service of many, or ports that are known, it asks, and so does what carries nothing. */
static void reflected_datagrams(void **state)
{
    (void)state;
    static const struct {
        const char *kind; /* NULL: quiet */
        uint16_t port, payload;
        bool many;
        uint8_t says;
        uint16_t below;
    } k[] = {{NULL, 0, 120, true, SIGHT_SAYS_NOTHING, 64000},
             {NULL, 0, 120, false, SIGHT_SAYS_NOTHING, 64000},
             {NULL, 0, 120, true, SIGHT_SAYS_NO_ANSWER, 64000},
             {NULL, 0, 120, false, SIGHT_SAYS_NO_ANSWER, 64000},
             {"horizontal", 161, 120, true, SIGHT_SAYS_NOTHING, 0},
             {"horizontal", 11211, 120, true, SIGHT_SAYS_NOTHING, 0},
             {"vertical", 0, 0, false, SIGHT_SAYS_NOTHING, 64000},
             {"vertical", 0, 120, false, SIGHT_SAYS_NO_ANSWER, 20000}};
    for (size_t n = 0; n < sizeof k / sizeof *k; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 300; i++) {
            struct sight s =
                play_flow(p, SCANNER, 27015, k[n].many ? play_host(5, i * 7 % 200) : "10.0.0.5",
                          k[n].port ? k[n].port : (uint16_t)(1024 + i * 9973 % k[n].below), IPPROTO_UDP, 1);
            s.kind = SIGHT_PACKET;
            s.knows = SIGHT_SPORT | SIGHT_PAYLOAD | SIGHT_TTL;
            s.payload = k[n].payload;
            s.says = k[n].says;
            play_sight(p, &s);
            play_wait(p, 300 * NSEC_MS);
        }
        if (k[n].kind)
            play_expect(p, SCANNER, k[n].kind, "udp");
        else
            play_quiet(p);
    }
}

static void let_through(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
    struct sight s = play_flow(p, src, sport, dst, dport, IPPROTO_TCP, 1);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_PASSED;
    s.tcp_flags = TCP_SYN;
    s.knows |= SIGHT_FLAGS;
    play_sight(p, &s);
    play_wait(p, NSEC_SEC);
}

/* A log of what was let through: who goes to mail servers all over the world delivers; who goes to all of one
 * net seeks. */
static void let_out(void **state)
{
    (void)state;
    struct play *p = play_new_anywhere();
    for (unsigned i = 0; i < 200; i++) {
        char dst[32];
        snprintf(dst, sizeof dst, "%u.%u.7.%u", 60 + i % 60, i, 1 + i % 200);
        let_through(p, CLIENT, (uint16_t)(40000 + i), dst, 25);
    }
    play_quiet(p);
    p = play_new_anywhere();
    for (unsigned i = 0; i < 200; i++) {
        char dst[32];
        snprintf(dst, sizeof dst, "62.96.7.%u", 1 + i);
        let_through(p, CLIENT, (uint16_t)(40000 + i), dst, 25);
    }
    play_end(p);
    assert_non_null(play_find(p, CLIENT, "horizontal"));
    assert_true(play_accused(p) > 0);
    play_free(p);
}

/* In such a log, too, servers of mail ask those who come who they are; whoever asks others seeks. */
static void let_in(void **state)
{
    (void)state;
    for (unsigned came = 0; came < 2; came++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 150; i++) {
            char who[32];
            snprintf(who, sizeof who, "62.96.%u.%u", i % 3, 1 + i);
            if (came)
                let_through(p, who, (uint16_t)(40000 + i), CLIENT, 25);
            let_through(p, CLIENT, (uint16_t)(42000 + i), who, 113);
        }
        play_end(p);
        assert_int_equal(play_accused(p) > 0, !came);
        play_free(p);
    }
}

static bool is_told(const struct play *p, const char *technique)
{
    bool told = false;
    for (unsigned i = 0; i < p->alerts; i++)
        told |= strcmp(p->alert[i].technique, technique) == 0;
    return told;
}

/* Where somebody begins connections all day, an ACK goes on with one whose beginning was not recorded;
 * elsewhere it asks, and so it does where he scanned. */
static void lost_beginnings(void **state)
{
    (void)state;
    enum { UNKNOWN, KNOWN, SCANNED, CASES };
    for (unsigned k = 0; k < CASES; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; k == KNOWN && i < 40; i++)
            play_ask(p, SCANNER, play_host(6, i % 20), 8080, i < 2 ? 'c' : 'o');
        for (unsigned i = 0; k == SCANNED && i < 20; i++)
            play_ask(p, SCANNER, play_host(6, i), 8080, 'c');
        for (unsigned i = 0; i < 20; i++) {
            struct sight s = play_tcp(p, SCANNER, (uint16_t)(50000 + i), play_host(6, i), 8080, TCP_ACK);
            play_sight(p, &s);
            play_wait(p, NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(is_told(p, "ack"), k != KNOWN);
        play_free(p);
    }
}

static void kept_out(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
    struct sight s = play_flow(p, src, sport, dst, dport, IPPROTO_UDP, 1);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_DROPPED;
    s.knows = SIGHT_SPORT | SIGHT_PAYLOAD;
    s.payload = 60;
    play_sight(p, &s);
    play_wait(p, 700 * NSEC_MS);
}

/* The log of a host that keeps out what televisions reply to its calls, each from a port of its own, before or
 * after those that reply from SSDP's, which one of them does, too, since it has several programs. Not so where nobody else replies, where it is the same one, from
 * elsewhere, or at ports that no asker takes. */
static void replies_to_unlogged_calls(void **state)
{
    (void)state;
    enum { TOGETHER, BOTH, ALONE, HIMSELF, OUTSIDE, SERVICES, CASES };
    static const char caller[] = "10.0.0.20", one[] = "10.0.0.31", other[] = "10.0.0.32";
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        const char *who = what == OUTSIDE ? SCANNER : one, *beside = what == HIMSELF ? who : other;
        kept_out(p, other, 1900, caller, 61000);
        for (unsigned i = 0; i < 20; i++) {
            uint16_t port = (uint16_t)(what == SERVICES ? 2000 + 97 * i : 61100 + 2 * i);
            if (what != ALONE && i % 2)
                kept_out(p, beside, 1900, caller, port);
            if (what == BOTH)
                kept_out(p, who, 1900, caller, port);
            kept_out(p, who, (uint16_t)(40000 + i * 431), caller, port);
            if (what != ALONE && !(i % 2))
                kept_out(p, beside, 1900, caller, port);
            play_wait(p, 5 * NSEC_MINUTE);
        }
        if (what <= BOTH)
            play_quiet(p);
        else
            play_expect(p, who, "vertical", "udp");
    }
}

/* A log that does not tell TCP's flags. From one service's port, or from any, to ports that askers take, hardly one of
 * them twice: what is flooded answers, or what is late. A SYN from there, the ports of one host, the same ports of many,
 * those of the system's services, all of them from a port that systems ask from, or so many in no time: a scan. */
static void unwritten_answers(void **state)
{
    (void)state;
    enum { ANY_SPORT = 0 };
    static const struct {
        const char *kind; /* NULL: quiet */
        uint16_t sport, lowest, ports, hosts;
        nsec pause;
        uint16_t knows;
    } k[] = {{NULL, 80, 1024, 64000, 200, NSEC_SEC, 0},
             {NULL, 6667, 1024, 30000, 200, NSEC_SEC, 0}, /* of others it was seen that they answer */
             {NULL, ANY_SPORT, 1024, 64000, 200, NSEC_SEC, 0},
             {"block", 80, 1024, 64000, 200, NSEC_SEC, SIGHT_FLAGS},
             {"block", ANY_SPORT, 1024, 64000, 200, NSEC_SEC, SIGHT_FLAGS},
             {"block", 40000, 1024, 64000, 200, NSEC_SEC, 0},
             {"vertical", 80, 1024, 64000, 1, NSEC_SEC / 2, 0},
             {NULL, 27015, 1024, 64000, 1, 10 * NSEC_SEC, 0}, /* the log of one host */
             {"vertical", 27015, 400, 65000, 1, 10 * NSEC_SEC, 0},
             {"vertical", 40000, 1024, 64000, 1, 10 * NSEC_SEC, 0},
             {"horizontal", 80, 1024, 12, 200, NSEC_SEC, 0},
             {"block", 80, 1, 2000, 200, NSEC_SEC, 0},
             {"horizontal", 80, 50000, 1, 200, NSEC_SEC, 0},
             {NULL, 443, 32768, 32000, 1, NSEC_MINUTE, 0},
             {NULL, 443, 32768, 32000, 4, NSEC_MINUTE, 0},
             {"vertical", 443, 32768, 32000, 1, NSEC_MINUTE, SIGHT_FLAGS},
             {"vertical", 443, 32768, 32000, 1, 50 * NSEC_MS, 0}};
    for (size_t n = 0; n < sizeof k / sizeof *k; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            uint16_t sport = k[n].sport == ANY_SPORT ? (uint16_t)(1 + i * 15013 % 65000) : k[n].sport;
            uint16_t port = (uint16_t)(k[n].lowest + i * 9973 % k[n].ports);
            struct sight s =
                play_flow(p, SCANNER, sport, play_host(5, i * 7 % k[n].hosts), port, IPPROTO_TCP, 1);
            s.kind = SIGHT_LOG;
            s.action = SIGHT_DROPPED;
            s.tcp_flags = k[n].knows ? TCP_SYN : 0;
            s.opts = 0;
            s.knows = SIGHT_SPORT | k[n].knows;
            play_sight(p, &s);
            play_wait(p, k[n].pause);
        }
        if (k[n].kind)
            play_expect(p, SCANNER, k[n].kind, "syn");
        else
            play_quiet(p);
    }
}

/* The same where all reply from ports of their own, known by the call, which is in the log, or by each other, also where
 * only the caller is known to be at home. Not so two
 * of them, or who all send from the same port, as a scanner's decoys do. */
static void replies_from_anywhere(void **state)
{
    (void)state;
    enum { TOGETHER, BESIDE, CALLED, TWO, DECOYS, CASES };
    struct addr_net home = {.net = addr_v4(0x0a000014), .bits = 32};
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        if (what == BESIDE)
            assert_int_equal(watch_reform(p->w, &home, 1, NULL, 0), 0);
        for (unsigned i = 0; i < 30; i++, play_wait(p, 2 * NSEC_MINUTE)) {
            uint16_t port = (uint16_t)(50000 + i * 4051u % 15000);
            if (what == CALLED)
                kept_out(p, "10.0.0.20", port, "239.255.255.250", 1900);
            for (unsigned k = 0; k < (what == CALLED ? 1 : what == TWO ? 2 : 5); k++)
                kept_out(p, play_host(0, 30 + k),
                         (uint16_t)(what == DECOYS ? 41000 : 40000 + i * 431 + k * 7), "10.0.0.20", port);
        }
        if (what <= CALLED)
            play_quiet(p);
        else
            play_expect(p, play_host(0, 30), "vertical", "udp");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals),          cmocka_unit_test(icmp_flows),
        cmocka_unit_test(poured_resets),     cmocka_unit_test(replies_from_anywhere),
        cmocka_unit_test(stopped_datagrams), cmocka_unit_test(reflected_datagrams),
        cmocka_unit_test(let_out),           cmocka_unit_test(let_in),
        cmocka_unit_test(lost_beginnings),   cmocka_unit_test(replies_to_unlogged_calls),
        cmocka_unit_test(unwritten_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
