/* The engine against whole networks, in virtual time: the cases of the issues in their pure form. Every open
 * door that asking again can find is found, none is invented, no verdict is wrong that an answer decides. */
#include "sim/priv_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct simrun run(const char *script, const char *targets, const char *ports, uint64_t seed)
{
    struct simrun_conf conf = {.script = script,
                               .targets = targets,
                               .ports = ports,
                               .seed = seed,
                               .scan.proof = NSEC_MINUTE,
                               .limit = 600 * NSEC_SEC};
    struct simrun r = run_script(conf);
    assert_true(r.stats.complete);
    assert_int_equal(r.net.drop[SIM_DROP_MEMORY] + r.net.host_refused, 0);
    return r;
}

static void expect(const struct simrun *r, uint64_t wrong_max, nsec within)
{
    print_message("open %lu missed %lu wrong %lu, %.2f s, %lu probes\n", r->said.open_true, r->said.missed,
                  r->said.wrong, (double)r->elapsed * 1e-9, r->stats.probes);
    assert_true(r->said.open_true > 0);
    assert_int_equal(r->said.missed, 0);
    assert_int_equal(r->said.invented, 0);
    assert_true(r->said.wrong <= wrong_max);
    assert_true(r->elapsed <= within); /* virtual time: the same on every machine */
}

static void test_block(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct simrun r = run("issue-block.sim", "198.18.4.0/22", "1-100", seed);
        expect(&r, 1, 5 * NSEC_SEC);
    }
}

static void test_host(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct simrun r = run("issue-host.sim", "198.18.4.9", "-", seed);
        expect(&r, 1, 3 * NSEC_SEC);
    }
}

static void test_lossy(void **state)
{
    (void)state;
    struct simrun r = run("lossy-block.sim", "198.18.5.0/24", "1-1000", 1);
    expect(&r, 3, 10 * NSEC_SEC);
}

static void test_filtered(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct simrun r = run("filtered-host.sim", "198.18.4.9", "-", seed);
        expect(&r, 0, 5 * NSEC_SEC);
    }
}

/* The pacer settles at what the path lets through, and little is wasted finding out. */
static void test_policer(void **state)
{
    (void)state;
    struct simrun r = run("policer.sim", "198.18.6.0/24", "1-200", 1);
    expect(&r, 1, 20 * NSEC_SEC);
    assert_int_equal(r.stats.limit, PACE_PATH);
    assert_true((r.net.drop[SIM_DROP_POLICER_OUT] + r.net.drop[SIM_DROP_POLICER_BACK]) * 5 < r.stats.probes);
}

/* One slow host among fast ones, and all its other ports silent: still no door is missed. */
static void test_far(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct simrun r = run("far.sim", "198.18.4.0/24", "1-300", seed);
        expect(&r, 0, 20 * NSEC_SEC);
    }
}

/* 200 RSTs a second and no more: closed ports are waited for, not called filtered. */
static void test_ration(void **state)
{
    (void)state;
    struct simrun r = run("ration.sim", "198.18.4.9", "1-1100", 1);
    expect(&r, 0, 20 * NSEC_SEC);
}

/* Forged answers of every kind neither invent a door nor hide one. */
static void test_hostile(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct simrun r = run("hostile.sim", "198.18.7.0/24", "1-200", seed);
        expect(&r, 0, 10 * NSEC_SEC);
    }
}

/* A router that knows 1,024 flows for 30 seconds: the scan slows down to what it can remember. */
static void test_conntrack(void **state)
{
    (void)state;
    struct simrun r = run("conntrack.sim", "198.18.5.0/28", "1-100", 1);
    expect(&r, 0, 120 * NSEC_SEC);
}

static void test_same_seed(void **state)
{
    (void)state;
    struct simrun a = run("issue-block.sim", "198.18.4.0/22", "1-20", 7),
                  b = run("issue-block.sim", "198.18.4.0/22", "1-20", 7),
                  c = run("issue-block.sim", "198.18.4.0/22", "1-20", 8);
    assert_true(a.hash == b.hash && a.said.records == b.said.records && a.elapsed == b.elapsed);
    assert_true(a.hash != c.hash);
}

/* What the scan says of its own completeness holds: cut to one round on a path that loses a tenth, the share
 * of doors it found is not below the stated bound, in 95 of 100 runs. */
static void test_recall(void **state)
{
    (void)state;
    unsigned held = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct simrun_conf conf = {.script = "lossy-block.sim",
                                   .targets = "198.18.5.0/25",
                                   .ports = "1-100",
                                   .seed = seed,
                                   .scan.max_rounds = 1};
        struct simrun r = run_script(conf);
        double share = (double)r.said.found / (double)r.said.open_true;
        assert_true(share < 1 && share > 0.8 && r.stats.recall_low < 1);
        held += share >= r.stats.recall_low;
    }
    print_message("bound held in %u of 100\n", held);
    assert_true(held >= 95);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_block),     cmocka_unit_test(test_host),    cmocka_unit_test(test_lossy),
        cmocka_unit_test(test_filtered),  cmocka_unit_test(test_policer), cmocka_unit_test(test_same_seed),
        cmocka_unit_test(test_far),       cmocka_unit_test(test_ration),  cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_conntrack), cmocka_unit_test(test_recall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
