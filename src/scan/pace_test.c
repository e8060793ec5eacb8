#include "scan/pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct pace_conf conf = {.start = 10e3, .min = 10, .max = 1e9, .blind = 100e3};

/* Time goes on in small steps; what left is within the rate, and never more than the cap at once. */
static void test_no_burst(void **state)
{
    (void)state;
    struct pace p;
    struct pace_conf slow = {.start = 5000, .min = 10, .max = 5000, .blind = 1e9};
    pace_init(&p, &slow, 0);
    uint64_t sent = 0;
    nsec now = 0;
    while (now < 10 * NSEC_SEC) {
        uint32_t n = pace_allow(&p, now);
        assert_true(n <= 5);
        pace_sent(&p, n);
        sent += n;
        nsec wake = pace_wake(&p, now);
        assert_true(wake > now);
        now = wake;
    }
    assert_in_range(sent, 49900, 50010);
    pace_allow(&p, now);
    assert_true(pace_allow(&p, now + NSEC_HOUR) <= 5); /* after a suspend there is nothing to catch up */
}

static struct pace_report clean(nsec from, nsec to, double rate)
{
    return (struct pace_report){.from = from,
                                .to = to,
                                .sent = (uint32_t)(rate * (double)(to - from) * 1e-9),
                                .asked = 40,
                                .heard = 40};
}

static void test_slow_start_doubles(void **state)
{
    (void)state;
    struct pace p;
    pace_init(&p, &conf, 0);
    nsec now = 0;
    for (int i = 0; i < 5; i++) {
        struct pace_report r = clean(now, now + 10 * NSEC_MS, p.rate);
        now += 20 * NSEC_MS;
        pace_learn(&p, &r, now);
    }
    assert_true(p.rate > 319e3 && p.rate < 321e3);
    double before = p.rate;
    struct pace_report old =
        clean(now - 15 * NSEC_MS, now - 5 * NSEC_MS, p.rate); /* about the time before the last change */
    pace_learn(&p, &old, now + NSEC_MS);
    assert_true(p.rate == before);
}

/* A policer lets 5,000 through; the rate must come to rest around it, and little be wasted. */
static void test_policer(void **state)
{
    (void)state;
    struct pace p;
    pace_init(&p, &conf, 0);
    double sent = 0, lost = 0, late_sent = 0, late_lost = 0;
    nsec now = 0;
    for (int i = 0; i < 400; i++) {
        nsec to = now + 50 * NSEC_MS;
        struct pace_report r = clean(now, to, p.rate);
        double share = p.rate > 5000 ? 5000 / p.rate : 1;
        r.asked = r.sent / 24 + 1;
        r.heard = (uint32_t)((double)r.asked * share + 0.5);
        sent += r.sent;
        lost += r.sent * (1 - share);
        if (i >= 40) {
            late_sent += r.sent;
            late_lost += r.sent * (1 - share);
        }
        now = to + 10 * NSEC_MS;
        pace_learn(&p, &r, now);
    }
    assert_true(p.rate > 3500 && p.rate < 6500);
    assert_true(late_lost / late_sent < 0.15);
    assert_true(lost / sent < 0.2);
    assert_int_equal(p.limit, PACE_PATH);
}

/* One in ten is lost at any rate: that is no reason to slow down. */
static void test_lossy_link(void **state)
{
    (void)state;
    struct pace p;
    pace_init(&p, &conf, 0);
    nsec now = 0;
    for (int i = 0; i < 100; i++) {
        struct pace_report r = clean(now, now + 50 * NSEC_MS, p.rate);
        r.asked = 100;
        r.heard = 90;
        now += 60 * NSEC_MS;
        pace_learn(&p, &r, now);
    }
    assert_true(p.rate > 100e3);
}

static void test_receiver(void **state)
{
    (void)state;
    struct pace p;
    pace_init(&p, &conf, 0);
    struct pace_report r = clean(0, 10 * NSEC_MS, p.rate);
    r.drops = 1;
    pace_learn(&p, &r, 20 * NSEC_MS);
    assert_true(p.rate > 6.9e3 && p.rate < 7.1e3);
    assert_string_equal(pace_limit_word(p.limit), "receiver");
}

/* While nobody answers nothing can be measured: growth ends at the blind limit. */
static void test_blind(void **state)
{
    (void)state;
    struct pace p;
    pace_init(&p, &conf, 0);
    nsec now = 0;
    for (int i = 0; i < 50; i++) {
        struct pace_report r = clean(now, now + 50 * NSEC_MS, p.rate);
        r.asked = r.heard = 0;
        now += 60 * NSEC_MS;
        pace_learn(&p, &r, now);
    }
    assert_true(p.rate >= 100e3 && p.rate <= 200e3);
}

/* Who was held back by a quota did not reach the card's limit, and does not ask for ever more. */
static void test_held(void **state)
{
    (void)state;
    struct pace p;
    pace_init(&p, &conf, 0);
    nsec now = 0;
    for (int i = 0; i < 20; i++) {
        double used = p.rate < 100e3 ? p.rate : 100e3;
        struct pace_report r = clean(now, now + 10 * NSEC_MS, used);
        r.held = p.rate > 100e3 ? PACE_HOST : PACE_STARTING;
        now += 20 * NSEC_MS;
        pace_learn(&p, &r, now);
    }
    assert_true(p.rate > 99e3 && p.rate < 161e3);
    assert_string_equal(pace_limit_word(p.limit), "host");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_held),
        cmocka_unit_test(test_no_burst),
        cmocka_unit_test(test_slow_start_doubles),
        cmocka_unit_test(test_policer),
        cmocka_unit_test(test_lossy_link),
        cmocka_unit_test(test_receiver),
        cmocka_unit_test(test_blind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
