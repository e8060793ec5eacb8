/* Packed input in one piece and byte by byte, joined, damaged, and cut off everywhere. */
#include "watch/bytes/unpack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

static const uint8_t *rest;
static size_t left, step;

static ssize_t give(int fd, uint8_t *to, size_t cap)
{
    assert_int_equal(fd, 7);
    size_t n = left < cap ? left : cap;
    n = n < step ? n : step;
    memcpy(to, rest, n);
    rest += n;
    left -= n;
    return (ssize_t)n;
}

/* All of it into `out`, ended by 0. The length, or the error at the end. */
static ssize_t unpacked(const uint8_t *data, size_t n, size_t piece, char *out, size_t cap)
{
    struct unpack *u;
    size_t head = n < UNPACK_HEAD ? n : UNPACK_HEAD, len = 0;
    rest = data + head;
    left = n - head;
    step = piece;
    assert_int_equal(unpack_new(data, head, give, 7, &u), 0);
    assert_non_null(u);
    ssize_t got;
    while ((got = unpack_more(u, (uint8_t *)out + len, cap - len - 1)) > 0)
        len += (size_t)got;
    unpack_free(u);
    out[len] = 0;
    return got < 0 ? got : (ssize_t)len;
}

static void says(const uint8_t *data, size_t n, const char *want)
{
    char out[256];
    for (size_t piece = 1; piece <= n; piece++) {
        assert_int_equal(unpacked(data, n, piece, out, sizeof out), (ssize_t)strlen(want));
        assert_string_equal(out, want);
    }
}

static size_t gzipped(const char *text, uint8_t *out, size_t cap)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)text;
    z.avail_in = (uInt)strlen(text);
    z.next_out = out;
    z.avail_out = (uInt)cap;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return z.total_out;
}

static void cut_off_is_said(const uint8_t *data, size_t n, size_t border)
{
    char out[256];
    for (size_t i = UNPACK_HEAD; i < n; i++) {
        ssize_t r = unpacked(data, i, n, out, sizeof out);
        assert_int_equal(r, i == border ? (ssize_t)strlen("first line\n") : -EBADMSG);
    }
}

static void gzip_and_zstd(void **state)
{
    (void)state;
    uint8_t data[256];
    char out[256];
    size_t one = gzipped("first line\n", data, sizeof data), n = one + gzipped("second\n", data + one, 128);
    says(data, n, "first line\nsecond\n");
    cut_off_is_said(data, n, one);
    data[one - 6] ^= 1; /* of the checksum */
    assert_int_equal(unpacked(data, n, n, out, sizeof out), -EBADMSG);

    one = ZSTD_compress(data, sizeof data, "first line\n", 11, 1);
    n = one + ZSTD_compress(data + one, 128, "second\n", 7, 1);
    says(data, n, "first line\nsecond\n");
    cut_off_is_said(data, n, one);
}

static void utf16(void **state)
{
    (void)state;
    static const uint8_t little[] = "\xff\xfeH\0\xe9\0\x42\x30\x3d\xd8\xea\xde",
                         big[] = "\xfe\xff\0H\0\xe9\x30\x42\xd8\x3d\xde\xea",
                         halves[] = "\xfe\xff\xd8\x3d\0x\xde\xea\0y";
    char out[64];
    says(little, sizeof little - 1, "Hé\u3042\U0001f6ea");
    says(big, sizeof big - 1, "Hé\u3042\U0001f6ea");
    says(halves, sizeof halves - 1, "\ufffdx\ufffdy");
    assert_int_equal(unpacked(big, sizeof big - 2, 1, out, sizeof out), -EBADMSG);
}

static void the_rest_is_not_packed(void **state)
{
    (void)state;
    static const char *const plain[] = {"", "\x1f", "\xff", "\x28\xb5\x2f", "Nov 22", "\xd4\xc3\xb2\xa1"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        struct unpack *u;
        assert_int_equal(unpack_new((const uint8_t *)plain[i], strlen(plain[i]), give, 7, &u), 0);
        assert_null(u);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(gzip_and_zstd), cmocka_unit_test(utf16),
                                       cmocka_unit_test(the_rest_is_not_packed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
