/* What one source does that must alert, each technique, kind and speed; beside some of it the like that must
 * not. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"

#define SCANNER "203.0.113.9"
#define BOT     "10.0.0.66"

static void vertical(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t port = 1; port <= 10; port++) {
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(port * 111), port == 3 ? 'h' : 'c');
        play_wait(p, 20 * NSEC_MS);
    }
    play_expect(p, SCANNER, "vertical", "syn");
}

/* Four hosts, each asked at ports of its own. */
static void block(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 80; i++) {
        play_ask(p, SCANNER, play_host(0, i / 20), (uint16_t)(7 + i * 111), 'c');
        play_wait(p, 20 * NSEC_MS);
    }
    play_expect(p, SCANNER, "block", "connect");
}

/* Sixteen ports of thirty hosts in no order, as far as it came: a block that is a quarter done. Four ports of
 * them are a few. */
static void part_of_a_block(void **state)
{
    (void)state;
    for (unsigned ports = 4; ports <= 16; ports += 12) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < (ports == 4 ? 60 : 70); i++) {
            unsigned door = i * 37 % (ports * 30); /* 37 has no factor in common with it */
            play_ask(p, SCANNER, play_host(0, door % 30), (uint16_t)(20 + door / 30 * 111),
                     i % 5 ? '-' : 'c');
            play_wait(p, NSEC_SEC);
        }
        play_expect(p, SCANNER, ports == 4 ? "horizontal" : "block", "connect");
    }
}

static void connect_scan(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t port = 20; port < 60; port++)
        play_ask(p, BOT, "10.0.0.5", port, port == 22 ? 'o' : 'c');
    play_expect(p, BOT, "vertical", "connect");
}

/* The recording lost the ACKs of some handshakes, or of all: the reset has one, so that a system began the
 * connection. Whose system knew nothing of it resets without, be it at the first doors only. */
static void connect_lossy(void **state)
{
    enum { ALL, SOME, OWN, OWN_FIRST, CASES };
    (void)state;
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (uint16_t port = 20; port < 60; port++) {
            bool own = what == OWN || what == OWN_FIRST, open = own && port > 21 ? what == OWN : port < 25;
            uint16_t sport = (uint16_t)(40000 + port * 7);
            struct sight s = play_tcp(p, BOT, sport, "10.0.0.5", port, TCP_SYN);
            play_sight(p, &s);
            s = play_tcp(p, "10.0.0.5", port, BOT, sport, open ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK);
            s.seq = open ? s.seq : 0;
            play_sight(p, &s);
            s = play_tcp(p, BOT, sport, "10.0.0.5", port, TCP_ACK);
            if (open && what == SOME && port < 22)
                play_sight(p, &s);
            s.tcp_flags = own ? TCP_RST : TCP_RST | TCP_ACK;
            if (open)
                play_sight(p, &s);
            play_wait(p, 10 * NSEC_MS);
        }
        play_expect(p, BOT, "vertical", what == ALL || what == SOME ? "connect" : "syn");
    }
}

static void ask_many(struct play *p, const char *src, uint16_t port, char answer, unsigned rounds)
{
    for (unsigned i = 0; i < rounds * 20; i++) {
        play_ask(p, src, play_host(3, i % 20 * 7), port, answer);
        play_wait(p, 500 * NSEC_MS);
    }
}

/* All doors open: half-open handshakes tell, and visits without a word. */
static void all_open(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    ask_many(p, BOT, 445, 'h', 1);
    play_expect(p, BOT, "horizontal", "syn");
    p = play_new(0, false);
    ask_many(p, BOT, 22, 'e', 1);
    play_expect(p, BOT, "horizontal", "connect");
}

/* Some doors of one host, of which a third or half open, whether the first of them do or not: what is broken off,
 * or left without a word, was no visit. Some visits end in the same way. */
static void half_open(void **state)
{
    (void)state;
    static const struct row {
        const char *doors, *technique;
    } rows[] = {{"cchchhcchc", "syn"},      {"hhhhcccccc", "syn"}, {"chcccc", "syn"},
                {"ececcecccec", "connect"}, {"ccwcwwccwc", NULL},  {"wwhwwwhwhw", NULL},
                {"whccwwhccw", NULL},       {"eeceeceecw", NULL}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; rows[k].doors[i]; i++) {
            play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(20 + i * 111), rows[k].doors[i]);
            play_wait(p, 10 * NSEC_MS);
        }
        if (rows[k].technique)
            play_expect(p, SCANNER, "vertical", rows[k].technique);
        else
            play_quiet(p);
    }
}

/* Each host at a port of its own: however the hosts are counted, there are no more than doors. */
static void host_each(void **state)
{
    (void)state;
    for (unsigned n = 10; n <= 100; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < n; i++)
            play_ask(p, SCANNER, play_host(0, i * 7), (uint16_t)(100 + i * 111), 'c');
        play_end(p);
        const struct play_alert *a = play_find(p, SCANNER, NULL);
        assert_non_null(a);
        assert_int_equal(a->targets, n);
        assert_in_range(a->hosts, n - n / 4, n);
        play_free(p);
    }
}

/* All open, are held open, and are closed when the last one was asked: what tells is learnt after that, at any
 * number of hosts. */
static void all_held(void **state)
{
    static const uint8_t flags[] = {TCP_SYN, TCP_ACK, TCP_RST | TCP_ACK};
    (void)state;
    for (unsigned n = 20; n <= 600; n += n < 60 ? 20 : n < 80 ? 1 : n / 7)
        for (unsigned live = 0; live < 2; live++) {
            struct play *p = play_new(0, live);
            for (unsigned step = 0; step < 3; step++)
                for (unsigned i = 0; i < n; i++) {
                    const char *host = play_host(3, i * 37 % 1000);
                    uint16_t sport = (uint16_t)(30000 + i);
                    struct sight s = play_tcp(p, BOT, sport, host, 80, flags[step]);
                    play_sight(p, &s);
                    s = play_tcp(p, host, 80, BOT, sport, TCP_SYN | TCP_ACK);
                    if (step == 0)
                        play_sight(p, &s);
                    play_wait(p, 10 * NSEC_MS);
                }
            play_expect(p, BOT, "horizontal", "connect");
        }
}

/* One host that lets everybody in everywhere; and one that hands out doors for files which turn out to be
 * empty. */
static void tarpit(void **state)
{
    (void)state;
    for (unsigned files = 0; files < 2; files++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 60; i++) {
            play_ask(p, BOT, "10.0.0.5", (uint16_t)((files ? 40000 : 20) + i * 97), 'e');
            play_wait(p, 20 * NSEC_MS);
        }
        if (files)
            play_quiet(p);
        else
            play_expect(p, BOT, "vertical", "connect");
    }
}

/* Who talks to all of them, and who looks after them all day. */
static void all_open_honest(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    ask_many(p, BOT, 22, 'w', 1);
    ask_many(p, "10.0.0.2", 22, 'e', 10);
    play_quiet(p);
}

/* A bot that looks for 445: silence, alert before its 10th door. */
static void inside_silent(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 40; i++) {
        play_ask(p, BOT, play_host(3, i * 7), 445, '-');
        play_wait(p, 500 * NSEC_MS);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, BOT, "horizontal");
    assert_non_null(a);
    assert_in_range(a->raised_after, 4, 9);
    assert_string_equal(a->severity, "high");
    assert_string_equal(a->zone, "internal");
    play_free(p);
}

/* So fast that it is through before silence is a verdict: fifty a second. Whoever is heard is none. */
static void inside_hasty(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 2; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            play_ask(p, BOT, play_host(3, i * 7 % 250), 445, k ? 'w' : '-');
            play_wait(p, 20 * NSEC_MS);
        }
        if (k) {
            play_quiet(p);
            continue;
        }
        play_end(p);
        const struct play_alert *a = play_find(p, BOT, "horizontal");
        assert_non_null(a);
        assert_in_range(a->raised_after, 4, 9);
        play_free(p);
    }
}

static void inside_refused(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 12; i++)
        play_ask(p, BOT, play_host(3, i * 7), 445, 'c');
    play_end(p);
    assert_in_range(play_find(p, BOT, "horizontal")->raised_after, 4, 6);
    play_free(p);
}

static void stealth_one(uint8_t flags, const char *technique)
{
    struct play *p = play_new(0, false);
    for (uint16_t port = 1; port <= 12; port++) {
        struct sight s = play_tcp(p, SCANNER, 50000, "10.0.0.5", (uint16_t)(port * 13), flags);
        play_sight(p, &s);
        play_wait(p, 100 * NSEC_MS);
    }
    play_expect(p, SCANNER, "vertical", technique);
}

static void stealth(void **state)
{
    (void)state;
    stealth_one(0, "null");
    stealth_one(TCP_FIN, "fin");
    stealth_one(TCP_FIN | TCP_PSH | TCP_URG, "xmas");
    stealth_one(TCP_FIN | TCP_ACK, "maimon");
    stealth_one(TCP_SYN | TCP_FIN, "syn-fin");
    stealth_one(TCP_ACK, "ack");
    stealth_one(0x3f, "flags");
    stealth_one(0x40, "flags");
    stealth_one(0xc0, "flags");
    stealth_one(TCP_SYN | TCP_RST | TCP_ACK, "flags");
}

static void ping_sweep(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 30; i++) {
        play_icmp(p, BOT, play_host(2, i), 8);
        if (i % 3 == 0) {
            const char *answerer = play_host(2, i);
            play_icmp(p, answerer, BOT, 0);
        }
        play_wait(p, 50 * NSEC_MS);
    }
    play_expect(p, BOT, "sweep", "ping");
}

static void arp_sweep(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 250; i++) {
        play_arp(p, BOT, play_host(0, i), false);
        play_wait(p, 20 * NSEC_MS);
    }
    play_expect(p, BOT, "sweep", "arp");
}

/* ICMP of `by`: that datagram's port is shut. */
static void refuse_udp_by(struct play *p, const char *src, const char *dst, uint16_t sport, uint16_t port,
                          const char *by)
{
    struct sight s = play_tcp(p, src, sport, dst, port, 0);
    s.kind = SIGHT_ERROR;
    s.proto = IPPROTO_UDP;
    s.icmp_type = 3;
    s.icmp_code = 3;
    s.via = play_tcp(p, by, 0, by, 0, 0).src;
    play_sight(p, &s);
}

static void refuse_udp(struct play *p, const char *src, const char *dst, uint16_t sport, uint16_t port)
{
    refuse_udp_by(p, src, dst, sport, port, dst);
}

static void udp_scan(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t port = 1; port < 40; port++) {
        play_send(p, SCANNER, "10.0.0.5", IPPROTO_UDP, 50000, (uint16_t)(port * 29));
        if (port % 2)
            refuse_udp(p, SCANNER, "10.0.0.5", 50000, (uint16_t)(port * 29));
        play_wait(p, 300 * NSEC_MS);
    }
    play_expect(p, SCANNER, "vertical", "udp");
}

/* The best known services of one host by UDP, of which nothing answers; everyday ones are among them. Whoever
 * has everything from one server asks for twelve, and some send no answer. */
static void udp_services(void **state)
{
    (void)state;
    static const uint16_t best[] = {631, 161, 137, 123, 138, 1434, 445, 135, 67, 53, 139, 500, 68, 520, 1900};
    static const uint16_t used[] = {53, 123, 137, 138, 161, 162, 514, 88, 389, 464, 1812, 1813};
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 15; i++) {
        play_send(p, BOT, "10.0.0.5", IPPROTO_UDP, (uint16_t)(50000 + i), best[i]);
        play_wait(p, NSEC_SEC);
    }
    play_expect(p, BOT, "vertical", "udp");
    p = play_new(0, false);
    for (unsigned i = 0; i < 12; i++) {
        play_send(p, BOT, "10.0.0.5", IPPROTO_UDP, (uint16_t)(50000 + i), used[i]);
        if (i % 2)
            play_send(p, "10.0.0.5", BOT, IPPROTO_UDP, used[i], (uint16_t)(50000 + i));
        play_wait(p, NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(p->alerts, 0);
    play_free(p);
}

/* Most of them are everyday ones, and those that are not would be too few by themselves. */
static void udp_beside(void **state)
{
    (void)state;
    static const uint16_t asked[] = {7,   53,  67,  69,   111,  123,  137, 161,
                                     500, 514, 520, 1434, 1900, 4500, 5353};
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 15; i++) {
        play_send(p, BOT, "10.0.0.5", IPPROTO_UDP, (uint16_t)(50000 + i), asked[i]);
        if (asked[i] != 53 && asked[i] != 123)
            refuse_udp(p, BOT, "10.0.0.5", (uint16_t)(50000 + i), asked[i]);
        play_wait(p, 200 * NSEC_MS);
    }
    play_expect(p, BOT, "vertical", "udp");
}

/* Fewer of one host, refused or silent, fast or slowly, everyday ones or not, fewer still where all of those that are
 * no everyday ones are refused; of two hosts, the same of both: a note.
 * None of who asks for all that he has of a directory's server that is gone, again and again, or is mostly
 * answered. */
static void udp_few_services(void **state)
{
    (void)state;
    static const uint16_t scanned[] = {161, 137, 69, 500, 1900, 53, 123, 5353, 111};
    static const uint16_t mixed[] = {53, 5353, 123, 1434, 111, 623};
    static const uint16_t used[] = {53, 123, 137, 67, 88, 389, 464, 138};
    static const struct row {
        const uint16_t *port;
        unsigned ports, hosts, open, rounds;
        nsec apart;
        bool refused, told;
    } rows[] = {
        {scanned, 9, 1, 0, 1, NSEC_SEC / 10, true, true},   {scanned, 9, 1, 0, 1, 20 * NSEC_SEC, false, true},
        {scanned, 6, 2, 0, 1, NSEC_SEC / 10, false, true},  {scanned, 6, 2, 0, 4, NSEC_SEC, false, false},
        {mixed, 6, 1, 0, 1, NSEC_SEC, true, true},          {mixed, 5, 1, 0, 1, NSEC_SEC, true, false},
        {mixed, 6, 1, 0, 1, NSEC_SEC, false, false},        {mixed, 6, 1, 1, 1, NSEC_SEC, true, true},
        {scanned, 8, 1, 4, 1, NSEC_SEC / 10, false, false}, {used, 8, 1, 0, 1, NSEC_SEC, false, false}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < rows[k].ports * rows[k].hosts * rows[k].rounds; i++) {
            unsigned n = i / rows[k].hosts % rows[k].ports;
            const char *dst = play_host(3, i % rows[k].hosts * 40);
            uint16_t from = (uint16_t)(40000 + i);
            play_send(p, BOT, dst, IPPROTO_UDP, from, rows[k].port[n]);
            if (n < rows[k].open)
                play_send(p, dst, BOT, IPPROTO_UDP, rows[k].port[n], from);
            else if (rows[k].refused)
                refuse_udp(p, BOT, dst, from, rows[k].port[n]);
            play_wait(p, rows[k].apart);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, BOT, NULL);
        assert_int_equal(a && strcmp(a->severity, "low") == 0, rows[k].told);
        assert_int_equal(play_loud(p), 0);
        play_free(p);
    }
}

static void ask_udp(struct play *p, const char *dst, uint16_t port, bool answers)
{
    play_send(p, BOT, dst, IPPROTO_UDP, 40000, port);
    if (answers)
        play_send(p, dst, BOT, IPPROTO_UDP, port, 40000);
    play_wait(p, NSEC_SEC);
}

/* SNMP at forty hosts in any order, of which one in ten has it; one in three, which is a note; of who knows
 * his devices, three of four answer. Nobody has forty that gather his logs or traps, or end his tunnels.
 * Names are looked for by servers at their visitors, too, and what a domain controller says to its clients,
 * or who hands out addresses, goes to as many. */
static void udp_everyday(void **state)
{
    (void)state;
    static const struct row {
        uint16_t port;
        unsigned there; /* of a hundred */
        bool told, loud;
    } rows[] = {{161, 10, true, true},  {161, 36, true, false},  {161, 75, false, false},
                {137, 10, true, false}, {138, 0, true, false},   {68, 0, false, false},
                {514, 0, true, true},   {162, 0, true, true},    {4500, 5, true, true},
                {443, 5, true, true},   {3478, 60, false, false}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < 40; i++)
            ask_udp(p, play_host(3 + i % 7, i * 37 % 251), rows[k].port, i * 37 % 100 < rows[k].there);
        play_end(p);
        assert_int_equal(play_find(p, BOT, NULL) != NULL, rows[k].told);
        assert_int_equal(play_loud(p) > 0, rows[k].loud);
        play_free(p);
    }
}

/* A dozen and a half of a net within minutes, none of which has it: a note, and so are fewer where others
 * refuse. Who finds most of his devices, knows them by and by, or calls all day elsewhere, is none. */
static void udp_hasty(void **state)
{
    (void)state;
    static const struct row {
        uint16_t port;
        unsigned hosts, there, elsewhere; /* there: of a hundred */
        nsec apart;
        bool refused, told;
    } rows[] = {{53, 18, 0, 0, NSEC_SEC, false, true},      {123, 18, 0, 0, NSEC_SEC, false, true},
                {161, 18, 10, 0, NSEC_SEC, false, true},    {137, 18, 0, 0, NSEC_SEC, false, true},
                {5353, 18, 0, 0, NSEC_SEC, false, true},    {161, 9, 0, 0, NSEC_SEC, true, true},
                {161, 9, 0, 0, NSEC_SEC, false, false},     {161, 18, 40, 0, NSEC_SEC, false, false},
                {161, 18, 0, 0, NSEC_MINUTE, false, false}, {161, 18, 0, 60, NSEC_SEC, false, false},
                {123, 20, 0, 0, 4 * NSEC_SEC, false, true}, {500, 18, 0, 0, 20 * NSEC_SEC, false, true},
                {137, 10, 0, 0, NSEC_SEC, true, true}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < rows[k].elsewhere; i++)
            ask_udp(p, play_outside(i * 257), 53, true);
        for (unsigned i = 0; i < rows[k].hosts; i++) {
            const char *dst = play_host(3, i * 37 % 251);
            ask_udp(p, dst, rows[k].port, i * 37 % 100 < rows[k].there);
            if (rows[k].refused)
                refuse_udp(p, BOT, dst, 40000, rows[k].port);
            play_wait(p, rows[k].apart - NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_find(p, BOT, "horizontal") != NULL, rows[k].told);
        assert_int_equal(play_loud(p), 0);
        play_free(p);
    }
}

/* Whoever reads by QUIC what is there. */
static void read_pages(struct play *p, unsigned pages)
{
    for (unsigned i = 0; i < pages; i++) {
        play_send(p, BOT, play_outside(i * 131), IPPROTO_UDP, 50000, 443);
        play_send(p, play_outside(i * 131), BOT, IPPROTO_UDP, 443, 50000);
        play_wait(p, NSEC_SEC);
    }
}

/* A service of strangers all over the Internet, a few of whom say that they do not have it, and hardly any has it,
 * whatever else is done meanwhile: much more, and some of all those may have such a port by chance. A list's do; a
 * router or a firewall on the way says it for all of them; a net of one's own is no Internet. Who asks from there may
 * answer, and of visitors one asks the names. */
static void udp_strangers(void **state)
{
    (void)state;
    enum { WORLD, A_NET, PRIVATE };
    static const struct row {
        uint16_t port, sport;
        unsigned hosts, shut, there; /* shut, there: of a hundred */
        bool told;
        unsigned pages;
        bool router;
        int where;
        nsec apart;
    } rows[] = {{53, 40000, 60, 25, 5, true},
                {123, 40000, 20, 30, 0, true},
                {500, 40000, 30, 20, 0, true},
                {161, 40000, 50, 20, 10, true},
                {11211, 40000, 20, 30, 0, true},
                {53, 40000, 60, 25, 40, false},
                {123, 40000, 14, 30, 0, false},
                {123, 40000, 20, 10, 0, false},
                {123, 40000, 60, 7, 0, false},
                {123, 40000, 60, 100, 0, false},
                {123, 123, 60, 25, 5, false},
                {137, 40000, 60, 25, 5, false},
                {6881, 40000, 60, 25, 5, false},
                {53, 40000, 60, 25, 5, true, .pages = 100},
                {53, 40000, 60, 25, 5, false, .pages = 300},
                {53, 40000, 60, 25, 5, false, .router = true},
                {53, 40000, 60, 25, 5, false, .where = A_NET},
                {53, 40000, 60, 25, 5, false, .where = PRIVATE},
                {123, 40000, 60, 25, 5, false, .apart = 2 * 60 * NSEC_MINUTE}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const struct row *r = &rows[k];
        struct play *p = play_new(0, true);
        read_pages(p, r->pages);
        for (unsigned i = 0; i < r->hosts; i++) {
            char dst[ADDR_TEXT_MAX];
            unsigned chance = i * 37 % 100;
            snprintf(dst, sizeof dst, "%u.%u.%u.7", r->where == PRIVATE ? 172 : 91,
                     r->where == WORLD ? i * 59 % 251 : 16 + (r->where == PRIVATE) * (i % 16), i * 101 % 251);
            play_send(p, BOT, dst, IPPROTO_UDP, r->sport, r->port);
            if (chance < r->shut)
                refuse_udp_by(p, BOT, dst, r->sport, r->port, r->router ? "91.0.0.1" : dst);
            else if (chance >= 100 - r->there)
                play_send(p, dst, BOT, IPPROTO_UDP, r->port, r->sport);
            play_wait(p, r->apart ? r->apart : NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p) > 0, r->told);
        assert_true(!r->told || play_find(p, BOT, "horizontal"));
        play_free(p);
    }
}

/* A client looks for its domain controllers side by side, all at once, as each of its neighbours does; five of
 * twelve are down, and none has answered yet when the last is asked. Where most are not there, or so many of a
 * whole net, each of the neighbours looks around. */
static void udp_list(void **state)
{
    (void)state;
    enum { CLIENTS = 15 };
    static const struct row {
        unsigned hosts, there; /* there: of a hundred */
        bool loud;
    } rows[] = {{12, 60, false}, {12, 30, true}, {12, 0, true}, {40, 60, true}};
    for (size_t k = 0; k < 2 * sizeof rows / sizeof *rows; k++) {
        const struct row *r = &rows[k / 2];
        struct play *p = play_new(0, k % 2);
        for (unsigned c = 0; c < CLIENTS; c++) {
            char client[ADDR_TEXT_MAX];
            snprintf(client, sizeof client, "%s", play_host(1, c * 7));
            for (unsigned i = 0; i < r->hosts; i++)
                play_send(p, client, play_host(3, i), IPPROTO_UDP, 40000, 389);
            play_wait(p, NSEC_MS);
            for (unsigned i = 0; i < r->hosts; i++)
                if (i * 37 % 100 < r->there)
                    play_send(p, play_host(3, i), client, IPPROTO_UDP, 389, 40000);
            play_wait(p, 5 * NSEC_SEC);
        }
        play_end(p);
        for (unsigned c = 0; c < CLIENTS; c++) {
            const struct play_alert *x = play_find(p, play_host(1, c * 7), NULL);
            assert_true(x || !r->loud);
        }
        assert_true(r->loud ? play_loud(p) >= CLIENTS : !play_loud(p));
        play_free(p);
    }
}

/* Three that gather logs, at which a relay sends from many ports, and never hears of it. */
static void udp_told(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 400; i++) {
        play_send(p, BOT, play_host(3, i % 3), IPPROTO_UDP, (uint16_t)(40000 + i), i % 7 ? 514 : 162);
        play_wait(p, NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(p->alerts, 0);
    play_free(p);
}

/* Who has asked seventy name servers, all of which answer, sweeps the net for SNMP all the same. */
static void udp_everyday_late(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 70; i++)
        ask_udp(p, play_outside(i * 257), 53, true);
    for (unsigned i = 0; i < 50; i++)
        ask_udp(p, play_host(3 + i % 7, i * 37 % 251), 161, false);
    play_wait(p, NSEC_MINUTE);
    play_end(p);
    assert_non_null(play_find(p, BOT, NULL));
    assert_true(play_find(p, BOT, NULL)->ongoing); /* told while it went on */
    assert_true(play_loud(p) > 0);
    play_free(p);
}

/* Fifteen doors of one host, all silent, and nothing else is seen of who asks; a domain controller that is
 * down, asked again and again. */
static void all_silent(void **state)
{
    (void)state;
    static const uint16_t dc[] = {88, 389, 445, 135, 464, 636, 3268, 53, 49152, 49155, 139, 3269};
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 15; i++) {
        play_ask(p, BOT, "10.0.0.5", (uint16_t)(21 + i * 213), '-');
        play_wait(p, 20 * NSEC_MS);
    }
    play_expect(p, BOT, "vertical", "connect");
    p = play_new(0, true);
    for (unsigned i = 0; i < 36; i++) {
        play_ask(p, BOT, "10.0.0.5", dc[i % 12], '-');
        play_wait(p, 5 * NSEC_SEC);
    }
    play_quiet(p);
}

static void other_protocols(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint8_t proto = 60; proto < 90; proto++) {
        play_send(p, SCANNER, "10.0.0.5", proto, 0, 0);
        play_wait(p, 100 * NSEC_MS);
    }
    for (uint16_t port = 1; port < 20; port++) {
        struct sight s = play_tcp(p, "203.0.113.10", 40000, "10.0.0.5", port, 1);
        s.proto = IPPROTO_SCTP;
        play_sight(p, &s);
        play_wait(p, 100 * NSEC_MS);
    }
    play_end(p);
    assert_string_equal(play_find(p, SCANNER, "vertical")->technique, "ip-protocol");
    assert_string_equal(play_find(p, "203.0.113.10", "vertical")->technique, "sctp");
    play_free(p);
}

/* A packet of an IP protocol that has no ports, and perhaps "no such protocol" (RFC 1122 3.2.2.1). */
static void protocol(struct play *p, const char *dst, uint8_t proto, bool refused)
{
    play_send(p, SCANNER, dst, proto, 0, 0);
    struct sight s = play_tcp(p, SCANNER, 0, dst, 0, 0);
    s.kind = SIGHT_ERROR;
    s.proto = proto;
    s.via = s.dst;
    s.icmp_type = 3;
    s.icmp_code = 2;
    s.knows = SIGHT_SPORT;
    p->now += NSEC_MS;
    if (refused)
        play_sight(p, &s);
}

/* nmap -sO with a list: eight protocols of one host, of which it refuses six, and the others are tried three times;
 * an end of tunnels that speaks one of them to a dozen peers, of which half refuse it, and the others are away. */
static void few_protocols(void **state)
{
    static const uint8_t protos[] = {51, 89, 112, 50, 47, 41, 2, 103};
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 12; i++) {
        protocol(p, "10.0.0.5", protos[i < 8 ? i : 6 + i % 2], i < 6);
        play_wait(p, 300 * NSEC_MS);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, SCANNER, "vertical");
    assert_non_null(a);
    assert_string_equal(a->technique, "ip-protocol");
    assert_string_equal(a->severity, "medium");
    play_free(p);
    p = play_new(0, false);
    for (unsigned i = 0; i < 12 * 12; i++) {
        unsigned peer = i / 12;
        protocol(p, play_host(9, peer * 7), 47, peer % 2);
        play_wait(p, i % 12 == 11 ? 20 * NSEC_SEC : 200 * NSEC_MS);
    }
    play_quiet(p);
}

/* nmap -T0: a port each five minutes, in random order; an hour; amid a benign day. */
static unsigned slowly(nsec pause, char answer)
{
    struct play *p = play_new(0, false);
    struct rng r = rng_of(7);
    for (unsigned i = 0; i < 40; i++) {
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(1 + rng_below(&r, 65535)), answer);
        for (unsigned k = 0; k < 200; k++) {
            const char *client = play_host(1, (unsigned)rng_below(&r, 100));
            play_ask(p, client, play_outside((unsigned)rng_below(&r, 300)), 443,
                     rng_below(&r, 20) ? 'o' : '-');
            play_wait(p, pause / 200);
        }
    }
    play_end(p);
    const struct play_alert *a = play_find(p, SCANNER, "vertical");
    assert_non_null(a);
    assert_string_equal(a->speed, "slow");
    assert_int_equal(play_loud(p), 1); /* and nobody else */
    unsigned after = (unsigned)a->raised_after;
    play_free(p);
    return after;
}

static void slow(void **state)
{
    (void)state;
    assert_in_range(slowly(300 * NSEC_SEC, '-'), 4, 19);
    assert_in_range(slowly(300 * NSEC_SEC, 'c'), 4, 19);
    assert_in_range(slowly(NSEC_HOUR, '-'), 4, 29);
}

static void fingerprint(void **state)
{
    (void)state;
    static const uint16_t wins[] = {1, 63, 4, 16, 512};
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 5; i++) {
        struct sight s = play_tcp(p, SCANNER, (uint16_t)(50000 + i), "10.0.0.5", 80, TCP_SYN);
        s.win = wins[i];
        play_sight(p, &s);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, SCANNER, NULL);
    assert_non_null(a);
    assert_string_equal(a->technique, "os-fingerprint");
    assert_string_equal(a->severity, "low"); /* one host only */
    assert_string_equal(a->tool, "nmap");
    play_free(p);
}

/* Two kinds from inside, of which no system sends either: medium, whatever window they have. A scan by one of
 * them is another way to ping. */
static void fingerprint_inside(void **state)
{
    (void)state;
    for (unsigned both = 0; both < 2; both++) {
        struct play *p = play_new(0, true);
        struct sight s = play_tcp(p, BOT, 50000, "10.0.0.5", 80, TCP_SYN | TCP_FIN | TCP_PSH | TCP_URG);
        s.win = 2048;
        play_sight(p, &s);
        s.proto = IPPROTO_ICMP;
        s.sport = s.dport = 0;
        s.icmp_type = 8;
        s.icmp_code = 9;
        if (both)
            play_sight(p, &s);
        play_end(p);
        assert_int_equal(play_loud(p) > 0, both);
        play_free(p);
    }
}

/* Two kinds that each may be a monitor's, of two hosts: told, and low. */
static void fingerprint_or_monitor(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 2; i++) {
        struct sight s = play_tcp(p, BOT, 50000, play_host(4, i), 80, TCP_SYN | TCP_FIN | TCP_PSH | TCP_URG);
        play_sight(p, &s);
        play_icmp(p, BOT, play_host(4, i), 13 /* timestamp */);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, BOT, NULL);
    assert_non_null(a);
    assert_string_equal(a->technique, "os-fingerprint");
    assert_int_equal(play_loud(p), 0);
    play_free(p);
}

/* One is enough that no system's ping sends; over IPv6 too. */
static void odd_ping(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 4; k++) {
        struct play *p = play_new(0, false);
        const char *src = k % 2 ? "2001:db8:7::9" : SCANNER;
        struct sight s = play_tcp(p, src, 0, k % 2 ? "fd00::5" : "10.0.0.5", 0, 0);
        s.proto = k % 2 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
        s.icmp_type = k % 2 ? 128 : 8;
        s.icmp_code = k < 2 ? 123 : 0;
        for (unsigned i = 0; i < (k < 2 ? 1 : 5); i++)
            play_sight(p, &s);
        if (k >= 2) {
            play_quiet(p);
            continue;
        }
        play_end(p);
        assert_int_equal(p->alerts, 1);
        assert_string_equal(p->alert[0].technique, "os-fingerprint");
        assert_string_equal(p->alert[0].severity, "low");
        assert_string_equal(p->alert[0].tool, ""); /* nmap's code is 9 */
        assert_string_equal(p->alert[0].kind, "vertical");
        assert_non_null(strstr(p->alert[0].why, "it sent a kind of probe"));
        play_free(p);
    }
}

/* An FTP server sends data to clients, half of whose firewalls forbid it; the same to those who never asked
 * it. */
static void active_transfers(void **state)
{
    (void)state;
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 200; i++) {
            char client[ADDR_TEXT_MAX];
            snprintf(client, sizeof client, "%s", play_host(5, i / 10 * 11));
            if (i % 10 == 0)
                play_ask(p, bad ? "10.0.0.7" : client, SCANNER, 21, 'w');
            struct sight s = play_tcp(p, SCANNER, 20, client, (uint16_t)(40000 + i * 37), TCP_SYN);
            play_sight(p, &s);
            if (i / 10 % 2) {
                s = play_tcp(p, client, (uint16_t)(40000 + i * 37), SCANNER, 20, TCP_SYN | TCP_ACK);
                play_sight(p, &s);
            }
            play_wait(p, 5 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p), bad);
        play_free(p);
    }
}

/* Some of a client's data do not come through: their silence is noticed when others did. Who never asked for any. */
static void transfers_lost_between(void **state)
{
    (void)state;
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        play_ask(p, bad ? "10.0.0.7" : "10.0.0.5", SCANNER, 21, 'w');
        for (unsigned i = 0; i < 400; i++) {
            struct sight s = play_tcp(p, SCANNER, 20, "10.0.0.5", (uint16_t)(41000 + i), TCP_SYN);
            play_sight(p, &s);
            if (i % 12) {
                s = play_tcp(p, "10.0.0.5", (uint16_t)(41000 + i), SCANNER, 20, TCP_SYN | TCP_ACK);
                play_sight(p, &s);
            }
            play_wait(p, 400 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p), bad);
        play_free(p);
    }
}

/* Of flows the control connection is told last, for it ends last; who had none with the server did not ask it. */
static void transfers_in_flows(void **state)
{
    (void)state;
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, false);
        for (unsigned user = 0; user < 4; user++) {
            char client[ADDR_TEXT_MAX];
            nsec_wall begun = p->now;
            snprintf(client, sizeof client, "%s", play_host(5, user));
            for (unsigned i = 0; i <= 100; i++) {
                bool control = i == 100;
                struct sight s =
                    play_flow(p, control ? client : SCANNER, control ? 40000 : 20, control ? SCANNER : client,
                              control ? 21 : (uint16_t)(41000 + i), IPPROTO_TCP, 5);
                if (control && bad)
                    assert_int_equal(addr_parse("10.0.0.7", &s.src), 0);
                s.at = control ? begun : p->now;
                s.outcome = control || i % 10 ? SIGHT_SUCCESS : SIGHT_SILENT;
                s.answers = s.outcome == SIGHT_SUCCESS ? 5 : 0;
                play_sight(p, &s);
                play_wait(p, 400 * NSEC_MS);
            }
        }
        play_end(p);
        assert_int_equal(play_loud(p), bad);
        play_free(p);
    }
}

/* A server connects as its system does; a scanner that writes that port into packets without options is none, nor is
 * one of whose packets nothing is told. */
static void bounce(void **state)
{
    (void)state;
    enum { LOGGED, BARE, HEADLESS, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (uint16_t port = 1; port < 30; port++) {
            struct sight s = play_tcp(p, "10.0.0.21", 20, "10.0.0.5", port, TCP_SYN);
            s.opts = 0;
            s.knows = what == BARE ? s.knows | SIGHT_OPTS : s.knows & (uint16_t)~SIGHT_OPTS;
            if (what == HEADLESS) {
                s.ttl = 0;
                s.ip_len = 0;
                s.knows &= (uint16_t) ~(SIGHT_TTL | SIGHT_LEN);
            }
            play_sight(p, &s);
            s = play_tcp(p, "10.0.0.5", port, "10.0.0.21", 20, TCP_RST | TCP_ACK);
            play_sight(p, &s);
            play_wait(p, NSEC_SEC);
        }
        play_expect(p, "10.0.0.21", "vertical", what == LOGGED ? "ftp-bounce" : "syn");
    }
}

/* Live, who is over in a moment is told again only for being graver. */
static void told_again(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (uint16_t port = 1; port <= 300; port++) {
        play_ask(p, BOT, "10.0.0.5", port, 'c');
        play_wait(p, 10 * NSEC_US);
    }
    assert_in_range(p->alerts, 1, 2);
    for (unsigned i = 1; i < p->alerts; i++)
        assert_string_not_equal(p->alert[i].severity, p->alert[i - 1].severity);
    play_free(p);
}

/* From outside fifteen datagrams to doors of which none answers are a scan; a few less may be a mishap. */
static void mute(void **state)
{
    (void)state;
    static const uint16_t ports[] = {161, 1900, 389, 5060, 11211};
    for (unsigned n = 14; n < 16; n++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < n; i++) {
            play_send(p, "192.0.2.9", play_host(3, i * 37 % 251), IPPROTO_UDP, 40000, ports[i % 5]);
            play_wait(p, 5 * NSEC_SEC);
        }
        play_end(p);
        assert_int_equal(play_loud(p), n > 14);
        play_free(p);
    }
}

/* An IPv6 source is its /64. */
static void ip6(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 30; i++) {
        char src[64];
        snprintf(src, sizeof src, "2001:db8:1:2::%x", i * 977 + 1);
        play_ask(p, src, "2001:db8:ffff::5", (uint16_t)(i * 7 + 1), 'c');
    }
    for (unsigned i = 0; i < 30; i++) /* one address is that address */
        play_ask(p, "2001:db8:7::9", "2001:db8:ffff::5", (uint16_t)(i * 7 + 1), 'c');
    for (unsigned i = 0; i < 60;
         i++) /* a decoy goes before the other at every door: neither is named alone */
        play_ask(p, i % 2 ? "2001:db8:8::9" : "2001:db8:8::20", "2001:db8:ffff::5", (uint16_t)(i / 2 * 7 + 1),
                 'c');
    play_end(p);
    assert_non_null(play_find(p, "2001:db8:8::", "vertical"));
    assert_int_equal(play_find(p, "2001:db8:8::", NULL)->srcs, 1);
    assert_non_null(play_find(p, "2001:db8:1:2::", "vertical"));
    assert_int_equal(play_find(p, "2001:db8:1:2::", NULL)->srcs, 1);
    assert_non_null(play_find(p, "2001:db8:7::9", "vertical"));
    assert_int_equal(play_find(p, "2001:db8:7::9", NULL)->srcs, 0);
    play_free(p);
}

/* One address after the other, and two of three are there: a program counts, whatever the addresses are. */
static void in_sequence(void **state)
{
    (void)state;
    static const char *const from[] = {"203.0.113.9", "2001:db8:66::1"}, *const net[] = {"10.0.3.",
                                                                                         "2001:db8:1::"};
    for (unsigned six = 0; six < 2; six++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 24; i++) {
            char dst[32];
            snprintf(dst, sizeof dst, six ? "%s%x" : "%s%u", net[six], i + 0xf8 * six + 1);
            play_ask(p, from[six], dst, 443, i % 3 ? 'w' : '-');
            play_wait(p, NSEC_MINUTE);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, NULL, "horizontal");
        assert_non_null(a);
        assert_non_null(strstr(a->why, "next address"));
        play_free(p);
    }
}

/* Somebody's servers stand side by side, and he asks them in a row; some are down. From inside that is told
 * low; with every second one shut it is no list. */
static void in_a_row(void **state)
{
    (void)state;
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < 24; i++) {
            play_ask(p, BOT, play_host(8, i), 9102, i % (bad ? 2 : 6) == 1 ? '-' : 'w');
            play_wait(p, 10 * NSEC_SEC);
        }
        play_end(p);
        assert_non_null(play_find(p, BOT, "horizontal"));
        assert_int_equal(play_loud(p) > 0, bad);
        play_free(p);
    }
}

/* Who manages a whole site asks all of it at once; one in five is switched off. The same where a third is
 * shut is none. */
static void at_once(void **state)
{
    (void)state;
    for (unsigned bad = 0; bad < 2; bad++) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < 90; i++) {
            play_ask(p, BOT, play_host(8, i * 37 % 240), 5985, (i * 7) % 20 < (bad ? 7u : 4u) ? '-' : 'w');
            play_wait(p, 30 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p) > 0, bad);
        play_free(p);
    }
}

enum { FIRST, REST, BOTH };

/* TCP's header in pieces of eight bytes: `which` of the first two came. */
static void play_tiny(struct play *p, unsigned i, uint8_t flags, unsigned which)
{
    const uint16_t hidden = SIGHT_FLAGS | SIGHT_WIN | SIGHT_OPTS | SIGHT_ACKNO | SIGHT_PAYLOAD;
    struct sight first = play_tcp(p, SCANNER, 50000, play_host(4, i), 8080, TCP_SYN), rest = first;
    first.fragment = rest.fragment = true;
    first.knows &= (uint16_t)~hidden;
    first.ip_len = rest.ip_len = 28;
    rest.sport = rest.dport = 0;
    rest.tcp_flags = flags;
    rest.knows = SIGHT_TTL | SIGHT_IPID | SIGHT_LEN | SIGHT_FLAGS | SIGHT_WIN | SIGHT_ACKNO;
    if (which != REST)
        play_sight(p, &first);
    if (which != FIRST)
        play_sight(p, &rest);
    play_wait(p, 100 * NSEC_MS);
}

/* The flags are in the second one; where that is not heard, it is taken for a SYN. Without a port nobody is asked. */
static void in_pieces(void **state)
{
    (void)state;
    static const struct {
        uint8_t flags;
        const char *technique;
    } scans[] = {{TCP_SYN, "syn"},
                 {TCP_FIN, "fin"},
                 {0, "null"},
                 {TCP_FIN | TCP_PSH | TCP_URG, "xmas"},
                 {TCP_SYN | TCP_FIN, "syn-fin"}};
    for (unsigned k = 0; k < sizeof scans / sizeof *scans; k++)
        for (unsigned which = FIRST; which <= BOTH; which++) {
            struct play *p = play_new(0, false);
            for (unsigned i = 0; i < 60; i++)
                play_tiny(p, i, scans[k].flags, which);
            if (which == REST)
                play_quiet(p);
            else
                play_expect(p, SCANNER, "horizontal", which == BOTH ? scans[k].technique : "syn");
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vertical),
        cmocka_unit_test(block),
        cmocka_unit_test(part_of_a_block),
        cmocka_unit_test(connect_scan),
        cmocka_unit_test(all_open),
        cmocka_unit_test(half_open),
        cmocka_unit_test(all_held),
        cmocka_unit_test(host_each),
        cmocka_unit_test(all_open_honest),
        cmocka_unit_test(tarpit),
        cmocka_unit_test(inside_silent),
        cmocka_unit_test(inside_hasty),
        cmocka_unit_test(inside_refused),
        cmocka_unit_test(stealth),
        cmocka_unit_test(ping_sweep),
        cmocka_unit_test(arp_sweep),
        cmocka_unit_test(udp_scan),
        cmocka_unit_test(other_protocols),
        cmocka_unit_test(few_protocols),
        cmocka_unit_test(connect_lossy),
        cmocka_unit_test(slow),
        cmocka_unit_test(fingerprint),
        cmocka_unit_test(odd_ping),
        cmocka_unit_test(bounce),
        cmocka_unit_test(mute),
        cmocka_unit_test(told_again),
        cmocka_unit_test(active_transfers),
        cmocka_unit_test(transfers_lost_between),
        cmocka_unit_test(transfers_in_flows),
        cmocka_unit_test(ip6),
        cmocka_unit_test(in_sequence),
        cmocka_unit_test(in_a_row),
        cmocka_unit_test(at_once),
        cmocka_unit_test(udp_services),
        cmocka_unit_test(udp_beside),
        cmocka_unit_test(udp_few_services),
        cmocka_unit_test(udp_everyday),
        cmocka_unit_test(udp_hasty),
        cmocka_unit_test(udp_strangers),
        cmocka_unit_test(udp_list),
        cmocka_unit_test(udp_told),
        cmocka_unit_test(udp_everyday_late),
        cmocka_unit_test(all_silent),
        cmocka_unit_test(fingerprint_inside),
        cmocka_unit_test(fingerprint_or_monitor),
        cmocka_unit_test(in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
