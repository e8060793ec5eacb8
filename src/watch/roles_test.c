/* Roles: what each explains, what it does not, and what is only suggested, since whoever scans long enough
 * behaves so. */
#include "watch/priv_play.h"
#include "wire/tcp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOST "10.0.0.77"

static void sweep(struct play *p, uint16_t port)
{
    for (unsigned i = 0; i < 20; i++) {
        play_ask(p, HOST, play_host(9, i), port, '-');
        play_wait(p, 2 * NSEC_SEC);
    }
}

static void declare(struct play *p, const char *name)
{
    struct addr_net home = {.net = addr_v4(0x0a000000), .bits = 8};
    struct watch_role role = {.net = {.net = addr_v4(0x0a00004d), .bits = 32}, .name = name};
    assert_int_equal(watch_reform(p->w, &home, 1, &role, 1), 0);
}

/* A question by UDP, and perhaps its answer. */
static void udp(struct play *p, const char *dst, uint16_t port, bool answered)
{
    play_send(p, HOST, dst, IPPROTO_UDP, 40000, port);
    if (answered)
        play_send(p, dst, HOST, IPPROTO_UDP, port, 40000);
}

/* Web servers all over the world, `gone` of ten not there. */
static void web(struct play *p, unsigned gone)
{
    for (unsigned i = 0; i < 300; i++) {
        play_ask(p, HOST, play_outside(i * 211), i % 3 ? 443 : 80, i % 10 < gone ? '-' : 'w');
        play_wait(p, NSEC_MINUTE);
    }
}

/* Four in ten servers gone is much for a person; a proxy's users ask for whatever there is. What the same
 * host does at home is judged for itself. */
static void proxy(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    web(p, 4);
    sweep(p, 445);
    play_end(p);
    assert_int_equal(p->alerts, 2);
    for (unsigned i = 0; i < 2; i++) {
        bool swept = p->alert[i].ports == 1;
        assert_string_equal(p->alert[i].role, swept ? "" : "proxy");
        assert_string_equal(p->alert[i].severity, swept ? "high" : "low");
    }
    play_free(p);
    p = play_new(0, false); /* most are not there: nobody asked him for these */
    web(p, 6);
    play_end(p);
    assert_int_equal(p->alerts, 1);
    assert_string_equal(p->alert[0].role, "");
    play_free(p);
}

/* An inventory at its hours, that finds a third of its addresses: high whenever it is told, with what may be
 * declared; low when it is; and a sweep of other doors is none of it. */
static void inventory(void **state)
{
    (void)state;
    for (unsigned declared = 0; declared < 2; declared++) {
        static const uint16_t ports[] = {22, 80, 135, 443};
        struct play *p = play_new(0, false);
        if (declared)
            declare(p, "management");
        for (unsigned day = 0; day < 5; day++) {
            for (unsigned i = 0; i < 200; i++) {
                play_ask(p, HOST, play_host(3, i / 4), ports[i % 4], i % 3 ? '-' : 'w');
                play_wait(p, NSEC_SEC);
            }
            play_wait(p, 86000 * NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, HOST, "block");
        assert_non_null(a);
        assert_string_equal(a->severity, declared ? "low" : "high");
        assert_int_equal(strstr(a->why, "--role " HOST "=management says so") != NULL, !declared);
        play_free(p);
    }
}

/* A worm that comes back each day to the same hosts is no inventory, nor is anybody on his first day. */
static void no_inventory(void **state)
{
    (void)state;
    for (unsigned days = 1; days < 6; days += 4) {
        struct play *p = play_new(0, false);
        for (unsigned day = 0; day < days; day++) {
            for (unsigned i = 0; i < 60; i++) {
                play_ask(p, HOST, play_host(3, i), 445, i % 2 ? '-' : 'w');
                play_wait(p, NSEC_SEC);
            }
            play_wait(p, 86000 * NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, HOST, "horizontal");
        assert_non_null(a);
        assert_string_equal(a->severity, "high");
        assert_null(strstr(a->why, "--role"));
        play_free(p);
    }
}

/* SNMP at every address of a net, again and again: said when the user knows; told else, and with that hint.
 * The same host's questions for names do not hinder either. */
static void printers(void **state)
{
    (void)state;
    for (unsigned declared = 0; declared < 2; declared++) {
        struct play *p = play_new(0, false);
        if (declared)
            declare(p, "print-server");
        udp(p, "10.0.0.53", 53, true);
        for (unsigned round = 0; round < 12; round++) {
            for (unsigned i = 0; i < 60; i++) {
                char dst[16];
                snprintf(dst, sizeof dst, "10.0.3.%u", i + 1);
                udp(p, dst, 161, i % 9 == 0);
                play_wait(p, 20 * NSEC_MS);
            }
            play_wait(p, 900 * NSEC_SEC);
        }
        sweep(p, 445);
        play_end(p);
        const struct play_alert *a = NULL, *swept = NULL;
        for (unsigned i = 0; i < p->alerts; i++)
            *(strcmp(p->alert[i].technique, "udp") == 0 ? &a : &swept) = &p->alert[i];
        assert_true(a && swept);
        assert_string_equal(a->role, declared ? "print-server" : "");
        assert_string_equal(a->severity, declared ? "low" : "high");
        assert_int_equal(strstr(a->why, "=print-server says so") != NULL, !declared);
        assert_string_equal(swept->severity, "high");
        play_free(p);
    }
}

/* Whose way out is broken asks all over the world, and who delivers mail delivers it there: all over a site,
 * from inside or outside, that is a sweep like any other. */
static void at_home(void **state)
{
    (void)state;
    static const char *const from[] = {HOST, "203.0.113.9"};
    for (unsigned k = 0; k < 3; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            play_ask(p, from[k % 2], play_host(1 + i % 16, i * 37), k < 2 ? 443 : 25,
                     k < 2   ? '-'
                     : i % 4 ? 'c'
                             : 'w');
            play_wait(p, 2 * NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, from[k % 2], "horizontal");
        assert_non_null(a);
        assert_string_equal(a->role, "");
        assert_true(play_loud(p) >= 1);
        play_free(p);
    }
}

/* One round of a monitor, without a word: a kind of door each, and three of fifty are down. Who asks all for
 * the same, or each for several, or meets shut doors, all of them before he had any luck, too, does not know
 * what is there. */
static void first_round(void **state)
{
    (void)state;
    static const uint16_t kinds[] = {22, 443, 3306, 5666, 9100, 25};
    enum { MONITOR, SAME_DOOR, SEVERAL_EACH, GAPS, GAPS_FIRST, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 50; i++) {
            const char *dst = what == MONITOR && i % 4 == 0
                                  ? play_outside(i * 211)
                                  : play_host(3, what == SEVERAL_EACH ? i / 4 : i * 5);
            bool down = what == GAPS ? i % 3 == 0 : what == GAPS_FIRST ? i < 7 : i % 17 == 9;
            play_ask(p, HOST, dst, what == SAME_DOOR ? 5666 : kinds[i % 6], down ? '-' : 'e');
            play_wait(p, NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p), what != MONITOR);
        play_free(p);
    }
}

/* A monitor of servers all over the world, at which it leaves without a word; three of 24 are down. Who goes there
 * once, or has them all in one net, or breaks off the handshakes, looks around. */
static void watches_abroad(void **state)
{
    (void)state;
    enum { MONITOR, ONCE, ONE_NET, RAW, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 24 * (what == ONCE ? 1 : 5); i++) {
            char host[32];
            unsigned k = i % 24;
            bool down = k % 8 == 3;
            snprintf(host, sizeof host, "%u.%u.9.%u", what == ONE_NET ? 61 : 61 + k,
                     what == ONE_NET ? 7 : k * 9, k + 1);
            play_ask(p, HOST, host, 22, down ? '-' : what == RAW ? 'h' : 'e');
            play_wait(p, 150 * NSEC_MS);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, HOST, "horizontal");
        assert_non_null(a);
        assert_string_equal(a->role, what == MONITOR ? "monitor" : "");
        assert_int_equal(play_loud(p), what != MONITOR);
        play_free(p);
    }
}

static void passed(struct play *p, const char *src, const char *dst, uint16_t port, uint8_t action)
{
    struct sight s = play_tcp(p, src, (uint16_t)(30000 + port % 7000), dst, port, TCP_SYN);
    s.kind = SIGHT_LOG;
    s.action = action;
    play_sight(p, &s);
}

/* A firewall's log of what it lets through: addresses all over the world, each on a port of its own, are
 * peers; a firewall that says that it dropped most of them makes it a scan. */
static void peers_in_a_log(void **state)
{
    (void)state;
    for (unsigned dropped = 0; dropped < 2; dropped++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 80; i++) {
            char other[ADDR_TEXT_MAX];
            for (unsigned k = 0; k < 8; k++) { /* what everybody does */
                snprintf(other, sizeof other, "%s", play_host(5, i * 8 + k));
                passed(p, other, play_outside(7 * (k % 4)), 8443, SIGHT_PASSED);
            }
            passed(p, HOST, play_outside(i * 211 + 1), (uint16_t)(i % 3 ? 2000 + i * 733 % 60000 : 51413),
                   dropped ? SIGHT_DROPPED : SIGHT_PASSED);
            play_wait(p, 20 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p), dropped);
        play_free(p);
    }
}

/* Pings each of a row of machines, and works with those that are there. Who works with none, or only when he
 * has swept them all, or finds hardly anybody, sweeps; so does who had worked with others before. */
static void pings_and_works(void **state)
{
    (void)state;
    enum { WORKS, SWEEPS, AFTERWARDS, GAPS, OTHERS, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 120; i++) {
            unsigned k = i % 60;
            bool second = i >= 60, there = what == GAPS ? k % 4 == 0 : k % 7 != 6;
            bool pings = what == OTHERS ? second : !second;
            bool works = there && what != SWEEPS && (what == AFTERWARDS) == second;
            const char *dst = play_host(what == OTHERS && !pings ? 9 : 3, k);
            if (pings)
                play_icmp(p, HOST, dst, 8);
            if (pings && there) {
                char at[ADDR_TEXT_MAX];
                snprintf(at, sizeof at, "%s", dst);
                play_wait(p, NSEC_MS);
                play_icmp(p, at, HOST, 0);
            }
            play_wait(p, NSEC_SEC);
            if (works) {
                char at[ADDR_TEXT_MAX];
                snprintf(at, sizeof at, "%s", dst);
                play_ask(p, HOST, at, 135, 'w');
                play_ask(p, HOST, at, 445, 'w');
            }
            play_wait(p, 20 * NSEC_SEC);
        }
        play_explained(p, HOST, "sweep", what == WORKS, "management");
    }
}

/* A proxy pings each server of which it fetches a page. Who sweeps goes on to few, or has nothing to say; or reads elsewhere. */
static void pings_and_reads(void **state)
{
    (void)state;
    enum { READS, SWEEPS, WORDLESS, FEW, ELSEWHERE, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 200; i++) {
            char dst[ADDR_TEXT_MAX];
            snprintf(dst, sizeof dst, "%s", play_outside(i * 211 % 7000));
            play_icmp(p, HOST, dst, 8);
            play_wait(p, 20 * NSEC_MS);
            if (i % 8)
                play_icmp(p, dst, HOST, 0);
            if (what != SWEEPS && (what != FEW || i % 3 == 0))
                play_ask(p, HOST, what == ELSEWHERE ? play_outside(8000 + i) : dst, i % 3 ? 443 : 80,
                         what == WORDLESS ? 'e'
                         : i % 9          ? 'w'
                                          : '-');
            play_wait(p, 200 * NSEC_MS);
        }
        play_explained(p, HOST, "sweep", what == READS, "proxy");
    }
}

/* Nine in ten of hundreds of web servers let it in, wherever they are, and those that do not are silent in a row: a gateway whose
 * way out was broken. So much of a sweep at another port, or without a word, is one. */
static void gateway_cut_off(void **state)
{
    (void)state;
    enum { GATEWAY, FILES, WORDLESS, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 400; i++) {
            bool cut = i >= 300 && i < 330;
            play_ask(p, HOST, play_host(5 + i % 3, i * 83 % 2500), what == FILES ? 445 : 80,
                     cut                ? '-'
                     : what == WORDLESS ? 'e'
                                        : 'w');
            play_wait(p, 100 * NSEC_MS);
        }
        play_explained(p, HOST, "horizontal", what == GATEWAY, "proxy");
    }
}

/* Several systems of a site ask by IPv6 all over the world, and none answers; those who ask one maker's nets look for
 * something there. */
static void site_without_ipv6(void **state)
{
    (void)state;
    for (unsigned narrow = 0; narrow < 2; narrow++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 200; i++) {
            char src[ADDR_TEXT_MAX], dst[ADDR_TEXT_MAX];
            snprintf(src, sizeof src, "2001:470:7:1::%x", 16 + i % 15);
            snprintf(dst, sizeof dst, "2a%02x:%x:%x::%x", narrow ? 3 : i % 16, narrow ? 7 : 16 + i, i,
                     i * 7 + 1);
            struct sight s = play_tcp(p, src, (uint16_t)(40000 + i), dst, 443, TCP_SYN);
            s.win = (uint16_t)(i % 3 ? 64240 : 65535);
            s.ttl = i % 2 ? 64 : 128;
            play_sight(p, &s);
            play_wait(p, 2 * NSEC_SEC);
        }
        play_explained(p, NULL, "horizontal", !narrow, "cut-off");
    }
}

/* A program among its peers, of which a third keeps to one port; nobody said that it is at home. Of those that it finds by
 * trying addresses hardly any answers. */
static void peers_of_nobody(void **state)
{
    (void)state;
    for (unsigned found = 0; found < 2; found++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 300; i++) {
            char dst[ADDR_TEXT_MAX];
            snprintf(dst, sizeof dst, "%u.%u.%u.9", 60 + i % 90, i * 7 % 250, i % 250);
            play_ask(p, "193.31.24.7", dst, (uint16_t)(i % 3 ? 9001 : 1025 + i * 7919 % 60000),
                     i % (found ? 2 : 20) ? (i % 5 ? '-' : 'c') : 'w');
            play_wait(p, NSEC_SEC);
        }
        play_explained(p, "193.31.24.7", NULL, found, "p2p");
    }
}

/* Peers that were taken for a part of this net: each at a port of its own by UDP, at that of their program by TCP; many answer. */
static void peers_at_home(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 4; k++) {
        bool tcp = k % 2, found = k < 2;
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 150; i++) {
            const char *dst = play_host(20 + i % 60, i * 83 % 2500);
            bool there = i % (found ? 2 : 12) == 0;
            if (tcp)
                play_ask(p, HOST, dst, 30303, there ? 'w' : '-');
            else
                udp(p, dst, (uint16_t)(1025 + i * 7919 % 60000), there);
            play_wait(p, 200 * NSEC_MS);
        }
        play_explained(p, HOST, NULL, found, "p2p");
    }
}

static void from_socket(struct play *p, const char *dst, uint16_t port, bool answered)
{
    play_send(p, HOST, dst, IPPROTO_UDP, 41641, port);
    if (answered)
        play_send(p, dst, HOST, IPPROTO_UDP, port, 41641);
    play_wait(p, NSEC_SEC);
}

/* A mesh's member asks each peer where it is on the Internet, which answers, and at two addresses of a net of
 * its own, which are nobody's here. A sweep in the same guise: without any that answers, with those of one
 * net only, of more than peers can have, in a row, or of a service. */
static void peers_at_home_elsewhere(void **state)
{
    (void)state;
    enum { MESH, NO_PEERS, ONE_NET, MANY, IN_A_ROW, SERVICE, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 25; i++) {
            char peer[32];
            snprintf(peer, sizeof peer, "%u.51.100.%u", what == ONE_NET ? 198 : 198 - i * 7, i + 1);
            from_socket(p, peer, (uint16_t)(20000 + i * 1009), what != NO_PEERS);
            for (unsigned k = 0; k < (what == MANY ? 12 : 2); k++)
                from_socket(p, play_host(9, what == IN_A_ROW ? i * 2 + k : (i * 12 + k) * 7),
                            what == SERVICE ? 5060 : 41641, false);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, HOST, "horizontal");
        assert_non_null(a);
        assert_string_equal(a->role, what == MESH ? "p2p" : "");
        assert_int_equal(play_loud(p), what != MESH);
        play_free(p);
    }
}

/* A program among its peers all over the world; the same, whose host goes through a net at home beside that. */
static void peers_and_a_sweep(void **state)
{
    (void)state;
    for (unsigned sweeps = 0; sweeps < 2; sweeps++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 400; i++) {
            from_socket(p, play_outside(i * 131), (uint16_t)(2000 + i * 733 % 60000), i % 2);
            if (sweeps && i % 10 == 0)
                from_socket(p, play_host(9, i * 7 / 10), 161, false);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, HOST, sweeps ? "horizontal" : NULL);
        assert_true(sweeps ? a && !a->role[0] : !a || strcmp(a->role, "p2p") == 0);
        assert_int_equal(play_loud(p), sweeps);
        play_free(p);
    }
}

/* A list of machines is woken: by packets that tell themselves, as flows tell it; as many hosts that refuse what
 * goes there, and another port, are a sweep's. */
static void wakes(void **state)
{
    (void)state;
    enum { PACKETS, FLOWS, REFUSED, ELSEWHERE, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            struct sight s = play_tcp(p, HOST, 40000, play_host(9, i * 3),
                                      what == ELSEWHERE ? 19
                                      : i % 3           ? 9
                                                        : 7,
                                      0);
            s.proto = IPPROTO_UDP;
            s.knows = SIGHT_SPORT;
            s.kind = what == PACKETS ? SIGHT_PACKET : SIGHT_FLOW;
            s.outcome = what == PACKETS   ? SIGHT_OUTCOME_UNKNOWN
                        : what == REFUSED ? SIGHT_REFUSED
                                          : SIGHT_SILENT;
            s.wakes = what == PACKETS;
            play_sight(p, &s);
            play_wait(p, 2 * NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, HOST, "horizontal");
        assert_int_equal(a != NULL, what != PACKETS);
        assert_string_equal(a ? a->role : "", what == FLOWS ? "wake" : "");
        assert_int_equal(play_loud(p), what >= REFUSED);
        play_free(p);
    }
}

/* A log of what was let through tells a TTL that says nothing: port after port of those of traceroute; of others, in
 * another order. */
static void traces_in_a_log(void **state)
{
    (void)state;
    enum { TRACE, ELSEWHERE, SHUFFLED, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            unsigned step = what == SHUFFLED ? i * 37 % 60 : i;
            struct sight s = play_tcp(p, HOST, 40000, "198.51.7.9",
                                      (uint16_t)((what == ELSEWHERE ? 2000 : 33434) + step), 0);
            s.proto = IPPROTO_UDP;
            s.kind = SIGHT_LOG;
            s.action = SIGHT_PASSED;
            s.knows = SIGHT_SPORT | SIGHT_TTL;
            s.ttl = 63;
            play_sight(p, &s);
            play_wait(p, 100 * NSEC_MS);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, HOST, "vertical");
        assert_non_null(a);
        assert_string_equal(a->role, what == TRACE ? "trace" : "");
        assert_int_equal(play_loud(p), what != TRACE);
        play_free(p);
    }
}

/* A host looks for a display of its own, one after the other; not at those of another, and its other ports, or more of
 * them than a program has to ask, are a scan. */
static void displays(void **state)
{
    (void)state;
    static const struct {
        const char *dst;
        uint16_t port, n;
        bool quiet;
    } k[] = {{HOST, 6000, 10, true},
             {"10.0.0.78", 6000, 10, false},
             {HOST, 7000, 10, false},
             {HOST, 6000, 60, false}};
    for (size_t i = 0; i < sizeof k / sizeof *k; i++) {
        struct play *p = play_new(0, false);
        play_ask(p, HOST, k[i].dst, 631, 'w');
        for (uint16_t port = k[i].port; port < k[i].port + k[i].n; port++)
            play_ask(p, HOST, k[i].dst, port, 'c');
        play_explained(p, HOST, "vertical", k[i].quiet, "displays");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(peers_at_home_elsewhere),
        cmocka_unit_test(proxy),
        cmocka_unit_test(inventory),
        cmocka_unit_test(no_inventory),
        cmocka_unit_test(printers),
        cmocka_unit_test(at_home),
        cmocka_unit_test(first_round),
        cmocka_unit_test(watches_abroad),
        cmocka_unit_test(peers_in_a_log),
        cmocka_unit_test(pings_and_works),
        cmocka_unit_test(peers_and_a_sweep),
        cmocka_unit_test(wakes),
        cmocka_unit_test(traces_in_a_log),

        cmocka_unit_test(pings_and_reads),

        cmocka_unit_test(displays),

        cmocka_unit_test(gateway_cut_off),
        cmocka_unit_test(site_without_ipv6),
        cmocka_unit_test(peers_of_nobody),
        cmocka_unit_test(peers_at_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
