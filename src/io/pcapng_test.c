/* What is written is read back by libpcap; a file cut anywhere is whole up to its last block. */
#include "io/pcap.h"
#include "io/pcapng.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static size_t ends[8];

static void make(struct buf *b)
{
    uint8_t packet[61];
    unsigned n = 0;
    buf_init(b, 65536);
    pcapng_section(b, "a test");
    ends[n++] = b->len;
    pcapng_link(b, 1);
    ends[n++] = b->len;
    for (unsigned i = 0; i < 3; i++) {
        memset(packet, 'a' + (int)i, sizeof packet);
        packet[12] = 8, packet[13] = 0;
        pcapng_packet(b, 0, INT64_C(1767225600123456789) + i, packet, 58 + i, 1500,
                      i ? "tojimari 0123456789ab vertical" : NULL);
        ends[n++] = b->len;
    }
    assert_false(b->over);
}

static int file_of(const void *data, size_t n)
{
    int fd = memfd_create("pcapng", 0);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, n), n);
    return fd;
}

static void test_known_bytes(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000);
    pcapng_link(&b, 101);
    static const uint32_t words[] = {1, 32, 101, 0, 1u << 16 | 9, 9, 0, 32};
    assert_int_equal(b.len, 32);
    assert_memory_equal(b.data, words, 32);
    buf_fini(&b);
}

static void test_read_back(void **state)
{
    (void)state;
    struct buf b;
    struct frames *f;
    struct frame frame;
    struct diag d;
    char path[32];
    make(&b);
    int fd = file_of(b.data, b.len);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(pcap_open_read(path, &f, &d), 0);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(frames_recv(f, &frame, 1), 1);
        assert_int_equal(frame.len, 58 + i);
        assert_int_equal(frame.wire_len, 1500);
        assert_int_equal(frame.at, INT64_C(1767225600123456789) + i);
        assert_int_equal(frame.data[20], 'a' + i);
        frames_release(f, 1);
    }
    assert_int_equal(frames_recv(f, &frame, 1), 0);
    frames_free(f);
    close(fd);
    buf_fini(&b);
}

static void test_cut_anywhere(void **state)
{
    (void)state;
    struct buf b;
    make(&b);
    for (size_t n = 0; n <= b.len; n++) {
        size_t whole = 0;
        for (unsigned i = 0; i < 5; i++)
            whole = ends[i] <= n ? ends[i] : whole;
        int fd = file_of(b.data, n);
        off_t got = pcapng_whole(fd, "a test");
        if (n > 0 && n < 34)
            assert_int_equal(got, -EINVAL);
        else
            assert_int_equal(got, whole);
        close(fd);
    }
    buf_fini(&b);
}

static off_t whole_of(const void *data, size_t n, const char *program)
{
    int fd = file_of(data, n);
    off_t got = pcapng_whole(fd, program);
    close(fd);
    return got;
}

/* Captures of others, and ours with something in it that no kill leaves: nothing is to be cut off. */
static void test_not_ours(void **state)
{
    (void)state;
    struct buf b;
    make(&b);
    assert_int_equal(whole_of("#!/bin/sh and more of it, and even more", 39, "a test"), -EINVAL);
    assert_int_equal(whole_of(b.data, b.len, "a t"), b.len);
    assert_int_equal(whole_of(b.data, b.len, "tojimari "), -EINVAL);
    assert_int_equal(whole_of(b.data, b.len, "a test of more"), -EINVAL);
    size_t n = b.len + PCAPNG_TORN;
    char *long_one = calloc(1, n + 1);
    assert_non_null(long_one);
    memcpy(long_one, b.data, b.len);
    assert_int_equal(whole_of(long_one, n, "a test"), b.len);
    assert_int_equal(whole_of(long_one, n + 1, "a test"), -EINVAL);
    free(long_one);
    buf_fini(&b);
    char path[32];
    int fd = file_of("some", 4);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int written = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(written >= 0);
    assert_int_equal(pcapng_whole(written, "a test"), -EBADF); /* cannot be read */
    close(written);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_bytes),
        cmocka_unit_test(test_read_back),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_not_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
