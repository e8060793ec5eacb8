#include "base/hash.h"
#include "base/spsc.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void first_in_first_out(void **state)
{
    (void)state;
    struct spsc q;
    uint32_t in[6] = {1, 2, 3, 4, 5, 6}, out[6] = {0};
    assert_int_equal(spsc_init(&q, 4, sizeof *in), 0);
    assert_int_equal(spsc_take(&q, out, 6), 0);
    assert_int_equal(spsc_put(&q, in, 0), 0);
    assert_int_equal(spsc_put(&q, in, 3), 3);
    assert_int_equal(spsc_fill(&q), 3);
    assert_int_equal(spsc_put(&q, in + 3, 3), 1); /* the capacity is exact; the rest is refused */
    assert_int_equal(spsc_put(&q, in, 1), 0);
    assert_int_equal(spsc_fill(&q), 4);
    assert_int_equal(spsc_take(&q, out, 2), 2);
    assert_int_equal(spsc_put(&q, in + 4, 2), 2); /* around the end */
    assert_int_equal(spsc_take(&q, out + 2, 9), 4);
    assert_memory_equal(out, in, sizeof in);
    assert_int_equal(spsc_fill(&q), 0);
    spsc_fini(&q);
    spsc_fini(&q);
}

/* The counters run over 2^32 without anybody noticing. */
static void counters_wrap(void **state)
{
    (void)state;
    struct spsc q;
    assert_int_equal(spsc_init(&q, 8, sizeof(uint32_t)), 0);
    atomic_store(&q.head, UINT32_MAX - 5);
    atomic_store(&q.tail, UINT32_MAX - 5);
    for (uint32_t i = 0; i < 100; i++) {
        uint32_t in[5] = {i, i + 1, i + 2, i + 3, i + 4}, out[8];
        assert_int_equal(spsc_put(&q, in, 5), 5);
        assert_int_equal(spsc_fill(&q), 5);
        assert_int_equal(spsc_put(&q, in, 5), 3);
        assert_int_equal(spsc_take(&q, out, 5), 5);
        assert_memory_equal(out, in, sizeof in);
        assert_int_equal(spsc_take(&q, out, 8), 3);
        assert_memory_equal(out, in, 3 * sizeof *in);
    }
    spsc_fini(&q);
}

static void the_smallest(void **state)
{
    (void)state;
    struct spsc q;
    assert_int_equal(spsc_init(&q, 1, 3), 0); /* bytes of an odd number too */
    char out[6] = "";
    assert_int_equal(spsc_put(&q, "abcdef", 2), 1);
    assert_int_equal(spsc_take(&q, out, 2), 1);
    assert_string_equal(out, "abc");
    spsc_fini(&q);
}

/* Elements of a size that no store writes at once: torn or early reads would show. */
struct element {
    uint64_t number, twice[6];
};

#define ELEMENTS 200000

static void *put_all(void *arg)
{
    struct spsc *q = arg;
    struct rng r = rng_of(1);
    for (uint64_t n = 0; n < ELEMENTS;) {
        struct element batch[20];
        uint32_t want = (uint32_t)rng_below(&r, 20) + 1;
        want = n + want > ELEMENTS ? (uint32_t)(ELEMENTS - n) : want;
        for (uint32_t i = 0; i < want; i++)
            for (int k = 0; k < 7; k++)
                *(k ? &batch[i].twice[k - 1] : &batch[i].number) = (n + i) * (k ? 2 : 1);
        uint32_t took = spsc_put(q, batch, want);
        n += took;
        if (took < want)
            sched_yield();
    }
    return NULL;
}

static void two_threads(void **state)
{
    (void)state;
    struct spsc q;
    pthread_t thread;
    struct rng r = rng_of(2);
    assert_int_equal(spsc_init(&q, 64, sizeof(struct element)), 0);
    assert_int_equal(pthread_create(&thread, NULL, put_all, &q), 0);
    uint64_t n = 0, wrong = 0;
    while (n < ELEMENTS) {
        struct element batch[20];
        uint32_t got = spsc_take(&q, batch, (uint32_t)rng_below(&r, 20) + 1);
        for (uint32_t i = 0; i < got; i++, n++) {
            wrong += batch[i].number != n;
            for (int k = 0; k < 6; k++)
                wrong += batch[i].twice[k] != n * 2;
        }
        wrong += spsc_fill(&q) > 64;
        if (!got)
            sched_yield();
    }
    pthread_join(thread, NULL);
    assert_int_equal(wrong, 0);
    assert_int_equal(spsc_fill(&q), 0);
    spsc_fini(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_in_first_out),
        cmocka_unit_test(counters_wrap),
        cmocka_unit_test(the_smallest),
        cmocka_unit_test(two_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
