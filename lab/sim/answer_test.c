#include "base/hash.h"
#include "priv_conn.h"
#include "priv_test.h"

#define HOST  "198.18.4.1"
#define HOST6 "2001:db8:4::1"

/* One probe with seq 1000, ack 2000, and what RFC 9293 §3.10.7 says of it. */
enum { F = TCP_FIN, S = TCP_SYN, R = TCP_RST, P = TCP_PSH, A = TCP_ACK, U = TCP_URG };

struct row {
    const char *stack;
    uint16_t port; /* 80 open, 81 closed, 82 silent, 83 reset by a firewall, 84 stateless, 85 tarpit */
    uint8_t flags;
    int answer; /* flags, -1 = none */
    uint32_t seq, ack;
    int win; /* -1 = any */
};

static const struct row rows[] = {
    {"linux", 81, S, R | A, 0, 1001, 0},
    {"linux", 81, F, R | A, 0, 1001, 0},
    {"linux", 81, 0, R | A, 0, 1000, 0},
    {"linux", 81, F | P | U, R | A, 0, 1001, 0},
    {"linux", 81, S | F, R | A, 0, 1002, 0},
    {"linux", 81, A, R, 2000, 0, 0},
    {"linux", 81, F | A, R, 2000, 0, 0},
    {"linux", 81, S | A, R, 2000, 0, 0},
    {"linux", 81, R, -1, 0, 0, 0},
    {"linux", 81, R | A, -1, 0, 0, 0},
    {"linux", 80, F, -1, 0, 0, 0},
    {"linux", 80, 0, -1, 0, 0, 0},
    {"linux", 80, F | P | U, -1, 0, 0, 0},
    {"linux", 80, S | F, -1, 0, 0, 0},
    {"linux", 80, A, R, 2000, 0, 0},
    {"linux", 80, F | A, R, 2000, 0, 0},
    {"linux", 80, S | A, R, 2000, 0, 0},
    {"linux", 80, R, -1, 0, 0, 0},
    {"windows", 80, F, R | A, 0, 1001, 0},
    {"windows", 80, 0, R | A, 0, 1000, 0},
    {"windows", 80, F | P | U, R | A, 0, 1001, 0},
    {"bsd", 80, F | A, -1, 0, 0, 0},
    {"bsd", 80, A, R, 2000, 0, 0},
    {"bsd", 81, F | A, R, 2000, 0, 0},
    {"odd", 80, A, R, 2000, 0, 4096},
    {"odd", 81, A, R, 2000, 0, 0},
    {"linux", 82, S, -1, 0, 0, 0},
    {"linux", 82, A, -1, 0, 0, 0},
    {"linux", 83, S, R | A, 0, 1001, 0},
    {"linux", 83, A, R, 2000, 0, 0},
    {"linux", 83, R, -1, 0, 0, 0},
    {"linux", 84, S, -1, 0, 0, 0},
    {"linux", 84, A, R, 2000, 0, 0},
    {"linux", 85, A, -1, 0, 0, 0},
};

static struct sim *of_stack(const char *stack, const char *host, const char *link)
{
    char text[600];
    (void)snprintf(
        text, sizeof text,
        "%shost %s { stack %s; hops 3; tcp 80 open; tcp 82 silent; tcp 83 reject tcp-reset ttl 99\n"
        "tcp 84 silent stateless; tcp 85 tarpit; tcp 86 syn-proxy }\nsynack-repeat 0\n",
        link, host, stack);
    return bed_new(text);
}

static void follows_the_rfc(const char *host, const char *link)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct sim *s = of_stack(row->stack, host, link);
        struct packet k;
        bed_flags(s, host, row->port, row->flags);
        bool came = bed_next(s, NSEC_SEC, &k);
        if (came != (row->answer >= 0))
            fail_msg("row %zu: answer %d", i, came);
        if (came && (k.tcp.flags != row->answer || k.tcp.seq != row->seq || k.tcp.ack != row->ack ||
                     k.tcp.win != row->win || k.tcp.sport != row->port || k.tcp.dport != 40000))
            fail_msg("row %zu: flags %x seq %u ack %u win %u", i, k.tcp.flags, k.tcp.seq, k.tcp.ack,
                     k.tcp.win);
        assert_int_equal(bed_drain(s, NSEC_SEC), 0);
        sim_free(s);
    }
}

static void tcp_follows_the_rfc(void **state)
{
    (void)state;
    follows_the_rfc(HOST, LINK4);
    follows_the_rfc(HOST6, LINK6);
}

static void acknowledges_data_of_a_syn(void **state)
{
    (void)state;
    struct sim *s = of_stack("linux", HOST, LINK4);
    struct packet k;
    bed_tcp(s, HOST, &(struct tcp){.sport = 40000, .dport = 81, .seq = 5, .flags = TCP_SYN}, "hello");
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_int_equal(k.tcp.ack, 5 + 1 + 5);
    sim_free(s);
}

static const struct tcp full_syn = {
    .sport = 40000,
    .dport = 80,
    .seq = 1000,
    .flags = TCP_SYN,
    .win = 1024,
    .opts = {.mss = 1460,
             .wscale = 7,
             .ts_val = 77,
             .n_order = 5,
             .order = {TCP_OPT_MSS, TCP_OPT_SACK_OK, TCP_OPT_TS, TCP_OPT_NOP, TCP_OPT_WSCALE}},
};

static void offers_what_the_stack_would(void **state)
{
    (void)state;
    struct packet k;
    struct sim *s = of_stack("linux", HOST, LINK4);
    bed_tcp(s, HOST, &full_syn, "");
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_int_equal(k.tcp.flags, TCP_SYN | TCP_ACK);
    assert_int_equal(k.tcp.ack, 1001);
    assert_int_equal(k.ttl, 64 - 3);
    assert_true(k.df);
    assert_int_equal(k.tcp.opts.n_order, 5);
    assert_memory_equal(k.tcp.opts.order, full_syn.opts.order, 5);
    assert_int_equal(k.tcp.opts.mss, 1460);
    assert_int_equal(k.tcp.opts.ts_ecr, 77);
    sim_free(s);

    s = of_stack("windows", HOST, LINK4); /* a SYN without options gets MSS alone */
    bed_flags(s, HOST, 80, TCP_SYN);
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_int_equal(k.ttl, 128 - 3);
    assert_int_equal(k.tcp.opts.n_order, 1);
    bed_flags(s, HOST, 83, TCP_SYN); /* the firewall is at another distance */
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_int_equal(k.ttl, 99);
    sim_free(s);
}

static void repeats_its_syn_ack(void **state)
{
    (void)state;
    struct sim *s = bed_new(LINK4 "host " HOST " { rtt 10ms; tcp 80 open }");
    static const nsec due[] = {0, 1, 3, 7};
    struct packet k;
    nsec first = 0;
    uint32_t seq = 0;
    bed_flags(s, HOST, 80, TCP_SYN);
    for (int i = 0; i < 4; i++) {
        assert_true(bed_next(s, 10 * NSEC_SEC, &k));
        first = i ? first : sim_now(s);
        seq = i ? seq : k.tcp.seq;
        assert_int_equal(sim_now(s) - first, due[i] * NSEC_SEC);
        assert_int_equal(k.tcp.seq, seq);
    }
    assert_int_equal(bed_drain(s, NSEC_MINUTE), 0);
    assert_true(sim_next_event(s) == NSEC_NEVER);

    bed_flags(s, HOST, 80,
              TCP_SYN); /* a RST with the right number ends it, one with a wrong number does not */
    assert_true(bed_next(s, NSEC_SEC / 2, &k));
    bed_tcp(s, HOST, &(struct tcp){.sport = 40000, .dport = 80, .seq = 5, .flags = TCP_RST}, "");
    assert_int_equal(bed_drain(s, 2 * NSEC_SEC), 1);
    bed_tcp(s, HOST, &(struct tcp){.sport = 40000, .dport = 80, .seq = 1001, .flags = TCP_RST}, "");
    assert_int_equal(bed_drain(s, NSEC_MINUTE), 0);
    sim_free(s);
}

static void scanner_kernel_resets(void **state)
{
    (void)state;
    struct sim *s = bed_new(LINK4 "scanner-kernel rst on\nhost " HOST " { rtt 10ms; tcp 80 open }");
    bed_flags(s, HOST, 80, TCP_SYN);
    assert_int_equal(bed_drain(s, NSEC_MINUTE), 1);
    struct sim_stats st;
    sim_stats(s, &st);
    assert_int_equal(st.kernel_rst, 1);
    assert_int_equal(st.arrived, 2);
    sim_free(s);
}

static void keeps_the_first_syn_in_mind(void **state)
{
    (void)state;
    struct sim *s = bed_new(LINK4 "synack-repeat 1\nhost " HOST " { rtt 10ms; tcp 80 open }");
    struct tcp syn = {.sport = 40000, .dport = 80, .seq = 1000, .flags = TCP_SYN};
    struct packet k, again;
    bed_tcp(s, HOST, &syn, "");
    assert_true(bed_next(s, NSEC_SEC / 4, &k));
    bed_tcp(s, HOST, &syn, ""); /* the same: the same answer */
    assert_true(bed_next(s, NSEC_SEC / 4, &again));
    assert_int_equal(again.tcp.seq, k.tcp.seq);
    assert_int_equal(again.tcp.flags, TCP_SYN | TCP_ACK);
    syn.seq = 555; /* another: an ACK for the first */
    bed_tcp(s, HOST, &syn, "");
    assert_true(bed_next(s, NSEC_SEC / 4, &again));
    assert_int_equal(again.tcp.flags, TCP_ACK);
    assert_int_equal(again.tcp.ack, 1001);
    sim_free(s);
}

static void completes_handshakes(void **state)
{
    (void)state;
    struct sim *s = of_stack("linux", HOST, LINK4);
    struct packet k;
    static const struct {
        uint16_t port;
        int after_ack, after_data;
    } cases[] = {{80, -1, TCP_ACK}, {85, -1, -1}, {86, TCP_RST, -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tcp t = {.sport = 40000, .dport = cases[i].port, .seq = 1000, .flags = TCP_SYN};
        bed_tcp(s, HOST, &t, "");
        assert_true(bed_next(s, NSEC_SEC / 4, &k));
        assert_int_equal(k.tcp.flags, TCP_SYN | TCP_ACK);
        assert_int_equal(k.tcp.win == 0, cases[i].port != 80);
        t = (struct tcp){
            .sport = 40000, .dport = cases[i].port, .seq = 1001, .ack = k.tcp.seq + 1, .flags = TCP_ACK};
        bed_tcp(s, HOST, &t, "");
        assert_int_equal(bed_next(s, NSEC_SEC / 4, &k) ? k.tcp.flags : -1, cases[i].after_ack);
        bed_tcp(s, HOST, &t, "abc");
        assert_int_equal(bed_next(s, NSEC_SEC / 4, &k) ? k.tcp.flags : -1, cases[i].after_data);
        if (cases[i].after_data == TCP_ACK)
            assert_int_equal(k.tcp.ack, 1004);
    }
    sim_free(s);
}

/* An open connection outlives the timers of its handshake, until it is reset. */
static void keeps_connections(void **state)
{
    (void)state;
    struct sim *s = bed_new(LINK4 "host " HOST " { rtt 10ms; tcp 80 open }");
    struct tcp t = {.sport = 40000, .dport = 80, .seq = 1000, .flags = TCP_SYN};
    struct packet k;
    bed_tcp(s, HOST, &t, "");
    assert_true(bed_next(s, NSEC_SEC / 4, &k));
    t = (struct tcp){.sport = 40000, .dport = 80, .seq = 1001, .ack = k.tcp.seq + 1, .flags = TCP_ACK};
    bed_tcp(s, HOST, &t, "");
    assert_int_equal(bed_drain(s, 20 * NSEC_SEC), 0);
    bed_tcp(s, HOST, &t, "abc");
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_int_equal(k.tcp.flags, TCP_ACK);
    bed_tcp(s, HOST, &(struct tcp){.sport = 40000, .dport = 80, .seq = 1004, .flags = TCP_RST}, "");
    assert_int_equal(bed_drain(s, NSEC_SEC), 0);
    bed_tcp(s, HOST, &t, "abc"); /* nobody knows it any more */
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_int_equal(k.tcp.flags, TCP_RST);
    (void)bed_drain(s, 100 * NSEC_SEC);
    sim_free(s);
}

/* The table of connections against one that is too simple to be wrong. */
static void finds_connections(void **state)
{
    (void)state;
    enum { FLOWS = 500 };
    static uint32_t at[FLOWS];
    struct conns c;
    struct rng rng = rng_of(4);
    conns_init(&c, 400);
    memset(at, 0xff, sizeof at);
    uint32_t n = 0;
    for (int i = 0; i < 100000; i++) {
        uint32_t which = (uint32_t)rng_below(&rng, FLOWS);
        uint64_t flow =
            which % 50 + (uint64_t)which * (UINT64_C(1) << 40); /* few home seats: clusters form */
        assert_int_equal(conns_find(&c, flow), at[which]);
        if (at[which] == CONN_NONE) {
            at[which] = conns_add(&c, flow);
            assert_true(at[which] != CONN_NONE || n == 400);
            n += at[which] != CONN_NONE;
        } else {
            conns_drop(&c, at[which]);
            at[which] = CONN_NONE;
            n--;
        }
        assert_int_equal(c.used, n);
    }
    conns_fini(&c);
}

static const struct {
    const char *host, *words;
    uint8_t type, code;
    const char *from;
} ways[] = {
    {HOST, "net-unreachable", 3, 0, HOST},
    {HOST, "host-unreachable from 198.18.3.9", 3, 1, "198.18.3.9"},
    {HOST, "protocol-unreachable", 3, 2, HOST},
    {HOST, "port-unreachable from 198.18.3.9", 3, 3, "198.18.3.9"},
    {HOST, "net-prohibited", 3, 9, HOST},
    {HOST, "host-prohibited", 3, 10, HOST},
    {HOST, "host-tos", 3, 12, HOST},
    {HOST, "admin-prohibited from 198.18.3.9", 3, 13, "198.18.3.9"},
    {HOST, "too-big", 3, 4, HOST},
    {HOST, "time-exceeded from 198.18.3.9", 11, 0, "198.18.3.9"},
    {HOST6, "no-route from 2001:db8:3::9", 1, 0, "2001:db8:3::9"},
    {HOST6, "admin-prohibited", 1, 1, HOST6},
    {HOST6, "beyond-scope", 1, 2, HOST6},
    {HOST6, "address-unreachable", 1, 3, HOST6},
    {HOST6, "port-unreachable", 1, 4, HOST6},
    {HOST6, "source-policy", 1, 5, HOST6},
    {HOST6, "reject-route", 1, 6, HOST6},
    {HOST6, "too-big", 2, 0, HOST6},
    {HOST6, "time-exceeded", 3, 0, HOST6},
};

static void rejects_in_every_way(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        bool v4 = strchr(ways[i].host, '.');
        char text[300];
        (void)snprintf(text, sizeof text, "%s%s\nhost %s { hops 5; tcp 23 reject %s; udp 23 reject %s }",
                       v4 ? LINK4 : LINK6, i % 2 ? "quote 8" : "", ways[i].host, ways[i].words,
                       ways[i].words);
        struct sim *s = bed_new(text);
        struct addr from = bed_addr(ways[i].from), host = bed_addr(ways[i].host);
        struct packet k;
        for (int udp = 0; udp < 2; udp++) {
            udp ? bed_udp(s, ways[i].host, 23, "question")
                : bed_tcp(s, ways[i].host,
                          &(struct tcp){.sport = 40000, .dport = 23, .seq = 99, .flags = TCP_SYN}, "");
            assert_true(bed_next(s, NSEC_SEC, &k));
            assert_true(addr_eq(&k.src, &from));
            const struct quote *q = v4 ? &k.icmp.quote : &k.icmp6.quote;
            assert_int_equal(v4 ? k.icmp.type : k.icmp6.type, ways[i].type);
            assert_int_equal(v4 ? k.icmp.code : k.icmp6.code, ways[i].code);
            assert_true(v4 ? k.icmp.has_quote : k.icmp6.has_quote);
            assert_true(addr_eq(&q->dst, &host) && q->has_ports && q->sport == 40000 && q->dport == 23);
            assert_int_equal(q->ttl, 64 - 5);
            assert_int_equal(q->transport_len, i % 2 ? 8 : udp ? 16 : 20);
            assert_true(udp || (q->has_seq && q->seq == 99));
        }
        sim_free(s);
    }
}

static void rations_icmp_like_linux(void **state)
{
    (void)state;
    struct sim *s = bed_new(LINK4 "host " HOST " { rtt 10ms }");
    for (uint16_t i = 0; i < 100; i++)
        bed_udp(s, HOST, (uint16_t)(1000 + i), "x");
    assert_int_equal(bed_drain(s, NSEC_SEC / 2), 6);
    assert_int_equal(bed_dropped(s, SIM_DROP_ICMP_RATION), 94);
    bed_drain(s, 10 * NSEC_SEC); /* full again; now ten probes in each of ten seconds */
    unsigned came = 0;
    for (int i = 0; i < 100; i++) {
        bed_udp(s, HOST, (uint16_t)(2000 + i), "x");
        came += bed_drain(s, NSEC_SEC / 10);
    }
    assert_in_range(came, 15, 16);
    struct sim_host_stats h;
    struct addr host = bed_addr(HOST);
    sim_host_stats(s, &host, &h);
    assert_int_equal(h.sent, 200);
    assert_int_equal(h.arrived, 200);
    assert_int_equal(h.answers, 6 + came);
    assert_int_equal(h.answers + h.rationed, 200);
    assert_int_equal(h.peak_second, 100);
    sim_free(s);
}

static void rations_resets(void **state)
{
    (void)state;
    struct sim *s = bed_new(LINK4 "host " HOST " { rtt 10ms; rst-ration 200/s burst 50; tcp 80 open }");
    for (uint16_t i = 0; i < 1000; i++)
        bed_flags(s, HOST, (uint16_t)(1000 + i), TCP_SYN);
    bed_flags(s, HOST, 80, TCP_SYN); /* a SYN-ACK is no RST */
    assert_int_equal(bed_drain(s, NSEC_SEC / 2), 51);
    unsigned came = 0;
    for (int i = 0; i < 1000; i++) {
        bed_flags(s, HOST, (uint16_t)(3000 + i), TCP_SYN);
        came += bed_drain(s, NSEC_MS);
    }
    assert_in_range(came, 240, 255);
    sim_free(s);
}

static void answers_udp(void **state)
{
    (void)state;
    struct sim *s = bed_new(
        LINK4 "host " HOST " { hops 2; udp 53 open; udp 54 open if-data; udp 55 mute; udp 56 silent }");
    struct packet k;
    bed_udp(s, HOST, 53, "id12345");
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_int_equal(k.udp.sport, 53);
    assert_int_equal(k.payload.len, 7);
    assert_memory_equal(k.payload.at, "id", 2);
    bed_udp(s, HOST, 53, "");
    assert_true(bed_next(s, NSEC_SEC, &k));
    bed_udp(s, HOST, 54, "");
    bed_udp(s, HOST, 55, "x");
    bed_udp(s, HOST, 56, "x");
    assert_int_equal(bed_drain(s, NSEC_SEC), 0);
    bed_udp(s, HOST, 54, "x");
    bed_udp(s, HOST, 57, "x");
    assert_true(bed_next(s, NSEC_SEC, &k) && (k.has & PACKET_HAS_UDP));
    assert_true(bed_next(s, NSEC_SEC, &k) && (k.has & PACKET_HAS_ICMP) &&
                k.icmp.code == ICMP_UNREACHABLE_PORT);
    sim_free(s);
}

static void send_icmp(struct sim *s, const char *host, uint8_t type, uint8_t ttl)
{
    uint8_t frame[128], data[12] = {1, 2, 3};
    struct wr w = wr_of(frame, sizeof frame);
    struct addr to = bed_addr(host), own = bed_own(s, &to);
    bed_ip(s, &w, &to, to.len == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6, ttl, ICMP_LEN + sizeof data);
    if (to.len == 4)
        icmp_build(&w, &(struct icmp_msg){.type = type,
                                          .id = 7,
                                          .seq = 8,
                                          .data = data,
                                          .data_len = sizeof data,
                                          .has_times = type == ICMP_TYPE_TIMESTAMP});
    else
        icmp6_build(
            &w, &(struct icmp6_msg){.type = type, .id = 7, .seq = 8, .data = data, .data_len = sizeof data},
            &own, &to);
    bed_send(s, &w);
}

static void answers_icmp(void **state)
{
    (void)state;
    struct sim *s = bed_new("link ip addr 198.18.0.1/24 addr 2001:db8::1/64\ngateway 198.18.0.254\n"
                            "host " HOST " { hops 4 }\nhost 198.18.4.2 { echo off }\nhost " HOST6 " { }\n"
                            "host 198.18.4.3 { walled 100%; tcp 80 open }\n");
    struct packet k;
    struct addr gateway = bed_addr("198.18.0.254");
    send_icmp(s, HOST, ICMP_TYPE_ECHO, 64);
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_true(k.icmp.type == ICMP_TYPE_ECHO_REPLY && k.icmp.id == 7 && k.icmp.seq == 8 &&
                k.icmp.data_len == 12);
    send_icmp(s, HOST6, ICMP6_TYPE_ECHO, 64);
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_true(k.icmp6.type == ICMP6_TYPE_ECHO_REPLY && k.icmp6.id == 7 && k.icmp6.data_len == 12);
    send_icmp(s, HOST, ICMP_TYPE_TIMESTAMP, 64);
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_true(k.icmp.type == ICMP_TYPE_TIMESTAMP_REPLY && k.icmp.has_times && k.icmp.id == 7);
    send_icmp(s, HOST, ICMP_TYPE_ECHO, 4); /* the fourth router takes the last hop */
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_true(k.icmp.type == ICMP_TYPE_TIME_EXCEEDED && addr_eq(&k.src, &gateway));
    send_icmp(s, "198.18.4.2", ICMP_TYPE_ECHO, 64);
    send_icmp(s, "198.18.4.3", ICMP_TYPE_ECHO, 64);
    bed_flags(s, "198.18.4.3", 81, TCP_SYN);
    assert_int_equal(bed_drain(s, NSEC_SEC), 0);
    bed_flags(s, "198.18.4.3", 80, TCP_SYN);
    assert_int_equal(bed_drain(s, NSEC_SEC / 2), 1);
    sim_free(s);
}

static void refuses_other_protocols(void **state)
{
    (void)state;
    struct sim *s = bed_new(LINK4 "host " HOST " { }");
    uint8_t frame[128];
    struct wr w = wr_of(frame, sizeof frame);
    struct addr to = bed_addr(HOST);
    struct packet k;
    bed_ip(s, &w, &to, 47, 64, 16);
    wr_zero(&w, 16);
    bed_send(s, &w);
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_true(k.icmp.type == ICMP_TYPE_UNREACHABLE && k.icmp.code == ICMP_UNREACHABLE_PROTO);
    assert_int_equal(k.icmp.quote.proto, 47);
    sim_free(s);
}

static void reports_the_dead(void **state)
{
    (void)state;
    struct sim *s =
        bed_new(LINK4 "gateway 198.18.0.254\nhosts 198.18.4.0/30 { dead 100% reject host-unreachable }\n"
                      "hosts 198.18.5.0/30 { dead 100% }");
    struct addr gateway = bed_addr("198.18.0.254");
    struct packet k;
    bed_flags(s, HOST, 80, TCP_SYN);
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_true(k.icmp.code == ICMP_UNREACHABLE_HOST && addr_eq(&k.src, &gateway));
    bed_flags(s, "198.18.5.1", 80, TCP_SYN);  /* silent */
    bed_flags(s, "198.18.99.1", 80, TCP_SYN); /* no rule */
    assert_int_equal(bed_drain(s, NSEC_SEC), 0);
    sim_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tcp_follows_the_rfc),
        cmocka_unit_test(acknowledges_data_of_a_syn),
        cmocka_unit_test(offers_what_the_stack_would),
        cmocka_unit_test(repeats_its_syn_ack),
        cmocka_unit_test(scanner_kernel_resets),
        cmocka_unit_test(keeps_the_first_syn_in_mind),
        cmocka_unit_test(completes_handshakes),
        cmocka_unit_test(keeps_connections),
        cmocka_unit_test(finds_connections),
        cmocka_unit_test(rejects_in_every_way),
        cmocka_unit_test(rations_icmp_like_linux),
        cmocka_unit_test(rations_resets),
        cmocka_unit_test(answers_udp),
        cmocka_unit_test(answers_icmp),
        cmocka_unit_test(refuses_other_protocols),
        cmocka_unit_test(reports_the_dead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
