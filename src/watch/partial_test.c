/* Honest hosts of which a recording shows a part only: one direction, half of the answers, no outcomes, no
 * beginning, no flags. Beside each the scan that dresses up as it. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOST     "10.0.0.77"
#define STRANGER "203.0.113.25"

/* Quiet, as that role (NULL: whatever); or not. */
static void judge(struct play *p, bool quiet, const char *role)
{
    play_end(p);
    for (unsigned i = 0; quiet && play_loud(p) && i < p->alerts; i++)
        print_message("%s %s: %s\n", p->alert[i].severity, p->alert[i].kind, p->alert[i].why);
    assert_int_equal(play_accused(p) == 0, quiet);
    if (quiet && role) {
        assert_true(p->alerts > 0);
        assert_string_equal(p->alert[0].role, role);
    }
    play_free(p);
}

/* Addresses all over the world; of one /16. */
static const char *world(unsigned n)
{
    static char text[64];
    snprintf(text, sizeof text, "%u.%u.%u.%u", 20 + n * 37 % 180, n * 101 % 256, n * 7 % 256, 1 + n % 250);
    return text;
}

static const char *beside(unsigned n)
{
    static char text[64];
    snprintf(text, sizeof text, "141.30.%u.%u", n * 37 % 8, 1 + n * 11 % 250);
    return text;
}

static void datagram(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.proto = IPPROTO_UDP;
    s.payload = 172;
    s.knows = SIGHT_SPORT | SIGHT_TTL | SIGHT_PAYLOAD;
    play_sight(p, &s);
}

/* Of a media server 40 packets to each of its callers, or through a gateway; of a scanner as many to a port
 * of all, to services of one, to its ports in turn. Of each packet two seconds' worth. */
static void media(void **state)
{
    (void)state;
    enum { CALLERS, GATEWAY, SAME_PORT, SERVICES, IN_TURN, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 100; i++) {
            char dst[64];
            snprintf(dst, sizeof dst, "%s", play_host(4, what == CALLERS || what == SAME_PORT ? i * 7 : 3));
            uint16_t port = (uint16_t)(what == SAME_PORT  ? 27015
                                       : what == SERVICES ? 1 + i * 37 % 1000
                                       : what == IN_TURN  ? 5000 + i
                                                          : 10000 + i * 7919 % 25000 * 2);
            for (unsigned k = 0; k < 40; k++) {
                datagram(p, HOST, (uint16_t)(20000 + i * 2), dst, port);
                play_wait(p, 20 * NSEC_MS);
            }
        }
        judge(p, what <= GATEWAY, "stream");
    }
}

/* Calls of one way with reports: of each half a dozen packets one port above, to which nothing else goes. A scanner in
 * that order sends one packet to each. */
static void media_reports(void **state)
{
    (void)state;
    for (unsigned packets = 1; packets <= 40; packets += 39) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 30; i++) {
            char dst[64];
            snprintf(dst, sizeof dst, "%s", play_host(4, i % 5));
            uint16_t port = (uint16_t)(10000 + i * 7919 % 10000 * 2), from = (uint16_t)(20000 + i * 402);
            for (unsigned k = 0; k < packets; k++) {
                datagram(p, "198.51.7.7", from, dst, port);
                play_wait(p, 20 * NSEC_MS);
                if (k < 2)
                    datagram(p, "198.51.7.7", from + 1, dst, port + 1);
            }
        }
        judge(p, packets > 1, "stream");
    }
}

/* The same as flows. One packet each is what a scanner sends. */
static void media_flows(void **state)
{
    (void)state;
    for (uint32_t packets = 1; packets <= 40; packets += 39) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 100; i++) {
            struct sight s = play_tcp(p, STRANGER, (uint16_t)(20000 + i * 2), play_host(4, i * 7),
                                      (uint16_t)(10000 + i * 7919 % 25000 * 2), 0);
            s.kind = SIGHT_FLOW;
            s.proto = IPPROTO_UDP;
            s.outcome = SIGHT_SILENT;
            s.packets = packets;
            s.knows = SIGHT_SPORT | SIGHT_COUNTS;
            play_sight(p, &s);
            play_wait(p, NSEC_SEC);
        }
        judge(p, packets > 1, "stream");
    }
}

/* A tunnel's server, at the port of names: to each of its clients a packet now and then, without end. One or
 * two to each, at ports that are known, are a scan from there. */
static void tunnel(void **state)
{
    (void)state;
    for (unsigned each = 2; each <= 40; each += 38) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 30 * each; i++) {
            unsigned n = each == 2 ? i / 2 : i % 30;
            struct sight s = play_tcp(p, STRANGER, 53, play_host(4, n * 7),
                                      (uint16_t)(1024 + n * 40503u % 64512 % (each == 2 ? 20000 : 64512)), 0);
            s.proto = IPPROTO_UDP;
            s.payload = 120;
            s.says = SIGHT_SAYS_NO_ANSWER;
            s.knows = SIGHT_SPORT | SIGHT_TTL | SIGHT_PAYLOAD;
            play_sight(p, &s);
            play_wait(p, 20 * NSEC_MS);
        }
        judge(p, each == 40, NULL);
    }
}

/* A monitor pings 100 hosts each minute, of half of which no answer is recorded; or of none, in one
 * direction. Who repeats a sweep at once, or finds one in ten, is none. */
static void half_of_the_answers(void **state)
{
    (void)state;
    static const struct {
        unsigned rounds, one_in; /* 0: no answer */
        nsec apart;
        bool quiet;
    } k[] = {
        {6, 2, NSEC_MINUTE, true},  {6, 0, NSEC_MINUTE, true},   {5, 2, NSEC_SEC, false},
        {2, 2, NSEC_MINUTE, false}, {6, 10, NSEC_MINUTE, false},
    };
    for (size_t c = 0; c < sizeof k / sizeof *k; c++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 100 * k[c].rounds; i++) {
            unsigned n = i % 100;
            play_icmp(p, HOST, play_host(2, n * 7), 8);
            play_wait(p, 2 * NSEC_MS);
            if (k[c].one_in && n % k[c].one_in == 0)
                play_icmp(p, play_host(2, n * 7), HOST, 0);
            play_wait(p, n == 99 ? k[c].apart : 8 * NSEC_MS);
        }
        judge(p, k[c].quiet, "monitor");
    }
}

/* A line of a firewall that let it through. */
static void passed(struct play *p, const char *src, const char *dst, uint16_t port, bool own)
{
    struct sight s = play_tcp(p, src, (uint16_t)(40000 + p->salt % 20000), dst, port, TCP_SYN);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_PASSED;
    s.sent = own;
    play_sight(p, &s);
}

/* A relay of Tor: it is called at 9001, and calls others there and at ports of their choice. A worm is called
 * as well where it calls, and nobody calls who looks for this and that all over the world. */
static void relay(void **state)
{
    (void)state;
    enum { RELAY, WORM, BLOCK, CASES };
    static const uint16_t theirs[] = {9001, 9001, 9001, 9030, 9000, 9002, 9003, 9090, 9100, 9876, 9200, 9001};
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 400; i++) {
            passed(p, "141.30.1.7", world(i), what == WORM ? 5555 : theirs[i * 7 % 12], true);
            play_wait(p, NSEC_SEC);
            if (what != BLOCK)
                passed(p, world(i + 5000), "141.30.1.7", what == WORM ? 5555 : 9001, false);
            play_wait(p, 2 * NSEC_SEC);
        }
        judge(p, what == RELAY, "p2p");
    }
}

/* A server of mail asks for whom each connection of its visitors is; who asks those that did not come, or
 * hardly any that did, sweeps. */
static void asks_back(void **state)
{
    (void)state;
    for (unsigned one_in = 1; one_in <= 4; one_in += 3) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 100; i++) {
            char who[64];
            snprintf(who, sizeof who, "2a%02x:%x::7:%x", i % 40, 0x100 + i, i);
            if (i % one_in == 0)
                passed(p, who, "2a02:2e0:8:1::25", 25, false);
            play_wait(p, 300 * NSEC_MS);
            passed(p, "2a02:2e0:8:1::25", who, 113, false);
            play_wait(p, 20 * NSEC_SEC);
        }
        judge(p, one_in == 1, NULL);
    }
}

/* What a machine sends itself, its own log says: then it is at home, and a client. Of what it only passes on
 * nobody knows that, unless it goes to all the world. */
static void its_own_log(void **state)
{
    (void)state;
    for (unsigned own = 0; own < 2; own++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 100; i++) {
            passed(p, "2a02:2e0:8:1::7", "2600:1f18::1", 443, own);
            char dst[64];
            snprintf(dst, sizeof dst, "2a03:10:%x::7:%x", 0x100 + i, i);
            passed(p, "2a02:2e0:8:1::7", dst, 443, own);
            play_wait(p, 20 * NSEC_SEC);
        }
        judge(p, own, NULL);
    }
}

/* Delivery Optimization in a net of public addresses that nobody called ours. The same at another port, or in
 * another net, is a scan. */
static void updates_next_door(void **state)
{
    (void)state;
    enum { BESIDE, OTHER_PORT, ELSEWHERE, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 40; i++) {
            play_ask(p, what == ELSEWHERE ? STRANGER : "141.30.9.9", beside(i),
                     what == OTHER_PORT ? 7681 : 7680,
                     i % 3 == 0   ? 'w'
                     : i % 3 == 1 ? 'c'
                                  : '-');
            play_wait(p, 5 * NSEC_SEC);
        }
        judge(p, what == BESIDE, "p2p");
    }
}

/* A client whose IPv6 leads nowhere, as a sensor's flows tell it: it asks by TCP, and by QUIC, and for the
 * time. Servers of one net are somebody's aim; so are servers of the time all over the world. */
static void cut_off_in_flows(void **state)
{
    (void)state;
    static const struct {
        bool udp, far;
        uint16_t port, some;
    } k[] = {{false, false, 443, 443}, {false, true, 443, 443}, {true, false, 443, 123},
             {true, true, 443, 123},   {true, true, 123, 123},  {true, false, 53, 53},
             {true, true, 53, 53}};
    for (size_t n = 0; n < sizeof k / sizeof *k; n++) {
        bool far = k[n].far;
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 100; i++) {
            char dst[64];
            snprintf(dst, sizeof dst, "2a%02x:%x::7:%x", far ? i % 40 : 0, far ? 0x100 + i : 0x100, i * 77);
            struct sight s = play_tcp(p, "2a02:2e0:8:1::7", (uint16_t)(40000 + i), dst,
                                      i % 9 ? k[n].port : k[n].some, TCP_SYN);
            s.kind = SIGHT_FLOW;
            s.proto = k[n].udp ? IPPROTO_UDP : IPPROTO_TCP;
            s.outcome = SIGHT_SILENT;
            s.knows = SIGHT_SPORT;
            play_sight(p, &s);
            play_wait(p, 20 * NSEC_SEC);
        }
        judge(p, far && k[n].port != 123, "cut-off");
    }
}

static void web_flow(struct play *p, nsec ago, const char *src, const char *dst, uint8_t outcome)
{
    struct sight s = play_tcp(p, src, (uint16_t)(40000 + p->salt % 20000), dst, 443, TCP_SYN);
    s.at -= ago;
    s.kind = SIGHT_FLOW;
    s.outcome = outcome;
    s.knows = SIGHT_SPORT;
    play_sight(p, &s);
}

/* Clients ask web servers of one net by IPv6 in vain, each again and again, and go on by IPv4 a quarter of a second
 * later, which is told first. Long after, or by one who asks all the time, it says nothing. */
static void cut_off_and_told_late(void **state)
{
    (void)state;
    enum { BROKEN, LONG_AFTER, BUSY, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 300; i++) {
            char six[64], far[64];
            unsigned n = i % 60;
            snprintf(six, sizeof six, "2a02:810:aa::5476:%x", n % 3);
            snprintf(far, sizeof far, "2606:2800:4001:%x::1", n);
            nsec before = what == LONG_AFTER ? 10 * NSEC_SEC : 1250 * NSEC_MS;
            for (unsigned k = 0; k < (what == BUSY ? 12 : 1); k++)
                web_flow(p, NSEC_SEC + k * 300 * NSEC_MS, play_host(5, n % 3), world(n + k), SIGHT_SUCCESS);
            web_flow(p, before, six, far, SIGHT_SILENT);
            play_wait(p, 12 * NSEC_SEC);
        }
        judge(p, what == BROKEN, "cut-off");
    }
}

/* A mail server whose IPv6 leads nowhere: servers of mail all over the world. By IPv4 whoever looks for relays
 * finds as little; a net is somebody's aim; and who gets through somewhere has a way out. */
static void mail_by_ipv6(void **state)
{
    (void)state;
    enum { HOME, ELSEWHERE, IPV4, ONE_NET, THROUGH, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = what == IPV4 ? play_new(0, false) : play_new_anywhere();
        const char *src = what == IPV4                      ? HOST
                          : what == HOME || what == THROUGH ? "fd00:8:1::25"
                                                            : "2a02:2e0:8:1::25";
        for (unsigned i = 0; i < (what == ELSEWHERE ? 7 : 200); i++) {
            char far[64];
            snprintf(far, sizeof far, "2a%02x:%x::25:%x", what == ONE_NET ? 0 : i % 40,
                     what == ONE_NET ? 0x100 : 0x100 + i, i);
            play_ask(p, src, what == IPV4 ? world(i) : far, 25, what == THROUGH && i % 20 == 7 ? 'w' : '-');
            play_wait(p, 20 * NSEC_SEC);
        }
        judge(p, what <= ELSEWHERE, "cut-off");
    }
}

/* What is left of its connections after a machine slept: an ACK or a FIN to each server, with timestamps or (Windows)
 * without, of which half are reset; or of visits to all of a net, of which the recording lost a burst. A program writes the same along
 * the ports of one host, or, from ports that it counts, along the hosts of one net. Flows do not tell how it was written. */
static void after_a_sleep(void **state)
{
    (void)state;
    enum { WAKES, LOST, PORTS, HOSTS, CASES };
    for (unsigned what = 0; what < 3 * CASES; what++) {
        bool flows = what / CASES == 1, bare = what / CASES == 2,
             lost = what == LOST || what == LOST + 2 * CASES;
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            char dst[64];
            snprintf(dst, sizeof dst, "%s",
                     what % CASES == WAKES   ? world(i)
                     : what % CASES == PORTS ? "10.4.0.5"
                                             : play_host(4, i * 7 % 240));
            uint16_t port = (uint16_t)(what % CASES == PORTS            ? 1 + i * 37 % 1000
                                       : i % 5 || what % CASES != WAKES ? 8080
                                                                        : 5222);
            uint16_t sport = (uint16_t)(33000 + (what % CASES == HOSTS && !flows ? i / 2 : i * 401));
            struct sight s = play_tcp(p, HOST, sport, dst, port, i % 2 ? TCP_ACK : TCP_FIN | TCP_ACK);
            s.win = (uint16_t)(bare ? 501 + i * 7 : 501);
            s.ip_len = bare ? 40 : 52;
            if (flows) {
                s.kind = SIGHT_FLOW;
                s.outcome = i % 4 ? SIGHT_SILENT : SIGHT_REFUSED;
                s.knows = SIGHT_SPORT | SIGHT_FLAGS;
            }
            play_sight(p, &s);
            play_wait(p, 30 * NSEC_MS);
            if (i % 4 == 0 && !flows) {
                s = play_tcp(p, dst, port, HOST, sport, TCP_RST);
                play_sight(p, &s);
            }
            play_wait(p, 200 * NSEC_MS);
        }
        judge(p, what % CASES == WAKES || lost, NULL);
    }
}

/* Then it asks at the same doors anew, and its tunnel is not up yet: as packets, or as flows of which the
 * first have no beginning. So many doors nobody had; who carried nothing there, or elsewhere, or comes from
 * outside, looks around. */
static void asks_anew(void **state)
{
    (void)state;
    static const struct {
        const char *src;
        unsigned doors, beside;
        uint16_t carried;
        bool flows, quiet;
    } k[] = {{HOST, 14, 0, 46, false, true},  {HOST, 14, 0, 46, true, true},
             {HOST, 14, 0, 0, false, false},  {HOST, 14, 20, 46, false, false},
             {HOST, 200, 0, 46, true, false}, {"203.0.113.9", 14, 0, 46, false, false}};
    static const uint16_t ports[] = {22, 445, 8443, 5223, 3389};
    for (size_t n = 0; n < sizeof k / sizeof *k; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 2 * k[n].doors; i++) {
            bool asks = i >= k[n].doors;
            unsigned door = asks ? i - k[n].doors : i + k[n].beside;
            struct sight s = play_tcp(p, k[n].src, (uint16_t)(40000 + i * 7), play_host(4, door * 7),
                                      ports[door % 5], asks ? TCP_SYN : TCP_ACK | TCP_PSH);
            s.payload = asks ? 0 : k[n].carried;
            if (k[n].flows) {
                s.kind = SIGHT_FLOW;
                s.knows = SIGHT_SPORT | SIGHT_FLAGS;
                s.midway = !asks;
                s.outcome = asks ? SIGHT_SILENT : SIGHT_OUTCOME_UNKNOWN;
            }
            play_sight(p, &s);
            play_wait(p, 300 * NSEC_MS);
        }
        judge(p, k[n].quiet, NULL);
    }
}

/* A firewall's log of ACKs that belong to no connection it knows: what is left of those with peers, each from a port
 * of its own. From one port to all of them, along the ports of one host or one port of a net it is a scan. */
static void acks_of_no_connection(void **state)
{
    (void)state;
    enum { PEERS, ONE_SPORT, PORTS, HOSTS, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            char dst[64];
            snprintf(dst, sizeof dst, "%s",
                     what == PORTS   ? "10.4.0.5"
                     : what == HOSTS ? play_host(4, i * 7 % 240)
                                     : world(i));
            struct sight s = play_tcp(p, HOST, (uint16_t)(what == ONE_SPORT ? 50000 : 33000 + i * 401), dst,
                                      (uint16_t)(what == HOSTS ? 3389 : 1153 + i * 1031), TCP_ACK);
            s.kind = SIGHT_LOG;
            s.action = SIGHT_DROPPED;
            s.knows = SIGHT_SPORT | SIGHT_FLAGS;
            play_sight(p, &s);
            play_wait(p, 30 * NSEC_SEC);
        }
        judge(p, what == PEERS, NULL);
    }
}

/* The same where the log tells the window, which differs from connection to connection. Who writes packets without a
 * system puts round numbers there (nmap one of four), or whole windows. */
static void late_packets_with_windows(void **state)
{
    (void)state;
    enum { OFFICE, NMAP, WHOLE, ONE_SPORT, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 40; i++) {
            uint16_t sport = (uint16_t)(what == ONE_SPORT ? 50000 : 33000 + i * 401);
            struct sight s =
                play_tcp(p, "131.220.17.5", sport, world(i), 443, i % 3 ? TCP_ACK : TCP_FIN | TCP_ACK);
            s.kind = SIGHT_LOG;
            s.action = SIGHT_DROPPED;
            s.knows = SIGHT_SPORT | SIGHT_FLAGS | SIGHT_WIN | SIGHT_LEN;
            s.ip_len = 40;
            s.win = (uint16_t)(what == NMAP ? 1024 + i % 4 * 1024 : what == WHOLE ? 64240 : 37 + i * 29);
            play_sight(p, &s);
            play_wait(p, 10 * NSEC_MINUTE);
        }
        judge(p, what == OFFICE, NULL);
    }
}

/* A bare packet of TCP over IPv6 whose capture ended before the flags. */
static void blind(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                  uint32_t seq)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.knows = SIGHT_SPORT | SIGHT_TTL | SIGHT_LEN | SIGHT_SEQ;
    s.cut = 10;
    s.segment = 20;
    s.ip_len = 60;
    s.seq = seq;
    s.ack = 0;
    s.win = 0;
    s.opts = 0;
    play_sight(p, &s);
}

/* Nothing but resets, of ACKs that somebody forged in our name: from the port of a service, from any; to many
 * of us or to one. Questions go to one port, to services, to one port after the other, from ports of
 * askers. */
static void resets_without_flags(void **state)
{
    (void)state;
    enum { SERVICE, TO_ONE, FROM_ANY, ONE_PORT, SERVICES, IN_TURN, FROM_ONE, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < 400; i++) {
            char dst[64];
            uint16_t any = (uint16_t)(1 + i * 40503u % 65535), sport = 8080;
            bool one = what == TO_ONE || what == SERVICES || what == IN_TURN || what == FROM_ONE;
            snprintf(dst, sizeof dst, "2a01:4f8:7:%x::%x", one ? 1 : i % 7, one ? 9 : i + 1);
            if (what != SERVICE && what != TO_ONE)
                sport = what == FROM_ONE ? 45123 : (uint16_t)(1024 + i * 9973u % 64511);
            uint16_t port = what == ONE_PORT   ? 8080
                            : what == SERVICES ? (uint16_t)(1 + i * 37 % 500)
                            : what == IN_TURN  ? (uint16_t)(4000 + i)
                                               : any;
            blind(p, "2600:1f18:7::1", sport, dst, port, 0x12345678 + i * 99991u);
            play_wait(p, 50 * NSEC_MS);
        }
        judge(p, what <= FROM_ANY, NULL);
    }
}

/* 100 web servers, of which half refuse, in three minutes or in five seconds, as a recording has them whose
 * packets are in no order. */
static void shuffled(void **state)
{
    (void)state;
    for (unsigned burst = 0; burst < 2; burst++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 100; i++) {
            unsigned n = i * 37 % 100;
            struct sight s = play_tcp(p, HOST, (uint16_t)(40000 + n), world(n), 443, TCP_SYN);
            s.at += n * (burst ? 53 * NSEC_MS : 2 * NSEC_SEC);
            play_sight(p, &s);
            struct sight back =
                play_tcp(p, world(n), 443, HOST, s.sport, n % 2 ? TCP_RST | TCP_ACK : TCP_SYN | TCP_ACK);
            back.at = s.at + NSEC_MS;
            back.seq = n % 2 ? 0 : back.seq;
            play_sight(p, &back);
        }
        judge(p, !burst, NULL);
    }
}

/* A gateway complains of what a host sent to a stranger, and nothing else was recorded: the host's answers and data, in
 * quotations with and without TCP's flags, and by UDP; beside them what asks, with whichever flags. */
static void quoted(void **state)
{
    enum { DATAGRAM = 0x100, NO_FLAGS = 0x200 };
    static const struct {
        uint16_t sport, flags;
        const char *technique; /* NULL: none of it is a question */
    } cases[] = {
        {443, TCP_SYN | TCP_ACK, NULL}, {443, TCP_ACK | TCP_PSH, NULL}, {443, TCP_RST, NULL},
        {443, NO_FLAGS, NULL},          {53, DATAGRAM, NULL},           {45123, TCP_SYN, "syn"},
        {45123, NO_FLAGS, "syn"},       {45123, TCP_FIN, "fin"},        {53, TCP_SYN, "syn"}, /* nmap -g 53 */
        {45123, DATAGRAM, "udp"},
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            uint16_t dport = (uint16_t)(cases[k].technique ? 1 + i * 17 : 40000 + i * 17);
            struct sight s = play_tcp(p, HOST, cases[k].sport, STRANGER, dport, (uint8_t)cases[k].flags);
            s.kind = SIGHT_ERROR;
            s.knows = SIGHT_SPORT | (cases[k].flags & NO_FLAGS ? 0 : SIGHT_FLAGS);
            s.proto = cases[k].flags & DATAGRAM ? IPPROTO_UDP : IPPROTO_TCP;
            s.payload = cases[k].flags & DATAGRAM ? 60 : 0;
            s.icmp_type = 3;
            s.icmp_code = 1;
            play_sight(p, &s);
            play_wait(p, 300 * NSEC_MS);
        }
        if (cases[k].technique)
            play_expect(p, HOST, "vertical", cases[k].technique);
        else
            play_quiet(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(media),
        cmocka_unit_test(media_flows),
        cmocka_unit_test(media_reports),
        cmocka_unit_test(tunnel),
        cmocka_unit_test(half_of_the_answers),
        cmocka_unit_test(relay),
        cmocka_unit_test(asks_back),
        cmocka_unit_test(its_own_log),
        cmocka_unit_test(updates_next_door),
        cmocka_unit_test(cut_off_in_flows),
        cmocka_unit_test(cut_off_and_told_late),
        cmocka_unit_test(mail_by_ipv6),
        cmocka_unit_test(after_a_sleep),
        cmocka_unit_test(acks_of_no_connection),
        cmocka_unit_test(late_packets_with_windows),
        cmocka_unit_test(asks_anew),
        cmocka_unit_test(resets_without_flags),
        cmocka_unit_test(shuffled),
        cmocka_unit_test(quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
