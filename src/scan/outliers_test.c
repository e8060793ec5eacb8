#include "scan/outliers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { HOSTS = 33, PORTS = 65535 };

static uint16_t port[PORTS];
static struct ports_list list = {.port = port, .count = PORTS};

/* Every state is its own class, but for the degrees of silence. */
static const uint8_t class[HEARD_COUNT] = {0, 1, 1, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static void make(struct block *b, uint32_t shards)
{
    const struct space space = {.ports = &list};
    for (uint32_t i = 0; i < PORTS; i++)
        port[i] = (uint16_t)(i + 1);
    assert_int_equal(block_init(b, &space, HOSTS, 0, shards), 0);
    block_start(b, 0, HOSTS, (struct hash_key){{9}});
}

static void set(struct block *b, uint64_t host, uint32_t place, enum heard h)
{
    uint64_t slot;
    if (block_slot(b, space_number(&b->space, host, place), &slot))
        block_set(b, slot, h);
}

static bool find(const struct block *b, struct outliers *o)
{
    uint64_t counts[HEARD_COUNT], sum = 0;
    outliers_count(b, class, counts);
    for (int i = 0; i < HEARD_COUNT; i++)
        sum += counts[i];
    assert_true(sum == b->slots);
    return outliers_find(o, b, class, counts);
}

static void fill(struct block *b, uint64_t share, enum heard h)
{
    for (uint64_t slot = 0; slot < b->slots * share / 100; slot++)
        block_set(b, slot, h);
}

/* Two million targets, three of which said something: these three, by host. */
static void few_among_many(void **state)
{
    (void)state;
    struct block b;
    struct outliers o;
    make(&b, 1);
    set(&b, 32, 65534, HEARD_RST);
    set(&b, 0, 0, HEARD_YES);
    set(&b, 7, 442, HEARD_ADMIN_PROHIB);
    assert_true(find(&b, &o));
    assert_int_equal(o.base, HEARD_UNASKED);
    assert_int_equal(o.count, 3);
    const struct outlier want[] = {{0, 0, HEARD_YES}, {7, 442, HEARD_ADMIN_PROHIB}, {32, 65534, HEARD_RST}};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(o.item[i].host, want[i].host);
        assert_int_equal(o.item[i].place, want[i].place);
        assert_int_equal(o.item[i].heard, want[i].heard);
    }
    outliers_fini(&o);
    block_fini(&b);
}

/* When all are silent, those that never were asked stand out. */
static void unasked_among_silent(void **state)
{
    (void)state;
    struct block b;
    struct outliers o;
    make(&b, 1);
    fill(&b, 50, HEARD_ASKED3);
    fill(&b, 40, HEARD_ASKED2);
    fill(&b, 100, HEARD_ASKED1);
    set(&b, 1, 21, HEARD_UNASKED);
    assert_true(find(&b, &o));
    assert_int_equal(o.base, HEARD_ASKED1);
    assert_int_equal(o.count, 1);
    assert_int_equal(o.item[0].host, 1);
    assert_int_equal(o.item[0].place, 21);
    assert_int_equal(o.item[0].heard, HEARD_UNASKED);
    outliers_fini(&o);
    block_fini(&b);
}

static void too_many(void **state)
{
    (void)state;
    struct block b;
    struct outliers o;
    make(&b, 1);
    fill(&b, 60, HEARD_RST);
    assert_false(find(&b, &o));
    block_fini(&b);
}

/* Silence of this shard must not be told of the targets of others. */
static void shards(void **state)
{
    (void)state;
    struct block b;
    struct outliers o;
    make(&b, 3);
    fill(&b, 100, HEARD_ASKED1);
    assert_false(find(&b, &o));
    fill(&b, 100, HEARD_UNASKED);
    b.state[0] = HEARD_YES;
    assert_true(find(&b, &o));
    assert_int_equal(o.count, 1);
    outliers_fini(&o);
    block_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_among_many),
        cmocka_unit_test(unasked_among_silent),
        cmocka_unit_test(too_many),
        cmocka_unit_test(shards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
