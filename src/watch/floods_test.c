/* Little memory, and more sources than fit in: what is slow among them is found all the same. */
#include "watch/priv_play.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"

#define SCANNER "203.0.113.9"
#define BOT     "10.0.0.66"

static void syn_flood(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    struct sight s = play_tcp(p, SCANNER, 1, "10.0.0.80", 80, TCP_SYN);
    for (unsigned i = 0; i < 50000; i++) {
        s.src = addr_v4(0xc6336400 + i * 2654435761u % 65536 * 251);
        s.sport = (uint16_t)(i * 31);
        s.at += 20 * NSEC_US;
        play_sight(p, &s);
    }
    play_quiet(p);
}

/* Long datagrams at whatever ports of one host, or at one port of many. */
static void long_datagrams(struct play *p, bool many_hosts)
{
    for (unsigned i = 0; i < 600; i++) {
        struct sight s = play_tcp(p, SCANNER, 40000, many_hosts ? play_host(3, i) : "10.0.0.80",
                                  many_hosts ? 9999 : (uint16_t)(1 + i * 97), 0);
        s.proto = IPPROTO_UDP;
        s.knows = SIGHT_SPORT | SIGHT_PAYLOAD | SIGHT_LEN;
        s.payload = 900;
        play_sight(p, &s);
        play_wait(p, 10 * NSEC_MS);
    }
    play_end(p);
}

static void udp_flood(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    long_datagrams(p, false);
    assert_int_equal(p->alerts, 0);
    play_free(p);
    p = play_new(0, false);
    long_datagrams(p, true);
    assert_non_null(play_find(p, SCANNER, "horizontal"));
    play_free(p);
}

/* Forty or four a second from one source to ports of one host: at random and long, which nobody asks in this way;
 * short, or one port after the other. */
static void slow_flood(void **state)
{
    (void)state;
    enum { LONG, SHORT, ALONG, CASES };
    for (unsigned k = 0; k < 2 * CASES; k++) {
        unsigned what = k % CASES;
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 600; i++) {
            uint16_t port = (uint16_t)(what == ALONG ? 20000 + i : 1 + (i + 1) * 40503u % 65535);
            struct sight s = play_tcp(p, SCANNER, (uint16_t)(2000 + i * 77), "10.0.0.80", port, 0);
            s.proto = IPPROTO_UDP;
            s.knows = SIGHT_SPORT | SIGHT_PAYLOAD | SIGHT_LEN;
            s.payload = what == SHORT ? 60 : 512;
            play_sight(p, &s);
            play_wait(p, (k < CASES ? 25 : 260) * NSEC_MS);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, SCANNER, "vertical");
        assert_non_null(a);
        assert_string_equal(a->role, what == LONG ? "flood" : "");
        assert_int_equal(play_loud(p), what != LONG);
        play_free(p);
    }
}

/* A thousand datagrams a second to one host, at whatever ports (short ones: one after the other), or to one port of many hosts, of which only
 * what is told later is known: the errors that quote them, a sensor's flows, a firewall's lines. */
static struct play *told(uint8_t kind, uint16_t payload, bool many_hosts)
{
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 200; i++) {
        unsigned any = 1 + i * 40503u % 65535;
        uint16_t port = (uint16_t)(many_hosts ? 443 : payload < 512 ? 1 + i : any);
        struct sight s = play_tcp(p, SCANNER, 45123, many_hosts ? play_host(3, i) : "10.0.0.80", port, 0);
        s.kind = kind;
        s.proto = IPPROTO_UDP;
        s.knows = SIGHT_SPORT;
        s.payload = payload;
        s.icmp_type = s.icmp_code = 3;
        s.outcome = SIGHT_SILENT;
        s.action = SIGHT_DROPPED;
        s.packets = 1;
        assert_int_equal(addr_parse("10.0.0.80", &s.via), 0);
        play_sight(p, &s);
        play_wait(p, NSEC_MS);
    }
    return p;
}

/* Ends the scene and frees it: nothing was told that is medium or worse, and src's alert of that kind is a flood's. */
static void expect_flood(struct play *p, const char *src, const char *kind)
{
    play_end(p);
    assert_int_equal(play_loud(p), 0);
    assert_string_equal(play_find(p, src, kind)->role, "flood");
    play_free(p);
}

/* A thousand a second from one source, from port 1 of one host on, as `hping3 --flood -p ++1` has them: long ones fill its
 * wire. Short ones ask, and so do long ones at the pace of who waits for answers. */
static void counted_flood(void **state)
{
    (void)state;
    enum { LONG, SHORT, SLOW, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (uint16_t i = 1; i <= 6000; i++) {
            struct sight s = play_tcp(p, SCANNER, (uint16_t)(2465 + i), "10.0.0.80", i, 0);
            s.proto = IPPROTO_UDP;
            s.knows = SIGHT_SPORT | SIGHT_PAYLOAD | SIGHT_LEN;
            s.payload = what == SHORT ? 60 : 512;
            play_sight(p, &s);
            play_wait(p, (what == SLOW ? 50 : 1) * NSEC_MS);
        }
        if (what == LONG)
            expect_flood(p, SCANNER, "vertical");
        else
            play_expect(p, SCANNER, "vertical", "udp");
    }
}

/* Long ones to one host are a flood; short ones ask, and so does who has one for every host, as who looks for
 * QUIC does: its first packet is long (RFC 9000 14.1). */
static void told_datagrams(void **state)
{
    (void)state;
    static const uint8_t kinds[] = {SIGHT_ERROR, SIGHT_FLOW, SIGHT_LOG};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        play_quiet(told(kinds[i], 1400, false));
        play_expect(told(kinds[i], 30, false), SCANNER, "vertical", "udp");
        if (kinds[i] != SIGHT_ERROR) /* many hosts that refuse one may have been asked in its name */
            play_expect(told(kinds[i], 1200, true), SCANNER, "horizontal", "udp");
    }
}

/* Half a million forged sources in 16 MiB: the slow scanner among them is still found. */
static void flood_of_forged(void **state)
{
    (void)state;
    struct play *p = play_new((size_t)16 << 20, false);
    struct sight s = play_tcp(p, SCANNER, 1, "10.0.0.80", 80, TCP_SYN);
    struct watch_stats stats;
    struct rng r = rng_of(11);
    for (unsigned i = 0; i < 500000; i++) {
        if (i % 12500 == 0)
            play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(1 + i / 12500 * 7), '-');
        s.src = addr_v4(0x30000000 + (uint32_t)rng_below(&r, 0x60000000));
        s.dst = addr_v4(0x0a000000 + (uint32_t)rng_below(&r, 65536));
        s.dport = (uint16_t)rng_below(&r, 1024);
        s.at = p->now;
        play_sight(p, &s);
        p->now += 10 * NSEC_MS;
    }
    play_end(p);
    watch_stats(p->w, &stats);
    assert_true(stats.memory <= (size_t)16 << 20);
    assert_true(stats.evicted > 250000);
    const struct play_alert *a = play_find(p, SCANNER, "vertical");
    assert_non_null(a);
    assert_in_range(a->raised_after, 4, 19);
    play_free(p);
}

/* Forged sources of twenty IPv6 /48s, which are kept by name for the plan that they may follow: what scanners
 * do afterwards is still counted to the last port. */
static void flood_of_names(void **state)
{
    (void)state;
    struct play *p = play_new((size_t)16 << 20, false);
    for (unsigned i = 0; i < 60000; i++) {
        char src[40];
        snprintf(src, sizeof src, "2a00:0:%x:%x::1", i % 20, i / 20);
        play_ask(p, src, "fd00::9", (uint16_t)(4000 + i % 7), 'c');
        p->now += 10 * NSEC_MS;
    }
    for (uint16_t i = 0; i < 3000; i++)
        play_ask(p, play_outside(i % 10), "10.0.0.5", (uint16_t)(i / 10 + 1), 'c');
    play_end(p);
    for (unsigned i = 0; i < 10; i++) {
        const struct play_alert *a = play_find(p, play_outside(i), "vertical");
        assert_non_null(a);
        assert_int_equal(a->ports, 300);
    }
    play_free(p);
}

/* The same over IPv6, where every /64 is somebody. */
static void flood_of_prefixes(void **state)
{
    (void)state;
    struct play *p = play_new((size_t)16 << 20, false);
    struct sight s = play_tcp(p, "2001:db8:7::9", 1, "fd00::80", 80, TCP_SYN);
    struct rng r = rng_of(12);
    for (unsigned i = 0; i < 200000; i++) {
        if (i % 10000 == 0)
            play_ask(p, "2001:db8:7::9", "fd00::80", (uint16_t)(1 + i / 10000 * 7), '-');
        uint64_t net = UINT64_C(0x2a00) | rng_below(&r, 1 << 30) << 16;
        memcpy(s.src.b, (uint8_t[]){0x2a, 0}, 2);
        memcpy(s.src.b + 2, &net, 6);
        s.dst.b[15] = (uint8_t)rng_below(&r, 256);
        s.dport = (uint16_t)rng_below(&r, 1024);
        s.at = p->now;
        play_sight(p, &s);
        p->now += 10 * NSEC_MS;
    }
    play_end(p);
    const struct play_alert *a = play_find(p, "2001:db8:7::9", "vertical");
    assert_non_null(a);
    assert_in_range(a->raised_after, 4, 12);
    play_free(p);
}

/* 100,000 forged packets a second leave room to wait a sixth of a second for answers: a suspect's questions
 * wait on all the same. */
static void dense_flood(void **state)
{
    (void)state;
    struct play *p = play_new((size_t)16 << 20, false);
    struct sight s = play_tcp(p, SCANNER, 1, "10.0.0.80", 80, TCP_SYN);
    for (uint32_t i = 0; i < 275000; i++) {
        if (i % 25000 == 0)
            play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(1 + i / 25000 * 7), '-');
        s.src = addr_v4(0x30000000 + i * 2654435761u % 0x60000000);
        s.dst = addr_v4(0x0a000000 + i * 40503u % 65536);
        s.dport = (uint16_t)(i % 1024);
        s.at = p->now;
        play_sight(p, &s);
        p->now += 10 * NSEC_US;
    }
    play_end(p);
    const struct play_alert *a = play_find(p, SCANNER, "vertical");
    assert_non_null(a);
    assert_in_range(a->raised_after, 4, 16);
    play_free(p);
}

/* Forged sources that each do enough to be told take all ledgers: they are told when others need the room,
 * and whoever scans afterwards gets one. */
static void flood_of_scans(bool live)
{
    struct play *p = play_new((size_t)16 << 20, live);
    struct sight s = play_tcp(p, SCANNER, 1, "10.0.0.80", 80, TCP_SYN);
    struct watch_stats stats;
    struct rng r = rng_of(13);
    for (unsigned i = 0; i < 24000; i++) {
        if (i % 6 == 0)
            s.src = addr_v4(0x30000000 + (uint32_t)rng_below(&r, 0x60000000));
        s.dst = addr_v4(0x0a000000 + (uint32_t)rng_below(&r, 65536));
        s.dport = (uint16_t)rng_below(&r, 65536);
        s.at = p->now;
        play_sight(p, &s);
        p->now += NSEC_MS;
    }
    for (unsigned i = 0; i < 30; i++)
        play_wait(p, NSEC_SEC);
    assert_true(p->alerts > 0);
    p->alerts = 0; /* the flood's own */
    for (uint16_t i = 1; i <= 20; i++) {
        play_ask(p, BOT, "10.0.0.5", (uint16_t)(i * 97), 'c');
        play_ask(p, "203.0.113.10", "10.0.0.6", (uint16_t)(i * 97), 'c');
    }
    watch_stats(p->w, &stats);
    assert_true(stats.evicted > 1000);
    play_end(p);
    const struct play_alert *a = play_find(p, BOT, "vertical");
    assert_non_null(a);
    assert_in_range(a->raised_after, 4, 9);
    a = play_find(p, "203.0.113.10", "vertical");
    assert_non_null(a);
    assert_in_range(a->raised_after, 4, 9);
    play_free(p);
}

static void flood_of_scanners(void **state)
{
    (void)state;
    flood_of_scans(false);
    flood_of_scans(true);
}

/* 30 bytes to one port after the other of one host, at random, 2,000 a second. Who sends nothing, waits,
 * counts, or asks where services are scans. */
static void short_datagrams(void **state)
{
    (void)state;
    enum { FLOOD, EMPTY, SLOW, COUNTS, KNOWN, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 2000; i++) {
            unsigned any = i * 40503u;
            uint16_t port = (uint16_t)(1 + (what == COUNTS ? i : any % (what == KNOWN ? 20000 : 65535)));
            struct sight s = play_tcp(p, SCANNER, 45123, "10.0.0.5", port, 0);
            s.proto = IPPROTO_UDP;
            s.payload = what == EMPTY ? 0 : 30;
            s.knows = SIGHT_SPORT | SIGHT_TTL | SIGHT_PAYLOAD;
            play_sight(p, &s);
            play_wait(p, what == SLOW ? 50 * NSEC_MS : 500 * NSEC_US);
        }
        if (what != FLOOD) {
            play_expect(p, SCANNER, "vertical", "udp");
            continue;
        }
        expect_flood(p, SCANNER, NULL);
    }
}

/* A datagram, as a packet, a sensor's flow or a firewall's line has it. */
static void datagram(struct play *p, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                     uint8_t kind, uint16_t payload)
{
    struct sight s = play_tcp(p, src, sport, dst, dport, 0);
    s.kind = kind;
    s.proto = IPPROTO_UDP;
    s.payload = payload;
    s.knows = kind == SIGHT_PACKET ? SIGHT_SPORT | SIGHT_TTL | SIGHT_PAYLOAD : SIGHT_SPORT | SIGHT_COUNTS;
    s.packets = 1;
    s.outcome = SIGHT_SILENT;
    s.action = SIGHT_DROPPED;
    play_sight(p, &s);
}

static const uint8_t ways[] = {SIGHT_PACKET, SIGHT_FLOW, SIGHT_LOG};

/* Somebody by number, none in the net of another one. */
static const char *anybody(unsigned n)
{
    static char text[20];
    snprintf(text, sizeof text, "%u.%u.7.9", 20 + n % 100, 30 + n / 100);
    return text;
}

/* Somebody floods a host, and another asks at some of its ports meanwhile, with a word to each. */
static void amid_a_slow_flood(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 3000; i++) {
        bool asks = i % 50 == 25;
        datagram(p, asks ? SCANNER : anybody(1), (uint16_t)(20000 + i * 77u % 40000), "10.0.0.80",
                 (uint16_t)(1024 + (i + 1) * 40503u % 64500), SIGHT_PACKET, asks ? 4 : 512);
        play_wait(p, 25 * NSEC_MS);
    }
    play_end(p);
    assert_string_equal(play_find(p, anybody(1), "vertical")->role, "flood");
    assert_string_equal(play_find(p, SCANNER, "vertical")->role, "");
    assert_int_equal(play_loud(p), 1);
    play_free(p);
}

/* Eight flood a host for two minutes, and one goes on at its ports for ten more, a word to each. */
static void after_the_flood(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 6000; i++) {
        datagram(p, i % 60 ? anybody(i % 8) : SCANNER, (uint16_t)(20000 + i * 77u % 40000), "10.0.0.80",
                 (uint16_t)(1024 + (i + 1) * 40503u % 64500), SIGHT_PACKET, 30);
        play_wait(p, 20 * NSEC_MS);
    }
    for (unsigned i = 0; i < 600; i++) {
        datagram(p, SCANNER, (uint16_t)(20000 + i * 77u % 40000), "10.0.0.80",
                 (uint16_t)(1024 + (i + 1) * 30011u % 64500), SIGHT_PACKET, 30);
        play_wait(p, NSEC_SEC);
    }
    play_expect(p, SCANNER, "vertical", "udp");
}

/* So fast that hardly any of it is taken for a question, but for what comes after each pause. */
static void flood_in_bursts(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 6000; i++) {
        datagram(p, SCANNER, (uint16_t)(33000 + i * 77u % 30000), "10.0.0.80",
                 (uint16_t)(1024 + (i + 1) * 40503u % 64500), SIGHT_PACKET, 1024);
        play_wait(p, i % 300 == 299 ? 300 * NSEC_MS : NSEC_MS);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, SCANNER, "vertical");
    assert_string_equal(a ? a->role : "flood", "flood");
    assert_int_equal(play_loud(p), 0);
    play_free(p);
}

/* Each of them slowly, all together 100 a second: something, short or long, to any port of one host. With `scanner` somebody asks there
 * at the same time: nothing, at one port after the other that he has dealt; or for services, with what they want. */
static struct play *flooded(unsigned sources, uint8_t kind, const char *scanner, uint16_t says)
{
    static const uint16_t lengths[] = {64, 512, 1024};
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 4000; i++) {
        uint16_t port = (uint16_t)(1 + i * 2654435761u % 65535);
        unsigned who = i * 40503u / 7 % sources;
        datagram(p, anybody(who), (uint16_t)(40000 + who), "10.0.0.80", port, kind, lengths[i % 3]);
        if (scanner && i % 50 == 0)
            datagram(p, scanner, 45123, "10.0.0.80", (uint16_t)(1 + i / 50 * 7919 % (says ? 1024 : 65535)),
                     kind, says);
        play_wait(p, 10 * NSEC_MS);
    }
    return p;
}

static void flooded_by_many(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ways; i++) {
        static const unsigned sources[] = {30, 300};
        for (size_t k = 0; k < 2; k++) {
            struct play *p = flooded(sources[k], ways[i], NULL, 0);
            play_end(p);
            assert_int_equal(play_loud(p), 0);
            assert_true(p->alerts >= 30);
            assert_string_equal(play_find(p, NULL, "vertical")->role, "flood");
            play_free(p);
        }
        play_expect(flooded(30, ways[i], SCANNER, 0), SCANNER, "vertical", "udp");
        play_expect(flooded(30, ways[i], SCANNER, 40), SCANNER, "vertical", "udp");
    }
}

/* Who did the same five minutes before all others did is none of them. */
static void before_the_flood(void **state)
{
    (void)state;
    for (unsigned early = 0; early < 2; early++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; early && i < 10; i++) {
            datagram(p, SCANNER, 45123, "10.0.0.80", (uint16_t)(5000 + i * 5227), SIGHT_PACKET, 30);
            play_wait(p, 2 * NSEC_SEC);
        }
        play_wait(p, 5 * NSEC_MINUTE);
        for (unsigned i = 0; i < 4000; i++) {
            uint16_t port = (uint16_t)(1 + i * 2654435761u % 65535);
            datagram(p, i % 30 ? anybody(i % 30) : SCANNER, 45123, "10.0.0.80", port, SIGHT_PACKET, 30);
            play_wait(p, 10 * NSEC_MS);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, SCANNER, "vertical");
        assert_non_null(a);
        assert_string_equal(a->severity, early ? "medium" : "low");
        assert_int_equal(play_loud(p), early);
        play_free(p);
    }
}

/* As many who send nothing, as scanners do, and too few together for a flood. */
static void asked_by_many(void **state)
{
    (void)state;
    enum { EMPTY, FEW, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 3000; i++) {
            unsigned who = i % (what == FEW ? 4 : 30);
            datagram(p, anybody(who), 45123, "10.0.0.80", (uint16_t)(1 + i * 40503u % 65535), SIGHT_PACKET,
                     what == EMPTY ? 0 : 30);
            play_wait(p, 20 * NSEC_MS);
        }
        play_expect(p, anybody(3), "vertical", "udp");
    }
}

/* SYNs from forged sources of a /12 to one port of a host after the other: some meet in one net by chance. The plan of
 * 200 sources in three nets goes on meanwhile; and 1,200 sources of as many nets as a flood has, who come again. */
static void nets_of_forged(void **state)
{
    (void)state;
    enum { FLOOD, AMID, MANY, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new((size_t)64 << 20, false);
        struct rng r = rng_of(23);
        for (unsigned i = 0; i < 16000; i++) {
            struct sight s =
                play_tcp(p, SCANNER, (uint16_t)(1024 + i), "10.0.0.80", (uint16_t)(1 + i), TCP_SYN);
            s.opts = 0;
            s.win = 512;
            s.src = addr_v4(0x2d400000 + (uint32_t)rng_below(&r, 1 << 20));
            if (what != MANY)
                play_sight(p, &s);
            if (what == AMID && i % 4 == 0) {
                s.src = addr_v4(0xc6336400 + (i / 4 % 200 % 3 << 16) + i / 4 % 200);
                assert_int_equal(addr_parse(play_host(5, i / 4), &s.dst), 0);
                s.dport = 3389;
                play_sight(p, &s);
            }
            if (what == MANY && i % 4 == 0) {
                s.src = addr_v4(0x2d400000 + (i / 4 % 150 << 8) + i / 4 % 1200 / 150);
                play_sight(p, &s);
            }
            play_wait(p, NSEC_MS);
        }
        play_end(p);
        assert_int_equal(play_loud(p), what != FLOOD);
        const struct play_alert *a = play_find(p, NULL, "distributed");
        if (what == FLOOD)
            assert_null(a);
        else
            assert_in_range(a ? a->srcs : 0, what == AMID ? 190 : 1140, what == AMID ? 200 : 1200);
        play_free(p);
    }
}

/* One plan that deals out the ports of a host, with something in each: told as such. */
static void plan_with_words(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 3000; i++) {
        char src[20];
        snprintf(src, sizeof src, "203.0.113.%u", 1 + i % 60);
        datagram(p, src, 45123, "10.0.0.80", (uint16_t)(1 + i * 40503u % 65535), SIGHT_PACKET, 30);
        play_wait(p, 20 * NSEC_MS);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, NULL, "distributed");
    assert_non_null(a);
    assert_string_equal(a->severity, "medium");
    assert_true(a->srcs >= 55);
    play_free(p);
}

/* Reflectors answer hosts of a net that never asked, at any of two ports. Who asks from such a port, for one
 * service of them all, is told, with others around him or alone; so are as many who ask from their own. */
static struct play *carpeted(unsigned sources, uint8_t kind, bool reflectors, const char *scanner)
{
    static const uint16_t ports[] = {123, 389, 1900, 3702};
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 6000; i++) {
        unsigned who = i * 40503u / 7 % sources, host = i * 2654435761u / 64 % 254;
        uint16_t sport = reflectors ? ports[who % 4] : (uint16_t)(40000 + who);
        datagram(p, anybody(who), sport, play_host(3, host), 443, kind, 460);
        if (scanner && i % 100 == 0)
            datagram(p, scanner, 123, play_host(3, i / 100 * 37 % 254), 161, kind, 43);
        play_wait(p, 20 * NSEC_MS);
    }
    return p;
}

static void carpet(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ways; i++) {
        struct play *p = carpeted(100, ways[i], true, NULL);
        expect_flood(p, anybody(3), "horizontal");
        play_expect(carpeted(100, ways[i], true, SCANNER), SCANNER, "horizontal", "udp");
        play_expect(carpeted(100, ways[i], false, NULL), anybody(3), "horizontal", "udp");
        play_expect(carpeted(8, ways[i], true, NULL), anybody(3), "horizontal", "udp");
    }
}

/* Hosts of a net, at port 80: from one port or from each sender's own. */
static struct play *carpet_from(uint16_t sport, unsigned sources, uint8_t kind, uint16_t payload)
{
    struct play *p = play_new(0, false);
    struct rng r = rng_of(21);
    for (unsigned i = 0; i < 5000; i++) {
        unsigned who = (unsigned)rng_below(&r, sources);
        uint16_t from = sport ? sport : (uint16_t)(40000 + who);
        uint16_t to = sport == 5060 ? sport : 80;
        datagram(p, anybody(who), from, play_host(3, (unsigned)rng_below(&r, 254)), to, kind, payload);
        play_wait(p, 20 * NSEC_MS);
    }
    return p;
}

/* A service that is not known to answer whosever questions gives itself away by this, that so many send from its port.
 * Too few, or from ports of their own, or from the service that they ask for, they scan; as does who is brief. */
static void carpet_of_any_service(void **state)
{
    (void)state;
    static const struct {
        uint16_t sport, payload;
        unsigned sources;
        bool flood;
    } rows[] = {{10001, 200, 100, true}, {37810, 700, 100, true}, {10001, 200, 8, false},
                {0, 200, 100, false},    {5060, 400, 100, false}, {10001, 40, 100, false}};
    for (size_t i = 0; i < sizeof ways; i++)
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            struct play *p = carpet_from(rows[k].sport, rows[k].sources, ways[i], rows[k].payload);
            if (!rows[k].flood) {
                play_expect(p, anybody(3), "horizontal", "udp");
                continue;
            }
            expect_flood(p, anybody(3), "horizontal");
        }
}

/* Many at home who all send from that port to a net outside are no reflectors. */
static void carpet_from_home(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    struct rng r = rng_of(22);
    for (unsigned i = 0; i < 5000; i++) {
        char dst[20];
        snprintf(dst, sizeof dst, "203.0.113.%u", 1 + (unsigned)rng_below(&r, 250));
        datagram(p, play_host(7, (unsigned)rng_below(&r, 40)), 10001, dst, 445, SIGHT_PACKET, 300);
        play_wait(p, 20 * NSEC_MS);
    }
    play_expect(p, play_host(7, 3), "horizontal", "udp");
}

/* The same in lines that do not say how long it was: from a port that no system asks from. */
static void carpet_of_unknown_length(void **state)
{
    (void)state;
    static const uint16_t sports[] = {123, 5353, 10001, 45123, 0};
    for (size_t i = 0; i < sizeof ways; i++) {
        for (size_t k = 0; k < sizeof sports / sizeof *sports && ways[i] != SIGHT_PACKET; k++) {
            struct play *p = carpet_from(sports[k], 100, ways[i], 0);
            if (k >= 3) {
                play_expect(p, anybody(3), "horizontal", "udp");
                continue;
            }
            expect_flood(p, anybody(3), "horizontal");
        }
        play_expect(carpet_from(123, 8, ways[i], 0), anybody(3), "horizontal", "udp");
    }
}

/* Reflectors that answer at ports which askers take, of which a sensor's flows tell no word. As many who ask from
 * ports of their own are told, and too few of them; and who asks at another port meanwhile. */
static void carpet_of_answers(void **state)
{
    (void)state;
    enum { FLOOD, AMID, FEW, OWN, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(19);
        for (unsigned i = 0; i < 4000; i++) {
            unsigned who = i * 40503u / 7 % (what == FEW ? 8 : 100), host = (unsigned)rng_below(&r, 200);
            uint16_t sport = what == OWN ? (uint16_t)(40000 + who) : 389;
            datagram(p, anybody(who), sport, play_host(3, host), 32379, SIGHT_FLOW, what == OWN ? 140 : 1400);
            if (what == AMID && i % 50 == 0)
                datagram(p, SCANNER, 389, play_host(3, i / 50 * 37 % 254), 33848, SIGHT_FLOW, 60);
            play_wait(p, NSEC_MS / 2);
        }
        if (what != FLOOD) {
            play_expect(p, what == AMID ? SCANNER : anybody(3), "horizontal", "udp");
            continue;
        }
        expect_flood(p, anybody(3), "horizontal");
    }
}

/* A bot at home floods one host outside at whatever ports, of which a ledger of its own has the low ones. More of
 * these than chance brings are sought, as are those of another host, and those that he asks for without a word. */
static void flood_from_home(void **state)
{
    (void)state;
    enum { FLOOD, MORE, ELSEWHERE, EMPTY, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(17);
        for (unsigned i = 0; i < 6000; i++) {
            unsigned port = 1 + (unsigned)rng_below(&r, 65535), sport = 1024 + (unsigned)rng_below(&r, 64000);
            bool low = port < 1024 && what != FLOOD, seeks = low || (what == MORE && i % 8 == 0);
            const char *dst = seeks && what == ELSEWHERE ? "203.0.113.22" : "203.0.113.21";
            uint16_t at = (uint16_t)(seeks ? 1 + i * 40503u % 1023 : port);
            datagram(p, BOT, (uint16_t)sport, dst, at, SIGHT_PACKET, seeks && what == EMPTY ? 0 : 512);
            play_wait(p, 667 * NSEC_US);
        }
        if (what == FLOOD)
            play_quiet(p);
        else
            play_expect(p, BOT, "vertical", "udp");
    }
}

/* Twelve at home who flood one host outside, all with something long. One of them alone asks, who sends nothing. */
static void flood_by_many_at_home(void **state)
{
    (void)state;
    for (unsigned empty = 0; empty < 2; empty++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(23);
        for (unsigned i = 0; i < 9000; i++) {
            unsigned who = (unsigned)rng_below(&r, 12);
            datagram(p, play_host(5, who), 45123, "203.0.113.21", (uint16_t)(1 + rng_below(&r, 65535)),
                     SIGHT_FLOW, empty && who == 3 ? 0 : 530);
            play_wait(p, 7 * NSEC_MS);
        }
        if (empty) {
            play_expect(p, play_host(5, 3), "vertical", "udp");
            continue;
        }
        play_quiet(p);
    }
}

/* Lines of a firewall that do not say how long a datagram was: one in a third of a millisecond, to one host. */
static void line_at(struct play *p, const char *who, uint16_t sport, uint16_t port)
{
    struct sight s = play_tcp(p, who, sport, "10.0.0.80", port, 0);
    s.kind = SIGHT_LOG;
    s.proto = IPPROTO_UDP;
    s.knows = SIGHT_SPORT;
    s.action = SIGHT_DROPPED;
    play_sight(p, &s);
    play_wait(p, 300 * NSEC_US);
}

/* Ports drawn blindly by one, from whatever port and at whatever pace, or by many, fast and from ever other ones. Who
 * shares them out, asks all or some of them again, or has them asked by all looks for something, as do many who take
 * their time or ask from one port each. */
static void drawn_blindly(void **state)
{
    (void)state;
    enum { BLIND, ONE_SPORT, SLOW, SHARED, AGAIN, SOME_AGAIN, BY_ALL, CASES };
    static const unsigned many[] = {1, 12, 300};
    for (unsigned k = 0; k < 3 * CASES; k++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(18);
        unsigned what = k / 3, sources = many[k % 3];
        for (unsigned i = 0; i < 6000; i++) {
            unsigned who = i % sources,
                     n = what == AGAIN ? i / sources % (3000 / sources) * sources + who : i;
            n = what == SOME_AGAIN && i / sources % 10 == 9 ? i - sources : n;
            n = what == BY_ALL ? i / sources % 500 : n;
            uint16_t once = (uint16_t)(1 + n * 40503u % 65535), port = (uint16_t)(1 + rng_below(&r, 65535));
            uint16_t sport = (uint16_t)(40000 + (what == ONE_SPORT ? 0 : rng_below(&r, 20000)));
            line_at(p, anybody(who), sport, what <= SLOW ? port : once);
            if (what == SLOW)
                play_wait(p, 20 * NSEC_MS);
        }
        if (what != BLIND && (what > SLOW || sources > 1)) {
            play_expect(p, anybody(0), "vertical", "udp");
            continue;
        }
        expect_flood(p, anybody(0), "vertical");
    }
}

/* The same by two hundred of one net, thirty ports each: a flood, and a plan where they share out the ports. */
static void drawn_by_a_net(void **state)
{
    (void)state;
    for (unsigned shared = 0; shared < 2; shared++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(20);
        for (unsigned i = 0; i < 6000; i++) {
            char who[32];
            uint16_t once = (uint16_t)(1 + i * 40503u % 65535), port = (uint16_t)(1 + rng_below(&r, 65535));
            snprintf(who, sizeof who, "198.51.100.%u", 1 + i % 200);
            line_at(p, who, (uint16_t)(40000 + rng_below(&r, 20000)), shared ? once : port);
        }
        play_explained(p, NULL, "distributed", !shared, "flood");
    }
}

/* All ports, three times within a minute, from ever other ones: nearly as many come again as of so many draws, but none
 * before all were asked. Of a third of the ports, at some time just as many. */
static void all_asked_again(void **state)
{
    (void)state;
    for (unsigned third = 0; third < 2; third++) {
        struct play *p = play_new(0, false);
        unsigned n = third ? 21845 : 65535;
        for (unsigned i = 0; i < 3 * n; i++)
            line_at(p, anybody(0), (uint16_t)(40000 + i * 7919u % 20000),
                    (uint16_t)(1 + i % n * 40507u % 65535));
        play_expect(p, anybody(0), "vertical", "udp");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(syn_flood),
        cmocka_unit_test(udp_flood),
        cmocka_unit_test(slow_flood),
        cmocka_unit_test(amid_a_slow_flood),
        cmocka_unit_test(after_the_flood),
        cmocka_unit_test(flood_of_forged),
        cmocka_unit_test(flood_of_prefixes),
        cmocka_unit_test(flood_of_names),
        cmocka_unit_test(dense_flood),
        cmocka_unit_test(flood_of_scanners),
        cmocka_unit_test(short_datagrams),
        cmocka_unit_test(counted_flood),
        cmocka_unit_test(told_datagrams),
        cmocka_unit_test(flooded_by_many),
        cmocka_unit_test(asked_by_many),
        cmocka_unit_test(before_the_flood),
        cmocka_unit_test(plan_with_words),
        cmocka_unit_test(nets_of_forged),
        cmocka_unit_test(carpet),
        cmocka_unit_test(carpet_of_answers),
        cmocka_unit_test(flood_from_home),
        cmocka_unit_test(drawn_blindly),
        cmocka_unit_test(drawn_by_a_net),
        cmocka_unit_test(all_asked_again),
        cmocka_unit_test(flood_in_bursts),
        cmocka_unit_test(carpet_of_any_service),
        cmocka_unit_test(carpet_of_unknown_length),
        cmocka_unit_test(carpet_from_home),
        cmocka_unit_test(flood_by_many_at_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
