#include "watch/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hash.h"

enum { ENTRIES = 20000, BITS = 20 };

/* What was added is there, and new once; what was not is found by mistake in less than one of fifty. */
static void remembers(void **state)
{
    (void)state;
    struct filter f;
    struct rng r = rng_of(1);
    unsigned fresh = 0, wrong = 0;
    assert_true(filter_init(&f, ENTRIES, BITS));
    assert_in_range(filter_memory(&f), 2 * ENTRIES * BITS / 8, 4 * ENTRIES * BITS / 8 + 8192);
    for (unsigned i = 0; i < ENTRIES; i++) {
        uint64_t h = rng_u64(&r);
        fresh += filter_add(&f, h);
        assert_true(filter_has(&f, h));
        assert_false(filter_add(&f, h));
    }
    for (unsigned i = 0; i < ENTRIES; i++)
        wrong += filter_has(&f, rng_u64(&r));
    assert_in_range(fresh, ENTRIES * 49 / 50, ENTRIES);
    assert_in_range(wrong, 0, ENTRIES / 50);
    filter_fini(&f);
}

/* A generation later it is still there, two later not; what is added again stays. */
static void forgets(void **state)
{
    (void)state;
    struct filter f;
    struct rng r = rng_of(2);
    const uint64_t once = rng_u64(&r), again = rng_u64(&r);
    assert_true(filter_init(&f, 64, BITS));
    filter_add(&f, once);
    filter_add(&f, again);
    for (unsigned i = 0; i < f.max; i++)
        filter_add(&f, rng_u64(&r));
    assert_true(filter_has(&f, once) && filter_has(&f, again));
    assert_false(filter_add(&f, again));
    for (unsigned i = 0; i < f.max; i++)
        filter_add(&f, rng_u64(&r));
    assert_false(filter_has(&f, once));
    assert_true(filter_has(&f, again));
    filter_fini(&f);
}

static void saved(void **state)
{
    (void)state;
    struct filter f, g;
    struct rng r = rng_of(3);
    const uint64_t h = rng_u64(&r);
    assert_true(filter_init(&f, 64, BITS) && filter_init(&g, 64, BITS));
    filter_add(&f, h);
    struct region from = filter_region(&f, "x"), to = filter_region(&g, "x");
    uint8_t *piece = malloc(from.most);
    assert_non_null(piece);
    for (uint32_t i = 0; i < from.pieces; i++) {
        size_t n = from.get(from.of, i, piece);
        assert_true(n == 0 || to.put(to.of, i, piece, n));
        assert_false(n && to.put(to.of, i, piece, n - 1));
    }
    assert_false(to.put(to.of, from.pieces, piece, from.most));
    assert_true(filter_has(&g, h) && g.n == 1);
    free(piece);
    filter_fini(&f);
    filter_fini(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(remembers), cmocka_unit_test(forgets),
                                       cmocka_unit_test(saved)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
