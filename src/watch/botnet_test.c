/* One plan dealt out to sources of which no two share a net, and what is like it: forged senders, scanners who know
 * nothing of each other, customers. */
#include "watch/priv_play.h"

#include "base/hash.h"
#include "wire/tcp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PORT_OF_ALL, HOST_OF_ALL, BOTH, OWN }; /* what they share: a port, a host, a block; OWN: nothing */

struct scene {
    unsigned sources, each; /* doors */
    uint8_t share;
    bool drawn;   /* who asks is drawn by lot each time, not dealt */
    bool systems; /* as systems write SYNs */
    nsec pause;
};

static struct sight probe(struct play *p, const struct scene *x, unsigned who, unsigned i)
{
    char src[24];
    const char *dst = x->share == HOST_OF_ALL ? "10.0.0.5"
                      : x->share == BOTH      ? play_host(6, i / 8)
                                              : play_host(6, i * 7 % (x->sources * x->each));
    uint16_t port = x->share == PORT_OF_ALL ? 5900
                    : x->share == BOTH      ? (uint16_t)(20 + i % 8)
                                            : (uint16_t)(1 + i * 37 % 9000);
    snprintf(src, sizeof src, "%u.%u.7.9", 20 + who % 100, 30 + who / 100);
    struct sight s = play_tcp(p, src, (uint16_t)(33000 + i * 7919u % 20000), dst, port, TCP_SYN);
    s.ttl = (uint8_t)(52 + who % 5);
    if (!x->systems) {
        s.opts = 0;
        s.win = 16384;
        s.ip_len = 40;
    }
    return s;
}

/* In an order of chance; each of them has its own number of doors. */
static struct play *played(const struct scene *x, bool live)
{
    struct play *p = play_new(0, live);
    struct rng r = rng_of(29);
    uint8_t left[512];
    memset(left, (int)x->each, sizeof left);
    for (unsigned i = 0; i < x->sources * x->each; i++) {
        unsigned who = (unsigned)rng_below(&r, x->sources);
        while (!x->drawn && !left[who])
            who = (who + 1) % x->sources;
        left[who]--;
        struct sight s = probe(p, x, who, i);
        play_sight(p, &s);
        play_wait(p, x->pause);
    }
    return p;
}

static unsigned named(const struct play *p)
{
    unsigned most = 0;
    for (size_t i = 0; i < p->alerts; i++)
        if (!strcmp(p->alert[i].kind, "distributed") && p->alert[i].srcs > most)
            most = (unsigned)p->alert[i].srcs;
    return most;
}

/* Hosts of one port, ports of one host, or some ports of some hosts, two doors each or more. */
static void dealt(void **state)
{
    (void)state;
    static const struct scene rows[] = {{300, 2, PORT_OF_ALL, .pause = 4 * NSEC_SEC},
                                        {60, 4, PORT_OF_ALL, .pause = 20 * NSEC_SEC},
                                        {100, 5, HOST_OF_ALL, .pause = 2 * NSEC_SEC},
                                        {30, 5, BOTH, .pause = 30 * NSEC_SEC},
                                        {20, 6, HOST_OF_ALL, .pause = NSEC_SEC / 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (unsigned live = 0; live < 2; live++) {
            struct play *p = played(&rows[i], live);
            play_end(p);
            assert_in_range(named(p), rows[i].sources - rows[i].sources / 20, rows[i].sources);
            const struct play_alert *a = play_find(p, NULL, "distributed");
            assert_string_equal(a->severity, "medium");
            assert_string_equal(a->technique, "syn");
            play_free(p);
        }
}

/* Senders that are drawn by lot, as a flood's are; scanners each of whom has hosts and ports of his own; customers,
 * whose systems all write alike; a flood by senders that come round in turn. */
static void alike(void **state)
{
    (void)state;
    static const struct scene rows[] = {{300, 4, HOST_OF_ALL, .drawn = true, .pause = NSEC_SEC},
                                        {100, 15, HOST_OF_ALL, .drawn = true, .pause = NSEC_SEC},
                                        {60, 4, OWN, .pause = 4 * NSEC_SEC},
                                        {60, 3, PORT_OF_ALL, .systems = true, .pause = 4 * NSEC_SEC},
                                        {500, 10, HOST_OF_ALL, .pause = 5 * NSEC_MS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct play *p = played(&rows[i], false);
        play_end(p);
        assert_int_equal(named(p), 0);
        play_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dealt),
        cmocka_unit_test(alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
