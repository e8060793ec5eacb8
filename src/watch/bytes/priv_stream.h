/* What a stream is made of, for those who read on in other files of it: bookmark.c, follow.c, older.c. */
#pragma once

#include "watch/bytes/stream.h"

struct follow;

enum {
    STREAM_BEFORE = 512, /* bytes that stay when they were skipped: they say whether it is the same file */
};

struct stream {
    int fd;
    uint8_t *data;  /* owned: [at, end) is what has not been skipped */
    size_t at, end; /* up to STREAM_BEFORE bytes before `at` are there, too */
    uint64_t done;  /* bytes that were skipped, or lie before where it was begun */
    int64_t mtime;
    bool ended;
    int failed; /* negative errno, said when what came before is read */
    /* Fills at most `cap` bytes. > 0, 0 = the end, -EAGAIN = nothing now, or negative errno. */
    ssize_t (*more)(struct stream *s, uint8_t *to, size_t cap);
    struct unpack *unpack; /* owned, where it is packed */
    struct follow *follow; /* owned, where it is followed: other files come before it, and after it */
};

/* Takes over fd, whatever it returns: 0, -ENOMEM, -errno of read. */
int stream_of(int fd, struct stream **ret);
/* Takes over fd, -1 too: what comes from it, as it is; nothing is read yet. NULL: none, or out of memory. */
struct stream *stream_plain(int fd);
/* Takes over fd, -1 too: a plain file from a place on, so that what stands before that is there, too. NULL:
 * none, or out of memory. */
struct stream *stream_plain_at(int fd, uint64_t at);
/* `more` of a plain file. */
ssize_t stream_read(struct stream *s, uint8_t *to, size_t cap);
/* As stream_peek() and stream_skip(), of this file alone. */
ssize_t stream_peek_own(struct stream *s, size_t want, const uint8_t **ret);
void stream_skip_own(struct stream *s, size_t n);
