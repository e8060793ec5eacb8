#include "report/out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SPILL = 64 << 10, BUF_MAX = 64 << 20, TENTH_MS = 100 };

struct out *out_new(int fd)
{
    struct out *o = calloc(1, sizeof *o);
    if (!o)
        return NULL;
    buf_init(&o->buf, BUF_MAX);
    struct stat st;
    o->fd = fd;
    o->file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    o->patience = OUT_PATIENCE;
    return o;
}

int out_open(const char *path, struct out **ret)
{
    int fd = STDOUT_FILENO;
    if (strcmp(path, "-") != 0)
        fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644);
    if (fd < 0)
        return -errno;
    struct out *o = out_new(fd);
    if (!o) {
        if (fd != STDOUT_FILENO)
            close(fd);
        return -ENOMEM;
    }
    *ret = o;
    return 0;
}

int out_empty(struct out *o)
{
    return o->file && o->fd != STDOUT_FILENO && ftruncate(o->fd, 0) < 0 ? -errno : 0;
}

bool out_never_waits(const struct out *o)
{
    struct stat st;
    return o->file || (fstat(o->fd, &st) == 0 && S_ISCHR(st.st_mode) && !isatty(o->fd));
}

bool out_same(const struct out *a, const struct out *b)
{
    struct stat x, y;
    return fstat(a->fd, &x) == 0 && fstat(b->fd, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino &&
           !S_ISCHR(x.st_mode);
}

int out_room(int fd, const int *stop, int *patience)
{
    bool stopping = *patience < OUT_PATIENCE;
    for (;;) {
        struct pollfd p[] = {{.fd = fd, .events = POLLOUT},
                             {.fd = stop && !stopping ? *stop : -1, .events = POLLIN}};
        int n = poll(p, 2, !stopping ? -1 : *patience > 0 ? TENTH_MS : 0);
        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0 && p[0].revents)
            return 0;
        if (n == 0 && *patience > 0)
            --*patience;
        if (n == 0 && *patience == 0)
            return -ETIMEDOUT;
        stopping |= n > 0;
    }
}

/* One write(), of what surely goes in at once: a longer one would wait inside. Somebody may have left a
 * shared stdout non-blocking: then it waits as a blocking one would. */
static int write_some(struct out *o, const char *data, size_t n, size_t *ret_done)
{
    int e = o->file ? 0 : out_room(o->fd, o->stop, &o->patience);
    if (e < 0)
        return e;
    ssize_t w = write(o->fd, data, o->file || n < PIPE_BUF ? n : PIPE_BUF);
    if (w > 0)
        *ret_done += (size_t)w;
    if (w >= 0)
        return w == 0 ? -EIO : 0;
    return errno == EINTR || errno == EAGAIN ? 0 : -errno;
}

/* Returns how much of it went in. */
static size_t write_all(struct out *o, const char *data, size_t n)
{
    size_t done = 0;
    while (!o->error && done < n)
        o->error = write_some(o, data + done, n - done, &done);
    return done;
}

/* There was no room for what stands behind the first `done` bytes: that waits. */
static void keep(struct out *o, size_t done)
{
    o->error = 0;
    o->buf.len -= done;
    memmove(o->buf.data, o->buf.data + done, o->buf.len + 1);
}

int out_flush(struct out *o)
{
    if (!o->error && o->buf.over)
        o->error = o->full ? -ENOSPC : -ENOMEM;
    bool well = !o->error;
    if (o->wipes && o->buf.len)
        write_all(o, "\r\33[K", 4);
    size_t done = write_all(o, o->buf.data, o->buf.len);
    o->full = well && o->waits && (o->error == -ENOSPC || o->error == -EDQUOT);
    if (o->full)
        keep(o, done);
    else
        buf_clear(&o->buf);
    return o->full ? OUT_E_FULL : o->error;
}

int out_put(struct out *o)
{
    return o->buf.len >= SPILL || o->buf.over || o->error ? out_flush(o) : 0;
}

int out_flush_tail(struct out *o, const char *tail)
{
    int r = out_flush(o);
    off_t at = r < 0 || o->fd == STDOUT_FILENO ? -1 : lseek(o->fd, 0, SEEK_CUR);
    if (at < 0)
        return r;
    for (size_t done = 0, n = strlen(tail); !o->error && done < n;) {
        ssize_t w = pwrite(o->fd, tail + done, n - done, at + (off_t)done);
        if (w > 0)
            done += (size_t)w;
        else if (w == 0 || errno != EINTR)
            o->error = w == 0 ? -EIO : -errno;
    }
    o->tailed = true;
    return o->error;
}

/* The last tail may be longer than what was written in its place. */
static int cut_tail(struct out *o)
{
    off_t at = o->tailed ? lseek(o->fd, 0, SEEK_CUR) : -1;
    return at >= 0 && ftruncate(o->fd, at) < 0 && errno != EINVAL ? -errno : 0;
}

int out_close(struct out *o)
{
    if (!o)
        return 0;
    int r = out_flush(o);
    if (r == 0)
        r = cut_tail(o);
    if (r == OUT_E_FULL) /* waited in vain */
        r = -ENOSPC;
    if (o->fd != STDOUT_FILENO && close(o->fd) < 0 && r == 0 && errno != EINTR)
        r = -errno;
    buf_fini(&o->buf);
    free(o);
    return r;
}
