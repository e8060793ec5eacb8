#include "watch/ledger/tally.h"

#include "base/hash.h"
#include "watch/ledger/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void counts_within_its_error(void **state)
{
    (void)state;
    struct budget b = {.max = 1 << 20};
    static const uint32_t sizes[] = {1, 5, 12, 13, 50, 300, 5000, 200000};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        struct tally t = {0};
        struct rng r = rng_of(k);
        for (uint32_t i = 0; i < sizes[k]; i++) {
            uint64_t h = rng_u64(&r);
            tally_add(&t, h, &b);
            assert_false(tally_add(&t, h, &b)); /* the same is never new */
        }
        double error = (double)tally_count(&t) / sizes[k] - 1;
        assert_true(error > -0.2 && error < 0.2); /* three standard errors */
        if (sizes[k] <= TALLY_SPARSE)
            assert_int_equal(tally_count(&t), sizes[k]);
        tally_fini(&t, &b);
    }
    assert_int_equal(b.used, 0);
}

static void unions(void **state)
{
    (void)state;
    struct budget b = {.max = 1 << 20};
    static const unsigned sizes[][2] = {{5, 5}, {5, 500}, {500, 5}, {400, 400}};
    for (size_t k = 0; k < 4; k++) {
        struct tally t[2] = {{0}, {0}};
        struct rng r = rng_of(77);
        for (int side = 0; side < 2; side++)
            for (unsigned i = 0; i < sizes[k][side]; i++)
                tally_add(&t[side], rng_u64(&r), &b);
        assert_true(tally_merge(&t[0], &t[1], &b));
        double error = (double)tally_count(&t[0]) / (sizes[k][0] + sizes[k][1]) - 1;
        assert_true(error > -0.2 && error < 0.2);
        tally_fini(&t[0], &b);
        tally_fini(&t[1], &b);
    }
}

static void without_room(void **state)
{
    (void)state;
    struct budget b = {.max = 0};
    struct tally t = {0};
    struct portset p = {0};
    for (uint16_t i = 1; i <= 100; i++) {
        tally_add(&t, (uint64_t)i << 32, &b);
        portset_add(&p, i, &b);
    }
    assert_int_equal(p.n, PORTSET_SPARSE);
    assert_true(b.refused > 0 && b.used == 0);
    tally_fini(&t, &b);
    portset_fini(&p, &b);
}

/* Few, listed; many, in bits. */
static void ports_between(void **state)
{
    (void)state;
    struct budget b = {.max = 1 << 20};
    struct portset p = {0};
    for (unsigned i = 0; i < 100; i++) {
        assert_true(portset_add(&p, (uint16_t)(i * 16), &b));
        assert_int_equal(portset_between(&p, 0, 65536), i + 1);
        assert_int_equal(portset_between(&p, 512, 1024), i < 32 ? 0 : i < 64 ? i - 31 : 32);
    }
    portset_fini(&p, &b);
}

static void ports_as_text(void **state)
{
    (void)state;
    struct budget b = {.max = 1 << 20};
    struct portset p = {0};
    char text[64], small[12];
    for (uint32_t i = 8000; i < 8100; i++)
        assert_true(portset_add(&p, (uint16_t)i, &b));
    portset_add(&p, 22, &b);
    portset_add(&p, 65535, &b);
    portset_add(&p, 0, &b);
    assert_false(portset_add(&p, 22, &b));
    assert_int_equal(p.n, 103);
    assert_string_equal(portset_text(&p, text, sizeof text), "0,22,8000-8099,65535");
    assert_string_equal(portset_text(&p, small, sizeof small), "0,22,…");
    portset_fini(&p, &b);
}

/* From a file, where a number and what it counts may say different things. */
static void damaged_ports(void **state)
{
    (void)state;
    struct budget b = {.max = 1 << 20};
    static uint8_t packed[PORTSET_PACKED];
    for (unsigned ports = 5; ports <= 50; ports += 45) {
        struct portset p = {0}, again = {0};
        for (unsigned i = 0; i < ports; i++)
            portset_add(&p, (uint16_t)(i * 16), &b);
        size_t n = portset_pack(&p, packed);
        assert_int_equal(portset_unpack(&again, packed, n, &b), n);
        assert_int_equal(again.n, ports);
        portset_fini(&again, &b);
        packed[1] = 7; /* of the number */
        assert_int_equal(portset_unpack(&again, packed, n, &b), 0);
        portset_fini(&p, &b);
    }
    assert_int_equal(b.used, 0);
}

static void windows(void **state)
{
    (void)state;
    struct window w = {0};
    nsec_wall t = INT64_C(1600000000) * NSEC_SEC;
    for (int i = 0; i < 60; i++)
        window_add(&w, t + i * NSEC_SEC);
    double ten = window_count(&w, WINDOW_10S, t + 59 * NSEC_SEC);
    assert_true(ten >= 9 && ten <= 11);
    assert_true(window_count(&w, WINDOW_1H, t + 59 * NSEC_SEC) >= 60);
    assert_true(window_count(&w, WINDOW_10S, t + NSEC_HOUR) < 1e-9);
    assert_true(window_count(&w, WINDOW_1D, t + NSEC_HOUR) >= 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_within_its_error),
        cmocka_unit_test(unions),
        cmocka_unit_test(without_room),
        cmocka_unit_test(ports_between),
        cmocka_unit_test(ports_as_text),
        cmocka_unit_test(damaged_ports),
        cmocka_unit_test(windows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
