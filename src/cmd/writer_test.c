#include "cmd/writer.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 250000, SOME = 20000, TEXT_MAX = 4096 }; /* SOME of them fit in the queue, MANY do not */

/* Takes what the writer's thread hands on, while the gate is open. */
struct reader {
    struct sink sink;
    pthread_mutex_t gate;
    uint64_t ports, flushes, next;
    uint64_t fails_at; /* record that finds no room; 0 = none */
    bool in_order;
    char host[TEXT_MAX];
};

static int reader_put(struct sink *s, const struct record *r)
{
    struct reader *x = (struct reader *)s;
    pthread_mutex_lock(&x->gate);
    pthread_mutex_unlock(&x->gate);
    if (r->type == RECORD_HOST) {
        char addr[ADDR_TEXT_MAX];
        snprintf(x->host, sizeof x->host, "%s %s %s %s", addr_text(&r->host.addr, addr),
                 r->host.names.item[0], r->host.names.item[1], r->host.mac);
        return 0;
    }
    x->in_order &= r->port.port == x->next++ % 65536;
    x->ports++;
    return x->ports == x->fails_at ? -ENOSPC : 0;
}

static int reader_flush(struct sink *s)
{
    ((struct reader *)s)->flushes++;
    return 0;
}

static void reader_init(struct reader *x)
{
    *x = (struct reader){.sink = {.put = reader_put, .flush = reader_flush}, .in_order = true};
    pthread_mutex_init(&x->gate, NULL);
}

static int put_port(struct sink *s, uint64_t i)
{
    struct record r;
    record_init(&r, RECORD_PORT);
    r.port.addr = (struct addr){.len = 4, .b = {198, 18, 0, 1}};
    r.port.port = i % 65536;
    r.port.technique = "syn";
    return sink_put(s, &r);
}

/* Everything arrives, in order, and strings are copies. */
static void test_all_arrives(void **state)
{
    struct reader x;
    struct writer *w;
    char first[] = "one.example", second[] = "two.example", mac[] = "02:00:00:00:00:01";
    const char *names[] = {first, second};
    struct record r;
    (void)state;
    reader_init(&x);
    assert_int_equal(writer_new(&x.sink, &w), 0);
    for (uint64_t i = 0; i < MANY; i++)
        assert_int_equal(put_port(writer_sink(w), i), 0);
    record_init(&r, RECORD_HOST);
    r.host.addr = (struct addr){.len = 4, .b = {198, 18, 0, 1}};
    r.host.names = (struct record_strings){.item = names, .count = 2};
    r.host.mac = mac;
    assert_int_equal(sink_put(writer_sink(w), &r), 0);
    memset(first, 'x', 3);
    memset(second, 'x', 3);
    memset(mac, 'x', 3);
    assert_int_equal(writer_sink(w)->flush(writer_sink(w)), 0);
    assert_int_equal(writer_free(w), 0);
    assert_int_equal(x.ports, MANY);
    assert_true(x.in_order);
    assert_true(x.flushes >= 1);
    assert_string_equal(x.host, "198.18.0.1 one.example two.example 02:00:00:00:00:01");
}

struct hand {
    struct writer *w;
    _Atomic uint64_t put;
};

static void *put_many(void *arg)
{
    struct hand *h = arg;
    for (uint64_t i = 0; i < MANY; i++, h->put++)
        if (put_port(writer_sink(h->w), i) < 0)
            break;
    return NULL;
}

/* A reader that takes nothing stops who puts, and nothing is lost when it goes on. */
static void test_slow_reader(void **state)
{
    struct reader x;
    struct hand h = {0};
    pthread_t thread;
    (void)state;
    reader_init(&x);
    pthread_mutex_lock(&x.gate);
    assert_int_equal(writer_new(&x.sink, &h.w), 0);
    assert_int_equal(pthread_create(&thread, NULL, put_many, &h), 0);
    while (h.put < SOME)
        sched_yield();
    assert_true(h.put < MANY);
    pthread_mutex_unlock(&x.gate);
    pthread_join(thread, NULL);
    assert_int_equal(writer_free(h.w), 0);
    assert_int_equal(x.ports, MANY);
    assert_true(x.in_order);
}

/* The error of the sink behind comes back, once the thread met it; what follows is not put any more. */
static void test_error(void **state)
{
    struct reader x;
    struct writer *w;
    int e = 0;
    (void)state;
    reader_init(&x);
    x.fails_at = 3;
    assert_int_equal(writer_new(&x.sink, &w), 0);
    for (uint64_t i = 0; e == 0; i++)
        e = put_port(writer_sink(w), i);
    assert_int_equal(e, -ENOSPC);
    assert_int_equal(writer_free(w), -ENOSPC);
    assert_int_equal(x.ports, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_arrives),
        cmocka_unit_test(test_slow_reader),
        cmocka_unit_test(test_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
