#include "wire/quote.h"

#include "wire/priv_test.h"

/* What 198.18.0.1:40000 sent to 198.18.0.2:443, as a router on the way saw it: TTL 1; total length in the
 * wrong byte order, checksum zero; 8 bytes of TCP. */
static const uint8_t quoted4[28] = {
    0x45, 0x00, 0x28, 0x00, 0x12, 0x34, 0x40, 0x00, 0x01, 0x06, 0x00, 0x00, 198,  18,
    0,    1,    198,  18,   0,    2,    0x9c, 0x40, 0x01, 0xbb, 0xca, 0xfe, 0xba, 0xbe,
};

static void known4(void **state)
{
    (void)state;
    struct quote q;
    assert_int_equal(quote_parse(quoted4, sizeof quoted4, &q), PACKET_OK);
    test_same_addr(&q.src, "198.18.0.1");
    test_same_addr(&q.dst, "198.18.0.2");
    assert_int_equal(q.ttl, 1);
    assert_int_equal(q.proto, 6);
    assert_int_equal(q.ip_id, 0x1234);
    assert_int_equal(q.total, 0x2800);
    assert_true(q.has_ports && q.has_seq && !q.has_echo);
    assert_int_equal(q.sport, 40000);
    assert_int_equal(q.dport, 443);
    assert_int_equal(q.seq, 0xcafebabe);
    assert_ptr_equal(q.ip, quoted4);
    assert_ptr_equal(q.transport, quoted4 + 20);
    assert_int_equal(q.transport_len, 8);
}

static void known6(void **state)
{
    (void)state;
    static const uint8_t b[] = {
        0x60, 0,    0,    0,    0,    16,   60,   7, /* header */
        0x20, 0x01, 0x0d, 0xb8, 0,    0,    0,    0,
        0,    0,    0,    0,    0,    0,    0,    1, /* from */
        0x20, 0x01, 0x0d, 0xb8, 0,    0,    0,    0,
        0,    0,    0,    0,    0,    0,    0,    2, /* to */
        17,   0,    1,    4,    0,    0,    0,    0,
        0x9c, 0x40, 0x00, 0x35, 0x00, 0x08, 0xab, 0xcd, /* options, UDP */
    };
    struct quote q;
    assert_int_equal(quote_parse(b, sizeof b, &q), PACKET_OK);
    test_same_addr(&q.dst, "2001:db8::2");
    assert_int_equal(q.ttl, 7);
    assert_int_equal(q.proto, 17);
    assert_int_equal(q.total, 16);
    assert_int_equal(q.ip_id, 0);
    assert_true(q.has_ports && !q.has_seq);
    assert_int_equal(q.sport, 40000);
    assert_int_equal(q.dport, 53);
}

static void echo(void **state)
{
    (void)state;
    uint8_t b[28];
    memcpy(b, quoted4, sizeof b);
    b[9] = 1;
    struct quote q;
    static const uint8_t request[8] = {8, 0, 0, 0, 0x12, 0x34, 0, 9};
    memcpy(b + 20, request, 8);
    assert_int_equal(quote_parse(b, sizeof b, &q), PACKET_OK);
    assert_true(q.has_echo && !q.has_ports && !q.has_seq);
    assert_int_equal(q.id, 0x1234);
    assert_int_equal(q.echo_seq, 9);
    b[20] = 0; /* a reply is none of ours */
    assert_int_equal(quote_parse(b, sizeof b, &q), PACKET_OK);
    assert_false(q.has_echo);
}

static void check_echo(const uint8_t *data, size_t len)
{
    struct quote q;
    if (quote_parse(data, len, &q) == PACKET_OK)
        assert_int_equal(q.has_echo, len >= 28);
}

static void later_fragment_has_no_ports(void **state)
{
    (void)state;
    uint8_t b[28];
    memcpy(b, quoted4, sizeof b);
    put_u16(b + 6, 185);
    struct quote q;
    assert_int_equal(quote_parse(b, sizeof b, &q), PACKET_OK);
    assert_false(q.has_ports || q.has_seq);
    assert_int_equal(q.transport_len, 0);
}

static void other_versions(void **state)
{
    (void)state;
    uint8_t b[28];
    memcpy(b, quoted4, sizeof b);
    struct quote q;
    for (unsigned version = 0; version < 16; version++) {
        b[0] = (uint8_t)(version << 4 | 5);
        enum packet_result expect = version == 4 ? PACKET_OK : version == 6 ? PACKET_BAD : PACKET_UNKNOWN;
        assert_int_equal(quote_parse(b, sizeof b, &q), expect);
    }
}

static void check_truncated(const uint8_t *data, size_t len)
{
    struct quote q;
    assert_int_equal(quote_parse(data, len, &q), len < 20 ? PACKET_BAD : PACKET_OK);
    if (len < 20)
        return;
    assert_int_equal(q.has_ports, len >= 24);
    assert_int_equal(q.has_seq, len >= 28);
    assert_int_equal(q.transport_len, len - 20);
}

static void truncated(void **state)
{
    (void)state;
    test_truncations(quoted4, sizeof quoted4, check_truncated);
    uint8_t b[28];
    memcpy(b, quoted4, sizeof b);
    b[9] = 1;
    b[20] = 8;
    test_truncations(b, sizeof b, check_echo);
}

/* What our own builders write is quoted as it was. */
static void identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    for (int i = 0; i < TEST_ROUNDS; i++) {
        uint8_t b[100];
        struct wr w = wr_of(b, sizeof b);
        struct tcp t = {.sport = (uint16_t)rng_u64(&rng),
                        .dport = (uint16_t)rng_u64(&rng),
                        .seq = (uint32_t)rng_u64(&rng)};
        struct addr src, dst;
        if (rng_below(&rng, 2)) {
            struct ip4 h = {.src = test_addr4(&rng), .dst = test_addr4(&rng), .proto = 6, .ttl = 1};
            src = h.src, dst = h.dst;
            ip4_build(&w, &h, TCP_LEN);
        } else {
            struct ip6 h = {.src = test_addr6(&rng), .dst = test_addr6(&rng), .next = 6};
            src = h.src, dst = h.dst;
            ip6_build(&w, &h, TCP_LEN);
        }
        tcp_build(&w, &t, NULL, 0, &src, &dst);
        struct quote q;
        size_t len = wr_len(&w) - rng_below(&rng, 13);
        assert_int_equal(quote_parse(b, len, &q), PACKET_OK);
        assert_true(addr_eq(&q.src, &src) && addr_eq(&q.dst, &dst) && q.has_ports && q.has_seq);
        assert_true(q.sport == t.sport && q.dport == t.dport && q.seq == t.seq);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known4),
        cmocka_unit_test(known6),
        cmocka_unit_test(echo),
        cmocka_unit_test(other_versions),
        cmocka_unit_test(truncated),
        cmocka_unit_test(identity),
        cmocka_unit_test(later_fragment_has_no_ports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
