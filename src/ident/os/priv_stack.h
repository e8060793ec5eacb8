/* A stack for tests: answers a question of asks.h by a packet, as a description says. */
#pragma once

#include "ident/os/asks.h"

#include "wire/csum.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

struct stack {
    uint8_t ttl, error_ttl, wscale,
        quote; /* quote: bytes behind the IP header that errors give back; 0 = all */
    uint16_t win, mss;
    bool df, strict; /* strict: NULL and the like to an open port are reset */
    const char *opts;
    uint32_t isn, isn_step, ts, ts_step;
    uint16_t id, id_step;
};

static inline struct packet stack_parse(const uint8_t *data, size_t len)
{
    struct packet p;
    enum packet_result r = packet_parse(data, len, PACKET_IP, true, &p);
    assert_int_equal(r, PACKET_OK);
    assert_int_not_equal(p.csum, PACKET_CSUM_WRONG);
    return p;
}

static inline void stack_ip(const struct packet *q, const struct stack *s, uint8_t ttl, uint8_t proto,
                            uint16_t id, const struct wr *body, struct wr *w)
{
    if (q->family == 4)
        ip4_build(
            w, &(struct ip4){.src = q->dst, .dst = q->src, .ttl = ttl, .proto = proto, .id = id, .df = s->df},
            wr_len(body));
    else
        ip6_build(w, &(struct ip6){.src = q->dst, .dst = q->src, .hop = ttl, .next = proto}, wr_len(body));
    wr_bytes(w, body->start, wr_len(body));
}

static inline void stack_options(const struct stack *s, const struct packet *q, struct tcp_opts *o)
{
    static const char letters[] = "ENMWS...T";
    for (const char *l = s->opts; *l; l++) {
        if (*l == 'T' && !q->tcp.opts.ts_set)
            continue;
        o->order[o->n_order++] = (uint8_t)(strchr(letters, *l) - letters);
    }
    o->mss = s->mss;
    o->wscale = s->wscale;
    o->ts_val = s->ts;
    o->ts_ecr = q->tcp.opts.ts_val;
}

/* Writes the answer to the packet `q` of `len` bytes; nothing when the stack says nothing. */
static inline void stack_answer(struct stack *s, const struct asks_host *h, const uint8_t *q, size_t len,
                                struct wr *w)
{
    struct packet p = stack_parse(q, len);
    uint8_t bytes[1500];
    struct wr body = wr_of(bytes, sizeof bytes);
    bool v4 = p.family == 4;
    s->id = (uint16_t)(s->id + s->id_step);
    if (p.has & PACKET_HAS_TCP) {
        struct tcp t = {.sport = p.tcp.dport, .dport = p.tcp.sport};
        bool open = p.tcp.dport == h->open, syn = (p.tcp.flags & (TCP_SYN | TCP_ACK | TCP_FIN)) == TCP_SYN;
        if (open && syn) {
            s->isn += s->isn_step;
            s->ts += s->ts_step;
            t.flags = TCP_SYN | TCP_ACK | (p.tcp.flags & TCP_ECE);
            t.seq = s->isn;
            t.ack = p.tcp.seq + 1;
            t.win = s->win;
            stack_options(s, &p, &t.opts);
        } else if (open && !(p.tcp.flags & TCP_ACK) && !s->strict) {
            return;
        } else {
            t.flags = p.tcp.flags & TCP_ACK ? TCP_RST : TCP_RST | TCP_ACK;
            t.seq = p.tcp.flags & TCP_ACK ? p.tcp.ack : 0;
            t.ack =
                p.tcp.flags & TCP_ACK ? 0 : p.tcp.seq + !!(p.tcp.flags & TCP_SYN) + !!(p.tcp.flags & TCP_FIN);
        }
        tcp_build(&body, &t, NULL, 0, &p.dst, &p.src);
        stack_ip(&p, s, s->ttl, IPPROTO_TCP, s->id, &body, w);
    } else if (p.has & PACKET_HAS_UDP) {
        size_t header = v4 ? IP4_LEN : IP6_LEN, whole = len - header;
        size_t quoted = header + (s->quote && s->quote < whole ? s->quote : whole);
        if (v4)
            icmp_build(&body, &(struct icmp_msg){.type = ICMP_TYPE_UNREACHABLE,
                                                 .code = ICMP_UNREACHABLE_PORT,
                                                 .data = q,
                                                 .data_len = quoted});
        else
            icmp6_build(&body,
                        &(struct icmp6_msg){.type = ICMP6_TYPE_UNREACHABLE,
                                            .code = ICMP6_UNREACHABLE_PORT,
                                            .data = q,
                                            .data_len = quoted},
                        &p.dst, &p.src);
        stack_ip(&p, s, s->error_ttl, v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6, s->id, &body, w);
    } else if (v4) {
        icmp_build(&body, &(struct icmp_msg){.type = ICMP_TYPE_ECHO_REPLY,
                                             .code = p.icmp.code,
                                             .id = p.icmp.id,
                                             .seq = p.icmp.seq,
                                             .data = p.icmp.data,
                                             .data_len = p.icmp.data_len});
        stack_ip(&p, s, s->error_ttl, IPPROTO_ICMP, s->id, &body, w);
    } else {
        icmp6_build(&body,
                    &(struct icmp6_msg){.type = ICMP6_TYPE_ECHO_REPLY,
                                        .code = p.icmp6.code,
                                        .id = p.icmp6.id,
                                        .seq = p.icmp6.seq,
                                        .data = p.icmp6.data,
                                        .data_len = p.icmp6.data_len},
                    &p.dst, &p.src);
        stack_ip(&p, s, s->error_ttl, IPPROTO_ICMPV6, s->id, &body, w);
    }
    assert_false(w->bad);
}

static const struct asks_conf stack_conf = {.key = {{1, 2, 3}}, .port_base = 61000, .port_span = 4096};

static inline struct asks_host stack_host(bool v4)
{
    uint8_t here[16] = {0x20, 1, 0xd, 0xb8, [15] = 1}, there[16] = {0x20, 1, 0xd, 0xb8, [15] = 2};
    return (struct asks_host){.addr = v4 ? addr_v4(0xc6120002) : addr_v6(there),
                              .source = v4 ? addr_v4(0xc6120001) : addr_v6(here),
                              .open = 22,
                              .closed = 23,
                              .udp_closed = 40000,
                              .ttl = 64};
}
