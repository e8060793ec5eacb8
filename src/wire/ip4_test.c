#include "wire/ip4.h"

#include "wire/csum.h"
#include "wire/priv_test.h"

/* Type of service 0x10, total 48, id 0xbeef, DF MF and offset 1480, TTL 64, UDP, a router alert option
 * (RFC 2113). */
static const uint8_t known_bytes[24] = {
    0x46, 0x10, 0x00, 0x30, 0xbe, 0xef, 0x60, 0xb9, 0x40, 0x11, 0x39, 0xd8,
    198,  18,   0,    1,    198,  18,   0,    2,    0x94, 0x04, 0x00, 0x00,
};

static void known(void **state)
{
    (void)state;
    struct rd r = rd_of(known_bytes, sizeof known_bytes);
    struct ip4 h;
    assert_int_equal(ip4_parse(&r, &h), PACKET_OK);
    assert_int_equal(rd_left(&r), 0);
    assert_int_equal(h.hdr_len, 24);
    assert_int_equal(h.tos, 0x10);
    assert_int_equal(h.total, 48);
    assert_int_equal(h.id, 0xbeef);
    assert_true(h.df && h.mf && !h.reserved);
    assert_int_equal(h.frag_off, 1480);
    assert_int_equal(h.ttl, 64);
    assert_int_equal(h.proto, 17);
    assert_int_equal(h.csum, 0x39d8);
    test_same_addr(&h.src, "198.18.0.1");
    test_same_addr(&h.dst, "198.18.0.2");
    assert_int_equal(h.opts_len, 4);
    assert_ptr_equal(h.opts, known_bytes + 20);
    assert_int_equal(csum_of(known_bytes, sizeof known_bytes), 0);
}

static void builds_known(void **state)
{
    (void)state;
    struct ip4 h = {.src = addr_v4(0xc6120001),
                    .dst = addr_v4(0xc6120002),
                    .tos = 0x10,
                    .id = 0xbeef,
                    .df = true,
                    .mf = true,
                    .frag_off = 1480,
                    .ttl = 64,
                    .proto = 17,
                    .opts = known_bytes + 20,
                    .opts_len = 4};
    uint8_t b[24];
    struct wr w = wr_of(b, sizeof b);
    ip4_build(&w, &h, 24);
    assert_int_equal(wr_len(&w), 24);
    assert_memory_equal(b, known_bytes, 24);
}

static void refuses(void **state)
{
    (void)state;
    uint8_t b[24];
    struct ip4 h;
    static const uint8_t first[] = {0x44, 0x40, 0x56, 0x65, 0x05, 0x47};
    for (size_t i = 0; i < sizeof first; i++) {
        memcpy(b, known_bytes, sizeof b);
        b[0] = first[i];
        struct rd r = rd_of(b, sizeof b);
        assert_int_equal(ip4_parse(&r, &h), PACKET_BAD);
    }
    h = (struct ip4){.opts_len = 41, .opts = b};
    uint8_t out[100];
    struct wr w = wr_of(out, sizeof out);
    ip4_build(&w, &h, 0);
    assert_true(w.bad);
    h.opts_len = 0;
    w = wr_of(out, sizeof out);
    ip4_build(&w, &h, 65516);
    assert_true(w.bad);
    w = wr_of(out, sizeof out);
    ip4_build(&w, &h, 65515);
    assert_false(w.bad);
}

static void check_truncated(const uint8_t *data, size_t len)
{
    struct rd r = rd_of(data, len);
    struct ip4 h;
    assert_int_equal(ip4_parse(&r, &h), len < sizeof known_bytes ? PACKET_BAD : PACKET_OK);
}

static void truncated(void **state)
{
    (void)state;
    test_truncations(known_bytes, sizeof known_bytes, check_truncated);
}

static void identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    for (int i = 0; i < TEST_ROUNDS; i++) {
        uint8_t opts[40], first[IP4_LEN_MAX], second[IP4_LEN_MAX];
        test_random(&rng, opts, sizeof opts);
        uint64_t x = rng_u64(&rng);
        struct ip4 h = {.src = test_addr4(&rng),
                        .dst = test_addr4(&rng),
                        .tos = (uint8_t)x,
                        .id = (uint16_t)(x >> 8),
                        .df = x >> 24 & 1,
                        .mf = x >> 25 & 1,
                        .reserved = x >> 26 & 1,
                        .ttl = (uint8_t)(x >> 32),
                        .frag_off = (uint16_t)(x >> 40) & 0xfff8,
                        .proto = (uint8_t)(x >> 56),
                        .opts = opts,
                        .opts_len = (uint8_t)rng_below(&rng, 41)},
                   again;
        size_t payload = rng_below(&rng, 65536 - IP4_LEN_MAX);
        struct wr w = wr_of(first, sizeof first), w2 = wr_of(second, sizeof second);
        ip4_build(&w, &h, payload);
        assert_int_equal(csum_of(first, wr_len(&w)), 0);
        struct rd r = rd_of(first, wr_len(&w));
        assert_int_equal(ip4_parse(&r, &again), PACKET_OK);
        assert_int_equal(again.total, wr_len(&w) + payload);
        assert_memory_equal(again.opts, opts, h.opts_len);
        assert_int_equal(again.frag_off, h.frag_off);
        ip4_build(&w2, &again, payload);
        assert_int_equal(wr_len(&w2), wr_len(&w));
        assert_memory_equal(second, first, wr_len(&w));
    }
}

static void source_routes(void **state)
{
    (void)state;
    static const struct {
        uint8_t opts[12];
        bool routed;
    } cases[] = {
        {{1, 131, 7, 4, 198, 18, 0, 3}, true},
        {{137, 7, 4, 198, 18, 0, 3, 0}, true},
        {{131, 7, 8, 198, 18, 0, 3, 0}, false}, /* all visited */
        {{0, 131, 7, 4, 198, 18, 0, 3}, false}, /* behind the end of the list */
        {{131, 0, 4, 0}, false},
        {{131, 2, 1, 0}, false}, /* too short for its pointer */
        {{7, 7, 4, 0, 0, 0, 0, 131, 0}, false},
        {{131, 60, 4, 0}, false}, /* reaches beyond the header */
        {{148, 4, 0, 0, 131, 7, 4, 198, 18, 0, 3}, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ip4 h = {.opts = cases[i].opts, .opts_len = 12};
        assert_int_equal(ip4_source_routed(&h), cases[i].routed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known),     cmocka_unit_test(builds_known), cmocka_unit_test(refuses),
        cmocka_unit_test(truncated), cmocka_unit_test(identity),     cmocka_unit_test(source_routes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
