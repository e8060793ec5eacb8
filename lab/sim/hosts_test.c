/* Looking for hosts, in virtual time: no living one is missed, none invented, in the time that the issue allows. */
#include "sim/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

struct question {
    const struct tech *tech;
    uint16_t port;
};

static struct mix mix_of(const struct question *q, size_t n)
{
    struct mix m = {0};
    for (size_t i = 0; i < n; i++)
        assert_true(mix_add(&m, q[i].tech, q[i].port));
    assert_int_equal(mix_finish(&m), 0);
    return m;
}

static struct simrun run(const char *script, const char *targets, struct mix m, uint64_t seed)
{
    char path[512], text[512];
    snprintf(path, sizeof path, "%s/%s", SIM_SCRIPTS, script);
    struct simrun_conf conf = {
        .script = path, .targets = targets, .mix = &m, .seed = seed, .limit = 600 * NSEC_SEC};
    struct simrun r;
    struct diag d = {0};
    if (simrun(&conf, &r, &d) < 0)
        fail_msg("%s: %s", script, diag_text(&d, NULL, text, sizeof text));
    mix_fini(&m);
    assert_false(r.timed_out);
    assert_true(r.stats.complete);
    assert_int_equal(r.net.drop[SIM_DROP_MEMORY] + r.net.host_refused, 0);
    print_message("%s %s: %lu of %lu hosts, %lu invented, %.2f s, %lu probes, %u rounds\n", script, targets,
                  r.said.hosts_found, r.said.hosts_true, r.said.hosts_invented, (double)r.elapsed * 1e-9,
                  r.stats.probes, r.stats.round);
    assert_int_equal(r.said.hosts_twice, 0);
    assert_int_equal(r.said.hosts_invented, 0);
    return r;
}

static const struct question usual[] = {
    {&tech_echo, 0}, {&tech_syn, 443}, {&tech_syn, 22}, {&tech_timestamp, 0}};

static void test_sixteen(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct simrun r = run("hosts16.sim", "198.18.0.0/16", mix_of(usual, 4), seed);
        assert_int_equal(r.said.hosts_missed, 0);
        assert_true(r.elapsed <= 10 * NSEC_SEC);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sixteen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
