/* A pair of datagram sockets stands for the link: its small buffer refuses, as a full card does. */
#include "io/priv_slots.h"

#include "base/bytes.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

enum { COUNT = 16, SIZE = 2048 };

struct link {
    int pair[2], other[2];
    int bad; /* frames whose first byte is this cannot be aimed */
};

static int aim(void *context, uint32_t slot, const struct frame *f, struct msghdr *m)
{
    struct link *l = context;
    assert_true(slot < COUNT);
    (void)m;
    if (f->data[0] == l->bad)
        return -EHOSTUNREACH;
    return f->data[0] & 1 ? l->other[0] : l->pair[0];
}

static struct link new_link(void)
{
    struct link l = {.bad = -1};
    assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, l.pair), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, l.other), 0);
    return l;
}

static void end_link(struct link *l)
{
    for (int i = 0; i < 2; i++) {
        close(l->pair[i]);
        close(l->other[i]);
    }
}

/* Fills n reserved frames with numbers (times `step`) from `first`. */
static void number(struct frame *f, uint32_t n, uint32_t first, uint32_t step)
{
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(f[i].len, SIZE);
        memset(f[i].data, (int)((first + i) * step), 1000);
        f[i].len = 1000;
    }
}

static void partial_sends_keep_the_tail(void **state)
{
    (void)state;
    enum { TOTAL = 120 };
    struct link l = new_link();
    struct slots *s;
    struct slots_count c = {0};
    struct frame f[COUNT];
    uint8_t got[SIZE];
    uint32_t heard = 0;
    assert_int_equal(slots_new(COUNT, SIZE, &s), 0);
    for (uint32_t sent = 0; sent < TOTAL;) {
        uint32_t n = slots_reserve(s, f, 9);
        assert_int_equal(n, 9);
        n = n < TOTAL - sent ? n : TOTAL - sent;
        number(f, n, sent, 2);
        for (uint32_t done = 0; done < n;) {
            int r = slots_send(s, f + done, n - done, aim, &l, &c);
            assert_true(r >= 0);
            done += (uint32_t)r;
            if (done == n)
                break;
            /* Refused: one frame of room is made, the tail goes again. */
            assert_int_equal(read(l.pair[1], got, sizeof got), 1000);
            assert_int_equal(got[0], (uint8_t)(heard++ * 2));
        }
        sent += n;
    }
    while (read(l.pair[1], got, sizeof got) == 1000)
        assert_int_equal(got[0], (uint8_t)(heard++ * 2));
    assert_int_equal(heard, TOTAL);
    assert_int_equal(c.tx, TOTAL);
    assert_true(c.refused > 0);
    assert_int_equal(c.failed, 0);
    slots_free(s);
    end_link(&l);
}

static void reserving_again_gives_the_same_room(void **state)
{
    (void)state;
    struct slots *s;
    struct frame a[COUNT + 5], b[COUNT];
    assert_int_equal(slots_new(COUNT, SIZE, &s), 0);
    assert_int_equal(slots_reserve(s, a, COUNT + 5), COUNT);
    assert_int_equal(slots_reserve(s, b, 3), 3);
    for (int i = 0; i < 3; i++)
        assert_ptr_equal(a[i].data, b[i].data);
    slots_free(s);
    slots_free(NULL);
}

/* Frames for two descriptors in one batch arrive each at its own, in order; one that cannot be sent is
 * dropped alone. */
static void several_ways(void **state)
{
    (void)state;
    struct link l = new_link();
    struct slots *s;
    struct slots_count c = {0};
    struct frame f[8];
    uint8_t got[SIZE];
    l.bad = 5;
    assert_int_equal(slots_new(COUNT, SIZE, &s), 0);
    assert_int_equal(slots_reserve(s, f, 8), 8);
    number(f, 8, 0, 1);
    assert_int_equal(slots_send(s, f, 8, aim, &l, &c), 8);
    for (uint8_t i = 0; i < 8; i++)
        if (i != 5) {
            assert_int_equal(read(i & 1 ? l.other[1] : l.pair[1], got, sizeof got), 1000);
            assert_int_equal(got[0], i);
        }
    assert_int_equal(c.tx, 7);
    assert_int_equal(c.failed, 1);
    assert_int_equal(c.last_error, EHOSTUNREACH);
    slots_free(s);
    end_link(&l);
}

static int nowhere(void *context, uint32_t slot, const struct frame *f, struct msghdr *m)
{
    (void)slot, (void)m;
    return f->data[0] < 2 ? *(int *)context : -ENETDOWN;
}

/* A link that goes down in the middle: first what was sent, then the bad news, and the tail stays. */
static void link_down(void **state)
{
    (void)state;
    struct link l = new_link();
    struct slots *s;
    struct slots_count c = {0};
    struct frame f[4], again[4];
    assert_int_equal(slots_new(COUNT, SIZE, &s), 0);
    assert_int_equal(slots_reserve(s, f, 4), 4);
    number(f, 4, 0, 1);
    assert_int_equal(slots_send(s, f, 4, nowhere, &l.pair[0], &c), 2);
    assert_int_equal(slots_send(s, f + 2, 2, nowhere, &l.pair[0], &c), -ENETDOWN);
    assert_int_equal(c.last_error, ENETDOWN);
    assert_int_equal(slots_reserve(s, again, 1), 1);
    assert_ptr_equal(again[0].data, f[2].data);
    slots_free(s);
    end_link(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(partial_sends_keep_the_tail),
        cmocka_unit_test(reserving_again_gives_the_same_room),
        cmocka_unit_test(several_ways),
        cmocka_unit_test(link_down),
    };
    return cmocka_run_group_tests_name("io/slots", tests, NULL, NULL);
}
