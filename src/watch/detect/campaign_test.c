/* Groups that joined others and lost them, and what a damaged file makes of that; how much work settling is;
 * what is no plan. */
#include "watch/detect/campaign.h"

#include "watch/telling/incident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KEY ((struct hash_key){{1, 2}})

enum { NETS = 3, MAX = 512, LATER = 5002 };

/* Three nets of 50 sources, each source at four doors of its own, from `at` seconds on; which net begins
 * depends on that. */
static void plan_of(struct campaigns *s, struct budget *b, unsigned at, uint32_t shape)
{
    for (unsigned i = 0; i < NETS * 200; i++) {
        struct contact c = {.at = (INT64_C(1750000000) + at + i) * NSEC_SEC,
                            .src = addr_v4(0xc6336400 + ((at + i) % NETS << 8) + i / NETS % 50),
                            .dst = addr_v4(0x0a000000 + at + i),
                            .port = 22,
                            .technique = TECHNIQUE_SYN,
                            .outcome = SIGHT_REFUSED,
                            .shape = shape};
        campaigns_note(s, &c, ZONE_OUTSIDE, b);
    }
}

static void plan(struct campaigns *s, struct budget *b, unsigned at)
{
    plan_of(s, b, at, 7);
}

/* What a file has of `from` goes into a new one: pieces that joined others, or all of them; with `n` bytes of
 * each from `at` on overwritten. */
static struct campaigns *put_back(struct campaigns *from, struct budget *b, bool only_joined, size_t at,
                                  size_t n)
{
    struct campaigns *to = campaigns_new(MAX, KEY);
    struct region a = campaigns_region(from, b), z = campaigns_region(to, b);
    uint8_t *piece = malloc(a.most);
    size_t least = SIZE_MAX;
    assert_true(to && piece);
    for (uint32_t i = 0; i < a.pieces; i++) {
        size_t len = a.get(a.of, i, piece);
        least = len && len < least ? len : least; /* of those that joined: the root knows all */
    }
    for (uint32_t i = 0; i < a.pieces; i++) {
        size_t len = a.get(a.of, i, piece);
        if (!len || (only_joined && len > least))
            continue;
        if (at + n <= len)
            memset(piece + at, 0xff, n);
        z.put(z.of, i, piece, len);
    }
    free(piece);
    return to;
}

static size_t piece_least(struct campaigns *s, struct budget *b)
{
    struct region r = campaigns_region(s, b);
    uint8_t *piece = malloc(r.most);
    size_t least = SIZE_MAX;
    assert_non_null(piece);
    for (uint32_t i = 0; i < r.pieces; i++) {
        size_t len = r.get(r.of, i, piece);
        least = len && len < least ? len : least;
    }
    free(piece);
    return least;
}

/* The group that others had joined gave way: what comes from their nets is a plan again, and told again. */
static void rootless(void **state)
{
    (void)state;
    struct budget b = {.max = 1 << 22};
    struct campaigns *s = campaigns_new(MAX, KEY), *again;
    plan(s, &b, 0);
    assert_int_equal(campaigns_settle(s, &b), 1);
    assert_int_equal(campaigns_get(s, 0)->named, NETS * 50);
    assert_true(campaigns_tell(s, 0));
    again = put_back(s, &b, true, 0, 0);
    assert_int_equal(campaigns_settle(again, &b), 0);
    plan(again, &b, LATER);
    assert_int_equal(campaigns_settle(again, &b), 1);
    assert_int_equal(campaigns_get(again, 0)->named, NETS * 50);
    assert_int_equal(campaigns_get(again, 0)->targets > 400, 1);
    assert_true(campaigns_tell(again, 0));
    campaigns_free(again);
    campaigns_free(s);
}

/* All of its sources at the same forty doors. */
static void crowd(struct campaigns *s, struct budget *b)
{
    for (unsigned i = 0; i < NETS * 50 * 40; i++) {
        struct contact c = {.at = (INT64_C(1750000000) + i / 10) * NSEC_SEC,
                            .src = addr_v4(0xc6336400 + (i % NETS << 8) + i / NETS % 50),
                            .dst = addr_v4(0x0a000000 + i / (NETS * 50)),
                            .port = 22,
                            .technique = TECHNIQUE_SYN,
                            .outcome = SIGHT_REFUSED,
                            .shape = 7};
        campaigns_note(s, &c, ZONE_OUTSIDE, b);
    }
}

/* A plan of which each source goes on to the same doors is none any more: nobody is told with it. */
static void outgrown(void **state)
{
    (void)state;
    struct budget b = {.max = 1 << 22};
    struct campaigns *s = campaigns_new(MAX, KEY);
    const struct addr one = addr_v4(0xc6336400);
    plan(s, &b, 0);
    assert_int_equal(campaigns_settle(s, &b), 1);
    assert_true(campaigns_has(s, &one, TECHNIQUE_SYN));
    crowd(s, &b);
    assert_int_equal(campaigns_settle(s, &b), 0);
    assert_false(campaigns_has(s, &one, TECHNIQUE_SYN));
    campaigns_free(s);
}

/* Each of them draws four of `pool` doors; net after net, where they take turns. */
static void drawn_of(struct campaigns *s, struct budget *b, unsigned pool, bool turns, uint32_t shape)
{
    uint32_t state = 12345;
    for (unsigned i = 0; i < NETS * 60 * 4; i++) {
        unsigned at = turns ? i : i % 240 * NETS + i / 240;
        state = state * 1664525 + 1013904223;
        struct contact c = {.at = (INT64_C(1750000000) + at) * NSEC_SEC,
                            .src = addr_v4(0xc6336400 + (i / 240 << 8) + i % 60),
                            .dst = addr_v4(0x0a000000 + (state >> 8) % pool),
                            .port = 22,
                            .technique = TECHNIQUE_SYN,
                            .outcome = SIGHT_SILENT,
                            .shape = shape};
        campaigns_note(s, &c, ZONE_OUTSIDE, b);
    }
}

/* Who draws asks at some doors twice: one plan all the same, of whatever so many draws leave. Of a dozen doors all have
 * the same, as a crowd has; and of unknown packets nobody knows that they are alike. */
static void drawn_doors(void **state)
{
    (void)state;
    const struct {
        unsigned pool;
        bool turns;
        uint32_t shape; /* 15: of a header, 7: none is known */
        unsigned plans;
    } row[] = {{4096, false, 15, 1}, {1000, false, 15, 1}, {600, true, 15, 1}, {254, false, 15, 1},
               {254, true, 15, 1},   {100, false, 15, 1},  {12, false, 15, 0}, {254, false, 7, 0}};
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        struct budget b = {.max = 1 << 22};
        struct campaigns *s = campaigns_new(MAX, KEY);
        drawn_of(s, &b, row[i].pool, row[i].turns, row[i].shape);
        assert_int_equal(campaigns_settle(s, &b), row[i].plans);
        for (unsigned k = 0; k < row[i].plans; k++)
            assert_int_equal(campaigns_get(s, k)->named, NETS * 60);
        campaigns_free(s);
    }
}

/* Of packets whose headers are not known nobody says that they are alike. */
static void unknown_headers(void **state)
{
    (void)state;
    for (uint32_t shape = 7; shape <= 15; shape += 8) {
        struct budget b = {.max = 1 << 22};
        struct campaigns *s = campaigns_new(MAX, KEY);
        plan_of(s, &b, 0, shape);
        assert_int_equal(campaigns_settle(s, &b), 1);
        assert_int_equal(campaigns_get(s, 0)->mixed, shape == 7);
        campaigns_free(s);
    }
}

/* Whatever a file says of a group, nothing is read or written beside it. */
static void damaged(void **state)
{
    (void)state;
    struct budget b = {.max = 1 << 22};
    struct campaigns *s = campaigns_new(MAX, KEY);
    plan(s, &b, 0);
    assert_int_equal(campaigns_settle(s, &b), 1);
    size_t least = piece_least(s, &b);
    for (size_t at = 0; at + 4 <= least; at += 4)
        for (unsigned only = 0; only < 2; only++) {
            struct budget own = {.max = 1 << 22};
            struct campaigns *x = put_back(s, &own, only, at, 4);
            plan(x, &own, LATER);
            unsigned n = campaigns_settle(x, &own);
            for (unsigned i = 0; i < n; i++)
                assert_in_range(campaigns_get(x, i)->n_events, 1, LEDGER_EVENTS);
            campaigns_free(x);
        }
    campaigns_free(s);
}

/* Twelve hosts at home try a door or two of each other, by UDP: at a port of its own each time, or for the
 * same few services. */
static unsigned calls(unsigned ports)
{
    struct budget b = {.max = 1 << 22};
    struct campaigns *s = campaigns_new(MAX, KEY);
    for (unsigned i = 0; i < 24; i++) {
        struct contact c = {.at = (INT64_C(1750000000) + i * 60) * NSEC_SEC,
                            .src = addr_v4(0x0a000000 + i % 12),
                            .dst = addr_v4(0x0a000020 + i),
                            .port = (uint16_t)(20000 + i % ports * 1657),
                            .technique = TECHNIQUE_UDP,
                            .outcome = SIGHT_SILENT,
                            .shape = 7};
        campaigns_note(s, &c, ZONE_INSIDE, &b);
    }
    unsigned n = campaigns_settle(s, &b);
    campaigns_free(s);
    return n;
}

static void peers(void **state)
{
    (void)state;
    assert_int_equal(calls(24), 0);
    assert_int_equal(calls(3), 1);
}

/* What every firewall at the edge logs: hundreds of nets of one scanner each, with many ports, and thousands
 * that ask once. They leave room to name all of a plan that comes after them. */
static void amid_the_usual(void **state)
{
    (void)state;
    enum { SCANNERS = 300, ALL = 3500, PORTS = 20 };
    struct budget b = {.max = 2 << 20};
    struct campaigns *s = campaigns_new(4096, KEY);
    for (unsigned i = 0; i < ALL; i++)
        for (unsigned port = 0; port < (i < SCANNERS ? PORTS : 1); port++) {
            struct contact c = {.at = (INT64_C(1750000000) - 90000 + i) * NSEC_SEC,
                                .src = addr_v4(0x2d000000 + (i << 8) + 7),
                                .dst = addr_v4(0x0a000001),
                                .port = (uint16_t)(1000 + port * 37),
                                .technique = TECHNIQUE_SYN,
                                .outcome = SIGHT_BLOCKED,
                                .shape = 5 + i % 3};
            campaigns_note(s, &c, ZONE_OUTSIDE, &b);
        }
    plan(s, &b, 0);
    assert_int_equal(campaigns_settle(s, &b), 1);
    assert_int_equal(campaigns_get(s, 0)->named, NETS * 50);
    assert_int_equal(b.refused, 0);
    campaigns_free(s);
}

/* One of each of forty /24s of a /16, or /48s of a /32, that ask at three doors each. What is said of them: */
enum wide {
    PARTED,
    PARTED_6,
    ALL_OVER,
    THE_SAME_DOORS,
    OTHER_SHARES,
    OTHER_PACKETS,
    NO_HEADER,
    BY_AND_BY,
    LET_IN,
    FEW_DOORS,
    WIDES
};

static unsigned wide(enum wide what)
{
    enum { SOURCES = 40, DOORS = 3 };
    struct budget b = {.max = 1 << 22};
    struct campaigns *s = campaigns_new(MAX, KEY);
    for (unsigned i = 0; i < SOURCES * (what == FEW_DOORS ? 2 : DOORS); i++) {
        unsigned who = i * 7 % SOURCES, apart = what == ALL_OVER ? 16 : 8;
        unsigned doors = what != OTHER_SHARES ? 1 : 1 + who % 7;
        struct contact c = {
            .src = what == PARTED_6 ? (struct addr){.len = 16, .b = {0x2a, 0x0b, 0x70, 0x80, 0, (uint8_t)who}}
                                    : addr_v4(0x2d5e0009 + (who << apart)),
            .port = 22,
            .technique = TECHNIQUE_SYN,
            .shape = what == NO_HEADER       ? 6
                     : what == OTHER_PACKETS ? who * 8 + 14
                                             : 14};
        for (unsigned k = 0; k < doors; k++) {
            c.at = (INT64_C(1750000000) + (what == BY_AND_BY ? who * 3600 : 0) + i) * NSEC_SEC;
            c.dst = addr_v4(0x0a000000 + (what == THE_SAME_DOORS ? i % 98 : i + k * 1000));
            c.outcome = what == LET_IN && i >= 2 * SOURCES ? SIGHT_SUCCESS : SIGHT_SILENT;
            if (c.outcome == SIGHT_SUCCESS)
                campaigns_opened(s, &c, true, &b);
            else
                campaigns_note(s, &c, ZONE_OUTSIDE, &b);
        }
    }
    unsigned n = campaigns_settle(s, &b), named = n ? campaigns_get(s, 0)->named : 0;
    campaigns_free(s);
    return named;
}

/* What independent scanners or customers of one provider have in common is no plan. */
static void wide_prefix(void **state)
{
    (void)state;
    for (enum wide what = PARTED; what < WIDES; what++)
        assert_int_equal(wide(what), what <= PARTED_6 ? 40 : 0);
}

/* Three nets, one after the other, share the same four services of hosts; each host is asked by one of them: in turn;
 * hours later; each all doors again; the second ten times as slow; at a service of its own for each host, so that
 * most is left out. */
enum turn { IN_TURN, LATER_ON, AGAIN, SLOWER, SCATTERED, TURNS };

static unsigned turns(enum turn what)
{
    enum { DOORS = 240, PORTS = 4 };
    struct budget b = {.max = 1 << 22};
    struct campaigns *s = campaigns_new(MAX, KEY);
    nsec_wall at = INT64_C(1750000000) * NSEC_SEC;
    unsigned most = 0;
    for (unsigned net = 0; net < NETS; net++) {
        for (unsigned i = 0; i < DOORS; i++) {
            unsigned door = what == AGAIN ? i : net * DOORS + i;
            struct contact c = {.at = at,
                                .src = addr_v4(0xc6336400 + (net << 8) + i % 60),
                                .dst = addr_v4(0x0a000000 + door / PORTS),
                                .port = (uint16_t)(22 + (what == SCATTERED ? door : door % PORTS)),
                                .technique = TECHNIQUE_SYN,
                                .outcome = SIGHT_REFUSED,
                                .shape = 7};
            campaigns_note(s, &c, ZONE_OUTSIDE, &b);
            at += what == SLOWER && net == 1 ? 100 * NSEC_SEC : 10 * NSEC_SEC;
        }
        at += what == LATER_ON ? 6 * NSEC_HOUR : 0;
        unsigned n = campaigns_settle(s, &b);
        for (unsigned i = 0; i < n; i++)
            most = campaigns_get(s, i)->named > most ? campaigns_get(s, i)->named : most;
    }
    campaigns_free(s);
    return most;
}

static void one_after_the_other(void **state)
{
    (void)state;
    for (enum turn what = IN_TURN; what < TURNS; what++)
        assert_int_equal(turns(what), what == IN_TURN ? NETS * 60 : 60);
}

static char why[512];

static int keep(struct sink *s, const struct record *r)
{
    (void)s;
    assert_true(r->alert.tries >= r->alert.targets);
    snprintf(why, sizeof why, "%s", r->alert.why);
    return 0;
}

/* How many doors there are is an estimate: no door is told to have been tried less than once. */
static void once_at_least(void **state)
{
    (void)state;
    static struct addr source[2] = {{.len = 4, .b = {192, 0, 2, 1}}, {.len = 4, .b = {192, 0, 2, 2}}};
    struct campaign c = {.targets = 102, .sum = 100, .sources = 2, .source = source, .named = 2};
    struct marks_verdict none = {0};
    struct mix_key key = {0};
    struct sink sink = {.put = keep};
    unsigned severity;
    assert_int_equal(
        incident_put_campaign(&c, &none, &(struct role){0}, INCIDENT_ENDED, &key, &sink, &severity), 0);
    assert_non_null(strstr(why, "each door tried 1.00 times"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rootless),        cmocka_unit_test(damaged),
        cmocka_unit_test(peers),           cmocka_unit_test(amid_the_usual),
        cmocka_unit_test(once_at_least),   cmocka_unit_test(wide_prefix),
        cmocka_unit_test(outgrown),        cmocka_unit_test(drawn_doors),
        cmocka_unit_test(unknown_headers), cmocka_unit_test(one_after_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
