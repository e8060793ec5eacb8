/* Each detector of ledgers by itself: a scene in which it is the one that accuses, and the like of it in which nobody is accused. The others are in
 * together_test.c, or where it is said, as what must alert, what must not:
 *
 *     campaign     distributed, settled_live, varied; crowd, office, varied (half of the doors open)
 *     decoy        decoys; distributed (many sources, other packets)
 *     backscatter  backscatter; accused
 *     surge        surge: port 6129; port 23 with as many every day (who came first: callers, late_callers)
 *     wave         waves_are_one; few_are_no_wave (crowd_test.c)
 *     stray        scans by answers; answers that lost their question (stray_test.c)
 *     role         proxy, inventory, printers; the same hosts' sweeps (roles_test.c)
 *     gateway      nobody_routes_to_himself; routers_ask_for_others (crowd_test.c)
 *     guess        guessed: many wrong passwords; a few (guess_test.c)
 *     visits       informed_visit: a door that was found; one that was not */
#include "watch/detect/backscatter.h"
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"

#define BOT "10.0.0.66"

enum { AGENT = 9102 }; /* a service of which somebody may have many */

static const char *host(const char *net, unsigned n)
{
    static char text[2][64]; /* two are asked for at once */
    static unsigned which;
    which = !which;
    snprintf(text[which], sizeof *text, "%s.%u", net, n * 37 % 250 + 1);
    return text[which];
}

/* Refused at every door, let in at every door. */
static void sequence(struct play *p, bool bad)
{
    for (unsigned i = 0; i < 12; i++) {
        play_ask(p, BOT, host("10.0.3", i), bad ? 445 : AGENT, bad ? 'c' : 'w');
        play_wait(p, NSEC_MINUTE);
    }
}

static void ping(struct play *p, const char *dst)
{
    for (unsigned i = 0; i < 2; i++) {
        struct sight s = play_tcp(p, i ? dst : BOT, 0, i ? BOT : dst, 0, 0);
        s.proto = IPPROTO_ICMP;
        s.icmp_type = i ? 0 : 8;
        s.knows = SIGHT_TTL;
        play_sight(p, &s);
    }
}

/* Sixty hosts that are all there: within seconds, within twenty minutes. */
static void burst(struct play *p, bool bad)
{
    for (unsigned i = 0; i < 60; i++) {
        ping(p, host("10.0.3", i));
        play_wait(p, bad ? 50 * NSEC_MS : 20 * NSEC_SEC);
    }
}

/* One port after the other, a third of them shut; let in at all of them. */
static void order(struct play *p, bool bad)
{
    for (unsigned i = 0; i < 24; i++) {
        play_ask(p, BOT, "10.0.0.5", (uint16_t)(7000 + i), bad && i % 3 == 0 ? 'c' : 'w');
        play_wait(p, NSEC_MINUTE);
    }
}

/* One service of twelve hosts that nobody else goes to, of which every second one has it, or three of
 * four. */
static void spread(struct play *p, bool bad)
{
    for (unsigned i = 0; i < 12; i++) {
        play_ask(p, BOT, host("10.0.3", i * 17), AGENT, i % (bad ? 2 : 4) != 1 ? 'w' : 'c');
        play_wait(p, NSEC_MINUTE);
    }
}

/* Four doors of each host at which it is let in, and one more of every host, which is nowhere; which most
 * have. */
static void nowhere(struct play *p, bool bad)
{
    for (unsigned i = 0; i < 100; i++) {
        bool other = i % 5;
        char answer = other || (!bad && i % 15) ? 'w' : 'c';
        play_ask(p, BOT, host("10.0.3", i / 5), (uint16_t)(other ? 8000 + i % 5 * 97 : 3389), answer);
        play_wait(p, NSEC_MINUTE);
    }
}

/* Shares of nine hosts, which all let it in: most of them are nobody else's, or those of three others. */
static void rounds(struct play *p, bool bad)
{
    static const char *const others[] = {"10.0.0.71", "10.0.0.72", "10.0.0.73"};
    for (unsigned i = 0; i < 9; i++) {
        for (unsigned k = 0; k < 3 && i < (bad ? 5 : 8); k++)
            play_ask(p, others[k], host("10.0.3", i), 445, 'w');
        play_ask(p, BOT, host("10.0.3", i), 445, 'w');
        play_wait(p, 600 * NSEC_SEC);
    }
}

/* All doors open: the handshake broken off; words said. */
static void raw(struct play *p, bool bad)
{
    for (unsigned i = 0; i < 20; i++) {
        play_ask(p, BOT, host("10.0.3", i), AGENT, bad ? 'h' : 'w');
        play_wait(p, NSEC_MINUTE);
    }
}

/* Half of a host's services, left without a word; used. */
static void passing(struct play *p, bool bad)
{
    static const uint16_t port[] = {22, 25, 80, 110, 443, 3306, 3389, 8080};
    for (unsigned i = 0; i < sizeof port / sizeof *port; i++) {
        play_ask(p, BOT, "10.0.3.1", port[i], i % 2 ? 'c' : bad ? 'e' : 'w');
        play_wait(p, 100 * NSEC_MS);
    }
}

/* All doors open, and left without a word; words said. */
static void wordless(struct play *p, bool bad)
{
    for (unsigned i = 0; i < 20; i++) {
        play_ask(p, BOT, host("10.0.3", i), AGENT, bad ? 'e' : 'w');
        play_wait(p, NSEC_MINUTE);
    }
}

/* Web servers outside: half of them are not there; one in ten. */
static void everyday(struct play *p, bool bad)
{
    for (unsigned i = 0; i < 60; i++) {
        play_ask(p, BOT, host("198.51.100", i), 443, i % (bad ? 2 : 10) ? 'w' : 'c');
        play_wait(p, NSEC_MINUTE);
    }
}

/* Outside, as many gaps as hosts, one after the other, so that each takes back what the one before said; one
 * gap in six. */
static void share(struct play *p, bool bad)
{
    for (unsigned i = 0; i < 120; i++) {
        play_ask(p, BOT, host("198.51.100", i), 445, i % (bad ? 2 : 6) ? 'w' : 'c');
        play_wait(p, NSEC_MINUTE);
    }
}

/* Five of a fingerprinter's windows at one door; a device whose system has one of them. */
static void osprobe(struct play *p, bool bad)
{
    static const uint16_t wins[] = {1, 63, 4, 16, 512};
    for (unsigned i = 0; i < 20; i++) {
        uint16_t sport = (uint16_t)(50000 + i);
        const char *dst = bad ? "10.0.0.5" : host("10.0.3", i % 5);
        struct sight s = play_tcp(p, BOT, sport, dst, 80, TCP_SYN);
        s.win = wins[bad ? i % 5 : 4];
        play_sight(p, &s);
        s = play_tcp(p, dst, 80, BOT, sport, TCP_SYN | TCP_ACK);
        play_sight(p, &s);
        s = play_tcp(p, BOT, sport, dst, 80, TCP_ACK | TCP_PSH);
        s.payload = 80;
        play_sight(p, &s);
        play_wait(p, NSEC_MINUTE);
    }
}

/* A line of a log: let through, and nobody knows what became of it. */
static void let_through(struct play *p, const char *src, const char *dst, uint16_t port)
{
    struct sight s = play_tcp(p, src, 40000, dst, port, TCP_SYN);
    s.kind = SIGHT_LOG;
    s.action = SIGHT_PASSED;
    play_sight(p, &s);
}

/* Forty hosts at one port, once each; six times each. */
static void lopsided(struct play *p, bool bad)
{
    static const char *const nets[] = {"10.1.3", "10.50.3", "10.99.3"};
    for (unsigned i = 0; i < (bad ? 40 : 240); i++) {
        unsigned n = bad ? i : i / 6;
        let_through(p, BOT, host(nets[n % 3], n), AGENT);
        play_wait(p, NSEC_MINUTE);
    }
}

/* Where forty neighbours ask at the same two dozen doors: at others, at these. */
static void rarity(struct play *p, bool bad)
{
    struct rng r = rng_of(5);
    for (unsigned i = 0; i < 1200; i++) {
        unsigned door = (unsigned)rng_below(&r, 24), mine = i / 20 % 24;
        let_through(p, host("10.0.1", (unsigned)rng_below(&r, 40)), host("10.0.2", door),
                    (uint16_t)(6000 + door * 97));
        play_wait(p, 6 * NSEC_SEC);
        if (i >= 720 && i % 20 == 0)
            let_through(p, BOT, host(bad ? "10.0.3" : "10.0.2", mine),
                        (uint16_t)((bad ? 9011 : 6000) + mine * 97));
    }
}

static const struct scene {
    const char *name, *says;
    void (*play)(struct play *p, bool bad);
} scenes[] = {
    {"sequence", "that it had never asked at before stayed shut", sequence},
    {"burst", "are more than honest hosts ask at", burst},
    {"order", "steps went to the very next address or port", order},
    {"spread", "that nobody else asks for this service", spread},
    {"nowhere", "though other doors opened to it", nowhere},
    {"rounds", "by a door that a client uses on few hosts", rounds},
    {"manners: raw", "it broke the handshake off", raw},
    {"manners: wordless", "it left without a word", wordless},
    {"everyday", "web servers were not there", everyday},
    {"passing", "it wanted nothing", passing},
    {"share", "several times an honest host's share", share},
    {"lopsided", "too lopsided for a user", lopsided},
    {"rarity", "hardly anybody else asks at", rarity},
    {"osprobe", "probes that only a fingerprinter sends", osprobe},
};

static void accused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct play *p = play_new(0, false);
        scenes[i].play(p, true);
        play_end(p);
        const struct play_alert *a = play_find(p, BOT, NULL);
        if (!a || !strstr(a->why, scenes[i].says))
            print_message("%s: %s\n", scenes[i].name, a ? a->why : "nothing");
        assert_non_null(a);
        assert_non_null(strstr(a->why, scenes[i].says));
        assert_string_equal(a->role, "");
        play_free(p);
    }
}

static void left_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct play *p = play_new(0, false);
        scenes[i].play(p, false);
        play_end(p);
        if (p->alerts)
            print_message("%s: %s\n", scenes[i].name, p->alert[0].why);
        assert_int_equal(p->alerts, 0);
        play_free(p);
    }
}

/* Whose packets do not come in order answered from the earliest of them to the latest. */
static void unordered_answers(void **state)
{
    (void)state;
    static const nsec_wall order[] = {50, 90, 10, 60};
    struct backscatters *b = backscatters_new(hash_key_from_seed(1, "unordered"));
    struct backscatter x = {0};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        struct contact c = {.at = order[i] * NSEC_SEC,
                            .src = addr_v4(0x0a000001 + (uint32_t)i),
                            .dst = addr_v4(0xc6336401),
                            .outcome = SIGHT_SUCCESS};
        (void)backscatters_note(b, &c);
    }
    for (unsigned i = 0; !x.hosts && backscatters_get(b, i, &x);)
        i++;
    assert_int_equal(x.hosts, 4);
    assert_true(x.first == 10 * NSEC_SEC && x.last == 90 * NSEC_SEC);
    backscatters_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accused),
        cmocka_unit_test(left_alone),
        cmocka_unit_test(unordered_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
