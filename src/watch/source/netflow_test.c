/* Messages of exporters, byte by byte: what they say, cut anywhere, and halves that find each other. */
#include "watch/source/netflow.h"

#include "base/bytes.h"
#include "watch/source.h"
#include "watch/source/exports.h"
#include "watch/source/flowpair.h"
#include "wire/tcp.h"

#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROOM = 2048, RECORDS = 64 };

#define EXPORTED INT64_C(1700000000)
#define CLIENT   0xc6120009 /* 198.18.0.9 */
#define SERVER   0xc6120001

struct heard {
    unsigned n;
    struct netflow_record r[RECORDS];
};

static void each(void *ctx, const struct netflow_record *r)
{
    struct heard *h = ctx;
    assert_true(h->n < RECORDS);
    h->r[h->n++] = *r;
}

static const struct addr exporter = {.len = 4, .b = {198, 18, 0, 250}};

static void v5_record(struct wr *w, uint32_t src, uint32_t dst, uint16_t sport, uint16_t dport, uint8_t flags,
                      uint8_t proto)
{
    wr_u32(w, src);
    wr_u32(w, dst);
    wr_zero(w, 8);
    wr_u32(w, 3);    /* packets */
    wr_u32(w, 180);  /* bytes */
    wr_u32(w, 4000); /* first, last: of an uptime of 10 s */
    wr_u32(w, 5500);
    wr_u16(w, sport);
    wr_u16(w, dport);
    wr_u8(w, 0);
    wr_u8(w, flags);
    wr_u8(w, proto);
    wr_zero(w, 9);
}

static size_t make_v5(uint8_t *b)
{
    struct wr w = wr_of(b, ROOM);
    wr_u16(&w, 5);
    wr_u16(&w, 3);
    wr_u32(&w, 10000);
    wr_u32(&w, (uint32_t)EXPORTED);
    wr_u32(&w, 500000000);
    wr_zero(&w, 8);
    v5_record(&w, SERVER, CLIENT, 22, 40000, TCP_RST | TCP_ACK, IPPROTO_TCP);
    v5_record(&w, CLIENT, SERVER, 40000, 22, TCP_SYN, IPPROTO_TCP);
    v5_record(&w, CLIENT, SERVER, 0, 8 << 8, 0, IPPROTO_ICMP);
    return wr_len(&w);
}

static void v5(void **state)
{
    (void)state;
    uint8_t b[ROOM];
    struct heard h = {0};
    struct netflow *d = netflow_new();
    size_t n = make_v5(b);
    assert_int_equal(netflow_take(d, &exporter, b, n, each, &h), n);
    assert_int_equal(h.n, 3);
    assert_int_equal(addr_u32(&h.r[1].src), CLIENT);
    assert_int_equal(h.r[1].dport, 22);
    assert_int_equal(h.r[1].flags, TCP_SYN);
    assert_int_equal(h.r[1].packets, 3);
    assert_int_equal(h.r[1].bytes, 180);
    assert_true(h.r[1].first == EXPORTED * NSEC_SEC - 5500 * NSEC_MS); /* 6 s before, and half a second */
    assert_int_equal(h.r[2].icmp_type, 8);
    assert_int_equal(h.r[2].dport, 0);
    netflow_free(d);
}

/* Four bytes more a record. */
static void v7(void **state)
{
    (void)state;
    enum { HEAD = 24, FIVE = 48, SEVEN = 52 };
    uint8_t five[ROOM], b[ROOM];
    size_t n = make_v5(five), count = (n - HEAD) / FIVE;
    struct netflow *d = netflow_new();
    memcpy(b, five, HEAD);
    b[1] = 7;
    for (size_t i = 0; i < count; i++) {
        memcpy(b + HEAD + i * SEVEN, five + HEAD + i * FIVE, FIVE);
        memset(b + HEAD + i * SEVEN + FIVE, 10, SEVEN - FIVE);
    }
    n = HEAD + count * SEVEN;
    for (size_t cut = 0; cut <= n; cut++) {
        struct heard h = {0};
        assert_int_equal(netflow_take(d, &exporter, b, cut, each, &h), cut == n ? n : 0);
        assert_int_equal(h.n, cut == n ? 3 : 0);
        if (cut < n)
            continue;
        assert_int_equal(addr_u32(&h.r[1].src), CLIENT);
        assert_int_equal(h.r[1].flags, TCP_SYN);
        assert_int_equal(h.r[2].icmp_type, 8);
        assert_true(h.r[1].first == EXPORTED * NSEC_SEC - 5500 * NSEC_MS);
    }
    netflow_free(d);
}

static void field(struct wr *w, uint16_t id, uint16_t len)
{
    wr_u16(w, id);
    wr_u16(w, len);
}

/* The header of version 9: `count` records, of one that has been up for so many ms (RFC 3954 5.1). */
static struct wr begin_v9(uint8_t *b, uint16_t count, uint32_t uptime)
{
    struct wr w = wr_of(b, ROOM);
    wr_u16(&w, 9);
    wr_u16(&w, count);
    wr_u32(&w, uptime);
    wr_u32(&w, (uint32_t)EXPORTED);
    wr_u32(&w, 1);
    wr_u32(&w, 7);
    return w;
}

/* Data before their template, the template, and data that it explains. */
static size_t make_v9_at(uint8_t *b, bool withhold, uint32_t uptime, uint32_t start)
{
    struct wr w = begin_v9(b, 3, uptime);
    if (!withhold) {
        wr_u16(&w, 0);
        wr_u16(&w, 4 + 4 + 8 * 4);
        wr_u16(&w, 256);
        wr_u16(&w, 8);
        field(&w, 8, 4);
        field(&w, 12, 4);
        field(&w, 7, 2);
        field(&w, 11, 2);
        field(&w, 4, 1);
        field(&w, 6, 1);
        field(&w, 22, 4);
        field(&w, 2, 4);
    }
    wr_u16(&w, 256);
    wr_u16(&w, 4 + 22 + 2);
    wr_u32(&w, CLIENT);
    wr_u32(&w, SERVER);
    wr_u16(&w, 40000);
    wr_u16(&w, 445);
    wr_u8(&w, IPPROTO_TCP);
    wr_u8(&w, TCP_SYN);
    wr_u32(&w, start);
    wr_u32(&w, 2);
    wr_zero(&w, 2);
    return wr_len(&w);
}

static size_t make_v9(uint8_t *b, bool withhold)
{
    return make_v9_at(b, withhold, 10000, 9000);
}

static void v9(void **state)
{
    (void)state;
    uint8_t b[ROOM];
    struct heard h = {0};
    struct netflow *d = netflow_new();
    size_t n = make_v9(b, true);
    assert_int_equal(netflow_take(d, &exporter, b, n, each, &h), n);
    assert_int_equal(netflow_stats(d)->undecoded, 1);
    assert_int_equal(h.n, 0);
    n = make_v9(b, false);
    assert_int_equal(netflow_take(d, &exporter, b, n, each, &h), n);
    n = make_v9(b, true); /* now it is known, of this exporter */
    assert_int_equal(netflow_take(d, &exporter, b, n, each, &h), n);
    assert_int_equal(h.n, 2);
    assert_int_equal(h.r[1].dport, 445);
    assert_true(h.r[1].first == (EXPORTED - 1) * NSEC_SEC);
    struct addr other = {.len = 4, .b = {198, 18, 0, 251}};
    assert_int_equal(netflow_take(d, &other, b, n, each, &h), n);
    assert_int_equal(h.n, 2);
    netflow_free(d);
}

/* An uptime of 32 bits begins anew every 49.7 days; flows that began before that are of a moment ago all the same. */
static void v9_begins_anew(void **state)
{
    (void)state;
    uint8_t b[ROOM];
    struct heard h = {0};
    struct netflow *d = netflow_new();
    size_t n = make_v9_at(b, false, 1000, UINT32_MAX - 3999);
    assert_int_equal(netflow_take(d, &exporter, b, n, each, &h), n);
    assert_int_equal(h.n, 1);
    assert_true(h.r[0].first == (EXPORTED - 5) * NSEC_SEC);
    netflow_free(d);
}

/* Times of NTP count from 1900 up to 2036, and from there on (RFC 4330 3); 0 is none. No flow is of before 1970. */
static void of_ntp(void **state)
{
    (void)state;
    static const struct row {
        uint64_t seconds;
        nsec_wall first; /* seconds since 1970 */
    } rows[] = {{EXPORTED + UINT64_C(2208988800), EXPORTED},
                {0, EXPORTED},
                {UINT64_C(0x80000000), EXPORTED},
                {90, (INT64_C(1) << 32) - INT64_C(2208988800) + 90}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t b[ROOM];
        struct heard h = {0};
        struct netflow *d = netflow_new();
        struct wr w = begin_v9(b, 2, 10000);
        wr_u16(&w, 0);
        wr_u16(&w, 4 + 4 + 3 * 4);
        wr_u16(&w, 256);
        wr_u16(&w, 3);
        field(&w, 8, 4);
        field(&w, 12, 4);
        field(&w, 154, 8);
        wr_u16(&w, 256);
        wr_u16(&w, 4 + 16);
        wr_u32(&w, CLIENT);
        wr_u32(&w, SERVER);
        wr_u32(&w, (uint32_t)rows[i].seconds);
        wr_u32(&w, 0);
        assert_int_equal(netflow_take(d, &exporter, b, wr_len(&w), each, &h), wr_len(&w));
        assert_int_equal(h.n, 1);
        assert_true(h.r[0].first == rows[i].first * NSEC_SEC);
        netflow_free(d);
    }
}

/* A biflow over IPv6 with a field of variable length and one of somebody's own. */
static size_t make_ipfix(uint8_t *b)
{
    static const uint8_t six[16] = {0x20, 0x01, 0x0d, 0xb8};
    struct wr w = wr_of(b, ROOM);
    wr_u16(&w, 10);
    wr_u16(&w, 0); /* length: below */
    wr_u32(&w, (uint32_t)EXPORTED);
    wr_u32(&w, 1);
    wr_u32(&w, 7);
    wr_u16(&w, 2);
    wr_u16(&w, 4 + 4 + 9 * 4 + 2 * 4);
    wr_u16(&w, 300);
    wr_u16(&w, 9);
    field(&w, 27, 16);
    field(&w, 28, 16);
    field(&w, 182, 2);
    field(&w, 183, 2);
    field(&w, 4, 1);
    field(&w, 152, 8);
    field(&w, 371, 0xffff);
    field(&w, 0x8000 | 2, 8);
    wr_u32(&w, 29305);
    field(&w, 0x8000 | 1, 2);
    wr_u32(&w, 4242);
    wr_u16(&w, 300);
    wr_u16(&w, 4 + 16 + 16 + 2 + 2 + 1 + 8 + 6 + 8 + 2);
    wr_bytes(&w, six, 15);
    wr_u8(&w, 9);
    wr_bytes(&w, six, 15);
    wr_u8(&w, 1);
    wr_u16(&w, 40000);
    wr_u16(&w, 3389);
    wr_u8(&w, IPPROTO_TCP);
    wr_u32(&w, (uint32_t)((uint64_t)EXPORTED * 1000 >> 32));
    wr_u32(&w, (uint32_t)((uint64_t)EXPORTED * 1000));
    wr_u8(&w, 5);
    wr_bytes(&w, "alice", 5);
    wr_u32(&w, 0);
    wr_u32(&w, 4);
    wr_u16(&w, 99);
    put_u16(b + 2, (uint16_t)wr_len(&w));
    return wr_len(&w);
}

static void ipfix(void **state)
{
    (void)state;
    uint8_t b[ROOM];
    struct heard h = {0};
    struct netflow *d = netflow_new();
    size_t n = make_ipfix(b);
    assert_int_equal(netflow_take(d, &exporter, b, n, each, &h), n);
    assert_int_equal(h.n, 1);
    assert_int_equal(h.r[0].src.b[15], 9);
    assert_int_equal(h.r[0].dport, 3389);
    assert_int_equal(h.r[0].back_packets, 4);
    assert_true(h.r[0].first == EXPORTED * NSEC_SEC);
    netflow_free(d);
}

static void every_truncation(void **state)
{
    (void)state;
    uint8_t whole[ROOM];
    for (int kind = 0; kind < 3; kind++) {
        size_t n = kind == 0 ? make_v5(whole) : kind == 1 ? make_v9(whole, false) : make_ipfix(whole);
        for (size_t k = 0; k < n; k++) {
            struct heard h = {0};
            struct netflow *d = netflow_new();
            uint8_t *cut = malloc(k ? k : 1);
            memcpy(cut, whole, k);
            size_t used = netflow_take(d, &exporter, cut, k, each, &h);
            assert_true(used <= k);
            assert_true(h.n < 3 && (kind == 1 || used == 0));
            free(cut);
            netflow_free(d);
        }
    }
}

/* A template of no length, and one with too many fields. */
static void bad_templates(void **state)
{
    (void)state;
    uint8_t b[ROOM];
    struct heard h = {0};
    struct netflow *d = netflow_new();
    size_t n = make_v9(b, false);
    put_u16(b + 26, 0); /* no fields */
    (void)netflow_take(d, &exporter, b, n, each, &h);
    put_u16(b + 26, 60000);
    (void)netflow_take(d, &exporter, b, n, each, &h);
    assert_int_equal(h.n, 0);
    assert_true(netflow_stats(d)->undecoded >= 1);
    netflow_free(d);
}

static void halves(void **state)
{
    (void)state;
    uint8_t b[ROOM];
    struct heard h = {0};
    struct sight s;
    static const struct hash_key key = {{1}};
    struct netflow *d = netflow_new();
    struct flowpair *f = flowpair_new(key);
    (void)netflow_take(d, &exporter, b, make_v5(b), each, &h);
    nsec_wall now = netflow_now(d);
    for (unsigned i = 0; i < h.n; i++)
        flowpair_add(f, &h.r[i], now);
    assert_false(flowpair_next(f, now, &s)); /* they wait */
    assert_true(flowpair_next(f, now + FLOWPAIR_HOLD, &s));
    assert_int_equal(addr_u32(&s.src), CLIENT); /* though the answer came first */
    assert_int_equal(s.dport, 22);
    assert_int_equal(s.outcome, SIGHT_REFUSED);
    assert_true(flowpair_next(f, now + FLOWPAIR_HOLD, &s));
    assert_int_equal(s.proto, IPPROTO_ICMP);
    assert_int_equal(s.outcome, SIGHT_SILENT);
    assert_false(flowpair_next(f, NSEC_NEVER, &s));
    flowpair_free(f);
    netflow_free(d);
}

/* Both halves of a whole connection, the answers first by a clock that is less than a second off: the port of a
 * service says who opened it; where none is one, or they are further apart, time does, unless no SYN is
 * told. */
static void clocks(void **state)
{
    (void)state;
    static const struct {
        uint16_t port;
        nsec apart;
        uint8_t flags;
        bool turned;
    } cases[] = {{25, 900 * NSEC_MS, TCP_SYN | TCP_ACK | TCP_PSH | TCP_FIN, true},
                 {25, 1100 * NSEC_MS, TCP_SYN | TCP_ACK | TCP_PSH | TCP_FIN, false},
                 {9999, 900 * NSEC_MS, TCP_SYN | TCP_ACK | TCP_PSH | TCP_FIN, true},
                 {40000, 900 * NSEC_MS, TCP_SYN | TCP_ACK | TCP_PSH | TCP_FIN, false},
                 {9999, 20 * NSEC_SEC, TCP_ACK | TCP_PSH, true},
                 {9999, 20 * NSEC_SEC, 0, true},
                 {40000, 20 * NSEC_SEC, 0, false}};
    static const struct hash_key key = {{1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct flowpair *f = flowpair_new(key);
        struct netflow_record r = {.src = addr_v4(CLIENT),
                                   .dst = addr_v4(SERVER),
                                   .sport = 43294,
                                   .dport = cases[i].port,
                                   .proto = IPPROTO_TCP,
                                   .flags = cases[i].flags,
                                   .packets = 9,
                                   .first = 100 * NSEC_SEC};
        flowpair_add(f, &r, 110 * NSEC_SEC);
        r.src = addr_v4(SERVER);
        r.dst = addr_v4(CLIENT);
        r.sport = cases[i].port;
        r.dport = 43294;
        r.first -= cases[i].apart;
        flowpair_add(f, &r, 111 * NSEC_SEC);
        struct sight s;
        assert_true(flowpair_next(f, NSEC_NEVER, &s));
        assert_int_equal(addr_u32(&s.src), cases[i].turned ? CLIENT : SERVER);
        flowpair_free(f);
    }
}

/* How long datagrams were, each. */
static void datagrams(void **state)
{
    (void)state;
    static const struct hash_key key = {{1}};
    struct flowpair *f = flowpair_new(key);
    struct netflow_record r = {.src = addr_v4(CLIENT),
                               .dst = addr_v4(SERVER),
                               .sport = 40000,
                               .dport = 9999,
                               .proto = IPPROTO_UDP,
                               .packets = 3,
                               .bytes = 3 * 1428};
    struct sight s;
    flowpair_add(f, &r, NSEC_SEC);
    assert_true(flowpair_next(f, NSEC_NEVER, &s));
    assert_int_equal(s.payload, 1400);
    flowpair_free(f);
}

/* A SYN-ACK that was reset answers somebody else's question, in whatever order both are exported; from where
 * askers are to a service it asks. */
static void disowned(void **state)
{
    (void)state;
    static const struct hash_key key = {{1}};
    struct sight s;
    for (unsigned k = 0; k < 4; k++) {
        struct flowpair *f = flowpair_new(key);
        bool asks = k & 1, reset_first = k & 2;
        struct netflow_record r = {.src = addr_v4(CLIENT),
                                   .dst = addr_v4(SERVER),
                                   .sport = asks ? 40000 : 80,
                                   .dport = asks ? 80 : 40000,
                                   .proto = IPPROTO_TCP,
                                   .flags = TCP_SYN | TCP_ACK,
                                   .packets = 1,
                                   .first = 100 * NSEC_SEC};
        struct netflow_record back = r;
        back.src = r.dst;
        back.dst = r.src;
        back.sport = r.dport;
        back.dport = r.sport;
        back.flags = TCP_RST;
        back.first += NSEC_MS;
        flowpair_add(f, reset_first ? &back : &r, 101 * NSEC_SEC);
        flowpair_add(f, reset_first ? &r : &back, 101 * NSEC_SEC);
        assert_int_equal(flowpair_next(f, NSEC_NEVER, &s), asks);
        assert_true(!asks || (s.dport == 80 && s.outcome == SIGHT_REFUSED));
        flowpair_free(f);
    }
}

/* Who asks from a service's port, without SYN: RST|ACK answers what has no ACK. Of what has one, ports tell. */
static void refused_without_syn(void **state)
{
    (void)state;
    static const struct hash_key key = {{1}};
    static const uint8_t asked[] = {TCP_FIN, 0, TCP_FIN | TCP_PSH | TCP_URG, TCP_FIN | TCP_ACK};
    struct sight s;
    for (unsigned k = 0; k < 2 * sizeof asked; k++) {
        struct flowpair *f = flowpair_new(key);
        struct netflow_record r = {.src = addr_v4(CLIENT),
                                   .dst = addr_v4(SERVER),
                                   .sport = 53,
                                   .dport = 40000,
                                   .proto = IPPROTO_TCP,
                                   .flags = asked[k / 2],
                                   .packets = 1,
                                   .first = 100 * NSEC_SEC};
        struct netflow_record back = r;
        back.src = r.dst;
        back.dst = r.src;
        back.sport = r.dport;
        back.dport = r.sport;
        back.flags = TCP_RST | TCP_ACK;
        flowpair_add(f, k & 1 ? &back : &r, 101 * NSEC_SEC);
        flowpair_add(f, k & 1 ? &r : &back, 101 * NSEC_SEC);
        assert_true(flowpair_next(f, NSEC_NEVER, &s));
        assert_int_equal(s.dport, asked[k / 2] & TCP_ACK ? 53 : 40000);
        assert_true(s.dport == 53 || s.outcome == SIGHT_REFUSED);
        flowpair_free(f);
    }
}

/* Where no flags are told, lengths tell a reset; not the SYN-ACK, the middle of a connection, one kept alive. */
static void resets(void **state)
{
    (void)state;
    static const struct hash_key key = {{1}};
    static const struct {
        uint32_t packets, bytes, back_packets, back_bytes;
        uint8_t outcome;
    } rows[] = {{1, 60, 1, 40, SIGHT_REFUSED},        {3, 132, 3, 120, SIGHT_REFUSED},
                {1, 60, 1, 44, SIGHT_SUCCESS},        {2, 100, 1, 40, SIGHT_SUCCESS},
                {4, 4 * 1460, 4, 160, SIGHT_SUCCESS}, {1, 41, 1, 40, SIGHT_SUCCESS},
                {20, 20 * 60, 20, 800, SIGHT_SUCCESS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sight s;
        struct flowpair *f = flowpair_new(key);
        struct netflow_record r = {.src = addr_v4(CLIENT),
                                   .dst = addr_v4(SERVER),
                                   .sport = 40000,
                                   .dport = 22,
                                   .proto = IPPROTO_TCP,
                                   .packets = rows[i].packets,
                                   .bytes = rows[i].bytes};
        struct netflow_record back = {.src = r.dst,
                                      .dst = r.src,
                                      .sport = r.dport,
                                      .dport = r.sport,
                                      .proto = IPPROTO_TCP,
                                      .packets = rows[i].back_packets,
                                      .bytes = rows[i].back_bytes};
        flowpair_add(f, &r, NSEC_SEC);
        flowpair_add(f, &back, NSEC_SEC);
        assert_true(flowpair_next(f, NSEC_NEVER, &s));
        assert_int_equal(s.outcome, rows[i].outcome);
        assert_int_equal(s.dport, 22);
        flowpair_free(f);
    }
}

/* The middle of a connection is told where it carries data; an ACK alone asks or answers nothing that is
 * known. */
static void middles(void **state)
{
    (void)state;
    static const struct hash_key key = {{1}};
    struct sight s;
    for (uint32_t data = 0; data < 2; data++) {
        struct flowpair *f = flowpair_new(key);
        struct netflow_record r = {.src = addr_v4(CLIENT),
                                   .dst = addr_v4(SERVER),
                                   .sport = 40000,
                                   .dport = 445,
                                   .proto = IPPROTO_TCP,
                                   .flags = TCP_ACK | TCP_PSH,
                                   .packets = 2,
                                   .bytes = 2 * (52 + data)};
        flowpair_add(f, &r, NSEC_SEC);
        assert_int_equal(flowpair_next(f, NSEC_NEVER, &s), data);
        assert_true(!data || (s.midway && s.outcome == SIGHT_OUTCOME_UNKNOWN && s.dport == 445));
        flowpair_free(f);
    }
}

/* Of one packet without options and data, and of all packets: it may have asked. */
static void bare_ones(void **state)
{
    (void)state;
    static const struct hash_key key = {{1}};
    static const struct {
        uint32_t packets, bytes;
        uint8_t flags;
        uint16_t sport, dport;
        bool sampled, told;
    } rows[] = {
        {1, 40, TCP_ACK, 40000, 445, false, true},   {1, 40, TCP_FIN | TCP_ACK, 40000, 445, false, true},
        {1, 52, TCP_ACK, 40000, 445, false, false},  {2, 80, TCP_ACK, 40000, 445, false, false},
        {1, 40, TCP_ACK, 40000, 445, true, false},   {1, 40, TCP_RST | TCP_ACK, 40000, 445, false, false},
        {1, 40, TCP_ACK, 3389, 56695, false, false}, {1, 40, TCP_ACK, 8443, 1358, false, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sight s;
        struct flowpair *f = flowpair_new(key);
        struct netflow_record r = {.src = addr_v4(CLIENT),
                                   .dst = addr_v4(SERVER),
                                   .sport = rows[i].sport,
                                   .dport = rows[i].dport,
                                   .proto = IPPROTO_TCP,
                                   .flags = rows[i].flags,
                                   .packets = rows[i].packets,
                                   .bytes = rows[i].bytes,
                                   .sampled = rows[i].sampled};
        flowpair_add(f, &r, NSEC_SEC);
        assert_int_equal(flowpair_next(f, NSEC_NEVER, &s), rows[i].told);
        if (rows[i].told)
            assert_true(s.outcome == SIGHT_SILENT && s.tcp_flags == rows[i].flags && !s.midway &&
                        s.knows & SIGHT_FLAGS);
        flowpair_free(f);
    }
}

/* What asks in ICMP: echo, timestamp, information, address mask; not what answers. */
static void icmp_questions(void **state)
{
    (void)state;
    static const struct hash_key key = {{1}};
    static const uint8_t types[] = {8, 13, 15, 17, 0, 3, 14, 16, 18};
    for (size_t i = 0; i < sizeof types; i++) {
        struct sight s;
        struct flowpair *f = flowpair_new(key);
        struct netflow_record r = {
            .src = addr_v4(CLIENT), .dst = addr_v4(SERVER), .proto = IPPROTO_ICMP, .icmp_type = types[i]};
        flowpair_add(f, &r, NSEC_SEC);
        assert_int_equal(flowpair_next(f, NSEC_NEVER, &s), i < 4);
        flowpair_free(f);
    }
}

/* Exporters that count one packet of many say so: v5 in each message, others in options. What one says is not
 * said of the others. */
static void sampled_ones(void **state)
{
    (void)state;
    uint8_t b[ROOM];
    struct heard h = {0};
    struct netflow *d = netflow_new();
    size_t n = make_v5(b);
    (void)netflow_take(d, &exporter, b, n, each, &h);
    assert_false(h.r[0].sampled);
    b[22] = 0x40; /* the way, and how many */
    b[23] = 100;
    (void)netflow_take(d, &exporter, b, n, each, &h);
    assert_true(h.r[3].sampled);
    struct wr w = begin_v9(b, 2, 10000);
    wr_u16(&w, 1); /* options: of the system, the sampling */
    wr_u16(&w, 18);
    wr_u16(&w, 300);
    wr_u16(&w, 4);
    wr_u16(&w, 4);
    wr_u16(&w, 1);
    wr_u16(&w, 4);
    wr_u16(&w, 34);
    wr_u16(&w, 4);
    wr_u16(&w, 300);
    wr_u16(&w, 12);
    wr_u32(&w, 0);
    wr_u32(&w, 1000);
    (void)netflow_take(d, &exporter, b, wr_len(&w), each, &h);
    (void)netflow_take(d, &exporter, b, make_v5(b), each, &h);
    assert_int_equal(h.n, 9);
    assert_true(h.r[6].sampled);
    struct addr other = addr_v4(0xc6120063);
    (void)netflow_take(d, &other, b, make_v5(b), each, &h);
    assert_int_equal(h.n, 12);
    assert_false(h.r[9].sampled);
    netflow_free(d);
}

/* More than wait: the oldest come out as they are, each once. */
static void crowded(void **state)
{
    (void)state;
    static const struct hash_key key = {{1}};
    struct flowpair *f = flowpair_new(key);
    struct netflow_record r = {.src = addr_v4(CLIENT), .proto = IPPROTO_TCP, .flags = TCP_SYN, .packets = 1};
    struct sight s;
    unsigned out = 0;
    for (uint32_t i = 0; i < 3 * FLOWPAIR_ROOM; i++) {
        r.dst = addr_v4(SERVER + i);
        r.dport = 80;
        while (flowpair_next(f, NSEC_SEC, &s))
            out++;
        flowpair_add(f, &r, NSEC_SEC);
    }
    while (flowpair_next(f, NSEC_NEVER, &s))
        out++;
    assert_int_equal(out, 3 * FLOWPAIR_ROOM);
    assert_int_equal(flowpair_crowded(f), 0);
    flowpair_free(f);
}

/* A capture of what exporters sent, among other packets: read as exports when that is said, and not by
 * itself. */
static void in_packets(void **state)
{
    (void)state;
    uint8_t message[ROOM], b[ROOM];
    char path[] = "/tmp/netflow_test.XXXXXX";
    size_t n = make_v5(message);
    FILE *f = fdopen(mkstemp(path), "wb");
    const uint32_t head[] = {0xa1b2c3d4, 0x00040002, 0, 0, 65535, 101 /* LINKTYPE_RAW */};
    fwrite(head, sizeof head, 1, f);
    for (unsigned k = 0; k < 4; k++) { /* another's; the exporter's; the exporter's, cut, and in a fragment */
        struct wr w = wr_of(b, sizeof b);
        size_t len = 28 + (k ? n : 5), cut = k == 2 ? 100 : len;
        wr_u32(&w, 0x45000000 | (uint32_t)len);
        wr_u32(&w, k == 3 ? 0x00012000 : 0);
        wr_u32(&w, 0x40110000);
        wr_u32(&w, 0xc61200fa);
        wr_u32(&w, SERVER);
        wr_u16(&w, 5000);
        wr_u16(&w, 2055);
        wr_u16(&w, (uint16_t)(len - 20));
        wr_u16(&w, 0);
        wr_bytes(&w, message, len - 28);
        const uint32_t record[] = {(uint32_t)EXPORTED, 0, (uint32_t)cut, (uint32_t)len};
        fwrite(record, sizeof record, 1, f);
        fwrite(b, cut, 1, f);
    }
    fclose(f);
    struct source *s;
    struct diag d = {0};
    struct sight out[8];
    bool ended = false;
    assert_int_equal(source_open(path, &(struct source_conf){.format = "netflow"}, &s, &d), 0);
    assert_int_equal(source_read(s, out, 8, &ended), 2);
    assert_int_equal(out[0].kind, SIGHT_FLOW);
    assert_int_equal(out[0].dport, 22);
    assert_int_equal(source_read(s, out, 8, &ended), 0);
    assert_true(ended);
    assert_int_equal(s->stats.skipped, 3);
    source_free(s);
    assert_int_equal(source_open(path, &(struct source_conf){0}, &s, &d), 0);
    assert_string_equal(s->stats.format, "pcap");
    assert_int_equal(source_read(s, out, 8, &ended), 4);
    assert_int_equal(out[1].kind, SIGHT_PACKET);
    source_free(s);
    unlink(path);
}

static nsec_wall exported(void)
{
    return EXPORTED * NSEC_SEC;
}

/* From the net: halves wait for each other, and are given as they are to who will not read again. */
static void what_waits(void **state)
{
    (void)state;
    uint8_t message[ROOM];
    struct sockaddr_in at = {0};
    socklen_t len = sizeof at;
    struct source *s;
    struct sight out[8];
    bool ended = false;
    const struct addr here = addr_v4(0x7f000001);
    size_t n = make_v5(message);
    assert_int_equal(exports_listen(&here, 0, NULL, 0, exported, &s), 0);
    assert_int_equal(getsockname(s->fd, (struct sockaddr *)&at, &len), 0);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(sendto(fd, message, n, 0, (struct sockaddr *)&at, len), n);
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    assert_int_equal(poll(&p, 1, -1), 1);
    assert_int_equal(source_read(s, out, 8, &ended), 0);
    assert_int_equal(s->stats.packets, 3);
    assert_int_equal(source_rest(s, out, 1), 1);
    assert_int_equal(out[0].dport, 22);
    assert_int_equal(source_rest(s, out, 8), 1);
    assert_int_equal(source_rest(s, out, 8), 0);
    close(fd);
    source_free(s);
}

/* A message tells of flows in the order in which they ended; they go on in that in which they began. What began
 * at once stays in the message's. */
static void by_their_beginning(void **state)
{
    (void)state;
    static const struct row {
        uint16_t port;
        uint32_t first; /* of an uptime of 10 s */
    } rows[] = {{139, 4001}, {80, 4001}, {445, 4000}, {446, 5400}, {447, 4500}};
    enum { N = sizeof rows / sizeof *rows, FIRST = 24 };
    static const uint16_t order[N] = {445, 139, 80, 447, 446};
    uint8_t b[ROOM];
    char path[] = "/tmp/netflow_test.XXXXXX";
    struct wr w = wr_of(b, ROOM);
    wr_u16(&w, 5);
    wr_u16(&w, N);
    wr_u32(&w, 10000);
    wr_u32(&w, (uint32_t)EXPORTED);
    wr_zero(&w, 12);
    for (unsigned i = 0; i < N; i++) {
        uint8_t *record = b + wr_len(&w);
        v5_record(&w, CLIENT, SERVER, (uint16_t)(40000 + i), rows[i].port, TCP_SYN, IPPROTO_TCP);
        put_u32(record + FIRST, rows[i].first);
    }
    FILE *f = fdopen(mkstemp(path), "wb");
    fwrite(b, wr_len(&w), 1, f);
    fclose(f);
    struct source *s;
    struct diag d = {0};
    struct sight out[N + 1];
    bool ended = false;
    assert_int_equal(source_open(path, &(struct source_conf){.format = "netflow"}, &s, &d), 0);
    assert_int_equal(source_read(s, out, N + 1, &ended), N);
    for (unsigned i = 0; i < N; i++)
        assert_int_equal(out[i].dport, order[i]);
    source_free(s);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(v5),
                                       cmocka_unit_test(v7),
                                       cmocka_unit_test(v9),
                                       cmocka_unit_test(v9_begins_anew),
                                       cmocka_unit_test(of_ntp),
                                       cmocka_unit_test(ipfix),
                                       cmocka_unit_test(every_truncation),
                                       cmocka_unit_test(bad_templates),
                                       cmocka_unit_test(halves),
                                       cmocka_unit_test(crowded),
                                       cmocka_unit_test(in_packets),
                                       cmocka_unit_test(clocks),
                                       cmocka_unit_test(datagrams),
                                       cmocka_unit_test(disowned),
                                       cmocka_unit_test(refused_without_syn),
                                       cmocka_unit_test(resets),
                                       cmocka_unit_test(middles),
                                       cmocka_unit_test(bare_ones),
                                       cmocka_unit_test(icmp_questions),
                                       cmocka_unit_test(sampled_ones),
                                       cmocka_unit_test(what_waits),
                                       cmocka_unit_test(by_their_beginning)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
