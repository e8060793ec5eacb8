#include "sys/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

/* Events taken from the kernel at once; more are had by the next call. */
enum { BATCH = 64 };

struct loop {
    int epoll;
    bool old_kernel; /* epoll_pwait2 is missing: found out once */
};

int loop_new(struct loop **ret)
{
    struct loop *l = calloc(1, sizeof *l);
    if (!l)
        return -ENOMEM;
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (l->epoll < 0) {
        int error = errno;
        free(l);
        return -error;
    }
    *ret = l;
    return 0;
}

void loop_free(struct loop *l)
{
    if (!l)
        return;
    close(l->epoll);
    free(l);
}

static int control(struct loop *l, int op, int fd, uint32_t what, uint64_t tag)
{
    struct epoll_event e = {.data.u64 = tag};
    if (what & LOOP_IN)
        e.events |= EPOLLIN;
    if (what & LOOP_OUT)
        e.events |= EPOLLOUT;
    return epoll_ctl(l->epoll, op, fd, &e) < 0 ? -errno : 0;
}

int loop_add(struct loop *l, int fd, uint32_t what, uint64_t tag)
{
    return control(l, EPOLL_CTL_ADD, fd, what, tag);
}

int loop_set(struct loop *l, int fd, uint32_t what, uint64_t tag)
{
    return control(l, EPOLL_CTL_MOD, fd, what, tag);
}

void loop_remove(struct loop *l, int fd)
{
    (void)control(l, EPOLL_CTL_DEL, fd, 0, 0);
}

/* Before Linux 5.11 epoll counts in milliseconds; ppoll always counted in nanoseconds. */
static int wait_old(struct loop *l, struct epoll_event *e, int cap, const struct timespec *t)
{
    struct pollfd p = {.fd = l->epoll, .events = POLLIN};
    int n = ppoll(&p, 1, t, NULL);
    return n <= 0 ? n : epoll_wait(l->epoll, e, cap, 0);
}

static int wait_any(struct loop *l, struct epoll_event *e, int cap, const struct timespec *t)
{
    if (!l->old_kernel) {
        int n = epoll_pwait2(l->epoll, e, cap, t, NULL);
        if (n >= 0 || errno != ENOSYS)
            return n;
        l->old_kernel = true;
    }
    return wait_old(l, e, cap, t);
}

int loop_wait(struct loop *l, nsec timeout, struct loop_event *out, uint32_t cap)
{
    struct epoll_event e[BATCH];
    nsec left = nsec_max(timeout, 0);
    struct timespec t = {.tv_sec = left / NSEC_SEC, .tv_nsec = left % NSEC_SEC};
    int n = wait_any(l, e, cap < BATCH ? (int)cap : BATCH, timeout == NSEC_NEVER ? NULL : &t);
    if (n < 0)
        return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < n; i++) {
        uint32_t ready = 0;
        if (e[i].events & EPOLLIN)
            ready |= LOOP_IN;
        if (e[i].events & EPOLLOUT)
            ready |= LOOP_OUT;
        if (e[i].events & (EPOLLERR | EPOLLHUP))
            ready |= LOOP_ERR;
        out[i] = (struct loop_event){.tag = e[i].data.u64, .ready = ready};
    }
    return n;
}

int loop_precise(void)
{
    return prctl(PR_SET_TIMERSLACK, 1UL) < 0 ? -errno : 0;
}

int loop_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    int r = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (r)
        return -r;
    signal(SIGPIPE, SIG_IGN);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int loop_signal_take(int fd)
{
    struct signalfd_siginfo s;
    return read(fd, &s, sizeof s) == sizeof s ? (int)s.ssi_signo : 0;
}

int loop_flag(void)
{
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

void loop_flag_raise(int fd)
{
    uint64_t one = 1;
    int error = errno; /* may run in a signal handler */
    ssize_t n = write(fd, &one, sizeof one);
    (void)n; /* fails only when raised 2^64 - 1 times: it is up then */
    errno = error;
}

uint64_t loop_flag_take(int fd)
{
    uint64_t n;
    return read(fd, &n, sizeof n) == sizeof n ? n : 0;
}
