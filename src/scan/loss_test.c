#include "scan/loss.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define TRIP      (10 * NSEC_MS)
#define ASKED_MAX 50000

struct bench {
    struct loss loss;
    struct rtt rtt;
    nsec now;
    nsec due[ASKED_MAX]; /* when the answers to sentinels come, and of which kind they are */
    enum loss_kind kind[ASKED_MAX];
    uint32_t asked, answered;
};

static struct bench *bench_new(void)
{
    struct bench *b = calloc(1, sizeof *b);
    b->now = 1000 * NSEC_SEC;
    loss_init(&b->loss, 1, b->now);
    for (int i = 0; i < 200; i++)
        rtt_add(&b->rtt, TRIP);
    return b;
}

/* Doors of a kind; an open one has a port below 10000, and its number in its address. */
static void doors(struct bench *b, enum loss_kind kind, uint32_t from, uint32_t to, nsec rtt)
{
    for (uint32_t i = from; i < to; i++) {
        struct addr a = addr_v4(i);
        loss_answered(&b->loss, kind, &a, kind == LOSS_OPEN ? 80 : 10080, rtt, 1);
    }
}

static enum loss_kind kind_of(const struct loss_door *d)
{
    return d->port < 10000 ? LOSS_OPEN : LOSS_CLOSED;
}

static bool always(enum loss_kind kind, uint32_t turn)
{
    (void)kind;
    (void)turn;
    return true;
}

static bool no_rst(enum loss_kind kind, uint32_t turn)
{
    (void)turn;
    return kind == LOSS_OPEN;
}

static bool half(enum loss_kind kind, uint32_t turn)
{
    (void)kind;
    return turn % 2;
}

struct run {
    uint32_t probes, sentinels[LOSS_KINDS], reports;
    uint64_t asked, heard, sent; /* in reports */
};

/* Sends n probes a millisecond for so many of them; who `answers` does so within the trip. */
static struct run run(struct bench *b, uint32_t ms, uint32_t n, bool settled,
                      bool (*answers)(enum loss_kind, uint32_t))
{
    struct run r = {0};
    for (uint32_t i = 0; i < ms; i++) {
        struct pace_report report;
        b->now += NSEC_MS;
        for (; b->answered < b->asked && b->due[b->answered] <= b->now; b->answered++)
            if (answers(b->kind[b->answered], b->answered))
                loss_heard(&b->loss, b->kind[b->answered], b->due[b->answered] - TRIP);
        while (loss_report(&b->loss, b->now, &report)) {
            assert_true(report.from < report.to && report.to <= b->now);
            assert_true(report.heard <= report.asked && report.asked <= report.sent);
            r.reports++;
            r.asked += report.asked;
            r.heard += report.heard;
            r.sent += report.sent;
        }
        uint32_t quota = loss_quota(&b->loss, settled, b->now, &b->rtt, n);
        assert_true(quota <= (n + 1) / 2);
        for (uint32_t k = 0; k < quota; k++) {
            struct loss_door d = loss_next(&b->loss, settled, b->now, &b->rtt);
            assert_true(b->asked < ASKED_MAX);
            b->kind[b->asked] = kind_of(&d);
            b->due[b->asked++] = b->now + TRIP;
            r.sentinels[kind_of(&d)]++;
        }
        loss_sent(&b->loss, n);
        r.probes += n;
    }
    return r;
}

static uint32_t sentinels(const struct run *r)
{
    return r->sentinels[LOSS_OPEN] + r->sentinels[LOSS_CLOSED];
}

static void without_doors_nothing_is_asked(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    struct run r = run(b, 1000, 100, false, always);
    assert_int_equal(sentinels(&r), 0);
    assert_true(r.reports > 0 && r.asked == 0); /* slices close all the same: the pacer grows by them */
    double q, upper;
    assert_false(loss_estimate(&b->loss, &q, &upper));
    assert_true(loss_asked(&b->loss) == 0 && loss_none(&b->loss));
    free(b);
}

static void one_probe_in_so_many(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 256; n = n * 3 + 1) {
        struct bench *b = bench_new();
        doors(b, LOSS_OPEN, 0, 500, TRIP);
        doors(b, LOSS_CLOSED, 0, 500, TRIP);
        struct run r = run(b, 4800, n, true, always);
        assert_true(abs((int)sentinels(&r) - (int)(r.probes / LOSS_SHARE)) <= 1);
        int more =
            (int)r.sentinels[LOSS_OPEN] - (int)r.sentinels[LOSS_CLOSED]; /* as many of each, by chance */
        assert_true(more * more <= 16 * (int)sentinels(&r));
        r = run(b, 600, n, false, always); /* eager, until the rate has settled */
        assert_true(abs((int)sentinels(&r) - (int)(r.probes / (LOSS_SHARE / 4))) <= 1);
        free(b);
    }
}

/* Few doors: none is asked more than twice in a round trip, whatever the share says, and what could not be
 * asked is not made up for later. */
static void manners(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 5; n += 2) {
        struct bench *b = bench_new();
        doors(b, LOSS_OPEN, 0, n, TRIP);
        struct run r = run(b, 1000, 200, false, always);
        uint32_t allowed = 2 * n * 100; /* a second is 100 trips */
        assert_true(sentinels(&r) <= allowed + 2 * n && sentinels(&r) >= allowed - 2 * n - 2);
        assert_int_equal(r.sentinels[LOSS_CLOSED], 0);
        doors(b, LOSS_OPEN, n, 500, TRIP);
        r = run(b, 1, 1, false, always);
        assert_true(sentinels(&r) <= 1);
        r = run(b, 200, 6, false, always);
        assert_true(sentinels(&r) <= 200 + 64 + 1);
        free(b);
    }
}

/* All doors that were ever offered are equally likely to be in the sample (algorithm R). */
static void the_reservoir_is_fair(void **state)
{
    (void)state;
    enum { OFFERED = LOSS_SENTINELS * 20, GROUPS = 10 };
    uint32_t group[GROUPS] = {0}, runs = 20;
    for (uint32_t seed = 0; seed < runs; seed++) {
        struct bench *b = bench_new();
        loss_init(&b->loss, seed, 0);
        for (uint32_t i = 0; i < OFFERED; i++) {
            doors(b, LOSS_CLOSED, i, i + 1, TRIP);
            const struct loss_sample *s = &b->loss.sample[LOSS_CLOSED];
            assert_int_equal(s->doors, i < LOSS_SENTINELS ? i + 1 : LOSS_SENTINELS);
            assert_int_equal(s->offered, i + 1);
        }
        for (uint32_t i = 0; i < LOSS_SENTINELS; i++)
            group[addr_u32(&b->loss.sample[LOSS_CLOSED].door[i].addr) / (OFFERED / GROUPS)]++;
        assert_int_equal(b->loss.sample[LOSS_OPEN].doors, 0);
        free(b);
    }
    double expected = (double)runs * LOSS_SENTINELS / GROUPS, chi = 0;
    for (uint32_t i = 0; i < GROUPS; i++)
        chi += (group[i] - expected) * (group[i] - expected) / expected;
    assert_true(chi < 28); /* 9 degrees of freedom: p = 0.001 */
}

static void near_doors_first(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    doors(b, LOSS_OPEN, 0, 100, NSEC_MS);
    doors(b, LOSS_OPEN, 100, 500, 300 * NSEC_MS);
    uint32_t near[2] = {0};
    for (int settled = 0; settled < 2; settled++)
        for (int i = 0; i < 2000; i++) {
            b->loss.sample[LOSS_OPEN].allowed = 1;
            struct loss_door d = loss_next(&b->loss, settled, b->now, &b->rtt);
            near[settled] += d.rtt == NSEC_MS;
        }
    assert_true(near[0] > 1000 && near[0] < 1350); /* the best of four: 59 % */
    assert_true(near[1] > 300 && near[1] < 500);   /* any: 20 % */
    free(b);
}

static void what_is_lost_is_reported(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    doors(b, LOSS_OPEN, 0, 500, TRIP);
    doors(b, LOSS_CLOSED, 0, 500, TRIP);
    struct run r = run(b, 2000, 96, true, half);
    assert_true(r.asked > 7000);
    assert_true(fabs((double)r.heard / (double)r.asked - 0.5) < 0.02);
    assert_true(r.sent >= r.probes - 96 * 200); /* nothing is forgotten beyond the slices that wait */
    double q, upper;
    assert_true(loss_estimate(&b->loss, &q, &upper));
    assert_true(fabs(q - 0.5) < 0.02 && upper > q && upper < 0.53);
    assert_false(loss_none(&b->loss));
    assert_false(b->loss.rationed);
    free(b);
}

static void nothing_lost(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    doors(b, LOSS_OPEN, 0, 500, TRIP);
    struct run r = run(b, 500, 96, true, always);
    assert_true(r.asked > 1500 && r.heard == r.asked);
    assert_true(loss_none(&b->loss));
    assert_int_equal(loss_asked(&b->loss), r.asked);
    double q, upper;
    assert_true(loss_estimate(&b->loss, &q, &upper));
    assert_true(q == 0 && upper > 0 && upper < 0.003);
    free(b);
}

/* Answers that wait where nobody has looked yet are not lost, and what left late may come late. */
static void late_is_not_lost(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    struct pace_report report;
    doors(b, LOSS_OPEN, 0, 500, TRIP);
    b->now += NSEC_SEC;
    loss_quota(&b->loss, true, b->now, &b->rtt, 100);
    for (int i = 0; i < 30; i++)
        loss_next(&b->loss, true, b->now, &b->rtt);
    loss_sent(&b->loss, 100);
    b->loss.heard_until = b->now;
    assert_false(loss_report(&b->loss, b->now + NSEC_SEC, &report));
    b->loss.heard_until = b->now + NSEC_SEC;
    loss_late(&b->loss, 2 * NSEC_SEC);
    assert_false(loss_report(&b->loss, b->now + NSEC_SEC, &report));
    for (int i = 0; i < 30; i++)
        loss_heard(&b->loss, LOSS_OPEN, b->now);
    assert_true(loss_report(&b->loss, b->now + NSEC_SEC, &report));
    assert_int_equal(report.heard, 30);
    assert_true(loss_none(&b->loss));
    free(b);
}

/* A network that repeats answers must not make up for those it lost. */
static void duplicates_hide_nothing(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    struct pace_report report;
    doors(b, LOSS_OPEN, 0, 500, TRIP);
    b->now += NSEC_SEC;
    loss_quota(&b->loss, true, b->now, &b->rtt, 100);
    for (int i = 0; i < 30; i++)
        loss_next(&b->loss, true, b->now, &b->rtt);
    loss_sent(&b->loss, 100);
    for (int i = 0; i < 20; i++)
        loss_heard(&b->loss, LOSS_OPEN, b->now);
    for (int i = 0; i < 100; i++)
        loss_heard(&b->loss, LOSS_CLOSED, b->now); /* of which none was asked */
    assert_false(
        loss_report(&b->loss, b->now + 2 * NSEC_MS, &report)); /* closed, and the rest may still come */
    assert_true(loss_report(&b->loss, b->now + NSEC_SEC, &report));
    assert_int_equal(report.asked, 30);
    assert_int_equal(report.heard, 20);
    for (int i = 0; i < 100; i++)
        loss_heard(&b->loss, LOSS_OPEN, b->now); /* too late: it has been reported */
    assert_int_equal(loss_asked(&b->loss), 30);
    assert_false(loss_none(&b->loss));
    free(b);
}

/* An answer belongs to the slice in which its question was sent, however late it comes. */
static void answers_go_to_their_slice(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    struct pace_report report;
    doors(b, LOSS_OPEN, 0, 500, TRIP);
    nsec sent[3];
    for (int i = 0; i < 3; i++) {
        sent[i] = b->now += 3 * NSEC_MS;
        loss_quota(&b->loss, true, b->now, &b->rtt, 1000);
        for (int k = 0; k < 25 + i; k++)
            loss_next(&b->loss, true, b->now, &b->rtt);
        loss_sent(&b->loss, 1000);
        b->now += 2 * NSEC_MS;
        assert_false(loss_report(&b->loss, b->now, &report));
    }
    for (int i = 2; i >= 0; i--)
        for (int k = 0; k < 25 + i - (i == 1); k++)
            loss_heard(&b->loss, LOSS_OPEN, sent[i]);
    assert_true(loss_report(&b->loss, b->now, &report));
    assert_true(report.asked == 25 && report.heard == 25);
    assert_false(loss_report(&b->loss, b->now,
                             &report)); /* one is missing in the second: it waits, and the third behind it */
    assert_true(loss_report(&b->loss, b->now + NSEC_SEC, &report));
    assert_true(report.asked == 26 && report.heard == 25);
    assert_true(loss_report(&b->loss, b->now + NSEC_SEC, &report));
    assert_true(report.asked == 27 && report.heard == 27);
    free(b);
}

/* Nobody fetches answers for long: slices are as many as there are, the last one goes on, and no question is
 * forgotten. */
static void slices_are_bounded(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    struct pace_report report;
    uint32_t asked = 0, reported = 0, reports = 0;
    doors(b, LOSS_OPEN, 0, 500, 3 * NSEC_SEC);
    for (int i = 0; i < 3 * LOSS_SLICES; i++) {
        b->now += 5 * NSEC_MS;
        loss_quota(&b->loss, true, b->now, &b->rtt, 1000);
        for (int k = 0; k < 30; k++, asked++)
            loss_next(&b->loss, true, b->now, &b->rtt);
        loss_sent(&b->loss, 1000);
        b->now += 5 * NSEC_MS;
        assert_false(loss_report(&b->loss, b->now, &report));
        assert_true(b->loss.head - b->loss.tail < LOSS_SLICES);
    }
    nsec last = 0;
    for (b->now += 100 * NSEC_SEC; loss_report(&b->loss, b->now, &report); reports++) {
        assert_true(report.from >= last && report.to > report.from);
        last = report.to;
        reported += report.asked;
        assert_int_equal(report.heard, 0);
    }
    assert_int_equal(reported, asked);
    assert_true(reports >= LOSS_SLICES - 1);
    free(b);
}

/* Frames lost by this machine are told at once. */
static void our_own_losses_are_urgent(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    struct pace_report report;
    assert_false(loss_report(&b->loss, b->now + NSEC_MS, &report));
    loss_links(&b->loss, 3, 100, false);
    loss_links(&b->loss, 4, 50, true);
    loss_links(&b->loss, 0, 0, false);
    assert_true(loss_report(&b->loss, b->now + NSEC_MS, &report));
    assert_int_equal(report.drops, 7);
    assert_int_equal(report.fill_permille, 100);
    assert_true(report.card_full);
    loss_links(&b->loss, 0, 601, false);
    assert_true(loss_report(&b->loss, b->now + 2 * NSEC_MS, &report));
    assert_int_equal(report.drops, 0);
    assert_int_equal(report.fill_permille, 601);
    assert_false(report.card_full);
    assert_false(loss_report(&b->loss, b->now + 3 * NSEC_MS, &report));
    free(b);
}

static void rations_are_told_from_losses(void **state)
{
    (void)state;
    double q, upper;
    struct bench *b = bench_new();
    doors(b, LOSS_OPEN, 0, 500, TRIP);
    doors(b, LOSS_CLOSED, 0, 500, TRIP);
    run(b, 1000, 96, true, half); /* a path that loses half of both */
    assert_false(b->loss.rationed);
    free(b);

    b = bench_new();
    doors(b, LOSS_OPEN, 0, 500, TRIP);
    doors(b, LOSS_CLOSED, 0, 500, TRIP);
    run(b, 500, 96, true, always);
    assert_false(b->loss.rationed);
    run(b, 500, 96, true, no_rst);
    assert_true(b->loss.rationed);
    assert_true(loss_none(&b->loss)); /* open doors alone say what the path loses */
    assert_true(loss_estimate(&b->loss, &q, &upper) && q == 0);
    struct run r = run(b, 500, 96, true, no_rst);
    assert_true(r.asked > 500 && r.heard == r.asked); /* and so for the pacer */
    assert_true(r.sentinels[LOSS_CLOSED] > 500);
    run(b, 500, 96, true, always);
    assert_true(b->loss.rationed); /* for good */
    b->loss.proving = true;        /* now the ration is what the pacer shall follow */
    run(b, 100, 96, true, no_rst);
    r = run(b, 500, 96, true, no_rst);
    assert_true(r.asked > 500 && r.heard == 0);
    free(b);

    b = bench_new(); /* without open doors there is nothing to tell it from */
    doors(b, LOSS_CLOSED, 0, 500, TRIP);
    run(b, 500, 96, true, always);
    assert_false(loss_doubts(&b->loss));
    run(b, 2000, 96, true, no_rst);
    assert_false(b->loss.rationed);
    assert_true(loss_doubts(&b->loss)); /* so silence proves nothing */
    free(b);
}

/* A pacer that follows the path comes down to the ration, and few are asked in a while: the sum tells. */
static void slow_rations_are_told_too(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    struct pace_report report;
    struct loss_sample *open = &b->loss.sample[LOSS_OPEN], *closed = &b->loss.sample[LOSS_CLOSED];
    *open = (struct loss_sample){.asked = 10, .heard = 10};
    *closed = (struct loss_sample){.asked = 20, .heard = 14};
    loss_cut(&b->loss, b->now + NSEC_MS);
    assert_true(loss_report(&b->loss, b->now + NSEC_SEC, &report));
    assert_false(b->loss.rationed);
    closed->heard = 13;
    loss_cut(&b->loss, b->now + 2 * NSEC_SEC);
    assert_true(loss_report(&b->loss, b->now + 3 * NSEC_SEC, &report));
    assert_true(b->loss.rationed && loss_doubts(&b->loss));
    free(b);
}

static void silence_needs_witnesses(void **state)
{
    double missed;
    (void)state;
    struct bench *b = bench_new();
    struct loss_sample *open = &b->loss.sample[LOSS_OPEN], *closed = &b->loss.sample[LOSS_CLOSED];
    *closed = (struct loss_sample){.asked = 1011, .heard = 111};
    assert_int_equal(loss_witnessed(&b->loss, 1000, 100, &missed), 0); /* too few */
    closed->asked = 1020;
    closed->heard = 117;
    assert_int_equal(loss_witnessed(&b->loss, 1000, 100, &missed), 1); /* what was before does not count */
    assert_int_equal(loss_witnessed(&b->loss, 0, 0, &missed), -1);
    closed->heard = 116;
    assert_int_equal(loss_witnessed(&b->loss, 1000, 100, &missed), -1);
    *open = (struct loss_sample){.asked = 100, .heard = 90}; /* the path loses some, too */
    assert_int_equal(loss_witnessed(&b->loss, 1000, 100, &missed), 1);
    free(b);
}

/* Until when the sentinels under way may answer. */
static void due(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    struct pace_report report;
    doors(b, LOSS_CLOSED, 0, 1, TRIP);
    assert_int_equal(loss_due(&b->loss), 0);
    (void)loss_next(&b->loss, true, b->now, &b->rtt);
    nsec due = loss_due(&b->loss);
    assert_true(due >= b->now + TRIP);
    loss_cut(&b->loss, b->now + NSEC_MS);
    assert_int_equal(loss_due(&b->loss), due);
    assert_true(loss_report(&b->loss, due, &report));
    assert_int_equal(loss_due(&b->loss), 0);
    free(b);
}

/* Wilson's score interval, 95 %: against values worked out from the formula by another program. */
static void wilson(void **state)
{
    static const struct {
        uint64_t asked, heard;
        double q, upper;
    } cases[] = {
        {30, 30, 0, 0.113517},           {100, 90, 0.1, 0.174367},   {100, 100, 0, 0.036995},
        {1000, 1000, 0, 0.003827},       {1000, 500, 0.5, 0.530931}, {100, 0, 1, 1},
        {100000, 99000, 0.01, 0.010636},
    };
    (void)state;
    struct bench *b = bench_new();
    double q = -1, upper = -1;
    b->loss.sample[LOSS_OPEN].asked = b->loss.sample[LOSS_OPEN].heard = 29;
    assert_false(loss_estimate(&b->loss, &q, &upper)); /* too few */
    assert_true(q == -1 && upper == -1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t half_asked = cases[i].asked / 2; /* both kinds are pooled */
        b->loss.sample[LOSS_OPEN].asked = half_asked;
        b->loss.sample[LOSS_CLOSED].asked = cases[i].asked - half_asked;
        b->loss.sample[LOSS_OPEN].heard = cases[i].heard < half_asked ? cases[i].heard : half_asked;
        b->loss.sample[LOSS_CLOSED].heard = cases[i].heard - b->loss.sample[LOSS_OPEN].heard;
        assert_true(loss_estimate(&b->loss, &q, &upper));
        assert_true(fabs(q - cases[i].q) < 1e-9);
        assert_true(fabs(upper - cases[i].upper) < 1e-6);
    }
    free(b);
}

/* Doors found only at the second asking are to those found at the first as losing is to 1. */
static void recapture(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    struct rng r = rng_of(5);
    double q, upper, loss = 0.2;
    for (uint32_t i = 0; i < 40000; i++) {
        struct addr a = addr_v4(i);
        bool first = rng_unit(&r) >= loss, second = rng_unit(&r) >= loss;
        if (first || second)
            loss_answered(&b->loss, i % 2 ? LOSS_OPEN : LOSS_CLOSED, &a, i % 2 ? 80 : 10080, TRIP,
                          first ? 1 : 2);
    }
    assert_false(loss_estimate(&b->loss, &q, &upper)); /* while round 2 goes on it would say too little */
    b->loss.recaptured = true;
    assert_true(loss_estimate(&b->loss, &q, &upper));
    assert_true(fabs(q - loss) < 0.01 && upper > q && upper < loss + 0.02);
    assert_false(loss_none(&b->loss));
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_doors_nothing_is_asked),
        cmocka_unit_test(one_probe_in_so_many),
        cmocka_unit_test(manners),
        cmocka_unit_test(the_reservoir_is_fair),
        cmocka_unit_test(near_doors_first),
        cmocka_unit_test(what_is_lost_is_reported),
        cmocka_unit_test(nothing_lost),
        cmocka_unit_test(duplicates_hide_nothing),
        cmocka_unit_test(late_is_not_lost),
        cmocka_unit_test(answers_go_to_their_slice),
        cmocka_unit_test(slices_are_bounded),
        cmocka_unit_test(our_own_losses_are_urgent),
        cmocka_unit_test(rations_are_told_from_losses),
        cmocka_unit_test(slow_rations_are_told_too),
        cmocka_unit_test(silence_needs_witnesses),
        cmocka_unit_test(due),
        cmocka_unit_test(wilson),
        cmocka_unit_test(recapture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
