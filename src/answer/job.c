#include "answer/job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct text {
    int fd; /* in memory */
};

struct queue {
    struct text waiting[JOB_WAITING]; /* a ring */
    unsigned first, n;
    struct child {
        pid_t pid; /* 0 = free */
        nsec since;
        bool killed;
    } child[JOB_RUNNING];
    struct job_stats stats;
};

struct jobs {
    const struct job_hook *hook;
    unsigned hooks;
    struct queue queue[JOB_HOOKS];
};

struct jobs *jobs_new(const struct job_hook *hooks, unsigned n)
{
    struct jobs *j = n <= JOB_HOOKS ? calloc(1, sizeof *j) : NULL;
    if (j) {
        j->hook = hooks;
        j->hooks = n;
    }
    return j;
}

void jobs_free(struct jobs *j)
{
    for (unsigned i = 0; j && i < j->hooks; i++) {
        struct queue *q = &j->queue[i];
        for (unsigned k = 0; k < q->n; k++)
            close(q->waiting[(q->first + k) % JOB_WAITING].fd);
        for (unsigned k = 0; k < JOB_RUNNING; k++) {
            if (!q->child[k].pid)
                continue;
            kill(-q->child[k].pid, SIGKILL);
            waitpid(q->child[k].pid, NULL, 0);
        }
    }
    free(j);
}

/* A file in memory is a standard input that never blocks whoever fills it. */
static int memory_file(const char *text, size_t n)
{
    int fd = memfd_create("alert", MFD_CLOEXEC);
    for (size_t at = 0; fd >= 0 && at < n;) {
        ssize_t k = write(fd, text + at, n - at);
        if (k <= 0) {
            close(fd);
            return -1;
        }
        at += (size_t)k;
    }
    if (fd >= 0)
        (void)lseek(fd, 0, SEEK_SET);
    return fd;
}

bool jobs_add(struct jobs *j, unsigned hook, const char *text, size_t n)
{
    struct queue *q = &j->queue[hook];
    int fd = q->n < JOB_WAITING ? memory_file(text, n) : -1;
    if (fd < 0) {
        q->stats.dropped++;
        return false;
    }
    q->waiting[(q->first + q->n++) % JOB_WAITING].fd = fd;
    return true;
}

/* In the child. Its group is its own, so that it can be ended with all that it started. */
static _Noreturn void become(const struct job_hook *h, int input)
{
    sigset_t none;
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    setpgid(0, 0);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    bool fine = nothing >= 0 && dup2(input, 0) == 0 && dup2(nothing, 1) == 1 && dup2(nothing, 2) == 2;
    if (fine && (!h->prepare || h->prepare() == 0))
        execvp(h->argv[0], (char *const *)h->argv);
    _exit(127); /* house: allow, the child's own end */
}

static void start(struct queue *q, const struct job_hook *h, struct child *c, nsec now)
{
    int fd = q->waiting[q->first].fd;
    q->first = (q->first + 1) % JOB_WAITING;
    q->n--;
    pid_t pid = fork();
    if (pid == 0)
        become(h, fd);
    close(fd);
    if (pid < 0) {
        q->stats.failed++;
        q->stats.last = 127;
        return;
    }
    setpgid(pid, pid); /* whoever of both comes first */
    *c = (struct child){.pid = pid, .since = now};
}

static void take_in(struct queue *q, struct child *c, int status)
{
    int how = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (c->killed)
        q->stats.late++;
    else if (how)
        q->stats.failed++;
    else
        q->stats.done++;
    if (how)
        q->stats.last = how;
    c->pid = 0;
}

static void look(struct queue *q, struct child *c, nsec now)
{
    int status = 0;
    pid_t r = waitpid(c->pid, &status, WNOHANG);
    if (r == c->pid || (r < 0 && errno == ECHILD)) {
        take_in(q, c, r < 0 ? 127 << 8 : status);
    } else if (!c->killed && now - c->since >= JOB_PATIENCE) {
        c->killed = true;
        kill(-c->pid, SIGKILL);
    }
}

bool jobs_step(struct jobs *j, nsec now)
{
    bool busy = false;
    for (unsigned i = 0; i < j->hooks; i++) {
        struct queue *q = &j->queue[i];
        unsigned most = j->hook[i].alone ? 1 : JOB_RUNNING;
        for (unsigned k = 0; k < most; k++) {
            if (q->child[k].pid)
                look(q, &q->child[k], now);
            if (!q->child[k].pid && q->n)
                start(q, &j->hook[i], &q->child[k], now);
            busy |= q->child[k].pid != 0;
        }
        busy |= q->n > 0;
    }
    return busy;
}

const struct job_stats *jobs_stats(const struct jobs *j, unsigned hook)
{
    return &j->queue[hook].stats;
}
