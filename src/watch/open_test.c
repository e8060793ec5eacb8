/* Scans that few or no shut doors show, and what looks like them: hosts that let everybody in, long
 * datagrams, packets that were cut before their flags, clients whose way out is broken. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SCANNER  "203.0.113.9"
#define SCANNER6 "2001:db8:dead::9"
#define SERVER   "10.0.0.5"
#define CLIENT   "10.0.0.20"
#define CLIENT6  "2001:db8:7::20"

/* Each door opens, and words are said. */
static struct play *through(const char *src, unsigned first, unsigned step, unsigned n)
{
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < n; i++) {
        play_ask(p, src, SERVER, (uint16_t)(first + i * step % 1009), 'w');
        play_wait(p, 10 * NSEC_SEC);
    }
    return p;
}

static void all_doors_open(void **state)
{
    (void)state;
    play_expect(through(SCANNER, 1, 37, 100), SCANNER, "vertical", "connect");
    play_expect(through(CLIENT, 1, 37, 100), CLIENT, "vertical", "connect");
    play_quiet(through(CLIENT, 6800, 1, 100)); /* one service with many doors */
    play_quiet(through(CLIENT, 45000, 37, 200));
}

/* Services of one host, or that one at port 22 of hosts, of which `shut` are shut, `rounds` times; `how` it
 * leaves the others. */
static struct play *passing(const char *src, bool hosts, char how, unsigned shut, nsec pace, unsigned rounds)
{
    static const uint16_t port[] = {22, 25, 80, 8080, 443, 3306, 3389, 21, 110};
    enum { N = sizeof port / sizeof *port };
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < rounds * N; i++, play_wait(p, pace))
        play_ask(p, src, hosts ? play_host(1, i % N * 5) : SERVER, hosts ? 22 : port[i % N],
                 i % N * shut / N != (i % N + 1) * shut / N ? 'c' : how);
    return p;
}

static void in_passing(void **state)
{
    (void)state;
    for (unsigned hosts = 0; hosts < 2; hosts++) {
        const char *kind = hosts ? "horizontal" : "vertical";
        play_expect(passing(SCANNER, hosts, 'e', 3, 800 * NSEC_MS, 1), SCANNER, kind, "connect");
        play_expect(passing(CLIENT, hosts, 'e', 3, 10 * NSEC_MS, 1), CLIENT, kind, "connect");
        play_quiet(passing(CLIENT, hosts, 'w', 3, 10 * NSEC_MS, 1));  /* it uses them */
        play_quiet(passing(CLIENT, hosts, 'e', 0, 10 * NSEC_MS, 1));  /* all are there: somebody knows them */
        play_quiet(passing(CLIENT, hosts, 'e', 3, 10 * NSEC_MS, 3));  /* a monitor, */
        play_quiet(passing(CLIENT, hosts, 'e', 3, 10 * NSEC_SEC, 1)); /* at leisure */
    }
    play_quiet(passing(CLIENT, false, '-', 0, 10 * NSEC_MS, 1)); /* it is down */
    struct play *p =
        play_new(0, false); /* what it resets at somebody's, in flows: he asked in others' names */
    for (unsigned i = 0; i < 9; i++, play_wait(p, 10 * NSEC_MS))
        play_ask(p, CLIENT, SERVER, (uint16_t)(1712 + i * 731), 'c');
    play_quiet(p);
}

/* File transfers go to any port of the server, beside a connection to 21. */
static void transfers(void **state)
{
    (void)state;
    for (unsigned known = 0; known < 2; known++) {
        struct play *p = play_new(0, false);
        play_ask(p, CLIENT, SERVER, 21, 'w');
        for (unsigned i = 0; i < 300; i++) {
            play_ask(p, CLIENT, SERVER, (uint16_t)(known && i < 60 ? 30 + i * 5 : 1024 + i * 211), 'w');
            play_wait(p, NSEC_SEC);
        }
        if (known)
            play_expect(p, CLIENT, "vertical", "connect");
        else
            play_quiet(p);
    }
}

static void datagram(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                     uint16_t payload, bool opens)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.proto = IPPROTO_UDP;
    s.knows = SIGHT_SPORT | SIGHT_TTL | SIGHT_IPID | SIGHT_PAYLOAD;
    s.payload = payload;
    s.opens = opens;
    play_sight(p, &s);
}

/* 60 hosts get `copies` datagrams of 1,200 bytes each. */
static struct play *delivered(unsigned copies, bool opens, bool answered)
{
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 60; i++) {
        for (unsigned k = 0; k < copies; k++, play_wait(p, 30 * NSEC_MS))
            datagram(p, SCANNER, 41000, play_host(0, i), 443, 1200, opens);
        if (answered)
            datagram(p, play_host(0, i), 443, SCANNER, 41000, 1200, false);
    }
    return p;
}

static void long_datagrams(void **state)
{
    (void)state;
    play_expect(delivered(1, false, false), SCANNER, "horizontal", "udp");
    play_expect(delivered(3, false, false), SCANNER, "horizontal", "udp");
    play_expect(delivered(1, true, false), SCANNER, "horizontal", "udp");
    play_quiet(delivered(40, false, false)); /* a stream */
    play_quiet(delivered(1, false, true));   /* they know each other */
}

/* A TCP packet over IPv6 of which `n` bytes were captured. */
static void cut(struct play *p, unsigned n, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                uint32_t seq, uint32_t ack, uint16_t segment)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.knows = SIGHT_SPORT | SIGHT_TTL | SIGHT_LEN | (n >= 8 ? SIGHT_SEQ : 0);
    s.cut = (uint8_t)n;
    s.segment = segment;
    s.ip_len = (uint16_t)(40 + segment);
    s.seq = n >= 8 ? seq : seq & 0xffff0000;
    s.ack = n >= 10 ? ack & 0xffff0000 : 0;
    s.payload = segment > 60 ? (uint16_t)(segment - 60) : 0;
    s.win = 0;
    s.opts = 0;
    play_sight(p, &s);
}

/* What comes back: 'o' is open and talks, 'c' closed. */
static struct play *cut_short(unsigned n, char answer)
{
    struct play *p = play_new(0, false);
    for (uint16_t i = 0; i < 40; i++) {
        uint16_t sport = (uint16_t)(40000 + i), port = (uint16_t)(600 + i * 71);
        uint32_t a = 0x12345678 + i * 99991u, b = 0x87654321 - i * 77773u;
        cut(p, n, SCANNER6, sport, CLIENT6, port, a, 0, 24);
        play_wait(p, NSEC_MS);
        if (answer == 'c')
            cut(p, n, CLIENT6, port, SCANNER6, sport, 0, a + 1, 20);
        if (answer == 'o') {
            cut(p, n, CLIENT6, port, SCANNER6, sport, b, a + 1, 24);
            cut(p, n, SCANNER6, sport, CLIENT6, port, a + 1, b + 1, 20);
            cut(p, n, SCANNER6, sport, CLIENT6, port, a + 1, b + 1, 400);
            cut(p, n, CLIENT6, port, SCANNER6, sport, b + 1, a + 381, 1400);
        }
        play_wait(p, NSEC_SEC);
    }
    return p;
}

static void without_flags(void **state)
{
    (void)state;
    for (unsigned n = 6; n <= 12; n += 2) {
        struct play *p = cut_short(n, 'c');
        play_end(p);
        const struct play_alert *a = play_find(p, NULL, "vertical");
        assert_non_null(a);
        assert_string_equal(a->technique, "syn");
        assert_non_null(strstr(a->why, "refused"));
        play_free(p);
        p = cut_short(n, '-');
        play_end(p);
        assert_non_null(play_find(p, NULL, "vertical"));
        play_free(p);
        play_quiet(cut_short(n, 'o'));
    }
}

/* Somebody is flooded in the name of ours: what he answers is no question, however little of it was
 * captured. */
static void strays_without_flags(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t i = 0; i < 80; i++) {
        uint16_t port = (uint16_t)(1100 + i * 331);
        uint32_t seq = 0x12345678 + i * 99991u, ack = 0x87654321 - i * 77773u;
        cut(p, 6, "2001:db8:7::1", 25, CLIENT6, port, seq, ack, 40); /* answered, and answered again */
        play_wait(p, NSEC_SEC);
        cut(p, 6, "2001:db8:7::1", 25, CLIENT6, port, seq, ack, 40);
        cut(p, 6, "2001:db8:7::2", (uint16_t)(1024 + i * 11), CLIENT6, port, 0, ack, 20); /* refused */
        cut(p, 10, "2001:db8:7::3", 80, CLIENT6, port, seq, 0,
            20); /* what had an ACK is refused with its number */
    }
    play_quiet(p);
}

/* A client at home asks by IPv6 in vain, and `after` later by IPv4; nobody said what is at home. Its frames
 * are those of `mac`, 0: unknown. */
static struct play *cut_off(nsec after, uint64_t mac, bool everywhere)
{
    struct play *p = play_new_anywhere();
    char far[64];
    for (unsigned i = 0; i < 40; i++) {
        snprintf(far, sizeof far, everywhere ? "2a%02x:%x::1" : "2606:28%02x:%x::1", everywhere ? i % 9 : 0,
                 i + 1);
        struct sight s = play_tcp(p, CLIENT6, (uint16_t)(40000 + i), far, 443, TCP_SYN);
        s.mac = mac;
        play_sight(p, &s);
        play_wait(p, after);
        s = play_tcp(p, CLIENT, (uint16_t)(40000 + i), play_outside(i), mac ? 80 : 443, TCP_SYN);
        s.mac = 0x020000000001;
        play_sight(p, &s);
        s = play_tcp(p, play_outside(i), mac ? 80 : 443, CLIENT, (uint16_t)(40000 + i), TCP_SYN | TCP_ACK);
        s.mac = 0x020000000099;
        play_sight(p, &s);
        /* Whom neighbours answer is no router for that. */
        s = play_tcp(p, CLIENT, (uint16_t)(30000 + i), "10.0.0.8", 445, TCP_SYN);
        s.mac = 0x020000000001;
        play_sight(p, &s);
        s = play_tcp(p, "10.0.0.8", 445, CLIENT, s.sport, TCP_SYN | TCP_ACK);
        s.to = 0x020000000001;
        play_sight(p, &s);
        play_wait(p, 8 * NSEC_SEC);
    }
    return p;
}

static void broken_way_out(void **state)
{
    (void)state;
    play_quiet(cut_off(250 * NSEC_MS, 0, false));
    play_quiet(cut_off(3 * NSEC_SEC, 0x020000000001, false)); /* the frames of one that is known */
    play_quiet(cut_off(3 * NSEC_SEC, 0, true));               /* all over the world */
    struct play *p = cut_off(3 * NSEC_SEC, 0, false);         /* chance */
    play_end(p);
    assert_int_equal(play_loud(p), 1);
    play_free(p);
    p = cut_off(3 * NSEC_SEC, 0x020000000099, false); /* in the frames of the router */
    play_end(p);
    assert_int_equal(play_loud(p), 1);
    play_free(p);
}

/* Half of what a client at home asks for by IPv6 does not answer. Behind each such question comes one by
 * IPv4, after `after`: to a new server each time, or always to the same; or to one of others' clients. */
static struct play *half_broken(nsec after, bool same, unsigned clients)
{
    struct play *p = play_new_anywhere();
    char far[64];
    for (unsigned i = 0; i < 60; i++) {
        snprintf(far, sizeof far, "2606:28%02x:%x::1", i % 7, i + 1);
        play_ask(p, "fd00::7", far, 22, i % 2 ? 'w' : '-');
        play_wait(p, after);
        if (i % 2 == 0)
            play_ask(p, play_host(0, i % clients), play_outside(same ? 1 : i), 22, 'w');
        play_wait(p, 20 * NSEC_SEC);
    }
    return p;
}

static void told(struct play *p, unsigned loud)
{
    play_end(p);
    assert_int_equal(play_loud(p), loud);
    play_free(p);
}

static void half_of_ipv6(void **state)
{
    (void)state;
    told(half_broken(250 * NSEC_MS, false, 1), 0);
    told(half_broken(NSEC_MS, false, 1), 1);        /* at once: for another reason */
    told(half_broken(5 * NSEC_SEC, false, 1), 1);   /* or long after */
    told(half_broken(250 * NSEC_MS, true, 1), 1);   /* what was open before is nothing new */
    told(half_broken(250 * NSEC_MS, false, 60), 1); /* visits of others */
}

static void packet(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                   uint8_t flags)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, flags);
    play_sight(p, &s);
}

/* A mail server asks whose the connection is, as soon as it let it in; the like of it at hosts that never came,
 * or were not let in. To others it delivers, all over the world, which shows late that it is at home. */
static void whose_connection(void **state)
{
    (void)state;
    enum { NEVER, SHUT_OUT, COMING, CAME, CASES };
    static const char mail[] = "203.0.113.25";
    for (unsigned k = 0; k < 2 * CASES; k++) {
        unsigned what = k % CASES;
        bool delivers = k >= CASES;
        struct play *p = play_new_anywhere();
        for (unsigned i = 0; i < (delivers ? 480 : 40); i++) {
            char who[20];
            snprintf(who, sizeof who, "%u.51.%u.7", delivers ? 20 + i % 150 : 198, i % 250);
            if (what == CAME)
                play_ask(p, who, mail, 25, 'w');
            else if (what != NEVER)
                packet(p, who, 40000, mail, 25, TCP_SYN);
            if (what == COMING)
                packet(p, mail, 25, who, 40000, TCP_SYN | TCP_ACK);
            play_wait(p, 100 * NSEC_MS);
            play_ask(p, mail, who, 113, i % 3 ? '-' : 'c');
            play_wait(p, (delivers ? 7 : 10) * NSEC_SEC);
            if (!delivers || i % 30)
                continue;
            snprintf(who, sizeof who, "%u.61.1.25", 20 + i / 30);
            play_ask(p, mail, who, 25, 'w');
        }
        told(p, what < COMING);
    }
}

/* nmap -sT -p 22: one connection after the other, and it leaves all of them together, some of which it opened before
 * much was kept of it. */
static void leaves_together(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    static const uint8_t flags[] = {TCP_SYN, TCP_SYN | TCP_ACK, TCP_ACK, TCP_RST | TCP_ACK};
    for (unsigned i = 0; i < 4 * 64; i++) {
        unsigned k = i < 3 * 64 ? i % 3 : 3, n = i < 3 * 64 ? i / 3 : i % 64;
        uint16_t sport = (uint16_t)(40000 + n * 7);
        if (k == 1)
            packet(p, play_host(1, n), 22, CLIENT, sport, flags[k]);
        else
            packet(p, CLIENT, sport, play_host(1, n), 22, flags[k]);
        p->now += NSEC_MS / 10;
    }
    play_expect(p, CLIENT, "horizontal", "connect");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_doors_open),   cmocka_unit_test(in_passing),
        cmocka_unit_test(transfers),        cmocka_unit_test(long_datagrams),
        cmocka_unit_test(without_flags),    cmocka_unit_test(strays_without_flags),
        cmocka_unit_test(broken_way_out),   cmocka_unit_test(half_of_ipv6),
        cmocka_unit_test(whose_connection), cmocka_unit_test(leaves_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
