#include "wire/quote.h"

#include "wire/ip4.h"
#include "wire/ip6.h"

#include <netinet/in.h>

enum { ECHO4 = 8, ECHO6 = 128 };

/* Each parses its IP header into q and leaves r at the transport header, or at its end when there is none. */
static enum packet_result ip4(struct rd *r, struct quote *q)
{
    struct ip4 h;
    enum packet_result result = ip4_parse(r, &h);
    if (result != PACKET_OK)
        return result;
    q->src = h.src;
    q->dst = h.dst;
    q->ttl = h.ttl;
    q->tos = h.tos;
    q->proto = h.proto;
    q->ip_id = h.id;
    q->total = h.total;
    if (h.frag_off)
        r->p = r->end;
    return PACKET_OK;
}

static enum packet_result ip6(struct rd *r, struct quote *q)
{
    struct ip6 h;
    struct ip6_exts x;
    enum packet_result result = ip6_parse(r, &h);
    if (result == PACKET_OK)
        result = ip6_exts_parse(r, PACKET_LACK_ANY, h.next, &x);
    if (result != PACKET_OK)
        return result;
    q->src = h.src;
    q->dst = h.dst;
    q->ttl = h.hop;
    q->tos = h.tos;
    q->proto = x.proto;
    q->ip_id = 0;
    q->total = h.payload_len;
    if (x.cut || x.frag_off)
        r->p = r->end;
    return PACKET_OK;
}

static void transport(struct quote *q)
{
    const uint8_t *b = q->transport;
    bool ports = q->proto == IPPROTO_TCP || q->proto == IPPROTO_UDP || q->proto == IPPROTO_SCTP;
    bool echo =
        (q->proto == IPPROTO_ICMP && q->src.len == 4) || (q->proto == IPPROTO_ICMPV6 && q->src.len == 16);
    q->has_ports = ports && q->transport_len >= 4;
    if (q->has_ports) {
        q->sport = get_u16(b);
        q->dport = get_u16(b + 2);
    }
    q->has_seq = q->proto == IPPROTO_TCP && q->transport_len >= 8;
    if (q->has_seq)
        q->seq = get_u32(b + 4);
    q->has_echo = echo && q->transport_len >= 8 && b[0] == (q->src.len == 4 ? ECHO4 : ECHO6);
    if (q->has_echo) {
        q->id = get_u16(b + 4);
        q->echo_seq = get_u16(b + 6);
    }
}

enum packet_result quote_parse(const uint8_t *data, size_t len, struct quote *ret)
{
    struct rd r = rd_of(data, len);
    if (len == 0)
        return PACKET_BAD;
    unsigned version = data[0] >> 4;
    if (version != 4 && version != 6)
        return PACKET_UNKNOWN;
    enum packet_result result = version == 4 ? ip4(&r, ret) : ip6(&r, ret);
    if (result != PACKET_OK)
        return result;
    ret->ip = data;
    ret->ip_len = len;
    ret->transport = r.p;
    ret->transport_len = rd_left(&r);
    transport(ret);
    return PACKET_OK;
}
