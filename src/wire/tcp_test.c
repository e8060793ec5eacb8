#include "wire/tcp.h"

#include "wire/priv_test.h"

/* A SYN-ACK with reserved bit AE and ECE: MSS 1460, SACK permitted, timestamps, NOP, window scale 7; "hi"
 * behind. */
static const uint8_t known_bytes[] = {
    0x01, 0xbb, 0x9c, 0x40, 0xde, 0xad, 0xbe, 0xef, 0x01, 0x02, 0x03, 0x05, 0xa1, 0x52,
    0xfe, 0x88, 0x02, 0x9f, 0x00, 0x00, 2,    4,    0x05, 0xb4, 4,    2,    8,    10,
    0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 1,    3,    3,    7,    'h',  'i',
};

static void known(void **state)
{
    (void)state;
    struct rd r = rd_of(known_bytes, sizeof known_bytes);
    struct tcp t;
    assert_int_equal(tcp_parse(&r, 0, &t), PACKET_OK);
    assert_int_equal(t.sport, 443);
    assert_int_equal(t.dport, 40000);
    assert_int_equal(t.seq, 0xdeadbeef);
    assert_int_equal(t.ack, 0x01020305);
    assert_int_equal(t.hdr_len, 40);
    assert_int_equal(t.reserved, 1);
    assert_int_equal(t.flags, TCP_SYN | TCP_ACK | TCP_ECE);
    assert_int_equal(t.win, 0xfe88);
    assert_int_equal(t.csum, 0x029f);
    assert_int_equal(t.urg, 0);
    const struct tcp_opts *o = &t.opts;
    assert_true(o->mss_set && o->wscale_set && o->sack_ok && o->ts_set && !o->malformed && !o->cut);
    assert_int_equal(o->mss, 1460);
    assert_int_equal(o->wscale, 7);
    assert_int_equal(o->ts_val, 0x11223344);
    assert_int_equal(o->ts_ecr, 0x55667788);
    assert_int_equal(o->n_sacks, 0);
    assert_int_equal(o->n_others, 0);
    static const uint8_t order[] = {2, 4, 8, 1, 3};
    assert_int_equal(o->n_order, sizeof order);
    assert_memory_equal(o->order, order, sizeof order);
    assert_int_equal(rd_left(&r), 2);
}

/* The strings are of their exact size but for their NUL, which tcp_opts_parse() must not see; every
 * truncation in exact memory is tested below. */
#define OPTS(bytes, o) tcp_opts_parse((const uint8_t *)bytes, sizeof bytes - 1, o)

static void sack_blocks(void **state)
{
    (void)state;
    struct tcp_opts o;
    assert_int_equal(OPTS("\x05\x12\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04", &o), PACKET_OK);
    assert_int_equal(o.n_sacks, 2);
    assert_int_equal(o.sack[1].left, 3);
    assert_int_equal(o.sack[1].right, 4);
    assert_int_equal(OPTS("\x05\x0b\0\0\0\x01\0\0\0\x02\0", &o), PACKET_BAD); /* a block and a bit */
    assert_int_equal(o.n_sacks, 0);
    assert_int_equal(OPTS("\x05\x02", &o), PACKET_BAD); /* none */
}

static void other_options_are_kept(void **state)
{
    (void)state;
    struct tcp_opts o;
    assert_int_equal(OPTS("\x22\x04\xaa\xbb\x02\x04\x01\x00\x1e\x03\x55", &o), PACKET_OK);
    assert_int_equal(o.n_others, 2);
    assert_int_equal(o.other[0].kind, 0x22);
    assert_int_equal(o.other[0].len, 4);
    assert_int_equal(o.other[0].at, 0);
    assert_memory_equal(o.other[0].data, "\xaa\xbb", 2);
    assert_int_equal(o.other[1].at, 2);
    assert_int_equal(o.other[1].data[0], 0x55);
    assert_int_equal(o.mss, 256);
}

static void malformed_options(void **state)
{
    (void)state;
    struct tcp_opts o;
    assert_int_equal(OPTS("\x02\x04\x05\xb4\x03\x00", &o), PACKET_BAD); /* length 0 must not loop */
    assert_true(o.mss_set && !o.wscale_set);
    assert_int_equal(o.n_order, 1);
    assert_int_equal(OPTS("\x03\x01", &o), PACKET_BAD);
    assert_int_equal(OPTS("\x03\x03", &o), PACKET_BAD);
    assert_int_equal(OPTS("\x08", &o), PACKET_BAD);
    assert_int_equal(OPTS("\x1e\xff\0\0", &o), PACKET_BAD);
    assert_int_equal(OPTS("\x1e\0\0\0", &o), PACKET_BAD);
    assert_int_equal(OPTS("\x1e\x01", &o), PACKET_BAD);
    assert_int_equal(o.n_others, 0);
    assert_int_equal(OPTS("\x02\x03\x05\x03\x03\x07", &o),
                     PACKET_BAD); /* MSS of a wrong length; what follows counts */
    assert_true(!o.mss_set && o.wscale_set);
    assert_int_equal(o.n_others, 1);
    assert_int_equal(o.other[0].kind, TCP_OPT_MSS);
    static const uint8_t nops[42] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                     1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    assert_int_equal(tcp_opts_parse(nops, 41, &o), PACKET_BAD);
    assert_int_equal(o.n_order, 40);
    assert_int_equal(tcp_opts_parse(nops, 40, &o), PACKET_OK);
    assert_int_equal(o.n_order, 40);
}

static void padding(void **state)
{
    (void)state;
    struct tcp_opts o;
    assert_int_equal(OPTS("\x01\0\0\0", &o), PACKET_OK);
    assert_int_equal(o.n_order, 2);
    assert_int_equal(o.n_pad, 2);
    assert_false(o.pad_set);
    assert_int_equal(OPTS("\x01\0\x02\x04", &o), PACKET_OK);
    assert_true(o.pad_set);
    assert_false(o.mss_set);
}

static void header_length(void **state)
{
    (void)state;
    uint8_t b[sizeof known_bytes];
    memcpy(b, known_bytes, sizeof b);
    struct tcp t;
    for (unsigned words = 0; words < 16; words++) {
        b[12] = (uint8_t)(words << 4);
        struct rd r = rd_of(b, sizeof b);
        assert_int_equal(tcp_parse(&r, 0, &t), words >= 5 && words <= 10 ? PACKET_OK : PACKET_BAD);
        r = rd_of(b, sizeof b);
        assert_int_equal(tcp_parse(&r, 2, &t), words >= 5 && words <= 11 ? PACKET_OK : PACKET_BAD);
    }
}

static void check_truncated(const uint8_t *data, size_t len)
{
    struct rd r = rd_of(data, len);
    struct tcp t;
    assert_int_equal(tcp_parse(&r, 0, &t), len < 40 ? PACKET_BAD : PACKET_OK);
    r = rd_of(data, len);
    assert_int_equal(tcp_parse(&r, sizeof known_bytes - len, &t), len < 20 ? PACKET_BAD : PACKET_OK);
    if (len < 20)
        return;
    assert_int_equal(t.opts.cut, len < 40);
    assert_false(t.opts.malformed);
    assert_int_equal(t.opts.mss_set, len >= 24);
    assert_int_equal(t.opts.ts_set, len >= 36);
    assert_int_equal(t.opts.wscale_set, len >= 40);
}

static void truncated(void **state)
{
    (void)state;
    test_truncations(known_bytes, sizeof known_bytes, check_truncated);
}

static void builds_known(void **state)
{
    (void)state;
    struct tcp t = {
        .sport = 443,
        .dport = 40000,
        .seq = 0xdeadbeef,
        .ack = 0x01020305,
        .reserved = 1,
        .flags = TCP_SYN | TCP_ACK | TCP_ECE,
        .win = 0xfe88,
        .opts = {.mss = 1460,
                 .wscale = 7,
                 .ts_val = 0x11223344,
                 .ts_ecr = 0x55667788,
                 .n_order = 5,
                 .order = {TCP_OPT_MSS, TCP_OPT_SACK_OK, TCP_OPT_TS, TCP_OPT_NOP, TCP_OPT_WSCALE}}};
    struct addr src = addr_v4(0xc6120001), dst = addr_v4(0xc6120002);
    uint8_t b[sizeof known_bytes];
    struct wr w = wr_of(b, sizeof b);
    tcp_build(&w, &t, "hi", 2, &src, &dst);
    assert_int_equal(wr_len(&w), sizeof known_bytes);
    assert_memory_equal(b, known_bytes, sizeof b);
    w = wr_of(b, sizeof b);
    t.csum = 0xbad;
    tcp_build(&w, &t, "hi", 2, NULL, NULL);
    assert_int_equal(get_u16(b + TCP_AT_CSUM), 0xbad);
    w = wr_of(b, sizeof b - 1);
    tcp_build(&w, &t, "hi", 2, &src, &dst);
    assert_true(w.bad);
}

/* Writes up to 40 bytes of random options that are well formed. */
static size_t random_opts(struct rng *rng, uint8_t out[TCP_OPTS_MAX])
{
    static const uint8_t len_of[] = {[TCP_OPT_NOP] = 1,
                                     [TCP_OPT_MSS] = 4,
                                     [TCP_OPT_WSCALE] = 3,
                                     [TCP_OPT_SACK_OK] = 2,
                                     [TCP_OPT_SACK] = 18,
                                     [6] = 6,
                                     [7] = 2,
                                     [TCP_OPT_TS] = 10};
    bool used[9] = {false};
    size_t n = 0;
    for (int i = 0; i < 12; i++) {
        uint8_t kind = (uint8_t)(1 + rng_below(rng, 8)), len = len_of[kind];
        if (n + len > TCP_OPTS_MAX || (used[kind] && kind != TCP_OPT_NOP))
            continue;
        used[kind] = true;
        test_random(rng, out + n, len);
        out[n] = kind;
        if (len > 1)
            out[n + 1] = len;
        n += len;
    }
    while (n % 4)
        out[n++] = 0;
    return n;
}

static void identity(void **state)
{
    (void)state;
    struct rng rng = rng_of(1);
    struct addr src = test_addr6(&rng), dst = test_addr6(&rng);
    for (int i = 0; i < TEST_ROUNDS; i++) {
        uint8_t raw[TCP_OPTS_MAX], first[128], second[128], data[64];
        size_t n = random_opts(&rng, raw), len = rng_below(&rng, sizeof data);
        uint64_t x = rng_u64(&rng), y = rng_u64(&rng);
        test_random(&rng, data, sizeof data);
        struct tcp t = {.sport = (uint16_t)x,
                        .dport = (uint16_t)(x >> 16),
                        .seq = (uint32_t)(x >> 32),
                        .ack = (uint32_t)y,
                        .flags = (uint8_t)(y >> 32),
                        .reserved = y >> 40 & 15,
                        .win = (uint16_t)(y >> 44),
                        .urg = (uint16_t)(y >> 48)},
                   again;
        assert_int_equal(tcp_opts_parse(raw, n, &t.opts), PACKET_OK);
        struct wr w = wr_of(first, sizeof first), w2 = wr_of(second, sizeof second);
        tcp_build(&w, &t, data, len, &src, &dst);
        assert_int_equal(wr_len(&w), TCP_LEN + n + len);
        assert_memory_equal(first + TCP_LEN, raw, n);
        struct rd r = rd_of(first, wr_len(&w));
        assert_int_equal(tcp_parse(&r, 0, &again), PACKET_OK);
        assert_int_equal(again.seq, t.seq);
        assert_int_equal(rd_left(&r), len);
        tcp_build(&w2, &again, r.p, len, NULL, NULL);
        assert_int_equal(wr_len(&w2), wr_len(&w));
        assert_memory_equal(second, first, wr_len(&w));
    }
}

static void build_refuses(void **state)
{
    (void)state;
    uint8_t b[64];
    struct tcp_opts o = {.n_order = 1, .order = {99}}; /* unknown, and not in `other` */
    struct wr w = wr_of(b, sizeof b);
    tcp_opts_build(&w, &o);
    assert_true(w.bad);
    o = (struct tcp_opts){.n_order = 5, .order = {8, 8, 8, 8, 4}}; /* 42 bytes */
    w = wr_of(b, sizeof b);
    tcp_opts_build(&w, &o);
    assert_true(w.bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known),         cmocka_unit_test(sack_blocks),
        cmocka_unit_test(padding),       cmocka_unit_test(other_options_are_kept),
        cmocka_unit_test(header_length), cmocka_unit_test(malformed_options),
        cmocka_unit_test(truncated),     cmocka_unit_test(builds_known),
        cmocka_unit_test(identity),      cmocka_unit_test(build_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
