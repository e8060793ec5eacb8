#include "priv_path.h"

#include "priv_heap.h"
#include "priv_test.h"

enum { MANY = 200000 };

static struct script script;
static struct rng rng;

static struct path path_with(struct script s)
{
    struct path p;
    script = s;
    rng = rng_of(3);
    assert_int_equal(path_init(&p, &script, &rng), 0);
    return p;
}

static void loses_its_share(void **state)
{
    (void)state;
    struct path p = path_with((struct script){.loss = {[WAY_OUT] = CHANCE_ALWAYS / 100}});
    unsigned lost = 0, both = 0;
    for (int i = 0; i < MANY; i++)
        lost += path_luck(&p, WAY_OUT, 0) == PATH_LOST;
    for (int i = 0; i < MANY; i++) /* path and host: 1 - 0.99 * 0.95 */
        both += path_luck(&p, WAY_OUT, CHANCE_ALWAYS / 20) == PATH_LOST;
    /* five standard deviations of a binomial */
    assert_in_range(lost, 2000 - 223, 2000 + 223);
    assert_in_range(both, 11900 - 530, 11900 + 530);
    assert_int_equal(path_luck(&p, WAY_BACK, 0), PATH_FINE);
    path_fini(&p);
}

static void loses_in_bursts(void **state)
{
    (void)state;
    struct burst_conf b = {.enter = CHANCE_ALWAYS / 100, .leave = CHANCE_ALWAYS / 10, .drop = CHANCE_ALWAYS};
    struct path p = path_with((struct script){.burst = {[WAY_BACK] = b}});
    unsigned lost = 0, runs = 0;
    bool before = false;
    for (int i = 0; i < MANY; i++) {
        bool now = path_luck(&p, WAY_BACK, 0) == PATH_BURST;
        lost += now;
        runs += now && !before;
        before = now;
    }
    /* the bad state lasts 1/leave = 10 packets, and takes enter / (enter + leave) = 1/11 of them */
    assert_in_range(lost, MANY / 11 * 9 / 10, MANY / 11 * 11 / 10);
    assert_in_range(lost * 10 / runs, 93, 107);
    path_fini(&p);
}

static void polices_a_rate(void **state)
{
    (void)state;
    struct path p = path_with((struct script){.policer = {[WAY_OUT] = {NSEC_SEC / 5000, 100}}});
    unsigned passed = 0;
    for (int i = 0; i < 300; i++) /* at once: the burst */
        passed += path_police(&p, WAY_OUT, NSEC_SEC);
    assert_int_equal(passed, 100);
    passed = 0;
    for (nsec t = 2 * NSEC_SEC; t < 4 * NSEC_SEC; t += NSEC_SEC / 20000)
        passed += path_police(&p, WAY_OUT, t);
    assert_in_range(passed, 10000, 10100);
    passed = 0;
    for (nsec t = 5 * NSEC_SEC; t < 6 * NSEC_SEC; t += NSEC_SEC / 4900) /* below the rate all pass */
        passed += !path_police(&p, WAY_OUT, t);
    assert_int_equal(passed, 0);
    path_fini(&p);
}

static void queues_and_overflows(void **state)
{
    (void)state;
    /* 8 Mbit/s = 1 byte a microsecond; ten packets of 100 bytes fit */
    struct path p = path_with((struct script){.queue = {[WAY_BACK] = {8000000, 1000}}});
    nsec delay;
    for (int i = 1; i <= 10; i++) {
        assert_true(path_queue(&p, WAY_BACK, NSEC_SEC, 100, &delay));
        assert_int_equal(delay, i * 100 * NSEC_US);
    }
    assert_false(path_queue(&p, WAY_BACK, NSEC_SEC, 100, &delay));
    assert_true(path_queue(&p, WAY_BACK, NSEC_SEC + 100 * NSEC_US, 100, &delay));
    assert_true(path_queue(&p, WAY_BACK, 2 * NSEC_SEC, 5000, &delay)); /* an empty queue takes any packet */
    path_fini(&p);
}

static void remembers_flows(void **state)
{
    (void)state;
    struct path p = path_with((struct script){.conntrack = 1000, .conntrack_life = NSEC_SEC});
    for (uint64_t i = 0; i < 1000; i++)
        assert_true(path_track(&p, i * 16, NSEC_SEC + (nsec)i));
    assert_false(path_track(&p, 7, NSEC_SEC + 1000));
    for (uint64_t i = 0; i < 1000; i++) /* known ones pass */
        assert_true(path_track(&p, i * 16, NSEC_SEC + 1000));
    /* half of them expire; the others must still be found when the gaps are closed */
    for (uint64_t i = 0; i < 500; i++)
        assert_true(path_track(&p, 1 + i * 16, 2 * NSEC_SEC + 499));
    assert_false(path_track(&p, 9, 2 * NSEC_SEC + 499));
    for (uint64_t i = 500; i < 1000; i++)
        assert_true(path_track(&p, i * 16, 2 * NSEC_SEC + 499));
    path_fini(&p);
}

static void heap_keeps_order(void **state)
{
    (void)state;
    struct heap h;
    struct rng r = rng_of(5);
    nsec last = -1;
    uint64_t order = 0;
    heap_init(&h, 10000);
    for (uint32_t i = 0; i < 10000; i++)
        assert_true(heap_put(&h, (struct event){.at = (nsec)rng_below(&r, 500), .what = i}));
    assert_false(heap_put(&h, (struct event){0}));
    for (int i = 0; i < 10000; i++) {
        struct event e = heap_take(&h);
        assert_true(e.at > last || (e.at == last && e.order > order));
        last = e.at;
        order = e.order;
    }
    assert_null(heap_first(&h));
    heap_fini(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loses_its_share), cmocka_unit_test(loses_in_bursts),
        cmocka_unit_test(polices_a_rate),  cmocka_unit_test(queues_and_overflows),
        cmocka_unit_test(remembers_flows), cmocka_unit_test(heap_keeps_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
