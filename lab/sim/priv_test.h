/* For the tests of this folder: a network, probes made by hand, and the frames that come back, read. */
#pragma once

#include "sim/sim.h"
#include "wire/packet.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* after its needs */
#include <cmocka.h>

#define LINK4 "link ip addr 198.18.0.1/24\n"
#define LINK6 "link ip addr 2001:db8::1/64\n"

static inline struct addr bed_addr(const char *text)
{
    struct addr a;
    assert_int_equal(addr_parse(text, &a), 0);
    return a;
}

static inline struct sim *bed_conf(const char *script, struct sim_conf conf)
{
    struct diag d = {0};
    struct sim *s = NULL;
    char text[600];
    conf.text = script;
    conf.len = strlen(script);
    if (sim_new(&conf, &s, &d))
        fail_msg("%s", diag_text(&d, NULL, text, sizeof text));
    return s;
}

static inline struct sim *bed_new(const char *script)
{
    return bed_conf(script, (struct sim_conf){.seed = 7});
}

/* Our own address of the same family as `to`. */
static inline struct addr bed_own(const struct sim *s, const struct addr *to)
{
    struct addr own[8];
    unsigned n = sim_link_addrs(s, own, 8);
    for (unsigned i = 0; i < n; i++)
        if (own[i].len == to->len)
            return own[i];
    fail_msg("no own address of this family");
    return own[0];
}

/* Writes link and IP headers for `len` bytes of `proto`. */
static inline void bed_ip(struct sim *s, struct wr *w, const struct addr *to, uint8_t proto, uint8_t ttl,
                          size_t len)
{
    struct addr own = bed_own(s, to);
    if (sim_frames(s)->layer == FRAMES_ETHERNET) {
        struct eth e = {.type = to->len == 4 ? ETH_TYPE_IP4 : ETH_TYPE_IP6};
        memcpy(e.src, sim_link_mac(s), 6);
        assert_true(sim_next_hop(s, to, e.dst));
        eth_build(w, &e);
    }
    if (to->len == 4)
        ip4_build(w, &(struct ip4){.src = own, .dst = *to, .ttl = ttl, .proto = proto, .id = 0x4242}, len);
    else
        ip6_build(w, &(struct ip6){.src = own, .dst = *to, .hop = ttl, .next = proto}, len);
}

static inline void bed_send(struct sim *s, const struct wr *w)
{
    assert_false(w->bad);
    assert_true(sim_put(s, w->start, (uint32_t)wr_len(w)));
}

static inline void bed_tcp(struct sim *s, const char *host, const struct tcp *t, const char *data)
{
    uint8_t frame[512];
    struct wr w = wr_of(frame, sizeof frame);
    struct addr to = bed_addr(host), own = bed_own(s, &to);
    size_t options = 0;
    if (t->opts.n_order) {
        uint8_t opts[TCP_OPTS_MAX];
        struct wr o = wr_of(opts, sizeof opts);
        tcp_opts_build(&o, &t->opts);
        options = wr_len(&o);
    }
    bed_ip(s, &w, &to, IPPROTO_TCP, 64, TCP_LEN + options + strlen(data));
    tcp_build(&w, t, data, strlen(data), &own, &to);
    bed_send(s, &w);
}

static inline void bed_flags(struct sim *s, const char *host, uint16_t port, uint8_t flags)
{
    bed_tcp(s, host, &(struct tcp){.sport = 40000, .dport = port, .seq = 1000, .ack = 2000, .flags = flags},
            "");
}

static inline void bed_udp(struct sim *s, const char *host, uint16_t port, const char *data)
{
    uint8_t frame[512];
    struct wr w = wr_of(frame, sizeof frame);
    struct addr to = bed_addr(host), own = bed_own(s, &to);
    bed_ip(s, &w, &to, IPPROTO_UDP, 64, UDP_LEN + strlen(data));
    udp_build(&w, &(struct udp){.sport = 40000, .dport = port}, data, strlen(data), &own, &to);
    bed_send(s, &w);
}

/* The next frame within `wait` of virtual time; copied, so that *ret stays valid. */
static inline bool bed_next(struct sim *s, nsec wait, struct packet *ret)
{
    static uint8_t copy[2048];
    struct frame f;
    (void)sim_advance_rx(s, sim_now(s) + wait);
    if (!frames_recv(sim_frames(s), &f, 1))
        return false;
    assert_true(f.len <= sizeof copy);
    memcpy(copy, f.data, f.len);
    frames_release(sim_frames(s), 1);
    enum packet_layer layer = sim_frames(s)->layer == FRAMES_ETHERNET ? PACKET_ETHERNET : PACKET_IP;
    assert_int_equal(packet_parse(copy, f.len, layer, true, ret), PACKET_OK);
    assert_int_not_equal(ret->ip_csum, PACKET_CSUM_WRONG);
    if (ret->has & (PACKET_HAS_TCP | PACKET_HAS_UDP | PACKET_HAS_ICMP | PACKET_HAS_ICMP6))
        assert_int_equal(ret->csum, PACKET_CSUM_RIGHT);
    return true;
}

/* Lets everything happen for `time`; returns how many frames came. */
static inline unsigned bed_drain(struct sim *s, nsec time)
{
    struct frame f[64];
    unsigned n = 0;
    sim_advance(s, sim_now(s) + time);
    for (uint32_t got; (got = frames_recv(sim_frames(s), f, 64));) {
        frames_release(sim_frames(s), got);
        n += got;
    }
    return n;
}

static inline uint64_t bed_dropped(const struct sim *s, enum sim_drop cause)
{
    struct sim_stats st;
    sim_stats(s, &st);
    return st.drop[cause];
}
