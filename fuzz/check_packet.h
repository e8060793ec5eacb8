/* What holds for every struct packet and struct quote, whatever the bytes were. */
#pragma once

#include "check.h"
#include "wire/packet.h"

static inline void check_quote(const struct quote *q, const uint8_t *data, size_t len)
{
    CHECK(q->src.len == q->dst.len && (q->src.len == 4 || q->src.len == 16));
    CHECK(inside(q->ip, q->ip_len, data, len));
    CHECK(inside(q->transport, q->transport_len, q->ip, q->ip_len));
    CHECK(!q->has_ports || q->transport_len >= 4);
    CHECK(!q->has_seq || q->has_ports);
    CHECK(!(q->has_ports && q->has_echo));
}

static inline void check_opts(const struct tcp_opts *o, const uint8_t *data, size_t len)
{
    CHECK(o->n_order <= TCP_OPTS_MAX && o->n_sacks <= TCP_SACKS_MAX && o->n_others <= TCP_OTHERS_MAX);
    CHECK(o->n_pad == 0 || o->order[o->n_order - 1] == TCP_OPT_EOL);
    for (unsigned i = 0; i < o->n_others; i++) {
        CHECK(o->other[i].len >= 2 && inside(o->other[i].data, o->other[i].len - 2u, data, len));
        CHECK(o->other[i].at < o->n_order && o->order[o->other[i].at] == o->other[i].kind);
    }
}

static inline void check_transport(const struct packet *p)
{
    size_t hdr_len = p->transport.len;
    switch (p->has &
            (PACKET_HAS_TCP | PACKET_HAS_UDP | PACKET_HAS_ICMP | PACKET_HAS_ICMP6 | PACKET_HAS_SCTP)) {
    case 0: CHECK(hdr_len == 0 && p->csum == PACKET_CSUM_UNCHECKED); break;
    case PACKET_HAS_TCP:
        CHECK(hdr_len >= TCP_LEN && hdr_len <= TCP_LEN_MAX && (hdr_len == p->tcp.hdr_len || p->tcp.opts.cut));
        check_opts(&p->tcp.opts, p->transport.at, hdr_len);
        break;
    case PACKET_HAS_SCTP: CHECK(hdr_len == SCTP_LEN && (p->sctp.has_chunk || !p->sctp.has_init)); break;
    case PACKET_HAS_UDP: CHECK(hdr_len == UDP_LEN && p->udp.len >= UDP_LEN + p->payload.len); break;
    case PACKET_HAS_ICMP:
        CHECK(p->family == 4 && p->icmp.data == p->payload.at && p->icmp.data_len == p->payload.len);
        if (p->icmp.has_quote)
            check_quote(&p->icmp.quote, p->payload.at, p->payload.len);
        break;
    case PACKET_HAS_ICMP6:
        CHECK(p->family == 6 && p->icmp6.data == p->payload.at && p->icmp6.data_len == p->payload.len);
        CHECK(p->icmp6.has_target || !p->icmp6.has_mac);
        if (p->icmp6.has_quote)
            check_quote(&p->icmp6.quote, p->payload.at, p->payload.len);
        break;
    default: CHECK(false); /* more than one transport */
    }
}

static inline void check_ip(const struct packet *p, const uint8_t *data, size_t len)
{
    CHECK((p->family == 4 && p->src.len == 4 && p->dst.len == 4) || (p->family == 6 && p->src.len == 16));
    CHECK(inside(p->net.at, p->net.len, data, len));
    CHECK(p->transport.at == p->net.at + p->net.len);
    CHECK(p->payload.at == p->transport.at + p->transport.len);
    CHECK(inside(p->payload.at, p->payload.len, data, len));
    CHECK(p->payload_len >= p->payload.len);
    CHECK(p->fragment == (p->mf || p->frag_off));
    CHECK(p->csum == PACKET_CSUM_UNCHECKED || !(p->cut || p->fragment));
    check_transport(p);
}

/* Parses with and without verification, which must agree, and checks the view. */
static inline void check_packet(const uint8_t *data, size_t len, enum packet_layer first)
{
    static struct packet p, q;
    enum packet_result result = packet_parse(data, len, first, true, &p);
    CHECK(result == PACKET_OK || result == PACKET_BAD || result == PACKET_UNKNOWN);
    CHECK(packet_parse(data, len, first, false, &q) == result && q.has == p.has);
    CHECK(!(p.has & PACKET_HAS_ETH) == (first == PACKET_IP) || !p.has);
    CHECK(result != PACKET_OK || p.has & (PACKET_HAS_IP | PACKET_HAS_ARP));
    if (p.has & PACKET_HAS_IP && result == PACKET_OK) {
        check_ip(&p, data, len);
        CHECK(q.csum == PACKET_CSUM_UNCHECKED && q.ip_csum == PACKET_CSUM_UNCHECKED);
        CHECK(q.payload.at == p.payload.at && q.payload.len == p.payload.len &&
              q.payload_len == p.payload_len);
    }
}
