/* Where an output writes: a file, or stdout. Text is appended to `buf` and written through in large pieces.
 * The first error (-ENOSPC, -EPIPE, -EIO, …) is kept and comes back from every later call; what is appended
 * after it is dropped. Written straight to its place, so that a run that dies leaves what it had found. cmd/
 * ignores SIGPIPE and opens outputs before it drops privileges. A reader that takes nothing stops the writer,
 * but not past the signal that `stop` tells of: then the error is -ETIMEDOUT. */
#pragma once

#include "base/buf.h"

#include <sys/types.h>

struct out {
    struct buf buf;  /* append here, then call out_put() */
    int fd;          /* owned unless it is stdout */
    int error;       /* 0 or negative errno */
    bool tailed;     /* a tail stands behind the end of the file */
    bool file;       /* a regular one: writing never waits for a reader */
    bool waits;      /* a file without room gets what it was to get once there is. Set by the owner */
    bool full;       /* it has none now, and something waits */
    bool wipes;      /* a status line may stand where we write: it goes first. Set by the owner */
    const int *stop; /* borrowed, NULL = none: see out_room() */
    int patience;
};

#define OUT_E_FULL 1 /* out->waits: nothing is lost yet */
#define OUT_PATIENCE                                                                                         \
    10 /* tenths of a second that a reader who takes nothing is waited for when all should end */

/* Opens `path` for writing (mode 0644 less umask), and leaves what is in it; or stdout for "-". A FIFO waits
 * for its reader. 0 and *ret, to be freed by out_close(); or negative errno of open(), -ENOMEM. */
int out_open(const char *path, struct out **ret);
/* Empties a file opened by out_open(). 0 or negative errno. */
int out_empty(struct out *o);
/* Does writing into it never wait for a reader? Files, and devices but terminals. */
bool out_never_waits(const struct out *o);
/* Do both write into the same file or pipe, and so into each other? Devices (/dev/null, a terminal) are
 * shared by custom. */
bool out_same(const struct out *a, const struct out *b);
/* The same over a descriptor, which it owns from then on (1 = stdout is never closed). NULL when memory is
 * out: the descriptor is then still the caller's. */
struct out *out_new(int fd);

/* Waits until fd takes PIPE_BUF bytes at once: for ever, or, once the descriptor *stop is readable (a signal
 * came; -1 or NULL = never), while *patience lasts, which begins at OUT_PATIENCE. 0; -ETIMEDOUT when it is
 * over, from then on without waiting; another negative errno of poll(). */
int out_room(int fd, const int *stop, int *patience);

/* To be called after each piece (a record, a table row): writes when much has gathered. 0 or the kept error.
 */
int out_put(struct out *o);
/* Writes everything. 0; OUT_E_FULL (also of out_put()): what found no room is tried again by the next call, as long as
 * the buffer has place for what comes (64 MiB); or the kept error. */
int out_flush(struct out *o);
/* out_flush(), and then, if this is a file of its own (not a pipe, not stdout), puts `tail` behind the end
 * without moving it: the next piece overwrites it. So an XML file is complete after every flush, whatever
 * happens next. */
int out_flush_tail(struct out *o, const char *tail);
/* out_flush(), closes (an error that only close() reports counts) and frees. NULL is fine: 0. */
int out_close(struct out *o);
