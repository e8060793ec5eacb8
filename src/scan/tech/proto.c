/* IP protocol scan: which protocols above IP a host speaks; the "port" is the protocol's number. A host that
 * does not know it says so: ICMP protocol unreachable (RFC 1122 §3.2.2.1), or an unrecognised next header
 * (RFC 4443 §3.4), from itself = closed. An answer in the protocol, or the host's own port unreachable =
 * open. Other ICMP = filtered. Silence = open or filtered, since most protocols say nothing to nonsense;
 * `limited`, where a host that refuses some may have no refusals left for the rest: they are rationed
 * (ration.h).
 *
 * (IPv6's extension headers, such as 0 and 43, are no protocols above IP: without what belongs into them they
 * meet with silence.)
 *
 * Protocols that would answer a well-formed question get one: ICMP echo, a TCP ACK, an empty UDP datagram, an
 * SCTP INIT. They prove themselves by the cookie in them, all ICMP errors by the mark in the quoted IP header
 * (outer.h). Other protocols have no room for a cookie: a packet of that protocol sent to us alone is
 * believed. */
#include "base/diag.h"
#include "scan/outer.h"

#include <errno.h>
#include <netinet/in.h>

#define TCP_PORT  80
#define UDP_PORT  40125 /* hardly ever open: the host's port unreachable is wanted */
#define SCTP_PORT 80

static int proto_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    struct wr w;
    (void)tech;
    if (path->source.len == 0)
        return -EAFNOSUPPORT;
    outer_begin(t, &w, path, 0, 0);
    return outer_end(t, &w, path, 0);
}

static bool is_icmp(uint16_t proto, const struct addr *a)
{
    return proto == (a->len == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
}

static uint32_t body_length(const struct probe *p)
{
    return p->port == IPPROTO_TCP       ? TCP_LEN
           : p->port == IPPROTO_UDP     ? UDP_LEN
           : p->port == IPPROTO_SCTP    ? SCTP_LEN + SCTP_CHUNK_LEN + SCTP_INIT_LEN
           : is_icmp(p->port, &p->addr) ? ICMP_LEN + 8
                                        : 0;
}

static uint32_t proto_length(const struct tech_template *t, const struct probe *p)
{
    return t->len + body_length(p);
}

static void icmp_body(struct wr *w, const struct addr *src, const struct addr *dst, const struct cookie *c)
{
    uint8_t data[8] = {0};
    put_u32(data, c->seq);
    if (dst->len == 4)
        icmp_build(w, &(struct icmp_msg){
                          .type = ICMP_TYPE_ECHO, .id = c->sport, .data = data, .data_len = sizeof data});
    else
        icmp6_build(w,
                    &(struct icmp6_msg){
                        .type = ICMP6_TYPE_ECHO, .id = c->sport, .data = data, .data_len = sizeof data},
                    src, dst);
}

static void body(struct wr *w, const struct probe *p, const struct addr *src, const struct cookie *c)
{
    struct tcp tcp = {
        .sport = c->sport, .dport = TCP_PORT, .seq = c->seq, .ack = c->seq, .flags = TCP_ACK, .win = 1024};
    struct udp udp = {.sport = c->sport, .dport = UDP_PORT};
    struct sctp sctp = {.sport = c->sport,
                        .dport = SCTP_PORT,
                        .chunk = SCTP_INIT,
                        .init_tag = c->seq,
                        .rwnd = 65536,
                        .tsn = c->seq,
                        .streams_out = 10,
                        .streams_in = 2048};
    if (p->port == IPPROTO_TCP)
        tcp_build(w, &tcp, NULL, 0, src, &p->addr);
    else if (p->port == IPPROTO_UDP)
        udp_build(w, &udp, NULL, 0, src, &p->addr);
    else if (p->port == IPPROTO_SCTP)
        sctp_build(w, &sctp, NULL, 0);
    else if (is_icmp(p->port, &p->addr))
        icmp_body(w, src, &p->addr, c);
}

static void proto_probe(const struct tech_template *t, const struct path *path,
                        const struct cookie_conf *cookie, const struct probe *p, nsec now, uint8_t *out)
{
    struct cookie c = cookie_make(cookie, &p->addr, p->port, PROTO_IP, p->try, now);
    uint32_t len = body_length(p);
    uint8_t *ip = out + t->ip;
    struct wr w = wr_of(out + t->len, len);
    outer_aim(t, &p->addr, out);
    ip[p->addr.len == 4 ? IP4_AT_PROTO : IP6_AT_NEXT] = (uint8_t)p->port;
    if (p->addr.len == 4)
        put_u16(ip + IP4_AT_TOTAL, (uint16_t)(IP4_LEN + len));
    else
        put_u16(ip + IP6_AT_PAYLOAD_LEN, (uint16_t)len);
    body(&w, p, &path->source, &c);
    outer_mark(t, &p->addr, (uint16_t)c.seq, out);
}

/* Does a packet of this protocol carry our cookie? */
static bool check(const struct tech_ear *ear, const struct addr *target, uint16_t proto, uint16_t sport,
                  uint32_t seq, struct reply *ret)
{
    struct cookie_read read;
    if (!cookie_check(ear->cookie, target, proto, PROTO_IP, sport, seq, ear->at, &read))
        return false;
    *ret = (struct reply){
        .addr = *target, .port = proto, .at = ear->at, .rtt = read.rtt, .try = (uint8_t)read.try};
    return true;
}

/* UDP has room for the source port alone. */
static bool check_port(const struct tech_ear *ear, const struct addr *target, uint16_t proto, uint16_t sport,
                       struct reply *ret)
{
    struct cookie_read read;
    if (!cookie_check_port(ear->cookie, target, proto, PROTO_IP, sport, &read))
        return false;
    *ret = (struct reply){
        .addr = *target, .port = proto, .at = ear->at, .rtt = read.rtt, .try = (uint8_t)read.try};
    return true;
}

/* Does an answer in this protocol bring our cookie back? One without (its header cut off) is none. */
static bool proves_itself(const struct packet *p)
{
    return p->proto == IPPROTO_TCP || p->proto == IPPROTO_UDP || p->proto == IPPROTO_SCTP ||
           is_icmp(p->proto, &p->src);
}

static bool is_echo(const struct packet *p, uint16_t *ret_id, const uint8_t **ret_data)
{
    if (p->has & PACKET_HAS_ICMP && p->icmp.type == ICMP_TYPE_ECHO_REPLY && p->icmp.data_len >= 4) {
        *ret_id = p->icmp.id;
        *ret_data = p->icmp.data;
        return true;
    }
    if (p->has & PACKET_HAS_ICMP6 && p->icmp6.type == ICMP6_TYPE_ECHO_REPLY && p->icmp6.data_len >= 4) {
        *ret_id = p->icmp6.id;
        *ret_data = p->icmp6.data;
        return true;
    }
    return false;
}

/* An answer in the protocol itself. */
static bool answers(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    uint16_t id;
    const uint8_t *data;
    if (is_echo(p, &id, &data))
        return check(ear, &p->src, p->proto, id, get_u32(data), ret);
    if (p->has & PACKET_HAS_TCP)
        return p->tcp.sport == TCP_PORT && p->tcp.flags & TCP_RST &&
               check(ear, &p->src, p->proto, p->tcp.dport, p->tcp.seq, ret);
    if (p->has & PACKET_HAS_SCTP)
        return p->sctp.sport == SCTP_PORT && check(ear, &p->src, p->proto, p->sctp.dport, p->sctp.vtag, ret);
    if (p->has & PACKET_HAS_UDP)
        return p->udp.sport == UDP_PORT && check_port(ear, &p->src, p->proto, p->udp.dport, ret);
    *ret = (struct reply){.addr = p->src, .port = p->proto, .at = ear->at, .rtt = -1};
    return p->has & PACKET_HAS_IP && !addr_is_multicast(&p->dst) && !proves_itself(p);
}

static bool refuses(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    enum heard h;
    const struct quote *q = tech_quote(p, &h);
    if (!q || heard_silent(h) ||
        outer_marked(q) != (uint16_t)cookie_make(ear->cookie, &q->dst, q->proto, PROTO_IP, 0, 0).seq)
        return false;
    *ret = (struct reply){.addr = q->dst, .port = q->proto, .at = ear->at, .rtt = -1};
    tech_blame(p, h, ret);
    bool itself = !ret->from.len;
    bool understood =
        h == HEARD_PORT_UNREACH || (p->has & PACKET_HAS_ICMP6 && p->icmp6.type == 4 && p->icmp6.code == 0);
    if (itself && h == HEARD_PROTO_UNREACH)
        ret->heard = HEARD_RST;
    else if (itself && understood)
        ret->heard = HEARD_ALT;
    return true;
}

static bool proto_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    if (refuses(ear, p, ret))
        return true;
    if (!answers(ear, p, ret))
        return false;
    ret->heard = HEARD_YES;
    ret->ttl = p->ttl;
    return true;
}

/* Silence is proved in the rhythm of the refusals (ration.h), not by asking again. */
static uint32_t proto_rounds(uint16_t proto)
{
    (void)proto;
    return 3;
}

const struct tech tech_proto = {
    .name = "ipproto",
    .option = "-sO",
    .help = N_("IP protocol scan: which protocols above IP the host speaks (-p: their numbers)"),
    .proto = PROTO_IP,
    .rationed = true,
    .hears = FILTER_UDP | FILTER_SCTP | FILTER_ANSWERS | FILTER_OTHER,
    .silence = {STATE_OPEN_FILTERED, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_PROTO_ANSWER},
    .rst = {STATE_CLOSED, REASON_ICMP_PROTO_UNREACH},
    .alt = {STATE_OPEN, REASON_PROTO_KNOWN},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .rounds = proto_rounds,
    .template = proto_template,
    .length = proto_length,
    .probe = proto_probe,
    .judge = proto_judge,
};
