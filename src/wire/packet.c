#include "wire/packet.h"

#include "wire/csum.h"

#include <netinet/in.h>

/* What IP carries. */
struct body {
    struct rd r;    /* as far as captured, without padding */
    size_t lack;    /* bytes of it behind r.end */
    bool checkable; /* the transport checksum can be right, if all of it is here */
};

/* `len` bytes should follow at r. */
static struct body body_of(const struct rd *r, size_t len, bool checkable)
{
    size_t here = len < rd_left(r) ? len : rd_left(r);
    return (struct body){.r = rd_of(r->p, here), .lack = len - here, .checkable = checkable};
}

/* Which header the protocol has, and the least that its parser needs; has = 0: not decoded here. */
struct kind {
    uint8_t has, min;
};

static struct kind kind_of(const struct packet *p)
{
    switch (p->proto) {
    case IPPROTO_TCP: return (struct kind){PACKET_HAS_TCP, TCP_LEN};
    case IPPROTO_UDP: return (struct kind){PACKET_HAS_UDP, UDP_LEN};
    case IPPROTO_SCTP: return (struct kind){PACKET_HAS_SCTP, SCTP_LEN};
    case IPPROTO_ICMP: return (struct kind){p->family == 4 ? PACKET_HAS_ICMP : 0, ICMP_LEN};
    case IPPROTO_ICMPV6: return (struct kind){p->family == 6 ? PACKET_HAS_ICMP6 : 0, ICMP6_LEN};
    default: return (struct kind){0, 0};
    }
}

static enum packet_result parse_header(struct packet *p, uint8_t has, struct rd *r, size_t lack)
{
    switch (has) {
    case PACKET_HAS_TCP: return tcp_parse(r, lack, &p->tcp);
    case PACKET_HAS_UDP: return udp_parse(r, lack, &p->udp);
    case PACKET_HAS_SCTP: return sctp_parse(r, lack, &p->sctp);
    case PACKET_HAS_ICMP: return icmp_parse(r, lack, &p->icmp);
    default: return icmp6_parse(r, lack, &p->icmp6);
    }
}

static enum packet_csum check(const struct packet *p, const uint8_t *at, size_t len)
{
    if (p->has & PACKET_HAS_UDP && p->udp.csum == 0)
        return p->family == 4 ? PACKET_CSUM_UNCHECKED : PACKET_CSUM_WRONG;
    if (p->has & PACKET_HAS_SCTP)
        return sctp_crc(at, len) == p->sctp.csum ? PACKET_CSUM_RIGHT : PACKET_CSUM_WRONG;
    uint64_t pseudo = p->has & PACKET_HAS_ICMP ? 0 : csum_pseudo(&p->src, &p->dst, p->proto, (uint32_t)len);
    return csum_finish(csum_add(pseudo, at, len)) == 0 ? PACKET_CSUM_RIGHT : PACKET_CSUM_WRONG;
}

static enum packet_result parse_body(struct packet *p, const struct body *body, bool verify)
{
    struct rd r = body->r;
    const uint8_t *start = r.p;
    size_t left = rd_left(&r), whole = left + body->lack, lack = p->mf ? PACKET_LACK_ANY : body->lack;
    p->has |= PACKET_HAS_IP;
    p->cut = body->lack > 0;
    p->csum = PACKET_CSUM_UNCHECKED;
    p->transport = (struct packet_part){start, 0};
    p->payload = (struct packet_part){start, left};
    p->payload_len = whole;

    struct kind kind = kind_of(p);
    if (!kind.has || p->frag_off)
        return PACKET_OK;
    if (left < kind.min)
        return left + lack < kind.min ? PACKET_BAD : PACKET_OK;
    enum packet_result result = parse_header(p, kind.has, &r, lack);
    if (result != PACKET_OK)
        return result;
    p->has |= kind.has;
    p->transport.len = (size_t)(r.p - start);
    p->payload = (struct packet_part){r.p, rd_left(&r)};
    size_t said = kind.has == PACKET_HAS_UDP && p->udp.len < whole ? p->udp.len : whole;
    size_t hdr_len = kind.has == PACKET_HAS_TCP ? p->tcp.hdr_len : kind.min;
    p->payload_len = said > hdr_len ? said - hdr_len : 0;
    if (verify && body->checkable && !lack)
        p->csum = check(p, start, (size_t)(r.end - start));
    return PACKET_OK;
}

static enum packet_result parse_ip4(struct packet *p, struct rd *r, bool verify)
{
    struct ip4 h;
    const uint8_t *start = r->p;
    enum packet_result result = ip4_parse(r, &h);
    if (result != PACKET_OK)
        return result;
    if (h.total && h.total < h.hdr_len)
        return PACKET_BAD;
    p->family = 4;
    ip4_addr(start + IP4_AT_SRC, &p->src);
    ip4_addr(start + IP4_AT_DST, &p->dst);
    p->ttl = h.ttl;
    p->tos = h.tos;
    p->proto = h.proto;
    p->n_exts = 0;
    p->id = h.id;
    p->flow = 0;
    p->df = h.df;
    p->reserved = h.reserved;
    p->mf = h.mf;
    p->frag_off = h.frag_off;
    p->fragment = h.mf || h.frag_off;
    p->net = (struct packet_part){start, h.hdr_len};
    p->ip_csum = PACKET_CSUM_UNCHECKED;
    if (verify)
        p->ip_csum = csum_of(start, h.hdr_len) == 0 ? PACKET_CSUM_RIGHT : PACKET_CSUM_WRONG;
    size_t len = h.total ? (size_t)h.total - h.hdr_len : rd_left(r);
    struct body body = body_of(r, len, h.total && !(h.opts_len && ip4_source_routed(&h)));
    return parse_body(p, &body, verify);
}

static enum packet_result parse_ip6(struct packet *p, struct rd *r, bool verify)
{
    struct ip6 h;
    struct ip6_exts x;
    const uint8_t *start = r->p;
    enum packet_result result = ip6_parse(r, &h);
    if (result != PACKET_OK)
        return result;
    bool open_end = h.payload_len == 0 && h.next != IPPROTO_NONE;
    struct body body = body_of(r, open_end ? rd_left(r) : h.payload_len, !open_end);
    result = ip6_exts_parse(&body.r, body.lack, h.next, &x);
    if (result != PACKET_OK)
        return result;
    p->family = 6;
    p->src = h.src;
    p->dst = h.dst;
    p->ttl = h.hop;
    p->tos = h.tos;
    p->proto = x.proto;
    p->n_exts = x.n;
    p->id = x.frag_id;
    p->flow = h.flow;
    p->df = p->reserved = false;
    p->mf = x.mf;
    p->frag_off = x.frag_off;
    p->fragment = x.mf || x.frag_off;
    p->net = (struct packet_part){start, (size_t)(body.r.p - start)};
    p->ip_csum = PACKET_CSUM_UNCHECKED;
    body.checkable &= !x.routed;
    return parse_body(p, &body, verify);
}

static enum packet_result parse_arp(struct packet *p, struct rd *r)
{
    enum packet_result result = arp_parse(r, &p->arp);
    if (result == PACKET_OK)
        p->has |= PACKET_HAS_ARP;
    return result;
}

enum packet_result packet_parse(const void *data, size_t len, enum packet_layer first, bool verify,
                                struct packet *ret)
{
    struct rd r = rd_of(data, len);
    ret->has = 0;
    if (first == PACKET_IP) {
        unsigned version = len ? *r.p >> 4 : 4;
        return version == 4   ? parse_ip4(ret, &r, verify)
               : version == 6 ? parse_ip6(ret, &r, verify)
                              : PACKET_UNKNOWN;
    }
    enum packet_result result = eth_parse(&r, &ret->eth);
    if (result != PACKET_OK)
        return result;
    ret->has = PACKET_HAS_ETH;
    switch (ret->eth.type) {
    case ETH_TYPE_IP4: return parse_ip4(ret, &r, verify);
    case ETH_TYPE_IP6: return parse_ip6(ret, &r, verify);
    case ETH_TYPE_ARP: return parse_arp(ret, &r);
    default: return PACKET_UNKNOWN;
    }
}
