/* What a followed log is made of (follow.c), and the files that had its name before it (older.c): they come
 * first, oldest first. */
#pragma once

#include "base/nsec.h"
#include "watch/bytes/bookmark.h"
#include "watch/bytes/priv_stream.h"
#include "watch/bytes/rotated.h"

#include <sys/stat.h>

/* How a file begins. */
struct head {
    uint8_t b[STREAM_BEFORE];
    size_t n;
};

/* The stream itself is the file that has the name now. */
struct follow {
    char *path;                  /* owned */
    bool line_begins;            /* what was read last ended a line */
    uint8_t last[STREAM_BEFORE]; /* the bytes that were read last, `lasts` of them */
    size_t lasts;
    int64_t written;                       /* when it had been written when it was read last */
    struct stream *before;                 /* owned: an older file, which is read first */
    struct stream *older[ROTATED_MAX + 1]; /* owned: those behind it, the next one last */
    unsigned olders;
    struct head old;     /* of the file that had the name before */
    struct stream *late; /* owned: that file, which somebody may still write to */
    bool from_late;      /* what was peeked at last is its */
    bool awaited;        /* no file has the name yet: an empty one that nobody sees stands for it */
};

static inline int64_t written(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * NSEC_SEC + st->st_mtim.tv_nsec;
}

static inline bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev;
}

/* The next of the older files, oldest first; then the file of the name. */
void older_next(struct follow *f);
/* From the first place on, which is in a file beside and was written to at `since` or later, to the end of
 * that; before it the rest of the second's; then those that came after it, whole. False: it is nowhere. */
bool older_from(struct follow *f, const struct bookmark p[], unsigned places, int64_t since);
/* Files that had the name between the one that was open (`was`) and the one that has it now: written to since
 * that was, and neither it nor its predecessor, to which somebody may have written late. */
void older_between(struct follow *f, int was);
/* The file that had the name before, when this one begins to be followed. */
void older_meet(struct follow *f);
/* The one to which somebody may still write late, by its place. */
void older_find(struct follow *f, const struct bookmark *p);
