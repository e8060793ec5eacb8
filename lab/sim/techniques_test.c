/* Slow scans over hours, and techniques beside SYN with loss and rationing. */
#include "sim/priv_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct gaps {
    uint64_t probes;
    nsec last, least, most;
    unsigned bursts;
};

#define TICK (50 * NSEC_MS) /* so often watch() is called: the error of each gap */

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

/* A probe every so often. cost: how late a turn of the scanner can be. */
static struct gaps pace(nsec delay, const char *ports, nsec cost)
{
    struct gaps g = {.least = NSEC_NEVER};
    struct simrun r =
        run_script((struct simrun_conf){.script = "slow.sim",
                                        .targets = "198.18.4.1",
                                        .ports = ports,
                                        .seed = 7,
                                        .scan = {.max_rate = 1e9 / (double)delay, .max_rounds = 2},
                                        .limit = 100 * NSEC_HOUR,
                                        .step_cost = cost,
                                        .watch = watch,
                                        .ctx = &g});
    assert_int_equal(g.bursts, 0);
    assert_int_equal(r.said.missed, 0);
    assert_int_equal(r.said.invented, 0);
    assert_int_equal(r.stats.probes, g.probes);
    return g;
}

/* For hours: no two together, no gap shorter or longer, and at the end as many as the time says, to a
 * thousandth. */
static void keeps_pace(nsec delay, const char *ports, nsec cost)
{
    struct gaps g = pace(delay, ports, cost);
    double want = (double)(g.probes - 1) * (double)delay;
    assert_true(g.least >= delay - TICK - 5 * NSEC_MS); /* so much lateness is made up for */
    assert_true(g.most <= delay + TICK + 10 * NSEC_MS);
    assert_true(fabs((double)g.last - want) <= 0.001 * want);
}

static void slow_scans(void **state)
{
    (void)state;
    keeps_pace(300 * NSEC_SEC, "1-60", 0);  /* -T0: five hours */
    keeps_pace(15 * NSEC_SEC, "1-500", 0);  /* -T1: two hours */
    keeps_pace(400 * NSEC_MS, "1-6000", 0); /* -T2: forty minutes */
    /* A turn comes 3 ms late each time, since one for watch() came 1 ms before. */
    keeps_pace(404 * NSEC_MS, "1-1000", 4 * NSEC_MS);
    /* Each turn comes more than two gaps late: what was missed is not made up for. */
    assert_true(pace(400 * NSEC_MS, "1-600", NSEC_SEC).least >= NSEC_SEC);
}

/* Each technique of the table in scan/tech.c has its script here: with loss, and hosts that ration what they
 * refuse by. */
static const struct row {
    const struct tech *tech;
    const char *script, *targets, *ports; /* ports NULL: it asks hosts */
    uint64_t verdicts;                    /* how many there must be; 0 = hosts are counted */
    unsigned seeds;
    /* the test of techniques that leave packets to the kernel, of which there is none here */
    const char *instead;
} rows[] = {
    {&tech_syn, "techniques.sim", "198.18.4.1-2", "1-1000", 2000, 3, NULL},
    {&tech_fin, "techniques.sim", "198.18.4.1-2", "1-1000", 2000, 3, NULL},
    {&tech_null, "techniques.sim", "198.18.4.1-2", "1-1000", 2000, 3, NULL},
    {&tech_xmas, "techniques.sim", "198.18.4.1-2", "1-1000", 2000, 3, NULL},
    {&tech_maimon, "techniques.sim", "198.18.4.1-2", "1-1000", 2000, 3, NULL},
    {&tech_ack, "techniques.sim", "198.18.4.1-2", "1-1000", 2000, 3, NULL},
    {&tech_window, "techniques.sim", "198.18.4.1-2", "1-1000", 2000, 3, NULL},
    {&tech_udp, "udp-mixed.sim", "198.18.4.1-6", "1-100", 600, 2, NULL},
    {&tech_sctp_init, "protocols.sim", "198.18.4.2", "1-200", 200, 3, NULL},
    {&tech_sctp_init, "protocols.sim", "2001:db8:7::1", "1-200", 200, 3, NULL},
    {&tech_sctp_cookie, "protocols.sim", "198.18.4.2", "1-200", 200, 3, NULL},
    {&tech_sctp_cookie, "protocols.sim", "2001:db8:7::1", "1-200", 200, 3, NULL},
    {&tech_proto, "protocols.sim", "198.18.4.1-2", NULL, 512, 3, NULL},
    {&tech_proto, "protocols.sim", "2001:db8:7::1", NULL, 0, 3, NULL},
    {&tech_echo, "hosts.sim", "198.18.0.0/24", NULL, 0, 1, NULL},
    {&tech_timestamp, "hosts.sim", "198.18.0.0/24", NULL, 0, 1, NULL},
    {&tech_mask, "hosts.sim", "198.18.0.0/24", NULL, 0, 1, NULL},
    {&tech_arp, "link.sim", "198.18.0.0/24", NULL, 0, 2, NULL},
    {&tech_nd, "ip6.sim", "2001:db8::1:0/120", NULL, 0, 2, NULL},
    {&tech_connect, NULL, NULL, NULL, 0, 0, "scan/connects_test.c"},
    {&tech_udp_dialled, NULL, NULL, NULL, 0, 0, "scan/connects_test.c"},
    {&tech_echo_dialled, NULL, NULL, NULL, 0, 0, "scan/connects_test.c"},
    {&tech_bounce, NULL, NULL, NULL, 0, 0, "scan/ftp_test.c"},
};

#define ROWS (sizeof rows / sizeof *rows)

static void none_is_left_out(void **state)
{
    unsigned n;
    const struct tech *const *all = tech_all(&n);
    (void)state;
    for (unsigned i = 0; i < n; i++) {
        size_t k = 0;
        while (k < ROWS && rows[k].tech != all[i])
            k++;
        if (k == ROWS)
            fail_msg("no script for %s", all[i]->name);
        assert_int_equal(rows[k].instead != NULL, all[i]->dialled);
    }
}

/* What the technique should say of each port, by what it is: nothing may be called otherwise. */
static void ports(const struct row *row, uint64_t seed)
{
    bool all = row->tech->proto == PROTO_IP;
    struct simrun r = run_script((struct simrun_conf){.script = row->script,
                                                      .targets = row->targets,
                                                      .ports = all ? "0-255" : row->ports,
                                                      .seed = seed,
                                                      .tech = row->tech,
                                                      .scan = {.all_states = true, .proof = NSEC_MINUTE}});
    print_message("%s, seed %d: %d of %d open, %d invented, %d limited, %d wrong, %.1f s\n", row->tech->name,
                  (int)seed, (int)r.said.found, (int)r.said.open_true, (int)r.said.invented,
                  (int)r.said.limited, (int)r.said.wrong, (double)r.elapsed * 1e-9);
    assert_int_equal(r.said.twice, 0);
    assert_int_equal(r.said.invented, 0);
    if (row->tech->yes.state)
        assert_int_equal(r.said.missed, 0);
    if (row->verdicts)
        assert_int_equal(r.said.verdicts, row->verdicts);
    if (r.said.wrong > 1) /* loss leaves one in thousands */
        fail_msg("%s, seed %d: %d wrong", row->tech->name, (int)seed, (int)r.said.wrong);
}

static void hosts(const struct row *row, uint64_t seed)
{
    bool link = row->tech->link;
    struct mix m = {0};
    assert_true(mix_add(&m, link ? &tech_echo : row->tech, 0));
    assert_int_equal(mix_finish(&m), 0);
    struct simrun r = run_script((struct simrun_conf){
        .script = row->script, .targets = row->targets, .seed = seed, .mix = &m, .on_link = link});
    mix_fini(&m);
    assert_true(r.said.hosts_true > 0);
    assert_int_equal(r.said.hosts_missed, 0);
    assert_int_equal(r.said.hosts_invented, 0);
}

static void techniques(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        for (uint64_t seed = 1; seed <= rows[i].seeds; seed++)
            (rows[i].tech->portless ? hosts : ports)(&rows[i], seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slow_scans),
        cmocka_unit_test(none_is_left_out),
        cmocka_unit_test(techniques),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
