#include "local/priv_procs.h"

#include "base/grow.h"
#include "local/priv_process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NOBODY = UINT32_MAX };

/* A wanted socket and the best of its holders so far. */
struct want {
    uint32_t inode, holders;
    uint32_t best; /* index of a process, or NOBODY */
    uint64_t seen; /* pid that was last counted, since a process may have it open twice */
};

struct walk {
    struct local_table *t;
    struct local_stats *stats;
    struct want *want; /* owned, sorted by inode */
    size_t wants, max;
    uint64_t btime;
    bool saw_init; /* the descriptors of pid 1 could be read: then every process's can */
};

uint64_t procs_pid(const char *name)
{
    uint64_t pid = 0;
    size_t n = strlen(name);
    if (n == 0 || n > 10 || *name == '0')
        return 0;
    for (; *name >= '0' && *name <= '9'; name++)
        pid = pid * 10 + (uint64_t)(*name - '0');
    return *name ? 0 : pid;
}

uint32_t procs_inode(const char *link, size_t n)
{
    static const char head[] = "socket:[";
    char digits[11] = {0};
    if (n < sizeof head + 1 || n > sizeof head + 10 || memcmp(link, head, sizeof head - 1) != 0 ||
        link[n - 1] != ']')
        return 0;
    memcpy(digits, link + sizeof head - 1, n - sizeof head);
    uint64_t inode = procs_pid(digits); /* the same grammar */
    return inode <= UINT32_MAX ? (uint32_t)inode : 0;
}

static int by_inode(const void *a, const void *b)
{
    uint32_t x = ((const struct want *)a)->inode, y = ((const struct want *)b)->inode;
    return x < y ? -1 : x > y;
}

static struct want *find(const struct walk *w, uint32_t inode)
{
    struct want key = {.inode = inode};
    return inode && w->wants ? bsearch(&key, w->want, w->wants, sizeof key, by_inode) : NULL;
}

/* 0 and *ret, an index into t->processes; -ENOMEM, -ESRCH, or -ENOSPC for the limit. */
static int add_process(struct walk *w, int dir, uint64_t pid, uint32_t *ret)
{
    struct local_table *t = w->t;
    if (t->processes_count >= w->max)
        return -ENOSPC;
    struct local_process *p = grow_one(t->processes, t->processes_count, sizeof *p);
    if (!p)
        return -ENOMEM;
    t->processes = p;
    int r = process_read(dir, pid, w->btime, &t->processes[t->processes_count]);
    if (r == 0)
        *ret = (uint32_t)t->processes_count++;
    return r;
}

static bool steps_back(const struct local_process *p)
{
    return p->name && strcmp(p->name, "systemd") == 0;
}

static bool is_better(const struct local_process *a, const struct local_process *b)
{
    if (steps_back(a) != steps_back(b))
        return steps_back(b);
    return a->start != b->start ? a->start < b->start : a->pid < b->pid;
}

static void claim(struct walk *w, struct want *want, uint32_t index)
{
    const struct local_process *p = w->t->processes;
    if (want->seen == p[index].pid)
        return;
    want->seen = p[index].pid;
    want->holders++;
    if (want->best == NOBODY || is_better(&p[index], &p[want->best]))
        want->best = index;
}

/* The descriptors of one process; its facts are read when the first one is wanted. Takes `fds`. */
static int walk_fds(struct walk *w, int dir, uint64_t pid, DIR *fds)
{
    uint32_t index = NOBODY;
    int r = 0;
    for (struct dirent *e; r == 0 && (e = readdir(fds));) {
        char link[32];
        ssize_t n = e->d_name[0] == '.' ? -1 : readlinkat(dirfd(fds), e->d_name, link, sizeof link);
        struct want *want = n > 0 ? find(w, procs_inode(link, (size_t)n)) : NULL;
        if (want && index == NOBODY)
            r = add_process(w, dir, pid, &index);
        if (want && r == 0)
            claim(w, want, index);
    }
    closedir(fds);
    w->stats->refused += r == -ENOSPC;
    return r == -ENOSPC || r == -ESRCH ? 0 : r;
}

static bool is_ours(int error)
{
    return error == ENOMEM || error == EMFILE || error == ENFILE;
}

static int walk_process(struct walk *w, int proc, const char *name, uint64_t pid)
{
    int dir = openat(proc, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = dir < 0 ? -1 : openat(dir, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *fds = fd < 0 ? NULL : fdopendir(fd);
    int error = fds ? 0 : errno, r = is_ours(error) ? -error : 0;
    if (fds) {
        w->saw_init |= pid == 1;
        r = walk_fds(w, dir, pid, fds);
    } else if (fd >= 0) {
        close(fd);
    }
    w->stats->unread += error == EACCES || error == EPERM;
    if (dir >= 0)
        close(dir);
    return r;
}

static int walk_all(struct walk *w, const char *path)
{
    char text[1 << 14];
    DIR *proc = opendir(path);
    if (!proc)
        return is_ours(errno) ? -errno : 0;
    int r = 0;
    if (process_file(dirfd(proc), "stat", text, sizeof text) > 0)
        w->btime = process_btime(text);
    for (struct dirent *e; r == 0 && (e = readdir(proc));) {
        uint64_t pid = procs_pid(e->d_name);
        if (pid)
            r = walk_process(w, dirfd(proc), e->d_name, pid);
    }
    closedir(proc);
    return r;
}

static int make_wants(struct walk *w)
{
    w->want = calloc(w->t->count + 1, sizeof *w->want);
    if (!w->want)
        return -ENOMEM;
    for (size_t i = 0; i < w->t->count; i++)
        w->want[i] = (struct want){.inode = w->t->sockets[i].inode, .best = NOBODY};
    qsort(w->want, w->t->count, sizeof *w->want, by_inode);
    for (size_t i = 0; i < w->t->count; i++)
        if (!w->wants || w->want[w->wants - 1].inode != w->want[i].inode)
            w->want[w->wants++] = w->want[i];
    return 0;
}

static void settle(const struct walk *w)
{
    bool sees_all = w->saw_init && !w->stats->unread;
    for (size_t i = 0; i < w->t->count; i++) {
        struct local_socket *s = &w->t->sockets[i];
        const struct want *want = find(w, s->inode);
        s->holders = want ? want->holders : 0;
        s->process = want && want->best != NOBODY ? &w->t->processes[want->best] : NULL;
        w->stats->hidden += !s->process && !sees_all;
        w->stats->ownerless += !s->process && sees_all;
    }
}

int procs_walk(const struct local_conf *conf, struct local_table *t, struct local_stats *stats)
{
    struct walk w = {
        .t = t, .stats = stats, .max = conf->max_processes ? conf->max_processes : LOCAL_PROCESSES_MAX};
    int r = make_wants(&w);
    if (r == 0)
        r = walk_all(&w, conf->proc ? conf->proc : "/proc");
    if (r == 0)
        settle(&w);
    free(w.want);
    return r;
}
