/* Probes as bytes: well formed for every family, link and target, and answers read back as the target would
 * send them. */
#include "scan/ask.h"
#include "scan/hear.h"
#include "wire/csum.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct rng rng;

static struct addr random_addr(bool v6)
{
    uint8_t b[16];
    for (int i = 0; i < 16; i++)
        b[i] = (uint8_t)rng_u64(&rng);
    return v6 ? addr_v6(b) : addr_v4(get_u32(b));
}

static struct path random_path(void)
{
    bool v6 = rng_below(&rng, 2);
    struct path p = {.source = random_addr(v6),
                     .kind = PATH_PLAIN,
                     .layer = rng_below(&rng, 2) ? FRAMES_IP : FRAMES_ETHERNET,
                     .source_mac = {2, 0, 0, 0, 0, 1},
                     .next_mac = {2, 0, 0, 0, 0, 2}};
    p.first = (struct addr){.len = v6 ? 16 : 4};
    p.last = addr_last(&p.first, 0);
    return p;
}

static const struct cookie_conf cookie = {
    .key = {{1, 2, 3}}, .port_base = COOKIE_PORT_BASE, .port_span = COOKIE_PORT_SPAN};

static enum packet_layer layer_of(const struct path *p)
{
    return p->layer == FRAMES_ETHERNET ? PACKET_ETHERNET : PACKET_IP;
}

static void test_syn_bytes(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct path path = random_path();
        struct paths paths = {.path = &path, .count = 1};
        struct ask ask;
        struct packet p;
        uint8_t out[TECH_FRAME_MAX];
        int error;
        assert_int_equal(ask_init(&ask, &tech_syn, NULL, &paths, NULL, &cookie), 0);
        struct probe probe = {.addr = random_addr(path.source.len == 16),
                              .port = (uint16_t)rng_u64(&rng),
                              .try = (uint8_t)(i % COOKIE_TRIES)};
        assert_ptr_equal(ask_path(&ask, &probe, &error), &path);
        uint32_t len = ask_write(&ask, &path, &probe, (nsec)i << 20, out);
        assert_int_equal(packet_parse(out, len, layer_of(&path), true, &p), PACKET_OK);
        assert_true(p.has & PACKET_HAS_TCP);
        assert_int_equal(p.csum, PACKET_CSUM_RIGHT);
        assert_int_equal(p.ip_csum, path.source.len == 4 ? PACKET_CSUM_RIGHT : PACKET_CSUM_UNCHECKED);
        assert_true(addr_eq(&p.src, &path.source) && addr_eq(&p.dst, &probe.addr));
        assert_int_equal(p.tcp.flags, TCP_SYN);
        assert_int_equal(p.tcp.dport, probe.port);
        assert_true(p.tcp.opts.mss_set && p.tcp.opts.sack_ok && p.tcp.opts.wscale_set &&
                    !p.tcp.opts.malformed);
        assert_int_equal(p.payload.len, 0);
        ask_fini(&ask);
    }
}

/* The segment that a stack answers `syn` with, put into a frame. */
static uint32_t answer(const struct packet *syn, uint8_t flags, uint32_t ack, uint8_t *out)
{
    struct wr w = wr_of(out, 256);
    struct tcp t = {.sport = syn->tcp.dport, .dport = syn->tcp.sport, .seq = 99, .ack = ack, .flags = flags};
    if (syn->family == 4)
        ip4_build(&w, &(struct ip4){.src = syn->dst, .dst = syn->src, .ttl = 57, .proto = IPPROTO_TCP},
                  TCP_LEN);
    else
        ip6_build(&w, &(struct ip6){.src = syn->dst, .dst = syn->src, .hop = 57, .next = IPPROTO_TCP},
                  TCP_LEN);
    tcp_build(&w, &t, NULL, 0, &syn->dst, &syn->src);
    return (uint32_t)wr_len(&w);
}

/* The ICMP error that `from` answers `syn` with, quoting its first bytes. */
static uint32_t icmp_answer(const struct packet *syn, const struct addr *from, uint8_t code, uint8_t *out)
{
    struct wr w = wr_of(out, 512);
    size_t quote = syn->net.len + 8;
    if (syn->family == 4) {
        ip4_build(&w, &(struct ip4){.src = *from, .dst = syn->src, .ttl = 57, .proto = IPPROTO_ICMP},
                  ICMP_LEN + quote);
        icmp_build(&w,
                   &(struct icmp_msg){
                       .type = ICMP_TYPE_UNREACHABLE, .code = code, .data = syn->net.at, .data_len = quote});
    } else {
        ip6_build(&w, &(struct ip6){.src = *from, .dst = syn->src, .hop = 57, .next = IPPROTO_ICMPV6},
                  ICMP6_LEN + quote);
        icmp6_build(&w,
                    &(struct icmp6_msg){
                        .type = ICMP6_TYPE_UNREACHABLE, .code = code, .data = syn->net.at, .data_len = quote},
                    from, &syn->src);
    }
    assert_false(w.bad);
    return (uint32_t)wr_len(&w);
}

static bool hear(uint8_t *bytes, uint32_t len, nsec at, bool csum_unset, struct reply *ret)
{
    struct hear h = {.tech = &tech_syn, .cookie = &cookie};
    struct frame f = {.data = bytes, .len = len, .wire_len = len, .at = at, .csum_unset = csum_unset};
    return hear_frame(&h, &f, FRAMES_IP, 3, ret);
}

static void test_syn_answers(void **state)
{
    (void)state;
    for (int i = 0; i < 5000; i++) {
        struct path path = random_path();
        struct paths paths = {.path = &path, .count = 1};
        struct ask ask;
        struct packet syn;
        struct reply r;
        uint8_t out[TECH_FRAME_MAX], in[512];
        assert_int_equal(ask_init(&ask, &tech_syn, NULL, &paths, NULL, &cookie), 0);
        struct probe probe = {
            .addr = random_addr(path.source.len == 16), .port = (uint16_t)rng_u64(&rng), .try = 5};
        if (addr_is_linklocal(&probe.addr))
            probe.addr.b[0] ^= 0x10; /* its zone is the interface's: tested in live/verdicts */
        uint32_t len = ask_write(&ask, &path, &probe, NSEC_SEC, out);
        assert_int_equal(packet_parse(out, len, layer_of(&path), true, &syn), PACKET_OK);
        nsec at = NSEC_SEC + 70 * NSEC_MS;

        len = answer(&syn, TCP_SYN | TCP_ACK, syn.tcp.seq + 1, in);
        assert_true(hear(in, len, at, false, &r));
        assert_int_equal(r.heard, HEARD_YES);
        assert_true(addr_eq(&r.addr, &probe.addr) && r.from.len == 0);
        assert_int_equal(r.port, probe.port);
        assert_int_equal(r.try, 5);
        assert_int_equal(r.ttl, 57);
        assert_true(r.rtt > 69 * NSEC_MS && r.rtt < 71 * NSEC_MS);
        in[len - 4] ^= 1; /* a damaged packet says nothing; one whose checksum the card fills in later does */
        assert_false(hear(in, len, at, false, &r));
        assert_true(hear(in, len, at, true, &r));

        len = answer(&syn, TCP_RST | TCP_ACK, syn.tcp.seq + 1, in);
        assert_true(hear(in, len, at, false, &r) && r.heard == HEARD_RST);
        len = answer(&syn, TCP_RST | TCP_ACK, syn.tcp.seq, in); /* stacks that do not count the SYN */
        assert_true(hear(in, len, at, false, &r) && r.heard == HEARD_RST);
        assert_false(hear(in, answer(&syn, TCP_SYN | TCP_ACK, syn.tcp.seq + 2, in), at, false, &r));
        assert_false(hear(in, answer(&syn, TCP_ACK, syn.tcp.seq + 1, in), at, false, &r)); /* challenge ACK */
        assert_false(hear(in, answer(&syn, TCP_RST, 0, in), at, false, &r));

        struct addr router = random_addr(syn.family == 6);
        uint8_t code = syn.family == 4 ? 13 : 1;
        assert_true(hear(in, icmp_answer(&syn, &router, code, in), at, false, &r));
        assert_int_equal(r.heard, HEARD_ADMIN_PROHIB);
        assert_true(addr_eq(&r.addr, &probe.addr) && addr_eq(&r.from, &router));
        assert_int_equal(r.port, probe.port);
        assert_true(hear(in, icmp_answer(&syn, &probe.addr, code, in), at, false, &r));
        assert_int_equal(r.from.len, 0);
        ask_fini(&ask);
    }
}

/* An error that quotes what was never sent is nobody's answer. */
static void test_forged_quote(void **state)
{
    (void)state;
    struct path path = random_path();
    struct paths paths = {.path = &path, .count = 1};
    struct ask ask;
    struct packet syn;
    struct reply r;
    uint8_t out[TECH_FRAME_MAX], in[512];
    assert_int_equal(ask_init(&ask, &tech_syn, NULL, &paths, NULL, &cookie), 0);
    struct probe probe = {.addr = random_addr(path.source.len == 16), .port = 80};
    uint32_t len = ask_write(&ask, &path, &probe, 0, out);
    assert_int_equal(packet_parse(out, len, layer_of(&path), true, &syn), PACKET_OK);
    out[syn.transport.at - out + TCP_AT_SEQ + 3] ^= 0x40;
    assert_false(hear(in, icmp_answer(&syn, &probe.addr, 1, in), 0, false, &r));
    ask_fini(&ask);
}

static void test_neighbours(void **state)
{
    (void)state;
    static const uint8_t mac[6] = {2, 9, 9, 9, 9, 9};
    for (int v6 = 0; v6 < 2; v6++) {
        struct path path = {.source = random_addr(v6),
                            .kind = PATH_DIRECT,
                            .layer = FRAMES_ETHERNET,
                            .source_mac = {2, 0, 0, 0, 0, 1}};
        path.first = (struct addr){.len = v6 ? 16 : 4};
        path.last = addr_last(&path.first, 0);
        struct paths paths = {.path = &path, .count = 1};
        struct neighbours near;
        struct ask ask;
        struct packet p;
        uint8_t out[TECH_FRAME_MAX];
        int error;
        struct probe probe = {.addr = random_addr(v6), .port = 80};
        neighbours_init(&near, 10, cookie.key);
        assert_int_equal(ask_init(&ask, &tech_syn, NULL, &paths, &near, &cookie), 0);
        assert_null(ask_path(&ask, &probe, &error)); /* no MAC: a local failure, no verdict */
        assert_int_equal(error, -EHOSTUNREACH);
        assert_true(neighbours_put(&near, &probe.addr, mac));
        assert_non_null(ask_path(&ask, &probe, &error));
        ask_write(&ask, &path, &probe, 0, out);
        assert_memory_equal(out, mac, 6);
        ask_fini(&ask);

        const struct tech *tech = v6 ? &tech_nd : &tech_arp;
        assert_int_equal(ask_init(&ask, tech, NULL, &paths, &near, &cookie), 0);
        uint32_t len = ask_write(&ask, &path, &probe, 0, out);
        assert_int_equal(packet_parse(out, len, PACKET_ETHERNET, true, &p), PACKET_OK);
        if (v6) {
            assert_int_equal(p.csum, PACKET_CSUM_RIGHT);
            assert_true(addr_eq(&p.icmp6.target, &probe.addr));
            assert_int_equal(p.ttl, 255);
        } else {
            assert_true(addr_eq(&p.arp.dst, &probe.addr));
            assert_true(addr_eq(&p.arp.src, &path.source));
        }
        ask_fini(&ask);
        neighbours_fini(&near);
    }
}

/* The RST or SYN-ACK of a stack to `asked`, as RFC 9293 §3.10.7 numbers it, less what `off` takes from that
 * number. */
static uint32_t reply_to(const struct packet *asked, uint8_t flags, uint16_t win, uint32_t off, uint8_t *out)
{
    struct wr w = wr_of(out, 256);
    uint8_t f = asked->tcp.flags;
    uint32_t counted = (uint32_t)((f & TCP_SYN) != 0) + (uint32_t)((f & TCP_FIN) != 0);
    struct tcp t = {.sport = asked->tcp.dport, .dport = asked->tcp.sport, .flags = flags, .win = win};
    if (flags & TCP_ACK)
        t.ack = asked->tcp.seq + counted - off;
    else
        t.seq = asked->tcp.ack - off;
    if (asked->family == 4)
        ip4_build(&w, &(struct ip4){.src = asked->dst, .dst = asked->src, .ttl = 57, .proto = IPPROTO_TCP},
                  TCP_LEN);
    else
        ip6_build(&w, &(struct ip6){.src = asked->dst, .dst = asked->src, .hop = 57, .next = IPPROTO_TCP},
                  TCP_LEN);
    tcp_build(&w, &t, NULL, 0, &asked->dst, &asked->src);
    return (uint32_t)wr_len(&w);
}

static void check_flags(const struct tech *tech, uint8_t flags)
{
    struct tech row = *tech;
    struct path path = random_path();
    struct paths paths = {.path = &path, .count = 1};
    struct hear h = {.tech = &row, .cookie = &cookie};
    struct ask ask;
    struct packet p;
    struct reply r;
    uint8_t out[TECH_FRAME_MAX], in[512];
    row.flags = flags;
    uint32_t counted = (uint32_t)((flags & TCP_SYN) != 0) + (uint32_t)((flags & TCP_FIN) != 0);
    uint8_t rst = flags & TCP_ACK ? TCP_RST : TCP_RST | TCP_ACK;
    assert_int_equal(ask_init(&ask, &row, NULL, &paths, NULL, &cookie), 0);
    struct probe probe = {.addr = random_addr(path.source.len == 16), .port = (uint16_t)rng_u64(&rng)};
    uint32_t len = ask_write(&ask, &path, &probe, NSEC_SEC, out);
    assert_int_equal(packet_parse(out, len, layer_of(&path), true, &p), PACKET_OK);
    assert_int_equal(p.csum, PACKET_CSUM_RIGHT);
    assert_int_equal(p.tcp.flags, flags);
    assert_true(flags & TCP_ACK ? p.tcp.ack == p.tcp.seq : p.tcp.ack == 0);
    for (uint32_t off = 0; off < 4; off++) {
        struct frame f = {.data = in, .at = NSEC_SEC};
        f.len = f.wire_len = reply_to(&p, rst, 0, off, in);
        assert_true(hear_frame(&h, &f, FRAMES_IP, 3, &r) == (off <= (flags & TCP_ACK ? 0 : counted)));
        f.len = f.wire_len = reply_to(&p, TCP_SYN | TCP_ACK, 100, off, in);
        assert_true(hear_frame(&h, &f, FRAMES_IP, 3, &r) ==
                    (row.yes.state && off <= ((flags & TCP_FIN) != 0)));
    }
    struct frame f = {.data = in, .at = NSEC_SEC};
    f.len = f.wire_len = reply_to(&p, rst, 1, 0, in);
    assert_true(hear_frame(&h, &f, FRAMES_IP, 3, &r));
    assert_int_equal(r.heard, row.alt.state ? HEARD_ALT : HEARD_RST);
    assert_true(addr_eq(&r.addr, &probe.addr) && r.port == probe.port && r.ttl == 57);
    f.len = f.wire_len = reply_to(&p, rst ^ TCP_ACK, 0, 0, in); /* the number is where it proves nothing */
    assert_false(hear_frame(&h, &f, FRAMES_IP, 3, &r));
    f.len = f.wire_len = reply_to(&p, TCP_ACK, 0, 0, in); /* a challenge */
    assert_false(hear_frame(&h, &f, FRAMES_IP, 3, &r));
    f.len = f.wire_len = icmp_answer(&p, &p.dst, 1, in);
    assert_true(hear_frame(&h, &f, FRAMES_IP, 3, &r) && r.heard > HEARD_ALT && !r.from.len);
    ask_fini(&ask);
}

/* All TCP techniques with their own flags, and with any that --scanflags may give. */
static void test_flags(void **state)
{
    (void)state;
    unsigned count;
    const struct tech *const *all = tech_all(&count);
    for (unsigned i = 0; i < count; i++) {
        if (all[i]->proto != PROTO_TCP || all[i]->dialled)
            continue;
        check_flags(all[i], all[i]->flags);
        for (unsigned flags = 0; flags < 256; flags++)
            if (!(flags & TCP_RST))
                check_flags(all[i], (uint8_t)flags);
    }
}

/* Does the protocol scan believe this packet of the target, which answers a probe of protocol `proto`? */
static bool proto_hears(uint8_t proto, uint16_t dport_off, bool cut)
{
    struct path path = random_path();
    path.source = path.first = path.last = (struct addr){.b = {198, 18, 0, 1}, .len = 4};
    struct paths paths = {.path = &path, .count = 1};
    struct hear h = {.tech = &tech_proto, .cookie = &cookie};
    struct probe probe = {.addr = {.b = {198, 18, 0, 2}, .len = 4}, .port = proto};
    struct ask ask;
    struct packet p;
    struct reply r;
    uint8_t out[TECH_FRAME_MAX], in[128];
    assert_int_equal(ask_init(&ask, &tech_proto, NULL, &paths, NULL, &cookie), 0);
    uint32_t len = ask_write(&ask, &path, &probe, NSEC_SEC, out);
    assert_int_equal(packet_parse(out, len, layer_of(&path), true, &p), PACKET_OK);
    struct wr w = wr_of(in, sizeof in);
    struct ip4 ip = {.src = p.dst, .dst = p.src, .ttl = 57, .proto = proto, .mf = cut};
    ip4_build(&w, &ip, UDP_LEN);
    if (proto == IPPROTO_UDP && !cut)
        udp_build(&w, &(struct udp){.sport = p.udp.dport, .dport = (uint16_t)(p.udp.sport + dport_off)}, NULL,
                  0, &p.dst, &p.src);
    else
        wr_bytes(&w, (const uint8_t[UDP_LEN]){0}, UDP_LEN);
    struct frame f = {.data = in, .at = NSEC_SEC};
    f.len = f.wire_len = (uint32_t)wr_len(&w);
    ask_fini(&ask);
    return hear_frame(&h, &f, FRAMES_IP, 3, &r) && r.heard == HEARD_YES && r.port == proto;
}

/* Where there is room for a cookie, it must be there; elsewhere any packet of that protocol is an answer. */
static void test_protocols(void **state)
{
    (void)state;
    assert_true(proto_hears(IPPROTO_UDP, 0, false));
    assert_false(proto_hears(IPPROTO_UDP, 1, false));
    assert_false(proto_hears(IPPROTO_TCP, 0, true));
    assert_false(proto_hears(IPPROTO_SCTP, 0, true));
    assert_true(proto_hears(IPPROTO_GRE, 0, false));
}

/* Every technique gives a state and a reason for all that can be heard. */
static void test_verdicts(void **state)
{
    (void)state;
    unsigned count;
    const struct tech *const *all = tech_all(&count);
    for (unsigned i = 0; i < count; i++) {
        assert_ptr_equal(tech_find(all[i]->name), all[i]);
        for (int h = HEARD_ASKED1; h < HEARD_COUNT && !all[i]->portless; h++) {
            if ((h == HEARD_ALT && !all[i]->alt.state) || (h == HEARD_YES && !all[i]->yes.state))
                continue; /* its judge never says so */
            for (unsigned family = 4; family <= 6; family += 2) {
                struct tech_verdict v = tech_judge(all[i], (enum heard)h, family);
                assert_true(v.state != STATE_UNKNOWN && v.reason != REASON_NONE);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_syn_bytes),    cmocka_unit_test(test_syn_answers),
        cmocka_unit_test(test_forged_quote), cmocka_unit_test(test_neighbours),
        cmocka_unit_test(test_flags),        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_protocols),
    };
    rng = rng_of(11);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
