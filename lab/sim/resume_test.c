/* A scan that is killed and resumed says the same as one that is not: every verdict once, at whatever moments
 * it dies. */
#include "sim/priv_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct simrun run(struct simrun_conf conf)
{
    conf.limit = 600 * NSEC_SEC;
    struct simrun r = run_script(conf);
    assert_true(r.stats.complete);
    return r;
}

static int by_time(const void *a, const void *b)
{
    nsec x = *(const nsec *)a, y = *(const nsec *)b;
    return (x > y) - (x < y);
}

/* Kills at random moments of the time that the uninterrupted run takes. */
static void cut_at_random(struct simrun_conf *conf, unsigned cuts, nsec within, struct rng *rng)
{
    conf->journal = true;
    conf->cuts = cuts;
    for (unsigned i = 0; i < cuts; i++)
        conf->cut[i] = (nsec)rng_below(rng, (uint64_t)within);
    qsort(conf->cut, cuts, sizeof *conf->cut, by_time);
}

static void same_verdicts(const struct simrun *whole, const struct simrun *cut)
{
    assert_true(whole->said.open_true > 0);
    assert_int_equal(cut->said.missed, 0);
    assert_int_equal(cut->said.invented, 0);
    assert_int_equal(cut->said.twice, 0);
    assert_int_equal(cut->said.hosts_twice, 0);
    assert_int_equal(cut->said.verdicts, whole->said.verdicts);
    assert_true(cut->said.verdicts_hash == whole->said.verdicts_hash);
    assert_true(cut->said.speakers_hash == whole->said.speakers_hash);
    assert_int_equal(cut->stats.open, whole->stats.open);
    assert_int_equal(cut->stats.hosts_up, whole->stats.hosts_up);
    assert_int_equal(cut->stats.hosts_silent, whole->stats.hosts_silent);
}

static void check(struct simrun_conf conf, unsigned trials)
{
    struct rng rng = rng_of(conf.seed);
    struct simrun whole = run(conf);
    assert_int_equal(whole.said.missed, 0);
    for (unsigned i = 0; i < trials; i++) {
        struct simrun_conf cut = conf;
        cut_at_random(&cut, 1 + i % 5, whole.elapsed, &rng);
        struct simrun r = run(cut);
        same_verdicts(&whole, &r);
    }
}

static const struct simrun_conf mixed = {.script = "mixed.sim",
                                         .targets = "198.18.4.0/22",
                                         .ports = "1-100",
                                         .seed = 1,
                                         .scan = {.max_rate = 40e3, .all_states = true}};

static void test_mixed(void **state)
{
    (void)state;
    check(mixed, 6);
}

/* Asked only once, in a network that loses nothing: whoever is passed over stays unfound. And little is asked
 * again: what was under way, and what was not on the disk yet. */
static void test_once(void **state)
{
    (void)state;
    struct simrun_conf conf = mixed;
    struct rng rng = rng_of(6);
    conf.seed = 6;
    conf.scan.max_rounds = 1;
    struct simrun whole = run(conf);
    for (unsigned i = 0; i < 6; i++) {
        cut_at_random(&conf, 1 + i % 3, whole.elapsed, &rng);
        struct simrun r = run(conf);
        same_verdicts(&whole, &r);
        nsec lost =
            conf.cuts * (500 * NSEC_MS + 600 * NSEC_MS); /* between marks; longest round trip and margins */
        assert_true(r.net.sent <= whole.net.sent * 11 / 10 + (uint64_t)((double)lost * 40e3 * 1e-9));
    }
}

static void test_blocks(void **state)
{
    (void)state;
    struct simrun_conf conf = mixed;
    conf.seed = 2;
    conf.scan.block_targets = 7777;
    check(conf, 6);
}

static void test_shard(void **state)
{
    (void)state;
    struct simrun_conf conf = mixed;
    conf.seed = 3;
    conf.scan.shard = 1;
    conf.scan.shards = 3;
    struct rng rng = rng_of(9);
    struct simrun whole = run(conf), cut;
    for (int i = 0; i < 4; i++) {
        cut_at_random(&conf, 3, whole.elapsed, &rng);
        cut = run(conf);
        assert_int_equal(cut.said.verdicts, whole.said.verdicts);
        assert_true(cut.said.verdicts_hash == whole.said.verdicts_hash);
    }
}

static void test_likeliest(void **state)
{
    (void)state;
    struct simrun_conf conf = mixed;
    conf.seed = 4;
    conf.scan.likeliest = true;
    check(conf, 4);
}

/* Doors from a list first, within the targets and beside them, by host and by port. */
static void test_pairs(void **state)
{
    (void)state;
    static char pairs[20000];
    size_t n = 0;
    for (unsigned i = 0; i < 300; i++)
        n += (size_t)snprintf(pairs + n, sizeof pairs - n, "198.18.%u.%u %u\n", 4 + i % 4, i * 7 % 250,
                              1 + i * 13 % 140);
    struct simrun_conf conf = mixed;
    conf.seed = 5;
    conf.targets = "198.18.4.0/23";
    conf.pairs = pairs;
    conf.scan.max_rate = 5000;
    conf.ports = "1-40";
    check(conf, 5);
    conf.targets = NULL;
    conf.scan.max_rate = 300;
    check(conf, 5);
}

/* With loss: nothing is missed that the uninterrupted run finds. */
static void test_lossy(void **state)
{
    (void)state;
    struct simrun_conf conf = {
        .script = "issue-block.sim", .targets = "198.18.4.0/22", .ports = "1-100", .seed = 1};
    struct rng rng = rng_of(4);
    struct simrun whole = run(conf);
    for (int i = 0; i < 4; i++) {
        cut_at_random(&conf, 2, whole.elapsed, &rng);
        struct simrun r = run(conf);
        assert_int_equal(r.said.missed, 0);
        assert_int_equal(r.said.twice, 0);
        assert_int_equal(r.said.invented, 0);
        assert_true(r.said.wrong <= 2);
        assert_int_equal(r.said.verdicts, whole.said.verdicts);
    }
}

/* What is known of a port may differ with the moment of the kill; what is said of it is true. */
static void tells_the_truth(struct simrun_conf conf, uint64_t verdicts)
{
    struct simrun r = run(conf);
    assert_int_equal(r.said.missed, 0);
    assert_int_equal(r.said.invented, 0);
    assert_int_equal(r.said.twice, 0);
    assert_int_equal(r.said.wrong, 0);
    assert_int_equal(r.said.verdicts, verdicts);
}

/* Killed at moments all over the run, once and twice. */
static void true_at_any_moment(struct simrun_conf conf, unsigned moments, uint64_t verdicts)
{
    struct simrun whole = run(conf);
    assert_int_equal(whole.said.wrong, 0);
    assert_int_equal(whole.said.limited, 0); /* there is time enough to prove everything */
    assert_int_equal(whole.said.verdicts, verdicts);
    conf.journal = true;
    for (unsigned i = 0; i < moments; i++) {
        conf.cuts = 1 + i % 2;
        conf.cut[0] = whole.elapsed * i / moments;
        conf.cut[1] = conf.cut[0] + (nsec)(i % 7) * 300 * NSEC_MS;
        tells_the_truth(conf, verdicts);
    }
}

/* Where RSTs are rationed, what stays unproved is not called filtered, or closed, whatever was known when the
 * run died: not when rounds are few, and not where no open door tells a ration from a lossy path. */
static void test_ration(void **state)
{
    (void)state;
    struct simrun_conf conf = {
        .script = "ration.sim", .targets = "198.18.4.9", .ports = "1-3000", .scan = {.proof = NSEC_MINUTE}};
    for (conf.seed = 1; conf.seed <= 3; conf.seed++)
        true_at_any_moment(conf, 40, 3000);
    conf.scan.max_rounds = 3;
    true_at_any_moment(conf, 20, 3000);
    conf.scan.max_rounds = 0;
    conf.ports = "990-1200";
    true_at_any_moment(conf, 20, 211);
}

/* A run that ends before it could prove anything leaves open what it could not decide. */
static void test_ration_cut_short(void **state)
{
    (void)state;
    struct simrun_conf conf = {.script = "ration.sim",
                               .targets = "198.18.4.9",
                               .ports = "1-3000",
                               .scan = {.proof = NSEC_MINUTE},
                               .limit = 600 * NSEC_SEC};
    for (unsigned i = 0; i < 20; i++) {
        conf.scan.deadline = (i % 2 ? 14 : 9) * NSEC_SEC;
        conf.seed = 1 + i / 2;
        struct simrun r = run_script(conf);
        assert_int_equal(r.said.wrong, 0);
        assert_true(r.stats.complete || r.stats.unasked > 0);
    }
}

/* What a journal costs: next to nothing for silence, about two bytes for an answer. */
static void test_size(void **state)
{
    (void)state;
    struct simrun_conf conf = mixed;
    conf.journal = true;
    struct simrun r = run(conf);
    print_message("%lu bytes for %lu targets, %lu answered, %lu open\n", r.journal_bytes, r.stats.targets,
                  r.stats.answered, r.stats.open);
    assert_true(r.journal_bytes < 3 * r.stats.answered + 20 * r.stats.open + 30 * 1024);
}

/* Who is there: every host once, and the silent ones counted. */
static void test_hosts(void **state)
{
    (void)state;
    struct mix m = {0};
    assert_true(mix_add(&m, &tech_echo, 0) && mix_add(&m, &tech_syn, 443) && mix_add(&m, &tech_ack, 80));
    assert_int_equal(mix_finish(&m), 0);
    struct simrun_conf conf = {
        .script = "mixed.sim", .targets = "198.18.4.0/22", .mix = &m, .seed = 11, .scan = {.max_rate = 2000}};
    struct rng rng = rng_of(11);
    struct simrun whole = run(conf);
    assert_true(whole.said.hosts_found > 300);
    for (unsigned i = 0; i < 8; i++) {
        cut_at_random(&conf, 1 + i % 4, whole.elapsed, &rng);
        struct simrun r = run(conf);
        assert_int_equal(r.said.hosts_twice + r.said.hosts_invented, 0);
        assert_int_equal(r.said.hosts_found, whole.said.hosts_found);
        assert_int_equal(r.stats.hosts_up, whole.stats.hosts_up);
        assert_int_equal(r.stats.hosts_silent, whole.stats.hosts_silent);
        assert_true(r.net.sent < whole.net.sent + conf.cuts * 2200); /* and not all asked again */
    }
    mix_fini(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mixed),
        cmocka_unit_test(test_once),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_shard),
        cmocka_unit_test(test_likeliest),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_lossy),
        cmocka_unit_test(test_ration),
        cmocka_unit_test(test_ration_cut_short),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
