#include "watch/source/headers.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "wire/tcp.h"

enum { LINK_RAW = 101, HEAD = 20, UDP = 8, FRAME_LEN = 54 };

/* A SYN of 198.18.7.9 to port 23 of 198.18.7.1, and the same in IPv6 and in frames. */
#define SEGMENT 0xa0, 0, 0, 23, 1, 2, 3, 4, 0, 0, 0, 0, 0x50, 2, 4, 0, 0, 0, 0, 0
#define IN4     0x45, 0, 0, 40, 0, 1, 0, 0, 64, 6, 0, 0, 198, 18, 7, 9, 198, 18, 7, 1, SEGMENT
#define IN6                                                                                                  \
    0x60, 0, 0, 0, 0, 20, 6, 64, 0x20, 1, 0xd, 0xb8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0x20, 1, 0xd, 0xb8, \
        0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, SEGMENT
#define ENDS  2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 9
#define FRAME ENDS, 8, 0, IN4
#define TREE  1, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 9, 0, 7, 0x42, 0x42, 3, 0, 0, 0, 0 /* 802.1D */

#define BYTES(...) {__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})

static const struct sample {
    const char *name;
    uint8_t proto;
    uint16_t port; /* of UDP */
    uint8_t bytes[128];
    size_t len;
    uint8_t tunnel;
    uint8_t header; /* bytes before what is carried */
    bool v6;
} samples[] = {
    {"ipip", IPPROTO_IPIP, 0, BYTES(IN4), SIGHT_IPIP, 0, false},
    {"6in4", IPPROTO_IPV6, 0, BYTES(IN6), SIGHT_6IN4, 0, true},
    {"gre", IPPROTO_GRE, 0, BYTES(0, 0, 8, 0, IN4), SIGHT_GRE, 4, false},
    {"gre, IPv6", IPPROTO_GRE, 0, BYTES(0, 0, 0x86, 0xdd, IN6), SIGHT_GRE, 4, true},
    {"gre, all options", IPPROTO_GRE, 0, BYTES(0xb0, 0, 8, 0, 9, 9, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1, IN4),
     SIGHT_GRE, 16, false},
    {"nvgre", IPPROTO_GRE, 0, BYTES(0x20, 0, 0x65, 0x58, 0, 0, 7, 1, FRAME), SIGHT_GRE, 8, false},
    {"gre, MPLS", IPPROTO_GRE, 0, BYTES(0, 0, 0x88, 0x47, 0, 1, 1, 64, IN4), SIGHT_GRE, 8, false},
    {"pptp", IPPROTO_GRE, 0,
     BYTES(0x30, 0x81, 0x88, 0x0b, 0, 44, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2, 0xff, 3, 0, 0x21, IN4), SIGHT_PPTP,
     20, false},
    {"pptp, short", IPPROTO_GRE, 0, BYTES(0x30, 1, 0x88, 0x0b, 0, 61, 0, 5, 0, 0, 0, 1, 0x57, IN6),
     SIGHT_PPTP, 13, true},
    {"erspan I", IPPROTO_GRE, 0, BYTES(0, 0, 0x88, 0xbe, FRAME), SIGHT_ERSPAN, 4, false},
    {"erspan II", IPPROTO_GRE, 0, BYTES(0x10, 0, 0x88, 0xbe, 0, 0, 0, 7, 0x10, 1, 0, 9, 0, 0, 0, 3, FRAME),
     SIGHT_ERSPAN, 16, false},
    {"erspan III", IPPROTO_GRE, 0,
     BYTES(0x10, 0, 0x22, 0xeb, 0, 0, 0, 7, 0x20, 1, 0, 9, 1, 2, 3, 4, 0, 0, 0, 0, FRAME), SIGHT_ERSPAN, 20,
     false},
    {"erspan III, of a platform, IP", IPPROTO_GRE, 0,
     BYTES(0x10, 0, 0x22, 0xeb, 0, 0, 0, 7, 0x20, 1, 0, 9, 1, 2, 3, 4, 0, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0,
           IN4),
     SIGHT_ERSPAN, 28, false},
    {"vxlan", IPPROTO_UDP, 4789, BYTES(8, 0, 0, 0, 0, 1, 2, 0, FRAME), SIGHT_VXLAN, 8, false},
    {"vxlan, Linux", IPPROTO_UDP, 8472, BYTES(8, 0, 0, 0, 0, 1, 2, 0, FRAME), SIGHT_VXLAN, 8, false},
    {"vxlan, a group", IPPROTO_UDP, 4789, BYTES(0x88, 0x48, 0x80, 1, 0, 1, 2, 0, FRAME), SIGHT_VXLAN, 8,
     false},
    {"geneve", IPPROTO_UDP, 6081, BYTES(0, 0, 0x65, 0x58, 0, 1, 2, 0, FRAME), SIGHT_GENEVE, 8, false},
    {"geneve, options", IPPROTO_UDP, 6081, BYTES(2, 0x40, 8, 0, 0, 1, 2, 0, 1, 8, 1, 1, 1, 2, 3, 4, IN4),
     SIGHT_GENEVE, 16, false},
    {"gtp", IPPROTO_UDP, 2152, BYTES(0x30, 255, 0, 40, 0, 0, 0, 9, IN4), SIGHT_GTP, 8, false},
    {"gtp, extended", IPPROTO_UDP, 2152,
     BYTES(0x34, 255, 0, 72, 0, 0, 0, 9, 0, 0, 0, 0x85, 1, 0x10, 1, 0x85, 1, 0x10, 1, 0, IN6), SIGHT_GTP, 20,
     true},
    {"tzsp", IPPROTO_UDP, 37008, BYTES(1, 0, 0, 1, 1, FRAME), SIGHT_TZSP, 5, false},
    {"tzsp, fields", IPPROTO_UDP, 37008, BYTES(1, 0, 0, 1, 0, 10, 1, 0xd8, 41, 2, 0, 60, 1, FRAME),
     SIGHT_TZSP, 13, false},
};

enum { SAMPLES = sizeof samples / sizeof *samples };

/* 198.18.0.1 sends that to 198.18.0.2, in IPv4. Returns how long it is. */
static size_t wrap(uint8_t proto, uint16_t port, const uint8_t *bytes, size_t len, uint8_t out[])
{
    size_t head = HEAD + (proto == IPPROTO_UDP ? UDP : 0), all = head + len;
    const uint8_t ip[HEAD] = {
        0x45, 0, (uint8_t)(all >> 8), (uint8_t)all, 0, 1, 0, 0, 64, proto, 0, 0, 198, 18, 0, 1, 198, 18,
        0,    2};
    const uint8_t udp[UDP] = {
        0xc3, 0x50, (uint8_t)(port >> 8), (uint8_t)port, (uint8_t)((all - HEAD) >> 8), (uint8_t)(all - HEAD),
        0,    0};
    memcpy(out, ip, HEAD);
    if (proto == IPPROTO_UDP)
        memcpy(out + HEAD, udp, UDP);
    memcpy(out + head, bytes, len);
    return all;
}

/* Reads it from memory that ends where it ends. */
static unsigned read_exact(const uint8_t *bytes, size_t len, size_t wire, struct sight s[HEADERS_SIGHTS])
{
    uint8_t *exact = malloc(len ? len : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, len);
    unsigned n = headers_read(LINK_RAW, exact, len, wire, s) == HEADERS_OK
                     ? headers_carried(LINK_RAW, exact, len, wire, s)
                     : 0;
    free(exact);
    return n;
}

static void is_the_syn(const struct sight *s, bool v6)
{
    struct addr src, dst;
    int e = addr_parse(v6 ? "2001:db8:7::9" : "198.18.7.9", &src) |
            addr_parse(v6 ? "2001:db8:7::1" : "198.18.7.1", &dst);
    assert_int_equal(e, 0);
    assert_int_equal(s->kind, SIGHT_PACKET);
    assert_true(addr_eq(&s->src, &src) && addr_eq(&s->dst, &dst));
    assert_int_equal(s->proto, IPPROTO_TCP);
    assert_int_equal(s->sport, 0xa000);
    assert_int_equal(s->dport, 23);
}

static void every_tunnel(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SAMPLES; i++) {
        const struct sample *x = &samples[i];
        uint8_t packet[512];
        struct sight s[HEADERS_SIGHTS];
        size_t len = wrap(x->proto, x->port, x->bytes, x->len, packet);
        unsigned n = read_exact(packet, len, len, s);
        if (n != 2)
            fail_msg("%s: %u", x->name, n);
        assert_true(s[0].carries && !s[0].tunnel && !s[1].carries);
        assert_int_equal(addr_u32(&s[0].src), 0xc6120001);
        assert_int_equal(s[0].sport, x->port); /* the same both ways */
        assert_int_equal(s[1].tunnel, x->tunnel);
        assert_ptr_equal(s[1].outer, &s[0]);
        is_the_syn(&s[1], x->v6);
        assert_int_equal(s[1].tcp_flags, TCP_SYN);
        assert_true((s[1].mac != 0) == (x->len - x->header == FRAME_LEN));
    }
}

/* The capture ends early: what is read within is true, and nothing is without its addresses and ports. */
static void every_truncation(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SAMPLES; i++) {
        uint8_t packet[512];
        struct sight s[HEADERS_SIGHTS];
        size_t len = wrap(samples[i].proto, samples[i].port, samples[i].bytes, samples[i].len, packet);
        for (size_t cut = 0; cut < len; cut++) {
            unsigned n = read_exact(packet, cut, len, s);
            assert_true(n <= 2);
            if (n == 2)
                is_the_syn(&s[1], samples[i].v6);
            size_t outer = HEAD + (samples[i].proto == IPPROTO_UDP ? UDP : 0);
            bool ports = cut >= len - 16 && cut >= outer + samples[i].header;
            assert_true((n == 2) == ports);
            bool framed = samples[i].len - samples[i].header == FRAME_LEN;
            size_t least = framed ? 12u : samples[i].v6 ? 6u : 4u; /* whoever reads less may be wrong */
            assert_true((n && s[0].carries) == (cut >= outer + samples[i].header + least));
        }
        /* And where the tunnel cut what it carries: mirrors do so, others do not. */
        for (size_t cut = samples[i].header; cut + 1 < samples[i].len; cut++) {
            size_t shorter = wrap(samples[i].proto, samples[i].port, samples[i].bytes, cut, packet);
            unsigned n = read_exact(packet, shorter, shorter, s);
            bool mirrored = samples[i].len - samples[i].header == FRAME_LEN && cut >= samples[i].len - 16;
            if ((n == 2) != mirrored)
                fail_msg("%s cut to %zu: %u", samples[i].name, cut, n);
        }
    }
}

/* Every field that a protocol fixes: a packet with another one is none of it. */
static void no_tunnels(void **state)
{
    static const struct {
        const char *name;
        uint8_t proto;
        uint16_t port;
        uint8_t bytes[128];
        size_t len;
    } none[] = {
        {"ipip with IPv6", IPPROTO_IPIP, 0, BYTES(IN6)},
        {"6in4 with IPv4", IPPROTO_IPV6, 0, BYTES(IN4)},
        {"gre of RFC 1701, routed", IPPROTO_GRE, 0, BYTES(0x40, 0, 8, 0, 0, 0, 0, 0, IN4)},
        {"gre, version 2", IPPROTO_GRE, 0, BYTES(0, 2, 8, 0, IN4)},
        {"gre, recursion", IPPROTO_GRE, 0, BYTES(1, 0, 8, 0, IN4)},
        {"gre, reserved behind its checksum", IPPROTO_GRE, 0, BYTES(0x80, 0, 8, 0, 9, 9, 0, 1, IN4)},
        {"gre, keep-alive", IPPROTO_GRE, 0, BYTES(0, 0, 0, 0, IN4)},
        {"pptp without a key", IPPROTO_GRE, 0,
         BYTES(0x10, 1, 0x88, 0x0b, 0, 41, 0, 5, 0, 0, 0, 1, 0x21, IN4)},
        {"pptp, too long", IPPROTO_GRE, 0, BYTES(0x30, 1, 0x88, 0x0b, 0, 42, 0, 5, 0, 0, 0, 1, 0x21, IN4)},
        {"pptp, encrypted", IPPROTO_GRE, 0,
         BYTES(0x30, 1, 0x88, 0x0b, 0, 42, 0, 5, 0, 0, 0, 1, 0, 0xfd, IN4)},
        {"pptp, an acknowledgement", IPPROTO_GRE, 0, BYTES(0x20, 0x81, 0x88, 0x0b, 0, 0, 0, 5, 0, 0, 0, 1)},
        {"erspan II, version 2", IPPROTO_GRE, 0,
         BYTES(0x10, 0, 0x88, 0xbe, 0, 0, 0, 7, 0x20, 1, 0, 9, 0, 0, 0, 3, FRAME)},
        {"erspan III, of what", IPPROTO_GRE, 0,
         BYTES(0x10, 0, 0x22, 0xeb, 0, 0, 0, 7, 0x20, 1, 0, 9, 1, 2, 3, 4, 0, 0, 4, 0, FRAME)},
        {"vxlan without a network", IPPROTO_UDP, 4789, BYTES(0, 0, 0, 0, 0, 1, 2, 0, FRAME)},
        {"vxlan, reserved", IPPROTO_UDP, 4789, BYTES(8, 0, 0, 1, 0, 1, 2, 0, FRAME)},
        {"vxlan, reserved behind", IPPROTO_UDP, 4789, BYTES(8, 0, 0, 0, 0, 1, 2, 1, FRAME)},
        {"vxlan from a group", IPPROTO_UDP, 4789,
         BYTES(8, 0, 0, 0, 0, 1, 2, 0, 2, 0, 0, 0, 0, 1, 3, 0, 0, 0, 0, 9, 8, 0, IN4)},
        {"vxlan elsewhere", IPPROTO_UDP, 4788, BYTES(8, 0, 0, 0, 0, 1, 2, 0, FRAME)},
        {"geneve, version 1", IPPROTO_UDP, 6081, BYTES(0x40, 0, 0x65, 0x58, 0, 1, 2, 0, FRAME)},
        {"geneve that controls", IPPROTO_UDP, 6081, BYTES(0, 0x80, 0x65, 0x58, 0, 1, 2, 0, FRAME)},
        {"geneve, too long", IPPROTO_UDP, 6081, BYTES(63, 0, 0x65, 0x58, 0, 1, 2, 0, FRAME)},
        {"gtp, version 2", IPPROTO_UDP, 2152, BYTES(0x50, 255, 0, 40, 0, 0, 0, 9, IN4)},
        {"gtp's charging", IPPROTO_UDP, 2152, BYTES(0x20, 255, 0, 40, 0, 0, 0, 9, IN4)},
        {"gtp, echo", IPPROTO_UDP, 2152, BYTES(0x32, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0)},
        {"gtp, too long", IPPROTO_UDP, 2152, BYTES(0x30, 255, 0, 41, 0, 0, 0, 9, IN4)},
        {"gtp, an extension without length", IPPROTO_UDP, 2152,
         BYTES(0x34, 255, 0, 48, 0, 0, 0, 9, 0, 0, 0, 0x85, 0, 0, 0, 0, IN4)},
        {"tzsp, version 2", IPPROTO_UDP, 37008, BYTES(2, 0, 0, 1, 1, FRAME)},
        {"tzsp, keep-alive", IPPROTO_UDP, 37008, BYTES(1, 4, 0, 1, 1, FRAME)},
        {"tzsp, 802.11", IPPROTO_UDP, 37008, BYTES(1, 0, 0, 18, 1, FRAME)},
        {"tzsp without an end", IPPROTO_UDP, 37008, BYTES(1, 0, 0, 1, 0, 0, 0, 0)},
        {"a question to a port", IPPROTO_UDP, 4789, BYTES(0, 0, 0, 0, 0, 0, 0, 0)},
        {"nothing", IPPROTO_GRE, 0, BYTES(0)},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof none / sizeof *none; i++) {
        uint8_t packet[512];
        struct sight s[HEADERS_SIGHTS];
        size_t len = wrap(none[i].proto, none[i].port, none[i].bytes, none[i].len, packet);
        if (read_exact(packet, len, len, s) != 1 || s[0].carries)
            fail_msg("%s is opened", none[i].name);
        assert_int_equal(s[0].sport, none[i].proto == IPPROTO_UDP ? 0xc350 : 0);
    }
}

/* Two are opened, the third is what it is outside. */
static void two_deep(void **state)
{
    (void)state;
    static const uint8_t syn[] = {IN4};
    static const uint8_t gre[] = {0, 0, 8, 0};
    uint8_t a[512], b[512];
    struct sight s[HEADERS_SIGHTS];
    size_t n = wrap(IPPROTO_IPIP, 0, syn, sizeof syn, a);
    memcpy(b, gre, sizeof gre);
    memcpy(b + sizeof gre, a, n);
    n = wrap(IPPROTO_GRE, 0, b, n + sizeof gre, a);
    assert_int_equal(read_exact(a, n, n, s), 3);
    assert_int_equal(s[1].tunnel, SIGHT_GRE);
    assert_int_equal(s[2].tunnel, SIGHT_IPIP);
    assert_ptr_equal(s[2].outer, &s[1]);
    is_the_syn(&s[2], false);
    n = wrap(IPPROTO_IPIP, 0, a, n, b);
    assert_int_equal(read_exact(b, n, n, s), 3);
    assert_false(s[2].carries);
    assert_int_equal(s[2].proto, IPPROTO_IPIP);
}

/* Nobody asks anything with it, but it was carried. */
static void other_things(void **state)
{
    (void)state;
    static const uint8_t tree[] = {8, 0, 0, 0, 0, 1, 2, 0, TREE};
    uint8_t packet[512];
    struct sight s[HEADERS_SIGHTS];
    size_t n = wrap(IPPROTO_UDP, 4789, tree, sizeof tree, packet);
    assert_int_equal(read_exact(packet, n, n, s), 1);
    assert_true(s[0].carries);
    static const uint8_t to_one[] = {8, 0, 0, 0, 0, 1, 2, 0, FRAME};
    n = wrap(IPPROTO_UDP, 4789, to_one, sizeof to_one, packet);
    assert_int_equal(read_exact(packet, n, n, s), 2);
    assert_true(s[1].to == UINT64_C(0x020000000001) && s[1].mac == UINT64_C(0x020000000009) && !s[1].group);
}

/* Who sends longer packets than fit: the first fragment has all headers, whatever it carries is longer than
 * that; later ones have none, even where they look like it. */
static void in_fragments(void **state)
{
    (void)state;
    static const uint8_t gre[] = {0, 0, 8, 0, IN4}, vxlan[] = {8, 0, 0, 0, 0, 1, 2, 0, FRAME};
    uint8_t packet[512];
    struct sight s[HEADERS_SIGHTS];
    for (unsigned udp = 0; udp < 2; udp++) {
        size_t n = udp ? wrap(IPPROTO_UDP, 4789, vxlan, sizeof vxlan, packet)
                       : wrap(IPPROTO_GRE, 0, gre, sizeof gre, packet);
        packet[n - 38] = 5;                                         /* the inner packet's length: 1,320 */
        assert_int_equal(read_exact(packet, n, n, s), udp ? 2 : 1); /* what is mirrored may be cut */
        packet[6] = 0x20;
        assert_int_equal(read_exact(packet, n, n, s), 2);
        assert_true(s[0].carries);
        is_the_syn(&s[1], false);
        packet[7] = 1;
        assert_int_equal(read_exact(packet, n, n, s), 1);
        assert_false(s[0].carries);
    }
}

/* As many labels as fit into a jumbo frame cost no more than a few. */
static void labels(void **state)
{
    (void)state;
    uint8_t bytes[4 + 4 * 40 + 40] = {0, 0, 0x88, 0x47}, packet[512];
    static const uint8_t syn[] = {IN4};
    struct sight s[HEADERS_SIGHTS];
    for (unsigned n = 1; n < 40; n++) {
        memset(bytes + 4, 0, sizeof bytes - 4);
        bytes[4 + 4 * n - 2] = 1; /* the last one */
        memcpy(bytes + 4 + 4 * n, syn, sizeof syn);
        size_t len = wrap(IPPROTO_GRE, 0, bytes, 4 + 4 * n + sizeof syn, packet);
        assert_int_equal(read_exact(packet, len, len, s), n <= INNER_LABELS ? 2 : 1);
    }
}

/* RFC 4302: next header, length, reserved, SPI, number, 12 bytes of proof. */
static void signed_only(void **state)
{
    (void)state;
    static const uint8_t ah[] = {6, 4, 0, 0, 0, 0, 0, 9, 0,  0,  0,  1,      1,
                                 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, SEGMENT};
    uint8_t packet[512];
    struct sight s[HEADERS_SIGHTS];
    size_t n = wrap(IPPROTO_AH, 0, ah, sizeof ah, packet);
    assert_int_equal(read_exact(packet, n, n, s), 1);
    assert_int_equal(s[0].proto, IPPROTO_TCP);
    assert_int_equal(s[0].dport, 23);
    assert_int_equal(s[0].payload, 0);
    n = wrap(IPPROTO_AH, 0, ah, 11, packet);
    assert_int_equal(read_exact(packet, n, n, s), 1);
    assert_int_equal(s[0].proto, IPPROTO_AH); /* somebody asks whether it is spoken */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tunnel), cmocka_unit_test(every_truncation), cmocka_unit_test(no_tunnels),
        cmocka_unit_test(two_deep),     cmocka_unit_test(other_things),     cmocka_unit_test(signed_only),
        cmocka_unit_test(in_fragments), cmocka_unit_test(labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
