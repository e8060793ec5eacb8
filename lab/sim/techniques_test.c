/* Slow scans over hours, and techniques beside SYN with loss and rationing. */
#include "sim/run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct simrun run(struct simrun_conf conf)
{
    char path[512], text[512];
    snprintf(path, sizeof path, "%s/%s", SIM_SCRIPTS, conf.script);
    conf.script = path;
    struct simrun r;
    struct diag d = {0};
    int e = simrun(&conf, &r, &d);
    if (e < 0)
        fail_msg("%s: %d %s", path, e, diag_text(&d, NULL, text, sizeof text));
    assert_false(r.timed_out);
    return r;
}

struct gaps {
    uint64_t probes;
    nsec last, least, most;
    unsigned bursts;
};

/* Every 50 ms: so much is the error of each gap. */
static void watch(void *ctx, const struct scan_stats *st, nsec at)
{
    struct gaps *g = ctx;
    if (st->probes == g->probes)
        return;
    g->bursts += st->probes > g->probes + 1;
    if (g->probes) {
        g->least = nsec_min(g->least, at - g->last);
        g->most = nsec_max(g->most, at - g->last);
    }
    g->probes = st->probes;
    g->last = at;
}

/* A probe every so often, for hours: no two together, no gap shorter, and at the end as many as the time says. */
static void keeps_pace(nsec delay, const char *ports)
{
    struct gaps g = {.least = NSEC_NEVER};
    struct simrun r = run((struct simrun_conf){.script = "slow.sim",
                                               .targets = "198.18.4.1",
                                               .ports = ports,
                                               .seed = 7,
                                               .scan = {.max_rate = 1e9 / (double)delay, .max_rounds = 2},
                                               .limit = 100 * 3600 * NSEC_SEC,
                                               .watch = watch,
                                               .ctx = &g});
    assert_int_equal(g.bursts, 0);
    assert_int_equal(r.said.missed, 0);
    assert_int_equal(r.said.invented, 0);
    assert_true(g.least >= delay - 60 * NSEC_MS);
    assert_true(g.most <= delay + 6 * NSEC_SEC); /* between two rounds answers are waited for */
    double span = (double)g.last, want = (double)(r.stats.probes - 1) * (double)delay;
    assert_true(fabs(span - want) <= 6e9 + 0.001 * want);
}

static void slow_scans(void **state)
{
    (void)state;
    keeps_pace(300 * NSEC_SEC, "1-60");  /* -T0: five hours */
    keeps_pace(15 * NSEC_SEC, "1-500");  /* -T1: two hours */
    keeps_pace(400 * NSEC_MS, "1-6000"); /* -T2: forty minutes */
}

/* What the technique should say of each port, by what it is: nothing may be called otherwise. */
static void techniques(void **state)
{
    static const struct tech *const all[] = {&tech_fin,    &tech_null, &tech_xmas,
                                             &tech_maimon, &tech_ack,  &tech_window};
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (uint64_t seed = 1; seed <= 3; seed++) {
            struct simrun r = run((struct simrun_conf){.script = "techniques.sim",
                                                       .targets = "198.18.4.1-2",
                                                       .ports = "1-1000",
                                                       .seed = seed,
                                                       .tech = all[i],
                                                       .scan = {.all_states = true, .proof = 60 * NSEC_SEC}});
            assert_int_equal(r.said.twice, 0);
            assert_int_equal(r.said.verdicts, 2000);
            if (r.said.wrong > 1) /* loss leaves one in thousands */
                fail_msg("%s, seed %d: %d wrong", all[i]->name, (int)seed, (int)r.said.wrong);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slow_scans),
        cmocka_unit_test(techniques),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
