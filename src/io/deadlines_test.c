#include "io/priv_deadlines.h"

#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MAX = 64, STEPS = 20000 };

/* Against the plain way: look at all of them. */
static void as_a_list_would(void **state)
{
    (void)state;
    struct deadlines d;
    bool in[MAX] = {false};
    nsec at[MAX] = {0};
    struct rng rng = rng_of(7);
    uint32_t count = 0;
    assert_int_equal(deadlines_init(&d, MAX), 0);
    for (int step = 0; step < STEPS; step++) {
        uint32_t id = (uint32_t)rng_below(&rng, MAX), first = 0;
        nsec when = 0, least = NSEC_NEVER;
        if (in[id]) {
            deadlines_remove(&d, id);
        } else {
            at[id] = (nsec)rng_below(&rng, 40);
            deadlines_add(&d, id, at[id]);
        }
        in[id] = !in[id];
        count = in[id] ? count + 1 : count - 1;
        for (int i = 0; i < MAX; i++)
            if (in[i] && at[i] < least)
                least = at[i];
        assert_int_equal(deadlines_first(&d, &first, &when), count > 0);
        if (count) {
            assert_true(in[first]);
            assert_true(when == least && at[first] == least);
        }
    }
    deadlines_fini(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_a_list_would)};
    return cmocka_run_group_tests_name("io/deadlines", tests, NULL, NULL);
}
