/* Files of every kind that hold the same three packets: the same sights come out. */
#include "watch/source.h"

#include "watch/bytes/stream.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

enum { PACKETS = 3, PACKET = 40, FILE_MAX = 1 << 16 };

static const uint8_t packet[PACKET] = {0x45, 0, 0,   40, 0,    7, 0,    0, 64, 6,  0, 0, 198, 18,
                                       0,    9, 198, 18, 0,    1, 0xa0, 0, 0,  80, 0, 0, 0,   1,
                                       0,    0, 0,   0,  0x50, 2, 4,    0, 0,  0,  0, 0};

struct file {
    uint8_t b[FILE_MAX];
    size_t n;
    bool swap;
};

static void u32(struct file *f, uint32_t v)
{
    v = f->swap ? __builtin_bswap32(v) : v;
    memcpy(f->b + f->n, &v, 4);
    f->n += 4;
}

static void u16(struct file *f, uint16_t v)
{
    v = f->swap ? __builtin_bswap16(v) : v;
    memcpy(f->b + f->n, &v, 2);
    f->n += 2;
}

static void bytes(struct file *f, const void *b, size_t n)
{
    memcpy(f->b + f->n, b, n);
    f->n += n;
}

static void make_pcap(struct file *f, uint32_t magic, bool swap)
{
    *f = (struct file){.swap = swap};
    u32(f, magic);
    u16(f, 2);
    u16(f, 4);
    u32(f, 0);
    u32(f, 0);
    u32(f, 65535);
    u32(f, 101);
    for (uint32_t i = 0; i < PACKETS; i++) {
        u32(f, 1600000000 + i);
        u32(f, magic == 0xa1b23c4d ? 500000000 : 500000);
        u32(f, PACKET);
        u32(f, PACKET);
        if (magic == 0xa1b2cd34) {
            u32(f, 0);
            u32(f, 0);
        }
        bytes(f, packet, PACKET);
    }
}

static void make_pcapng(struct file *f, bool swap)
{
    *f = (struct file){.swap = swap};
    u32(f, 0x0a0d0d0a);
    u32(f, 28);
    u32(f, 0x1a2b3c4d);
    u16(f, 1);
    u16(f, 0);
    u32(f, UINT32_MAX);
    u32(f, UINT32_MAX);
    u32(f, 28);
    u32(f, 1); /* interface: raw IP, nanoseconds */
    u32(f, 32);
    u16(f, 101);
    u16(f, 0);
    u32(f, 0);
    u16(f, 9);
    u16(f, 1);
    bytes(f, "\x09\0\0\0", 4);
    u16(f, 0);
    u16(f, 0);
    u32(f, 32);
    u32(f, 5); /* statistics, which nobody reads */
    u32(f, 12);
    u32(f, 12);
    for (uint32_t i = 0; i < PACKETS; i++) {
        uint64_t at = (UINT64_C(1600000000) + i) * 1000000000 + 500000000;
        u32(f, 6);
        u32(f, 32 + PACKET);
        u32(f, 0);
        u32(f, (uint32_t)(at >> 32));
        u32(f, (uint32_t)at);
        u32(f, PACKET);
        u32(f, PACKET);
        bytes(f, packet, PACKET);
        u32(f, 32 + PACKET);
    }
}

static void gzip(struct file *f)
{
    struct file raw = *f;
    z_stream z = {.next_in = raw.b, .avail_in = (uInt)raw.n, .next_out = f->b, .avail_out = FILE_MAX};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    f->n = FILE_MAX - z.avail_out;
    deflateEnd(&z);
}

static void zstandard(struct file *f)
{
    struct file raw = *f;
    f->n = ZSTD_compress(f->b, FILE_MAX, raw.b, raw.n, 3);
    assert_false(ZSTD_isError(f->n));
}

/* Opens what is in `f`; -errno. */
static int open_file(const struct file *f, struct source **ret, struct diag *d)
{
    char path[64];
    struct source_conf conf = {0};
    int fd = memfd_create("capture", 0);
    assert_true(fd >= 0 && write(fd, f->b, f->n) == (ssize_t)f->n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int e = source_open(path, &conf, ret, d);
    close(fd);
    return e;
}

static unsigned read_all(struct source *s, struct sight *out, unsigned cap)
{
    unsigned n = 0;
    bool ended = false;
    while (!ended && n < cap) {
        int r = source_read(s, out + n, cap - n, &ended);
        assert_true(r >= 0);
        n += (unsigned)r;
    }
    return n;
}

static void same(const struct file *f, const char *format)
{
    struct source *s;
    struct diag d = {0};
    struct sight out[8];
    assert_int_equal(open_file(f, &s, &d), 0);
    assert_string_equal(s->stats.format, format);
    assert_int_equal(read_all(s, out, 8), PACKETS);
    assert_int_equal(s->stats.last_error, 0);
    for (int i = 0; i < PACKETS; i++) {
        assert_true(out[i].at == (INT64_C(1600000000) + i) * NSEC_SEC + NSEC_SEC / 2);
        assert_int_equal(out[i].dport, 80);
    }
    source_free(s);
}

static void every_kind(void **state)
{
    static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34};
    struct file f;
    (void)state;
    for (int swap = 0; swap < 2; swap++) {
        for (size_t i = 0; i < 3; i++) {
            make_pcap(&f, magics[i], swap);
            same(&f, "pcap");
        }
        make_pcapng(&f, swap);
        same(&f, "pcapng");
        gzip(&f);
        same(&f, "pcapng");
        make_pcap(&f, magics[0], swap);
        zstandard(&f);
        same(&f, "pcap");
    }
}

/* A packet of its own id, in IP in IP where `carried`. */
static void record(struct file *f, nsec at, uint16_t id, bool carried)
{
    uint8_t outer[20], p[PACKET];
    memcpy(outer, packet, sizeof outer);
    memcpy(p, packet, PACKET);
    outer[3] += 20;
    outer[9] = 4;
    p[4] = outer[4] = (uint8_t)(id >> 8);
    p[5] = outer[5] = (uint8_t)id;
    u32(f, 1600000000 + (uint32_t)(at / NSEC_SEC));
    u32(f, (uint32_t)(at % NSEC_SEC));
    u32(f, carried ? PACKET + 20 : PACKET);
    u32(f, carried ? PACKET + 20 : PACKET);
    bytes(f, outer, carried ? 20 : 0);
    bytes(f, p, PACKET);
}

/* Their ids in the order in which they come out, n <= 400; what belongs to each is with it. */
static unsigned ids_of(const struct file *f, uint16_t ids[400])
{
    static struct packet packets[32];
    struct source *s;
    struct diag d = {0};
    struct sight out[32];
    bool ended = false;
    unsigned n = 0;
    assert_int_equal(open_file(f, &s, &d), 0);
    s->packets = packets;
    while (!ended) {
        int got = source_read(s, out, 32, &ended);
        assert_true(got >= 0 && (got || ended));
        for (int i = 0; i < got; i++) {
            assert_true(out[i].packet == &packets[i]);
            assert_int_equal(packets[i].data[4] << 8 | packets[i].data[5], out[i].ipid);
            assert_ptr_equal(out[i].outer, out[i].tunnel ? &out[i - 1] : NULL);
            if (out[i].tunnel)
                assert_int_equal(ids[n - 1], out[i].ipid);
            else
                ids[n++] = out[i].ipid;
        }
    }
    assert_true(s->stats.sights >= n && s->stats.packets == n);
    source_free(s);
    return n;
}

static void begin_file(struct file *f)
{
    make_pcap(f, 0xa1b23c4d, false);
    f->n = 24;
}

/* As cards with several queues write them: each has its time, and stands up to 40 places from its own. */
static void late_by_little(void **state)
{
    struct file f;
    uint16_t ids[400];
    (void)state;
    begin_file(&f);
    for (unsigned i = 0; i < 400; i++) {
        unsigned id = i / 40 * 40 + i * 7 % 40;
        record(&f, (nsec)id * 100000, (uint16_t)id, id % 3 == 0);
    }
    assert_int_equal(ids_of(&f, ids), 400);
    for (unsigned i = 0; i < 400; i++)
        assert_int_equal(ids[i], i);
}

/* Of one time: in the file's order. */
static void at_one_time(void **state)
{
    struct file f;
    uint16_t ids[400];
    (void)state;
    begin_file(&f);
    for (unsigned i = 0; i < 400; i++)
        record(&f, (nsec)(i % 4) * NSEC_MS, (uint16_t)i, false);
    assert_int_equal(ids_of(&f, ids), 400);
    for (unsigned i = 0; i < 400; i++)
        assert_int_equal(ids[i], i % 100 * 4 + i / 100);
}

/* Two recordings one after the other, each out of order: nothing of the one comes between the other's. */
static void late_by_much(void **state)
{
    struct file f;
    uint16_t ids[400];
    (void)state;
    begin_file(&f);
    for (unsigned i = 0; i < 400; i++)
        record(&f, (nsec)(i % 200 ^ 1) * 20 * NSEC_MS, (uint16_t)(i ^ 1), false);
    assert_int_equal(ids_of(&f, ids), 400);
    for (unsigned i = 0; i < 400; i++)
        assert_int_equal(ids[i], i);
}

/* The same packets as a packet filter's log device records them: read as of a log, through a whole file. */
static void logged_packets(void **state)
{
    static const struct {
        uint32_t link, head;
        uint8_t begin[4];
        uint32_t at;
        uint8_t more[4];
    } rows[] = {{239, 8, {2, 0, 0, 5}, 4, {PACKET + 4, 0, 9, 0}},
                {239, 8, {2, 0, 0, 5}, 4, {0, PACKET + 4, 0, 9}},
                {117, 64, {61, 2, 1, 0}, 60, {1, 0, 0, 0}}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t head[64] = {0};
        struct file f = {.n = 0};
        struct source *s;
        struct diag d = {0};
        struct sight out[8];
        make_pcap(&f, 0xa1b2c3d4, false);
        f.n = 20;
        u32(&f, rows[i].link);
        u32(&f, 1600000000);
        u32(&f, 0);
        u32(&f, rows[i].head + PACKET);
        u32(&f, rows[i].head + PACKET);
        memcpy(head, rows[i].begin, 4);
        memcpy(head + rows[i].at, rows[i].more, 4);
        bytes(&f, head, rows[i].head);
        bytes(&f, packet, PACKET);
        assert_int_equal(open_file(&f, &s, &d), 0);
        assert_int_equal(read_all(s, out, 8), 1);
        assert_int_equal(out[0].kind, SIGHT_LOG);
        assert_int_equal(out[0].dport, 80);
        assert_int_equal(out[0].action, rows[i].link == 117 ? SIGHT_DROPPED : SIGHT_ACTION_NONE);
        source_free(s);
        f.n -= PACKET + 1; /* cut: no record is whole */
        assert_int_equal(open_file(&f, &s, &d), 0);
        assert_int_equal(read_all(s, out, 8), 0);
        source_free(s);
    }
}

/* Cut anywhere: what was whole comes out, and the rest is said to be missing. */
static void every_truncation(void **state)
{
    struct file whole, f;
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        if (kind % 2)
            make_pcapng(&whole, false);
        else
            make_pcap(&whole, 0xa1b2c3d4, false);
        if (kind == 2)
            gzip(&whole);
        if (kind == 3)
            zstandard(&whole);
        for (size_t n = 0; n < whole.n; n++) {
            struct source *s;
            struct diag d = {0};
            struct sight out[8];
            f = whole;
            f.n = n;
            int e = open_file(&f, &s, &d);
            if (e < 0) {
                assert_true(e == -EINVAL && d.msg);
                continue;
            }
            unsigned got = read_all(s, out, 8);
            assert_true(got < PACKETS || kind >= 2); /* packed: only the trailer may be missing */
            bool at_border =
                kind == 0 ? (n - 24) % (16 + PACKET) == 0 : s->stats.last_error == 0 && kind == 1;
            assert_true(!n || at_border || s->stats.last_error == EBADMSG); /* an empty file is whole */
            source_free(s);
        }
    }
}

static void what_is_none(void **state)
{
    struct source *s;
    struct diag d = {0};
    struct file f;
    (void)state;
    make_pcap(&f, 0xa1b2c3d4, false);
    f.b[20] = 147; /* a link type of somebody's own */
    assert_int_equal(open_file(&f, &s, &d), -EINVAL);
    assert_string_equal(d.arg[0], "147");
    memset(&f, 'x', 100);
    f.n = 100;
    assert_int_equal(open_file(&f, &s, &d), -EINVAL);
    struct source_conf conf = {.format = "pcop"};
    assert_int_equal(source_open("/dev/null", &conf, &s, &d), -EINVAL);
    assert_int_equal(source_open("/nonexistent/x", &conf, &s, &d), -ENOENT);
    make_pcap(&f, 0xa1b2c3d4, false);
    memset(f.b + 24 + 8, 0xff, 4); /* a packet of 4 GiB */
    struct sight out[4];
    assert_int_equal(open_file(&f, &s, &d), 0);
    assert_int_equal(read_all(s, out, 4), 0);
    assert_int_equal(s->stats.last_error, EBADMSG);
    source_free(s);
}

/* The heading decides, though every line below it begins with a time as a system log's do. */
static void a_heading_decides(void **state)
{
    struct source *s;
    struct diag d = {0};
    struct file f = {.n = 0};
    struct sight out[8];
    (void)state;
    f.n = (size_t)snprintf(
        (char *)f.b, sizeof f.b,
        "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes\n"
        "2026/11/22 03:54:00.5,1.0,tcp,198.18.0.9,40000,   ->,198.18.0.1,23,S0,0,0,2,120\n"
        "2026/11/22 03:54:01.5,1.0,tcp,198.18.0.9,40001,   ->,198.18.0.1,24,S0,0,0,2,120\n");
    assert_int_equal(open_file(&f, &s, &d), 0);
    assert_string_equal(s->stats.format, "argus");
    assert_int_equal(read_all(s, out, 8), 2);
    assert_int_equal(out[1].outcome, SIGHT_SILENT);
    source_free(s);
}

/* A long file in small bites: peeks of any size see every byte once, in order. */
static void bites(void **state)
{
    enum { SIZE = 3000000 };
    (void)state;
    uint8_t *b = malloc(SIZE);
    char path[64];
    struct stream *st;
    assert_non_null(b);
    for (uint32_t i = 0; i < SIZE; i++)
        b[i] = (uint8_t)(i * 2654435761u >> 24);
    int fd = memfd_create("stream", 0);
    assert_true(write(fd, b, SIZE) == SIZE);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(stream_open(path, &st), 0);
    size_t at = 0;
    for (size_t want = 1;; want = want * 7 % 300000 + 1) {
        const uint8_t *p;
        ssize_t n = stream_peek(st, want, &p);
        assert_true(n >= 0 && (at + want > SIZE || (size_t)n >= want));
        if (n == 0)
            break;
        size_t use = (size_t)n < want ? (size_t)n : want;
        assert_memory_equal(p, b + at, use);
        stream_skip(st, use);
        at += use;
    }
    assert_int_equal(at, SIZE);
    stream_free(st);
    close(fd);
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_kind),        cmocka_unit_test(logged_packets),
                                       cmocka_unit_test(every_truncation),  cmocka_unit_test(what_is_none),
                                       cmocka_unit_test(a_heading_decides), cmocka_unit_test(bites),
                                       cmocka_unit_test(late_by_little),    cmocka_unit_test(at_one_time),
                                       cmocka_unit_test(late_by_much)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
