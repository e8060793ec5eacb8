/* What watch finds amid a day of honest traffic, and that it says nothing of that: several seeds each, in
 * virtual time. */
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"

enum { SEEDS = 5 };

static const char *at(char out[32], const char *net, uint64_t n)
{
    snprintf(out, 32, "%s.%u.%u", net, (unsigned)(n / 250), (unsigned)(n % 250 + 1));
    return out;
}

/* A ping, answered or not. */
static void ping(struct play *p, const char *src, const char *dst, bool answered)
{
    struct sight s = play_tcp(p, src, 0, dst, 0, 0);
    s.proto = 1;
    s.icmp_type = 8;
    s.knows = SIGHT_TTL;
    play_sight(p, &s);
    if (!answered)
        return;
    s = play_tcp(p, dst, 0, src, 0, 0);
    s.proto = 1;
    s.icmp_type = 0;
    s.knows = SIGHT_TTL;
    play_sight(p, &s);
}

/* Something that happens all day at an office: of 80 people, a mail relay, a resolver, a monitor, a backup,
 * an administrator. */
static void something(struct play *p, struct rng *r)
{
    char a[32], b[32];
    const char *who = at(a, "10.0", rng_below(r, 80));
    switch (rng_below(r, 12)) {
    case 0:
    case 1:
    case 2:
    case 3: play_ask(p, who, at(b, "198.51", rng_below(r, 2000)), 443, rng_below(r, 25) ? 'w' : '-'); break;
    case 4: play_ask(p, who, at(b, "198.51", rng_below(r, 2000)), 80, rng_below(r, 25) ? 'w' : 'c'); break;
    case 5: play_ask(p, who, rng_below(r, 2) ? "10.0.9.2" : "10.0.9.3", 445, 'w'); break;
    case 6:
        play_ask(p, "10.0.9.4", at(b, "203.0", rng_below(r, 900)), 25, rng_below(r, 3) ? 'w' : '-');
        break;
    case 7:
        play_send(p, "10.0.9.5", at(b, "203.1", rng_below(r, 3000)), 17, (uint16_t)(1024 + p->salt % 60000),
                  53);
        break;
    case 8: ping(p, "10.0.9.6", at(b, "10.1", rng_below(r, 40)), rng_below(r, 30)); break;
    case 9:
        play_ask(p, "10.0.9.7", at(b, "10.1", rng_below(r, 40)), 9102, rng_below(r, 40) ? 'w' : '-');
        break;
    case 10:
        play_ask(p, "10.0.0.7", at(b, "10.1", rng_below(r, 40)), 22, rng_below(r, 15) ? 'w' : 'c');
        break;
    default:
        play_ask(p, at(b, "192.0", rng_below(r, 4000)), "10.0.9.8", rng_below(r, 5) ? 443 : 80, 'w');
        break;
    }
}

/* `acts` of them within `d`. */
static void mixed(struct play *p, struct rng *r, nsec d, unsigned acts)
{
    for (unsigned i = 0; i < acts; i++) {
        something(p, r);
        play_wait(p, (nsec)rng_below(r, (uint64_t)(2 * d / acts)));
    }
}

static void nothing_else(struct play *p, unsigned loud)
{
    for (unsigned i = 0; play_loud(p) != loud && i < p->alerts; i++)
        print_message("%s %s %s: %s\n", p->alert[i].severity, p->alert[i].kind, p->alert[i].technique,
                      p->alert[i].why);
    assert_int_equal(play_loud(p), loud);
    play_free(p);
}

static void honest_day(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct play *p = play_new(0, seed % 2);
        struct rng r = rng_of(seed);
        mixed(p, &r, NSEC_DAY, 10000);
        play_end(p);
        nothing_else(p, 0);
    }
}

/* One port each `pause`, in random order, from `src`; `odd` of a hundred doors answer. After how many was it
 * found? */
static void slowly(const char *src, nsec pause, unsigned probes, unsigned before)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(seed * 77);
        for (unsigned i = 0; i < probes; i++) {
            uint16_t port = (uint16_t)(1 + rng_below(&r, 65535));
            play_ask(p, src, "10.0.9.8", port, rng_below(&r, 50) == 0 ? 'h' : seed % 2 ? '-' : 'c');
            mixed(p, &r, pause, 80);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, src, "vertical");
        assert_non_null(a);
        assert_in_range(a->raised_after, 4, before - 1);
        assert_string_equal(a->speed, "slow");
        nothing_else(p, 1);
    }
}

static void slow(void **state)
{
    (void)state;
    slowly("203.0.113.9", 300 * NSEC_SEC, 100, 20);
    slowly("10.7.7.7", 300 * NSEC_SEC, 60, 20);
    slowly("203.0.113.9", NSEC_HOUR, 40, 30);
}

/* Looks for 445 in random order: `there` of a hundred hosts let it in. */
static void sweep_445(unsigned there, char others, unsigned before)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(seed * 1001);
        char dst[32];
        mixed(p, &r, NSEC_HOUR, 400);
        for (unsigned i = 0; i < 40; i++) {
            play_ask(p, "10.0.0.66", at(dst, "10.2", rng_below(&r, 5000)), 445,
                     rng_below(&r, 100) < there ? 'w' : others);
            mixed(p, &r, 10 * NSEC_SEC, 5);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, "10.0.0.66", "horizontal");
        assert_non_null(a);
        assert_string_equal(a->severity, "high");
        assert_in_range(a->raised_after, 4, before - 1);
        nothing_else(p, 1);
    }
}

/* Twenty a second, silent or open in one of five: through before silence is a verdict. */
static void hasty(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 4 * SEEDS; seed++) {
        struct play *p = play_new(0, true);
        struct rng r = rng_of(seed * 31);
        char dst[32];
        mixed(p, &r, 600 * NSEC_SEC, 50);
        for (unsigned i = 0; i < 20; i++) {
            play_ask(p, "10.0.0.66", at(dst, "10.2", rng_below(&r, 5000)), 445, rng_below(&r, 5) ? '-' : 'w');
            play_wait(p, 50 * NSEC_MS);
        }
        const struct play_alert *a = play_find(p, "10.0.0.66", "horizontal");
        assert_non_null(a);
        assert_in_range(a->raised_after, 4, 15);
        play_end(p);
        assert_true(play_loud(p) > 0);
        play_free(p);
    }
}

/* Back from sleep: ten mounts at once, half of the servers are gone, and he insists. Others use them too, or
 * they have none but him; then he may be worth a line. */
static void mounts(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 2 * SEEDS; seed++) {
        struct play *p = play_new(0, true);
        struct rng r = rng_of(seed * 13);
        char who[32], dst[32];
        for (unsigned i = 0; i < 60 * (seed % 2); i++)
            play_ask(p, at(who, "10.0", i / 10), at(dst, "10.2", i % 10 * 23), 445, 'w');
        mixed(p, &r, 600 * NSEC_SEC, 50);
        for (unsigned k = 0; k < 8; k++) {
            for (unsigned i = 0; i < 10; i++)
                play_ask(p, "10.0.0.66", at(dst, "10.2", i * 23), 445, (i + seed / 2) % 2 ? 'w' : '-');
            play_wait(p, 15 * NSEC_SEC);
        }
        play_end(p);
        nothing_else(p, 0);
    }
}

static void sweeps(void **state)
{
    (void)state;
    sweep_445(0, 'c', 7);
    sweep_445(0, '-', 10);
    sweep_445(5, 'c', 10);
}

/* 200 sources in three nets, four doors each, in random order, amid all that. */
static void one_plan(void **state)
{
    (void)state;
    static const char *const nets[] = {"203.0.113", "198.51.100", "192.0.2"};
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct play *p = play_new(0, false);
        struct rng r = rng_of(seed * 31);
        unsigned turn[800];
        for (unsigned i = 0; i < 800; i++) {
            unsigned k = (unsigned)rng_below(&r, i + 1);
            turn[i] = turn[k];
            turn[k] = i;
        }
        for (unsigned i = 0; i < 800; i++) {
            char src[32], dst[32];
            snprintf(src, sizeof src, "%s.%u", nets[turn[i] % 200 % 3], 10 + turn[i] % 200);
            play_ask(p, src, at(dst, "10.3", turn[i]), seed % 2 ? 22 : 5900, rng_below(&r, 3) ? '-' : 'c');
            mixed(p, &r, 4 * NSEC_SEC, 2);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, NULL, "distributed");
        assert_non_null(a);
        assert_in_range(a->srcs, 190, 200);
        nothing_else(p, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(honest_day), cmocka_unit_test(slow),   cmocka_unit_test(sweeps),
        cmocka_unit_test(hasty),      cmocka_unit_test(mounts), cmocka_unit_test(one_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
