#include "sys/priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/sockios.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What Landlock's first version (Linux 5.13) knows; "refer" (5.19) and "truncate" (6.2) came later and are
 * taken where the kernel has them. */
#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_WRITE                                                                                             \
    (FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                               \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG)
#define FS_ALL      ((UINT64_C(1) << 13) - 1) /* version 1: execute … make_sym */
#define FS_REFER    (UINT64_C(1) << 13)       /* version 2 */
#define FS_TRUNCATE (UINT64_C(1) << 14)       /* version 3 */
#define FS_ON_FILE  (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE)

static int allow_path(int ruleset, const char *path, uint64_t access)
{
    struct stat st;
    struct landlock_path_beneath_attr rule = {.parent_fd = open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0)
        return errno == ENOENT || errno == EACCES || errno == ENOTDIR ? 0 : -errno;
    int r = fstat(rule.parent_fd, &st) < 0 ? -errno : 0;
    rule.allowed_access = r == 0 && !S_ISDIR(st.st_mode) ? access & FS_ON_FILE : access;
    if (r == 0 && syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
        r = -errno;
    close(rule.parent_fd);
    return r;
}

static int allow_paths(int ruleset, const char *const *paths, uint64_t access)
{
    int r = 0;
    for (; r == 0 && paths && *paths; paths++)
        r = allow_path(ruleset, *paths, access);
    return r;
}

/* 1 when it holds, 0 when the kernel has no Landlock, negative errno. */
static int close_files(const struct priv_conf *conf)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return 0;
    uint64_t later = (version >= 2 ? FS_REFER : 0) | (version >= 3 ? FS_TRUNCATE : 0);
    struct landlock_ruleset_attr all = {.handled_access_fs = FS_ALL | later};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (ruleset < 0)
        return -errno;
    int r = allow_paths(ruleset, conf->read, FS_READ);
    if (r == 0)
        r = allow_paths(ruleset, conf->write, FS_WRITE | later);
    if (r == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
        r = -errno;
    close(ruleset);
    return r < 0 ? r : 1;
}

#define CALL(name) SCMP_SYS(name)

/* What is left to do when everything is open: move bytes, wait, remember, end. */
static const int always[] = {
    CALL(read),
    CALL(write),
    CALL(readv),
    CALL(writev),
    CALL(pread64),
    CALL(pwrite64),
    CALL(lseek),
    CALL(close),
    CALL(fsync),
    CALL(fdatasync),
    CALL(ftruncate),
    CALL(fstat),
    CALL(newfstatat),
    CALL(statx),
    CALL(fcntl),
    CALL(flock),
    CALL(sendto),
    CALL(sendmsg),
    CALL(sendmmsg),
    CALL(recvfrom),
    CALL(recvmsg),
    CALL(recvmmsg),
    CALL(getsockopt),
    CALL(getsockname),
    CALL(getpeername),
    CALL(shutdown),
    CALL(epoll_create1),
    CALL(epoll_ctl),
    CALL(epoll_wait),
    CALL(epoll_pwait),
    CALL(epoll_pwait2),
    CALL(poll),
    CALL(ppoll),
    CALL(select),
    CALL(pselect6),
    CALL(eventfd2),
    CALL(timerfd_settime),
    CALL(pipe2),
    CALL(clock_gettime),
    CALL(clock_getres),
    CALL(gettimeofday),
    CALL(time),
    CALL(nanosleep),
    CALL(clock_nanosleep),
    CALL(mremap),
    CALL(munmap),
    CALL(madvise),
    CALL(brk),
    CALL(futex),
    CALL(sched_yield),
    CALL(sched_getaffinity),
    CALL(getcpu),
    CALL(rseq),
    CALL(set_robust_list),
    CALL(membarrier),
    CALL(rt_sigaction),
    CALL(rt_sigprocmask),
    CALL(rt_sigreturn),
    CALL(sigaltstack),
    CALL(restart_syscall),
    CALL(getpid),
    CALL(getpgrp),
    CALL(getpgid),
    CALL(gettid),
    CALL(getuid),
    CALL(geteuid),
    CALL(getgid),
    CALL(getegid),
    CALL(getrandom),
    CALL(getrusage),
    CALL(sysinfo),
    CALL(uname),
    CALL(getrlimit),
    CALL(prlimit64),
    CALL(tgkill),
    CALL(exit),
    CALL(exit_group),
};

static const int sockets[] = {
    CALL(socket), CALL(socketpair), CALL(connect), CALL(bind), CALL(listen), CALL(accept4), CALL(setsockopt),
};

static const int threads[] = {
    CALL(clone),
    CALL(clone3),
    CALL(set_tid_address),
    CALL(prctl),
};

static const int reading[] = {
    CALL(access),   CALL(faccessat),  CALL(faccessat2), CALL(stat),   CALL(lstat),
    CALL(readlink), CALL(readlinkat), CALL(getdents64), CALL(getcwd),
};

static const int writing[] = {
    CALL(open),     CALL(openat),    CALL(unlink),    CALL(unlinkat),  CALL(rename),
    CALL(renameat), CALL(renameat2), CALL(mkdir),     CALL(mkdirat),   CALL(fchmod),
    CALL(fchown),   CALL(chmod),     CALL(utimensat), CALL(fallocate), CALL(msync),
};

/* Calls that this architecture does not have are passed over by libseccomp (pseudo system call numbers). */
static int allow(scmp_filter_ctx c, const int *calls, size_t n)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < n; i++)
        r = seccomp_rule_add(c, SCMP_ACT_ALLOW, calls[i], 0);
    return r;
}

#define ALLOW(c, table) allow(c, table, sizeof table / sizeof *table)

/* Calls allowed only when certain bits of one argument have a certain value. */
static const struct narrow {
    int call;
    unsigned argument;
    scmp_datum_t mask, value;
} narrow_always[] =
    {
        {CALL(mmap), 2, PROT_EXEC, 0}, /* memory, but no new code */
        {CALL(mprotect), 2, PROT_EXEC, 0},
        {CALL(ioctl), 1, UINT32_MAX, TCGETS}, /* what stdio and a progress line ask of a terminal or pipe */
        {CALL(ioctl), 1, UINT32_MAX, TIOCGWINSZ},
        {CALL(ioctl), 1, UINT32_MAX, TCSETS}, /* a terminal that hands over single keys, and back */
        {CALL(ioctl), 1, UINT32_MAX, TIOCGPGRP},
        {CALL(ioctl), 1, UINT32_MAX, FIONREAD},
        {CALL(socket), 0, UINT32_MAX, AF_UNIX},    /* what an interface is called is asked over a socket, */
        {CALL(ioctl), 1, UINT32_MAX, SIOCGIFNAME}, /* which can be connected to nothing */
},
  narrow_reading[] = {
      {CALL(openat), 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY},
      {CALL(open), 1, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY},
};

/* With bind() itself, which gives nobody a socket. */
static const struct narrow narrow_links[] = {{CALL(setsockopt), 1, UINT32_MAX, SOL_PACKET}};

static int allow_narrow(scmp_filter_ctx c, const struct narrow *rows, size_t n)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < n; i++)
        r = seccomp_rule_add(c, SCMP_ACT_ALLOW, rows[i].call, 1,
                             SCMP_CMP(rows[i].argument, SCMP_CMP_MASKED_EQ, rows[i].mask, rows[i].value));
    return r;
}

static bool given(const char *const *paths)
{
    return paths && *paths;
}

static int fill(scmp_filter_ctx c, const struct priv_conf *conf)
{
    bool threaded = conf->flags & PRIV_THREADS;
    /* glibc tries clone3 first and falls back only for ENOSYS. */
    int r = threaded ? 0 : seccomp_rule_add(c, SCMP_ACT_ERRNO(ENOSYS), CALL(clone3), 0);
    if (r == 0)
        r = ALLOW(c, always);
    if (r == 0)
        r = allow_narrow(c, narrow_always, sizeof narrow_always / sizeof *narrow_always);
    if (r == 0 && (conf->flags & PRIV_GUESTS))
        r = seccomp_rule_add(c, SCMP_ACT_ALLOW, CALL(accept4), 0);
    if (r == 0 && (conf->flags & PRIV_LINKS))
        r = seccomp_rule_add(c, SCMP_ACT_ALLOW, CALL(bind), 0);
    if (r == 0 && (conf->flags & PRIV_LINKS) && !(conf->flags & PRIV_SOCKETS))
        r = allow_narrow(c, narrow_links, 1);
    if (r == 0 && (conf->flags & PRIV_SOCKETS))
        r = ALLOW(c, sockets);
    if (r == 0 && threaded)
        r = ALLOW(c, threads);
    if (r == 0 && (given(conf->read) || given(conf->write)))
        r = ALLOW(c, reading);
    if (r == 0 && given(conf->write))
        r = ALLOW(c, writing);
    else if (r == 0 && given(conf->read))
        r = allow_narrow(c, narrow_reading, sizeof narrow_reading / sizeof *narrow_reading);
    return r;
}

/* 1 when it holds, 0 when the kernel has no seccomp filters, negative errno. */
static int close_calls(const struct priv_conf *conf)
{
    scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!c)
        return -ENOMEM;
    /* A balanced tree instead of a list: sendmmsg() stands behind a hundred others (before Linux 5.11 caches
     * it). */
    int r = seccomp_attr_set(c, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (r == 0)
        r = fill(c, conf);
    if (r == 0)
        r = seccomp_load(c);
    seccomp_release(c);
    return r == -ENOSYS || r == -EINVAL ? 0 : r < 0 ? r : 1;
}

int priv_confine(const struct priv_conf *conf, unsigned *ret_by)
{
    unsigned by = 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) < 0)
        return -errno;
    int r = close_files(conf);
    if (r < 0)
        return r;
    by |= r ? PRIV_BY_LANDLOCK : 0;
    r = close_calls(conf);
    if (r < 0)
        return r;
    by |= r ? PRIV_BY_SECCOMP : 0;
    *ret_by = by;
    return 0;
}
