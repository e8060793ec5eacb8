#include "wire/sctp.h"

#include "wire/priv_test.h"

/* INIT from port 40000 to 38412, tag 0x01020304, window 65535, 10 streams out, 2048 in, TSN 5. The checksum
 * is reckoned bit by bit below. */
static const uint8_t known_bytes[] = {0x9c, 0x40, 0x96, 0x0c, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                      0x00, 0x01, 0x00, 0x00, 0x14, 0x01, 0x02, 0x03, 0x04, 0x00, 0x00,
                                      0xff, 0xff, 0x00, 0x0a, 0x08, 0x00, 0x00, 0x00, 0x00, 0x05};

/* CRC32c by its definition, to compare with. */
static uint32_t crc_slowly(const uint8_t *p, size_t len)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < len; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
    }
    return __builtin_bswap32(~crc);
}

static void checksum(void **state)
{
    (void)state;
    /* The published test of CRC32c: thirty-two zero bytes give 8a9136aa (RFC 3720 B.4). */
    static const uint8_t zero[32];
    assert_int_equal(sctp_crc(zero, sizeof zero), 0xaa36918a);
    struct rng rng = rng_of(3);
    for (int i = 0; i < TEST_ROUNDS; i++) {
        uint8_t b[64];
        size_t len = SCTP_LEN + rng_below(&rng, sizeof b - SCTP_LEN + 1);
        test_random(&rng, b, sizeof b);
        put_u32(b + SCTP_AT_CSUM, 0);
        uint32_t crc = crc_slowly(b, len);
        assert_int_equal(sctp_crc(b, len), crc);
        put_u32(b + SCTP_AT_CSUM, (uint32_t)rng_u64(&rng)); /* counts as 0 */
        assert_int_equal(sctp_crc(b, len), crc);
    }
}

static void known(void **state)
{
    (void)state;
    struct rd r = rd_of(known_bytes, sizeof known_bytes);
    struct sctp s;
    assert_int_equal(sctp_parse(&r, 0, &s), PACKET_OK);
    assert_true(s.sport == 40000 && s.dport == 38412 && s.vtag == 0 && s.csum == 0);
    assert_true(s.has_chunk && s.chunk == SCTP_INIT && s.flags == 0 && s.chunk_len == 20);
    assert_true(s.has_init && s.init_tag == 0x01020304 && s.rwnd == 65535 && s.tsn == 5);
    assert_true(s.streams_out == 10 && s.streams_in == 2048);
    assert_int_equal(rd_left(&r), 20);
    uint8_t b[sizeof known_bytes];
    struct wr w = wr_of(b, sizeof b);
    sctp_build(&w, &s, NULL, 0);
    assert_int_equal(wr_len(&w), sizeof b);
    assert_int_equal(get_u32(b + SCTP_AT_CSUM), crc_slowly(known_bytes, sizeof known_bytes));
    put_u32(b + SCTP_AT_CSUM, 0);
    assert_memory_equal(b, known_bytes, sizeof b);
    assert_int_equal(get_u32(b + SCTP_AT_INIT_TAG), s.init_tag);
    assert_int_equal(get_u32(b + SCTP_AT_TSN), s.tsn);
    w = wr_of(b, sizeof b - 1);
    sctp_build(&w, &s, NULL, 0);
    assert_true(w.bad);
}

static void lengths(void **state)
{
    (void)state;
    uint8_t b[40] = {0};
    struct sctp s;
    static const uint8_t chunks[] = {SCTP_DATA, SCTP_INIT, SCTP_INIT_ACK, SCTP_ABORT, 200};
    for (size_t c = 0; c < sizeof chunks; c++) {
        bool init = chunks[c] == SCTP_INIT || chunks[c] == SCTP_INIT_ACK;
        b[12] = chunks[c];
        for (unsigned len = 0; len < 60; len++) {
            put_u16(b + 14, (uint16_t)len);
            struct rd r = rd_of(b, sizeof b);
            bool enough = len >= (init ? 20u : 4u);
            assert_int_equal(sctp_parse(&r, 0, &s), enough && len <= 28 ? PACKET_OK : PACKET_BAD);
            r = rd_of(b, sizeof b);
            assert_int_equal(sctp_parse(&r, 9, &s), enough && len <= 37 ? PACKET_OK : PACKET_BAD);
        }
    }
}

static void check_truncated(const uint8_t *data, size_t len)
{
    struct rd r = rd_of(data, len);
    struct sctp s;
    /* A packet without any chunk is odd, but a header; one that ends inside a chunk is not. */
    bool whole = len == SCTP_LEN || len == sizeof known_bytes;
    assert_int_equal(sctp_parse(&r, 0, &s), whole ? PACKET_OK : PACKET_BAD);
    r = rd_of(data, len);
    assert_int_equal(sctp_parse(&r, sizeof known_bytes - len, &s), len < SCTP_LEN ? PACKET_BAD : PACKET_OK);
    if (len >= SCTP_LEN) {
        assert_int_equal(s.has_chunk, len >= SCTP_LEN + SCTP_CHUNK_LEN);
        assert_int_equal(s.has_init, len == sizeof known_bytes);
    }
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
    static const uint8_t chunks[] = {SCTP_INIT, SCTP_INIT_ACK, SCTP_ABORT, SCTP_COOKIE_ECHO};
    for (int i = 0; i < TEST_ROUNDS; i++) {
        uint8_t data[40], first[128], second[128];
        size_t len = rng_below(&rng, sizeof data + 1);
        test_random(&rng, data, sizeof data);
        struct sctp s = {.sport = (uint16_t)rng_u64(&rng),
                         .dport = (uint16_t)rng_u64(&rng),
                         .vtag = (uint32_t)rng_u64(&rng),
                         .chunk = chunks[i % 4],
                         .flags = (uint8_t)rng_u64(&rng),
                         .init_tag = (uint32_t)rng_u64(&rng),
                         .rwnd = (uint32_t)rng_u64(&rng),
                         .tsn = (uint32_t)rng_u64(&rng),
                         .streams_out = (uint16_t)rng_u64(&rng),
                         .streams_in = (uint16_t)rng_u64(&rng)},
                    again;
        struct wr w = wr_of(first, sizeof first), w2 = wr_of(second, sizeof second);
        sctp_build(&w, &s, data, len);
        struct rd r = rd_of(first, wr_len(&w));
        assert_int_equal(sctp_parse(&r, 0, &again), PACKET_OK);
        size_t fixed = again.has_init ? 20 : 4;
        assert_int_equal(again.chunk_len, fixed + len);
        assert_int_equal(again.csum, sctp_crc(first, wr_len(&w)));
        sctp_build(&w2, &again, r.p + fixed, len);
        assert_int_equal(wr_len(&w2), wr_len(&w));
        assert_memory_equal(second, first, wr_len(&w));
    }
}

static void too_long(void **state)
{
    (void)state;
    static uint8_t b[70000], data[65532];
    struct wr w = wr_of(b, sizeof b);
    sctp_build(&w, &(struct sctp){.chunk = SCTP_ABORT}, data, sizeof data);
    assert_true(w.bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checksum),  cmocka_unit_test(known),    cmocka_unit_test(lengths),
        cmocka_unit_test(truncated), cmocka_unit_test(identity), cmocka_unit_test(too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
