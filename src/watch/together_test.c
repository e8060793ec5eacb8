/* What many do: plans of several sources, their victims, what was found by one and used by another; and
 * crowds that only look like it. */
#include "watch/detect/callers.h"
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"

#define SCANNER "203.0.113.9"
#define BOT     "10.0.0.66"

/* A plan of a hundred sources: 22 at so many hosts, one after the other. */
static void plan(struct play *p, unsigned hosts, nsec pause)
{
    for (unsigned i = 0; i < hosts; i++) {
        char src[32];
        snprintf(src, sizeof src, "203.0.113.%u", 10 + i % 100);
        play_ask(p, src, play_host(5, i), 22, 'c');
        play_wait(p, pause);
    }
}

/* One of them who goes on alone, beyond what belongs to a plan, is told by himself as well. */
static void one_goes_on(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    plan(p, 400, 2 * NSEC_SEC);
    for (unsigned i = 0; i < 60; i++) {
        play_ask(p, "203.0.113.10", play_host(6, i * 3), 22, 'c');
        play_wait(p, 2 * NSEC_SEC);
    }
    play_end(p);
    assert_non_null(play_find(p, NULL, "distributed"));
    assert_non_null(play_find(p, "203.0.113.10", "horizontal"));
    assert_int_equal(p->alerts, 2);
    play_free(p);
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
        play_ask(p, src, play_host(5, i), 22, rng_below(&r, 3) ? '-' : 'c');
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

/* 48 sources of one net part the ports of one host among them: with connections of their systems, refused, silent or
 * half of them finished; with such SYNs that are broken off where they find something; with packets of their own, as a
 * bot's, and from one port. */
static void plans_by_technique(void **state)
{
    (void)state;
    enum { REFUSED, SILENT, FINISHED, CHECKED, BROKEN, BARE, BOTS, ONE_SPORT, CASES };
    for (unsigned what = 0; what < CASES; what++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 480; i++) {
            char src[32];
            snprintf(src, sizeof src, "203.0.113.%u", 10 + i % 48);
            bool open = what >= FINISHED && what <= BROKEN && i > 48 && i % 5 == 0;
            uint16_t sport = (uint16_t)(what == ONE_SPORT ? 40000 : 32768 + i * 37 % 28000),
                     port = (uint16_t)(1 + i);
            struct sight s = play_tcp(p, src, sport, "10.0.0.9", port, TCP_SYN);
            s.opts = what == BARE || what == BOTS ? 0 : s.opts;
            s.ip_len = s.opts ? 60 : 40;
            s.seq = what == BOTS ? 0x0a000009 : s.seq;
            play_sight(p, &s);
            struct sight back =
                play_tcp(p, "10.0.0.9", port, src, sport, open ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK);
            back.ack = s.seq + 1;
            if (what != SILENT)
                play_sight(p, &back);
            struct sight then = play_tcp(p, src, sport, "10.0.0.9", port,
                                         what == BROKEN    ? TCP_RST
                                         : what == CHECKED ? TCP_RST | TCP_ACK
                                                           : TCP_ACK);
            then.seq = s.seq + 1;
            then.ack = back.seq + 1;
            if (open)
                play_sight(p, &then);
            play_wait(p, 300 * NSEC_MS);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, NULL, "distributed");
        assert_non_null(a);
        assert_string_equal(a->technique, what <= CHECKED ? "connect" : "syn");
        play_free(p);
    }
}

/* The same, and half of the doors open; and customers of one provider, as many, who have ten servers in common,
 * and whatever each of them looks for besides is gone. Neighbours of theirs visit a site. */
static void half_open(void **state)
{
    (void)state;
    static const char *const nets[] = {"203.0.113", "198.51.100", "192.0.2"};
    for (unsigned customers = 0; customers < 2; customers++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(5);
        for (unsigned i = 0; i < 800; i++) {
            char src[32];
            bool open = rng_below(&r, 2) > 0;
            unsigned host = customers && open ? 1000 + i % 10 : i;
            snprintf(src, sizeof src, "%s.%u", nets[i % 200 % 3], 10 + i % 200);
            play_ask(p, src, play_host(5, host), 22, open ? 'o' : 'c');
            play_wait(p, NSEC_SEC);
            snprintf(src, sizeof src, "%s.%u", nets[i % 3], 1 + i % 9);
            play_ask(p, src, play_host(6, i % 7), 8443, 'w');
            play_wait(p, NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, NULL, "distributed");
        assert_int_equal(a != NULL, !customers);
        assert_true(customers || (a->srcs >= 190 && a->srcs <= 200 && a->targets >= 700));
        assert_int_equal(play_loud(p), !customers);
        play_free(p);
    }
}

/* The same, and each packet has a window of its own; and a crowd of one net, as varied, that is let in at
 * half of its doors. */
static void varied(void **state)
{
    (void)state;
    static const char *const nets[] = {"203.0.113", "198.51.100", "192.0.2"};
    for (unsigned crowd = 0; crowd < 2; crowd++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(4);
        for (unsigned i = 0; i < 800; i++) {
            char src[32];
            snprintf(src, sizeof src, "%s.%u", nets[crowd ? 0 : i % 200 % 3], 10 + i % 200);
            struct sight s = play_tcp(p, src, (uint16_t)(20000 + i), play_host(5, i), 22, TCP_SYN);
            s.win = (uint16_t)(1024 + rng_below(&r, crowd ? 8 : 60000));
            play_sight(p, &s);
            if (crowd && i % 2) {
                struct sight back =
                    play_tcp(p, play_host(5, i), 22, src, (uint16_t)(20000 + i), TCP_SYN | TCP_ACK);
                play_sight(p, &back);
            }
            play_wait(p, 2 * NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, NULL, "distributed");
        assert_int_equal(a != NULL, !crowd);
        assert_true(crowd || a->srcs >= 190);
        assert_true(crowd || play_loud(p) == 1);
        play_free(p);
    }
}

/* The same, and one packet of one net has a number that another scanner is known by. */
static void odd(void **state)
{
    (void)state;
    static const char *const nets[] = {"203.0.113", "198.51.100", "192.0.2"};
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 800; i++) {
        char src[32];
        snprintf(src, sizeof src, "%s.%u", nets[i % 200 % 3], 10 + i % 200);
        struct sight s = play_tcp(p, src, (uint16_t)(20000 + i), play_host(5, i), 22, TCP_SYN);
        s.win = 64240;
        s.ipid = (uint16_t)(i == 401 ? 54321 : i);
        s.knows |= SIGHT_IPID;
        play_sight(p, &s);
        play_wait(p, 2 * NSEC_SEC);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, NULL, "distributed");
    assert_non_null(a);
    assert_in_range(a ? a->srcs : 0, 190, 200);
    assert_int_equal(p->alerts, 1);
    play_free(p);
}

/* Two nets at once at the same doors, in the same order: two plans, neither of which hides the other. */
static void two_plans(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 800; i++) {
        char src[32];
        snprintf(src, sizeof src, "%s.%u", i % 2 ? "203.0.113" : "198.51.100", 10 + i / 2 % 100);
        play_ask(p, src, play_host(5, i / 2), 22, '-');
        play_wait(p, 2 * NSEC_SEC);
    }
    play_end(p);
    unsigned plans = 0;
    for (unsigned i = 0; i < p->alerts; i++)
        plans += !strcmp(p->alert[i].kind, "distributed") && p->alert[i].srcs >= 95;
    assert_int_equal(plans, 2);
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
        play_ask(p, src, play_host(5, i), 22, 'c');
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

/* Days after a plan that was told nobody of it is told by himself, when he is forgotten. */
static void plan_sleeps(void **state)
{
    (void)state;
    struct play *p = play_new(0, true);
    plan(p, 800, 200 * NSEC_MS);
    unsigned told = 0;
    for (unsigned i = 0; i < 24 * 4; i++)
        play_wait(p, NSEC_HOUR);
    for (unsigned i = 0; i < p->alerts; i++)
        told += strcmp(p->alert[i].kind, "distributed") != 0;
    assert_true(told <= 3); /* before there was a plan */
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
    play_quiet(p);
}

/* An office where things are moved: each of 60 neighbours is refused at two doors of its own, and let in
 * everywhere else. */
static void office(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 1200; i++) {
        play_ask(p, play_host(1, i % 60), i % 11 ? "10.0.0.4" : "10.0.0.5",
                 (uint16_t)(i % 11 ? 389 : 49152 + i % 600), i % 11 ? 'w' : 'c');
        play_wait(p, 3 * NSEC_SEC);
    }
    play_quiet(p);
}

/* Whoever is found is told, and named: one decoy lost nearly all of his packets and is none who is found, though he
 * came first; of more than are told together the others are told in further rows, and nobody as if he were alone. */
static void decoys_lost(void **state)
{
    (void)state;
    static const struct {
        unsigned sources, first_asked, alerts; /* ports that the first asked at */
    } scenes[] = {{3, 3, 1}, {200, 40, 1}, {300, 40, 2}, {520, 40, 3}};
    for (unsigned k = 0; k < sizeof scenes / sizeof *scenes; k++) {
        struct play *p = play_new(0, false);
        size_t named = 0;
        for (unsigned port = 1; port <= 40; port++) {
            struct sight s = play_tcp(p, BOT, 51000, "10.0.0.5", (uint16_t)port, TCP_SYN);
            for (unsigned i = 0; i < scenes[k].sources; i++) {
                addr_parse(play_outside(i), &s.src);
                if (i || port <= scenes[k].first_asked)
                    play_sight(p, &s);
            }
            play_wait(p, 500 * NSEC_MS);
        }
        play_end(p);
        for (unsigned i = 0; i < p->alerts; i++)
            named += p->alert[i].srcs;
        assert_int_equal(named, scenes[k].sources);
        assert_int_equal(p->alerts, scenes[k].alerts);
        play_free(p);
    }
}

/* In the order of the sender; and in another one for each probe, of which the capture has three of four
 * packets. */
static void decoys(void **state)
{
    (void)state;
    static const char *const srcs[] = {"203.0.113.7", "203.0.113.8", "203.0.113.9", "203.0.113.11"};
    for (unsigned lossy = 0; lossy < 2; lossy++) {
        struct play *p = play_new(0, false);
        play_icmp(p, srcs[1], "10.0.0.5", 8); /* the real one pinged first */
        for (uint16_t port = 1; port < 80; port++) {
            struct sight s = play_tcp(p, srcs[0], 51000, "10.0.0.5", port, TCP_SYN);
            for (unsigned i = 0; i < 4; i++) {
                unsigned k = lossy ? (i + port * 3) % 4 : i;
                if (lossy && (k + port / 4) % 4 == 0)
                    continue;
                addr_parse(srcs[k], &s.src);
                s.ttl = (uint8_t)(40 + k);
                play_sight(p, &s);
            }
            play_wait(p, 10 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(p->alerts, 1);
        assert_int_equal(p->alert[0].srcs, 4);
        assert_non_null(play_find(p, srcs[1], "vertical"));
        play_free(p);
    }
}

/* A tool that draws no number: the same packets in one go are of one sender, those that come later of another scanner
 * with the same tool. */
static void decoys_undrawn(void **state)
{
    (void)state;
    static const char *const srcs[] = {"203.0.113.7", "203.0.113.8", "203.0.113.9", "203.0.113.11"};
    for (unsigned apart = 0; apart < 2; apart++) {
        struct play *p = play_new(0, false);
        for (uint16_t port = 1; port < 80; port++) {
            struct sight s = play_tcp(p, srcs[0], 20, "10.0.0.5", port, TCP_SYN);
            s.seq = 0;
            s.ipid = 1;
            for (unsigned i = 0; i < 4; i++) {
                addr_parse(srcs[i], &s.src);
                play_sight(p, &s);
                s.at += apart ? 20 * NSEC_MS : NSEC_MS / 10;
            }
            play_wait(p, 100 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(p->alerts, apart ? 4 : 1);
        assert_int_equal(p->alert[0].srcs, apart ? 0 : 4);
        play_free(p);
    }
}

/* Of IPv6 they are named by what was seen: the one address, or the /64 where there were several. The second was seen to
 * answer somebody: it exists. */
static void decoys_named6(void **state)
{
    (void)state;
    static const char *const srcs[] = {"2001:db8:1::5", "2001:db8:2::6", "2001:db8:3::7", "2001:db8:3::8"};
    struct play *p = play_new(0, false);
    play_ask(p, "2001:db8:ffff::9", srcs[1], 443, 'w');
    for (uint16_t port = 1; port < 80; port++) {
        struct sight s = play_tcp(p, srcs[0], 51000, "2001:db8:ffff::5", port, TCP_SYN);
        for (unsigned i = 0; i < 4; i++) {
            addr_parse(srcs[i], &s.src);
            play_sight(p, &s);
        }
        play_wait(p, 10 * NSEC_MS);
    }
    play_end(p);
    assert_int_equal(p->alerts, 1);
    assert_non_null(play_find(p, srcs[1], "vertical"));
    assert_string_equal(p->alert[0].named, "2001:db8:1::5 2001:db8:2::6 2001:db8:3::/64");
    play_free(p);
}

/* So are the sources of a plan. */
static void distributed_named6(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 400; i++) {
        char src[48], dst[48];
        snprintf(src, sizeof src, "2001:db8:1:%x::%x", 0x10 + i % 60, i % 60 == 1 ? 1 + i : 5);
        snprintf(dst, sizeof dst, "2001:db8:ffff::%x", 1 + i);
        play_ask(p, src, dst, 22, 'c');
        play_wait(p, 2 * NSEC_SEC);
    }
    play_end(p);
    const struct play_alert *a = play_find(p, NULL, "distributed");
    assert_non_null(a);
    assert_int_equal(p->alerts, 1);
    assert_int_equal(a->srcs, 60);
    assert_memory_equal(a->named, "2001:db8:1:10::5 2001:db8:1:11::/64 2001:db8:1:12::5 ", 53);
    play_free(p);
}

/* Live, who joins a scan with decoys after that was told, by sending what one of them sends, is told, too. */
static void decoy_comes_later(void **state)
{
    (void)state;
    static const char *const srcs[] = {"203.0.113.7", "203.0.113.8", "203.0.113.99"};
    struct play *p = play_new(0, true);
    unsigned told = 0;
    for (unsigned part = 0; part < 2; part++) {
        for (uint16_t port = 1; port <= 40; port++) {
            struct sight s = play_tcp(p, srcs[0], 51000, part ? "10.0.0.6" : "10.0.0.5", port, TCP_SYN);
            for (unsigned i = 0; i < 2; i++) {
                addr_parse(srcs[i && part ? 2 : i], &s.src);
                play_sight(p, &s);
            }
            play_wait(p, 500 * NSEC_MS);
        }
        play_wait(p, NSEC_MINUTE);
        if (!part) {
            told = p->alerts;
            assert_int_equal(told, 1);
            assert_int_equal(p->alert[0].srcs, 2);
            assert_false(p->alert[0].again);
            assert_int_equal(p->alert[0].pieces, 2);
        }
    }
    assert_int_equal(p->alerts, told + 1);
    assert_int_equal(p->alert[told].srcs, 3);
    assert_true(p->alert[told].again);
    assert_int_equal(p->alert[told].pieces, 3);
    play_free(p);
}

/* The first door of all is open: only whose address is his own gets the answer, and resets it. */
static void decoy_resets(void **state)
{
    (void)state;
    static const char *const srcs[] = {"203.0.113.7", "203.0.113.8", "203.0.113.9"};
    struct play *p = play_new(0, false);
    for (uint16_t port = 22; port < 80; port++) {
        struct sight s = play_tcp(p, srcs[0], 51000, "10.0.0.5", port, TCP_SYN);
        for (unsigned i = 0; i < 3; i++) {
            addr_parse(srcs[i], &s.src);
            play_sight(p, &s);
        }
        for (unsigned i = 0; i < 3; i++) {
            uint8_t flags = port == 22 ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK;
            struct sight answer = play_tcp(p, "10.0.0.5", port, srcs[i], 51000, flags);
            play_sight(p, &answer);
        }
        if (port == 22) {
            struct sight reset = play_tcp(p, srcs[2], 51000, "10.0.0.5", port, TCP_RST);
            play_sight(p, &reset);
        }
        play_wait(p, 10 * NSEC_MS);
    }
    play_end(p);
    assert_int_equal(p->alerts, 1);
    assert_int_equal(p->alert[0].srcs, 3);
    assert_non_null(play_find(p, srcs[2], "vertical"));
    play_free(p);
}

/* Every door of all is open: of what is sent in other names nothing shows, and one is told. */
static void decoys_let_in(void **state)
{
    (void)state;
    static const char *const srcs[] = {"203.0.113.7", "203.0.113.8", "203.0.113.9"};
    for (unsigned k = 0; k < 4; k++) {
        struct play *p = play_new(0, k & 1);
        for (unsigned host = 0; host < (k & 2 ? 200 : 16); host++) {
            const char *dst = play_host(3, host);
            struct sight s = play_tcp(p, srcs[0], 51000, dst, 80, TCP_SYN);
            for (unsigned i = 0; i < 3; i++) {
                addr_parse(srcs[i], &s.src);
                play_sight(p, &s);
            }
            for (unsigned i = 0; i < 3; i++) {
                struct sight answer = play_tcp(p, dst, 80, srcs[i], 51000, TCP_SYN | TCP_ACK);
                play_sight(p, &answer);
            }
            struct sight reset = play_tcp(p, srcs[2], 51000, dst, 80, TCP_RST);
            play_sight(p, &reset);
            play_wait(p, 10 * NSEC_MS);
        }
        play_end(p);
        assert_int_equal(p->alerts, 1);
        assert_int_equal(p->alert[0].srcs, 3);
        const struct play_alert *a = play_find(p, srcs[2], "horizontal");
        assert_non_null(a);
        assert_non_null(strstr(a->why, "it broke the handshake off"));
        play_free(p);
    }
}

/* A victim of forged sources answers to all of us. */
static void backscatter(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 3000; i++) {
        uint8_t flags = i % 2 ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK;
        struct sight s = play_tcp(p, "203.0.113.80", 80, play_host(9, i), (uint16_t)(1024 + i * 7), flags);
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

/* Somebody outside resets from any of his ports to any of one of us, who is heard to ask others, or (`heard` 0) of
 * whom nothing is: then he may well have asked, by a way that is not heard, and others' answers may be all there is.
 * So many resets that ports come again as chance has it are not to him who asks, whoever is heard. */
static struct play *reset_at_home(unsigned heard, unsigned unasked, unsigned resets)
{
    struct play *p = play_new(0, false);
    struct rng r = rng_of(31);
    for (unsigned i = 0; i < heard; i++)
        play_ask(p, "10.0.0.5", play_outside(i), 443, 'o');
    for (unsigned i = 0; i < unasked; i++) {
        struct sight s =
            play_tcp(p, play_outside(100 + i), 443, "10.0.0.7", (uint16_t)(40000 + i), TCP_SYN | TCP_ACK);
        play_sight(p, &s);
        play_wait(p, NSEC_SEC);
    }
    for (unsigned i = 0; i < resets; i++) {
        struct sight s = play_tcp(p, "203.0.113.80", (uint16_t)(1 + rng_below(&r, 65535)), "10.0.0.5",
                                  (uint16_t)(1024 + rng_below(&r, 64000)), TCP_RST | TCP_ACK);
        s.seq = s.win = 0;
        play_sight(p, &s);
        play_wait(p, 50 * NSEC_MS);
    }
    return p;
}

static void reset_for_others(void **state)
{
    (void)state;
    struct play *p = reset_at_home(12, 0, 300);
    play_end(p);
    assert_int_equal(play_loud(p), 0);
    assert_string_equal(play_find(p, "10.0.0.5", "vertical")->role, "backscatter");
    play_free(p);
    play_expect(reset_at_home(0, 0, 300), "10.0.0.5", "vertical", "syn");
    play_expect(reset_at_home(12, 12, 300), "10.0.0.5", "vertical", "syn");
    p = reset_at_home(0, 0, 4000);
    play_end(p);
    assert_int_equal(play_loud(p), 0);
    assert_string_equal(play_find(p, "10.0.0.5", "vertical")->role, "backscatter");
    play_free(p);
}

/* Every public address gets answers to packets that others sent in its name. */
static void accused(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 500; i++) {
        struct sight s = play_tcp(p, play_outside(i), 443, BOT, (uint16_t)(1024 + i * 7), TCP_RST | TCP_ACK);
        s.seq = s.win = 0;
        play_sight(p, &s);
        play_wait(p, NSEC_SEC);
    }
    play_quiet(p);
}

/* But a host of which many doors answer somebody was scanned by him, on a wire that we do not see. */
static void one_sided(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t i = 0; i < 50; i++) {
        struct sight s = play_tcp(p, "10.0.0.5", (uint16_t)(i * 19 + 1), SCANNER, 51000, TCP_RST | TCP_ACK);
        s.seq = s.win = 0;
        play_sight(p, &s);
    }
    play_expect(p, SCANNER, "vertical", "syn");
}

enum { ERRORS = 100 };

/* A host that nobody saw BOT ask refuses him. */
static void refuses(struct play *p, unsigned i)
{
    struct sight s = play_tcp(p, play_host(8, i), 445, BOT, (uint16_t)(1024 + i * 7), TCP_RST | TCP_ACK);
    s.seq = s.win = 0;
    play_sight(p, &s);
}

/* That takes nothing from who is let in wherever he asks, however few his doors are, and whatever comes first. */
static void accused_at_work(void **state)
{
    (void)state;
    for (unsigned late = 0; late < 3; late++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 3 * ERRORS; i++) {
            if (i / ERRORS != late)
                refuses(p, i);
            if (i % 15 == 0)
                play_ask(p, BOT, play_host(9, i % 10), 9102, 'w');
            play_wait(p, 5 * NSEC_SEC);
        }
        play_quiet(p);
    }
}

/* A vertical scan, amid so many errors of others. */
static struct play_alert scan_amid(unsigned errors, unsigned early)
{
    struct play *p = play_new(0, false);
    unsigned n = 0;
    for (; n < errors * early / 20; n++)
        refuses(p, n);
    for (uint16_t i = 0; i < 20; i++) {
        play_ask(p, BOT, "10.0.0.5", (uint16_t)(i * 97 + 21), 'c');
        for (; n < errors * (i + 1) / 20; n++)
            refuses(p, n);
        play_wait(p, NSEC_SEC);
    }
    play_end(p);
    assert_int_equal(p->alerts, 1);
    struct play_alert a = p->alert[0];
    play_free(p);
    return a;
}

/* Nor from what somebody is seen to scan: where a recording begins, the answers to a scan before it run in. */
static void scans_accused(void **state)
{
    (void)state;
    struct play_alert want = scan_amid(0, 0);
    assert_string_equal(want.kind, "vertical");
    for (unsigned early = 0; early <= 20; early += 10) {
        struct play_alert a = scan_amid(ERRORS, early);
        assert_string_equal(a.kind, want.kind);
        assert_string_equal(a.technique, want.technique);
        assert_string_equal(a.severity, want.severity);
        assert_string_equal(a.why, want.why);
        assert_int_equal(a.targets, want.targets);
        assert_int_equal(a.raised_after, want.raised_after);
    }
}

/* Who is seen to scan a host is told once, though some answers of it are to questions that are not recorded. */
static void told_once(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t i = 0; i < 60; i++) {
        struct sight s = play_tcp(p, "10.0.0.5", (uint16_t)(i * 19 + 1), SCANNER, 51000, TCP_RST | TCP_ACK);
        s.seq = s.win = 0;
        if (i % 3 == 0)
            play_sight(p, &s);
        else
            play_ask(p, SCANNER, "10.0.0.5", (uint16_t)(i * 19 + 1), 'c');
    }
    play_end(p);
    assert_int_equal(p->alerts, 1);
    assert_int_equal(p->alert[0].targets, 40);
    play_free(p);
}

/* Of a recording that has packets of the same moment in whatever order: an answer and its question are one contact
 * (of a first door, which is kept in less room, two). */
static void answer_comes_first(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    struct watch_stats stats;
    for (uint16_t i = 0; i < 20; i++) {
        static const uint8_t flags[] = {TCP_SYN | TCP_ACK, TCP_SYN, TCP_ACK, TCP_ACK | TCP_PSH};
        uint16_t port = (uint16_t)(9000 + i), sport = (uint16_t)(40000 + i);
        for (unsigned k = 0; k < 4; k++) {
            struct sight s = k ? play_tcp(p, BOT, sport, "10.0.0.5", port, flags[k])
                               : play_tcp(p, "10.0.0.5", port, BOT, sport, flags[k]);
            s.payload = k == 3 ? 80 : 0;
            play_sight(p, &s);
        }
        play_wait(p, NSEC_MINUTE);
    }
    watch_stats(p->w, &stats);
    assert_in_range(stats.contacts, 20, 21);
    play_quiet(p);
}

/* From scan to visit: one finds, another comes. */
static void informed_visit(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (uint16_t port = 4440; port < 4460; port++)
        play_ask(p, SCANNER, "10.0.0.5", port, port == 4444 ? 'h' : 'c');
    play_wait(p, NSEC_HOUR);
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

/* What others knew before the scanner came is nothing that he found, whether he used it before his scan or
 * after. */
static void known_door(void **state)
{
    (void)state;
    for (int after = 0; after < 2; after++) {
        struct play *p = play_new(0, true);
        for (unsigned i = 0; i < 2; i++)
            play_ask(p, play_host(3, i), "10.0.0.8", 9100, 'w');
        for (uint16_t k = 0; k < 30; k++)
            if (k == (after ? 25 : 1))
                play_ask(p, BOT, "10.0.0.8", 9100, 'w');
            else
                play_ask(p, BOT, play_host(5, k), 445, 'c');
        play_wait(p, NSEC_HOUR);
        play_ask(p, "10.0.3.77", "10.0.0.8", 9100, 'w');
        play_end(p);
        assert_non_null(play_find(p, BOT, "horizontal"));
        assert_null(play_find(p, "10.0.3.77", NULL));
        play_free(p);
    }
}

/* Nor is a door a secret that it let many in at, or that was found long ago; and who failed elsewhere before
 * did not go straight to it. */
static void no_secret(void **state)
{
    (void)state;
    static const struct {
        unsigned visitors, failed;
        nsec after;
        bool told;
    } rows[] = {{1, 0, NSEC_HOUR, true},
                {6, 0, NSEC_HOUR, false},
                {1, 0, 8 * NSEC_DAY, false},
                {1, 3, NSEC_HOUR, false}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct play *p = play_new(0, false);
        for (uint16_t port = 4440; port < 4460; port++)
            play_ask(p, SCANNER, "10.0.0.5", port, port == 4444 ? 'h' : 'c');
        play_wait(p, rows[k].after);
        for (unsigned i = 0; i < rows[k].failed; i++)
            play_ask(p, play_outside(0), play_host(7, i), 4444, 'c');
        for (unsigned i = 0; i < rows[k].visitors; i++)
            play_ask(p, play_outside(i), "10.0.0.5", 4444, 'w');
        play_end(p);
        assert_int_equal(play_find(p, play_outside(rows[k].visitors - 1), "visit") != NULL, rows[k].told);
        play_free(p);
    }
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

/* 6129 on the tenth day: 31 sources, usually one; 23 has 30 every day. */
static void surge(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned day = 0; day < 10; day++) {
        for (unsigned i = 0; i < 30; i++)
            play_ask(p, play_outside(day * 40 + i), "10.0.0.5", 23, '-');
        for (unsigned i = 0; i < (day == 8 ? 31 : 1); i++)
            play_ask(p, play_outside(1000 + day * 40 + i), "10.0.0.5", 6129, '-');
        play_wait(p, NSEC_DAY);
    }
    play_end(p);
    assert_int_equal(p->alerts, 1);
    assert_string_equal(p->alert[0].kind, "surge");
    assert_non_null(strstr(p->alert[0].why, "6129/tcp: 31 sources that day, usually 1"));
    assert_int_equal(p->alert[0].events, 10);
    assert_int_equal(p->alert[0].srcs, 10);
    play_free(p);
}

/* A surge of one plan is told with it, on whichever day of a recording; not so when others joined in after
 * its sources, though these came first, nor when one of those that came first is none of them. */
static void planned(void **state)
{
    (void)state;
    static const unsigned joined[] = {0, 60, 1};
    for (unsigned k = 0; k < 3; k++) {
        unsigned others = joined[k];
        bool early = others == 1;
        struct play *p = play_new(0, false);
        for (unsigned day = 0; day < 10; day++) {
            for (unsigned i = 0; i < (day == 8 ? 80 : 0); i++) {
                char src[32];
                snprintf(src, sizeof src, "203.0.113.%u", 10 + i % 20);
                if (early && i == 1)
                    play_ask(p, play_outside(7), "10.0.0.5", 6129, '-');
                play_ask(p, src, play_host(5, i), 6129, 'c');
                play_wait(p, NSEC_SEC);
            }
            for (unsigned i = 0; i < (day == 8 ? others - early : 1); i++)
                play_ask(p, play_outside(1000 + day * 400 + i * 256), "10.0.0.5", 6129, '-');
            play_wait(p, NSEC_DAY);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, NULL, "surge");
        assert_non_null(play_find(p, NULL, "distributed"));
        assert_non_null(a);
        assert_string_equal(a->severity, others ? "medium" : "low");
        assert_int_equal(strstr(a->why, "part of one plan") != NULL, !others);
        play_free(p);
    }
}

static const char *world(unsigned n)
{
    static char text[ADDR_TEXT_MAX];
    snprintf(text, sizeof text, "%u.%u.%u.%u", 20 + n * 37 % 79, n * 101 % 256, n / 7 % 256, 1 + n % 250);
    return text;
}

/* A day on which twelve clients ask for a broker or two each, and for the web, of which nobody answers. */
enum way { BROKEN, NO_WEB, ANSWERED, HALF, ONCE, MORE, WAYS };
enum { CLIENTS = 12, ROUNDS = 4, SERVERS = 8 };

static void ask_out(struct play *p, enum way what, unsigned c, unsigned round)
{
    char client[ADDR_TEXT_MAX];
    bool asks = what != NO_WEB && (what != ONCE || round == 0) && (what != HALF || c % 2);
    snprintf(client, sizeof client, "%s", play_host(1, c));
    for (unsigned k = 0; k < (what == MORE ? SERVERS + 1 : 2); k++)
        play_ask(p, client, world(1000 + c * 50 + k), 8883, '-');
    play_wait(p, 5 * NSEC_SEC);
    for (unsigned k = 0; k < SERVERS && asks; k++)
        play_ask(p, client, world(c * 50 + k), 443, what == ANSWERED && c == 5 && k == 3 ? 'w' : '-');
}

/* `before`: they were let in there an hour ago. */
static struct play *way_out(enum way what, bool live, bool before)
{
    struct play *p = play_new(0, live);
    for (unsigned i = 0; before && i < CLIENTS * SERVERS; i++) {
        char client[ADDR_TEXT_MAX];
        snprintf(client, sizeof client, "%s", play_host(1, i % CLIENTS));
        play_ask(p, client, world(i % CLIENTS * 50 + i / CLIENTS), 443, 'w');
    }
    play_wait(p, NSEC_HOUR);
    for (unsigned i = 0; i < CLIENTS * ROUNDS; i++)
        ask_out(p, what, i % CLIENTS, i / CLIENTS);
    return p;
}

/* Clients whose way out is broken ask for a broker or two each, which look as if they had parted the brokers among
 * them, and then for the web, again and again. A plan is the same without the web, with a web that answers one of
 * them, that half of them ask for, or is asked for once and no more, and with more than that of its own. */
static void way_out_is_broken(void **state)
{
    (void)state;
    for (unsigned i = 0; i < WAYS * 4; i++) {
        enum way what = i / 4;
        bool live = i & 1, before = i & 2;
        if (what == ONCE && before) /* each was somewhere where it is not let in any more */
            continue;
        struct play *p = way_out(what, live, before);
        play_wait(p, NSEC_MINUTE);
        assert_int_equal(live && play_loud(p) > 0, live && what != BROKEN); /* told before the end */
        play_end(p);
        const struct play_alert *a = play_find(p, NULL, "distributed");
        assert_non_null(a);
        assert_string_equal(a->role, what == BROKEN ? "cut-off" : "");
        assert_int_equal(play_loud(p) == 0, what == BROKEN);
        play_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(varied),
        cmocka_unit_test(odd),
        cmocka_unit_test(one_goes_on),
        cmocka_unit_test(way_out_is_broken),
        cmocka_unit_test(two_plans),
        cmocka_unit_test(distributed),
        cmocka_unit_test(settled_live),
        cmocka_unit_test(plan_sleeps),
        cmocka_unit_test(crowd),
        cmocka_unit_test(office),
        cmocka_unit_test(decoys),
        cmocka_unit_test(decoys_undrawn),
        cmocka_unit_test(decoys_named6),
        cmocka_unit_test(distributed_named6),
        cmocka_unit_test(decoys_lost),
        cmocka_unit_test(decoy_comes_later),
        cmocka_unit_test(decoy_resets),
        cmocka_unit_test(decoys_let_in),
        cmocka_unit_test(backscatter),
        cmocka_unit_test(reset_for_others),
        cmocka_unit_test(informed_visit),
        cmocka_unit_test(known_door),
        cmocka_unit_test(late_callers),
        cmocka_unit_test(surge),
        cmocka_unit_test(accused),
        cmocka_unit_test(one_sided),
        cmocka_unit_test(accused_at_work),
        cmocka_unit_test(scans_accused),
        cmocka_unit_test(told_once),
        cmocka_unit_test(planned),
        cmocka_unit_test(no_secret),
        cmocka_unit_test(half_open),
        cmocka_unit_test(plans_by_technique),
        cmocka_unit_test(answer_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
