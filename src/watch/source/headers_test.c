#include "watch/source/headers.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "wire/tcp.h"

#define ETH    2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 1
#define IP4(p) 0x45, 0, 0, 60, 0xd4, 0x31, 0x40, 0, 240, p, 0, 0, 198, 18, 0, 9, 198, 18, 0, 1
#define IP6(p)                                                                                               \
    0x60, 0, 0, 0, 0, 40, p, 61, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0x20, 1, 0xd, 0xb8, \
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
#define SYN     0xa0, 0, 0, 23, 1, 2, 3, 4, 0, 0, 0, 0, 0xa0, 2, 4, 0, 0, 0, 0, 0
#define OPTIONS 2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7

enum { LINK_ETHERNET = 1, LINK_RAW = 101, LINK_SLL = 113, LINK_SLL2 = 276 };

static const uint8_t plain[] = {ETH, 8, 0, IP4(6), SYN, OPTIONS};
static const uint8_t tagged[] = {ETH, 0x88, 0xa8, 0, 5, 0x81, 0, 0, 7, 8, 0, IP4(6), SYN, OPTIONS};
static const uint8_t raw6[] = {IP6(0), 6, 0, 1, 4, 0, 0, 0, 0, SYN, OPTIONS};
static const uint8_t arp[] = {0, 1, 0, 1, 0, 6, 2, 0, 0,   0,  0, 1, 0, 0, 8, 6, 0, 1, 8,   0,  6, 4,
                              0, 1, 2, 0, 0, 0, 0, 1, 198, 18, 0, 9, 0, 0, 0, 0, 0, 0, 198, 18, 0, 1};
static const uint8_t refused[] = {
    0x45, 0, 0, 56, 0, 0, 0, 0, 64, 1,  0, 0, 198, 18, 0, 1, 198, 18, 0, 9, 3,    3, 0, 0,   0, 0, 0, 0,
    0x45, 0, 0, 28, 0, 0, 0, 0, 60, 17, 0, 0, 198, 18, 0, 9, 198, 18, 0, 1, 0xa0, 0, 0, 161, 0, 8, 0, 0};
static const uint8_t tiny[] = {0x45, 0, 0,   28, 0, 1, 0x20, 0, 64, 6,  0, 0, 198, 18,
                               0,    9, 198, 18, 0, 1, 0xa0, 0, 0,  23, 1, 2, 3,   4};
static const uint8_t later[] = {0x45, 0, 0,   28, 0, 1, 0,    1, 64, 6,  0, 0, 198, 18,
                                0,    9, 198, 18, 0, 1, 0xa0, 0, 0,  23, 1, 2, 3,   4};
static const uint8_t solicit[] = {0x60, 0,    0, 0, 0,    24, 58, 255, 0xfe, 0x80, 0, 0, 0, 0, 0, 0,
                                  0,    0,    0, 0, 0,    0,  0,  9,   0xff, 2,    0, 0, 0, 0, 0, 0,
                                  0,    0,    0, 1, 0xff, 0,  0,  7,   135,  0,    0, 0, 0, 0, 0, 0,
                                  0xfe, 0x80, 0, 0, 0,    0,  0,  0,   0,    0,    0, 0, 0, 0, 0, 7};

static const uint8_t begin[] = {0x45, 0, 0,    36, 0, 1,  0x20, 0, 64, 6, 0, 0, 198, 18, 0,    9, 198, 18,
                                0,    1, 0xa0, 0,  0, 23, 1,    2, 3,  4, 0, 0, 0,   0,  0x50, 1, 4,   0};
static const uint8_t stun[] = {0x45, 0,    0,    48,   0,    1, 0,    0, 64, 17, 0, 0, 198, 18, 0,  9,
                               198,  18,   0,    1,    0xa0, 0, 0xc0, 1, 0,  28, 0, 0, 0,   1,  0,  0,
                               0x21, 0x12, 0xa4, 0x42, 1,    2, 3,    4, 5,  6,  7, 8, 9,   10, 11, 12};

static const struct sample {
    unsigned link;
    const uint8_t *bytes;
    size_t len;
} samples[] = {
    {LINK_ETHERNET, plain, sizeof plain}, {LINK_ETHERNET, tagged, sizeof tagged},
    {LINK_RAW, raw6, sizeof raw6},        {LINK_SLL, arp, sizeof arp},
    {LINK_RAW, refused, sizeof refused},  {LINK_RAW, tiny, sizeof tiny},
    {LINK_RAW, later, sizeof later},      {LINK_RAW, solicit, sizeof solicit},
    {LINK_RAW, begin, sizeof begin},      {LINK_RAW, stun, sizeof stun},
};

static struct sight read_sample(unsigned i)
{
    struct sight s;
    assert_int_equal(headers_read(samples[i].link, samples[i].bytes, samples[i].len, samples[i].len, &s),
                     HEADERS_OK);
    return s;
}

static void syn_of_masscan_and_linux(void **state)
{
    (void)state;
    struct sight s = read_sample(0);
    struct addr src = addr_v4(0xc6120009), dst = addr_v4(0xc6120001);
    assert_true(addr_eq(&s.src, &src) && addr_eq(&s.dst, &dst));
    assert_int_equal(s.kind, SIGHT_PACKET);
    assert_int_equal(s.proto, IPPROTO_TCP);
    assert_int_equal(s.sport, 0xa000);
    assert_int_equal(s.dport, 23);
    assert_int_equal(s.tcp_flags, TCP_SYN);
    assert_int_equal(s.win, 1024);
    assert_int_equal(s.ttl, 240);
    assert_int_equal(s.ipid, 54321);
    assert_int_equal(s.seq, 0x01020304);
    assert_int_equal(s.mss, 1460);
    assert_true(s.opts == 0x24813);
    assert_int_equal(s.vlan, SIGHT_NO_VLAN);
    assert_int_equal(s.payload, 0);
    assert_true(s.mac == 0x020000000001);
}

static void tags_and_extensions(void **state)
{
    (void)state;
    struct sight s = read_sample(1);
    assert_int_equal(s.vlan, 5); /* the outermost */
    assert_int_equal(s.dport, 23);
    s = read_sample(2);
    assert_int_equal(s.src.len, 16);
    assert_int_equal(s.proto, IPPROTO_TCP);
    assert_int_equal(s.dport, 23);
    assert_false(s.knows & SIGHT_IPID);
}

/* A tag with the number 0 says how urgent the frame is, and names no VLAN (IEEE 802.1Q 9.6). */
static void priority_tags(void **state)
{
    (void)state;
    uint8_t b[sizeof plain + 8];
    struct sight s;
    for (unsigned vid = 0; vid < 8; vid += 7) {
        memcpy(b, plain, 12);
        const uint8_t tags[] = {0x81, 0, 0xa0, 0, 0x81, 0, 0xa0, (uint8_t)vid};
        memcpy(b + 12, tags, sizeof tags);
        memcpy(b + 12 + sizeof tags, plain + 12, sizeof plain - 12);
        size_t n = sizeof plain + sizeof tags;
        assert_int_equal(headers_read(LINK_ETHERNET, b, n, n, &s), HEADERS_OK);
        assert_int_equal(s.vlan, vid ? vid : SIGHT_NO_VLAN);
        assert_int_equal(s.dport, 23);
    }
}

/* What a router recorded on all interfaces forwards goes to it, and out of it: both are the same
 * interface's. */
static void cooked_ends(void **state)
{
    (void)state;
    uint8_t b[20 + sizeof tiny] = {0x08, 0, 0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 2, 0, 0, 0, 0, 9};
    struct sight in, out;
    memcpy(b + 20, tiny, sizeof tiny);
    assert_int_equal(headers_read(LINK_SLL2, b, sizeof b, sizeof b, &in), HEADERS_OK);
    assert_true(in.mac == 0x020000000009 && in.to && in.to >> 48);
    b[10] = 4; /* outgoing */
    assert_int_equal(headers_read(LINK_SLL2, b, sizeof b, sizeof b, &out), HEADERS_OK);
    assert_true(out.mac == in.to && !out.to);
    b[7] = 2; /* of another interface */
    assert_int_equal(headers_read(LINK_SLL2, b, sizeof b, sizeof b, &out), HEADERS_OK);
    assert_true(out.mac != in.to);
    b[10] = 3; /* for somebody else: nobody knows whom */
    assert_int_equal(headers_read(LINK_SLL2, b, sizeof b, sizeof b, &out), HEADERS_OK);
    assert_true(!out.to && out.mac == in.mac);
    b[11] = 8; /* no Ethernet */
    assert_int_equal(headers_read(LINK_SLL2, b, sizeof b, sizeof b, &out), HEADERS_OK);
    assert_true(!out.mac);
}

/* The first version does not name the interface: all Ethernets are one, and what a machine says to itself comes
 * through none. */
static void cooked_ends_of_one(void **state)
{
    (void)state;
    uint8_t b[16 + sizeof tiny] = {0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 9, 0, 0, 0x08, 0};
    struct sight in, out;
    memcpy(b + 16, tiny, sizeof tiny);
    assert_int_equal(headers_read(LINK_SLL, b, sizeof b, sizeof b, &in), HEADERS_OK);
    assert_true(in.mac == 0x020000000009 && in.to && in.to >> 48);
    b[1] = 4; /* outgoing */
    assert_int_equal(headers_read(LINK_SLL, b, sizeof b, sizeof b, &out), HEADERS_OK);
    assert_true(out.mac == in.to && !out.to);
    b[1] = 1; /* to all */
    assert_int_equal(headers_read(LINK_SLL, b, sizeof b, sizeof b, &out), HEADERS_OK);
    assert_true(out.group && !out.to && out.mac == in.mac);
    for (unsigned type = 0; type <= 4; type += 4) {
        b[1] = (uint8_t)type;
        b[2] = 3; /* ARPHRD_LOOPBACK, 772 */
        b[3] = 4;
        assert_int_equal(headers_read(LINK_SLL, b, sizeof b, sizeof b, &out), HEADERS_OK);
        assert_true(!out.mac && !out.to);
    }
}

static void neighbours(void **state)
{
    (void)state;
    struct sight s = read_sample(3);
    assert_int_equal(s.kind, SIGHT_ARP);
    assert_false(s.reply);
    assert_int_equal(addr_u32(&s.dst), 0xc6120001);
    assert_true(s.mac == 0x020000000001);
    s = read_sample(7);
    assert_int_equal(s.icmp_type, 135);
    assert_int_equal(s.dst.b[0], 0xfe); /* the target, not the group */
    /* It asks all, though a frame for one may carry it. */
    uint8_t b[14 + sizeof solicit] = {2, 0, 0, 0, 0, 7, 2, 0, 0, 0, 0, 9, 0x86, 0xdd};
    memcpy(b + 14, solicit, sizeof solicit);
    assert_int_equal(headers_read(LINK_ETHERNET, b, sizeof b, sizeof b, &s), HEADERS_OK);
    assert_true(s.group && !s.to);
    b[14 + 24] = 0xfe; /* to its address alone */
    b[14 + 25] = 0x80;
    assert_int_equal(headers_read(LINK_ETHERNET, b, sizeof b, sizeof b, &s), HEADERS_OK);
    assert_true(!s.group && s.to);
}

/* What a router says is turned to the net that it says is here; and frames to several are told from those to
 * one. */
static void links(void **state)
{
    (void)state;
    static const uint8_t says[] = {
        0x60, 0, 0, 0, 0, 48, 58, 255, 0xfe, 0x80, 0,   0,    0, 0, 0, 0, 0, 0, 0,  0,    0, 0, 0, 1,
        0xff, 2, 0, 0, 0, 0,  0,  0,   0,    0,    0,   0,    0, 0, 0, 1, /* */
        134,  0, 0, 0, 0, 0,  0,  0,   0,    0,    0,   0,    0, 0, 0, 0, 3, 4, 64, 0xc0, 0, 0, 0, 1,
        0,    0, 0, 1, 0, 0,  0,  0,   0x20, 1,    0xd, 0xb8, 0, 7, 0, 0, 0, 0, 0,  0,    0, 0, 0, 0};
    static const uint8_t to_all[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 0, IP4(6), SYN};
    struct sight s;
    struct addr net;
    assert_int_equal(headers_read(LINK_RAW, says, sizeof says, sizeof says, &s), HEADERS_OK);
    assert_int_equal(addr_parse("2001:db8:7::", &net), 0);
    assert_true(addr_eq(&s.dst, &net) && !s.group);
    headers_read(LINK_ETHERNET, to_all, sizeof to_all, sizeof to_all, &s);
    assert_true(s.group);
    headers_read(LINK_ETHERNET, plain, sizeof plain, sizeof plain, &s);
    assert_false(s.group);
}

static void errors_and_fragments(void **state)
{
    (void)state;
    struct sight s = read_sample(4);
    assert_int_equal(s.kind, SIGHT_ERROR);
    assert_int_equal(addr_u32(&s.src), 0xc6120009); /* who had asked */
    assert_int_equal(addr_u32(&s.via), 0xc6120001);
    assert_int_equal(s.dport, 161);
    assert_int_equal(s.icmp_code, 3);
    assert_int_equal(s.payload, 0); /* what is quoted says how long it was */
    uint8_t whole[sizeof refused];
    memcpy(whole, refused, sizeof whole);
    put_u16(whole + 52, 1408);
    assert_int_equal(headers_read(LINK_RAW, whole, sizeof whole, sizeof whole, &s), HEADERS_OK);
    assert_int_equal(s.payload, 1400);
    /* Cut before the ports of what is quoted. */
    assert_int_equal(headers_read(LINK_RAW, whole, sizeof whole - 6, sizeof whole, &s), HEADERS_SKIP);
    /* Of TCP the first eight bytes are always quoted, and its flags where there are more. */
    uint8_t answer[28 + 40] = {0};
    memcpy(answer, refused, 28 + 20);
    put_u16(answer + 2, sizeof answer);
    put_u16(answer + 30, 40);
    answer[37] = IPPROTO_TCP;
    answer[61] = TCP_SYN | TCP_ACK;
    assert_int_equal(headers_read(LINK_RAW, answer, sizeof answer, sizeof answer, &s), HEADERS_OK);
    assert_true(s.knows & SIGHT_FLAGS && s.tcp_flags == (TCP_SYN | TCP_ACK));
    put_u16(answer + 2, 28 + 28);
    assert_int_equal(headers_read(LINK_RAW, answer, 28 + 28, 28 + 28, &s), HEADERS_OK);
    assert_false(s.knows & SIGHT_FLAGS);
    s = read_sample(5);
    assert_int_equal(s.dport, 23);
    assert_int_equal(s.tcp_flags, TCP_SYN);
    assert_false(s.knows & SIGHT_FLAGS);
    assert_true(s.knows & SIGHT_SEQ && s.seq == 0x1020304);
    s = read_sample(6);
    assert_true(s.fragment && !s.dport);
    assert_true(s.knows & SIGHT_FLAGS && s.tcp_flags == TCP_SYN && s.win == 0x304 && s.ack == 0xa0000017);
    uint8_t on[sizeof later];
    memcpy(on, later, sizeof on);
    on[7] = 2; /* sixteen bytes on: what is there is none of it */
    assert_int_equal(headers_read(LINK_RAW, on, sizeof on, sizeof on, &s), HEADERS_OK);
    assert_true(s.fragment && !(s.knows & SIGHT_FLAGS));
    s = read_sample(8); /* sixteen bytes hold the flags */
    assert_int_equal(s.tcp_flags, TCP_FIN);
    assert_true(s.fragment && s.knows & SIGHT_FLAGS && !(s.knows & SIGHT_OPTS));
}

static void stun_is_seen(void **state)
{
    (void)state;
    assert_true(read_sample(9).stun);
    assert_false(read_sample(0).stun);
    uint8_t other[sizeof stun];
    memcpy(other, stun, sizeof stun);
    other[32] ^= 1; /* the cookie */
    struct sight s;
    assert_int_equal(headers_read(LINK_RAW, other, sizeof other, sizeof other, &s), HEADERS_OK);
    assert_false(s.stun);
}

/* The numbers of an echo, and of SCTP's INIT, not of COOKIE ECHO. UDP may lack its checksum. */
static void numbers(void **state)
{
    (void)state;
    uint8_t b[] = {IP4(1), 8, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 1, 0, 0, 20, 5, 6, 7, 8};
    struct sight s;
    for (unsigned answer = 0; answer < 2; answer++) {
        b[9] = IPPROTO_ICMP;
        b[20] = answer ? 0 : 8;
        assert_int_equal(headers_read(LINK_RAW, b, sizeof b, sizeof b, &s), HEADERS_OK);
        assert_true(s.seq == 0x1020304 && s.knows & SIGHT_SEQ);
        b[9] = IPPROTO_SCTP;
        b[32] = answer ? 10 : 1;
        assert_int_equal(headers_read(LINK_RAW, b, sizeof b, sizeof b, &s), HEADERS_OK);
        assert_int_equal((s.knows & SIGHT_SEQ) != 0, !answer);
        assert_int_equal(s.seq, answer ? 0 : 0x5060708);
    }
    assert_true(read_sample(9).unsummed);
    uint8_t summed[sizeof stun];
    memcpy(summed, stun, sizeof stun);
    summed[27] = 1;
    assert_int_equal(headers_read(LINK_RAW, summed, sizeof summed, sizeof summed, &s), HEADERS_OK);
    assert_false(s.unsummed);
}

/* The first bytes of what wakes a machine; as much to another port, and something else to that. */
static void magic_is_seen(void **state)
{
    (void)state;
    enum { SEEN = 48, DPORT = 23, ONES = 28 };
    uint8_t packet[SEEN];
    memcpy(packet, stun, sizeof packet);
    packet[3] = 130; /* of 20 + 8 + 102 bytes on the wire */
    packet[DPORT - 1] = 0;
    packet[DPORT] = 9;
    packet[25] = 110;
    memset(packet + ONES, 0xff, 6);
    struct sight s;
    assert_int_equal(headers_read(LINK_RAW, packet, SEEN, 130, &s), HEADERS_OK);
    assert_true(s.wakes);
    packet[DPORT] = 161;
    assert_int_equal(headers_read(LINK_RAW, packet, SEEN, 130, &s), HEADERS_OK);
    assert_false(s.wakes);
    packet[DPORT] = 9;
    packet[ONES] = 0;
    assert_int_equal(headers_read(LINK_RAW, packet, SEEN, 130, &s), HEADERS_OK);
    assert_false(s.wakes);
}

/* Of a TCP header of which only `n` bytes are there. */
static bool says_what_it_read(const struct sight *s, size_t n)
{
    return n >= 4 && (n >= 8 || !(s->knows & SIGHT_SEQ)) && (n >= 12 || !(s->knows & SIGHT_ACKNO)) &&
           (n >= 14) == ((s->knows & SIGHT_FLAGS) != 0) && (n >= 16) == ((s->knows & SIGHT_WIN) != 0) &&
           s->cut == (n < 14 ? n : 0) && !(s->knows & SIGHT_OPTS);
}

/* 64 bytes of a frame hold ten of TCP over IPv6: the numbers are read as far as they go, the rest is not made
 * up. */
static void cut_behind_the_ports(void **state)
{
    (void)state;
    uint8_t six[40 + 24] = {0x60, 0, 0, 0, 0, 24, 6, 61, [8] = 0x20, [24] = 0x20};
    static const uint8_t tcp[] = {0xa0, 1, 0, 22, 1, 2, 3, 4, 0x55, 0x66, 0x77, 0x88, 0x60, 2, 4, 0};
    memcpy(six + 40, tcp, sizeof tcp);
    struct sight s;
    assert_int_equal(headers_read(LINK_RAW, six, 40 + 10, sizeof six, &s), HEADERS_OK);
    assert_int_equal(s.cut, 10);
    assert_int_equal(s.segment, 24);
    assert_int_equal(s.dport, 22);
    assert_int_equal(s.seq, 0x01020304);
    assert_int_equal(s.ack, 0x55660000);
    assert_int_equal(s.knows & (SIGHT_FLAGS | SIGHT_SEQ | SIGHT_ACKNO | SIGHT_WIN), SIGHT_SEQ);
    assert_int_equal(headers_read(LINK_RAW, six, 40 + 14, sizeof six, &s), HEADERS_OK);
    assert_int_equal(s.cut, 0);
    assert_int_equal(s.tcp_flags, 2);
    assert_int_equal(headers_read(LINK_RAW, six, 40 + 3, sizeof six, &s), HEADERS_BAD);
}

/* Of MSS, NOP, WS, NOP, NOP, SACK what 64 bytes of a frame hold, and what 54 do. */
static void cut_within_the_options(void **state)
{
    (void)state;
    static const uint8_t four[52] = {0x45, 0, 0, 52, 0, 0, 0,   0, 64, 6, [32] = 0x80, 2, 4, 0, 0,
                                     0,    0, 0, 2,  4, 5, 180, 1, 3,  3, 8,           1, 1, 4, 2};
    static const struct {
        size_t n;
        uint64_t opts;
        bool cut;
    } cases[] = {{52, 0x213114, false}, {50, 0x21311, true}, {48, 0x213, true}, {40, 0, true}};
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sight s;
        assert_int_equal(headers_read(LINK_RAW, four, cases[i].n, sizeof four, &s), HEADERS_OK);
        assert_int_equal(s.opts, cases[i].opts);
        assert_int_equal(s.opts_cut, cases[i].cut);
    }
}

/* RFC 9000 17.2.2, 14.1, 15; RFC 9369 3.2. */
static void quic_begins(void **state)
{
    (void)state;
    static const struct {
        uint8_t first;
        uint32_t version;
        size_t payload;
        bool opens;
    } rows[] = {
        {0xc3, 1, 1200, true},           {0xd3, 0x6b3343cf, 1250, true}, {0xc0, 0x1a2a3a4a, 1200, true},
        {0xff, 0xbababa0a, 1452, true},  {0xc3, 1, 1199, false},         {0xe3, 1, 1200, false},
        {0x43, 1, 1200, false},          {0xc3, 0, 1200, false},         {0x80, 0x1a2a3a4a, 1200, false},
        {0xc0, 0x12345678, 1200, false},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint16_t udp = (uint16_t)(8 + rows[i].payload), all = (uint16_t)(20 + udp);
        uint8_t p[20 + 8 + 5] = {0x45,
                                 0,
                                 (uint8_t)(all >> 8),
                                 (uint8_t)all,
                                 [8] = 60,
                                 17,
                                 [12] = 198,
                                 18,
                                 0,
                                 1,
                                 198,
                                 18,
                                 0,
                                 2,
                                 0x90,
                                 1,
                                 1,
                                 0xbb,
                                 (uint8_t)(udp >> 8),
                                 (uint8_t)udp,
                                 0,
                                 0};
        p[28] = rows[i].first;
        for (unsigned k = 0; k < 4; k++)
            p[29 + k] = (uint8_t)(rows[i].version >> (24 - 8 * k));
        struct sight s;
        assert_int_equal(headers_read(LINK_RAW, p, sizeof p, all, &s), HEADERS_OK);
        assert_int_equal(s.payload, rows[i].payload);
        assert_int_equal(s.opens, rows[i].opens);
    }
}

/* Cut anywhere, in memory that ends there: no byte beyond is touched, and nothing is said that was not
 * read. */
static void every_truncation(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof samples / sizeof *samples; i++)
        for (size_t n = 0; n < samples[i].len; n++) {
            struct sight s;
            uint8_t *cut = malloc(n ? n : 1);
            assert_non_null(cut);
            memcpy(cut, samples[i].bytes, n);
            enum headers_result r = headers_read(samples[i].link, cut, n, samples[i].len, &s);
            free(cut);
            if (r == HEADERS_OK)
                assert_true(s.src.len == s.dst.len && s.src.len);
            if (r == HEADERS_OK && i == 0)
                assert_true(n >= 14 + 20 + 20 || says_what_it_read(&s, n - 14 - 20));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(syn_of_masscan_and_linux),
        cmocka_unit_test(tags_and_extensions),
        cmocka_unit_test(priority_tags),
        cmocka_unit_test(neighbours),
        cmocka_unit_test(cooked_ends),
        cmocka_unit_test(cooked_ends_of_one),
        cmocka_unit_test(links),
        cmocka_unit_test(errors_and_fragments),
        cmocka_unit_test(stun_is_seen),
        cmocka_unit_test(magic_is_seen),
        cmocka_unit_test(numbers),
        cmocka_unit_test(cut_behind_the_ports),
        cmocka_unit_test(cut_within_the_options),
        cmocka_unit_test(quic_begins),
        cmocka_unit_test(every_truncation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
