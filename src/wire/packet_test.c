#include "wire/packet.h"

#include "wire/csum.h"
#include "wire/priv_test.h"

#include <netinet/in.h>

/* A RST from 198.18.0.9:81 as it came over Ethernet in VLAN 7: 40 bytes of IP, then padding. */
static const uint8_t tagged_rst[64] = {
    2,    0,    0, 0,  0,    1,    2,    0,    0,    0,    0,    9,    0x81, 0,    0,    7,
    0x08, 0x00,                                                                                /* Ethernet */
    0x45, 0,    0, 40, 0,    0,    0x40, 0,    64,   6,    0xae, 0xa1, 198,  18,   0,    9,    /* IP */
    198,  18,   0, 1,  0,    81,   0x9c, 0x40, 0,    0,    0,    0,    0xca, 0xfe, 0xba, 0xbf, /* TCP */
    0x50, 0x14, 0, 0,  0x01, 0x52, 0,    0,    0xde, 0xad, 0xbe, 0xef,
};

static enum packet_result parse(const void *data, size_t len, enum packet_layer first, struct packet *p)
{
    memset(p, 0xa5, sizeof *p); /* nothing may be read that was not set */
    return packet_parse(data, len, first, true, p);
}

static void known_rst(void **state)
{
    (void)state;
    struct packet p;
    assert_int_equal(parse(tagged_rst, sizeof tagged_rst, PACKET_ETHERNET, &p), PACKET_OK);
    assert_int_equal(p.has, PACKET_HAS_ETH | PACKET_HAS_IP | PACKET_HAS_TCP);
    assert_int_equal(p.eth.n_tags, 1);
    assert_int_equal(eth_vlan_id(p.eth.tag[0].tci), 7);
    assert_int_equal(p.family, 4);
    test_same_addr(&p.src, "198.18.0.9");
    test_same_addr(&p.dst, "198.18.0.1");
    assert_int_equal(p.ttl, 64);
    assert_int_equal(p.n_exts, 0);
    assert_int_equal(p.id, 0);
    assert_true(p.df && !p.mf && !p.reserved && !p.fragment && !p.cut);
    assert_int_equal(p.proto, IPPROTO_TCP);
    assert_int_equal(p.ip_csum, PACKET_CSUM_RIGHT);
    assert_int_equal(p.csum, PACKET_CSUM_RIGHT);
    assert_ptr_equal(p.net.at, tagged_rst + 18);
    assert_int_equal(p.net.len, 20);
    assert_ptr_equal(p.transport.at, tagged_rst + 38);
    assert_int_equal(p.transport.len, 20);
    assert_int_equal(p.payload.len, 0); /* the padding is not payload */
    assert_int_equal(p.payload_len, 0);
    assert_int_equal(p.tcp.flags, TCP_RST | TCP_ACK);
    assert_int_equal(p.tcp.ack, 0xcafebabf);
}

static void checksums(void **state)
{
    (void)state;
    uint8_t b[sizeof tagged_rst];
    memcpy(b, tagged_rst, sizeof b);
    struct packet p;
    b[50] ^= 1;
    assert_int_equal(parse(b, sizeof b, PACKET_ETHERNET, &p), PACKET_OK);
    assert_int_equal(p.csum, PACKET_CSUM_WRONG);
    assert_int_equal(p.ip_csum, PACKET_CSUM_RIGHT);
    b[26]++;
    assert_int_equal(parse(b, sizeof b, PACKET_ETHERNET, &p), PACKET_OK);
    assert_int_equal(p.ip_csum, PACKET_CSUM_WRONG);
    assert_int_equal(packet_parse(b, sizeof b, PACKET_ETHERNET, false, &p), PACKET_OK);
    assert_int_equal(p.csum, PACKET_CSUM_UNCHECKED);
    assert_int_equal(p.ip_csum, PACKET_CSUM_UNCHECKED);
}

static void known_arp(void **state)
{
    (void)state;
    uint8_t b[60];
    struct wr w = wr_of(b, sizeof b);
    eth_build(&w, &(struct eth){.type = ETH_TYPE_ARP});
    arp_build(&w, &(struct arp){.op = ARP_REPLY, .src = addr_v4(0xc6120009), .dst = addr_v4(0xc6120001)});
    eth_pad(&w);
    struct packet p;
    assert_int_equal(parse(b, 60, PACKET_ETHERNET, &p), PACKET_OK);
    assert_int_equal(p.has, PACKET_HAS_ETH | PACKET_HAS_ARP);
    test_same_addr(&p.arp.src, "198.18.0.9");
    b[14 + 3] = 1; /* another protocol than IPv4 */
    assert_int_equal(parse(b, 60, PACKET_ETHERNET, &p), PACKET_UNKNOWN);
    assert_int_equal(p.has, PACKET_HAS_ETH);
}

/* An IPv4 packet of `total` bytes as its header says, of which `len` are there. */
static size_t build4(uint8_t *out, size_t cap, const struct ip4 *ip, const void *body, size_t len)
{
    struct wr w = wr_of(out, cap);
    struct ip4 h = *ip;
    h.src = addr_v4(0xc6120009);
    h.dst = addr_v4(0xc6120001);
    ip4_build(&w, &h, len);
    wr_bytes(&w, body, len);
    assert_false(w.bad);
    return wr_len(&w);
}

static void udp_surplus_and_zero_checksum(void **state)
{
    (void)state;
    static const uint8_t udp[] = {0, 53, 0x9c, 0x40, 0, 10, 0, 0, 'h', 'i', 0xee, 0xee};
    uint8_t b[60];
    struct packet p;
    size_t n = build4(b, sizeof b, &(struct ip4){.proto = IPPROTO_UDP}, udp, sizeof udp);
    assert_int_equal(parse(b, n, PACKET_IP, &p), PACKET_OK);
    assert_int_equal(p.has, PACKET_HAS_IP | PACKET_HAS_UDP);
    assert_int_equal(p.payload.len, 2);
    assert_int_equal(p.payload_len, 2);
    assert_int_equal(p.csum, PACKET_CSUM_UNCHECKED); /* legal over IPv4 */

    struct wr w = wr_of(b, sizeof b);
    ip6_build(&w, &(struct ip6){.next = IPPROTO_UDP}, sizeof udp);
    wr_bytes(&w, udp, sizeof udp);
    assert_int_equal(parse(b, wr_len(&w), PACKET_IP, &p), PACKET_OK);
    assert_int_equal(p.csum, PACKET_CSUM_WRONG); /* not over IPv6 */
    assert_int_equal(p.ip_csum, PACKET_CSUM_UNCHECKED);
}

static void offloaded(void **state)
{
    (void)state;
    uint8_t b[sizeof tagged_rst];
    memcpy(b, tagged_rst, sizeof b);
    put_u16(b + 18 + IP4_AT_TOTAL, 0);
    struct packet p;
    assert_int_equal(parse(b, sizeof b, PACKET_ETHERNET, &p), PACKET_OK);
    assert_int_equal(p.payload.len, 6);
    assert_int_equal(p.payload_len, 6);
    assert_false(p.cut);
    assert_int_equal(p.csum, PACKET_CSUM_UNCHECKED);
    put_u16(b + 18 + IP4_AT_TOTAL, 19);
    assert_int_equal(parse(b, sizeof b, PACKET_ETHERNET, &p), PACKET_BAD);

    struct wr w = wr_of(b, sizeof b);
    ip6_build(&w, &(struct ip6){.next = IPPROTO_TCP}, 0);
    wr_bytes(&w, tagged_rst + 38, 20);
    assert_int_equal(parse(b, wr_len(&w), PACKET_IP, &p), PACKET_OK);
    assert_true(p.has & PACKET_HAS_TCP);
    assert_int_equal(p.csum, PACKET_CSUM_UNCHECKED);
    b[6] = IPPROTO_NONE; /* here an empty payload is meant */
    assert_int_equal(parse(b, wr_len(&w), PACKET_IP, &p), PACKET_OK);
    assert_int_equal(p.payload.len, 0);
}

static void fragments(void **state)
{
    (void)state;
    uint8_t b[60], body[16] = {0, 53, 0x9c, 0x40, 0x05, 0xdc, 1, 1};
    struct packet p;
    size_t n =
        build4(b, sizeof b, &(struct ip4){.proto = IPPROTO_UDP, .mf = true, .id = 7}, body, sizeof body);
    assert_int_equal(parse(b, n, PACKET_IP, &p), PACKET_OK);
    assert_true(p.has & PACKET_HAS_UDP && p.fragment && p.mf && p.frag_off == 0 && p.id == 7);
    assert_int_equal(p.csum, PACKET_CSUM_UNCHECKED);
    assert_int_equal(p.payload.len, 8);
    assert_int_equal(p.payload_len, 8);

    n = build4(b, sizeof b, &(struct ip4){.proto = IPPROTO_UDP, .frag_off = 8}, body, sizeof body);
    assert_int_equal(parse(b, n, PACKET_IP, &p), PACKET_OK);
    assert_int_equal(p.has, PACKET_HAS_IP);
    assert_true(p.fragment && !p.mf && p.frag_off == 8);
    assert_int_equal(p.transport.len, 0);
    assert_int_equal(p.payload.len, 16);
    assert_ptr_equal(p.payload.at, b + 20);

    /* A first fragment too small for its TCP header. */
    n = build4(b, sizeof b, &(struct ip4){.proto = IPPROTO_TCP, .mf = true}, body, 8);
    assert_int_equal(parse(b, n, PACKET_IP, &p), PACKET_OK);
    assert_int_equal(p.has, PACKET_HAS_IP);
    /* Not a fragment: bad. */
    n = build4(b, sizeof b, &(struct ip4){.proto = IPPROTO_TCP}, body, 8);
    assert_int_equal(parse(b, n, PACKET_IP, &p), PACKET_BAD);
    assert_int_equal(p.has, PACKET_HAS_IP);

    struct wr w = wr_of(b, sizeof b);
    ip6_build(&w, &(struct ip6){.next = IPPROTO_FRAGMENT}, IP6_FRAG_LEN + 4);
    ip6_frag_build(&w, IPPROTO_TCP, 1480, false, 0xcafebabe);
    wr_bytes(&w, "abcd", 4);
    assert_int_equal(parse(b, wr_len(&w), PACKET_IP, &p), PACKET_OK);
    assert_int_equal(p.has, PACKET_HAS_IP);
    assert_int_equal(p.proto, IPPROTO_TCP);
    assert_int_equal(p.id, 0xcafebabe);
    assert_int_equal(p.net.len, 48);
    assert_int_equal(p.payload.len, 4);
    assert_int_equal(p.n_exts, 1);
}

static void other_protocols_are_views_too(void **state)
{
    (void)state;
    uint8_t b[60];
    struct packet p;
    static const uint8_t others[] = {0, 4, IPPROTO_ICMPV6, 47, 133, 255};
    for (size_t i = 0; i < sizeof others; i++) {
        size_t n = build4(b, sizeof b, &(struct ip4){.proto = others[i]}, "xyz", 3);
        assert_int_equal(parse(b, n, PACKET_IP, &p), PACKET_OK);
        assert_int_equal(p.has, PACKET_HAS_IP);
        assert_int_equal(p.payload.len, 3);
        assert_int_equal(p.csum, PACKET_CSUM_UNCHECKED);
    }
    struct wr w = wr_of(b, sizeof b);
    ip6_build(&w, &(struct ip6){.next = IPPROTO_ICMP}, 8);
    wr_zero(&w, 8);
    assert_int_equal(parse(b, wr_len(&w), PACKET_IP, &p), PACKET_OK);
    assert_int_equal(p.has, PACKET_HAS_IP);
}

static void unknown(void **state)
{
    (void)state;
    uint8_t b[60] = {[12] = 0x88, 0xcc}; /* LLDP */
    struct packet p;
    assert_int_equal(parse(b, sizeof b, PACKET_ETHERNET, &p), PACKET_UNKNOWN);
    assert_int_equal(p.has, PACKET_HAS_ETH);
    assert_int_equal(parse(b, sizeof b, PACKET_IP, &p), PACKET_UNKNOWN);
    assert_int_equal(p.has, 0);
    put_u16(b + 12, ETH_TYPE_IP6);
    b[14] = 0x45; /* IPv4 that says it is IPv6 */
    assert_int_equal(parse(b, sizeof b, PACKET_ETHERNET, &p), PACKET_BAD);
}

static void final_destination_elsewhere(void **state)
{
    (void)state;
    static const uint8_t route[] = {131, 7, 4, 198, 18, 0, 3};
    uint8_t b[80];
    struct packet p;
    size_t n = build4(b, sizeof b, &(struct ip4){.proto = IPPROTO_TCP, .opts = route, .opts_len = 7},
                      tagged_rst + 38, 20);
    assert_int_equal(parse(b, n, PACKET_IP, &p), PACKET_OK);
    assert_int_equal(p.csum, PACKET_CSUM_UNCHECKED);

    struct wr w = wr_of(b, sizeof b);
    static const uint8_t routing[6] = {253, 1};
    ip6_build(&w, &(struct ip6){.next = IPPROTO_ROUTING}, 28);
    ip6_ext_build(&w, IPPROTO_TCP, routing, sizeof routing);
    wr_bytes(&w, tagged_rst + 38, 20);
    assert_int_equal(parse(b, wr_len(&w), PACKET_IP, &p), PACKET_OK);
    assert_true(p.has & PACKET_HAS_TCP);
    assert_int_equal(p.csum, PACKET_CSUM_UNCHECKED);
}

/* Cut captures: 18 bytes of Ethernet, 20 of IP and 20 of TCP must be there whole; the padding need not. */
static void check_rst(const uint8_t *data, size_t len)
{
    struct packet p;
    assert_int_equal(parse(data, len, PACKET_ETHERNET, &p), len < 38 ? PACKET_BAD : PACKET_OK);
    assert_int_equal(!!(p.has & PACKET_HAS_ETH), len >= 18);
    assert_int_equal(!!(p.has & PACKET_HAS_IP), len >= 38);
    assert_int_equal(!!(p.has & PACKET_HAS_TCP), len >= 58);
    if (len >= 38) {
        assert_int_equal(p.cut, len < 58);
        assert_int_equal(p.csum, len < 58 ? PACKET_CSUM_UNCHECKED : PACKET_CSUM_RIGHT);
    }
}

static void check_any(const uint8_t *data, size_t len)
{
    struct packet p;
    if (parse(data, len, PACKET_IP, &p) != PACKET_OK)
        return;
    assert_true(p.net.at == data && p.payload.at + p.payload.len <= data + len);
    assert_true(p.transport.at + p.transport.len <= p.payload.at + p.payload.len);
    assert_true(p.payload_len >= p.payload.len);
}

/* One of each transport with random fields, as our own builders write it. */
static size_t random_packet(struct rng *rng, uint8_t *out, size_t cap)
{
    static const uint8_t protos[2][3] = {{IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP},
                                         {IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMPV6}};
    static const uint8_t padding[6] = {1, 4};
    bool v6 = rng_below(rng, 2), exts = rng_below(rng, 2);
    uint8_t proto = protos[v6][rng_below(rng, 3)], data[32];
    size_t len = rng_below(rng, sizeof data), hdr_len = proto == IPPROTO_TCP ? TCP_LEN + 4 : 8;
    test_random(rng, data, sizeof data);
    struct addr src = v6 ? test_addr6(rng) : test_addr4(rng), dst = v6 ? test_addr6(rng) : test_addr4(rng);
    struct wr w = wr_of(out, cap);
    if (v6) {
        struct ip6 h = {.src = src, .dst = dst, .hop = 64, .next = exts ? IPPROTO_DSTOPTS : proto};
        ip6_build(&w, &h, hdr_len + len + (exts ? 8 : 0));
        if (exts)
            ip6_ext_build(&w, proto, padding, sizeof padding);
    } else {
        ip4_build(&w, &(struct ip4){.src = src, .dst = dst, .ttl = 64, .proto = proto}, hdr_len + len);
    }
    uint16_t a = (uint16_t)rng_u64(rng), b = (uint16_t)rng_u64(rng);
    struct tcp tcp = {.sport = a, .dport = b, .opts = {.mss = a, .n_order = 1, .order = {TCP_OPT_MSS}}};
    switch (proto) {
    case IPPROTO_TCP: tcp_build(&w, &tcp, data, len, &src, &dst); break;
    case IPPROTO_UDP: udp_build(&w, &(struct udp){.sport = a, .dport = b}, data, len, &src, &dst); break;
    case IPPROTO_ICMP:
        icmp_build(&w, &(struct icmp_msg){.type = 8, .id = a, .seq = b, .data = data, .data_len = len});
        break;
    default:
        icmp6_build(&w, &(struct icmp6_msg){.type = 128, .id = a, .seq = b, .data = data, .data_len = len},
                    &src, &dst);
    }
    assert_false(w.bad);
    return wr_len(&w);
}

static void truncated(void **state)
{
    (void)state;
    test_truncations(tagged_rst, sizeof tagged_rst, check_rst);
    struct rng rng = rng_of(1);
    for (int i = 0; i < 50; i++) {
        uint8_t b[128];
        test_truncations(b, random_packet(&rng, b, sizeof b), check_any);
    }
}

static void built_packets_are_right(void **state)
{
    (void)state;
    struct rng rng = rng_of(2);
    for (int i = 0; i < TEST_ROUNDS; i++) {
        uint8_t b[128];
        size_t n = random_packet(&rng, b, sizeof b);
        struct packet p;
        assert_int_equal(parse(b, n, PACKET_IP, &p), PACKET_OK);
        assert_int_equal(p.csum, PACKET_CSUM_RIGHT);
        assert_int_equal(p.ip_csum, p.family == 4 ? PACKET_CSUM_RIGHT : PACKET_CSUM_UNCHECKED);
        assert_int_not_equal(p.has, PACKET_HAS_IP);
        assert_true(p.payload.at + p.payload.len == b + n && p.payload_len == p.payload.len);
        size_t at = (size_t)(p.transport.at - b) + rng_below(&rng, n - (size_t)(p.transport.at - b));
        b[at] = (uint8_t)~b[at];
        if (parse(b, n, PACKET_IP, &p) == PACKET_OK &&
            p.has & (PACKET_HAS_TCP | PACKET_HAS_ICMP | PACKET_HAS_ICMP6))
            assert_int_equal(p.csum, PACKET_CSUM_WRONG);
    }
}

static void random_damage(void **state)
{
    (void)state;
    struct rng rng = rng_of(3);
    for (int i = 0; i < 10 * TEST_ROUNDS; i++) {
        uint8_t b[128];
        size_t n = random_packet(&rng, b, sizeof b);
        for (uint64_t k = rng_below(&rng, 4); k > 0; k--)
            b[rng_below(&rng, n)] = (uint8_t)rng_u64(&rng);
        uint8_t *copy = test_copy(b, n);
        check_any(copy, n);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_rst),
        cmocka_unit_test(checksums),
        cmocka_unit_test(known_arp),
        cmocka_unit_test(udp_surplus_and_zero_checksum),
        cmocka_unit_test(offloaded),
        cmocka_unit_test(fragments),
        cmocka_unit_test(other_protocols_are_views_too),
        cmocka_unit_test(unknown),
        cmocka_unit_test(final_destination_elsewhere),
        cmocka_unit_test(truncated),
        cmocka_unit_test(built_packets_are_right),
        cmocka_unit_test(random_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
