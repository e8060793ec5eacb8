#include "base/grow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* What was put in stays, and moves at powers of two only. (That there is room, the sanitizers see.) */
static void keeps(void **state)
{
    (void)state;
    uint64_t *a = NULL;
    for (size_t n = 0; n < 1000; n++) {
        uint64_t *more = grow_one(a, n, sizeof *more);
        assert_non_null(more);
        assert_true(more == a || (n & (n - 1)) == 0);
        a = more;
        a[n] = n * n;
    }
    for (size_t n = 0; n < 1000; n++)
        assert_int_equal(a[n], n * n);
    free(a);
}

/* Elements that were taken off its end come back. */
static void shrinks(void **state)
{
    (void)state;
    uint64_t *a = NULL;
    size_t n = 0;
    for (unsigned i = 0; i < 2000; i++) {
        if (i % 100 > 60 && n) {
            n--;
            continue;
        }
        a = grow_one(a, n, sizeof *a);
        assert_non_null(a);
        a[n++] = i;
    }
    assert_int_equal(a[0], 0);
    free(a);
}

/* More than there can be is refused, and nothing is lost. */
static void refuses(void **state)
{
    (void)state;
    uint64_t *a = grow_one(NULL, 0, sizeof *a);
    assert_non_null(a);
    a[0] = 7;
    assert_null(grow_one(a, SIZE_MAX / 2 + 1, sizeof *a));
    assert_null(grow_one(a, (size_t)1 << 61, sizeof *a));
    assert_int_equal(a[0], 7);
    free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps),
        cmocka_unit_test(shrinks),
        cmocka_unit_test(refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
