/* The file that a run's journal is kept in: made, locked, read, appended to, removed. Appending hands the
 * bytes to a thread that writes and syncs them, so that a slow disk never holds up the sender. */
#pragma once

#include "base/buf.h"

#include <pthread.h>
#include <stdint.h>

struct runfile {
    char *path, *folder; /* owned; NULL = none */
    int fd;              /* -1 until the first byte; locked for as long as it is open */
    struct buf content;  /* what it held when it was opened */
    struct buf handed;   /* belongs to the thread while `busy` */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    bool threaded, busy, ending; /* under `lock`, but for `threaded` */
    int error;                   /* of the last writing; negative errno, under `lock` */
    uint64_t size;               /* handed over so far */
};

/* For a new run, in "runs" of the state folder (statedir.h): nothing is touched before the first append. 0 or
 * -ENOMEM, -ENOENT without a folder. */
int runfile_new(struct runfile *f, const char *id);

/* Opens that of an earlier run, an id or (with a slash) a path, and reads it into `content`. 0; -errno of
 * opening and reading; -EBUSY when that run is still under way; -EPERM when somebody else could have written
 * it; -EFBIG. */
int runfile_open(struct runfile *f, const char *id);
/* Forgets what stands behind its first `size` bytes. 0 or -errno. */
int runfile_cut(struct runfile *f, uint64_t size);

/* Takes the bytes over. 0; -EAGAIN when the last ones are still being written: come back later; -errno when
 * writing failed, now or last time: the file is then given up. */
int runfile_append(struct runfile *f, const void *data, size_t len);

/* Waits until runfile_append() can be called again. */
void runfile_wait(struct runfile *f);

/* Waits until all is on the disk, ends the thread, and removes the file if wanted. 0 or -errno of writing. */
int runfile_close(struct runfile *f, bool remove);
