/* The engine against whole networks, in virtual time: the cases of the issues in their pure form. Every open door that asking again
 * can find is found, none is invented, no verdict is wrong that an answer decides. */
#include "sim/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct simrun run(const char *script, const char *targets, const char *ports, uint64_t seed)
{
    char path[512], text[512];
    snprintf(path, sizeof path, "%s/%s", SIM_SCRIPTS, script);
    struct simrun_conf conf = {
        .script = path, .targets = targets, .ports = ports, .seed = seed, .limit = 600 * NSEC_SEC};
    struct simrun r;
    struct diag d = {0};
    if (simrun(&conf, &r, &d) < 0)
        fail_msg("%s: %s", script, diag_text(&d, NULL, text, sizeof text));
    assert_false(r.timed_out);
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

static void test_same_seed(void **state)
{
    (void)state;
    struct simrun a = run("issue-block.sim", "198.18.4.0/22", "1-20", 7),
                  b = run("issue-block.sim", "198.18.4.0/22", "1-20", 7),
                  c = run("issue-block.sim", "198.18.4.0/22", "1-20", 8);
    assert_true(a.hash == b.hash && a.said.records == b.said.records && a.elapsed == b.elapsed);
    assert_true(a.hash != c.hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_block),    cmocka_unit_test(test_host),    cmocka_unit_test(test_lossy),
        cmocka_unit_test(test_filtered), cmocka_unit_test(test_policer), cmocka_unit_test(test_same_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
