#include "watch/bytes/priv_stream.h"

#include "watch/bytes/follow.h"
#include "watch/bytes/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    ROOM = 2 * STREAM_WANT_MAX + STREAM_BEFORE,
    PIECE = 1 << 17, /* read at once: what fits the second level cache is not fetched from memory twice */
};

static ssize_t read_some(int fd, uint8_t *to, size_t cap)
{
    for (;;) {
        ssize_t n = read(fd, to, cap);
        if (n >= 0)
            return n;
        if (errno != EINTR)
            return -errno;
    }
}

ssize_t stream_read(struct stream *s, uint8_t *to, size_t cap)
{
    return read_some(s->fd, to, cap);
}

static ssize_t unpacked(struct stream *s, uint8_t *to, size_t cap)
{
    return unpack_more(s->unpack, to, cap);
}

static int begin(struct stream *s)
{
    s->more = stream_read;
    while (s->end < UNPACK_HEAD) { /* pipes give as little as they like */
        ssize_t n = stream_read(s, s->data + s->end, UNPACK_ROOM - s->end);
        if (n < 0)
            return (int)n;
        if (n == 0)
            break;
        s->end += (size_t)n;
    }
    int e = unpack_new(s->data, s->end, read_some, s->fd, &s->unpack);
    if (e < 0 || !s->unpack)
        return e;
    s->end = 0;
    s->more = unpacked;
    return 0;
}

int stream_of(int fd, struct stream **ret)
{
    struct stat st;
    struct stream *s = calloc(1, sizeof *s);
    if (!s) {
        close(fd);
        return -ENOMEM;
    }
    s->fd = fd;
    s->data = malloc(ROOM);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        s->mtime = st.st_mtime;
    int e = s->data ? begin(s) : -ENOMEM;
    if (e < 0)
        stream_free(s);
    else
        *ret = s;
    return e;
}

struct stream *stream_plain(int fd)
{
    struct stream *s = fd >= 0 ? calloc(1, sizeof *s) : NULL;
    if (s) {
        s->fd = fd;
        s->more = stream_read;
        s->data = malloc(ROOM);
    }
    if (s && s->data)
        return s;
    if (s)
        stream_free(s);
    else if (fd >= 0)
        close(fd);
    return NULL;
}

struct stream *stream_plain_at(int fd, uint64_t at)
{
    const uint8_t *b;
    struct stat st;
    struct stream *s = stream_plain(fd);
    if (!s)
        return NULL;
    s->mtime = fstat(fd, &st) == 0 ? st.st_mtime : 0;
    s->done = at > STREAM_BEFORE ? at - STREAM_BEFORE : 0;
    if (lseek(fd, (off_t)s->done, SEEK_SET) >= 0) {
        size_t before = (size_t)(at - s->done);
        ssize_t n = before ? stream_peek_own(s, before, &b) : 0;
        if (n >= (ssize_t)before) {
            stream_skip_own(s, before);
            return s;
        }
    }
    stream_free(s);
    return NULL;
}

int stream_open(const char *path, struct stream **ret)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    return fd < 0 ? -errno : stream_of(fd, ret);
}

void stream_free(struct stream *s)
{
    if (!s)
        return;
    follow_free(s->follow);
    unpack_free(s->unpack);
    close(s->fd);
    free(s->data);
    free(s);
}

/* Room for what comes next: of what was skipped, only the last bytes stay. */
static void move_up(struct stream *s)
{
    if (s->at <= STREAM_BEFORE)
        return;
    size_t over = s->at - STREAM_BEFORE;
    memmove(s->data, s->data + over, s->end - over);
    s->end -= over;
    s->at -= over;
}

ssize_t stream_peek_own(struct stream *s, size_t want, const uint8_t **ret)
{
    int again = 0;
    if (want > STREAM_WANT_MAX)
        want = STREAM_WANT_MAX;
    if (s->end - s->at < want)
        move_up(s);
    while (s->end - s->at < want && !s->ended && !again) {
        size_t room = ROOM - s->end < PIECE ? ROOM - s->end : PIECE;
        ssize_t n = s->more(s, s->data + s->end, room);
        again = n == -EAGAIN ? -EAGAIN : 0;
        s->ended = n <= 0 && !again;
        s->failed = n < 0 && !again ? (int)n : 0;
        s->end += n > 0 ? (size_t)n : 0;
    }
    *ret = s->data + s->at;
    return s->end > s->at ? (ssize_t)(s->end - s->at) : again ? again : s->failed;
}

void stream_skip_own(struct stream *s, size_t n)
{
    n = n <= s->end - s->at ? n : s->end - s->at;
    s->at += n;
    s->done += n;
}

ssize_t stream_peek(struct stream *s, size_t want, const uint8_t **ret)
{
    return s->follow ? follow_peek(s, want, ret) : stream_peek_own(s, want, ret);
}

void stream_skip(struct stream *s, size_t n)
{
    if (s->follow)
        follow_skip(s, n);
    else
        stream_skip_own(s, n);
}

bool stream_ended(const struct stream *s)
{
    return s->follow ? follow_ended(s) : s->ended;
}

int64_t stream_mtime(const struct stream *s)
{
    return s->follow ? follow_mtime(s) : s->mtime;
}

size_t stream_tail(struct stream *s, uint8_t *ret, size_t n)
{
    struct stat st;
    if (s->follow || fstat(s->fd, &st) < 0 || !S_ISREG(st.st_mode))
        return 0;
    if (!s->unpack) {
        off_t from = st.st_size > (off_t)n ? st.st_size - (off_t)n : 0;
        ssize_t have = pread(s->fd, ret, n, from);
        return have > 0 ? (size_t)have : 0;
    }
    const uint8_t *all;
    ssize_t have = stream_peek_own(s, STREAM_WANT_MAX, &all);
    if (have <= 0 || !s->ended)
        return 0;
    n = (size_t)have < n ? (size_t)have : n;
    memcpy(ret, all + ((size_t)have - n), n);
    return n;
}
