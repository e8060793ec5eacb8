/* Packets wait for their alert: a flood of passers-by pushes out none of a suspect's. */
#include "watch/keep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct keep *make(void)
{
    struct keep *k = keep_new(1 << 20, hash_key_from_seed(1, "keep"));
    assert_non_null(k);
    return k;
}

static void put(struct keep *k, uint32_t src, uint8_t technique, nsec_wall at, bool suspect)
{
    struct addr a = addr_v4(src);
    struct packet p = {.wire = 60, .len = 54, .linktype = 1};
    memset(p.data, (int)at, 54);
    keep_put(k, &a, technique, at, &p, suspect);
}

static unsigned take(struct keep *k, uint32_t src, uint8_t technique, struct kept out[], unsigned *ret_all)
{
    struct addr a = addr_v4(src);
    return keep_take(k, &a, technique, out, 10, ret_all);
}

static void test_once_in_order(void **state)
{
    (void)state;
    struct kept out[10];
    unsigned all;
    struct keep *k = make();
    put(k, 1, 0, 30, false);
    put(k, 1, 0, 10, false);
    put(k, 1, 5, 15, false);
    put(k, 1, 0, 20, true);
    assert_int_equal(take(k, 2, 0, out, &all), 0);
    assert_int_equal(take(k, 1, 0, out, &all), 3);
    assert_int_equal(all, 3);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(out[i].at, 10 * (i + 1));
        assert_int_equal(out[i].packet->data[53], 10 * (i + 1));
        assert_int_equal(out[i].packet->wire, 60);
    }
    assert_int_equal(take(k, 1, 0, out, &all), 0);
    assert_int_equal(all, 3);
    assert_int_equal(take(k, 1, KEEP_ANY, out, &all), 1);
    assert_int_equal(out[0].at, 15);
    keep_free(k);
}

static void test_flood(void **state)
{
    (void)state;
    struct kept out[10];
    struct keep_stats s;
    unsigned all;
    struct keep *k = make();
    for (unsigned i = 0; i < 10; i++)
        put(k, 7, 0, (nsec_wall)i, i > 2);
    for (unsigned i = 0; i < 200000; i++)
        put(k, 0x0a000000 + i, 0, i, false);
    keep_stats(k, &s);
    assert_true(s.pushed > 100000);
    assert_true(keep_memory(k) <= 1 << 20);
    assert_int_equal(take(k, 7, 0, out, &all), 10);
    assert_int_equal(out[0].at, 0);
    /* What was told gives way to the next. */
    for (unsigned i = 0; i < 200000; i++)
        put(k, 0x0a000000 + i, 0, i, true);
    assert_int_equal(take(k, 7, 0, out, &all), 0);
    assert_int_equal(all, 0);
    keep_free(k);
}

static void test_long_packet_is_cut(void **state)
{
    (void)state;
    struct kept out[10];
    unsigned all;
    struct addr a = addr_v4(9);
    struct packet p = {.wire = 1500, .len = 1500, .linktype = 101};
    struct keep *k = make();
    keep_put(k, &a, 0, 1, &p, false);
    assert_int_equal(take(k, 9, 0, out, &all), 1);
    assert_int_equal(out[0].packet->len, PACKET_BYTES);
    keep_free(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once_in_order),
        cmocka_unit_test(test_flood),
        cmocka_unit_test(test_long_packet_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
