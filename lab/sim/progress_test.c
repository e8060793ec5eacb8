/* What a scan says of itself while it runs, and what it has found when its time is over. */
#include "sim/priv_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SAMPLES_MAX 20000

struct samples {
    struct sample {
        nsec at, eta;
        double done;
        uint32_t round;
    } s[SAMPLES_MAX];
    unsigned count;
};

static void sample(void *ctx, const struct scan_stats *st, nsec at)
{
    struct samples *all = ctx;
    if (all->count < SAMPLES_MAX)
        all->s[all->count++] =
            (struct sample){.at = at, .eta = st->eta, .done = st->done, .round = st->round};
}

static struct simrun run(struct simrun_conf conf)
{
    conf.limit = 600 * NSEC_SEC;
    return run_script(conf);
}

/* The share that is done only grows; from a third of the run on, the time left is told to a quarter of the
 * whole run. */
static void trustworthy(const char *script, const char *targets, const char *ports, struct scan_conf scan)
{
    struct samples *all = calloc(1, sizeof *all);
    struct simrun r = run((struct simrun_conf){.script = script,
                                               .targets = targets,
                                               .ports = ports,
                                               .seed = 1,
                                               .scan = scan,
                                               .watch = sample,
                                               .ctx = all});
    double worst = 0;
    unsigned drops = 0;
    assert_true(all->count > 10);
    for (unsigned i = 0; i < all->count; i++) {
        const struct sample *s = &all->s[i];
        assert_true(s->done >= 0 && s->done <= 1);
        if (i)
            drops += s->done < s[-1].done - 1e-9;
        if (s->at < r.elapsed / 3)
            continue;
        assert_true(s->eta >= 0);
        worst = fmax(worst, fabs((double)(s->eta - (r.elapsed - s->at))) / (double)r.elapsed);
    }
    print_message("%s: %.1f s, worst error %.0f %%\n", script, (double)r.elapsed * 1e-9, worst * 100);
    assert_int_equal(drops, 0);
    assert_true(worst < 0.25);
    free(all);
}

static void test_steady(void **state)
{
    (void)state;
    trustworthy("mixed.sim", "198.18.4.0/22", "1-100", (struct scan_conf){.max_rate = 10e3});
}

static void test_lossy(void **state)
{
    (void)state;
    trustworthy("lossy-block.sim", "198.18.5.0/24", "1-1000", (struct scan_conf){.max_rate = 30e3});
}

static void test_filtered(void **state)
{
    (void)state;
    trustworthy("filtered-host.sim", "198.18.4.9", "-", (struct scan_conf){.max_rate = 5e3});
}

static void test_blocks(void **state)
{
    (void)state;
    trustworthy("mixed.sim", "198.18.4.0/22", "1-100",
                (struct scan_conf){.max_rate = 10e3, .block_targets = 20000});
}

/* In a third of the time that the whole takes, the likeliest ports first find more than a third more than a
 * uniform order, and nobody is asked twice for it. */
static void test_deadline(void **state)
{
    (void)state;
    struct simrun_conf conf = {.script = "likely.sim",
                               .targets = "198.18.5.0/24",
                               .ports = "1-2000",
                               .seed = 1,
                               .scan = {.max_rate = 50e3}};
    for (conf.seed = 1; conf.seed <= 2; conf.seed++) {
        conf.scan.deadline = 0;
        conf.scan.likeliest = false;
        struct simrun whole = run(conf);
        assert_int_equal(whole.said.missed, 0);
        conf.scan.deadline = whole.elapsed / 3;
        struct simrun uniform = run(conf);
        conf.scan.likeliest = true;
        struct simrun likely = run(conf);
        print_message("%lu doors; in a third of the time %lu, likeliest first %lu\n", whole.said.found,
                      uniform.said.found, likely.said.found);
        assert_true(likely.said.found * 3 > uniform.said.found * 4);
        assert_false(likely.stats.complete);
        assert_int_equal(likely.stats.round, 1);
        assert_int_equal(likely.stats.retries, 0);
        assert_int_equal(likely.stats.asked_once + likely.stats.sentinels, likely.stats.probes);
        conf.scan.deadline = 0;
        struct simrun all = run(conf);
        assert_true(all.said.verdicts_hash == whole.said.verdicts_hash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steady), cmocka_unit_test(test_lossy),    cmocka_unit_test(test_filtered),
        cmocka_unit_test(test_blocks), cmocka_unit_test(test_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
