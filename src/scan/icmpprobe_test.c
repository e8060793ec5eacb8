/* ICMP questions as bytes, alone and in a mix: well formed for every family and link; answers and errors as
 * hosts send them. */
#include "scan/ask.h"
#include "scan/hear.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct cookie_conf cookie = {
    .key = {{4, 2}}, .port_base = COOKIE_PORT_BASE, .port_span = COOKIE_PORT_SPAN};

static const struct kind {
    const struct tech *tech;
    uint8_t type4, reply4, type6, reply6;
    bool timed;
} kinds[] = {
    {&tech_echo, ICMP_TYPE_ECHO, ICMP_TYPE_ECHO_REPLY, ICMP6_TYPE_ECHO, ICMP6_TYPE_ECHO_REPLY, true},
    {&tech_timestamp, ICMP_TYPE_TIMESTAMP, ICMP_TYPE_TIMESTAMP_REPLY, 0, 0, true},
    {&tech_mask, ICMP_TYPE_MASK, ICMP_TYPE_MASK_REPLY, 0, 0, false},
};

#define KINDS (sizeof kinds / sizeof *kinds)

static struct addr address(const char *text)
{
    struct addr a;
    assert_int_equal(addr_parse(text, &a), 0);
    return a;
}

static struct path path_of(bool six, enum frames_layer layer)
{
    struct path p = {.kind = PATH_PLAIN, .layer = layer, .source_mac = {2, 0, 0, 0, 0, 1}};
    p.source = address(six ? "2001:db8::1" : "198.18.0.1");
    p.first = p.last = address(six ? "2001:db8:7::9" : "198.18.7.9");
    return p;
}

/* The probe of one technique, or of question `number` of a mix. */
static uint32_t write(const struct path *path, const struct tech *tech, const struct mix *mix,
                      uint16_t number, unsigned try, nsec now, uint8_t *out)
{
    struct paths paths = {.path = path, .count = 1};
    struct probe p = {.addr = path->first, .port = number, .try = (uint8_t)try};
    struct ask a;
    int error;
    assert_int_equal(ask_init(&a, tech, mix, &paths, NULL, &cookie), 0);
    assert_ptr_equal(ask_path(&a, &p, &error), path);
    uint32_t len = ask_write(&a, path, &p, now, out);
    ask_fini(&a);
    return len;
}

/* What the target answers to `asked`. */
static uint32_t answer(const struct packet *asked, const struct kind *k, uint8_t *out)
{
    struct wr w = wr_of(out, 256);
    if (asked->family == 4) {
        struct icmp_msg m = asked->icmp;
        m.type = k->reply4;
        size_t len = ICMP_LEN + m.data_len;
        ip4_build(&w, &(struct ip4){.src = asked->dst, .dst = asked->src, .ttl = 57, .proto = IPPROTO_ICMP},
                  len);
        icmp_build(&w, &m);
    } else {
        struct icmp6_msg m = asked->icmp6;
        m.type = k->reply6;
        ip6_build(&w, &(struct ip6){.src = asked->dst, .dst = asked->src, .hop = 57, .next = IPPROTO_ICMPV6},
                  ICMP6_LEN + m.data_len);
        icmp6_build(&w, &m, &asked->dst, &asked->src);
    }
    assert_false(w.bad);
    return (uint32_t)wr_len(&w);
}

static bool hear(const struct tech *tech, const struct mix *mix, uint8_t *data, uint32_t len, nsec at,
                 struct reply *ret)
{
    struct hear h = {.tech = tech, .mix = mix, .cookie = &cookie};
    struct frame f = {.data = data, .len = len, .at = at};
    return hear_frame(&h, &f, FRAMES_IP, 1, ret);
}

static void check_question(const struct kind *k, bool six, enum frames_layer layer, unsigned try)
{
    uint8_t out[TECH_PROBE_MAX], back[256];
    struct path path = path_of(six, layer);
    struct packet p;
    struct reply r;
    nsec now = (nsec)try << 33;
    uint32_t len = write(&path, k->tech, NULL, 0, try, now, out);
    assert_int_equal(packet_parse(out, len, layer == FRAMES_IP ? PACKET_IP : PACKET_ETHERNET, true, &p),
                     PACKET_OK);
    assert_int_equal(p.csum, PACKET_CSUM_RIGHT);
    assert_int_equal(six ? p.icmp6.type : p.icmp.type, six ? k->type6 : k->type4);
    len = answer(&p, k, back);
    assert_true(hear(k->tech, NULL, back, len, now + 5 * NSEC_MS, &r));
    assert_true(addr_eq(&r.addr, &path.first) && !r.from.len);
    assert_int_equal(r.heard, HEARD_YES);
    assert_int_equal(r.try, try);
    assert_int_equal(r.ttl, 57);
    assert_true(k->timed ? r.rtt > 4 * NSEC_MS && r.rtt < 6 * NSEC_MS : r.rtt == -1);
    back[len - 1] ^= 1; /* damaged */
    assert_false(hear(k->tech, NULL, back, len, now, &r));
}

static void test_questions(void **state)
{
    (void)state;
    for (size_t i = 0; i < KINDS; i++)
        for (unsigned try = 0; try < COOKIE_TRIES; try++)
            for (int six = 0; six < (kinds[i].type6 ? 2 : 1); six++) {
                check_question(&kinds[i], six, FRAMES_IP, try);
                check_question(&kinds[i], six, FRAMES_ETHERNET, try);
            }
}

/* Echo replies of others, and of the target to somebody else. */
static void test_strangers(void **state)
{
    (void)state;
    uint8_t out[TECH_PROBE_MAX], back[256];
    struct path path = path_of(false, FRAMES_IP);
    struct packet p;
    struct reply r;
    uint32_t len = write(&path, &tech_echo, NULL, 0, 0, 0, out);
    assert_int_equal(packet_parse(out, len, PACKET_IP, true, &p), PACKET_OK);
    assert_false(hear(&tech_timestamp, NULL, back, answer(&p, &kinds[0], back), 0, &r));
    p.dst = address("198.18.7.10");
    assert_false(hear(&tech_echo, NULL, back, answer(&p, &kinds[0], back), 0, &r));
    p.dst = path.first;
    p.icmp.seq ^= 1;
    assert_false(hear(&tech_echo, NULL, back, answer(&p, &kinds[0], back), 0, &r));
    p.icmp.seq ^= 1;
    p.icmp.data_len = 0; /* without the data the time is lost, not the proof */
    assert_true(hear(&tech_echo, NULL, back, answer(&p, &kinds[0], back), 0, &r));
    assert_int_equal(r.rtt, -1);
}

/* A router's word about the question, which quotes 8 bytes of it. */
static void test_errors(void **state)
{
    (void)state;
    uint8_t out[TECH_PROBE_MAX], back[256];
    struct addr router = address("198.18.3.254");
    for (size_t i = 0; i < KINDS; i++) {
        struct path path = path_of(false, FRAMES_IP);
        struct reply r;
        uint32_t len = write(&path, kinds[i].tech, NULL, 0, 3, 0, out);
        assert_true(len > IP4_LEN + 8);
        struct wr w = wr_of(back, sizeof back);
        ip4_build(&w, &(struct ip4){.src = router, .dst = path.source, .ttl = 60, .proto = IPPROTO_ICMP},
                  ICMP_LEN + IP4_LEN + 8);
        icmp_build(&w, &(struct icmp_msg){
                           .type = ICMP_TYPE_UNREACHABLE, .code = 1, .data = out, .data_len = IP4_LEN + 8});
        assert_true(hear(kinds[i].tech, NULL, back, (uint32_t)wr_len(&w), 0, &r));
        assert_int_equal(r.heard, HEARD_HOST_UNREACH);
        assert_true(addr_eq(&r.from, &router) && addr_eq(&r.addr, &path.first));
        assert_int_equal(r.try, 3);
        assert_false(hear(kinds[(i + 1) % KINDS].tech, NULL, back, (uint32_t)wr_len(&w), 0, &r));
    }
}

/* In a mix each answer finds its own question. */
static void test_mix(void **state)
{
    (void)state;
    struct mix m = {0};
    uint8_t out[TECH_PROBE_MAX], back[256];
    assert_int_equal(mix_finish(&m), -EINVAL);
    for (int twice = 0; twice < 2; twice++) {
        assert_true(mix_add(&m, &tech_syn, 443));
        assert_true(mix_add(&m, &tech_syn, 22));
        for (size_t i = 0; i < KINDS; i++)
            assert_true(mix_add(&m, kinds[i].tech, 0));
    }
    assert_int_equal(m.count, 2 + KINDS);
    assert_int_equal(m.kinds, 1 + KINDS);
    assert_int_equal(mix_finish(&m), 0);
    struct path path = path_of(false, FRAMES_IP);
    for (uint16_t number = 0; number < m.count; number++) {
        struct packet p;
        struct reply r;
        uint32_t len = write(&path, &tech_mix, &m, number, 1, 0, out);
        assert_int_equal(packet_parse(out, len, PACKET_IP, true, &p), PACKET_OK);
        if (number < 2) {
            assert_int_equal(p.tcp.dport, number ? 22 : 443);
            continue;
        }
        len = answer(&p, &kinds[number - 2], back);
        assert_true(hear(&tech_mix, &m, back, len, 0, &r));
        assert_int_equal(r.port, number);
        assert_int_equal(mix_judge(&m, number, HEARD_YES, 4).reason, REASON_ECHO_REPLY + number - 2);
    }
    for (uint16_t port = 0; port < MIX_MAX - 2 - KINDS; port++)
        assert_true(mix_add(&m, &tech_syn, (uint16_t)(1000 + port)));
    assert_false(mix_add(&m, &tech_syn, 1)); /* full */
    mix_fini(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_strangers),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
