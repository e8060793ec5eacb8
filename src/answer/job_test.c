/* Children: what they are given, what becomes of them, and that none is waited for. */
#include "answer/job.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int refuse(void)
{
    return -1;
}

static void settle(struct jobs *j, nsec now)
{
    while (jobs_step(j, now))
        sched_yield();
}

static void given(void **state)
{
    (void)state;
    char path[] = "/tmp/job_test.XXXXXX", name[64], got[64] = "";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    snprintf(name, sizeof name, "of=%s", path);
    const struct job_hook hooks[] = {
        {.name = "keep", .argv = {"dd", name, "oflag=append", "conv=notrunc", NULL}, .alone = true},
        {.name = "bad", .argv = {"false", NULL}},
        {.name = "none", .argv = {"/nonexistent/program", NULL}},
        {.name = "refused", .argv = {"true", NULL}, .prepare = refuse},
    };
    struct jobs *j = jobs_new(hooks, 4);
    assert_non_null(j);
    assert_true(jobs_add(j, 0, "one\n", 4));
    assert_true(jobs_add(j, 0, "two\n", 4));
    for (unsigned i = 1; i < 4; i++)
        assert_true(jobs_add(j, i, "x", 1));
    settle(j, 1);
    assert_int_equal(read(fd, got, sizeof got - 1), 8);
    assert_string_equal(got, "one\ntwo\n"); /* alone: in their order */
    assert_int_equal(jobs_stats(j, 0)->done, 2);
    assert_int_equal(jobs_stats(j, 1)->failed, 1);
    assert_int_equal(jobs_stats(j, 1)->last, 1);
    assert_int_equal(jobs_stats(j, 2)->last, 127);
    assert_int_equal(jobs_stats(j, 3)->last, 127);
    jobs_free(j);
    close(fd);
    unlink(path);
}

static void late(void **state)
{
    (void)state;
    /* A shell and its child: both go, for they are one group. */
    const struct job_hook hook = {.name = "slow", .argv = {"sh", "-c", "sleep 600; true", NULL}};
    struct jobs *j = jobs_new(&hook, 1);
    unsigned taken = 0;
    for (unsigned i = 0; i < JOB_WAITING + 10; i++)
        taken += jobs_add(j, 0, "x", 1);
    assert_int_equal(taken, JOB_WAITING);
    assert_int_equal(jobs_stats(j, 0)->dropped, 10);
    assert_true(jobs_step(j, 1)); /* does not wait */
    nsec now = 1;
    for (unsigned i = 0; i < 40 && jobs_stats(j, 0)->late < JOB_RUNNING; i++) {
        now += JOB_PATIENCE;
        for (unsigned k = 0; k < 200000 && jobs_stats(j, 0)->late < JOB_RUNNING * (i + 1); k++)
            (void)jobs_step(j, now), sched_yield();
    }
    assert_true(jobs_stats(j, 0)->late >= JOB_RUNNING);
    assert_int_equal(jobs_stats(j, 0)->done, 0);
    jobs_free(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(given), cmocka_unit_test(late)};
    return cmocka_run_group_tests_name("answer/job", tests, NULL, NULL);
}
