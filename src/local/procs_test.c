/* The walk over a made-up /proc: directories of processes, whose descriptors are links that lead nowhere, as
 * the real ones. */
#include "local/priv_process.h"
#include "local/priv_procs.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct tree {
    char path[64];
    int dir;
};

static void write_file(int dir, const char *name, const char *text, size_t n)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, n), n);
    close(fd);
}

static void write_text(int dir, const char *name, const char *text)
{
    write_file(dir, name, text, strlen(text));
}

/* A process that began `start` ticks after boot and has the sockets of `inodes` (ended by 0) open. */
static void add_process(const struct tree *t, unsigned pid, const char *name, unsigned start,
                        const unsigned *inodes)
{
    char text[256], fd[32];
    snprintf(text, sizeof text, "%u", pid);
    assert_int_equal(mkdirat(t->dir, text, 0755), 0);
    int dir = openat(t->dir, text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(dir >= 0);
    snprintf(text, sizeof text, "%u (%s) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 %u 20\n", pid, name,
             start);
    write_text(dir, "stat", text);
    snprintf(text, sizeof text, "%s\n", name);
    write_text(dir, "comm", text);
    write_file(dir, "cmdline", "/bin/it\0--flag\0\0", 16);
    write_text(dir, "status", "Name:\tx\nUid:\t5\t3999999999\t5\t5\n");
    write_text(dir, "cgroup", "0::/system.slice/it.service\n");
    assert_int_equal(symlinkat("/bin/it", dir, "exe"), 0);
    assert_int_equal(mkdirat(dir, "fd", 0755), 0);
    assert_int_equal(symlinkat("/dev/null", dir, "fd/0"), 0);
    assert_int_equal(symlinkat("pipe:[11]", dir, "fd/1"), 0);
    for (unsigned i = 0; inodes[i]; i++) {
        snprintf(fd, sizeof fd, "fd/%u", i + 2);
        snprintf(text, sizeof text, "socket:[%u]", inodes[i]);
        assert_int_equal(symlinkat(text, dir, fd), 0);
    }
    close(dir);
}

#define HAS(...) ((const unsigned[]){__VA_ARGS__, 0})

static int setup(void **state)
{
    struct tree *t = calloc(1, sizeof *t);
    assert_non_null(t);
    snprintf(t->path, sizeof t->path, "/tmp/procs_test.XXXXXX");
    assert_non_null(mkdtemp(t->path));
    t->dir = open(t->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(t->dir >= 0);
    write_text(t->dir, "stat", "cpu 1\nbtime 1000\n");
    assert_int_equal(mkdirat(t->dir, "self", 0755), 0);
    *state = t;
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static int teardown(void **state)
{
    struct tree *t = *state;
    close(t->dir);
    int r = nftw(t->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(t);
    return r;
}

/* Walks for sockets with these inodes; the caller frees by drop(). */
static struct local_table walk(const struct tree *tree, const struct local_conf *conf, const unsigned *inodes,
                               struct local_stats *stats)
{
    struct local_table t = {0};
    struct local_conf c = *conf;
    *stats = (struct local_stats){0};
    c.proc = tree->path;
    while (inodes[t.count])
        t.count++;
    t.sockets = calloc(t.count, sizeof *t.sockets);
    assert_non_null(t.sockets);
    for (size_t i = 0; i < t.count; i++)
        t.sockets[i].inode = inodes[i];
    assert_int_equal(procs_walk(&c, &t, stats), 0);
    return t;
}

static void drop(struct local_table *t)
{
    for (size_t i = 0; i < t->processes_count; i++)
        process_fini(&t->processes[i]);
    free(t->processes);
    free(t->sockets);
}

static void one_holder(void **state)
{
    struct local_stats stats;
    add_process(*state, 1, "init", 1, HAS(0));
    add_process(*state, 50, "it", 250, HAS(900, 4026, 4026));
    struct local_table t = walk(*state, &(struct local_conf){0}, HAS(4026, 5), &stats);
    const struct local_process *p = t.sockets[0].process;
    assert_non_null(p);
    assert_int_equal(t.processes_count, 1);
    assert_int_equal(t.sockets[0].holders, 1); /* open twice in one process */
    assert_int_equal(p->pid, 50);
    assert_string_equal(p->name, "it");
    assert_string_equal(p->exe, "/bin/it");
    assert_string_equal(p->cmdline, "/bin/it --flag");
    assert_string_equal(p->user, "3999999999");
    assert_string_equal(p->unit, "it.service");
    assert_null(p->container);
    assert_int_equal(sysconf(_SC_CLK_TCK), 100);
    assert_true(p->since == 1002 * NSEC_SEC + 500 * NSEC_MS);
    assert_null(t.sockets[1].process);
    assert_int_equal(t.sockets[1].holders, 0);
    assert_int_equal(stats.ownerless, 1);
    assert_int_equal(stats.hidden, 0);
    drop(&t);
}

/* A parent began before its workers, even when pids have wrapped round; systemd holds doors for others. */
static void the_right_holder(void **state)
{
    struct local_stats stats;
    add_process(*state, 1, "systemd", 1, HAS(10, 20, 30));
    add_process(*state, 40, "worker", 300, HAS(10));
    add_process(*state, 900, "master", 200, HAS(10));
    add_process(*state, 901, "worker", 300, HAS(10));
    add_process(*state, 60, "twin", 400, HAS(30));
    add_process(*state, 59, "twin", 400, HAS(30));
    struct local_table t = walk(*state, &(struct local_conf){0}, HAS(20, 10, 30, 10), &stats);
    assert_string_equal(t.sockets[0].process->name, "systemd");
    assert_int_equal(t.sockets[0].holders, 1);
    assert_int_equal(t.sockets[1].process->pid, 900);
    assert_int_equal(t.sockets[1].holders, 4);
    assert_int_equal(t.sockets[2].process->pid, 59);
    assert_int_equal(t.sockets[3].process->pid, 900);
    drop(&t);
}

/* What is not there or makes no sense leaves keys unknown. */
static void broken_processes(void **state)
{
    const struct tree *tree = *state;
    struct local_stats stats;
    add_process(tree, 1, "init", 1, HAS(0));
    add_process(tree, 50, "it", 250, HAS(10));
    add_process(tree, 51, "gone", 250, HAS(11));
    static const char *const names[] = {"50/comm",   "50/cmdline", "50/status",
                                        "50/cgroup", "50/exe",     "51/stat"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(unlinkat(tree->dir, names[i], 0), 0);
    write_text(tree->dir, "50/stat", "nonsense");
    assert_int_equal(mkdirat(tree->dir, "77", 0755), 0); /* no fd/ */
    struct local_table t = walk(tree, &(struct local_conf){0}, HAS(10, 11), &stats);
    const struct local_process *p = t.sockets[0].process;
    assert_non_null(p);
    assert_true(!p->name && !p->cmdline && !p->user && !p->unit && !p->exe);
    assert_true(p->start == 0);
    assert_null(t.sockets[1].process);
    drop(&t);
}

static void limits(void **state)
{
    struct local_stats stats;
    add_process(*state, 1, "init", 1, HAS(0));
    add_process(*state, 50, "a", 250, HAS(10));
    add_process(*state, 51, "b", 250, HAS(11));
    struct local_table t = walk(*state, &(struct local_conf){.max_processes = 1}, HAS(10, 11), &stats);
    assert_int_equal(t.processes_count, 1);
    assert_int_equal(stats.refused, 1);
    assert_true(!t.sockets[0].process != !t.sockets[1].process);
    drop(&t);
}

/* Without a look at pid 1 (hidepid, or no /proc at all) a socket without process is hidden, not ownerless. */
static void hidden(void **state)
{
    struct tree none = {.path = "/nonexistent/proc"};
    struct local_stats stats;
    add_process(*state, 50, "a", 250, HAS(10));
    struct local_table t = walk(*state, &(struct local_conf){0}, HAS(10, 11), &stats);
    assert_int_equal(stats.hidden, 1);
    assert_int_equal(stats.ownerless, 0);
    drop(&t);
    t = walk(&none, &(struct local_conf){0}, HAS(10, 11), &stats);
    assert_int_equal(stats.hidden, 2);
    drop(&t);
}

static void links_and_names(void **state)
{
    (void)state;
    static const struct {
        const char *link;
        uint32_t inode;
    } rows[] = {{"socket:[1]", 1},
                {"socket:[4294967295]", UINT32_MAX},
                {"socket:[4294967296]", 0},
                {"socket:[0]", 0},
                {"socket:[]", 0},
                {"socket:[", 0},
                {"socket:[12", 0},
                {"socket:[12]x", 0},
                {"socket:[-1]", 0},
                {"socket:[1 ]", 0},
                {"socket:[11111111111]", 0},
                {"pipe:[12]", 0},
                {"/tmp/socket:[12]", 0},
                {"", 0},
                {"socket:[01]", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(procs_inode(rows[i].link, strlen(rows[i].link)) == rows[i].inode);
    assert_true(procs_pid("1") == 1);
    assert_true(procs_pid("4194304") == 4194304);
    static const char *const bad[] = {"", "0", "self", "1a", "-1", "01", ".", "..", "12345678901"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_true(procs_pid(bad[i]) == 0);
}

#define WALK(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {WALK(one_holder),       WALK(the_right_holder),
                                       WALK(broken_processes), WALK(limits),
                                       WALK(hidden),           cmocka_unit_test(links_and_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
