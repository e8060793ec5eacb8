/* What a file of alerts' packets holds after a disk was full for a while. */
#include "cmd/watchpackets.h"

#include "cmd/cmd.h"
#include "io/pcapng.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static unsigned said;

void cmd_say(const char *format, ...)
{
    (void)format;
    said++;
}

int cmd_failed(const char *what, int negative_errno)
{
    (void)what;
    assert_int_equal(negative_errno, -ENOSPC);
    said++;
    return CMD_ENV;
}

unsigned watch_packets(struct watch *w, struct kept out[WATCH_PACKETS], unsigned *ret_all)
{
    static const struct packet p = {.wire = 60, .len = 60, .linktype = 1};
    (void)w;
    out[0] = (struct kept){.at = 1, .packet = &p};
    *ret_all = 1;
    return 1;
}

static void at_most(rlim_t bytes)
{
    struct rlimit r;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
    r.rlim_cur = bytes < r.rlim_max ? bytes : r.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

/* An error is said once and costs the alert that met it; the next has its section and its link. */
static void test_full_for_a_while(void **state)
{
    (void)state;
    char path[32];
    struct watchpackets p;
    int fd = memfd_create("packets", 0);
    assert_true(fd >= 0);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(watchpackets_open(&p, fd, path, 1 << 20), CMD_OK);
    (void)signal(SIGXFSZ, SIG_IGN);
    at_most(50);
    assert_int_equal(watchpackets_put(&p, NULL, "a", "vertical"), 0);
    assert_int_equal(watchpackets_put(&p, NULL, "b", "vertical"), 0);
    at_most(RLIM_INFINITY);
    assert_int_equal(said, 1);
    assert_int_equal(watchpackets_put(&p, NULL, "c", "vertical"), 1);
    off_t one = p.size;
    assert_int_equal(pcapng_whole(fd, "tojimari "), one);
    assert_int_equal(watchpackets_put(&p, NULL, "d", "vertical"), 1);
    assert_int_equal(pcapng_whole(fd, "tojimari "), p.size);
    assert_true(p.size - one < one); /* the section and the link were there */
    assert_int_equal(p.packets, 2);
    close(fd);
}

/* Its limit ends it for good, and is said once. */
static void test_limit(void **state)
{
    (void)state;
    char path[32];
    struct watchpackets p;
    int fd = memfd_create("packets", 0);
    assert_true(fd >= 0);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(watchpackets_open(&p, fd, path, 300), CMD_OK);
    said = 0;
    assert_int_equal(watchpackets_put(&p, NULL, "a", "vertical"), 1);
    assert_int_equal(watchpackets_put(&p, NULL, "b", "vertical"), 0);
    assert_int_equal(watchpackets_put(&p, NULL, "c", "vertical"), 0);
    assert_int_equal(said, 1);
    assert_int_equal(pcapng_whole(fd, "tojimari "), p.size);
    assert_int_equal(ftruncate(fd, 0), 0); /* whoever empties it has room again */
    assert_int_equal(watchpackets_put(&p, NULL, "d", "vertical"), 1);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full_for_a_while),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
