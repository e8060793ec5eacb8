#include "watch/bytes/bookmark.h"

#include "base/hash.h"
#include "watch/bytes/priv_stream.h"
#include "watch/bytes/rotated.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A log is no table: nobody gains by two that are alike. */
static uint64_t mark(const uint8_t *before, size_t n)
{
    static const struct hash_key plain = {{0}};
    return siphash(&plain, before, n);
}

static bool mark_in_file(int fd, uint64_t at, uint64_t *ret)
{
    uint8_t before[STREAM_BEFORE];
    size_t n = at < STREAM_BEFORE ? (size_t)at : STREAM_BEFORE;
    if (at > INT64_MAX || pread(fd, before, n, (off_t)(at - n)) != (ssize_t)n)
        return false;
    *ret = mark(before, n);
    return true;
}

static bool mark_in_stream(const struct stream *s, uint64_t *ret)
{
    size_t n = s->done < STREAM_BEFORE ? (size_t)s->done : STREAM_BEFORE;
    if (s->at < n)
        return false;
    *ret = mark(s->data + s->at - n, n);
    return true;
}

static bool fill(int fd, uint64_t at, uint64_t hash, struct bookmark *ret)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return false;
    *ret = (struct bookmark){.ino = st.st_ino, .at = at, .hash = hash};
    return true;
}

bool bookmark_of_file(int fd, uint64_t at, struct bookmark *ret)
{
    uint64_t hash;
    return mark_in_file(fd, at, &hash) && fill(fd, at, hash, ret);
}

bool bookmark_of_stream(const struct stream *s, struct bookmark *ret)
{
    uint64_t hash;
    return mark_in_stream(s, &hash) && fill(s->fd, s->done, hash, ret);
}

bool bookmark_of_bytes(int fd, uint64_t at, const uint8_t *before, size_t n, struct bookmark *ret)
{
    bool all = n == (at < STREAM_BEFORE ? (size_t)at : STREAM_BEFORE);
    return all && fill(fd, at, mark(before, n), ret);
}

void bookmark_print(const struct bookmark *b, char ret[BOOKMARK_TEXT])
{
    (void)snprintf(ret, BOOKMARK_TEXT, "%" PRIu64 " %" PRIu64 " %016" PRIx64, b->ino, b->at, b->hash);
}

static bool parse_number(const char **text, int base, uint64_t *ret)
{
    char *end;
    errno = 0;
    *ret = strtoull(*text, &end, base);
    bool fine = end != *text && errno == 0;
    *text = end;
    return fine;
}

unsigned bookmark_parse(const char *text, struct bookmark ret[2])
{
    unsigned n = 0;
    while (n < 2 && parse_number(&text, 10, &ret[n].ino) && parse_number(&text, 10, &ret[n].at) &&
           parse_number(&text, 16, &ret[n].hash))
        n++;
    return n;
}

bool bookmark_holds(int fd, const struct bookmark *b)
{
    uint64_t hash;
    return mark_in_file(fd, b->at, &hash) && hash == b->hash;
}

bool bookmark_is_packed(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".gz") == 0 || strcmp(dot, ".zst") == 0);
}

/* Takes over fd. */
static struct stream *packed_at(int fd, const struct bookmark *b)
{
    struct stream *s;
    const uint8_t *p;
    uint64_t hash;
    if (stream_of(fd, &s) < 0)
        return NULL;
    while (s->done < b->at) {
        ssize_t n = stream_peek_own(s, 1, &p);
        if (n <= 0)
            break;
        stream_skip_own(s, (uint64_t)n < b->at - s->done ? (size_t)n : (size_t)(b->at - s->done));
    }
    if (s->done == b->at && mark_in_stream(s, &hash) && hash == b->hash)
        return s;
    stream_free(s);
    return NULL;
}

struct stream *bookmark_open(const char *path, const struct bookmark *b)
{
    struct stat st;
    int fd = rotated_open(path);
    if (fd < 0)
        return NULL;
    bool anybodys = !b->at && (fstat(fd, &st) < 0 || st.st_ino != b->ino); /* an empty beginning */
    if (!anybodys && bookmark_is_packed(path))
        return packed_at(fd, b);
    if (!anybodys && bookmark_holds(fd, b))
        return stream_plain_at(fd, b->at);
    close(fd);
    return NULL;
}
