#include "watch/stream.h"

#include "base/hash.h"
#include "watch/rotated.h"
#include "watch/unpack.h"

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

enum {
    BEFORE = 512, /* bytes that say that it is the same file */
    ROOM = 2 * STREAM_WANT_MAX + BEFORE,
    PACKED_MAX = 16, /* packed files that are searched for a place */
    PIECE = 1 << 17, /* read at once: what fits the second level cache is not fetched from memory twice */
};

#define QUIET                                                                                                \
    (60 *                                                                                                    \
     INT64_C(                                                                                                \
         1000000000)) /* ns by which the successor of a file was written later: nobody writes to that any more */

struct stream {
    int fd;
    char *path;           /* owned: of a file that is followed, else NULL */
    bool line_begins;     /* followed: what was read last ended a line */
    uint8_t last[BEFORE]; /* followed: the bytes that were read last, `lasts` of them */
    size_t lasts;
    int64_t written;                       /* followed: when it had been written when it was read last */
    struct stream *before;                 /* owned: an older file, which is read first */
    struct stream *older[ROTATED_MAX + 1]; /* owned: those behind it, the next one last */
    unsigned olders;
    struct head *old;    /* owned, followed: how the file began that had the name before */
    struct stream *late; /* owned: the file that had the name before, which somebody may still write to */
    bool from_late;      /* what was peeked at last is its */
    uint64_t done;       /* bytes that were skipped, or lie before where it was begun */
    int64_t mtime;
    uint8_t *data; /* ROOM bytes: [at, end) is what has not been skipped */
    size_t at, end;
    bool ended;
    int failed; /* negative errno, said when what came before is read */
    /* Fills at most `cap` bytes. > 0, 0 = the end, or negative errno. */
    ssize_t (*more)(struct stream *s, uint8_t *to, size_t cap);
    struct unpack *unpack; /* owned, where it is packed */
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

static ssize_t read_file(struct stream *s, uint8_t *to, size_t cap)
{
    return read_some(s->fd, to, cap);
}

/* A pipe, as far as it has something: it is never waited for. */
static ssize_t follow_pipe(struct stream *s, uint8_t *to, size_t cap)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0 ? read_file(s, to, cap) : -EAGAIN;
}

static ssize_t read_growing(struct stream *s, uint8_t *to, size_t cap)
{
    ssize_t n = read_file(s, to, cap);
    return n == 0 ? -EAGAIN : n;
}

static int64_t written(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev;
}

/* The file that has the name now, unless it is the one that is open; -1 = none. */
static int next_file(const struct stream *s, struct stat *there)
{
    struct stat here;
    if (stat(s->path, there) < 0 || !S_ISREG(there->st_mode)) /* a device may do things when it is opened */
        return -1;
    int fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
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
    uint8_t there[sizeof s->last];
    return at > now->st_size || (s->lasts && at >= (off_t)s->lasts &&
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

/* A line that was cut short is ended once its file has a successor with something in it: whoever flushes late has
 * opened that by then. */
static ssize_t end_line(struct stream *s, uint8_t *to)
{
    struct stat st;
    int next = s->line_begins ? -1 : next_file(s, &st);
    if (next < 0)
        return -EAGAIN;
    close(next);
    if (!st.st_size)
        return -EAGAIN;
    *to = '\n';
    s->line_begins = true;
    return 1;
}

static void go_back(struct stream *s, off_t at);

/* The next bytes of a file that grows. */
static ssize_t follow_file(struct stream *s, uint8_t *to, size_t cap)
{
    struct stat st;
    off_t at = lseek(s->fd, 0, SEEK_CUR);
    if (at < 0 || fstat(s->fd, &st) < 0)
        return -errno;
    if (was_cut(s, &st, at)) {
        if (s->end > s->at && s->line_begins)
            return -EAGAIN; /* what was read of it comes first */
        if (!s->line_begins) {
            *to = '\n';
            s->line_begins = true;
            return 1;
        }
        go_back(s, at);
        if (s->before)
            return -EAGAIN;
    }
    ssize_t n = read_file(s, to, cap);
    if (n == 0)
        return end_line(s, to);
    if (n > 0) {
        remember(s, to, (size_t)n);
        s->written = written(&st);
    }
    return n;
}

/* --- going on in another file */

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

/* How many bytes of text; 0 = there is no place. */
static int put_place(const struct stream *s, uint64_t at, uint64_t hash, char *to, size_t cap)
{
    struct stat st;
    if (fstat(s->fd, &st) < 0)
        return 0;
    return snprintf(to, cap, "%" PRIu64 " %" PRIu64 " %016" PRIx64, (uint64_t)st.st_ino, at, hash);
}

bool stream_place(const struct stream *s, char ret[STREAM_PLACE])
{
    const struct stream *second = s->before && s->olders ? s->older[s->olders - 1] : s->late;
    uint64_t hash;
    int n;
    if (s->before) {
        n = mark_here(s->before, &hash) ? put_place(s->before, s->before->done, hash, ret, STREAM_PLACE) : 0;
    } else {
        off_t at = s->path ? lseek(s->fd, 0, SEEK_CUR) - (off_t)(s->end - s->at) : -1;
        if (s->path && at < 0)
            at = 0; /* what ended the last line of the file before is still to be skipped */
        n = at >= 0 && mark(s->fd, at, &hash) ? put_place(s, (uint64_t)at, hash, ret, STREAM_PLACE) : 0;
    }
    if (n > 0 && second && second->done && mark_here(second, &hash)) {
        ret[n] = ' ';
        (void)put_place(second, second->done, hash, ret + n + 1, STREAM_PLACE - (size_t)n - 1);
    }
    return n > 0;
}

struct place {
    uint64_t ino, at, hash;
};

static bool is_there(int fd, const struct place *p)
{
    uint64_t hash;
    return p->at <= INT64_MAX && mark(fd, (off_t)p->at, &hash) && hash == p->hash;
}

static int stream_of(int fd, struct stream **ret);

/* Takes over fd, -1 too: a plain file from a place on, so that what stands before that is there, too. NULL: none, or out of memory. */
static struct stream *plain_at(int fd, uint64_t at)
{
    const uint8_t *b;
    struct stream *s = fd >= 0 ? calloc(1, sizeof *s) : NULL;
    if (s) {
        s->fd = fd;
        s->more = read_file;
        s->done = at > BEFORE ? at - BEFORE : 0;
        s->data = malloc(ROOM);
    }
    if (s && s->data && lseek(fd, (off_t)s->done, SEEK_SET) >= 0) {
        ssize_t n = at > s->done ? stream_peek(s, (size_t)(at - s->done), &b) : 0;
        if (n >= (ssize_t)(at - s->done)) {
            stream_skip(s, (size_t)(at - s->done));
            return s;
        }
    }
    if (s)
        stream_free(s);
    else if (fd >= 0)
        close(fd);
    return NULL;
}

static bool is_packed(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".gz") == 0 || strcmp(dot, ".zst") == 0);
}

/* The stream at the place, if it is in this file, whatever that is packed in. */
static struct stream *open_at(const char *path, const struct place *p)
{
    struct stream *s;
    struct stat st;
    const uint8_t *b;
    uint64_t hash;
    int fd = rotated_open(path);
    if (fd < 0 || fstat(fd, &st) < 0 ||
        (!p->at && st.st_ino != p->ino)) { /* an empty beginning is anybody's */
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    if (!is_packed(path)) {
        bool there = is_there(fd, p);
        if (!there)
            close(fd);
        return there ? plain_at(fd, p->at) : NULL;
    }
    if (stream_of(fd, &s) < 0)
        return NULL;
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

/* What the older file is when its end has been read: kept for a while, since whoever writes to it may not know yet that it has another name. */
static void keep_late(struct stream *s, struct stream *old)
{
    if (old->more != read_file) {
        stream_free(old);
        return;
    }
    stream_free(s->late);
    s->late = old;
    s->from_late = false;
    old->ended = false;
    old->more = read_growing;
}

/* The next of the older files, oldest first; then the file of the name. */
static void next_older(struct stream *s)
{
    if (s->before)
        keep_late(s, s->before);
    s->before = s->olders ? s->older[--s->olders] : NULL;
}

/* From its beginning, unless it is the file that `but` reads. */
static void add_older(struct stream *s, const char *path, const struct stream *but)
{
    struct stat st, it;
    int fd = rotated_open(path);
    if (fd < 0 || (but && fstat(fd, &st) == 0 && fstat(but->fd, &it) == 0 && is_same(&st, &it))) {
        if (fd >= 0)
            close(fd);
        return;
    }
    s->olders += stream_of(fd, &s->older[s->olders]) == 0;
}

/* The place in one of the files beside this one, renamed or copied, that was written to at `since` or later. *ret_newer: how many of the list have
 * been written since. NULL: nowhere. */
static struct stream *look_beside(const struct rotated beside[], unsigned n, const struct place *p,
                                  int64_t since, unsigned *ret_newer)
{
    struct stream *found = NULL;
    unsigned at = 0, packed = 0;
    for (; at < n && !found && beside[at].mtime >= since; at++) {
        packed += is_packed(beside[at].path);
        if (packed <= PACKED_MAX || !is_packed(beside[at].path))
            found = open_at(beside[at].path, p);
    }
    *ret_newer = found ? at - 1 : 0;
    return found;
}

/* From the first place on, which is in a file beside, to the end of that; before it the rest of the second's; then those that came after it, whole. */
static bool go_on_beside(struct stream *s, const struct place p[], unsigned places, int64_t since)
{
    struct rotated *beside = calloc(ROTATED_MAX, sizeof *beside);
    unsigned n = beside ? rotated_list(s->path, beside) : 0, newer, none;
    struct stream *first = look_beside(beside, n, &p[0], since, &newer);
    struct stream *other = first && places > 1 ? look_beside(beside, n, &p[1], since, &none) : NULL;
    for (unsigned i = 0; first && i < newer; i++) /* newest first: taken from the end */
        if (beside[i].numbered)
            add_older(s, beside[i].path, other);
    if (other)
        s->older[s->olders++] = first;
    s->before = other ? other : first;
    free(beside);
    return first;
}

/* The file was cut: what was written to it between our last look and that is in its copy, if there is one. Then from its beginning. */
static void go_back(struct stream *s, off_t at)
{
    const struct place p = {.at = (uint64_t)at, .hash = mark_of(s->last, s->lasts)};
    bool known = at > 0 && s->lasts == (at < BEFORE ? (size_t)at : BEFORE);
    if (known && !s->before)
        (void)go_on_beside(s, &p, 1, s->written);
    (void)lseek(s->fd, 0, SEEK_SET);
    s->lasts = 0;
}

struct head {
    uint8_t b[BEFORE];
    size_t n;
};

static void take_head(struct stream *s, struct head *ret)
{
    const uint8_t *p;
    ssize_t n = stream_peek(s, BEFORE, &p);
    ret->n = n <= 0 ? 0 : n < BEFORE ? (size_t)n : BEFORE;
    memcpy(ret->b, p, ret->n);
}

/* One is a copy of the other, packed or not, or it itself. */
static bool begins_with(struct stream *s, const struct head *h)
{
    struct head own;
    take_head(s, &own);
    return h->n && own.n >= h->n && memcmp(own.b, h->b, h->n) == 0;
}

/* Files that had the name between the one that was open and the one that has it now: written to since that was, and neither it nor its
 * predecessor, to which somebody may have written late. */
static void add_between(struct stream *s, int was)
{
    struct rotated *beside = calloc(ROTATED_MAX, sizeof *beside);
    unsigned n = beside ? rotated_list(s->path, beside) : 0;
    struct head head;
    ssize_t have = pread(was, head.b, sizeof head.b, 0);
    head.n = have > 0 ? (size_t)have : 0;
    struct stat st, old;
    for (unsigned i = 0; i < n && beside[i].mtime > s->written; i++) {
        struct stream *it = NULL;
        int fd = beside[i].numbered ? rotated_open(beside[i].path) : -1;
        bool other = fd >= 0 && fstat(fd, &st) == 0 && fstat(was, &old) == 0 && !is_same(&st, &old);
        if (fd >= 0 && !other)
            close(fd);
        if (!other || stream_of(fd, &it) < 0)
            continue;
        if (begins_with(it, &head) || begins_with(it, s->old))
            stream_free(it);
        else
            s->older[s->olders++] = it;
    }
    *s->old = head;
    if (s->olders) /* the newest was found first */
        take_head(s->older[0], s->old);
    free(beside);
}

/* The file that had the name before, when this one begins to be followed. */
static void meet_predecessor(struct stream *s)
{
    struct rotated *beside = calloc(ROTATED_MAX, sizeof *beside);
    unsigned n = beside ? rotated_list(s->path, beside) : 0;
    struct stream *it = NULL;
    for (unsigned i = 0; i < n && !it; i++) {
        int fd = beside[i].numbered ? rotated_open(beside[i].path) : -1;
        if (fd >= 0 && stream_of(fd, &it) == 0)
            take_head(it, s->old);
    }
    stream_free(it);
    free(beside);
}

/* All of the open file was skipped, and its name may belong to another: then what is still written to it comes first. */
static bool turn_over(struct stream *s)
{
    struct stat now;
    off_t at = lseek(s->fd, 0, SEEK_CUR);
    int next = s->line_begins && at >= 0 ? next_file(s, &now) : -1;
    if (next < 0)
        return false;
    add_between(s, s->fd);
    s->before = plain_at(s->fd, (uint64_t)at);
    s->fd = next;
    s->lasts = 0;
    s->written = written(&now);
    if (!s->before)
        next_older(s);
    return true;
}

/* The file of the name was written to long after the one before. */
static bool is_quiet(const struct stream *s)
{
    struct stat now, then;
    return fstat(s->fd, &now) < 0 || fstat(s->late->fd, &then) < 0 || written(&now) - written(&then) > QUIET;
}

/* Whole lines that somebody wrote to the file that had the name before. */
static ssize_t peek_late(struct stream *s, size_t want, const uint8_t **ret)
{
    ssize_t n = stream_peek(s->late, want, ret);
    if (n > 0 && (memchr(*ret, '\n', (size_t)n) || (size_t)n >= want)) {
        s->from_late = true;
        return n;
    }
    if (is_quiet(s)) {
        stream_free(s->late);
        s->late = NULL;
    }
    return -EAGAIN;
}

/* Nothing new in the file of the name. */
static ssize_t peek_others(struct stream *s, size_t want, const uint8_t **ret)
{
    if (s->before || turn_over(s))
        return stream_peek(s, want, ret);
    return s->late && s->line_begins ? peek_late(s, want, ret) : -EAGAIN;
}

/* A place, and that in the file that had the name before. How many there are. */
static unsigned read_places(const char *text, struct place p[2])
{
    int n = sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNx64 " %" SCNu64 " %" SCNu64 " %" SCNx64, &p[0].ino,
                   &p[0].at, &p[0].hash, &p[1].ino, &p[1].at, &p[1].hash);
    return n == 6 ? 2 : n >= 3 ? 1 : 0;
}

static void find_late(struct stream *s, const struct place *p)
{
    unsigned newer;
    struct rotated *beside = calloc(ROTATED_MAX, sizeof *beside);
    struct stream *late =
        beside ? look_beside(beside, rotated_list(s->path, beside), p, INT64_MIN, &newer) : NULL;
    if (late)
        keep_late(s, late);
    free(beside);
}

bool stream_resume(struct stream *s, const char *place)
{
    struct place p[2];
    struct stat st;
    unsigned places = s->path ? read_places(place, p) : 0;
    if (!places || s->before || fstat(s->fd, &st) < 0)
        return false;
    /* Of a file that was empty only its number is known, which another has as soon as it is gone: what came after its predecessor is sure. */
    bool after = !p->at && places > 1 && go_on_beside(s, &p[1], 1, INT64_MIN);
    bool same = p->at ? is_there(s->fd, p) : p->ino == (uint64_t)st.st_ino;
    if (!after && !same && !go_on_beside(s, p, places, INT64_MIN))
        return false;
    off_t at = same && !after ? (off_t)p->at : 0, from = at > BEFORE ? at - BEFORE : 0;
    ssize_t n = pread(s->fd, s->last, (size_t)(at - from), from);
    if (lseek(s->fd, at, SEEK_SET) < 0)
        return false;
    s->at = s->end = 0;
    s->lasts = n > 0 ? (size_t)n : 0;
    s->written = written(&st);
    s->line_begins = true;
    if (same && !after && places > 1)
        find_late(s, &p[1]);
    return true;
}

static ssize_t unpacked(struct stream *s, uint8_t *to, size_t cap)
{
    return unpack_more(s->unpack, to, cap);
}

static int begin(struct stream *s)
{
    s->more = read_file;
    while (s->end < UNPACK_HEAD) { /* pipes give as little as they like */
        ssize_t n = read_file(s, s->data + s->end, UNPACK_ROOM - s->end);
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
    s->old = calloc(1, sizeof *s->old);
    if (!s->path || !s->old) {
        e = plain ? -ENOMEM : -EINVAL;
        stream_free(s);
        return e;
    }
    s->more = follow_file;
    s->line_begins = true;
    if (s->end)
        remember(s, s->data, s->end);
    struct stat st;
    s->written = fstat(s->fd, &st) == 0 ? written(&st) : 0;
    meet_predecessor(s);
    *ret = s;
    return 0;
}

bool stream_ended(const struct stream *s)
{
    return s->before ? s->before->ended : s->ended;
}

/* Takes over fd, whatever it returns. */
static int stream_of(int fd, struct stream **ret)
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
    stream_free(s->before);
    stream_free(s->late);
    free(s->old);
    while (s->olders)
        stream_free(s->older[--s->olders]);
    unpack_free(s->unpack);
    close(s->fd);
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
    s->from_late = false;
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
    return again && s->path ? peek_others(s, want, ret) : again ? again : s->failed;
}

void stream_skip(struct stream *s, size_t n)
{
    if (s->before) {
        stream_skip(s->before, n);
        return;
    }
    if (s->from_late) {
        stream_skip(s->late, n);
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
