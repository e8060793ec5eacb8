#include "watch/bytes/follow.h"

#include "watch/bytes/priv_follow.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* By so much later its successor was written: nobody writes to a file any more. */
#define QUIET NSEC_MINUTE

/* --- the file of the name grows, is cut, or has a successor */

/* A pipe, as far as it has something: it is never waited for. */
static ssize_t read_pipe(struct stream *s, uint8_t *to, size_t cap)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0 ? stream_read(s, to, cap) : -EAGAIN;
}

/* A pipe with a name: who writes to it may go, and another come. */
static ssize_t read_named_pipe(struct stream *s, uint8_t *to, size_t cap)
{
    ssize_t n = stream_read(s, to, cap);
    return n ? n : -EAGAIN;
}

/* The file that has the name now, unless it is the one that is open; -1 = none. */
static int next_file(const struct stream *s, struct stat *there)
{
    struct stat here;
    const char *path = s->follow->path;
    if (stat(path, there) < 0 || !S_ISREG(there->st_mode)) /* a device may do things when it is opened */
        return -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return -1;
    if (fstat(s->fd, &here) == 0 && fstat(fd, there) == 0 && S_ISREG(there->st_mode) &&
        !is_same(&here, there))
        return fd;
    close(fd);
    return -1;
}

/* Cut, or cut and written anew beyond where we were: then something else stands before. */
static bool was_cut(const struct stream *s, const struct stat *now, off_t at)
{
    const struct follow *f = s->follow;
    uint8_t there[sizeof f->last];
    return at > now->st_size || (f->lasts && at >= (off_t)f->lasts &&
                                 pread(s->fd, there, f->lasts, at - (off_t)f->lasts) == (ssize_t)f->lasts &&
                                 memcmp(there, f->last, f->lasts) != 0);
}

static void remember(struct follow *f, const uint8_t *p, size_t n)
{
    size_t take = n < sizeof f->last ? n : sizeof f->last;
    size_t stays = f->lasts < sizeof f->last - take ? f->lasts : sizeof f->last - take;
    memmove(f->last, f->last + f->lasts - stays, stays);
    memcpy(f->last + stays, p + n - take, take);
    f->lasts = stays + take;
    f->line_begins = p[n - 1] == '\n';
}

static ssize_t end_line(struct follow *f, uint8_t *to)
{
    *to = '\n';
    f->line_begins = true;
    return 1;
}

/* A line that was cut short is ended once its file has a successor with something in it: whoever flushes late
 * has opened that by then. */
static ssize_t end_last_line(struct stream *s, uint8_t *to)
{
    struct stat st;
    int next = s->follow->line_begins ? -1 : next_file(s, &st);
    if (next < 0)
        return -EAGAIN;
    close(next);
    return st.st_size ? end_line(s->follow, to) : -EAGAIN;
}

/* The file was cut: what was written to it between our last look and that is in its copy, if there is one.
 * Then from its beginning. */
static void go_back(struct stream *s, off_t at)
{
    struct follow *f = s->follow;
    struct bookmark p;
    if (at > 0 && !f->before && bookmark_of_bytes(s->fd, (uint64_t)at, f->last, f->lasts, &p))
        (void)older_from(f, &p, 1, f->written);
    (void)lseek(s->fd, 0, SEEK_SET);
    f->lasts = 0;
}

/* The next bytes of a file that grows. */
static ssize_t read_named(struct stream *s, uint8_t *to, size_t cap)
{
    struct follow *f = s->follow;
    struct stat st;
    off_t at = lseek(s->fd, 0, SEEK_CUR);
    if (at < 0 || fstat(s->fd, &st) < 0)
        return -errno;
    if (was_cut(s, &st, at)) {
        if (s->end > s->at && f->line_begins)
            return -EAGAIN; /* what was read of it comes first */
        if (!f->line_begins)
            return end_line(f, to);
        go_back(s, at);
        if (f->before)
            return -EAGAIN;
    }
    ssize_t n = stream_read(s, to, cap);
    if (n == 0)
        return end_last_line(s, to);
    if (n > 0) {
        remember(f, to, (size_t)n);
        f->written = written(&st);
    }
    return n;
}

/* All of the open file was skipped, and its name may belong to another: then what is still written to it
 * comes first. */
static bool turn_over(struct stream *s)
{
    struct follow *f = s->follow;
    struct stat now;
    off_t at = lseek(s->fd, 0, SEEK_CUR);
    int next = f->line_begins && at >= 0 ? next_file(s, &now) : -1;
    if (next < 0)
        return false;
    older_between(f, s->fd);
    f->before = stream_plain_at(s->fd, (uint64_t)at);
    s->fd = next;
    f->awaited = false;
    f->lasts = 0;
    f->written = written(&now);
    if (!f->before)
        older_next(f);
    return true;
}

/* --- who writes late */

/* The file of the name was written to long after the one before. */
static bool is_quiet(const struct stream *s)
{
    struct stat now, then;
    return fstat(s->fd, &now) < 0 || fstat(s->follow->late->fd, &then) < 0 ||
           written(&now) - written(&then) > QUIET;
}

/* Whole lines that somebody wrote to the file that had the name before. */
static ssize_t peek_late(struct stream *s, size_t want, const uint8_t **ret)
{
    struct follow *f = s->follow;
    ssize_t n = stream_peek_own(f->late, want, ret);
    if (n > 0 && (memchr(*ret, '\n', (size_t)n) || (size_t)n >= want)) {
        f->from_late = true;
        return n;
    }
    if (is_quiet(s)) {
        stream_free(f->late);
        f->late = NULL;
    }
    return -EAGAIN;
}

/* --- as one stream */

/* Of an older file; 0: there is none any more. */
static ssize_t peek_before(struct follow *f, size_t want, const uint8_t **ret)
{
    while (f->before) {
        ssize_t n = stream_peek_own(f->before, want, ret);
        if (n > 0)
            return n;
        older_next(f);
    }
    return 0;
}

ssize_t follow_peek(struct stream *s, size_t want, const uint8_t **ret)
{
    struct follow *f = s->follow;
    for (;;) {
        ssize_t n = peek_before(f, want, ret);
        if (n > 0)
            return n;
        f->from_late = false;
        n = stream_peek_own(s, want, ret);
        if (n != -EAGAIN)
            return n;
        if (!f->before && !turn_over(s))
            return f->late && f->line_begins ? peek_late(s, want, ret) : -EAGAIN;
    }
}

void follow_skip(struct stream *s, size_t n)
{
    const struct follow *f = s->follow;
    stream_skip_own(f->before ? f->before : f->from_late ? f->late : s, n);
}

bool follow_ended(const struct stream *s)
{
    return s->follow->before ? s->follow->before->ended : s->ended;
}

int64_t follow_mtime(const struct stream *s)
{
    const struct follow *f = s->follow;
    return f->before ? f->before->mtime : f->from_late ? f->late->mtime : f->written / NSEC_SEC;
}

void follow_free(struct follow *f)
{
    if (!f)
        return;
    stream_free(f->before);
    stream_free(f->late);
    while (f->olders)
        stream_free(f->older[--f->olders]);
    free(f->path);
    free(f);
}

static int begin(struct stream *s, const char *path)
{
    struct stat st;
    struct follow *f = s->follow = calloc(1, sizeof *f);
    if (!f || !(f->path = strdup(path)))
        return -ENOMEM;
    s->more = read_named;
    f->line_begins = true;
    if (s->end)
        remember(f, s->data, s->end);
    f->written = fstat(s->fd, &st) == 0 ? written(&st) : 0;
    older_meet(f);
    return 0;
}

static bool has_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash + 1 - path)) : strdup(".");
    bool there = folder && access(folder, X_OK) == 0;
    free(folder);
    return there;
}

/* An empty file without a name: what gets the name is its successor (turn_over()). */
static int await(struct stream **ret)
{
    int fd = memfd_create("awaited", MFD_CLOEXEC);
    return fd < 0 ? -errno : stream_of(fd, ret);
}

/* Neither its writer is waited for nor its end. */
static int open_named_pipe(const char *path, struct stream **ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return -errno;
    struct stream *s = stream_plain(fd);
    if (!s)
        return -ENOMEM;
    s->more = read_named_pipe;
    *ret = s;
    return 0;
}

int follow_open(const char *path, struct stream **ret)
{
    struct stream *s;
    struct stat st;
    if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISFIFO(st.st_mode))
        return open_named_pipe(path, ret);
    int e = stream_open(path, &s);
    bool awaited = e == -ENOENT && has_folder(path);
    if (awaited)
        e = await(&s);
    if (e < 0)
        return e;
    if (s->more != stream_read)
        e = -EINVAL;
    else if (strcmp(path, "-") == 0)
        s->more = read_pipe;
    else
        e = begin(s, path);
    if (e < 0) {
        stream_free(s);
        return e;
    }
    if (s->follow)
        s->follow->awaited = awaited;
    *ret = s;
    return 0;
}

/* --- over a restart */

/* Of the next byte that is not skipped. */
static bool bookmark(const struct stream *s, struct bookmark *ret)
{
    const struct follow *f = s->follow;
    if (!f || f->awaited)
        return false;
    if (f->before)
        return bookmark_of_stream(f->before, ret);
    off_t at = lseek(s->fd, 0, SEEK_CUR) - (off_t)(s->end - s->at);
    if (at < 0) /* what ended the last line of the file before is still to be skipped */
        at = 0;
    return bookmark_of_file(s->fd, (uint64_t)at, ret);
}

bool follow_place(const struct stream *s, char ret[FOLLOW_PLACE])
{
    const struct follow *f = s->follow;
    struct bookmark b;
    if (!bookmark(s, &b))
        return false;
    bookmark_print(&b, ret);
    const struct stream *second = f->before && f->olders ? f->older[f->olders - 1] : f->late;
    if (second && second->done && bookmark_of_stream(second, &b)) {
        size_t n = strlen(ret);
        ret[n] = ' ';
        bookmark_print(&b, ret + n + 1);
    }
    return true;
}

bool follow_resume(struct stream *s, const char *place)
{
    struct follow *f = s->follow;
    struct bookmark p[2];
    struct stat st;
    unsigned places = f ? bookmark_parse(place, p) : 0;
    if (!places || f->before || fstat(s->fd, &st) < 0)
        return false;
    /* Of a file that was empty only its number is known, which another has as soon as it is gone: what came
     * after its predecessor is sure. */
    bool after = !p->at && places > 1 && older_from(f, &p[1], 1, INT64_MIN);
    bool same = !after && (p->at ? bookmark_holds(s->fd, p) : p->ino == (uint64_t)st.st_ino);
    if (!after && !same && !older_from(f, p, places, INT64_MIN))
        return false;
    off_t at = same ? (off_t)p->at : 0, from = at > STREAM_BEFORE ? at - STREAM_BEFORE : 0;
    ssize_t n = pread(s->fd, f->last, (size_t)(at - from), from);
    if (lseek(s->fd, at, SEEK_SET) < 0)
        return false;
    s->at = s->end = 0;
    f->lasts = n > 0 ? (size_t)n : 0;
    f->written = written(&st);
    f->line_begins = true;
    if (same && places > 1)
        older_find(f, &p[1]);
    return true;
}
