#include "priv_test.h"

#include "base/hash.h"

#include <errno.h>
#include <stdlib.h>

static const char block[] = LINK4
    "scanner-kernel rst on\nloss 1% each-way\nloss burst enter 0.2% leave 10% drop 80%\nduplicate 1%\n"
    "reorder 2% by 20ms\nqueue 10mbit buffer 50kB\npolicer 20000/s burst 500\n"
    "hosts 198.18.4.0/24 { dead 40%; walled 20%; rtt 5ms..300ms; jitter 2ms; rst-ration 100/s burst 20\n"
    "tcp 10% of 1-40 open; tcp 20% of rest silent; udp 53 open }\n";

static const char hostile[] = LINK4
    "scanner-kernel rst on\nduplicate 5%\n"
    "hostile { wrong-ack 20%; wrong-port 20%; truncated 20%; bad-checksum 20%; stray-icmp 20%; stranger 20%\n"
    "flood 0.2% of 1000 }\n"
    "hosts 198.18.4.0/26 { rtt 1ms..9ms; tcp 30% of 1-40 open; udp 53 open; tcp 39 reject admin-prohibited }";

/* SYNs to `ports` ports of 256 addresses; returns the trace of what came back. Checks time on the way. */
static uint64_t sweep(const char *script, uint64_t seed, unsigned ports, struct sim_stats *ret)
{
    struct sim *s = bed_conf(script, (struct sim_conf){.seed = seed});
    struct frame f[32];
    nsec last = 0;
    for (unsigned i = 0; i < 256 * ports; i++) {
        char host[32];
        (void)snprintf(host, sizeof host, "198.18.4.%u", i % 256);
        bed_flags(s, host, (uint16_t)(1 + i / 256), TCP_SYN);
        if (i % 16 == 0)
            sim_advance(s, sim_now(s) + NSEC_MS);
        for (uint32_t n; (n = frames_recv(sim_frames(s), f, 32)); frames_release(sim_frames(s), n))
            for (uint32_t k = 0; k < n; k++) {
                assert_true(f[k].at >= last && f[k].at <= sim_now(s));
                last = f[k].at;
            }
    }
    bed_drain(s, 100 * NSEC_SEC);
    assert_true(sim_next_event(s) == NSEC_NEVER);
    sim_stats(s, ret);
    uint64_t trace = sim_trace_hash(s);
    sim_free(s);
    return trace;
}

static void same_seed_same_run(void **state)
{
    (void)state;
    static const char *const scripts[] = {block, hostile};
    for (int i = 0; i < 2; i++) {
        struct sim_stats a, b, c;
        uint64_t first = sweep(scripts[i], 1, 40, &a), second = sweep(scripts[i], 1, 40, &b);
        assert_true(first == second);
        assert_memory_equal(&a, &b, sizeof a);
        assert_true(first != sweep(scripts[i], 2, 40, &c));
        assert_true(a.delivered > 1000);
    }
}

static void counts_every_packet(void **state)
{
    (void)state;
    struct sim_stats st;
    sweep(block, 1, 40, &st);
    assert_int_equal(st.sent, 256 * 40);
    assert_true(st.drop[SIM_DROP_LOSS_OUT] && st.drop[SIM_DROP_BURST_OUT] && st.drop[SIM_DROP_LOSS_BACK]);
    assert_true(st.drop[SIM_DROP_RST_RATION] == 0 || st.drop[SIM_DROP_RST_RATION] < st.arrived);
    uint64_t lost_out = st.drop[SIM_DROP_LOSS_OUT] + st.drop[SIM_DROP_BURST_OUT] +
                        st.drop[SIM_DROP_POLICER_OUT] + st.drop[SIM_DROP_QUEUE_OUT];
    uint64_t lost_back = st.drop[SIM_DROP_LOSS_BACK] + st.drop[SIM_DROP_BURST_BACK] +
                         st.drop[SIM_DROP_POLICER_BACK] + st.drop[SIM_DROP_QUEUE_BACK];
    /* duplicates happen in both directions, so both sides are bounds that meet when there are none */
    assert_in_range(st.arrived, st.sent + st.kernel_rst - lost_out - st.drop[SIM_DROP_DEAD],
                    st.sent + st.kernel_rst - lost_out - st.drop[SIM_DROP_DEAD] + st.duplicated);
    assert_in_range(st.delivered, st.answers - lost_back, st.answers - lost_back + st.duplicated);
    assert_int_equal(st.drop[SIM_DROP_MEMORY], 0);
}

static void loss_is_what_the_script_says(void **state)
{
    (void)state;
    struct sim *s = bed_new(LINK4 "host 198.18.4.1 { loss 5% each-way }");
    for (int i = 0; i < 20000; i++)
        bed_flags(s, "198.18.4.1", (uint16_t)(1 + i), TCP_SYN);
    unsigned came = bed_drain(s, NSEC_SEC);
    assert_in_range(came, 18050 - 210, 18050 + 210); /* 0.95 squared, five standard deviations */
    sim_free(s);
}

/* Probing every door once, without loss, must show exactly the truth. */
static void truth_is_what_probes_see(void **state)
{
    (void)state;
    struct sim *s = bed_new(
        LINK4
        "synack-repeat 0\nhosts 198.18.4.0/26 { dead 50%; walled 40%; icmp-ration off\n"
        "tcp 30% of 1-20 open; tcp 30% of 1-25 silent; tcp 26 reject host-prohibited\n"
        "tcp 27 reject tcp-reset; udp 53 open; udp 54 mute; udp 55 reject port-unreachable from 198.18.9.9 }\n"
        "host 198.18.4.3 { tcp rest tarpit }");
    unsigned alive = 0, open = 0, seen_open = 0;
    struct sim_walk hosts = {0}, doors = {0};
    struct addr a;
    struct sim_door d;
    while (sim_walk_hosts(s, &hosts, &a))
        alive++;
    while (sim_walk_open(s, &doors, &d))
        open += d.proto == PROTO_TCP && d.port >= 1 && d.port <= 30;
    assert_in_range(alive, 20, 45);
    for (unsigned i = 0; i < 64; i++) {
        struct addr base = bed_addr("198.18.4.0"), to = addr_add(&base, i);
        char host[ADDR_TEXT_MAX];
        addr_text(&to, host);
        alive -= sim_alive(s, &to);
        for (uint16_t port = 1; port <= 30; port++) {
            struct packet k;
            d = sim_truth(s, &to, PROTO_TCP, port);
            bed_flags(s, host, port, TCP_SYN);
            bool came = bed_next(s, NSEC_SEC, &k);
            bool icmp = came && (k.has & PACKET_HAS_ICMP), reset = came && !icmp && (k.tcp.flags & TCP_RST);
            enum state seen = came && !icmp && !reset ? STATE_OPEN : reset ? STATE_CLOSED : STATE_FILTERED;
            assert_int_equal(d.state == STATE_UNKNOWN ? STATE_FILTERED : d.state, seen);
            assert_int_equal(d.reason == REASON_ICMP_HOST_PROHIB, icmp);
            seen_open += seen == STATE_OPEN;
        }
        for (uint16_t port = 53; port <= 56; port++) {
            struct packet k;
            d = sim_truth(s, &to, PROTO_UDP, port);
            bed_udp(s, host, port, "x");
            bool came = bed_next(s, NSEC_SEC, &k);
            bool self = came && addr_eq(&k.src, &to);
            enum state seen = !came                    ? STATE_OPEN_FILTERED
                              : k.has & PACKET_HAS_UDP ? STATE_OPEN
                              : self                   ? STATE_CLOSED
                                                       : STATE_FILTERED;
            assert_int_equal(d.state == STATE_UNKNOWN ? STATE_OPEN_FILTERED : d.state, seen);
        }
    }
    assert_int_equal(alive, 0);
    assert_int_equal(open, seen_open);
    assert_true(open > 30);
    a = bed_addr("198.18.4.3");
    assert_true(sim_truth(s, &a, PROTO_TCP, 40000).phantom);
    sim_free(s);
}

static void shares_are_what_the_script_says(void **state)
{
    (void)state;
    struct sim *s = bed_new(LINK4 "hosts 198.18.64.0/18 { dead 60%; tcp 2% of 1-100 open }");
    struct sim_walk hosts = {0}, doors = {0};
    struct addr a;
    struct sim_door d;
    unsigned alive = 0, open = 0;
    while (sim_walk_hosts(s, &hosts, &a))
        alive++;
    while (sim_walk_open(s, &doors, &d))
        open++;
    assert_in_range(alive, 6554 - 314, 6554 + 314);
    assert_in_range(open, alive * 2 - 570, alive * 2 + 570);
    sim_free(s);
}

static void longest_prefix_wins(void **state)
{
    (void)state;
    struct sim *s = bed_new(
        LINK4 "hosts 198.18.4.0/24 { }\nhost 198.18.4.9 { tcp 80 open }\nhosts 198.18.4.0/28 { dead 100% }");
    struct addr nine = bed_addr("198.18.4.9"), eight = bed_addr("198.18.4.8"),
                other = bed_addr("198.18.4.200");
    assert_int_equal(sim_truth(s, &nine, PROTO_TCP, 80).state, STATE_OPEN);
    assert_int_equal(sim_truth(s, &eight, PROTO_TCP, 80).state, STATE_UNKNOWN);
    assert_int_equal(sim_truth(s, &other, PROTO_TCP, 80).state, STATE_CLOSED);
    struct sim_walk hosts = {0};
    struct addr a;
    unsigned alive = 0;
    while (sim_walk_hosts(s, &hosts, &a))
        alive++;
    assert_int_equal(alive, 256 - 16 + 1); /* each address once */
    sim_free(s);
}

static void ask_arp(struct sim *s, const char *host)
{
    uint8_t frame[64];
    struct wr w = wr_of(frame, sizeof frame);
    struct eth e = {.dst = {255, 255, 255, 255, 255, 255}, .type = ETH_TYPE_ARP};
    struct arp q = {.op = ARP_REQUEST, .src = bed_addr("198.18.0.1"), .dst = bed_addr(host)};
    memcpy(e.src, sim_link_mac(s), 6);
    memcpy(q.src_mac, sim_link_mac(s), 6);
    eth_build(&w, &e);
    arp_build(&w, &q);
    eth_pad(&w);
    bed_send(s, &w);
}

static const char on_link[] = "link ethernet addr 198.18.0.1/24 addr 2001:db8::1/64\ngateway 198.18.0.254\n"
                              "gateway 2001:db8::fe mac 02:00:00:00:00:fd\nhost 198.18.0.9 { tcp 80 open }\n"
                              "hosts 198.18.0.16/28 { dead 100% }\nhost 2001:db8::9 { tcp 80 open }\n"
                              "host 198.18.4.1 { tcp 80 open }\n";

static void answers_arp(void **state)
{
    (void)state;
    struct sim *s = bed_new(on_link);
    struct packet k;
    struct addr host = bed_addr("198.18.0.9"), far = bed_addr("198.18.4.1");
    uint8_t mac[6];
    ask_arp(s, "198.18.0.9");
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_true((k.has & PACKET_HAS_ARP) && k.arp.op == ARP_REPLY && addr_eq(&k.arp.src, &host));
    assert_memory_equal(k.eth.dst, sim_link_mac(s), 6);
    assert_true(sim_next_hop(s, &host, mac));
    assert_memory_equal(k.arp.src_mac, mac, 6);
    ask_arp(s, "198.18.0.254");
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_true(sim_next_hop(s, &far, mac));
    assert_memory_equal(k.arp.src_mac, mac, 6);
    ask_arp(s, "198.18.0.17"); /* dead */
    ask_arp(s, "198.18.0.99"); /* nobody */
    ask_arp(s, "198.18.4.1");  /* not on this link */
    assert_int_equal(bed_drain(s, NSEC_SEC), 0);
    bed_flags(s, "198.18.0.9", 80, TCP_SYN); /* straight to the host's MAC */
    assert_true(bed_next(s, NSEC_SEC / 2, &k) && (k.tcp.flags & TCP_SYN));
    sim_free(s);
}

static void gateway_answers_for_others(void **state)
{
    (void)state;
    struct sim *s = bed_new("link ethernet addr 198.18.0.1/24\ngateway 198.18.0.254 proxy-arp\n"
                            "hosts 198.18.0.16/28 { dead 100% }\n");
    struct packet k;
    ask_arp(s, "198.18.0.17");
    assert_true(bed_next(s, NSEC_SEC, &k));
    assert_int_equal(k.arp.src_mac[5], 0xfe);
    ask_arp(s, "198.18.0.1"); /* but not for ourselves */
    assert_int_equal(bed_drain(s, NSEC_SEC), 0);
    sim_free(s);
}

static void answers_solicitations(void **state)
{
    (void)state;
    struct sim *s = bed_new(on_link);
    static const char *const target[] = {"2001:db8::9", "2001:db8::fe", "2001:db8::77"};
    for (int i = 0; i < 3; i++) {
        uint8_t frame[128], mac[6];
        struct wr w = wr_of(frame, sizeof frame);
        struct packet k;
        struct addr to = bed_addr(target[i]), own = bed_addr("2001:db8::1"),
                    group = icmp6_solicited_node(&to);
        struct eth e = {.type = ETH_TYPE_IP6};
        struct icmp6_msg m = {
            .type = ICMP6_TYPE_SOLICITATION, .target = to, .has_target = true, .has_mac = true};
        memcpy(e.src, sim_link_mac(s), 6);
        memcpy(m.mac, e.src, 6);
        icmp6_multicast_mac(&group, e.dst);
        eth_build(&w, &e);
        ip6_build(&w, &(struct ip6){.src = own, .dst = group, .hop = 255, .next = IPPROTO_ICMPV6}, 32);
        icmp6_build(&w, &m, &own, &group);
        bed_send(s, &w);
        assert_int_equal(bed_next(s, NSEC_SEC, &k), i < 2);
        if (i == 2)
            break;
        assert_true(k.icmp6.type == ICMP6_TYPE_ADVERTISEMENT && addr_eq(&k.icmp6.target, &to) &&
                    k.ttl == 255);
        assert_true(sim_next_hop(s, &to, mac) && k.icmp6.has_mac);
        assert_memory_equal(k.icmp6.mac, mac, 6);
    }
    bed_flags(s, "2001:db8::9", 80, TCP_SYN);
    assert_int_equal(bed_drain(s, NSEC_SEC / 2), 1);
    sim_free(s);
}

static void turns_away_wrong_packets(void **state)
{
    (void)state;
    struct sim *s = bed_new(on_link);
    uint8_t frame[128];
    struct addr to = bed_addr("198.18.4.1"), own = bed_own(s, &to);
    struct tcp syn = {.sport = 1, .dport = 80, .flags = TCP_SYN};
    struct wr w = wr_of(frame, sizeof frame);
    bed_ip(s, &w, &to, IPPROTO_TCP, 64, TCP_LEN);
    tcp_build(&w, &syn, NULL, 0, &own, &to);
    for (uint32_t n = 0; n < wr_len(&w); n++) { /* every truncation */
        uint8_t *copy = malloc(n + 1);
        assert_non_null(copy);
        memcpy(copy, frame, n);
        assert_true(sim_put(s, copy, n));
        free(copy);
    }
    assert_int_equal(bed_drain(s, NSEC_SEC), 0);
    assert_int_equal(bed_dropped(s, SIM_DROP_MALFORMED), wr_len(&w));
    frame[ETH_LEN + IP4_LEN + TCP_AT_CSUM] ^= 1;
    bed_send(s, &w);
    assert_int_equal(bed_dropped(s, SIM_DROP_MALFORMED), wr_len(&w) + 1);
    frame[ETH_LEN + IP4_LEN + TCP_AT_CSUM] ^= 1;
    frame[5] ^= 1; /* MAC */
    bed_send(s, &w);
    assert_int_equal(bed_dropped(s, SIM_DROP_WRONG_MAC), 1);
    frame[5] ^= 1;
    bed_send(s, &w);
    assert_int_equal(bed_drain(s, NSEC_SEC / 2), 1);
    w = wr_of(frame, sizeof frame);
    own = bed_addr("198.18.0.2"); /* a source address that is not ours */
    struct eth e = {.dst = {2, 0, 0, 0, 0, 0xfe}, .type = ETH_TYPE_IP4};
    eth_build(&w, &e);
    ip4_build(&w, &(struct ip4){.src = own, .dst = to, .ttl = 64, .proto = IPPROTO_TCP}, TCP_LEN);
    tcp_build(&w, &syn, NULL, 0, &own, &to);
    bed_send(s, &w);
    assert_int_equal(bed_dropped(s, SIM_DROP_FOREIGN), 1);
    sim_free(s);
}

static void survives_noise(void **state)
{
    (void)state;
    struct sim *s = bed_new(on_link);
    struct rng rng = rng_of(9);
    uint8_t frame[200];
    struct addr to = bed_addr("198.18.4.1"), own = bed_own(s, &to);
    for (int i = 0; i < 20000; i++) {
        struct wr w = wr_of(frame, sizeof frame);
        bed_ip(s, &w, &to, IPPROTO_TCP, 64, TCP_LEN);
        tcp_build(&w, &(struct tcp){.dport = 80, .flags = TCP_SYN}, NULL, 0, &own, &to);
        for (uint64_t k = rng_below(&rng, 4); k; k--)
            frame[rng_below(&rng, wr_len(&w))] = (uint8_t)rng_u64(&rng);
        if (i % 2) { /* keep the checksum of the IP header right, so that more gets through */
            put_u16(frame + ETH_LEN + IP4_AT_CSUM, 0);
            put_u16(frame + ETH_LEN + IP4_AT_CSUM, 0);
        }
        (void)sim_put(s, frame, (uint32_t)(rng_below(&rng, 2) ? wr_len(&w) : rng_below(&rng, sizeof frame)));
        if (i % 100 == 0)
            (void)bed_drain(s, NSEC_MS);
    }
    (void)bed_drain(s, NSEC_MINUTE);
    sim_free(s);
}

static void follows_the_clock_of_the_script(void **state)
{
    (void)state;
    struct sim *s = bed_new(
        LINK4 "host 198.18.4.1 { rtt 10ms; tcp 80 open }\nsynack-repeat 0\n"
              "at 1s host 198.18.4.1 down\nat 2s host 198.18.4.1 up\nat 3s link down\nat 4s link up\n");
    static const unsigned answers[] = {1, 0, 1, 0, 1};
    struct frame f;
    for (int i = 0; i < 5; i++) {
        if (i == 3) {
            assert_int_equal(frames_reserve(sim_frames(s), &f, 1), 1);
            assert_int_equal(frames_send(sim_frames(s), &f, 1), -ENETDOWN);
        } else {
            bed_flags(s, "198.18.4.1", 81, TCP_SYN);
        }
        assert_int_equal(bed_drain(s, NSEC_SEC - (i ? 0 : NSEC_MS)), answers[i]);
        if (i == 0)
            sim_advance(s, sim_now(s) + NSEC_MS);
    }
    sim_free(s);
}

static void keeps_the_frames_contract(void **state)
{
    (void)state;
    struct sim *s = bed_conf("link ip addr 198.18.0.1/24 rate 1000/s burst 10\nhost 198.18.4.1 { }\n"
                             "synack-repeat 0",
                             (struct sim_conf){.seed = 1, .rx_slots = 8});
    struct frames *port = sim_frames(s);
    struct frame f[16], again[16];
    struct addr to = bed_addr("198.18.4.1"), own = bed_own(s, &to);
    assert_int_equal(frames_rx_fd(port), -1);
    assert_int_equal(port->layer, FRAMES_IP);
    assert_int_equal(port->mtu, 1500);
    assert_int_equal(frames_reserve(port, f, 16), 16);
    assert_int_equal(frames_reserve(port, again, 16), 16);
    assert_ptr_equal(f[3].data, again[3].data);
    for (uint16_t i = 0; i < 16; i++) {
        struct wr w = wr_of(f[i].data, f[i].len);
        bed_ip(s, &w, &to, IPPROTO_TCP, 64, TCP_LEN);
        tcp_build(&w, &(struct tcp){.sport = 1, .dport = i, .flags = TCP_SYN}, NULL, 0, &own, &to);
        f[i].len = (uint32_t)wr_len(&w);
    }
    assert_int_equal(frames_send(port, f, 16), 10); /* the rest does not fit into this moment */
    sim_advance(s, sim_now(s) + 5 * NSEC_MS / 2);
    struct frames_stats st;
    frames_stats(port, &st);
    assert_int_equal(st.tx, 10);
    assert_int_equal(st.tx_refused, 6);
    assert_int_equal(st.rx, 8); /* the ring had eight places */
    assert_int_equal(st.rx_ring_drops, 2);
    assert_int_equal(st.rx_fill_permille, 1000);
    assert_int_equal(sim_next_event(s), sim_now(s));
    assert_int_equal(frames_recv(port, f, 3), 3);
    assert_int_equal(frames_recv(port, f + 3, 13), 5);
    assert_int_equal(frames_recv(port, f, 16), 0);
    frames_release(port, 3);
    frames_stats(port, &st);
    assert_int_equal(st.rx_fill_permille, 625);
    frames_release(port, 5);
    frames_free(port); /* not ours to free */
    assert_true(sim_next_event(s) == NSEC_NEVER);
    sim_free(s);
}

static void has_limits(void **state)
{
    (void)state;
    struct sim *s =
        bed_conf(LINK4 "hosts 198.18.4.0/24 { rtt 1s; tcp rest open }",
                 (struct sim_conf){.seed = 1, .max_packets = 16, .max_hosts = 10, .max_conns = 4});
    struct sim_stats st;
    for (int i = 0; i < 20; i++) {
        char host[32];
        (void)snprintf(host, sizeof host, "198.18.4.%d", i);
        bed_flags(s, host, 80, TCP_SYN);
        bed_flags(s, host, 81, TCP_SYN);
    }
    sim_stats(s, &st);
    assert_int_equal(st.host_refused, 20);
    assert_int_equal(st.drop[SIM_DROP_MEMORY], 4);
    (void)bed_drain(s, NSEC_MINUTE);
    sim_stats(s, &st);
    assert_true(st.conn_refused >= 4);
    assert_true(sim_next_event(s) == NSEC_NEVER);
    sim_free(s);
}

static void hostile_packets_come_beside_the_truth(void **state)
{
    (void)state;
    struct sim_stats st;
    (void)sweep(hostile, 1, 40, &st);
    assert_true(st.forged > 1000);
    struct sim *s = bed_new(
        LINK4 "host 198.18.4.1 { tcp 80 open }\nhostile { wrong-ack 100%; wrong-port 100%; stranger 100%\n"
              "bad-checksum 100%; stray-icmp 100%; truncated 100%; flood 100% of 10 }\nsynack-repeat 0");
    unsigned genuine = 0, wrong = 0, wrong_csum = 0;
    struct frame f[32];
    bed_tcp(s, "198.18.4.1", &(struct tcp){.sport = 40000, .dport = 80, .seq = 99, .flags = TCP_SYN}, "");
    sim_advance(s, sim_now(s) + NSEC_SEC);
    uint32_t n = frames_recv(sim_frames(s), f, 32);
    struct addr host = bed_addr("198.18.4.1");
    assert_int_equal(n, 1 + 6 + 10);
    for (uint32_t i = 0; i < n; i++) {
        struct packet k;
        bool good = packet_parse(f[i].data, f[i].len, PACKET_IP, true, &k) == PACKET_OK &&
                    (k.has & PACKET_HAS_TCP) && k.csum == PACKET_CSUM_RIGHT && k.tcp.ack == 100 &&
                    k.tcp.sport == 80 && addr_eq(&k.src, &host);
        genuine += good;
        wrong += !good;
        wrong_csum += (k.has & PACKET_HAS_TCP) && k.csum == PACKET_CSUM_WRONG;
    }
    assert_int_equal(genuine, 11);
    assert_int_equal(wrong, 6);
    assert_int_equal(wrong_csum, 1); /* the others are wrong in one thing only */
    sim_free(s);
}

static const char *dir;

/* The scripts beside this test all load, and each has something to find. */
static void shipped_scripts_load(void **state)
{
    (void)state;
    static const char *const names[] = {"burst",    "conntrack",   "filtered-host", "hostile",
                                        "icmp-mix", "ip6",         "issue-block",   "issue-host",
                                        "link",     "lossy-block", "policer",       "ration"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[1024], text[600];
        struct diag d = {0};
        struct sim *s;
        struct sim_walk walk = {0};
        struct sim_door door;
        (void)snprintf(path, sizeof path, "%s/%s.sim", dir, names[i]);
        if (sim_load(path, &(struct sim_conf){.seed = 1}, &s, &d))
            fail_msg("%s: %s", path, diag_text(&d, NULL, text, sizeof text));
        assert_true(sim_walk_open(s, &walk, &door));
        sim_free(s);
    }
    struct sim *s;
    struct diag d = {0};
    assert_int_equal(sim_load("/nonexistent.sim", &(struct sim_conf){0}, &s, &d), -ENOENT);
}

int main(int argc, char **argv)
{
    dir = argc > 1 ? argv[1] : ".";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_same_run),
        cmocka_unit_test(counts_every_packet),
        cmocka_unit_test(loss_is_what_the_script_says),
        cmocka_unit_test(truth_is_what_probes_see),
        cmocka_unit_test(shares_are_what_the_script_says),
        cmocka_unit_test(longest_prefix_wins),
        cmocka_unit_test(answers_arp),
        cmocka_unit_test(gateway_answers_for_others),
        cmocka_unit_test(answers_solicitations),
        cmocka_unit_test(turns_away_wrong_packets),
        cmocka_unit_test(survives_noise),
        cmocka_unit_test(follows_the_clock_of_the_script),
        cmocka_unit_test(keeps_the_frames_contract),
        cmocka_unit_test(has_limits),
        cmocka_unit_test(hostile_packets_come_beside_the_truth),
        cmocka_unit_test(shipped_scripts_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
