#include "wire/ip6.h"

#include "wire/priv_test.h"

#include <netinet/in.h>

/* Traffic class 0xb8, flow 0x12345, 72 bytes of payload, hop limit 255; then hop-by-hop (padding),
 * destination options, routing (two addresses, one left), AH, a fragment header (offset 1448, more, id
 * 0xcafebabe). */
static const uint8_t known_bytes[] = {
    0x6b, 0x81, 0x23, 0x45, 0x00, 0x48, 0x00, 0xff,                                 /* header */
    0x20, 0x01, 0x0d, 0xb8, 0,    0,    0,    0,    0,    0, 0,   0,    0, 0, 0, 1, /* from */
    0x20, 0x01, 0x0d, 0xb8, 0,    0,    0,    0,    0,    0, 0,   0,    0, 0, 0, 2, /* to */
    60,   0,    1,    4,    0,    0,    0,    0,                                    /* hop-by-hop */
    43,   0,    1,    4,    0,    0,    0,    0,                                    /* destination */
    51,   2,    0,    1,    0,    0,    0,    0,    0x20, 1, 0xd, 0xb8, 0, 0, 0, 0,
    0,    0,    0,    0,    0,    0,    0,    3, /* routing */
    44,   4,    0,    0,    0,    0,    1,    0,    0,    0, 0,   7,    1, 2, 3, 4,
    5,    6,    7,    8,    9,    10,   11,   12,   /* AH */
    6,    0,    0x05, 0xa9, 0xca, 0xfe, 0xba, 0xbe, /* fragment */
};

static void known(void **state)
{
    (void)state;
    struct rd r = rd_of(known_bytes, sizeof known_bytes);
    struct ip6 h;
    assert_int_equal(ip6_parse(&r, &h), PACKET_OK);
    assert_int_equal(h.tos, 0xb8);
    assert_int_equal(h.flow, 0x12345);
    assert_int_equal(h.payload_len, sizeof known_bytes - IP6_LEN);
    assert_int_equal(h.next, IPPROTO_HOPOPTS);
    assert_int_equal(h.hop, 255);
    test_same_addr(&h.src, "2001:db8::1");
    test_same_addr(&h.dst, "2001:db8::2");

    struct ip6_exts x;
    assert_int_equal(ip6_exts_parse(&r, 0, h.next, &x), PACKET_OK);
    static const uint8_t kinds[] = {IPPROTO_HOPOPTS, IPPROTO_DSTOPTS, IPPROTO_ROUTING, IPPROTO_AH,
                                    IPPROTO_FRAGMENT};
    assert_int_equal(x.n, sizeof kinds);
    assert_memory_equal(x.kind, kinds, sizeof kinds);
    assert_int_equal(x.proto, IPPROTO_TCP);
    assert_true(x.routed && x.fragment && x.mf && !x.cut);
    assert_int_equal(x.frag_off, 1448);
    assert_int_equal(x.frag_id, 0xcafebabe);
    assert_int_equal(rd_left(&r), 0);
}

static enum packet_result walk(const uint8_t *b, size_t len, size_t lack, uint8_t next, struct ip6_exts *x)
{
    uint8_t *copy = test_copy(b, len);
    struct rd r = rd_of(copy, len);
    enum packet_result result = ip6_exts_parse(&r, lack, next, x);
    free(copy);
    return result;
}

static void chain_ends(void **state)
{
    (void)state;
    static const uint8_t last[] = {IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMPV6, IPPROTO_ESP, IPPROTO_NONE, 253};
    static const uint8_t b[8] = {0};
    struct ip6_exts x;
    for (size_t i = 0; i < sizeof last; i++) {
        assert_int_equal(walk(b, 8, 0, last[i], &x), PACKET_OK);
        assert_int_equal(x.proto, last[i]);
        assert_int_equal(x.n, 0);
        assert_false(x.fragment || x.mf || x.frag_off || x.routed || x.cut);
    }
}

static void later_fragment_ends_it(void **state)
{
    (void)state;
    /* What follows a fragment header with an offset is not a header, even though it is called one. */
    static const uint8_t b[] = {IPPROTO_DSTOPTS, 0, 0, 8, 0, 0, 0, 1, 6, 200, 0, 0, 0, 0, 0, 0};
    struct ip6_exts x;
    assert_int_equal(walk(b, sizeof b, 0, IPPROTO_FRAGMENT, &x), PACKET_OK);
    assert_int_equal(x.n, 1);
    assert_int_equal(x.proto, IPPROTO_DSTOPTS);
    assert_int_equal(x.frag_off, 8);
    assert_false(x.mf);
}

static void first_fragment_may_end_inside(void **state)
{
    (void)state;
    static const uint8_t b[] = {IPPROTO_DSTOPTS, 0, 0, 1, 0, 0, 0, 1, 6, 200, 0, 0, 0, 0, 0, 0};
    struct ip6_exts x;
    assert_int_equal(walk(b, sizeof b, 0, IPPROTO_FRAGMENT, &x), PACKET_OK);
    assert_true(x.cut && x.mf);
    assert_int_equal(x.n, 1);
}

static void refuses(void **state)
{
    (void)state;
    static const uint8_t too_long[8] = {6, 1}, hop[16] = {0, 0, [8] = 6}, ah[12] = {6, 0};
    struct ip6_exts x;
    assert_int_equal(walk(too_long, 8, 0, IPPROTO_DSTOPTS, &x), PACKET_BAD);
    assert_int_equal(walk(too_long, 8, 7, IPPROTO_DSTOPTS, &x), PACKET_BAD);
    assert_int_equal(walk(too_long, 8, 8, IPPROTO_DSTOPTS, &x), PACKET_OK);
    assert_true(x.cut);
    assert_int_equal(x.proto, IPPROTO_DSTOPTS);
    assert_int_equal(walk(hop, 16, 0, IPPROTO_HOPOPTS, &x), PACKET_BAD); /* twice */
    assert_int_equal(walk(hop, 16, 0, IPPROTO_DSTOPTS, &x), PACKET_BAD); /* not first */
    assert_int_equal(walk(ah, 12, 0, IPPROTO_AH, &x), PACKET_BAD);
    assert_int_equal(walk(ah, 1, 100, IPPROTO_AH, &x), PACKET_OK);
    assert_true(x.cut);
}

static void bounded(void **state)
{
    (void)state;
    uint8_t b[(IP6_EXTS_MAX + 1) * 8];
    struct wr w = wr_of(b, sizeof b);
    static const uint8_t padding[6] = {1, 4};
    for (int i = 0; i < IP6_EXTS_MAX; i++)
        ip6_ext_build(&w, IPPROTO_DSTOPTS, padding, sizeof padding);
    ip6_ext_build(&w, IPPROTO_TCP, padding, sizeof padding);
    assert_false(w.bad);
    struct ip6_exts x;
    assert_int_equal(walk(b, sizeof b, 0, IPPROTO_DSTOPTS, &x), PACKET_UNKNOWN);
    assert_int_equal(walk(b + 8, sizeof b - 8, 0, IPPROTO_DSTOPTS, &x), PACKET_OK);
    assert_int_equal(x.n, IP6_EXTS_MAX);
    assert_int_equal(x.proto, IPPROTO_TCP);
}

static void check_truncated(const uint8_t *data, size_t len)
{
    struct ip6 h;
    struct ip6_exts x;
    struct rd r = rd_of(data, len);
    assert_int_equal(ip6_parse(&r, &h), len < IP6_LEN ? PACKET_BAD : PACKET_OK);
    if (len < IP6_LEN)
        return;
    struct rd again = r;
    assert_int_equal(ip6_exts_parse(&r, 0, h.next, &x), len < sizeof known_bytes ? PACKET_BAD : PACKET_OK);
    assert_int_equal(ip6_exts_parse(&again, sizeof known_bytes - len, h.next, &x), PACKET_OK);
    assert_int_equal(x.cut, len < sizeof known_bytes);
}

static void truncated(void **state)
{
    (void)state;
    test_truncations(known_bytes, sizeof known_bytes, check_truncated);
}

static void builds_known(void **state)
{
    (void)state;
    struct rd r = rd_of(known_bytes, sizeof known_bytes);
    struct ip6 h;
    uint8_t b[sizeof known_bytes];
    struct wr w = wr_of(b, sizeof b);
    assert_int_equal(ip6_parse(&r, &h), PACKET_OK);
    ip6_build(&w, &h, sizeof known_bytes - IP6_LEN);
    ip6_ext_build(&w, 60, known_bytes + 42, 6);
    ip6_ext_build(&w, 43, known_bytes + 50, 6);
    ip6_ext_build(&w, 51, known_bytes + 58, 22);
    wr_bytes(&w, known_bytes + 80, 24);
    ip6_frag_build(&w, 6, 1448, true, 0xcafebabe);
    assert_false(w.bad);
    assert_int_equal(wr_len(&w), sizeof known_bytes);
    assert_memory_equal(b, known_bytes, sizeof b);
}

static void build_refuses(void **state)
{
    (void)state;
    uint8_t b[4096], body[2054] = {0};
    struct wr w = wr_of(b, sizeof b);
    ip6_build(&w, &(struct ip6){.next = 6}, 65536);
    assert_true(w.bad);
    static const size_t wrong[] = {0, 5, 7, 2054};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        w = wr_of(b, sizeof b);
        ip6_ext_build(&w, 6, body, wrong[i]);
        assert_true(w.bad);
    }
    w = wr_of(b, sizeof b);
    ip6_ext_build(&w, 6, body, 2046);
    assert_false(w.bad);
    assert_int_equal(b[1], 255);
}

static void identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    for (int i = 0; i < TEST_ROUNDS; i++) {
        struct ip6 h = {.src = test_addr6(&rng),
                        .dst = test_addr6(&rng),
                        .tos = (uint8_t)rng_u64(&rng),
                        .hop = (uint8_t)rng_u64(&rng),
                        .next = IPPROTO_FRAGMENT,
                        .flow = (uint32_t)rng_below(&rng, 1 << 20)},
                   again;
        uint16_t off = (uint16_t)(rng_u64(&rng) & 0xfff8);
        uint32_t id = (uint32_t)rng_u64(&rng);
        bool mf = rng_below(&rng, 2);
        uint8_t first[48], second[48];
        struct wr w = wr_of(first, sizeof first), w2 = wr_of(second, sizeof second);
        ip6_build(&w, &h, 8);
        ip6_frag_build(&w, IPPROTO_UDP, off, mf, id);
        struct rd r = rd_of(first, sizeof first);
        struct ip6_exts x;
        assert_int_equal(ip6_parse(&r, &again), PACKET_OK);
        assert_int_equal(ip6_exts_parse(&r, 0, again.next, &x), PACKET_OK);
        assert_true(addr_eq(&again.src, &h.src) && addr_eq(&again.dst, &h.dst));
        ip6_build(&w2, &again, again.payload_len);
        ip6_frag_build(&w2, x.proto, x.frag_off, x.mf, x.frag_id);
        assert_false(w2.bad);
        assert_memory_equal(first, second, sizeof first);
        assert_true(x.frag_off == off && x.mf == mf && x.frag_id == id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known),
        cmocka_unit_test(chain_ends),
        cmocka_unit_test(later_fragment_ends_it),
        cmocka_unit_test(first_fragment_may_end_inside),
        cmocka_unit_test(refuses),
        cmocka_unit_test(bounded),
        cmocka_unit_test(truncated),
        cmocka_unit_test(builds_known),
        cmocka_unit_test(build_refuses),
        cmocka_unit_test(identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
