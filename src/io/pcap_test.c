#include "io/pcap.h"

#include "base/bytes.h"
#include "io/priv_linktype.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/dlt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/pcap-test-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
    (void)state;
    return unlink(path);
}

static void write_file(const void *data, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, n, f), n);
    fclose(f);
}

/* A classic little-endian file with microseconds: link type, then one packet of n bytes. */
static size_t classic(uint8_t *at, uint8_t link, const void *packet, uint8_t n)
{
    static const uint8_t head[24] = {0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, [18] = 4};
    memcpy(at, head, 24);
    at[20] = link;
    memset(at + 24, 0, 16);
    at[24] = 10; /* second 10, microsecond 7 */
    at[28] = 7;
    at[32] = n;
    at[36] = (uint8_t)(n + 1); /* one byte more was on the wire */
    memcpy(at + 40, packet, n);
    return 40u + n;
}

static void known_bytes(void **state)
{
    (void)state;
    uint8_t bytes[128];
    struct frames *f;
    struct frame got;
    struct diag d = {0};
    write_file(bytes, classic(bytes, 1, "0123456789abcdef", 16));
    assert_int_equal(pcap_open_read(path, &f, &d), 0);
    assert_int_equal(f->layer, FRAMES_ETHERNET);
    assert_int_equal(frames_rx_fd(f), -1);
    assert_int_equal(frames_recv(f, &got, 1), 1);
    assert_true(got.len == 16 && got.wire_len == 17 && got.vlan == FRAMES_NO_VLAN && !got.csum_unset);
    assert_true(got.at == 10 * NSEC_SEC + 7 * NSEC_US);
    assert_memory_equal(got.data, "0123456789abcdef", 16);
    frames_release(f, 1);
    assert_int_equal(frames_recv(f, &got, 1), 0);
    struct frames_stats s;
    frames_stats(f, &s);
    assert_true(s.rx == 1 && s.last_error == 0 && s.rx_skipped == 0);
    frames_free(f);
}

/* One section, one interface (raw IP, nanoseconds), one packet; and the time of a joker. */
static void pcapng(void **state)
{
    (void)state;
    uint8_t bytes[256];
    struct wr w = wr_of(bytes, sizeof bytes);
    static const uint8_t section[28] = {0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0,   0,   0x4d, 0x3c,
                                        0x2b, 0x1a, 1,    0,    0,  0, 255, 255, 255,  255,
                                        255,  255,  255,  255,  28, 0, 0,   0};
    static const uint8_t interface[32] = {1, 0, 0, 0, 32, 0, 0, 0, 101, [16] = 9, 0,
                                          1, 0, 9, 0, 0,  0, 0, 0, 0,   0,        32};
    static const uint8_t packet[36] = {
        6, 0, 0, 0, 36, [16] = 77, [20] = 4, [24] = 4, [28] = 0x45, 1, 2, 3, 36};
    wr_bytes(&w, section, sizeof section);
    wr_bytes(&w, interface, sizeof interface);
    wr_bytes(&w, packet, sizeof packet);
    wr_bytes(&w, packet, sizeof packet);
    memset(bytes + wr_len(&w) - 36 + 12, 0xff, 8); /* the end of time */
    write_file(bytes, wr_len(&w));
    struct frames *f;
    struct frame got[2];
    struct diag d = {0};
    assert_int_equal(pcap_open_read(path, &f, &d), 0);
    assert_int_equal(f->layer, FRAMES_IP);
    assert_int_equal(frames_recv(f, got, 2), 2);
    assert_true(got[0].at == 77 && got[0].len == 4 && got[0].data[0] == 0x45);
    assert_true(got[1].at >= 0);
    frames_free(f);
}

static void link_headers(void **state)
{
    (void)state;
    static const struct row {
        int dlt;
        const char *bytes;
        uint8_t len;
        bool good;
        uint16_t vlan;
    } rows[] = {
        {DLT_LINUX_SLL,
         "\0\0\0\1\0\6mmmmmm\0\0\x08\x00"
         "E",
         17, true, FRAMES_NO_VLAN},
        {DLT_LINUX_SLL,
         "\0\0\0\1\0\6mmmmmm\0\0\x86\xdd"
         "E",
         17, true, FRAMES_NO_VLAN},
        {DLT_LINUX_SLL,
         "\0\0\0\1\0\6mmmmmm\0\0\x08\x06"
         "E",
         17, false, 0},
        {DLT_LINUX_SLL,
         "\0\0\0\1\0\6mmmmmm\0\0\x81\x00\x20\x05\x08\x00"
         "E",
         21, true, 0x2005},
        {DLT_LINUX_SLL, "\0\0\0\1\0\6mmmmmm\0\0\x81\x00\x20", 17, false, 0},
        {DLT_LINUX_SLL2,
         "\x08\x00\0\0\0\0\0\1\0\1\0\6mmmmmm\0\0"
         "E",
         21, true, FRAMES_NO_VLAN},
        {DLT_LINUX_SLL2,
         "\x88\xb5\0\0\0\0\0\1\0\1\0\6mmmmmm\0\0"
         "E",
         21, false, 0},
        {DLT_NULL,
         "\2\0\0\0"
         "E",
         5, true, FRAMES_NO_VLAN},
        {DLT_NULL,
         "\0\0\0\x1e"
         "E",
         5, true, FRAMES_NO_VLAN},
        {DLT_LOOP,
         "\0\0\0\2"
         "E",
         5, true, FRAMES_NO_VLAN},
        {DLT_NULL,
         "\7\0\0\0"
         "E",
         5, false, 0},
        {DLT_NULL,
         "\2\0\0\2"
         "E",
         5, false, 0},
        {DLT_RAW, "E", 1, true, FRAMES_NO_VLAN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum frames_layer layer = FRAMES_ETHERNET;
        assert_true(linktype_known(rows[i].dlt, &layer));
        assert_int_equal(layer, FRAMES_IP);
        for (uint8_t n = 0; n <= rows[i].len; n++) {
            uint8_t *copy = malloc(n ? n : 1);
            memcpy(copy, rows[i].bytes, n);
            struct frame f = {.data = copy, .len = n, .wire_len = n, .vlan = FRAMES_NO_VLAN};
            bool r = linktype_strip(rows[i].dlt, &f);
            if (n == rows[i].len) {
                assert_int_equal(r, rows[i].good);
                if (r)
                    assert_true(f.len == 1 && f.wire_len == 1 && f.data[0] == 'E' && f.vlan == rows[i].vlan);
            } else if (r) {
                assert_int_equal(f.len, 0);
            }
            free(copy);
        }
    }
    enum frames_layer layer;
    assert_false(linktype_known(DLT_IEEE802_11, &layer));
}

/* Skipped frames are counted and do not end the reading. */
static void skipped_frames(void **state)
{
    (void)state;
    uint8_t bytes[256];
    size_t n = classic(bytes, 113,
                       "\0\0\0\1\0\6mmmmmm\0\0\x08\x06"
                       "A",
                       17);
    memcpy(bytes + n, bytes + 24, n - 24);
    bytes[n + 16 + 15] = 0; /* the second one is IPv4 */
    write_file(bytes, n + n - 24);
    struct frames *f;
    struct frame got[4];
    struct frames_stats s;
    struct diag d = {0};
    assert_int_equal(pcap_open_read(path, &f, &d), 0);
    assert_int_equal(frames_recv(f, got, 4), 1);
    assert_int_equal(got[0].len, 1);
    frames_stats(f, &s);
    assert_int_equal(s.rx_skipped, 1);
    frames_free(f);
}

/* Build, parse: more frames than are held at once, some given back late. */
static void round_trip(void **state)
{
    (void)state;
    enum { N = 300 };
    struct frames *f;
    struct frame out[7], got[50];
    struct diag d = {0};
    assert_int_equal(pcap_open_write(path, FRAMES_IP, &f), 0);
    for (uint32_t sent = 0; sent < N;) {
        uint32_t n = frames_reserve(f, out, 7);
        n = n < N - sent ? n : N - sent;
        for (uint32_t i = 0; i < n; i++) {
            out[i].len = 1 + (sent + i) % 1500;
            memset(out[i].data, (int)(sent + i), out[i].len);
        }
        pcap_set_time(f, 1234567890123456789 + sent);
        assert_int_equal(frames_send(f, out, n), (int)n);
        sent += n;
    }
    assert_int_equal(pcap_flush(f), 0);
    frames_free(f);

    struct frame many[100];
    assert_int_equal(pcap_open_read(path, &f, &d), 0);
    assert_int_equal(frames_recv(f, many, 100), 64); /* no more are held at once */
    assert_int_equal(frames_recv(f, many + 64, 1), 0);
    for (uint32_t i = 0; i < 64; i++)
        assert_int_equal(many[i].data[0], i);
    frames_free(f);

    uint32_t heard = 0, held = 0;
    assert_int_equal(pcap_open_read(path, &f, &d), 0);
    assert_int_equal(f->layer, FRAMES_IP);
    for (uint32_t n; (n = frames_recv(f, got, 50)) > 0;) {
        for (uint32_t i = 0; i < n; i++, heard++) {
            assert_int_equal(got[i].len, 1 + heard % 1500);
            assert_int_equal(got[i].data[0], (uint8_t)heard);
            assert_int_equal(got[i].data[got[i].len - 1], (uint8_t)heard);
            assert_true(got[i].at == 1234567890123456789 + heard / 7 * 7);
        }
        held += n;
        uint32_t back = held > 40 ? held - 5 : held; /* keeps a few */
        frames_release(f, back);
        held -= back;
    }
    assert_int_equal(heard, N);
    frames_release(f, 1000);
    frames_free(f);
}

/* A file cut anywhere: refused, or read up to the cut and called damaged. */
static void truncated(void **state)
{
    (void)state;
    uint8_t bytes[128];
    size_t full = classic(bytes, 1, "0123456789abcdef", 16);
    for (size_t n = 0; n < full; n++) {
        struct frames *f;
        struct frame got;
        struct diag d = {0};
        write_file(bytes, n);
        int r = pcap_open_read(path, &f, &d);
        if (n < 24) {
            assert_int_equal(r, -EINVAL);
            assert_non_null(d.msg);
            continue;
        }
        struct frames_stats s;
        assert_int_equal(r, 0);
        assert_int_equal(frames_recv(f, &got, 1), 0);
        frames_stats(f, &s);
        assert_int_equal(s.last_error, n == 24 ? 0 : EBADMSG);
        frames_free(f);
    }
}

static void refused_files(void **state)
{
    (void)state;
    uint8_t bytes[128];
    struct frames *f;
    struct diag d = {0};
    assert_int_equal(pcap_open_read("/no/such/file", &f, &d), -ENOENT);
    assert_int_equal(pcap_open_write("/no/such/folder/file", FRAMES_IP, &f), -ENOENT);
    write_file(bytes, classic(bytes, 105, "wifi", 4)); /* IEEE 802.11 */
    assert_int_equal(pcap_open_read(path, &f, &d), -EINVAL);
    assert_non_null(strstr(d.msg, "link type"));
    assert_string_equal(d.arg[1], "IEEE802_11");
    write_file("#!/bin/sh\nthis is no capture\n", 29);
    assert_int_equal(pcap_open_read(path, &f, &d), -EINVAL);
}

static void full_disk(void **state)
{
    (void)state;
    struct frames *f;
    struct frame out[4];
    int r = 0;
    assert_int_equal(pcap_open_write("/dev/full", FRAMES_ETHERNET, &f), 0);
    for (int i = 0; i < 100 && r >= 0; i++) {
        uint32_t n = frames_reserve(f, out, 4);
        for (uint32_t j = 0; j < n; j++)
            out[j].len = 1500;
        r = frames_send(f, out, n);
    }
    assert_int_equal(r, -ENOSPC);
    assert_true(pcap_flush(f) < 0);
    frames_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_bytes),    cmocka_unit_test(pcapng),     cmocka_unit_test(link_headers),
        cmocka_unit_test(skipped_frames), cmocka_unit_test(round_trip), cmocka_unit_test(truncated),
        cmocka_unit_test(refused_files),  cmocka_unit_test(full_disk),
    };
    return cmocka_run_group_tests_name("io/pcap", tests, set_up, tear_down);
}
