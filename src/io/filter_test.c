/* The program is run by libpcap's interpreter on made-up packets. */
#include "io/filter.h"

#include "base/bytes.h"

#include <errno.h>
#include <sys/types.h> /* for pcap/bpf.h */

#include <pcap/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LO = 61000, HI = 61015, IN = 61007, ROOM = 128 };

static struct bpf_insn program[FILTER_MAX]; /* laid out as the kernel's struct sock_filter */
static int length;

static void make(enum frames_layer layer, uint32_t want)
{
    struct filter_conf c = {.layer = layer, .want = want, .port_lo = LO, .port_hi = HI};
    length = filter_scan(&c, (struct sock_filter *)program, FILTER_MAX);
    assert_true(length > 0);
    assert_true(bpf_validate(program, length));
}

static bool passes(const struct wr *w)
{
    assert_false(w->bad);
    return bpf_filter(program, w->start, (u_int)wr_len(w), (u_int)wr_len(w)) != 0;
}

/* Ethernet with `tags` VLAN tags. */
static void ethernet(struct wr *w, uint16_t type, int tags)
{
    wr_zero(w, 12);
    for (int i = 0; i < tags; i++) {
        wr_u16(w, i ? 0x8100 : 0x88a8);
        wr_u16(w, 5);
    }
    wr_u16(w, type);
}

/* IPv4 of `words` header words, then a transport header whose destination port (first byte: ICMP type) is
 * given. */
static void ipv4(struct wr *w, uint8_t words, uint16_t fragment, uint8_t protocol)
{
    wr_u8(w, (uint8_t)(0x40 | words));
    wr_zero(w, 5);
    wr_u16(w, fragment);
    wr_u8(w, 64);
    wr_u8(w, protocol);
    wr_zero(w, (size_t)words * 4 - 10);
}

static void ipv6(struct wr *w, uint8_t next)
{
    wr_u32(w, 0x60000000);
    wr_u16(w, 20);
    wr_u8(w, next);
    wr_u8(w, 64);
    wr_zero(w, 32);
}

static void ports(struct wr *w, uint16_t to)
{
    wr_u16(w, 80);
    wr_u16(w, to);
    wr_zero(w, 16);
}

static void icmp(struct wr *w, uint8_t type)
{
    wr_u8(w, type);
    wr_zero(w, 27);
}

/* One packet of either version to a port, behind an Ethernet header with `tags`, or without one (-1). */
static bool to_port(int tags, bool six, uint8_t words, uint8_t protocol, uint16_t port)
{
    uint8_t room[ROOM];
    struct wr w = wr_of(room, sizeof room);
    if (tags >= 0)
        ethernet(&w, six ? 0x86dd : 0x0800, tags);
    if (six)
        ipv6(&w, protocol);
    else
        ipv4(&w, words, 0, protocol);
    ports(&w, port);
    return passes(&w);
}

static void our_ports(void **state)
{
    (void)state;
    for (int tags = -1; tags <= 2; tags++) {
        make(tags < 0 ? FRAMES_IP : FRAMES_ETHERNET, FILTER_TCP);
        for (int six = 0; six < 2; six++) {
            assert_true(to_port(tags, six, 5, 6, LO));
            assert_true(to_port(tags, six, 5, 6, HI));
            assert_false(to_port(tags, six, 5, 6, LO - 1));
            assert_false(to_port(tags, six, 5, 6, HI + 1));
            assert_false(to_port(tags, six, 5, 17, IN));
            assert_false(to_port(tags, six, 5, 132, IN));
            assert_false(to_port(tags, six, 5, 47, IN));
        }
        assert_true(to_port(tags, false, 15, 6, IN)); /* IPv4 options */
        assert_true(to_port(tags, false, 6, 6, IN));
    }
    assert_false(to_port(3, false, 5, 6, IN)); /* more tags than anybody has */
}

static void wanted_protocols(void **state)
{
    (void)state;
    static const struct row {
        uint32_t want;
        uint8_t protocol;
    } rows[] = {{FILTER_TCP, 6}, {FILTER_UDP, 17}, {FILTER_SCTP, 132}};
    for (size_t i = 0; i < 3; i++) {
        make(FRAMES_ETHERNET, rows[i].want);
        for (size_t j = 0; j < 3; j++)
            for (int six = 0; six < 2; six++)
                assert_int_equal(to_port(0, six, 5, rows[j].protocol, IN), i == j);
    }
    make(FRAMES_IP, FILTER_OTHER);
    assert_true(to_port(-1, false, 5, 47, 1));
    assert_true(to_port(-1, true, 5, 47, 1));
    assert_false(to_port(-1, false, 5, 6, IN));
}

static void icmp_types(void **state)
{
    (void)state;
    static const struct row {
        bool six;
        uint8_t type;
        uint32_t want;
    } rows[] = {
        {false, 3, FILTER_ERRORS},
        {false, 11, FILTER_ERRORS},
        {false, 12, FILTER_ERRORS},
        {false, 0, FILTER_ANSWERS},
        {false, 14, FILTER_ANSWERS},
        {false, 18, FILTER_ANSWERS},
        {false, 8, 0},
        {false, 5, 0},
        {true, 1, FILTER_ERRORS},
        {true, 2, FILTER_ERRORS},
        {true, 3, FILTER_ERRORS},
        {true, 4, FILTER_ERRORS},
        {true, 129, FILTER_ANSWERS},
        {true, 128, 0},
        {true, 136, FILTER_NEIGHBOURS},
        {true, 135, 0},
    };
    static const uint32_t wants[] = {FILTER_ERRORS, FILTER_ANSWERS, FILTER_NEIGHBOURS, FILTER_TCP,
                                     FILTER_OTHER};
    for (size_t k = 0; k < sizeof wants / sizeof *wants; k++)
        for (int tags = -1; tags <= 2; tags++) {
            make(tags < 0 ? FRAMES_IP : FRAMES_ETHERNET, wants[k]);
            for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
                uint8_t room[ROOM];
                struct wr w = wr_of(room, sizeof room);
                if (tags >= 0)
                    ethernet(&w, rows[i].six ? 0x86dd : 0x0800, tags);
                if (rows[i].six)
                    ipv6(&w, 58);
                else
                    ipv4(&w, 5 + (uint8_t)(i % 3), 0, 1);
                icmp(&w, rows[i].type);
                assert_int_equal(passes(&w), rows[i].want == wants[k]);
            }
        }
}

static void fragments_and_extensions(void **state)
{
    (void)state;
    static const uint8_t extensions[] = {0, 43, 44, 51, 60, 135, 139, 140};
    uint8_t room[ROOM];
    make(FRAMES_IP, FILTER_USUAL);
    struct wr w = wr_of(room, sizeof room);
    ipv4(&w, 5, 0x2000, 6); /* the first fragment has the ports */
    ports(&w, IN);
    assert_true(passes(&w));
    w = wr_of(room, sizeof room);
    ipv4(&w, 5, 0x0001, 6);
    ports(&w, IN);
    assert_false(passes(&w));
    for (size_t i = 0; i < sizeof extensions; i++) {
        w = wr_of(room, sizeof room);
        ipv6(&w, extensions[i]);
        wr_zero(&w, 40);
        assert_true(passes(&w));
    }
    w = wr_of(room, sizeof room);
    ipv6(&w, 59); /* no next header */
    assert_false(passes(&w));
    room[0] = 0x50; /* neither 4 nor 6 */
    assert_false(passes(&w));
}

static void arp(void **state)
{
    (void)state;
    for (int tags = 0; tags <= 2; tags++)
        for (uint16_t op = 1; op <= 3; op++) {
            uint8_t room[ROOM];
            struct wr w = wr_of(room, sizeof room);
            ethernet(&w, 0x0806, tags);
            wr_u32(&w, 0x00010800);
            wr_u16(&w, 0x0604);
            wr_u16(&w, op);
            wr_zero(&w, 20);
            make(FRAMES_ETHERNET, FILTER_NEIGHBOURS);
            assert_int_equal(passes(&w), op == 2);
            make(FRAMES_ETHERNET, FILTER_TCP);
            assert_false(passes(&w));
        }
}

/* A packet cut anywhere neither passes by accident, when its port is not there, nor reads beyond. */
static void truncated(void **state)
{
    (void)state;
    uint8_t room[ROOM];
    make(FRAMES_ETHERNET, FILTER_TCP | FILTER_ERRORS);
    struct wr w = wr_of(room, sizeof room);
    ethernet(&w, 0x0800, 0);
    ipv4(&w, 5, 0, 6);
    ports(&w, IN);
    for (size_t n = 0; n <= wr_len(&w); n++) {
        uint8_t *copy = malloc(n ? n : 1);
        memcpy(copy, room, n);
        assert_int_equal(bpf_filter(program, copy, (u_int)n, (u_int)n) != 0, n >= 14 + 20 + 4);
        free(copy);
    }
}

static void limits(void **state)
{
    (void)state;
    struct filter_conf c = {.layer = FRAMES_ETHERNET, .want = UINT32_MAX, .port_lo = 1, .port_hi = 65535};
    int n = filter_scan(&c, (struct sock_filter *)program, FILTER_MAX);
    assert_true(n > 0); /* the longest there is */
    assert_true(bpf_validate(program, n));
    for (int cap = 0; cap < n; cap++)
        assert_int_equal(filter_scan(&c, (struct sock_filter *)program, (uint32_t)cap), -E2BIG);
    assert_int_equal(filter_scan(&c, (struct sock_filter *)program, (uint32_t)n), n);
    c.port_lo = 2;
    c.port_hi = 1;
    assert_int_equal(filter_scan(&c, (struct sock_filter *)program, FILTER_MAX), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_ports),  cmocka_unit_test(wanted_protocols),
        cmocka_unit_test(icmp_types), cmocka_unit_test(fragments_and_extensions),
        cmocka_unit_test(arp),        cmocka_unit_test(truncated),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests_name("io/filter", tests, NULL, NULL);
}
