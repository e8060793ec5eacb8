#include "scan/block.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct hash_key key = {{4, 2}};

static struct ports_list list_of(uint32_t count)
{
    struct ports_list l = {.port = calloc(count, 2), .count = count};
    for (uint32_t i = 0; i < count; i++)
        l.port[i] = (uint16_t)(i + 1);
    return l;
}

/* All shards together have each target once, and slot and target are each other's inverse. */
static void assert_bijection(const struct space *space, uint64_t hosts, uint32_t shards, bool likeliest)
{
    uint64_t targets = space_count(space, hosts), seen = 0;
    uint8_t *had = calloc(targets, 1);
    for (uint32_t shard = 0; shard < shards; shard++) {
        struct block b;
        assert_int_equal(block_init(&b, space, hosts, shard, shards), 0);
        b.likeliest = likeliest;
        block_start(&b, 0, hosts, key);
        assert_int_equal(b.silent, b.slots);
        for (uint64_t slot = 0; slot < b.slots; slot++) {
            uint64_t t = block_target(&b, slot), back = UINT64_MAX;
            assert_true(t < targets);
            had[t]++;
            assert_true(block_slot(&b, t, &back));
            assert_true(back == slot);
        }
        for (uint64_t t = 0; t < targets; t++) {
            uint64_t slot = UINT64_MAX;
            bool ours = block_slot(&b, t, &slot);
            assert_true(ours ? slot < b.slots && block_target(&b, slot) == t : slot == UINT64_MAX);
        }
        seen += b.slots;
        block_fini(&b);
    }
    assert_int_equal(seen, targets);
    for (uint64_t t = 0; t < targets; t++)
        assert_int_equal(had[t], 1);
    free(had);
}

static void every_target_once(void **state)
{
    static const struct {
        uint64_t hosts;
        uint32_t ports;
    } sizes[] = {{1, 1}, {1, 2}, {2, 1}, {1, 17}, {7, 11}, {3, 250}, {2, 1100}, {97, 13}};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct ports_list l = list_of(sizes[i].ports);
        const struct space product = {.ports = &l}, portless = {0};
        for (uint32_t shards = 1; shards <= 9; shards++) { /* more shards than targets too */
            assert_bijection(&product, sizes[i].hosts, shards, false);
            assert_bijection(&product, sizes[i].hosts, shards, true);
            assert_bijection(&portless, sizes[i].hosts, shards, true); /* which has no ports to be likely */
        }
        free(l.port);
    }
}

static void pairs_once(void **state)
{
    (void)state;
    uint32_t first[] = {0, 1, 4, 4, 9};
    uint16_t port[9] = {22, 1, 2, 3, 10, 11, 12, 13, 14};
    const struct pairs pairs = {.first = first, .port = port, .count = 9};
    const struct space space = {.pairs = &pairs};
    for (uint32_t shards = 1; shards <= 4; shards++)
        assert_bijection(&space, 4, shards, false);
}

/* Blocks of any size one after the other: dealing goes on, so that every shard has its fair share of the
 * whole. */
static void shards_sum_up_over_blocks(void **state)
{
    static const uint64_t hosts[] = {1, 1, 3, 2, 1, 4, 1};
    (void)state;
    for (uint32_t ports = 1; ports <= 7; ports++) {
        struct ports_list l = list_of(ports);
        const struct space space = {.ports = &l};
        for (uint32_t shards = 1; shards <= 6; shards++)
            for (uint32_t shard = 0; shard < shards; shard++) {
                struct block b;
                uint64_t first = 0, slots = 0;
                assert_int_equal(block_init(&b, &space, 4, shard, shards), 0);
                for (size_t i = 0; i < sizeof hosts / sizeof *hosts; first += hosts[i++]) {
                    block_start(&b, first, hosts[i], key);
                    slots += b.slots;
                }
                assert_int_equal(slots, (first * ports + shards - 1 - shard) / shards);
                block_fini(&b);
            }
        free(l.port);
    }
}

/* Every state in every slot: four bits each, neighbours untouched, and `silent` is what counting says. */
static void states_and_silence(void **state)
{
    (void)state;
    struct ports_list l = list_of(31); /* an odd number of slots: the last byte is half */
    const struct space space = {.ports = &l};
    struct block b;
    struct rng r = rng_of(3);
    uint8_t expected[31] = {0};
    assert_int_equal(block_init(&b, &space, 1, 0, 1), 0);
    block_start(&b, 0, 1, key);
    for (int i = 0; i < 20000; i++) {
        uint64_t slot = rng_below(&r, 31), silent = 0;
        expected[slot] = (uint8_t)rng_below(&r, HEARD_COUNT);
        block_set(&b, slot, (enum heard)expected[slot]);
        for (uint64_t k = 0; k < 31; k++) {
            assert_int_equal(block_get(&b, k), expected[k]);
            silent += heard_silent((enum heard)expected[k]);
        }
        assert_int_equal(b.silent, silent);
    }
    block_fini(&b);
    block_fini(&b);
    free(l.port);
}

static void starts_over(void **state)
{
    (void)state;
    struct ports_list l = list_of(5);
    const struct space space = {.ports = &l};
    struct block b;
    assert_int_equal(block_init(&b, &space, 4, 1, 2), 0);
    block_start(&b, 0, 4, key);
    assert_int_equal(b.slots, 10);
    for (uint64_t i = 0; i < b.slots; i++)
        block_set(&b, i, HEARD_RST);
    for (int i = 0; i < 4; i++)
        block_host_heard(&b.host[i], NSEC_MS, 60);
    assert_int_equal(b.silent, 0);
    block_start(&b, 100, 3, key); /* a smaller one, from elsewhere */
    assert_int_equal(b.first, 100);
    assert_int_equal(b.hosts, 3);
    assert_int_equal(b.slots, 7); /* of 15 the odd ones */
    assert_int_equal(b.silent, 7);
    for (uint64_t i = 0; i < b.slots; i++)
        assert_int_equal(block_get(&b, i), HEARD_UNASKED);
    for (int i = 0; i < 3; i++)
        assert_false(b.host[i].seen || b.host[i].rtt || b.host[i].ttl);
    block_fini(&b);
    free(l.port);
}

static void hosts_remember_their_best(void **state)
{
    (void)state;
    struct block_host h = {0};
    assert_true(isnan(block_host_rtt_ms(&h)));
    assert_true(block_host_heard(&h, -1, 57)); /* seen, but how fast is not known */
    assert_true(h.seen && h.ttl == 57 && isnan(block_host_rtt_ms(&h)));
    assert_false(block_host_heard(&h, -1, 9));
    assert_true(block_host_heard(&h, 10 * NSEC_MS, 9)); /* now it is */
    assert_int_equal(h.ttl, 57);                        /* the first answer's */
    assert_true(fabs(block_host_rtt_ms(&h) - 10) < 0.04);
    assert_false(block_host_heard(&h, 11 * NSEC_MS, 9));
    assert_false(block_host_heard(&h, 10 * NSEC_MS, 9));
    assert_true(block_host_heard(&h, 5 * NSEC_MS, 9));
    assert_true(fabs(block_host_rtt_ms(&h) - 5) < 0.04);
    assert_true(block_host_heard(&h, 0, 9));
    assert_true(block_host_rtt_ms(&h) > 0 && block_host_rtt_ms(&h) < 0.07);
    struct block_host slow = {0};
    assert_true(block_host_heard(&slow, NSEC_HOUR, 0)); /* beyond the scale: its end, never a small number */
    assert_true(block_host_rtt_ms(&slow) > 4294);
    assert_true(block_host_heard(&slow, NSEC_SEC, 0));
    assert_true(fabs(block_host_rtt_ms(&slow) - 1000) < 0.04);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_target_once),
        cmocka_unit_test(pairs_once),
        cmocka_unit_test(shards_sum_up_over_blocks),
        cmocka_unit_test(states_and_silence),
        cmocka_unit_test(starts_over),
        cmocka_unit_test(hosts_remember_their_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
