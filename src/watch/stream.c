#include "watch/stream.h"

#include "base/hash.h"
#include "watch/rotated.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum {
    BEFORE = 512, /* bytes that say that it is the same file */
    PACKED_ROOM = 1 << 18,
    ROOM = 2 * STREAM_WANT_MAX + BEFORE,
    PACKED_MAX = 16, /* packed files that are searched for a place */
    PIECE = 1 << 17, /* read at once: what fits the second level cache is not fetched from memory twice */
};

struct stream {
    int fd;
    char *path;        /* owned: of a file that is followed, else NULL */
    bool line_begins;  /* followed: what was read last ended a line */
    uint8_t last[256]; /* followed: the bytes that were read last, `lasts` of them */
    size_t lasts;
    struct stream *before;    /* owned: an older file, which is read first */
    char *older[ROTATED_MAX]; /* owned: those behind it, the next one last */
    unsigned olders;
    uint64_t done; /* bytes that were skipped */
    int64_t mtime;
    uint8_t *data; /* ROOM bytes: [at, end) is what has not been skipped */
    size_t at, end;
    bool ended;
    int failed; /* negative errno, said when what came before is read */
    /* Fills at most `cap` bytes. > 0, 0 = the end, or negative errno. */
    ssize_t (*more)(struct stream *s, uint8_t *to, size_t cap);

    uint8_t *packed; /* PACKED_ROOM bytes of the file, where it is packed */
    size_t packed_at, packed_end;
    bool packed_ended, between; /* between: at the border of two gzip members or zstd frames */
    z_stream z;
    ZSTD_DStream *zstd;
};

static ssize_t read_file(struct stream *s, uint8_t *to, size_t cap)
{
    for (;;) {
        ssize_t n = read(s->fd, to, cap);
        if (n >= 0)
            return n;
        if (errno != EINTR)
            return -errno;
    }
}

/* A pipe, as far as it has something: it is never waited for. */
static ssize_t follow_pipe(struct stream *s, uint8_t *to, size_t cap)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0 ? read_file(s, to, cap) : -EAGAIN;
}

/* The file that has the name now, unless it is the one that is open; -1 = none. */
static int next_file(const struct stream *s)
{
    struct stat here, there;
    int fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return -1;
    if (fstat(s->fd, &here) == 0 && fstat(fd, &there) == 0 && S_ISREG(there.st_mode) &&
        (here.st_ino != there.st_ino || here.st_dev != there.st_dev))
        return fd;
    close(fd);
    return -1;
}

/* Cut, or cut and written anew beyond where we were: then something else stands before. */
static bool was_cut(const struct stream *s)
{
    struct stat now;
    uint8_t there[sizeof s->last];
    off_t at = lseek(s->fd, 0, SEEK_CUR);
    if (fstat(s->fd, &now) < 0 || at < 0)
        return false;
    return at > now.st_size || (s->lasts && at >= (off_t)s->lasts &&
                                pread(s->fd, there, s->lasts, at - (off_t)s->lasts) == (ssize_t)s->lasts &&
                                memcmp(there, s->last, s->lasts) != 0);
}

static void remember(struct stream *s, const uint8_t *p, size_t n)
{
    size_t take = n < sizeof s->last ? n : sizeof s->last;
    size_t stays = s->lasts < sizeof s->last - take ? s->lasts : sizeof s->last - take;
    memmove(s->last, s->last + s->lasts - stays, stays);
    memcpy(s->last + stays, p + n - take, take);
    s->lasts = stays + take;
    s->line_begins = p[n - 1] == '\n';
}

/* The next bytes of a file that grows. Whoever renames a log writes to the old file until it opens the new one: so
 * the old one is read once more after the new one is there. */
static ssize_t follow_file(struct stream *s, uint8_t *to, size_t cap)
{
    if (was_cut(s) && lseek(s->fd, 0, SEEK_SET) == 0)
        s->lasts = 0;
    int next = -1;
    ssize_t n = read_file(s, to, cap);
    if (n == 0 && (next = next_file(s)) >= 0)
        n = read_file(s, to, cap);
    if (n == 0 && next >= 0) {
        close(s->fd);
        s->fd = next;
        next = -1;
        s->lasts = 0;
        if (!s->line_begins) {
            *to = '\n';
            s->line_begins = true;
            return 1;
        }
        n = read_file(s, to, cap);
    }
    if (next >= 0)
        close(next);
    if (n > 0)
        remember(s, to, (size_t)n);
    return n == 0 ? -EAGAIN : n;
}

/* --- going on after a restart */

/* Of the bytes before a place. A log is no table: nobody gains by two that are alike. */
static uint64_t mark_of(const uint8_t *before, size_t n)
{
    static const struct hash_key plain = {{0}};
    return siphash(&plain, before, n);
}

static bool mark(int fd, off_t at, uint64_t *ret)
{
    uint8_t before[BEFORE];
    size_t n = at < BEFORE ? (size_t)at : BEFORE;
    if (pread(fd, before, n, at - (off_t)n) != (ssize_t)n)
        return false;
    *ret = mark_of(before, n);
    return true;
}

/* Of a stream that was read from its beginning: what was skipped last is still there. */
static bool mark_here(const struct stream *s, uint64_t *ret)
{
    size_t n = s->done < BEFORE ? (size_t)s->done : BEFORE;
    if (s->at < n)
        return false;
    *ret = mark_of(s->data + s->at - n, n);
    return true;
}

bool stream_place(const struct stream *s, char ret[STREAM_PLACE])
{
    struct stat st;
    uint64_t hash;
    const struct stream *in = s->before ? s->before : s;
    off_t at = s->before ? (off_t)s->before->done
               : s->path ? lseek(s->fd, 0, SEEK_CUR) - (off_t)(s->end - s->at)
                         : -1;
    if (s->path && at < 0)
        at = 0; /* of the file before, whose end is still to be skipped */
    if (at < 0 || fstat(in->fd, &st) < 0 || !(s->before ? mark_here(in, &hash) : mark(s->fd, at, &hash)))
        return false;
    (void)snprintf(ret, STREAM_PLACE, "%" PRIu64 " %" PRIu64 " %016" PRIx64, (uint64_t)st.st_ino,
                   (uint64_t)at, hash);
    return true;
}

struct place {
    uint64_t ino, at, hash;
};

static bool is_there(int fd, const struct place *p)
{
    uint64_t hash;
    return p->at <= INT64_MAX && mark(fd, (off_t)p->at, &hash) && hash == p->hash;
}

/* The stream at the place, if it is in this file, whatever that is packed in. */
static struct stream *open_at(const char *path, const struct place *p)
{
    struct stream *s;
    struct stat st;
    const uint8_t *b;
    uint64_t hash;
    if (stream_open(path, &s) < 0)
        return NULL;
    if (!p->at && (fstat(s->fd, &st) < 0 || st.st_ino != p->ino)) { /* an empty beginning is anybody's */
        stream_free(s);
        return NULL;
    }
    while (s->done < p->at) {
        ssize_t n = stream_peek(s, 1, &b);
        if (n <= 0)
            break;
        stream_skip(s, (uint64_t)n < p->at - s->done ? (size_t)n : (size_t)(p->at - s->done));
    }
    if (s->done == p->at && mark_here(s, &hash) && hash == p->hash)
        return s;
    stream_free(s);
    return NULL;
}

static bool is_packed(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".gz") == 0 || strcmp(dot, ".zst") == 0);
}

/* The next of the older files, oldest first; then the file of the name. */
static void next_older(struct stream *s)
{
    stream_free(s->before);
    s->before = NULL;
    while (!s->before && s->olders) {
        char *path = s->older[--s->olders];
        (void)stream_open(path, &s->before);
        free(path);
    }
}

/* The place is in one of the files beside this one, renamed or copied: that is read to its end, those that came after it whole. */
static bool resume_beside(struct stream *s, const struct place *p)
{
    struct rotated *beside = calloc(ROTATED_MAX, sizeof *beside);
    unsigned n = beside ? rotated_list(s->path, beside) : 0, at = 0, packed = 0;
    for (; at < n && !s->before; at++) {
        packed += is_packed(beside[at].path);
        if (packed <= PACKED_MAX || !is_packed(beside[at].path))
            s->before = open_at(beside[at].path, p);
    }
    for (unsigned i = 0; s->before && i + 1 < at; i++) /* newest first: taken from the end */
        if (beside[i].numbered && (s->older[s->olders] = strdup(beside[i].path)) != NULL)
            s->olders++;
    free(beside);
    return s->before != NULL;
}

bool stream_resume(struct stream *s, const char *place)
{
    struct place p;
    struct stat st;
    if (!s->path || sscanf(place, "%" SCNu64 " %" SCNu64 " %" SCNx64, &p.ino, &p.at, &p.hash) != 3 ||
        fstat(s->fd, &st) < 0)
        return false;
    bool same = p.at ? is_there(s->fd, &p) : p.ino == (uint64_t)st.st_ino;
    if (!same && !resume_beside(s, &p))
        return false;
    if (lseek(s->fd, same ? (off_t)p.at : 0, SEEK_SET) < 0)
        return false;
    s->at = s->end = 0;
    s->lasts = 0;
    s->line_begins = true;
    return true;
}

/* Makes packed bytes available. 1, 0 = the file ends here, or negative errno. */
static int refill(struct stream *s)
{
    if (s->packed_at < s->packed_end)
        return 1;
    if (s->packed_ended)
        return 0;
    ssize_t n = read_file(s, s->packed, PACKED_ROOM);
    if (n < 0)
        return (int)n;
    s->packed_at = 0;
    s->packed_end = (size_t)n;
    s->packed_ended = n == 0;
    return n > 0;
}

static ssize_t inflate_more(struct stream *s, uint8_t *to, size_t cap)
{
    s->z.next_out = to;
    s->z.avail_out = (uInt)cap;
    while (s->z.avail_out == cap) {
        int r = refill(s);
        if (r <= 0)
            return r < 0 ? r : s->between ? 0 : -EBADMSG;
        if (s->between && inflateReset(&s->z) != Z_OK)
            return -EBADMSG;
        s->between = false;
        s->z.next_in = s->packed + s->packed_at;
        s->z.avail_in = (uInt)(s->packed_end - s->packed_at);
        int e = inflate(&s->z, Z_NO_FLUSH);
        s->packed_at = s->packed_end - s->z.avail_in;
        if (e == Z_STREAM_END)
            s->between = true;
        else if (e != Z_OK && e != Z_BUF_ERROR)
            return -EBADMSG;
    }
    return (ssize_t)(cap - s->z.avail_out);
}

static ssize_t zstd_more(struct stream *s, uint8_t *to, size_t cap)
{
    ZSTD_outBuffer out = {.dst = to, .size = cap};
    while (out.pos == 0) {
        int r = refill(s);
        if (r <= 0)
            return r < 0 ? r : s->between ? 0 : -EBADMSG;
        ZSTD_inBuffer in = {.src = s->packed, .size = s->packed_end, .pos = s->packed_at};
        size_t e = ZSTD_decompressStream(s->zstd, &out, &in);
        s->packed_at = in.pos;
        if (ZSTD_isError(e))
            return -EBADMSG;
        s->between = e == 0;
    }
    return (ssize_t)out.pos;
}

static bool begins(const struct stream *s, const char *magic, size_t n)
{
    return s->end - s->at >= n && memcmp(s->data + s->at, magic, n) == 0;
}

/* What was read of the head is packed: it becomes the first packed bytes. */
static int unpack(struct stream *s, ssize_t (*more)(struct stream *, uint8_t *, size_t))
{
    s->packed = malloc(PACKED_ROOM);
    if (!s->packed)
        return -ENOMEM;
    s->packed_end = s->end - s->at;
    memcpy(s->packed, s->data + s->at, s->packed_end);
    s->at = s->end = 0;
    s->more = more;
    return 0;
}

static int begin(struct stream *s)
{
    s->more = read_file;
    while (s->end < 4) { /* pipes give as little as they like */
        ssize_t n = read_file(s, s->data + s->end, PACKED_ROOM - s->end);
        if (n < 0)
            return (int)n;
        if (n == 0)
            break;
        s->end += (size_t)n;
    }
    if (begins(s, "\x1f\x8b", 2))
        return inflateInit2(&s->z, 15 + 16) == Z_OK ? unpack(s, inflate_more) : -ENOMEM;
    if (begins(s, "\x28\xb5\x2f\xfd", 4)) {
        s->zstd = ZSTD_createDStream();
        return s->zstd ? unpack(s, zstd_more) : -ENOMEM;
    }
    return 0;
}

int stream_follow(const char *path, struct stream **ret)
{
    struct stream *s;
    int e = stream_open(path, &s);
    if (e < 0)
        return e;
    bool plain = s->more == read_file;
    if (plain && strcmp(path, "-") == 0) {
        s->more = follow_pipe;
        *ret = s;
        return 0;
    }
    s->path = plain ? strdup(path) : NULL;
    if (!s->path) {
        e = plain ? -ENOMEM : -EINVAL;
        stream_free(s);
        return e;
    }
    s->more = follow_file;
    s->line_begins = true;
    if (s->end)
        remember(s, s->data, s->end);
    *ret = s;
    return 0;
}

bool stream_ended(const struct stream *s)
{
    return s->before ? s->before->ended : s->ended;
}

int stream_open(const char *path, struct stream **ret)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return -errno;
    struct stream *s = calloc(1, sizeof *s);
    int e = s ? 0 : -ENOMEM;
    struct stat st;
    if (s) {
        s->fd = fd;
        s->data = malloc(ROOM);
        if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
            s->mtime = st.st_mtime;
        e = s->data ? begin(s) : -ENOMEM;
    }
    if (e < 0) {
        if (s)
            stream_free(s);
        else
            close(fd);
        return e;
    }
    *ret = s;
    return 0;
}

void stream_free(struct stream *s)
{
    if (!s)
        return;
    stream_free(s->before);
    while (s->olders)
        free(s->older[--s->olders]);
    if (s->more == inflate_more || s->z.state)
        inflateEnd(&s->z);
    ZSTD_freeDStream(s->zstd);
    close(s->fd);
    free(s->packed);
    free(s->path);
    free(s->data);
    free(s);
}

ssize_t stream_peek(struct stream *s, size_t want, const uint8_t **ret)
{
    while (s->before) {
        ssize_t n = stream_peek(s->before, want, ret);
        if (n > 0)
            return n;
        next_older(s);
    }
    if (want > STREAM_WANT_MAX)
        want = STREAM_WANT_MAX;
    if (s->end - s->at < want && s->at > BEFORE) {
        size_t over = s->at - BEFORE;
        memmove(s->data, s->data + over, s->end - over);
        s->end -= over;
        s->at -= over;
    }
    int again = 0;
    while (s->end - s->at < want && !s->ended) {
        size_t room = ROOM - s->end < PIECE ? ROOM - s->end : PIECE;
        ssize_t n = s->more(s, s->data + s->end, room);
        if (n == -EAGAIN) {
            again = -EAGAIN;
            break;
        }
        s->ended = n <= 0;
        s->failed = n < 0 ? (int)n : 0;
        s->end += n > 0 ? (size_t)n : 0;
    }
    *ret = s->data + s->at;
    if (s->end > s->at)
        return (ssize_t)(s->end - s->at);
    return again ? again : s->failed;
}

void stream_skip(struct stream *s, size_t n)
{
    if (s->before) {
        stream_skip(s->before, n);
        return;
    }
    n = n <= s->end - s->at ? n : s->end - s->at;
    s->at += n;
    s->done += n;
}

int64_t stream_mtime(const struct stream *s)
{
    return s->mtime;
}
