#include "sys/lease.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A name of this process alone. */
static const char *name_of(const char *what)
{
    static char name[100];
    snprintf(name, sizeof name, "tojimari-test/%d/%s", (int)getpid(), what);
    return name;
}

static void test_one_at_a_time(void **state)
{
    (void)state;
    int fd = lease_take(name_of("a")), other = lease_take(name_of("b"));
    assert_true(fd >= 0 && other >= 0);
    assert_int_equal(lease_take(name_of("a")), -EADDRINUSE);
    close(fd);
    fd = lease_take(name_of("a"));
    assert_true(fd >= 0);
    close(fd);
    close(other);
}

/* Whoever is killed holds nothing any more. */
static void test_ends_with_the_process(void **state)
{
    (void)state;
    const char *name = name_of("c");
    int ready[2], status;
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        (void)!write(ready[1], lease_take(name) >= 0 ? "y" : "n", 1);
        pause();
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_int_equal(lease_take(name), -EADDRINUSE);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    int fd = lease_take(name);
    assert_true(fd >= 0);
    close(fd);
    close(ready[0]);
    close(ready[1]);
}

/* Whoever has it is told by the kernel: another user, or something that is no lease, has no right to it. */
static void test_whose(void **state)
{
    (void)state;
    const char *name = name_of("d");
    assert_false(lease_trusted(name));
    int fd = lease_take(name);
    assert_true(fd >= 0);
    assert_true(lease_trusted(name));
    close(fd);
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    memcpy(a.sun_path + 1, name, strlen(name));
    fd = socket(AF_UNIX, SOCK_STREAM, 0); /* and does not listen */
    assert_int_equal(bind(fd, (struct sockaddr *)&a,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name))),
                     0);
    assert_int_equal(lease_take(name), -EADDRINUSE);
    assert_false(lease_trusted(name));
    close(fd);
}

static void test_too_long(void **state)
{
    (void)state;
    char name[200];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    assert_int_equal(lease_take(name), -ENAMETOOLONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_ends_with_the_process),
        cmocka_unit_test(test_whose),
        cmocka_unit_test(test_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
