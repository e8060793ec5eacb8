#include "io/pcapng.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Block types and options: draft-ietf-opsawg-pcapng, 4.1 to 4.3, 3.5. */
enum {
    SECTION = 0x0a0d0d0a,
    BYTE_ORDER_MAGIC = 0x1a2b3c4d,
    INTERFACE = 1,
    PACKET = 6,
    OPT_COMMENT = 1,
    OPT_PROGRAM = 4, /* shb_userappl */
    OPT_TSRESOL = 9,
    NANO = 9, /* 10^-9 s */
    COMMENT_MAX = 1000,
    BLOCK_MIN = 12,
    BLOCK_MAX = 1 << 20,
};

static void u16(struct buf *b, uint16_t v)
{
    buf_put(b, &v, sizeof v);
}

static void u32(struct buf *b, uint32_t v)
{
    buf_put(b, &v, sizeof v);
}

static void padded(struct buf *b, const void *data, size_t n)
{
    buf_put(b, data, n);
    buf_put(b, "\0\0\0", -n & 3);
}

static void option(struct buf *b, uint16_t code, const void *data, size_t n)
{
    u16(b, code);
    u16(b, (uint16_t)n);
    padded(b, data, n);
}

static size_t open_block(struct buf *b, uint32_t type)
{
    size_t at = b->len;
    u32(b, type);
    u32(b, 0); /* its length: close_block() */
    return at;
}

static void close_block(struct buf *b, size_t at)
{
    uint32_t n = (uint32_t)(b->len - at + 4);
    u32(b, n);
    if (!b->over)
        memcpy(b->data + at + 4, &n, sizeof n);
}

void pcapng_section(struct buf *b, const char *program)
{
    size_t at = open_block(b, SECTION);
    u32(b, BYTE_ORDER_MAGIC);
    u16(b, 1); /* version 1.0 */
    u16(b, 0);
    u32(b, UINT32_MAX); /* the section's length is not known */
    u32(b, UINT32_MAX);
    option(b, OPT_PROGRAM, program, strlen(program));
    u32(b, 0);
    close_block(b, at);
}

void pcapng_link(struct buf *b, uint16_t linktype)
{
    const uint8_t resolution = NANO;
    size_t at = open_block(b, INTERFACE);
    u16(b, linktype);
    u16(b, 0);
    u32(b, 0); /* no limit to a packet's length */
    option(b, OPT_TSRESOL, &resolution, 1);
    u32(b, 0);
    close_block(b, at);
}

void pcapng_packet(struct buf *b, uint32_t link, nsec_wall when, const void *data, uint32_t len,
                   uint32_t wire, const char *comment)
{
    uint64_t ticks = (uint64_t)when;
    size_t at = open_block(b, PACKET);
    u32(b, link);
    u32(b, (uint32_t)(ticks >> 32));
    u32(b, (uint32_t)ticks);
    u32(b, len);
    u32(b, wire);
    padded(b, data, len);
    if (comment) {
        option(b, OPT_COMMENT, comment, strnlen(comment, COMMENT_MAX));
        u32(b, 0);
    }
    close_block(b, at);
}

/* As pcapng_section() begins. */
struct section {
    uint32_t type, len, magic, version, length[2];
    uint16_t code, n;
    char text[32];
};

/* 1, 0, or -errno. */
static int is_by(int fd, const char *program)
{
    struct section head;
    size_t n = strlen(program);
    ssize_t got = pread(fd, &head, sizeof head, 0);
    if (got < 0)
        return -errno;
    return n <= sizeof head.text && (size_t)got >= offsetof(struct section, text) + n &&
           head.type == SECTION && head.magic == BYTE_ORDER_MAGIC && head.code == OPT_PROGRAM &&
           head.n >= n && memcmp(head.text, program, n) == 0;
}

/* The end of the block at `at`; `at` itself: no whole one is there; -errno. */
static off_t next_block(int fd, off_t at)
{
    uint32_t head[2], tail;
    ssize_t n = pread(fd, head, sizeof head, at);
    if (n < 0)
        return -errno;
    if (n != sizeof head || head[1] < BLOCK_MIN || head[1] % 4 || head[1] > BLOCK_MAX)
        return at;
    n = pread(fd, &tail, sizeof tail, at + (off_t)head[1] - 4);
    if (n < 0)
        return -errno;
    return n == sizeof tail && tail == head[1] ? at + (off_t)head[1] : at;
}

off_t pcapng_whole(int fd, const char *program)
{
    struct stat st;
    off_t at = 0, next;
    if (fstat(fd, &st) < 0)
        return -errno;
    if (st.st_size == 0)
        return 0;
    int ours = is_by(fd, program);
    if (ours <= 0)
        return ours < 0 ? ours : -EINVAL;
    while ((next = next_block(fd, at)) > at)
        at = next;
    if (next < 0)
        return next;
    return st.st_size - at > PCAPNG_TORN ? -EINVAL : at;
}
