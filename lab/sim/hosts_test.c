/* Looking for hosts, in virtual time: no living one is missed, none invented, in the time that the issue
 * allows. */
#include "sim/priv_run.h"

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

static struct simrun run_on(const char *script, const char *targets, struct mix m, uint64_t seed, bool link)
{
    struct simrun_conf conf = {.script = script,
                               .targets = targets,
                               .mix = &m,
                               .seed = seed,
                               .on_link = link,
                               .limit = 600 * NSEC_SEC};
    struct simrun r = run_script(conf);
    mix_fini(&m);
    assert_true(r.stats.complete);
    assert_int_equal(r.net.drop[SIM_DROP_MEMORY] + r.net.host_refused, 0);
    print_message("%s %s: %lu of %lu hosts, %lu invented, %.2f s, %lu probes, %u rounds\n", script, targets,
                  r.said.hosts_found, r.said.hosts_true, r.said.hosts_invented, (double)r.elapsed * 1e-9,
                  r.stats.probes, r.stats.round);
    assert_int_equal(r.said.hosts_twice, 0);
    assert_int_equal(r.said.hosts_invented, 0);
    return r;
}

static struct simrun run(const char *script, const char *targets, struct mix m, uint64_t seed)
{
    return run_on(script, targets, m, seed, false);
}

static const struct question usual[] = {
    {&tech_echo, 0}, {&tech_syn, 443}, {&tech_ack, 80}, {&tech_timestamp, 0}};

static void test_sixteen(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct simrun r = run("hosts16.sim", "198.18.0.0/16", mix_of(usual, 4), seed);
        assert_int_equal(r.said.hosts_missed, 0);
        assert_true(r.elapsed <= 10 * NSEC_SEC);
    }
}

/* Each technique by itself, IPv4 and IPv6, with loss. */
static void test_each(void **state)
{
    (void)state;
    static const struct {
        struct question q;
        bool six;
    } all[] = {
        {{&tech_echo, 0}, true},    {{&tech_timestamp, 0}, false}, {{&tech_mask, 0}, false},
        {{&tech_syn, 22}, true},    {{&tech_syn, 443}, true},      {{&tech_ack, 80}, true},
        {{&tech_udp, 40125}, true},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct simrun r = run("hosts.sim", "198.18.0.0/21", mix_of(&all[i].q, 1), 7);
        assert_int_equal(r.said.hosts_missed, 0);
        if (!all[i].six)
            continue;
        r = run("hosts.sim", "2001:db8:7::/117", mix_of(&all[i].q, 1), 7);
        assert_int_equal(r.said.hosts_missed, 0);
    }
}

/* A /24 of our own link: ARP, and then a question more to each neighbour. */
static void test_link(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct simrun r = run_on("link.sim", "198.18.0.0/24", mix_of(usual, 4), seed, true);
        assert_int_equal(r.said.hosts_missed, 0);
        assert_true(r.elapsed <= 2 * NSEC_SEC); /* one for ARP, one for a gateway that answers nothing else */
    }
}

/* A host that answered is left alone. */
static void test_polite(void **state)
{
    (void)state;
    struct simrun r = run("hosts.sim", "198.18.0.0/21", mix_of(usual, 4), 3);
    uint64_t living = r.said.hosts_true, dead = 2048 - living;
    assert_true(r.stats.probes < living * 3 + dead * 4 * r.stats.round + r.stats.sentinels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sixteen),
        cmocka_unit_test(test_each),
        cmocka_unit_test(test_link),
        cmocka_unit_test(test_polite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
