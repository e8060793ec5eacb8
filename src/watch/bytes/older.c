#include "watch/bytes/priv_follow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PACKED_MAX = 16 }; /* packed files that are searched for a place */

static ssize_t read_growing(struct stream *s, uint8_t *to, size_t cap)
{
    struct stat st;
    ssize_t n = stream_read(s, to, cap);
    if (n > 0 && fstat(s->fd, &st) == 0)
        s->mtime = st.st_mtime;
    return n == 0 ? -EAGAIN : n;
}

/* Takes over `old`, an older file whose end has been read: kept for a while, since whoever writes to it may
 * not know yet that it has another name. */
static void keep(struct follow *f, struct stream *old)
{
    if (old->more != stream_read) {
        stream_free(old);
        return;
    }
    stream_free(f->late);
    f->late = old;
    f->from_late = false;
    old->ended = false;
    old->more = read_growing;
}

void older_next(struct follow *f)
{
    if (f->before)
        keep(f, f->before);
    f->before = f->olders ? f->older[--f->olders] : NULL;
}

/* From its beginning, unless it is the file that `but` reads. */
static void add_older(struct follow *f, const char *path, const struct stream *but)
{
    struct stat st, it;
    int fd = rotated_open(path);
    if (fd < 0 || (but && fstat(fd, &st) == 0 && fstat(but->fd, &it) == 0 && is_same(&st, &it))) {
        if (fd >= 0)
            close(fd);
        return;
    }
    f->olders += stream_of(fd, &f->older[f->olders]) == 0;
}

/* The place in one of the files beside this one, renamed or copied, that was written to at `since` or later.
 * *ret_newer: how many of the list have been written since. NULL: nowhere. */
static struct stream *look_beside(const struct rotated beside[], unsigned n, const struct bookmark *p,
                                  int64_t since, unsigned *ret_newer)
{
    struct stream *found = NULL;
    unsigned at = 0, packed = 0;
    for (; at < n && !found && beside[at].mtime >= since; at++) {
        bool is_packed = bookmark_is_packed(beside[at].path);
        packed += is_packed;
        if (packed <= PACKED_MAX || !is_packed)
            found = bookmark_open(beside[at].path, p);
    }
    *ret_newer = found ? at - 1 : 0;
    return found;
}

bool older_from(struct follow *f, const struct bookmark p[], unsigned places, int64_t since)
{
    struct rotated *beside = calloc(ROTATED_MAX, sizeof *beside);
    if (!beside)
        return false;
    unsigned n = rotated_list(f->path, beside), newer, none;
    struct stream *first = look_beside(beside, n, &p[0], since, &newer);
    struct stream *other = first && places > 1 ? look_beside(beside, n, &p[1], since, &none) : NULL;
    for (unsigned i = 0; first && i < newer; i++) /* newest first: taken from the end */
        if (beside[i].numbered)
            add_older(f, beside[i].path, other);
    if (other)
        f->older[f->olders++] = first;
    f->before = other ? other : first;
    free(beside);
    return first;
}

static void take_head(struct stream *s, struct head *ret)
{
    const uint8_t *p;
    ssize_t n = stream_peek_own(s, STREAM_BEFORE, &p);
    ret->n = n <= 0 ? 0 : n < STREAM_BEFORE ? (size_t)n : STREAM_BEFORE;
    memcpy(ret->b, p, ret->n);
}

/* One is a copy of the other, packed or not, or it itself. */
static bool begins_with(struct stream *s, const struct head *h)
{
    struct head own;
    take_head(s, &own);
    return h->n && own.n >= h->n && memcmp(own.b, h->b, h->n) == 0;
}

void older_between(struct follow *f, int was)
{
    struct rotated *beside = calloc(ROTATED_MAX, sizeof *beside);
    unsigned n = beside ? rotated_list(f->path, beside) : 0;
    struct head head;
    ssize_t have = pread(was, head.b, sizeof head.b, 0);
    head.n = have > 0 ? (size_t)have : 0;
    struct stat st, old;
    for (unsigned i = 0; i < n && beside[i].mtime > f->written; i++) {
        struct stream *it = NULL;
        int fd = beside[i].numbered ? rotated_open(beside[i].path) : -1;
        bool other = fd >= 0 && fstat(fd, &st) == 0 && fstat(was, &old) == 0 && !is_same(&st, &old);
        if (fd >= 0 && !other)
            close(fd);
        if (!other || stream_of(fd, &it) < 0)
            continue;
        if (begins_with(it, &head) || begins_with(it, &f->old))
            stream_free(it);
        else
            f->older[f->olders++] = it;
    }
    f->old = head;
    if (f->olders) /* the newest was found first */
        take_head(f->older[0], &f->old);
    free(beside);
}

void older_meet(struct follow *f)
{
    struct rotated *beside = calloc(ROTATED_MAX, sizeof *beside);
    unsigned n = beside ? rotated_list(f->path, beside) : 0;
    struct stream *it = NULL;
    for (unsigned i = 0; i < n && !it; i++) {
        int fd = beside[i].numbered ? rotated_open(beside[i].path) : -1;
        if (fd >= 0 && stream_of(fd, &it) == 0)
            take_head(it, &f->old);
    }
    stream_free(it);
    free(beside);
}

void older_find(struct follow *f, const struct bookmark *p)
{
    unsigned newer;
    struct rotated *beside = calloc(ROTATED_MAX, sizeof *beside);
    unsigned n = beside ? rotated_list(f->path, beside) : 0;
    struct stream *late = look_beside(beside, n, p, INT64_MIN, &newer);
    if (late)
        keep(f, late);
    free(beside);
}
