/* Every case in a child of its own, since there is no way back. The child's exit status is its answer; in
 * builds with sanitizers nothing is confined and the answers say so. */
#include "sys/priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/priv-test-XXXXXX";
static char inside[64], beside[64];
static unsigned by;
static long landlock_version; /* of the kernel; < 1 = none */

static int in_child(int (*act)(void))
{
    int status = -1;
    pid_t pid = fork();
    if (pid == 0)
        _exit(act());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

static int confine(unsigned flags, const char *read, const char *write)
{
    const char *reads[] = {read, NULL}, *writes[] = {write, NULL};
    struct priv_conf c = {.flags = flags, .read = read ? reads : NULL, .write = write ? writes : NULL};
    return priv_confine(&c, &by);
}

/* Whether Landlock must hold: the kernel offers it, and this build confines at all. */
static bool landlock_expected(void)
{
    return (by & PRIV_BY_SECCOMP) && landlock_version >= 1;
}

/* 0 when it opens, else errno. */
static int try_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

static int drop(void)
{
    if (priv_drop() != 0)
        return 1;
    if (priv_net_raw() || priv_net_admin())
        return 2;
    return prctl(PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L) == 1 && priv_drop() == 0 ? 0 : 3;
}

/* Whoever can read a file that nobody may still can, and nothing more. */
static int drop_but_reading(void)
{
    if (chmod(inside, 0) < 0)
        return 1;
    int before = try_open(inside, O_RDONLY);
    if (priv_drop_but_reading() != 0 || priv_net_raw() || priv_net_admin())
        return 2;
    if (try_open(inside, O_RDONLY) != before)
        return 3;
    return priv_drop() == 0 && try_open(inside, O_RDONLY) == EACCES && chmod(inside, 0600) == 0 ? 0 : 4;
}

static void dropping(void **state)
{
    (void)state;
    assert_int_equal(in_child(drop), 0);
    assert_int_equal(in_child(drop_but_reading), 0);
}

/* What a scanner does all day still works; what it never does, does not. */
static int nothing_left(void)
{
    int p[2], fd = open(inside, O_RDWR | O_CLOEXEC);
    char byte;
    if (pipe(p) < 0 || fd < 0 || confine(0, NULL, NULL) != 0)
        return 1;
    if (!by)
        return 0;
    if (!(by & PRIV_BY_SECCOMP))
        return 2;
    void *memory = malloc(1 << 20);
    if (!memory || write(p[1], "x", 1) != 1 || read(p[0], &byte, 1) != 1 || write(fd, "y", 1) != 1)
        return 3;
    free(memory);
    if (try_open(inside, O_RDONLY) == 0 || try_open("/etc/passwd", O_RDONLY) == 0)
        return 4;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM)
        return 5;
    if (fork() >= 0)
        return 6;
    if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
        return 7;
    execl("/bin/true", "true", NULL);
    return errno == EPERM ? 0 : 8;
}

/* Empty lists open nothing, not even the calls. */
static int empty_lists(void)
{
    static const char *const none[] = {NULL};
    struct priv_conf c = {.read = none, .write = none};
    if (priv_confine(&c, &by) != 0)
        return 1;
    return !by || (try_open(inside, O_RDONLY) == EPERM && unlink(inside) < 0 && errno == EPERM) ? 0 : 2;
}

static int sockets_left(void)
{
    if (confine(PRIV_SOCKETS, NULL, NULL) != 0)
        return 1;
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 && (!by || try_open(inside, O_RDONLY) != 0) ? 0 : 2;
}

static int reading_left(void)
{
    if (confine(0, folder, NULL) != 0)
        return 1;
    if (!by)
        return 0;
    if (try_open(inside, O_RDONLY) != 0)
        return 2;
    if (try_open(inside, O_RDWR) == 0 || try_open(beside, O_WRONLY | O_CREAT) == 0)
        return 3;
    if (landlock_expected() && !(by & PRIV_BY_LANDLOCK))
        return 5;
    return (by & PRIV_BY_LANDLOCK) && try_open("/etc/passwd", O_RDONLY) == 0 ? 4 : 0;
}

static int writing_left(void)
{
    char other[80];
    snprintf(other, sizeof other, "%s-other", folder);
    if (confine(0, NULL, folder) != 0)
        return 1;
    if (try_open(beside, O_WRONLY | O_CREAT | O_TRUNC) != 0 || rename(beside, inside) != 0 ||
        unlink(inside) != 0)
        return 2;
    if (!(by & PRIV_BY_LANDLOCK))
        return 0;
    return try_open(other, O_WRONLY | O_CREAT) == EACCES && try_open("/etc/passwd", O_RDONLY) == EACCES ? 0
                                                                                                        : 3;
}

static int unknown_path(void)
{
    return confine(0, "/no/such/path/anywhere", NULL);
}

static void confining(void **state)
{
    (void)state;
    assert_int_equal(in_child(nothing_left), 0);
    assert_int_equal(in_child(empty_lists), 0);
    assert_int_equal(in_child(sockets_left), 0);
    assert_int_equal(in_child(reading_left), 0);
    assert_int_equal(in_child(unknown_path), 0);
    assert_int_equal(in_child(writing_left), 0);
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    landlock_version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    snprintf(inside, sizeof inside, "%s/inside", folder);
    snprintf(beside, sizeof beside, "%s/beside", folder);
    return try_open(inside, O_WRONLY | O_CREAT);
}

static int tear_down(void **state)
{
    (void)state;
    unlink(inside);
    unlink(beside);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(dropping), cmocka_unit_test(confining)};
    return cmocka_run_group_tests_name("sys/priv", tests, set_up, tear_down);
}
