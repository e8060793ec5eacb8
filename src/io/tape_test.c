#include "io/tape.h"

#include "io/pcap.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define EPOCH (INT64_C(1700000000) * NSEC_SEC)

static char path[] = "/tmp/tape-test-XXXXXX";

/* A link that takes all but the last frame of a batch, and hears what stands in `heard`. */
struct link {
    struct frames f;
    struct frame heard[4];
    uint32_t hears, taken, released;
};

static int link_fd(struct frames *f)
{
    (void)f;
    return 4711;
}

static uint32_t link_reserve(struct frames *f, struct frame *out, uint32_t n)
{
    static uint8_t room[4][64];
    (void)f;
    for (uint32_t i = 0; i < n && i < 4; i++)
        out[i] = (struct frame){.data = room[i], .len = 64, .vlan = FRAMES_NO_VLAN};
    return n < 4 ? n : 4;
}

static int link_send(struct frames *f, const struct frame *in, uint32_t n)
{
    (void)in;
    ((struct link *)f)->taken += n - 1;
    return (int)n - 1;
}

static uint32_t link_recv(struct frames *f, struct frame *out, uint32_t n)
{
    struct link *l = (struct link *)f;
    assert_true(n >= l->hears);
    memcpy(out, l->heard, l->hears * sizeof *out);
    return l->hears;
}

static void link_release(struct frames *f, uint32_t n)
{
    ((struct link *)f)->released += n;
}

static void link_stats(struct frames *f, struct frames_stats *ret)
{
    *ret = (struct frames_stats){.tx = ((struct link *)f)->taken};
}

static const struct frames_ops link_ops = {"made-up", link_fd,      link_reserve, link_send,
                                           link_recv, link_release, link_stats,   NULL};

static nsec clock_of_test(void)
{
    return 5 * NSEC_SEC;
}

static struct tape *tape_of(const char *file)
{
    struct tape *t;
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    const struct tape_conf conf = {.fd = fd, .clock = clock_of_test, .epoch = EPOCH};
    assert_int_equal(tape_new(&conf, &t), 0);
    return t;
}

static struct link link_of(enum frames_layer layer)
{
    return (struct link){.f = {.ops = &link_ops, .layer = layer, .mtu = 1400}};
}

static uint32_t read_back(struct frame *out, uint32_t n, struct frames **ret)
{
    struct diag d;
    struct frames_stats st;
    assert_int_equal(pcap_open_read(path, ret, &d), 0);
    assert_int_equal((*ret)->layer, FRAMES_ETHERNET);
    n = frames_recv(*ret, out, n);
    struct frame end;
    assert_int_equal(frames_recv(*ret, &end, 1), 0);
    frames_stats(*ret, &st);
    assert_int_equal(st.last_error, 0);
    return n;
}

/* What the link took is recorded, what it left is not; all else goes through. */
static void sent(void **state)
{
    (void)state;
    struct link l = link_of(FRAMES_ETHERNET);
    struct tape *t = tape_of(path);
    struct frames *f = tape_before(t, &l.f), *file;
    struct frame out[3], back[8];
    struct frames_stats st;
    assert_int_equal(frames_rx_fd(f), 4711);
    assert_string_equal(f->ops->name, "made-up");
    assert_true(f->layer == FRAMES_ETHERNET && f->mtu == 1400);
    assert_int_equal(frames_reserve(f, out, 3), 3);
    for (uint8_t i = 0; i < 3; i++)
        memset(out[i].data, 'a' + i, out[i].len = 20u + i);
    assert_int_equal(frames_send(f, out, 3), 2);
    frames_stats(f, &st);
    assert_int_equal(st.tx, 2);
    assert_int_equal(tape_end(t), 0);
    assert_int_equal(read_back(back, 8, &file), 2);
    for (uint8_t i = 0; i < 2; i++) {
        assert_int_equal(back[i].len, 20 + i);
        assert_int_equal(back[i].data[19], 'a' + i);
        assert_true(back[i].at == EPOCH + 5 * NSEC_SEC);
    }
    frames_free(file);
}

/* Received: with the time of arrival, what was cut off, the tag that the kernel took out; and IP behind a
 * header of zeros. */
static void heard(void **state)
{
    (void)state;
    uint8_t frame[20] = "DDDDDDSSSSSS\x08\x00payl", four[20] = {0x45}, six[40] = {0x60};
    struct link ethernet = link_of(FRAMES_ETHERNET), ip = link_of(FRAMES_IP);
    struct tape *t = tape_of(path);
    struct frames *a = tape_before(t, &ethernet.f), *b = tape_before(t, &ip.f), *file;
    struct frame got[8], back[8];
    ethernet.heard[0] =
        (struct frame){.data = frame, .len = 20, .wire_len = 90, .at = 7, .vlan = FRAMES_NO_VLAN};
    ethernet.heard[1] = (struct frame){.data = frame, .len = 20, .wire_len = 20, .at = 8, .vlan = 0x2005};
    ethernet.hears = 2;
    ip.heard[0] = (struct frame){.data = four, .len = 20, .wire_len = 20, .at = 9, .vlan = FRAMES_NO_VLAN};
    ip.heard[1] = (struct frame){.data = six, .len = 40, .wire_len = 40, .at = 10, .vlan = FRAMES_NO_VLAN};
    ip.hears = 2;
    assert_int_equal(frames_recv(a, got, 8), 2);
    assert_ptr_equal(got[1].data, frame);
    assert_int_equal(frames_recv(b, got, 8), 2);
    frames_release(b, 2);
    assert_int_equal(ip.released, 2);
    assert_int_equal(tape_end(t), 0);
    assert_int_equal(read_back(back, 8, &file), 4);
    assert_true(back[0].len == 20 && back[0].wire_len == 90);
    assert_memory_equal(back[0].data, frame, 20);
    assert_int_equal(back[1].len, 24);
    assert_memory_equal(back[1].data, "DDDDDDSSSSSS\x81\x00\x20\x05\x08\x00payl", 22);
    assert_memory_equal(back[2].data, "\0\0\0\0\0\0\0\0\0\0\0\0\x08\x00\x45", 15);
    assert_memory_equal(back[3].data, "\0\0\0\0\0\0\0\0\0\0\0\0\x86\xdd\x60", 15);
    for (int i = 0; i < 4; i++)
        assert_true(back[i].at == EPOCH + 7 + i);
    frames_free(file);
}

/* The link has fallen back on another (io/card.h). */
static void follows(void **state)
{
    (void)state;
    struct link l = link_of(FRAMES_ETHERNET), spare = link_of(FRAMES_IP);
    struct tape *t = tape_of(path);
    struct frames *f = tape_before(t, &l.f);
    tape_follow(f, &spare.f);
    struct frame out[2];
    assert_int_equal(f->layer, FRAMES_IP);
    assert_int_equal(frames_reserve(f, out, 2), 2);
    assert_int_equal(frames_send(f, out, 2), 1);
    assert_int_equal(spare.taken, 1);
    assert_int_equal(l.taken, 0);
    assert_int_equal(tape_end(t), 0);
}

/* A full disk ends the recording and nothing else. */
static void full_disk(void **state)
{
    (void)state;
    struct link l = link_of(FRAMES_ETHERNET);
    struct tape *t = tape_of("/dev/full");
    struct frames *f = tape_before(t, &l.f);
    struct frame out[4];
    for (int i = 0; i < 2000; i++) {
        assert_int_equal(frames_reserve(f, out, 4), 4);
        assert_int_equal(frames_send(f, out, 4), 3);
    }
    assert_int_equal(l.taken, 6000);
    assert_int_equal(tape_end(t), -ENOSPC);
}

static void limits(void **state)
{
    (void)state;
    struct link l = link_of(FRAMES_ETHERNET);
    struct tape *t = tape_of(path);
    for (int i = 0; i < TAPE_LINKS; i++)
        assert_non_null(tape_before(t, &l.f));
    assert_null(tape_before(t, &l.f));
    assert_int_equal(tape_end(t), 0);
    assert_int_equal(tape_end(NULL), 0);
    const struct tape_conf closed = {.fd = -1, .clock = clock_of_test};
    assert_int_equal(tape_new(&closed, &t), -EBADF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sent), cmocka_unit_test(heard),
                                       cmocka_unit_test(follows), cmocka_unit_test(full_disk),
                                       cmocka_unit_test(limits)};
    int fd = mkstemp(path);
    if (fd < 0)
        return 1;
    close(fd);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
