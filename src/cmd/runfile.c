#include "cmd/runfile.h"

#include "cmd/statedir.h"
#include "scan/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_LONGEST 4096

static char *joined(const char *folder, const char *rest, const char *suffix)
{
    struct buf b;
    buf_init(&b, PATH_LONGEST);
    buf_puts(&b, folder);
    buf_puts(&b, rest);
    buf_puts(&b, suffix);
    if (!b.over)
        return b.data;
    buf_fini(&b);
    return NULL;
}

static void begin(struct runfile *f)
{
    *f = (struct runfile){.fd = -1};
    buf_init(&f->content, JOURNAL_FILE_MAX);
    buf_init(&f->handed, JOURNAL_PENDING_MAX);
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->turn, NULL);
}

static int name_it(struct runfile *f, const char *id, bool make)
{
    f->folder = statedir_folder("runs", make);
    if (!f->folder)
        return -ENOENT;
    char *slash = joined(f->folder, "/", "");
    f->path = slash ? joined(slash, id, ".journal") : NULL;
    free(slash);
    return f->path ? 0 : -ENOMEM;
}

int runfile_new(struct runfile *f, const char *id)
{
    begin(f);
    return name_it(f, id, true);
}

static int read_all(struct runfile *f)
{
    char piece[65536];
    ssize_t n;
    while ((n = read(f->fd, piece, sizeof piece)) > 0 && !f->content.over)
        buf_put(&f->content, piece, (size_t)n);
    f->size = f->content.len;
    return n < 0 ? -errno : f->content.over ? -EFBIG : 0;
}

/* Its arguments will be followed: nobody else may have had a hand in it. */
static int check_owner(const struct runfile *f)
{
    struct stat st;
    if (fstat(f->fd, &st) < 0)
        return -errno;
    if (!S_ISREG(st.st_mode))
        return -EINVAL;
    return st.st_uid == geteuid() && !(st.st_mode & (S_IWGRP | S_IWOTH)) ? 0 : -EPERM;
}

/* A path as it will be known when we are in another folder. */
static int take_path(struct runfile *f, const char *path)
{
    f->path = realpath(path, NULL);
    if (!f->path)
        return -errno;
    f->folder = strdup(f->path);
    if (!f->folder)
        return -ENOMEM;
    *strrchr(f->folder, '/') = 0;
    return 0;
}

int runfile_open(struct runfile *f, const char *id)
{
    begin(f);
    int e = strchr(id, '/') ? take_path(f, id) : name_it(f, id, false);
    if (e < 0)
        return e;
    f->fd = open(f->path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (f->fd < 0)
        return -errno;
    if (flock(f->fd, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? -EBUSY : -errno;
    e = check_owner(f);
    return e < 0 ? e : read_all(f);
}

int runfile_cut(struct runfile *f, uint64_t size)
{
    f->size = size;
    return ftruncate(f->fd, (off_t)size) < 0 ? -errno : 0;
}

/* The file's name is on the disk too. */
static int sync_folder(const struct runfile *f)
{
    int fd = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int e = fsync(fd) < 0 ? -errno : 0;
    close(fd);
    return e;
}

static int make_file(struct runfile *f)
{
    f->fd = open(f->path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (f->fd < 0)
        return -errno;
    return flock(f->fd, LOCK_EX | LOCK_NB) < 0 ? -errno : sync_folder(f);
}

static int write_out(struct runfile *f)
{
    const char *p = f->handed.data;
    int e = f->fd < 0 ? make_file(f) : 0;
    if (e < 0)
        return e;
    for (size_t left = f->handed.len; left;) {
        ssize_t n = write(f->fd, p, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        p += n;
        left -= (size_t)n;
    }
    return fdatasync(f->fd) < 0 ? -errno : 0;
}

static void *serve(void *ctx)
{
    struct runfile *f = ctx;
    pthread_mutex_lock(&f->lock);
    while (!f->ending || f->busy) {
        if (!f->busy) {
            pthread_cond_wait(&f->turn, &f->lock);
            continue;
        }
        pthread_mutex_unlock(&f->lock);
        int e = write_out(f);
        pthread_mutex_lock(&f->lock);
        f->error = f->error ? f->error : e;
        f->busy = false;
        pthread_cond_broadcast(&f->turn);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

int runfile_append(struct runfile *f, const void *data, size_t len)
{
    if (!f->path)
        return -ENOENT;
    if (f->size + len > JOURNAL_FILE_MAX)
        return -EFBIG;
    if (!f->threaded)
        f->threaded = pthread_create(&f->thread, NULL, serve, f) == 0;
    pthread_mutex_lock(&f->lock);
    int e = f->error ? f->error : f->busy ? -EAGAIN : 0;
    if (e == 0) {
        buf_clear(&f->handed);
        buf_put(&f->handed, data, len);
        e = f->handed.over ? -ENOMEM : 0;
        f->busy = e == 0 && f->threaded;
        f->size += e == 0 ? len : 0;
        pthread_cond_broadcast(&f->turn);
    }
    pthread_mutex_unlock(&f->lock);
    return e == 0 && !f->threaded ? write_out(f) : e;
}

void runfile_wait(struct runfile *f)
{
    pthread_mutex_lock(&f->lock);
    while (f->busy)
        pthread_cond_wait(&f->turn, &f->lock);
    pthread_mutex_unlock(&f->lock);
}

int runfile_close(struct runfile *f, bool remove)
{
    if (f->threaded) {
        pthread_mutex_lock(&f->lock);
        f->ending = true;
        pthread_cond_broadcast(&f->turn);
        pthread_mutex_unlock(&f->lock);
        pthread_join(f->thread, NULL);
    }
    if (remove && f->fd >= 0)
        (void)unlink(f->path);
    if (f->fd >= 0)
        close(f->fd);
    pthread_mutex_destroy(&f->lock);
    pthread_cond_destroy(&f->turn);
    buf_fini(&f->content);
    buf_fini(&f->handed);
    free(f->path);
    free(f->folder);
    f->path = f->folder = NULL;
    f->fd = -1;
    f->threaded = false;
    return f->error;
}
