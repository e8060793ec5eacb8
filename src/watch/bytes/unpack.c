#include "watch/bytes/unpack.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

struct unpack {
    ssize_t (*read)(int fd, uint8_t *to, size_t cap);
    ssize_t (*more)(struct unpack *u, uint8_t *to, size_t cap); /* as unpack_more() */
    int fd;
    uint8_t *data; /* owned, UNPACK_ROOM bytes: [at, end) is what has not been unpacked */
    size_t at, end;
    bool ended, between; /* between: at the border of two gzip members or zstd frames */
    uint32_t high;       /* the first half of a pair of UTF-16 */
    bool big;            /* its bytes, the higher first */
    z_stream z;
    ZSTD_DStream *zstd;
};

/* Makes packed bytes available. 1, 0 = the file ends here, or negative errno. */
static int refill(struct unpack *u)
{
    if (u->at < u->end)
        return 1;
    if (u->ended)
        return 0;
    ssize_t n = u->read(u->fd, u->data, UNPACK_ROOM);
    if (n < 0)
        return (int)n;
    u->at = 0;
    u->end = (size_t)n;
    u->ended = n == 0;
    return n > 0;
}

static ssize_t inflate_more(struct unpack *u, uint8_t *to, size_t cap)
{
    u->z.next_out = to;
    u->z.avail_out = (uInt)cap;
    while (u->z.avail_out == cap) {
        int r = refill(u);
        if (r <= 0)
            return r < 0 ? r : u->between ? 0 : -EBADMSG;
        if (u->between && inflateReset(&u->z) != Z_OK)
            return -EBADMSG;
        u->between = false;
        u->z.next_in = u->data + u->at;
        u->z.avail_in = (uInt)(u->end - u->at);
        int e = inflate(&u->z, Z_NO_FLUSH);
        u->at = u->end - u->z.avail_in;
        if (e == Z_STREAM_END)
            u->between = true;
        else if (e != Z_OK && e != Z_BUF_ERROR)
            return -EBADMSG;
    }
    return (ssize_t)(cap - u->z.avail_out);
}

static ssize_t zstd_more(struct unpack *u, uint8_t *to, size_t cap)
{
    ZSTD_outBuffer out = {.dst = to, .size = cap};
    while (out.pos == 0) {
        int r = refill(u);
        if (r <= 0)
            return r < 0 ? r : u->between ? 0 : -EBADMSG;
        ZSTD_inBuffer in = {.src = u->data, .size = u->end, .pos = u->at};
        size_t e = ZSTD_decompressStream(u->zstd, &out, &in);
        u->at = in.pos;
        if (ZSTD_isError(e))
            return -EBADMSG;
        u->between = e == 0;
    }
    return (ssize_t)out.pos;
}

/* The next unit of UTF-16. 1, 0 = the end, or negative errno. */
static int next_unit(struct unpack *u, uint32_t *ret)
{
    uint8_t two[2];
    for (int i = 0; i < 2; i++) {
        int r = refill(u);
        if (r == 0 && i) { /* it stays, to be met again */
            u->data[0] = two[0];
            u->at = 0;
            u->end = 1;
            return -EBADMSG;
        }
        if (r <= 0)
            return r;
        two[i] = u->data[u->at++];
    }
    *ret = u->big ? (uint32_t)(two[0] << 8 | two[1]) : (uint32_t)(two[1] << 8 | two[0]);
    return 1;
}

static size_t put_utf8(uint8_t *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (uint8_t)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        to[i] = (uint8_t)(0x80 | (c & 0x3f));
    to[0] = (uint8_t)(0xf0u << (4 - n) | c);
    return n;
}

/* UTF-16 (RFC 2781) as UTF-8; half a pair is U+FFFD. */
static ssize_t utf16_more(struct unpack *u, uint8_t *to, size_t cap)
{
    size_t n = 0;
    while (n + 8 <= cap) {
        uint32_t c;
        int r = next_unit(u, &c);
        if (r <= 0)
            return n ? (ssize_t)n : r;
        if (u->high && (c & 0xfc00) == 0xdc00) {
            n += put_utf8(to + n, 0x10000 + ((u->high & 0x3ff) << 10 | (c & 0x3ff)));
            u->high = 0;
            continue;
        }
        if (u->high)
            n += put_utf8(to + n, 0xfffd);
        u->high = (c & 0xfc00) == 0xd800 ? c : 0;
        if (!u->high)
            n += put_utf8(to + n, (c & 0xfc00) == 0xdc00 ? 0xfffd : c);
    }
    return (ssize_t)n;
}

static bool begins(const uint8_t *head, size_t n, const char *magic, size_t length)
{
    return n >= length && memcmp(head, magic, length) == 0;
}

/* What is packed as the head says; NULL = nothing. */
static ssize_t (*kind_of(const uint8_t *head, size_t n))(struct unpack *, uint8_t *, size_t)
{
    if (begins(head, n, "\x1f\x8b", 2))
        return inflate_more;
    if (begins(head, n, "\x28\xb5\x2f\xfd", 4))
        return zstd_more;
    if (begins(head, n, "\xff\xfe", 2) || begins(head, n, "\xfe\xff", 2)) /* as Windows writes text */
        return utf16_more;
    return NULL;
}

static int prepare(struct unpack *u)
{
    if (u->more == inflate_more)
        return inflateInit2(&u->z, 15 + 16) == Z_OK ? 0 : -ENOMEM;
    if (u->more == zstd_more)
        return (u->zstd = ZSTD_createDStream()) ? 0 : -ENOMEM;
    u->big = u->data[0] == 0xfe;
    u->at = 2;
    return 0;
}

int unpack_new(const uint8_t *head, size_t n, ssize_t (*read)(int fd, uint8_t *to, size_t cap), int fd,
               struct unpack **ret)
{
    ssize_t (*more)(struct unpack *, uint8_t *, size_t) = kind_of(head, n);
    *ret = NULL;
    if (!more)
        return 0;
    struct unpack *u = calloc(1, sizeof *u);
    if (!u)
        return -ENOMEM;
    *u = (struct unpack){.read = read, .more = more, .fd = fd, .data = malloc(UNPACK_ROOM), .end = n};
    if (u->data)
        memcpy(u->data, head, n);
    int e = u->data ? prepare(u) : -ENOMEM;
    if (e < 0)
        unpack_free(u);
    else
        *ret = u;
    return e;
}

void unpack_free(struct unpack *u)
{
    if (!u)
        return;
    if (u->z.state)
        inflateEnd(&u->z);
    ZSTD_freeDStream(u->zstd);
    free(u->data);
    free(u);
}

ssize_t unpack_more(struct unpack *u, uint8_t *to, size_t cap)
{
    return u->more(u, to, cap);
}
