#include "sys/loop.h"

#include "sys/clock.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static void readiness(void **state)
{
    (void)state;
    struct loop *l;
    struct loop_event e[8];
    int p[2];
    assert_int_equal(pipe(p), 0);
    assert_int_equal(loop_new(&l), 0);
    assert_int_equal(loop_wait(l, 0, e, 8), 0);
    assert_int_equal(loop_add(l, p[0], LOOP_IN, 0xdeadbeefcafe), 0);
    assert_int_equal(loop_add(l, p[0], LOOP_IN, 1), -EEXIST);
    assert_int_equal(loop_wait(l, 0, e, 8), 0);
    assert_int_equal(write(p[1], "x", 1), 1);
    assert_int_equal(loop_wait(l, NSEC_NEVER, e, 8), 1);
    assert_true(e[0].tag == 0xdeadbeefcafe);
    assert_int_equal(e[0].ready, LOOP_IN);
    assert_int_equal(loop_add(l, p[1], LOOP_OUT, 2), 0);
    assert_int_equal(loop_wait(l, NSEC_NEVER, e, 8), 2);
    assert_int_equal(loop_wait(l, NSEC_NEVER, e, 1), 1); /* never more than asked for */
    assert_int_equal(loop_set(l, p[1], 0, 3), 0);
    loop_remove(l, p[0]);
    loop_remove(l, p[0]);
    assert_int_equal(loop_set(l, p[0], LOOP_IN, 1), -ENOENT);
    assert_int_equal(loop_wait(l, 0, e, 8), 0);
    close(p[0]);
    assert_int_equal(loop_wait(l, NSEC_NEVER, e, 8), 1); /* nobody reads any more: told without being asked */
    assert_true(e[0].tag == 3);
    assert_int_equal(e[0].ready, LOOP_ERR);
    close(p[1]);
    assert_int_equal(loop_add(l, -1, LOOP_IN, 0), -EBADF);
    loop_free(l);
    loop_free(NULL);
}

static void timeouts(void **state)
{
    (void)state;
    struct loop *l;
    struct loop_event e[1];
    assert_int_equal(loop_new(&l), 0);
    assert_int_equal(loop_precise(), 0);
    nsec before = clock_mono();
    assert_int_equal(loop_wait(l, 300 * NSEC_US, e, 1), 0);
    assert_true(clock_mono() - before >= 300 * NSEC_US); /* never early */
    assert_int_equal(loop_wait(l, -5, e, 1), 0);
    loop_free(l);
}

static void signals(void **state)
{
    (void)state;
    struct loop *l;
    struct loop_event e[1];
    int fd = loop_signals();
    assert_true(fd >= 0);
    assert_int_equal(loop_signal_take(fd), 0);
    assert_int_equal(loop_new(&l), 0);
    assert_int_equal(loop_add(l, fd, LOOP_IN, 9), 0);
    raise(SIGTERM);
    raise(SIGHUP);
    assert_int_equal(loop_wait(l, NSEC_NEVER, e, 1), 1);
    int a = loop_signal_take(fd), b = loop_signal_take(fd);
    assert_true((a == SIGTERM && b == SIGHUP) || (a == SIGHUP && b == SIGTERM));
    assert_int_equal(loop_signal_take(fd), 0);
    loop_free(l);
    close(fd);
}

static void *raise_flag(void *arg)
{
    loop_flag_raise(*(int *)arg);
    return NULL;
}

static void flags(void **state)
{
    (void)state;
    struct loop *l;
    struct loop_event e[1];
    pthread_t t;
    int fd = loop_flag();
    assert_true(fd >= 0);
    assert_int_equal(loop_new(&l), 0);
    assert_int_equal(loop_add(l, fd, LOOP_IN, 1), 0);
    assert_int_equal(loop_flag_take(fd), 0);
    assert_int_equal(pthread_create(&t, NULL, raise_flag, &fd), 0);
    assert_int_equal(loop_wait(l, NSEC_NEVER, e, 1), 1);
    assert_int_equal(pthread_join(t, NULL), 0);
    loop_flag_raise(fd);
    assert_int_equal(loop_flag_take(fd), 2);
    assert_int_equal(loop_wait(l, 0, e, 1), 0);
    loop_free(l);
    close(fd);
}

static void clocks(void **state)
{
    (void)state;
    nsec a = clock_mono();
    assert_true(a > 0 && clock_mono() >= a);
    assert_true(clock_wall() > INT64_C(1700000000) * NSEC_SEC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readiness), cmocka_unit_test(timeouts), cmocka_unit_test(signals),
        cmocka_unit_test(flags),     cmocka_unit_test(clocks),
    };
    return cmocka_run_group_tests_name("sys/loop", tests, NULL, NULL);
}
