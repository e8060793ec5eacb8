/* The listening thread between made-up links, whose frames a third thread brings, and a sender. Run under a
 * thread sanitizer too. */
#include "cmd/listener.h"

#include "sys/loop.h"

#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define LINKS 3
#define BYTES 64

/* A receiving half only: the descriptor is readable while there are frames. */
struct link {
    struct frames frames;
    pthread_mutex_t lock;
    int fd;
    uint8_t (*bytes)[BYTES];
    uint32_t len, count, at, held;
    uint32_t wrong; /* breaches of the contract */
};

static int link_fd(struct frames *f)
{
    return ((struct link *)f)->fd;
}

static uint32_t link_recv(struct frames *f, struct frame *out, uint32_t n)
{
    struct link *l = (struct link *)f;
    pthread_mutex_lock(&l->lock);
    l->wrong += l->held != 0;
    for (; l->held < n && l->at + l->held < l->count; l->held++)
        out[l->held] = (struct frame){.data = l->bytes[l->at + l->held], .len = l->len, .at = 5 * NSEC_SEC};
    if (l->at + l->held == l->count)
        (void)loop_flag_take(l->fd);
    uint32_t got = l->held;
    pthread_mutex_unlock(&l->lock);
    return got;
}

static void link_release(struct frames *f, uint32_t n)
{
    struct link *l = (struct link *)f;
    pthread_mutex_lock(&l->lock);
    l->wrong += n != l->held;
    l->at += n;
    l->held = 0;
    pthread_mutex_unlock(&l->lock);
}

static const struct frames_ops link_ops = {
    .name = "made-up", .rx_fd = link_fd, .recv = link_recv, .release = link_release};

static const struct cookie_conf cookie = {{{5}}, COOKIE_PORT_BASE, COOKIE_PORT_SPAN};
static const struct hear hear = {.tech = &tech_syn, .cookie = &cookie};

/* The SYN-ACK of host n, port 80. */
static uint32_t answer(uint32_t n, uint8_t out[BYTES])
{
    struct wr w = wr_of(out, BYTES);
    struct addr host = addr_v4(0xc6120000 + n), us = addr_v4(0xc6130001);
    struct cookie c = cookie_make(&cookie, &host, 80, PROTO_TCP, 0, 5 * NSEC_SEC);
    struct tcp t = {.sport = 80, .dport = c.sport, .ack = c.seq + 1, .flags = TCP_SYN | TCP_ACK};
    ip4_build(&w, &(struct ip4){.src = host, .dst = us, .ttl = 60, .proto = IPPROTO_TCP}, TCP_LEN);
    tcp_build(&w, &t, NULL, 0, &host, &us);
    return (uint32_t)wr_len(&w);
}

struct bench {
    struct link link[LINKS];
    struct frames *frames[LINKS];
    struct listener l;
    uint32_t per_link, batch;
    pthread_t bringer;
};

static struct bench *bench_new(uint32_t per_link, uint32_t batch)
{
    struct bench *b = aligned_alloc(64, (sizeof *b + 63) / 64 * 64);
    memset(b, 0, sizeof *b);
    b->per_link = per_link;
    b->batch = batch;
    for (uint32_t i = 0; i < LINKS; i++) {
        struct link *l = &b->link[i];
        l->frames = (struct frames){.ops = &link_ops, .layer = FRAMES_IP};
        pthread_mutex_init(&l->lock, NULL);
        l->fd = loop_flag();
        l->bytes = calloc(per_link, sizeof *l->bytes);
        for (uint32_t n = 0; n < per_link; n++)
            l->len = answer(i << 18 | n, l->bytes[n]);
        b->frames[i] = &l->frames;
    }
    assert_int_equal(listener_start(&b->l, &hear, b->frames, (const int[]){1, 2, 3}, LINKS, NULL), 0);
    return b;
}

static void bench_free(struct bench *b)
{
    listener_stop(&b->l);
    for (uint32_t i = 0; i < LINKS; i++) {
        assert_int_equal(b->link[i].wrong, 0);
        close(b->link[i].fd);
        pthread_mutex_destroy(&b->link[i].lock);
        free(b->link[i].bytes);
    }
    free(b);
}

static void bring(struct link *l, uint32_t n)
{
    pthread_mutex_lock(&l->lock);
    l->count += n;
    loop_flag_raise(l->fd);
    pthread_mutex_unlock(&l->lock);
}

static void *bring_all(void *arg)
{
    struct bench *b = arg;
    for (uint32_t n = 0; n < b->per_link;) {
        uint32_t batch = b->per_link - n < b->batch ? b->per_link - n : b->batch;
        for (uint32_t i = 0; i < LINKS; i++)
            bring(&b->link[i], batch);
        n += batch;
    }
    return NULL;
}

/* As cmd/drive.c sleeps: says so, looks once more, and waits for the flag. */
static void sleep_until_heard(struct listener *l)
{
    atomic_store(&l->sender_sleeps, true);
    if (spsc_fill(&l->queue) == 0) {
        struct pollfd fd = {.fd = l->wake, .events = POLLIN};
        assert_int_equal(poll(&fd, 1, 30000), 1); /* a lost wake-up fails here */
    }
    if (!atomic_exchange(&l->sender_sleeps, false))
        (void)loop_flag_take(l->wake);
}

/* Every answer comes exactly once, in the order of its link, and the sender sleeps in between without missing
 * one. */
static void everything_is_handed_over(void **state)
{
    (void)state;
    static const uint32_t batches[] = {1, 7, 64, 1000};
    for (size_t k = 0; k < 4; k++) {
        struct bench *b = bench_new(k ? 20000 : 2000, batches[k]);
        uint32_t next[LINKS] = {0}, got = 0;
        struct reply r[100];
        assert_int_equal(pthread_create(&b->bringer, NULL, bring_all, b), 0);
        while (got < LINKS * b->per_link) {
            uint32_t n = spsc_take(&b->l.queue, r, 100);
            for (uint32_t i = 0; i < n; i++) {
                uint32_t number = addr_u32(&r[i].addr) - 0xc6120000, link = number >> 18;
                assert_true(link < LINKS && r[i].heard == HEARD_YES && r[i].port == 80);
                assert_int_equal(number & 0x3ffff, next[link]++);
            }
            got += n;
            if (!n)
                sleep_until_heard(&b->l);
        }
        pthread_join(b->bringer, NULL);
        assert_int_equal(spsc_fill(&b->l.queue), 0);
        assert_true(atomic_load(&b->l.lost) == 0);
        bench_free(b);
    }
}

/* Nobody fetches: the queue fills up, and what it refuses is counted. */
static void what_does_not_fit_is_counted(void **state)
{
    (void)state;
    struct bench *b = bench_new(30000, 5000);
    struct reply r[512];
    uint64_t got = 0, n;
    b->per_link--; /* one is kept for later */
    bring_all(b);
    uint64_t all = LINKS * b->per_link, capacity = b->l.queue.mask + 1;
    assert_true(all > capacity);
    for (int ms = 0; ms < 30000 && atomic_load(&b->l.lost) < all - capacity; ms++)
        poll(NULL, 0, 1); /* it gets there, however slow the machine is */
    while ((n = spsc_take(&b->l.queue, r, 512)))
        got += n;
    assert_int_equal(got, capacity);
    assert_true(atomic_load(&b->l.lost) == all - capacity);
    bring(&b->link[1], 1); /* and it goes on listening */
    sleep_until_heard(&b->l);
    assert_int_equal(spsc_take(&b->l.queue, r, 512), 1);
    bench_free(b);
}

/* Only answers to our probes wake anybody. */
static void strangers_are_passed_over(void **state)
{
    (void)state;
    struct bench *b = bench_new(100, 100);
    struct reply r[4];
    for (uint32_t n = 0; n < 100; n++)
        if (n != 50)
            b->link[2].bytes[n][20 + 8 + n % 4] ^= 1; /* another acknowledgment, and a wrong checksum */
    atomic_store(&b->l.sender_sleeps, true);
    bring(&b->link[2], 100);
    struct pollfd fd = {.fd = b->l.wake, .events = POLLIN};
    assert_int_equal(poll(&fd, 1, 30000), 1);
    assert_false(atomic_load(&b->l.sender_sleeps));
    assert_int_equal(spsc_take(&b->l.queue, r, 4), 1);
    assert_int_equal(addr_u32(&r[0].addr), 0xc6120000 + (2u << 18 | 50));
    bench_free(b);
}

/* Somebody else gets what is no answer of the scan's, and a copy of what open doors said. */
static void the_rest_is_set_aside(void **state)
{
    (void)state;
    struct bench *b = bench_new(100, 100);
    struct spsc aside;
    struct listener_aside a[128];
    assert_int_equal(spsc_init(&aside, 64, sizeof *a), 0); /* what does not fit is lost */
    listener_stop(&b->l);
    assert_int_equal(listener_start(&b->l, &hear, b->frames, (const int[]){1, 2, 3}, LINKS, &aside), 0);
    for (uint32_t n = 0; n < 100; n++)
        if (n != 50)
            b->link[2].bytes[n][20 + 8 + n % 4] ^= 1;
    bring(&b->link[2], 100);
    sleep_until_heard(&b->l);
    assert_int_equal(spsc_fill(&b->l.queue), 1);
    assert_int_equal(spsc_take(&aside, a, 128), 64);
    for (uint32_t n = 0; n < 64; n++) {
        assert_int_equal(a[n].addr.len, n == 50 ? 4 : 0);
        assert_int_equal(a[n].len, b->link[2].len);
        assert_int_equal(a[n].layer, FRAMES_IP);
        assert_memory_equal(a[n].data, b->link[2].bytes[n], a[n].len);
    }
    bench_free(b);
    spsc_fini(&aside);
}

/* A link breaks (here: a pipe whose other end is gone): its bit is set, the sender is woken, the other links
 * are heard on. */
static void a_broken_link(void **state)
{
    (void)state;
    int ends[2];
    struct bench *b = bench_new(100, 100);
    listener_stop(&b->l);
    assert_int_equal(pipe(ends), 0);
    close(b->link[1].fd);
    b->link[1].fd = ends[0];
    assert_int_equal(listener_start(&b->l, &hear, b->frames, (const int[]){1, 2, 3}, LINKS, NULL), 0);
    close(ends[1]);
    struct pollfd fd = {.fd = b->l.wake, .events = POLLIN};
    assert_int_equal(poll(&fd, 1, 30000), 1);
    assert_int_equal(atomic_load(&b->l.broken), 1u << 1);
    (void)loop_flag_take(b->l.wake);
    bring(&b->link[2], 1);
    sleep_until_heard(&b->l);
    assert_int_equal(spsc_fill(&b->l.queue), 1);
    bench_free(b);
}

/* Started and stopped at once, and while frames come. */
static void stops_at_any_time(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct bench *b = bench_new(5000, 50);
        if (i % 2)
            bring_all(b);
        bench_free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_handed_over), cmocka_unit_test(what_does_not_fit_is_counted),
        cmocka_unit_test(strangers_are_passed_over), cmocka_unit_test(a_broken_link),
        cmocka_unit_test(stops_at_any_time),         cmocka_unit_test(the_rest_is_set_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
