/* Every detector: a scene that must alert, and its like that must not. */
#include "watch/detect/callers.h"
#include "watch/detect/guess.h"
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hash.h"

#define SCANNER "203.0.113.9"
#define BOT     "10.0.0.66"

static char text[64];

static const char *host(unsigned net, unsigned n)
{
    snprintf(text, sizeof text, "10.%u.%u.%u", net, n / 250, n % 250 + 1);
    return text;
}

static const char *outside(unsigned n)
{
    static char out[64];
    snprintf(out, sizeof out, "198.51.%u.%u", n / 250, n % 250 + 1);
    return out;
}

/* Ends the scene, and is there (no) loud alert? */
static void quiet(struct play *p)
{
    play_end(p);
    for (unsigned i = 0; play_loud(p) && i < p->alerts; i++)
        print_message("%s %s %s: %s\n", p->alert[i].severity, p->alert[i].kind, p->alert[i].technique,
                      p->alert[i].why);
    assert_int_equal(play_loud(p), 0);
    play_free(p);
}

static void expect(struct play *p, const char *src, const char *kind, const char *technique)
{
    play_end(p);
    const struct play_alert *a = play_find(p, src, kind);
    assert_non_null(a);
    assert_string_equal(a->technique, technique);
    assert_true(play_loud(p) >= 1);
    assert_true(a->events >= 1 && a->why[0]);
    play_free(p);
}

static void vertical(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t port = 1; port <= 10; port++) {
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(port * 111), port == 3 ? 'h' : 'c');
        play_wait(p, 20 * NSEC_MS);
    }
    expect(p, SCANNER, "vertical", "syn");
}

/* Live: told when the evidence suffices, when it has become graver, and at the end, with everything; counted once. From inside at once,
 * from outside when those could be seen that belong to it. */
static void told_live(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    struct watch_stats stats;
    for (uint16_t port = 1; port <= 30; port++)
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(port * 111), 'c');
    assert_int_equal(p->alerts, 0);
    play_wait(p, 11 * NSEC_SEC);
    assert_int_equal(p->alerts, 1);
    assert_true(p->alert[0].ongoing && p->alert[0].targets == 30);
    play_free(p);
    p = play_new(0, true);
    for (uint16_t port = 1; port <= 30; port++)
        play_ask(p, BOT, "10.0.0.5", (uint16_t)(port * 111), 'c');
    unsigned n = p->alerts;
    assert_true(n >= 1 && n <= 3);
    assert_true(p->alert[0].ongoing && p->alert[0].targets < 10);
    for (unsigned i = 1; i < n; i++)
        assert_true(p->alert[i].ongoing && strcmp(p->alert[i].severity, p->alert[i - 1].severity) != 0);
    play_end(p);
    assert_int_equal(p->alerts, n + 1);
    assert_true(!p->alert[n].ongoing && p->alert[n].targets == 30);
    watch_stats(p->w, &stats);
    assert_int_equal(stats.alerts, 1);
    play_free(p);
}

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
        play_wait(p, 60 * NSEC_SEC);
    }
    return p;
}

/* A television answers questions that went to 239.255.255.250: no scan. The same from a port of its own is one. */
static void unicast_answers(void **state)
{
    (void)state;
    quiet(one_way(1900));
    expect(one_way(50000), "10.0.0.9", "vertical", "udp");
}

static void connect_scan(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t port = 20; port < 60; port++)
        play_ask(p, BOT, "10.0.0.5", port, port == 22 ? 'o' : 'c');
    expect(p, BOT, "vertical", "connect");
}

static void ask_many(struct play *p, const char *src, uint16_t port, char answer, unsigned rounds)
{
    for (unsigned i = 0; i < rounds * 20; i++) {
        play_ask(p, src, host(3, i % 20 * 7), port, answer);
        play_wait(p, 500 * NSEC_MS);
    }
}

/* All doors open: half-open handshakes tell, and visits without a word. */
static void all_open(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    ask_many(p, BOT, 445, 'h', 1);
    expect(p, BOT, "horizontal", "syn");
    p = play_new(0, false);
    ask_many(p, BOT, 22, 'e', 1);
    expect(p, BOT, "horizontal", "connect");
}

/* Who talks to all of them, and who looks after them all day. */
static void all_open_honest(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    ask_many(p, BOT, 22, 'w', 1);
    ask_many(p, "10.0.0.2", 22, 'e', 10);
    quiet(p);
}

/* A bot that looks for 445: silence, alert before its 10th door. */
static void inside_silent(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 40; i++) {
        play_ask(p, BOT, host(3, i * 7), 445, '-');
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

/* So fast that it is through before silence is a verdict: fifty a second. Whoever is heard is none. */
static void inside_hasty(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 2; k++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 40; i++) {
            play_ask(p, BOT, host(3, i * 7 % 250), 445, k ? 'w' : '-');
            play_wait(p, 20 * NSEC_MS);
        }
        if (k) {
            quiet(p);
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
        play_ask(p, BOT, host(3, i * 7), 445, 'c');
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
    expect(p, SCANNER, "vertical", technique);
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
}

/* A capture that begins amid connections: ACKs and FINs that belong to something. */
static void midstream(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 200; i++) {
        struct sight s = play_tcp(p, BOT, (uint16_t)(40000 + i), outside(i * 37), 443,
                                  i % 2 ? TCP_ACK : TCP_FIN | TCP_ACK);
        play_sight(p, &s);
        s = play_tcp(p, outside(i * 37), 443, BOT, (uint16_t)(40000 + i), TCP_ACK);
        play_sight(p, &s);
        s = play_tcp(p, outside(i * 37), 443, "10.0.0.7", (uint16_t)(50000 + i), TCP_FIN | TCP_ACK);
        play_sight(p, &s);
        s = play_tcp(p, "10.0.0.7", (uint16_t)(50000 + i), outside(i * 37), 443, TCP_RST);
        play_sight(p, &s);
        s = play_tcp(p, "10.0.0.8", (uint16_t)(50000 + i), outside(i * 37), 443,
                     TCP_ACK); /* servers that forgot it */
        play_sight(p, &s);
        s = play_tcp(p, outside(i * 37), 443, "10.0.0.8", (uint16_t)(50000 + i), TCP_RST);
        play_sight(p, &s);
        play_wait(p, 100 * NSEC_MS);
    }
    quiet(p);
}

static void icmp(struct play *p, const char *src, const char *dst, uint8_t type)
{
    struct sight s = play_tcp(p, src, 0, dst, 0, 0);
    s.proto = IPPROTO_ICMP;
    s.icmp_type = type;
    s.knows = SIGHT_TTL;
    play_sight(p, &s);
}

static void ping_sweep(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 30; i++) {
        icmp(p, BOT, host(2, i), 8);
        if (i % 3 == 0) {
            const char *answerer = host(2, i);
            icmp(p, answerer, BOT, 0);
        }
        play_wait(p, 50 * NSEC_MS);
    }
    expect(p, BOT, "sweep", "ping");
}

static void monitor(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned round = 0; round < 20; round++) {
        for (unsigned i = 0; i < 60; i++) {
            icmp(p, "10.0.0.2", host(2, i * 31), 8);
            if (i % 20)
                icmp(p, host(2, i * 31), "10.0.0.2", 0);
            play_wait(p, 3500 * NSEC_MS);
        }
    }
    quiet(p);
}

/* A list of what is his, asked at once, again and again by one process: the questions have one number. */
static void monitor_at_once(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned round = 0; round < 20; round++) {
        for (unsigned i = 0; i < 30; i++) {
            icmp(p, "10.0.0.2", host(2, i * 7 % 256), 8);
            icmp(p, host(2, i * 7 % 256), "10.0.0.2", 0);
            play_wait(p, 10 * NSEC_MS);
        }
        play_wait(p, 10 * NSEC_SEC);
    }
    quiet(p);
    p = play_new(0, false);
    for (unsigned round = 0; round < 4; round++, play_wait(p, NSEC_SEC))
        for (unsigned i = 1; i <= 16; i++) { /* even in a row: he comes back */
            icmp(p, "10.0.0.2", host(2, i), 8);
            icmp(p, host(2, i), "10.0.0.2", 0);
        }
    play_end(p);
    assert_int_equal(play_loud(p), 0);
    assert_string_equal(p->alert[0].role, "monitor");
    play_free(p);
}

static void arp(struct play *p, const char *src, const char *dst, bool reply)
{
    struct sight s = play_tcp(p, src, 0, dst, 0, 0);
    s.kind = SIGHT_ARP;
    s.proto = 0;
    s.knows = 0;
    s.reply = reply;
    play_sight(p, &s);
}

static void arp_sweep(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 250; i++) {
        arp(p, BOT, host(0, i), false);
        play_wait(p, 20 * NSEC_MS);
    }
    expect(p, BOT, "sweep", "arp");
}

static void arp_ordinary(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 600; i++) {
        const char *who = host(0, i * 17 % 40);
        arp(p, BOT, who, false);
        if (i % 4)
            arp(p, host(0, i * 17 % 40), BOT, true);
        play_wait(p, 30 * NSEC_SEC);
    }
    quiet(p);
}

static void udp_scan(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t port = 1; port < 40; port++) {
        play_send(p, SCANNER, "10.0.0.5", IPPROTO_UDP, 50000, (uint16_t)(port * 29));
        struct sight s = play_tcp(p, SCANNER, 50000, "10.0.0.5", (uint16_t)(port * 29), 0);
        s.kind = SIGHT_ERROR;
        s.proto = IPPROTO_UDP;
        s.icmp_type = 3;
        s.icmp_code = 3;
        if (port % 2)
            play_sight(p, &s);
        play_wait(p, 300 * NSEC_MS);
    }
    expect(p, SCANNER, "vertical", "udp");
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

/* nmap -T0: a port each five minutes, in random order; an hour; amid a benign day. */
static unsigned slowly(nsec pause, char answer)
{
    struct play *p = play_new(0, false);
    struct rng r = rng_of(7);
    for (unsigned i = 0; i < 40; i++) {
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(1 + rng_below(&r, 65535)), answer);
        for (unsigned k = 0; k < 200; k++) {
            const char *client = host(1, (unsigned)rng_below(&r, 100));
            play_ask(p, client, outside((unsigned)rng_below(&r, 300)), 443, rng_below(&r, 20) ? 'o' : '-');
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
    assert_in_range(slowly(3600 * NSEC_SEC, '-'), 4, 29);
}

/* 200 sources in three /24s, four targets each. */
static void distributed(void **state)
{
    (void)state;
    static const char *const nets[] = {"203.0.113", "198.51.100", "192.0.2"};
    struct play *p = play_new(0, false);
    struct rng r = rng_of(3);
    for (unsigned i = 0; i < 800; i++) {
        char src[32];
        snprintf(src, sizeof src, "%s.%u", nets[i % 200 % 3], 10 + i % 200);
        play_ask(p, src, host(5, i), 22, rng_below(&r, 3) ? '-' : 'c');
        play_wait(p, 2 * NSEC_SEC);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, NULL, "distributed");
    assert_non_null(a);
    assert_int_equal(a ? a->events : 0, 10);
    assert_in_range(a->srcs, 190, 200);
    assert_int_equal(p->alerts, 1);
    play_free(p);
}

/* Live: the plan is told while they are at it, and hardly anybody by himself; decoys are one. */
static void settled_live(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 400; i++) {
        char src[32];
        snprintf(src, sizeof src, "203.0.113.%u", 10 + i % 100);
        play_ask(p, src, host(5, i), 22, 'c');
        play_wait(p, 200 * NSEC_MS);
    }
    const struct play_alert *a = play_find(p, NULL, "distributed");
    assert_non_null(a);
    assert_int_equal(a ? a->events : 0, 10);
    assert_true(a->ongoing && a->srcs > 20);
    assert_in_range(p->alerts, 1, 3);
    play_end(p);
    assert_in_range(p->alerts, 2, 5);
    play_free(p);
    p = play_new(0, true);
    static const char *const srcs[] = {"10.0.0.7", "10.0.0.8", "10.0.0.9"};
    for (uint16_t port = 1; port < 40; port++) {
        struct sight s = play_tcp(p, srcs[0], 51000, "10.0.0.5", port, TCP_SYN);
        for (unsigned i = 0; i < 3; i++) {
            addr_parse(srcs[i], &s.src);
            play_sight(p, &s);
        }
        play_wait(p, 500 * NSEC_MS);
    }
    assert_int_equal(p->alerts, 1);
    assert_int_equal(p->alert[0].srcs, 3);
    play_end(p);
    assert_int_equal(p->alerts, 2);
    play_free(p);
}

/* A crowd at one service, of one provider, some in vain. */
static void crowd(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 2000; i++) {
        char src[32];
        snprintf(src, sizeof src, "203.0.113.%u", i % 250 + 1);
        play_ask(p, src, "10.0.0.80", i % 3 ? 8443 : 8444, i % 5 ? 'o' : '-');
        play_wait(p, 100 * NSEC_MS);
    }
    quiet(p);
}

/* An office where things are moved: each of 60 neighbours is refused at two doors of its own, and let in everywhere else. */
static void office(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 1200; i++) {
        play_ask(p, host(1, i % 60), i % 11 ? "10.0.0.4" : "10.0.0.5",
                 (uint16_t)(i % 11 ? 389 : 49152 + i % 600), i % 11 ? 'w' : 'c');
        play_wait(p, 3 * NSEC_SEC);
    }
    quiet(p);
}

static void decoys(void **state)
{
    (void)state;
    static const char *const srcs[] = {"203.0.113.7", "203.0.113.8", "203.0.113.9"};
    struct play *p = play_new(0, false);
    icmp(p, srcs[1], "10.0.0.5", 8); /* the real one pinged first */
    for (uint16_t port = 1; port < 40; port++) {
        struct sight s = play_tcp(p, srcs[0], 51000, "10.0.0.5", port, TCP_SYN);
        for (unsigned i = 0; i < 3; i++) {
            addr_parse(srcs[i], &s.src);
            s.ttl = (uint8_t)(40 + i);
            play_sight(p, &s);
        }
        play_wait(p, 10 * NSEC_MS);
    }
    play_end(p);
    assert_int_equal(p->alerts, 1);
    assert_int_equal(p->alert[0].srcs, 3);
    assert_non_null(play_find(p, srcs[1], "vertical"));
    play_free(p);
}

static const char *tool_of(void (*make)(struct sight *, unsigned))
{
    static char tool[16];
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 30; i++) {
        struct sight s = play_tcp(p, SCANNER, 50000, host(4, i * 3), 80, TCP_SYN);
        make(&s, i);
        play_sight(p, &s);
        play_wait(p, 100 * NSEC_MS);
    }
    play_end(p);
    snprintf(tool, sizeof tool, "%s", p->alerts ? p->alert[0].tool : "none");
    play_free(p);
    return tool;
}

static void bare(struct sight *s, uint8_t ttl, uint16_t win, uint64_t opts)
{
    s->ttl = ttl;
    s->win = win;
    s->opts = opts;
    s->ip_len = opts ? s->ip_len : 40;
}

static void masscan(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 250, 1024, 0x2);
    s->ipid = (uint16_t)(addr_u32(&s->dst) ^ s->dport ^ s->seq);
}

static void zmap3(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 250, 65535, 0);
    s->ipid = 54321;
}

static void zmap4(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 250, 65535, 0x213114);
}

static void nmap(struct sight *s, unsigned i)
{
    uint32_t t = i % 4;
    bare(s, 50, 1024, 0x2);
    s->seq = 0x12345678 ^ (t << 16 | t);
}

static void mirai(struct sight *s, unsigned i)
{
    bare(s, 60, (uint16_t)(i * 97 + 5), 0);
    s->seq = addr_u32(&s->dst);
}

static void unicornscan(struct sight *s, unsigned i)
{
    s->sport = (uint16_t)(30000 + i * 7);
    s->seq = 0xcafebabe ^ __builtin_bswap32(addr_u32(&s->dst)) ^ (((uint32_t)s->dport << 16) + s->sport);
}

static void hping3(struct sight *s, unsigned i)
{
    bare(s, 64, 512, 0);
    s->sport = (uint16_t)(2000 + i);
}

static void naabu(struct sight *s, unsigned i)
{
    bare(s, 250, 1024, 0x2);
    s->seq = i;
}

static void tojimari(struct sight *s, unsigned i)
{
    bare(s, 64, 64240, 0x213114);
    s->sport = (uint16_t)(61000 + i * 37);
    s->ipid = 0;
}

static void nmap_ack(struct sight *s, unsigned i)
{
    bare(s, 50, 1024, 0);
    s->tcp_flags = TCP_ACK;
    s->seq = 0;
    s->ack = 0x12345678 ^ (i % 3 << 16 | i % 3);
}

static void tojimari_fin(struct sight *s, unsigned i)
{
    bare(s, 64, 64240, 0);
    s->tcp_flags = TCP_FIN;
    s->sport = (uint16_t)(61000 + i * 37);
}

static void tojimari_ack(struct sight *s, unsigned i)
{
    tojimari_fin(s, i);
    s->tcp_flags = TCP_ACK;
}

static void hping3_scan(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 64, 512, 0);
}

static void hping3_ack(struct sight *s, unsigned i)
{
    hping3(s, i);
    s->tcp_flags = TCP_ACK;
    s->ack = s->seq * 7;
}

static void kernel(struct sight *s, unsigned i)
{
    s->sport = (uint16_t)(40000 + i * 3);
}

static void tools(void **state)
{
    (void)state;
    assert_string_equal(tool_of(masscan), "masscan");
    assert_string_equal(tool_of(zmap3), "zmap");
    assert_string_equal(tool_of(zmap4), "zmap");
    assert_string_equal(tool_of(nmap), "nmap");
    assert_string_equal(tool_of(mirai), "mirai");
    assert_string_equal(tool_of(unicornscan), "unicornscan");
    assert_string_equal(tool_of(hping3), "hping3");
    assert_string_equal(tool_of(naabu), "naabu");
    assert_string_equal(tool_of(tojimari), "tojimari");
    assert_string_equal(tool_of(nmap_ack), "nmap");
    assert_string_equal(tool_of(tojimari_fin), "tojimari");
    assert_string_equal(tool_of(tojimari_ack), "tojimari");
    assert_string_equal(tool_of(hping3_scan), "hping3");
    assert_string_equal(tool_of(hping3_ack), "hping3");
    assert_string_equal(tool_of(kernel), "");
}

/* A victim of forged sources answers to all of us. */
static void backscatter(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 3000; i++) {
        uint8_t flags = i % 2 ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK;
        struct sight s = play_tcp(p, "203.0.113.80", 80, host(9, i), (uint16_t)(1024 + i * 7), flags);
        s.seq = i % 2 ? s.seq : 0;
        play_sight(p, &s);
        play_wait(p, 10 * NSEC_MS);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, "203.0.113.80", "backscatter");
    assert_non_null(a);
    assert_string_equal(a->severity, "info");
    assert_int_equal(play_loud(p), 0);
    play_free(p);
}

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
    quiet(p);
}

/* Every public address gets answers to packets that others sent in its name. */
static void accused(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 500; i++) {
        struct sight s = play_tcp(p, outside(i), 443, BOT, (uint16_t)(1024 + i * 7), TCP_RST | TCP_ACK);
        s.seq = 0;
        play_sight(p, &s);
        play_wait(p, NSEC_SEC);
    }
    quiet(p);
}

/* But a host of which many doors answer somebody was scanned by him, on a wire that we do not see. */
static void one_sided(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t i = 0; i < 50; i++) {
        struct sight s = play_tcp(p, "10.0.0.5", (uint16_t)(i * 19 + 1), SCANNER, 51000, TCP_RST | TCP_ACK);
        s.seq = 0;
        play_sight(p, &s);
    }
    expect(p, SCANNER, "vertical", "syn");
}

static void honest_client(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 100; i++)
        play_ask(p, SCANNER, "10.0.0.80", 80, 'o');
    for (unsigned i = 0; i < 100; i++) /* passive FTP: a port a file */
        play_ask(p, SCANNER, "10.0.0.21", (uint16_t)(50000 + i * 3), 'o');
    quiet(p);
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
        play_ask(p, "10.0.0.67", outside(i * 3), 443, '-');
        play_ask(p, "10.0.0.67", outside(i * 3), 443, '-');
        play_wait(p, NSEC_SEC);
    }
    for (unsigned i = 0; i < 2000; i++) { /* 19 silent relays */
        play_ask(p, "10.0.0.68", host(7, i % 19 * 13), 25, '-');
        play_wait(p, 6 * NSEC_SEC);
    }
    quiet(p);
}

/* A firewall that writes down what it lets through: what came of it is unknown. 40 users and their servers; somebody who asks at a port of
 * everybody, a probe in ten minutes; one who asks at many ports of one. */
static void let_through(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    struct rng r = rng_of(17);
    for (unsigned i = 0; i < 4000; i++) {
        struct sight s =
            play_tcp(p, host(1, i % 40), 40000, host(2, i % 40 / 4), i % 3 ? 3306 : 8081, TCP_SYN);
        s.kind = SIGHT_LOG;
        s.action = SIGHT_PASSED;
        play_sight(p, &s);
        assert_int_equal(addr_parse("10.0.0.9", &s.src), 0); /* backups of 30 hosts, again and again */
        assert_int_equal(addr_parse(host(2, i % 30), &s.dst), 0);
        s.dport = 9102;
        play_sight(p, &s);
        if (i % 100 == 0) {
            assert_int_equal(addr_parse(BOT, &s.src), 0);
            assert_int_equal(addr_parse(host(3, (unsigned)rng_below(&r, 2000)), &s.dst), 0);
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
    assert_int_equal(play_loud(p), 2);
    play_free(p);
}

/* A wire of which we hear one direction: connections that go on were answered; questions alone are not. */
static void one_direction(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 100; i++) {
        struct sight s = play_tcp(p, "10.0.0.7", (uint16_t)(40000 + i), host(4, i * 3), 8081, TCP_SYN);
        play_sight(p, &s);
        s = play_tcp(p, "10.0.0.7", (uint16_t)(40000 + i), host(4, i * 3), 8081, TCP_ACK | TCP_PSH);
        s.payload = 100;
        play_sight(p, &s);
        s = play_tcp(p, BOT, (uint16_t)(40000 + i), host(4, i * 3), 8082, TCP_SYN);
        play_sight(p, &s);
        play_wait(p, 2 * NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(play_loud(p), 1);
    assert_non_null(play_find(p, BOT, "horizontal"));
    play_free(p);
}

/* Web servers, four of ten of which are not there: a note. One of twenty: nothing. */
static void gone_servers(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 60; i++) {
        play_ask(p, BOT, outside(i * 3), 80, i % 5 < 2 ? '-' : 'w');
        play_ask(p, "10.0.0.67", outside(i * 3), 80, i % 20 ? 'w' : '-');
        play_wait(p, 5 * NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(p->alerts, 1);
    assert_string_equal(play_find(p, BOT, "horizontal")->severity, "low");
    play_free(p);
}

/* Asset management talks to all that is there; who finds gaps is none. */
static void management(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 120; i++) {
        play_ask(p, "10.0.0.6", host(2, i / 3), i % 3 ? 445 : 135, i % 12 ? 'w' : 'c');
        play_ask(p, BOT, host(2, i * 7), 445, i % 2 ? 'w' : '-');
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
        play_ask(p, "10.0.0.25", outside((unsigned)rng_below(&r, 2000)), 25, rng_below(&r, 3) ? 'o' : '-');
        play_ask(p, "10.0.0.31", outside((unsigned)rng_below(&r, 9000)), rng_below(&r, 2) ? 443 : 80,
                 rng_below(&r, 20) ? 'o' : '-');
        play_ask(p, host(1, i % 100), "10.0.0.4", directory[rng_below(&r, 11)],
                 rng_below(&r, 50) ? 'o' : 'c');
        play_wait(p, 200 * NSEC_MS);
    }
    quiet(p);
}

static void chatter(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 500; i++) {
        const char *who = host(1, i % 50);
        play_send(p, who, "224.0.0.251", IPPROTO_UDP, 5353, 5353);
        play_send(p, host(1, i % 50), "224.0.0.252", IPPROTO_UDP, (uint16_t)(50000 + i), 5355);
        play_send(p, host(1, i % 50), "10.1.0.255", IPPROTO_UDP, 137, 137);
        play_send(p, "10.0.0.9", BOT, IPPROTO_UDP, 1900, (uint16_t)(40000 + i * 5)); /* answers to a search */
        play_wait(p, 100 * NSEC_MS);
    }
    quiet(p);
}

/* Nothing declared, public addresses only: who visits all corners of the Internet is at home, and may fail at web servers. */
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
                                outside((unsigned)rng_below(&r, 900)), ports[rng_below(&r, 10)],
                                rng_below(&r, 4));
                play_wait(p, 60 * NSEC_SEC);
            }
            for (unsigned i = 0; i < 16 * sweeps; i++) {
                ask_from_behind(p, "10.0.0.254", 0, host(9, i), 445, false);
                play_wait(p, 5 * NSEC_SEC);
            }
            play_end(p);
            assert_int_equal(play_loud(p), sweeps);
            play_free(p);
        }
}

/* Who knows a hundred servers is no management station any more when he looks for 445 where nobody is; and what the user denies is none. */
static void roles_end(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 100; i++) {
        play_ask(p, BOT, host(2, i), 5985, 'w');
        play_wait(p, NSEC_SEC);
    }
    for (unsigned i = 0; i < 12; i++) {
        play_ask(p, BOT, host(3, i), 445, 'c');
        play_wait(p, NSEC_SEC);
    }
    play_end(p);
    assert_true(play_loud(p));
    play_free(p);
    for (unsigned denied = 0; denied < 2; denied++) {
        struct watch_role none = {.net = {.net = addr_v4(0x0a000000), .bits = 8}, .name = "none"};
        struct watch_net home = none.net;
        p = play_new(0, false);
        assert_int_equal(watch_reform(p->w, &home, 1, &none, denied), 0);
        for (unsigned i = 0; i < 400; i++) /* file sharing */
            play_ask(p, BOT, outside(i * 5), (uint16_t)(10000 + i * 97), i % 3 ? '-' : 'o');
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
        play_ask(p, BOT, outside(i * 5), (uint16_t)(10000 + rng_below(&r, 50000)),
                 rng_below(&r, 3) ? '-' : 'o');
        play_wait(p, 300 * NSEC_MS);
    }
    quiet(p);
}

/* From scan to visit: one finds, another comes. */
static void informed_visit(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t port = 4440; port < 4460; port++)
        play_ask(p, SCANNER, "10.0.0.5", port, port == 4444 ? 'h' : 'c');
    play_wait(p, 3600 * NSEC_SEC);
    play_ask(p, "198.51.100.77", "10.0.0.5", 4444, 'o');
    play_ask(p, "198.51.100.78", "10.0.0.6", 4444, 'o'); /* a door that nobody found */
    play_ask(p, SCANNER, "10.0.0.7", 22, 'h');
    play_ask(p, "198.51.100.79", "10.0.0.7", 22, 'w'); /* one that is known without scanning */
    play_end(p);
    assert_non_null(play_find(p, "198.51.100.77", "visit"));
    assert_int_equal(play_find(p, "198.51.100.77", "visit")->events, 1);
    assert_string_equal(play_find(p, "198.51.100.77", "visit")->severity, "medium");
    assert_null(play_find(p, "198.51.100.78", NULL));
    assert_string_equal(play_find(p, "198.51.100.79", "visit")->severity, "low");
    play_free(p);
}

/* Who knocks at the same few doors all day wants in there; who does so at sixty ports of a host looks around, however often. */
static void insistent(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned round = 0; round < 31; round++) {
        for (uint16_t port = 1; port <= 60; port++) {
            play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(port * 7), 'c');
            if (port <= 6)
                play_ask(p, "203.0.113.77", host(6, port), 25, 'c');
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

/* 6129 on the tenth day: 31 sources, usually one; 23 has 30 every day. */
static void login(struct play *p, const char *src, bool passed)
{
    struct sight s = play_tcp(p, src, 40000, "10.0.0.5", 22, TCP_SYN);
    s.kind = SIGHT_LOGIN;
    s.outcome = SIGHT_SUCCESS;
    s.login_failed = !passed;
    s.login_passed = passed;
    play_sight(p, &s);
    play_wait(p, 30 * NSEC_SEC);
}

/* A password that was guessed; and one that its owner had forgotten, while a hundred others guess in vain. */
static void guessed(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    char src[32];
    for (unsigned i = 0; i < 3000; i++) {
        snprintf(src, sizeof src, "198.51.100.%u", i % 100 + 1);
        login(p, src, false);
        if (i % 600 == 0)
            login(p, "10.0.0.77", false);
        if (i % 30 == 0)
            login(p, SCANNER, false);
    }
    login(p, "10.0.0.77", true);
    assert_null(play_find(p, NULL, "break-in"));
    login(p, SCANNER, true);
    login(p, SCANNER, true);
    play_end(p);
    assert_string_equal(play_find(p, SCANNER, "break-in")->severity, "high");
    assert_null(play_find(p, "10.0.0.77", NULL));
    assert_int_equal(play_loud(p), 1);
    play_free(p);
}

/* Each password from another address of the same /64. */
static void guessed_by_a_net(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    char src[32];
    for (unsigned i = 1; i <= 500; i++) {
        snprintf(src, sizeof src, "2001:db8:bad::%x", i);
        login(p, src, false);
    }
    login(p, "2001:db8:bad::ffff", true);
    play_end(p);
    assert_non_null(play_find(p, "2001:db8:bad::ffff", "break-in"));
    play_free(p);
}

/* Those who guessed much, long ago, leave their places: else newcomers push each other out of the one that is left. */
static void old_guessers(void **state)
{
    (void)state;
    struct guesses *g = guesses_new((struct hash_key){{1, 2}});
    struct sight s = {.kind = SIGHT_LOGIN, .dport = 22, .dst = addr_v4(0x0a000005), .login_failed = true};
    nsec_wall since;
    for (unsigned i = 0; i < 8192 * 20; i++) {
        s.src = addr_v4(0x30000000 + i / 20);
        guesses_note(g, &s, &since);
    }
    s.at = 8 * 86400 * NSEC_SEC;
    for (unsigned i = 0; i < 12 * 3000; i++) {
        bool one = i % 3000 < 2;
        s.src = addr_v4(one ? 0xc6336409 : 0x40000000 + i);
        guesses_note(g, &s, &since);
    }
    s.src = addr_v4(0xc6336409);
    s.login_failed = false;
    s.login_passed = true;
    assert_int_equal(guesses_note(g, &s, &since), 24);
    guesses_free(g);
}

/* A port whose page gave way to others' has no first callers any more: those who come later are not. */
static void late_callers(void **state)
{
    (void)state;
    struct callers *s = callers_new(1, (struct hash_key){{1, 2}}); /* a bucket */
    struct caller out[LEDGER_EVENTS];
    struct contact c = {.src = addr_v4(0x30000001), .dst = addr_v4(0x0a000005), .port = 23};
    for (unsigned port = 1; port <= 9; port++)
        callers_note(s, port, 7, 1, &c);
    unsigned gone = 1;
    while (gone < 9 && callers_get(s, gone, 7, out))
        gone++;
    assert_int_equal(callers_get(s, gone, 7, out), 0);
    callers_note(s, gone, 7, 2, &c);
    assert_int_equal(callers_get(s, gone, 7, out), 0);
    callers_note(s, 9, 7, 2, &c);
    assert_int_equal(callers_get(s, 9, 7, out), 2);
    callers_note(s, gone, 8, 1, &c);
    assert_int_equal(callers_get(s, gone, 8, out), 1);
    callers_free(s);
}

static void surge(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned day = 0; day < 10; day++) {
        for (unsigned i = 0; i < 30; i++)
            play_ask(p, outside(day * 40 + i), "10.0.0.5", 23, '-');
        for (unsigned i = 0; i < (day == 8 ? 31 : 1); i++)
            play_ask(p, outside(1000 + day * 40 + i), "10.0.0.5", 6129, '-');
        play_wait(p, 86400 * NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(p->alerts, 1);
    assert_string_equal(p->alert[0].kind, "surge");
    assert_non_null(strstr(p->alert[0].why, "6129/tcp: 31 sources that day, usually 1"));
    assert_int_equal(p->alert[0].events, 10);
    assert_int_equal(p->alert[0].srcs, 10);
    play_free(p);
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
            quiet(p);
            continue;
        }
        play_end(p);
        assert_int_equal(p->alerts, 1);
        assert_string_equal(p->alert[0].technique, "os-fingerprint");
        assert_string_equal(p->alert[0].severity, "low");
        assert_string_equal(p->alert[0].kind, "vertical");
        assert_non_null(strstr(p->alert[0].why, "it sent a kind of probe"));
        play_free(p);
    }
}

static void bounce(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t port = 1; port < 30; port++) {
        struct sight s = play_tcp(p, "10.0.0.21", 20, "10.0.0.5", port, TCP_SYN);
        play_sight(p, &s);
        s = play_tcp(p, "10.0.0.5", port, "10.0.0.21", 20, TCP_RST | TCP_ACK);
        play_sight(p, &s);
        play_wait(p, NSEC_SEC);
    }
    expect(p, "10.0.0.21", "vertical", "ftp-bounce");
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
    for (unsigned i = 0; i < 30; i++) /* and one address is that address */
        play_ask(p, "2001:db8:7::9", "2001:db8:ffff::5", (uint16_t)(i * 7 + 1), 'c');
    play_end(p);
    assert_non_null(play_find(p, "2001:db8:1:2::", "vertical"));
    assert_int_equal(play_find(p, "2001:db8:1:2::", NULL)->srcs, 1);
    assert_non_null(play_find(p, "2001:db8:7::9", "vertical"));
    assert_int_equal(play_find(p, "2001:db8:7::9", NULL)->srcs, 0);
    play_free(p);
}

/* Answers that stand before their questions' time, as in merged captures. */
static void unordered(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 400; i++) {
        play_ask(p, host(1, i % 30), outside(i), 8081, 'o');
        p->now += i % 2 ? 900 * NSEC_MS : -700 * NSEC_MS;
    }
    quiet(p);
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

/* A new process with the tables of the one before. */
static struct play *reborn(struct play *old)
{
    struct region from[WATCH_REGIONS], to[WATCH_REGIONS];
    struct play *p = play_new(0, true);
    unsigned n = watch_regions(old->w, from);
    assert_int_equal(watch_regions(p->w, to), n);
    assert_string_equal(from[3].name, "ledgers"); /* watch_telling() counts on it */
    for (unsigned i = 0; i < n; i++) {
        uint8_t *piece = malloc(from[i].most);
        assert_non_null(piece);
        assert_string_equal(from[i].name, to[i].name);
        assert_true(from[i].form == to[i].form && from[i].pieces == to[i].pieces);
        for (uint32_t k = 0; k < from[i].pieces; k++) {
            size_t len = from[i].get(from[i].of, k, piece);
            assert_true(len <= from[i].most);
            if (!len)
                continue;
            uint8_t *junk = malloc(len);
            assert_non_null(junk);
            memset(junk, 0xa5, len);
            (void)to[i].put(to[i].of, k, junk, len);                          /* anything is survived, */
            assert_false(to[i].put(to[i].of, k, piece, len - 1) && len > 24); /* what is cut off refused */
            free(junk);
            assert_true(to[i].put(to[i].of, k, piece, len));
        }
        free(piece);
    }
    p->now = old->now;
    p->salt = old->salt;
    play_free(old);
    return p;
}

/* A probe every ten minutes, and the watch dies after each: it is found all the same, told once, and counted right. */
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

static void restarts(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    unsigned told = 0;
    for (uint16_t i = 1; i <= 30; i++) {
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(i * 97), 'c');
        play_ask(p, "203.0.113.77", "10.0.0.6", 8080, 'c'); /* a client that insists: one door */
        play_wait(p, 600 * NSEC_SEC);
        for (unsigned k = 0; k < p->alerts; k++) {
            assert_true(p->alert[k].ongoing && play_find(p, SCANNER, "vertical"));
            assert_string_equal(p->alert[k].severity, told++ ? "medium" : "low"); /* each once */
        }
        p = reborn(p);
    }
    assert_int_equal(told, 2);
    play_end(p);
    const struct play_alert *a = play_find(p, SCANNER, "vertical");
    assert_non_null(a);
    assert_int_equal(a->targets, 30);
    assert_int_equal(a->ports, 30);
    assert_int_equal(a->events, 10);
    assert_null(play_find(p, "203.0.113.77", NULL));
    play_free(p);
}

/* And so are the wrong passwords before a right one. */
static void guessed_over_restarts(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned i = 0; i < 12; i++) {
        login(p, SCANNER, false);
        p = reborn(p);
    }
    login(p, SCANNER, true);
    play_end(p);
    assert_non_null(play_find(p, SCANNER, "break-in"));
    play_free(p);
}

/* Large sets, a distributed scan and the history of a port come back, too. */
static void restarts_large(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (unsigned day = 0; day < 8; day++) {
        for (unsigned i = 0; i < (day < 7 ? 2u : 40u); i++) {
            play_ask(p, outside(i + day * 50), host(1, i), 6129, '-');
            play_wait(p, 60 * NSEC_SEC);
        }
        p = reborn(p);
        p->now = INT64_C(1767225600) * NSEC_SEC + (int64_t)(day + 1) * 86400 * NSEC_SEC;
    }
    for (unsigned i = 0; i < 600; i++) {
        play_ask(p, BOT, host(2, i % 300), (uint16_t)(1000 + i), 'c');
        p->now += NSEC_MS;
        if (i == 0) {
            const struct play_alert *s = play_find(p, NULL, "surge");
            assert_non_null(s);
            assert_non_null(strstr(s->why, "6129/tcp: 40 sources that day, usually 2"));
        }
        if (i % 200 == 77)
            p = reborn(p);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, BOT, NULL);
    assert_non_null(a);
    assert_int_equal(a->ports, 600);
    assert_int_equal(a->targets, 600);
    assert_true(a->hosts > 250 && a->hosts < 350);
    play_free(p);
}

/* Live, a day ends with its account; who sleeps for a day is told for the last time, and begins anew. */
static void days(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    for (uint16_t i = 1; i <= 20; i++) {
        play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(i * 97), 'c');
        play_ask(p, BOT, host(3, i), 445, 'c');
        play_ask(p, "203.0.113.50", "10.0.0.5", 443, 'o');
    }
    play_wait(p, 11 * NSEC_SEC);
    unsigned n = p->alerts; /* each when it was found, and when it became graver */
    assert_true(n >= 2 && n <= 6);
    for (unsigned i = 0; i < n; i++)
        assert_true(p->alert[i].ongoing && !p->alert[i].daily);
    play_wait(p, 86390 * NSEC_SEC);
    assert_int_equal(p->digests, 1);
    assert_int_equal(p->digest.outside, 1);
    assert_int_equal(p->digest.inside, 1);
    assert_int_equal(p->digest.to - p->digest.from, 86400 * NSEC_SEC);
    assert_int_equal(p->alerts, n + 2);
    assert_true(p->alert[n].daily && p->alert[n + 1].daily && p->alert[n].ongoing);
    assert_int_equal(p->alert[n].targets, 20); /* with all counts, where the first had a few */
    for (unsigned i = 0; i < 9; i++)
        play_wait(p, 6 * 3600 * NSEC_SEC); /* nothing comes at all */
    assert_int_equal(p->digests, 3);
    assert_int_equal(p->digest.outside + p->digest.inside, 0);
    assert_int_equal(p->alerts, n + 4);
    assert_true(!p->alert[n + 2].ongoing && !p->alert[n + 3].ongoing);
    for (uint16_t i = 1; i <= 20; i++)
        play_ask(p, SCANNER, "10.0.0.6", (uint16_t)(i * 97), 'c');
    play_wait(p, 11 * NSEC_SEC);
    assert_true(p->alerts > n + 4);
    assert_true(p->alert[n + 4].ongoing && !p->alert[n + 4].daily);
    play_free(p);
}

/* 100,000 forged packets a second leave room to wait a sixth of a second for answers: a suspect's questions wait on all the same. */
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

/* Forged sources that each do enough to be told take all ledgers: they are told when others need the room, and whoever scans afterwards gets
 * one. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vertical),
        cmocka_unit_test(connect_scan),
        cmocka_unit_test(told_live),
        cmocka_unit_test(unicast_answers),
        cmocka_unit_test(all_open),
        cmocka_unit_test(all_open_honest),
        cmocka_unit_test(inside_silent),
        cmocka_unit_test(inside_far),
        cmocka_unit_test(inside_hasty),
        cmocka_unit_test(inside_refused),
        cmocka_unit_test(stealth),
        cmocka_unit_test(midstream),
        cmocka_unit_test(ping_sweep),
        cmocka_unit_test(monitor),
        cmocka_unit_test(monitor_at_once),
        cmocka_unit_test(arp_sweep),
        cmocka_unit_test(arp_ordinary),
        cmocka_unit_test(udp_scan),
        cmocka_unit_test(other_protocols),
        cmocka_unit_test(slow),
        cmocka_unit_test(distributed),
        cmocka_unit_test(settled_live),
        cmocka_unit_test(crowd),
        cmocka_unit_test(office),
        cmocka_unit_test(decoys),
        cmocka_unit_test(tools),
        cmocka_unit_test(backscatter),
        cmocka_unit_test(syn_flood),
        cmocka_unit_test(honest_client),
        cmocka_unit_test(retrying_client),
        cmocka_unit_test(servers),
        cmocka_unit_test(let_through),
        cmocka_unit_test(one_direction),
        cmocka_unit_test(gone_servers),
        cmocka_unit_test(management),
        cmocka_unit_test(traceroute),
        cmocka_unit_test(chatter),
        cmocka_unit_test(peers),
        cmocka_unit_test(gateway),
        cmocka_unit_test(roles_end),
        cmocka_unit_test(informed_visit),
        cmocka_unit_test(insistent),
        cmocka_unit_test(guessed),
        cmocka_unit_test(guessed_by_a_net),
        cmocka_unit_test(old_guessers),
        cmocka_unit_test(guessed_over_restarts),
        cmocka_unit_test(late_callers),
        cmocka_unit_test(surge),
        cmocka_unit_test(fingerprint),
        cmocka_unit_test(odd_ping),
        cmocka_unit_test(bounce),
        cmocka_unit_test(ip6),
        cmocka_unit_test(unordered),
        cmocka_unit_test(flood_of_forged),
        cmocka_unit_test(flood_of_prefixes),
        cmocka_unit_test(dense_flood),
        cmocka_unit_test(flood_of_scanners),
        cmocka_unit_test(accused),
        cmocka_unit_test(one_sided),
        cmocka_unit_test(learnt_home),
        cmocka_unit_test(days),
        cmocka_unit_test(restarts),
        cmocka_unit_test(restarts_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
