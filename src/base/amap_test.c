#include "base/amap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MANY 20000

static const struct hash_key key = {{1, 2, 3}};

/* Address number i: both families, and zones. */
static struct addr number(uint32_t i)
{
    if (i % 3 == 0)
        return addr_v4(i);
    struct addr a =
        addr_v6((const uint8_t[16]){0xfe, 0x80, [12] = (uint8_t)(i >> 16), (uint8_t)(i >> 8), 0, (uint8_t)i});
    a.zone = i % 3 - 1;
    return a;
}

static void add(struct amap *m, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        struct addr a = number(i);
        assert_true(amap_add(m, &a, i * 7));
        assert_int_equal(m->count, i + 1);
    }
}

static void assert_holds(const struct amap *m, uint32_t n, uint32_t beyond)
{
    for (uint32_t i = 0; i < beyond; i++) {
        struct addr a = number(i);
        assert_int_equal(amap_get(m, &a), i < n ? i * 7 : AMAP_NONE);
    }
}

static void holds_what_it_was_given(void **state)
{
    (void)state;
    struct amap m;
    amap_init(&m, MANY, key);
    assert_holds(&m, 0, 10);
    for (uint32_t n = 0; n < 400; n += 8) { /* over several growths, everything stays */
        add(&m, n, n + 8);
        assert_holds(&m, n + 8, 500);
    }
    add(&m, 400, MANY);
    assert_holds(&m, MANY, MANY + 1000);
    assert_true(m.count * 4 <= (m.mask + 1) * 3); /* a search ends soon */
    amap_fini(&m);
}

static void full_is_refused_and_counted(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {0, 1, 44, 45, 46, 47, 64, 100};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        struct amap m;
        amap_init(&m, sizes[k], key);
        add(&m, 0, sizes[k]);
        for (uint32_t i = 0; i < 10; i++) {
            struct addr a = number(sizes[k] + i);
            assert_false(amap_add(&m, &a, 1));
            assert_int_equal(m.refused, i + 1);
        }
        assert_holds(&m, sizes[k], sizes[k] + 20);
        amap_clear(&m); /* forgets addresses, and not what it refused */
        assert_int_equal(m.count, 0);
        assert_int_equal(m.refused, 10);
        assert_holds(&m, 0, 20);
        add(&m, 0, sizes[k]);
        assert_holds(&m, sizes[k], sizes[k] + 20);
        amap_fini(&m);
    }
}

static void near_addresses_are_different_ones(void **state)
{
    (void)state;
    struct amap m;
    struct addr v4 = addr_v4(0x20010db8), v6 = addr_v6((const uint8_t[16]){0x20, 0x01, 0x0d, 0xb8}),
                zoned = v6;
    zoned.zone = 1;
    amap_init(&m, 10, key);
    assert_true(amap_add(&m, &v4, 1));
    assert_int_equal(amap_get(&m, &v6), AMAP_NONE);
    assert_true(amap_add(&m, &v6, 2));
    assert_int_equal(amap_get(&m, &zoned), AMAP_NONE);
    assert_true(amap_add(&m, &zoned, 0));
    assert_int_equal(amap_get(&m, &v4), 1);
    assert_int_equal(amap_get(&m, &v6), 2);
    assert_int_equal(amap_get(&m, &zoned), 0);
    struct addr none = {0};
    assert_int_equal(amap_get(&m, &none), AMAP_NONE);
    amap_fini(&m);
}

static void ends_as_it_began(void **state)
{
    (void)state;
    struct amap m;
    amap_init(&m, 5, key);
    amap_fini(&m);
    amap_fini(&m);
    add(&m, 0, 5); /* after fini it is empty, and still has its maximum */
    struct addr a = number(5);
    assert_false(amap_add(&m, &a, 1));
    amap_fini(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_what_it_was_given),
        cmocka_unit_test(full_is_refused_and_counted),
        cmocka_unit_test(near_addresses_are_different_ones),
        cmocka_unit_test(ends_as_it_began),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
