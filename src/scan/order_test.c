/* Orders are bijections with their inverse, and bands come one after the other. */
#include "scan/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void check(const struct order *o, uint64_t n)
{
    uint8_t *seen = calloc(n, 1);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t t = order_at(o, i);
        assert_true(t < n);
        assert_int_equal(seen[t]++, 0);
        assert_int_equal(order_place(o, t), i);
    }
    free(seen);
}

static void test_bijection(void **state)
{
    (void)state;
    static const uint64_t hosts[] = {1, 2, 7, 256}, ports[] = {1, 9, 10, 11, 100, 101, 999, 1000, 1001, 5000};
    for (size_t h = 0; h < sizeof hosts / sizeof *hosts; h++)
        for (size_t p = 0; p < sizeof ports / sizeof *ports; p++) {
            struct hash_key key = hash_key_from_seed(h * 100 + p, "order");
            uint64_t n = hosts[h] * ports[p];
            if (n > 300000)
                continue;
            struct order plain = order_of(n, key), banded = order_likeliest(hosts[h], ports[p], key);
            check(&plain, n);
            check(&banded, n);
        }
}

static uint32_t band_of(uint64_t port)
{
    return port < 10 ? 0 : port < 100 ? 1 : port < 1000 ? 2 : 3;
}

static void test_likeliest(void **state)
{
    (void)state;
    struct order o = order_likeliest(50, 1500, hash_key_from_seed(1, "order"));
    uint32_t last = 0, host_changes = 0;
    for (uint64_t i = 0; i < 50 * 1500; i++) {
        uint32_t band = band_of(order_at(&o, i) % 1500);
        assert_true(band >= last);
        last = band;
        host_changes += i && order_at(&o, i) / 1500 != order_at(&o, i - 1) / 1500;
    }
    assert_int_equal(last, 3);
    assert_true(host_changes > 50 * 1500 * 9 / 10); /* no host gets it all at once */
}

static void test_seeds(void **state)
{
    (void)state;
    struct order a = order_likeliest(100, 100, hash_key_from_seed(1, "order")),
                 b = order_likeliest(100, 100, hash_key_from_seed(2, "order"));
    unsigned same = 0;
    for (uint64_t i = 0; i < 10000; i++)
        same += order_at(&a, i) == order_at(&b, i);
    assert_true(same < 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bijection), cmocka_unit_test(test_likeliest),
                                       cmocka_unit_test(test_seeds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
