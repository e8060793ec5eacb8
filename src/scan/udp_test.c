/* UDP questions as bytes, and what is believed of the answers: from the port asked, from another port, from
 * another address, from routers. */
#include "scan/ask.h"
#include "scan/hear.h"
#include "scan/payload.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SENT (5 * NSEC_SEC)
#define TRIP (70 * NSEC_MS)

static const struct cookie_conf cookie = {
    .key = {{1, 2, 3}}, .port_base = COOKIE_PORT_BASE, .port_span = COOKIE_PORT_SPAN};

static struct addr addr_of(bool v6, uint32_t n)
{
    uint8_t b[16] = {0x20, 0x01, 0x0d, 0xb8};
    put_u32(b + 12, n);
    return v6 ? addr_v6(b) : addr_v4(0xc6120000 + n);
}

/* A question to `port` of host 9, as bytes and parsed. */
struct asked {
    uint8_t bytes[TECH_PROBE_MAX];
    uint32_t len;
    struct packet p;
    const struct payload *said;
};

static void ask_port(struct asked *a, bool v6, uint16_t port, uint8_t try)
{
    struct path path = {.source = addr_of(v6, 1), .kind = PATH_PLAIN, .layer = FRAMES_IP};
    path.first = (struct addr){.len = v6 ? 16 : 4};
    path.last = addr_last(&path.first, 0);
    struct paths paths = {.path = &path, .count = 1};
    struct probe probe = {.addr = addr_of(v6, 9), .port = port, .try = try};
    struct ask ask;
    int error;
    assert_int_equal(ask_init(&ask, &tech_udp, NULL, &paths, NULL, &cookie), 0);
    assert_ptr_equal(ask_path(&ask, &probe, &error), &path);
    a->len = ask_write(&ask, &path, &probe, SENT, a->bytes);
    ask_fini(&ask);
    a->said = payload_at(port, try);
    assert_int_equal(packet_parse(a->bytes, a->len, PACKET_IP, true, &a->p), PACKET_OK);
}

static uint32_t ip_packet(uint8_t *out, const struct addr *from, const struct addr *to, uint8_t proto,
                          size_t payload, struct wr *w)
{
    *w = wr_of(out, 2048);
    if (from->len == 4)
        ip4_build(w, &(struct ip4){.src = *from, .dst = *to, .ttl = 57, .proto = proto}, payload);
    else
        ip6_build(w, &(struct ip6){.src = *from, .dst = *to, .hop = 57, .next = proto}, payload);
    return (uint32_t)wr_len(w);
}

/* `data` from `from`:`sport` to where the question came from. */
static uint32_t answer(const struct asked *a, const struct addr *from, uint16_t sport, const void *data,
                       size_t len, uint8_t *out)
{
    struct wr w;
    ip_packet(out, from, &a->p.src, IPPROTO_UDP, UDP_LEN + len, &w);
    udp_build(&w, &(struct udp){.sport = sport, .dport = a->p.udp.sport}, data, len, from, &a->p.src);
    assert_false(w.bad);
    return (uint32_t)wr_len(&w);
}

static uint32_t refusal(const struct asked *a, const struct addr *from, uint8_t *out)
{
    struct wr w;
    size_t quote = a->p.net.len + UDP_LEN;
    bool v6 = from->len == 16;
    ip_packet(out, from, &a->p.src, v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP, ICMP_LEN + quote, &w);
    if (v6)
        icmp6_build(&w,
                    &(struct icmp6_msg){
                        .type = ICMP6_TYPE_UNREACHABLE, .code = 4, .data = a->bytes, .data_len = quote},
                    from, &a->p.src);
    else
        icmp_build(&w, &(struct icmp_msg){
                           .type = ICMP_TYPE_UNREACHABLE, .code = 3, .data = a->bytes, .data_len = quote});
    assert_false(w.bad);
    return (uint32_t)wr_len(&w);
}

static bool hear_by(const struct targets *t, uint8_t *bytes, uint32_t len, struct reply *ret)
{
    struct hear h = {.tech = &tech_udp, .cookie = &cookie, .targets = t};
    struct frame f = {.data = bytes, .len = len, .wire_len = len, .at = SENT + TRIP};
    return hear_frame(&h, &f, FRAMES_IP, 3, ret);
}

static void questions_are_well_formed(void **state)
{
    (void)state;
    for (uint32_t port = 1; port < 65536; port += port < 1000 ? 1 : 7)
        for (uint8_t try = 0; try < 6; try++) {
            struct asked a;
            ask_port(&a, port % 2, (uint16_t)port, try);
            assert_int_equal(a.p.csum, PACKET_CSUM_RIGHT);
            assert_int_equal(a.p.ip_csum, a.p.family == 4 ? PACKET_CSUM_RIGHT : PACKET_CSUM_UNCHECKED);
            assert_int_equal(a.p.udp.dport, port);
            assert_int_equal(a.p.payload.len, a.said->len);
            assert_false(a.p.cut);
        }
}

/* Whatever comes from the port that was asked is an answer; with our number in it, it also tells the time. */
static void from_the_port_asked(void **state)
{
    (void)state;
    for (int v6 = 0; v6 < 2; v6++) {
        struct asked a;
        struct reply r;
        uint8_t in[2048];
        struct addr target = addr_of(v6, 9), stranger = addr_of(v6, 10);
        ask_port(&a, v6, 3478, 1); /* STUN: its number is at the same place in question and answer */
        uint8_t said[64];
        memcpy(said, a.p.payload.at, a.p.payload.len);
        said[0] = 1, said[1] = 1;
        assert_true(hear_by(NULL, in, answer(&a, &target, 3478, said, a.p.payload.len, in), &r));
        assert_true(r.heard == HEARD_YES && r.port == 3478 && r.try == 1 && addr_eq(&r.addr, &target));
        assert_true(!r.from.len && r.ttl == 57 && r.rtt > TRIP - NSEC_MS && r.rtt < TRIP + NSEC_MS);
        assert_true(hear_by(NULL, in, answer(&a, &target, 3478, "?", 1, in), &r));
        assert_true(r.heard == HEARD_YES && r.rtt == -1);
        assert_false(hear_by(NULL, in, answer(&a, &target, 3479, "?", 1, in), &r));
        assert_false(hear_by(NULL, in, answer(&a, &stranger, 3478, "?", 1, in), &r));
        assert_true(tech_judge(&tech_udp, HEARD_YES, 4).state == STATE_OPEN);
    }
}

static void from_another_port(void **state)
{
    static const uint8_t error[] = "\0\5\0\1File not found", nonsense[] = "\0\2\0\1";
    struct asked a;
    struct reply r;
    uint8_t in[2048];
    struct addr target = addr_of(false, 9), stranger = addr_of(false, 10);
    (void)state;
    ask_port(&a, false, 69, 0);
    assert_true(hear_by(NULL, in, answer(&a, &target, 40000, error, sizeof error, in), &r));
    assert_true(r.heard == HEARD_YES && r.port == 69);
    assert_false(hear_by(NULL, in, answer(&a, &target, 40000, nonsense, sizeof nonsense, in), &r));
    assert_false(hear_by(NULL, in, answer(&a, &stranger, 40000, error, sizeof error, in), &r));
    ask_port(&a, false, 53, 0);
    assert_false(hear_by(NULL, in, answer(&a, &target, 40000, error, sizeof error, in), &r));
}

/* A host answers from another of its addresses: believed where the content proves it, and only of hosts that
 * were asked. */
static void from_another_address(void **state)
{
    const struct targets_conf tc = {.key = {{1}}};
    struct targets *t;
    struct diag d;
    struct asked a;
    struct reply r;
    uint8_t in[2048], said[64];
    struct addr elsewhere = addr_of(false, 200), target = addr_of(false, 9);
    (void)state;
    assert_int_equal(targets_new(&tc, &t), 0);
    assert_int_equal(targets_add(t, TARGETS_INCLUDE, "198.18.0.5-20", &d), 0);
    assert_int_equal(targets_compile(t, &d), 0);
    ask_port(&a, false, 53, 0);
    memcpy(said, a.p.payload.at, a.p.payload.len);
    said[2] |= 0x80;
    assert_true(hear_by(t, in, answer(&a, &elsewhere, 53, said, a.p.payload.len, in), &r));
    assert_true(addr_eq(&r.addr, &target) && addr_eq(&r.from, &elsewhere) && r.heard == HEARD_YES);
    assert_false(hear_by(NULL, in, answer(&a, &elsewhere, 53, said, a.p.payload.len, in), &r));
    /* Some of the others would have been asked from the same source port, and the answer could be theirs, but
     * for what it says. */
    unsigned same = 0;
    for (uint8_t i = 0; i < 255; i++) {
        struct cookie_read read;
        elsewhere = addr_of(false, i);
        same += i != 9 && cookie_check_port(&cookie, &elsewhere, 53, PROTO_UDP, a.p.udp.sport, &read);
        assert_true(hear_by(t, in, answer(&a, &elsewhere, 53, said, a.p.payload.len, in), &r));
        assert_true(addr_eq(&r.addr, &target) && addr_eq(&r.from, i == 9 ? &(struct addr){0} : &elsewhere));
    }
    assert_true(same > 0);
    said[1] ^= 1; /* another number */
    elsewhere = addr_of(false, 200);
    assert_false(hear_by(t, in, answer(&a, &elsewhere, 53, said, a.p.payload.len, in), &r));
    targets_free(t);
}

static void refusals(void **state)
{
    (void)state;
    for (int v6 = 0; v6 < 2; v6++) {
        struct asked a;
        struct reply r;
        uint8_t in[2048];
        struct addr target = addr_of(v6, 9), router = addr_of(v6, 254);
        ask_port(&a, v6, 161, 2);
        uint32_t len = refusal(&a, &target, in);
        assert_true(hear_by(NULL, in, len, &r));
        assert_true(r.heard == HEARD_RST && r.port == 161 && r.try == 2 && !r.from.len);
        assert_true(r.rtt > TRIP - NSEC_MS && r.rtt < TRIP + NSEC_MS);
        struct tech_verdict v = tech_judge(&tech_udp, (enum heard)r.heard, v6 ? 6 : 4);
        assert_int_equal(v.state, STATE_CLOSED);
        assert_int_equal(v.reason, v6 ? REASON_ICMP6_PORT_UNREACH : REASON_ICMP_PORT_UNREACH);
        len = refusal(&a, &router, in);
        assert_true(hear_by(NULL, in, len, &r));
        assert_true(r.heard == HEARD_PORT_UNREACH && addr_eq(&r.from, &router));
        put_u16(a.bytes + a.p.net.len + 4, 5000); /* a datagram that we never sent */
        len = refusal(&a, &target, in);
        assert_false(hear_by(NULL, in, len, &r));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_are_well_formed),
        cmocka_unit_test(from_the_port_asked),
        cmocka_unit_test(from_another_port),
        cmocka_unit_test(from_another_address),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
