#include "scan/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct world {
    struct ports_list list;
    struct block block;
    struct stream stream;
};

static void world_begin(struct world *w, uint16_t *port, uint32_t ports, uint64_t hosts)
{
    *w = (struct world){.list = {.port = port, .count = ports}};
    const struct space space = {.ports = &w->list};
    assert_int_equal(block_init(&w->block, &space, hosts, 0, 1), 0);
    block_start(&w->block, 0, hosts, (struct hash_key){{7}});
    stream_begin(&w->stream, &w->block, true);
}

static void world_end(struct world *w)
{
    stream_fini(&w->stream);
    block_fini(&w->block);
}

static void answer(struct world *w, uint64_t host, uint32_t place, enum heard h, nsec now)
{
    uint64_t slot;
    assert_true(block_slot(&w->block, space_number(&w->block.space, host, place), &slot));
    block_set(&w->block, slot, h);
    stream_answered(&w->stream, &w->block, host, now);
}

/* A host is done when its last door has answered, and comes when its time has. */
static void test_done(void **state)
{
    uint16_t port[] = {22, 80};
    struct world w;
    uint64_t host;
    (void)state;
    world_begin(&w, port, 2, STREAM_HOSTS_MIN);
    answer(&w, 5, 0, HEARD_RST, 100);
    answer(&w, 9, 1, HEARD_YES, 110);
    assert_false(stream_next(&w.stream, 1000, &host));
    answer(&w, 9, 0, HEARD_RST, 120);
    answer(&w, 5, 1, HEARD_RST, 130);
    assert_false(stream_next(&w.stream, 119, &host));
    assert_true(stream_next(&w.stream, 120, &host));
    assert_int_equal(host, 9);
    assert_false(stream_next(&w.stream, 129, &host));
    assert_true(stream_next(&w.stream, 130, &host));
    assert_int_equal(host, 5);
    assert_false(stream_next(&w.stream, 1000, &host));
    world_end(&w);
}

/* A router's word is not the host's own: it may be overruled as long as the block is asked. */
static void test_routers_word(void **state)
{
    uint16_t port[] = {80};
    struct world w;
    uint64_t host;
    (void)state;
    world_begin(&w, port, 1, STREAM_HOSTS_MIN);
    answer(&w, 5, 0, HEARD_HOST_UNREACH, 100);
    assert_false(stream_next(&w.stream, 1000, &host));
    answer(&w, 5, 0, HEARD_YES, 200);
    assert_true(stream_next(&w.stream, 1000, &host));
    world_end(&w);
}

/* Few hosts, and hosts of many doors, are told at the end. */
static void test_not_worth_it(void **state)
{
    uint16_t port[STREAM_PORTS_MAX + 1];
    struct world w;
    uint64_t host;
    (void)state;
    for (uint16_t i = 0; i <= STREAM_PORTS_MAX; i++)
        port[i] = (uint16_t)(i + 1);
    world_begin(&w, port, 1, STREAM_HOSTS_MIN - 1);
    answer(&w, 5, 0, HEARD_RST, 100);
    assert_false(stream_next(&w.stream, 1000, &host));
    world_end(&w);
    world_begin(&w, port, STREAM_PORTS_MAX + 1, STREAM_HOSTS_MIN);
    for (uint32_t i = 0; i <= STREAM_PORTS_MAX; i++)
        answer(&w, 5, i, HEARD_RST, 100);
    assert_false(stream_next(&w.stream, 1000, &host));
    world_end(&w);
}

/* When nobody takes them, the queue fills, and those that find it full are left out. */
static void test_full(void **state)
{
    uint16_t port[] = {80};
    struct world w;
    uint64_t host, hosts = 1 << 17, n = 0;
    (void)state;
    world_begin(&w, port, 1, hosts);
    for (uint64_t i = 0; i < hosts; i++)
        answer(&w, i, 0, HEARD_RST, 1);
    for (; stream_next(&w.stream, 1000, &host); n++)
        assert_int_equal(host, n);
    assert_true(n > 1000 && n < hosts);
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_done),
        cmocka_unit_test(test_routers_word),
        cmocka_unit_test(test_not_worth_it),
        cmocka_unit_test(test_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
