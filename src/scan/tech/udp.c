/* UDP scan: to each port what the service there would answer (payload.h), else an empty line or nothing at
 * all. Any answer = open; ICMP port unreachable from the target itself = closed (RFC 1122 §4.1.3.1), other
 * ICMP errors = filtered. Silence is open or filtered, if the host would have had a refusal to give: most
 * ration those, and ration.h finds out.
 *
 * The source port carries the cookie. Where the question has a number that the answer repeats, it is the
 * cookie's number; ICMP errors bring back the time of sending in the IP identification (IPv4) or the flow
 * label (IPv6). */
#include "base/diag.h"
#include "scan/outer.h"
#include "scan/payload.h"
#include "wire/csum.h"

#include <errno.h>
#include <netinet/in.h>

#define UDP_AT_LEN 4

static int udp_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    (void)tech;
    if (path->source.len == 0)
        return -EAFNOSUPPORT;
    struct wr w;
    outer_begin(t, &w, path, IPPROTO_UDP, UDP_LEN);
    udp_build(&w, &(struct udp){0}, NULL, 0, NULL, NULL);
    return outer_end(t, &w, path, IPPROTO_UDP);
}

/* Each question of a known port twice, in case one gets lost; where nobody is expected, an empty line and
 * nothing. */
static uint32_t udp_rounds(uint16_t port)
{
    return payload_known(port) ? 2 * payload_count(port) : payload_count(port);
}

static uint32_t udp_length(const struct tech_template *t, const struct probe *p)
{
    return t->len + payload_at(p->port, p->try)->len;
}

/* The rest of the IP header: how long it is, and when it was sent. */
static void finish_ip(uint8_t *ip, bool v4, uint16_t len, uint32_t seq)
{
    if (!v4) {
        put_u16(ip + IP6_AT_PAYLOAD_LEN, len);
        put_u16(ip + 2, (uint16_t)(seq >> 16)); /* of the flow label's 20 bits the last 16 */
        return;
    }
    put_u16(ip + IP4_AT_TOTAL, (uint16_t)(IP4_LEN + len));
    put_u16(ip + IP4_AT_ID, (uint16_t)(seq >> 16));
    put_u16(ip + IP4_AT_CSUM, 0);
    put_u16(ip + IP4_AT_CSUM, csum_of(ip, IP4_LEN));
}

static void udp_probe(const struct tech_template *t, const struct path *path,
                      const struct cookie_conf *cookie, const struct probe *p, nsec now, uint8_t *out)
{
    const struct payload *say = payload_at(p->port, p->try);
    struct cookie c = cookie_make(cookie, &p->addr, p->port, PROTO_UDP, p->try, now);
    uint16_t len = (uint16_t)(UDP_LEN + say->len);
    uint8_t *udp = out + t->transport;
    outer_aim(t, &p->addr, out);
    finish_ip(out + t->ip, p->addr.len == 4, len, c.seq);
    put_u16(udp + UDP_AT_SPORT, c.sport);
    put_u16(udp + UDP_AT_DPORT, p->port);
    put_u16(udp + UDP_AT_LEN, len);
    payload_write(say, c.seq, udp + UDP_LEN);
    uint16_t sum = csum_finish(csum_add(csum_pseudo(&path->source, &p->addr, IPPROTO_UDP, len), udp, len));
    put_u16(udp + UDP_AT_CSUM, sum ? sum : 0xffff); /* RFC 768: 0 would say that there is none */
}

static struct reply reply_of(const struct tech_ear *ear, const struct addr *target, uint16_t port,
                             struct cookie_read read)
{
    return (struct reply){
        .addr = *target, .port = port, .at = ear->at, .rtt = read.rtt, .try = (uint8_t)read.try};
}

/* Does the answer have the shape and the number of one to this question? */
static bool proved(const struct tech_ear *ear, const struct packet *p, const struct payload *said,
                   const struct cookie_read *read)
{
    uint32_t number;
    struct cookie c = cookie_make(ear->cookie, &p->src, p->udp.sport, PROTO_UDP, read->try,
                                  ear->at); /* its low half is constant */
    return payload_fits(said, p->payload.at, p->payload.len) &&
           payload_number(said, p->payload.at, p->payload.len, &number) &&
           (uint16_t)number == (uint16_t)c.seq;
}

/* An answer from the port that was asked. */
static bool judge_answer(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    struct cookie_read read, by_number;
    uint32_t number;
    if (!cookie_check_port(ear->cookie, &p->src, p->udp.sport, PROTO_UDP, p->udp.dport, &read))
        return false;
    const struct payload *said = payload_at(p->udp.sport, read.try);
    if (ear->guessed && !proved(ear, p, said, &read))
        return false;
    if (said->id != PAYLOAD_ID2 && payload_number(said, p->payload.at, p->payload.len, &number) &&
        cookie_check(ear->cookie, &p->src, p->udp.sport, PROTO_UDP, p->udp.dport, number, ear->at,
                     &by_number))
        read = by_number;
    *ret = reply_of(ear, &p->src, p->udp.sport, read);
    return true;
}

/* An answer from another port than was asked (TFTP: RFC 1350 §4): only where the protocol says so, and only
 * in its shape. */
static bool judge_moved(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    const struct payload *said;
    struct cookie_read read;
    uint16_t port;
    for (uint32_t i = 0; (said = payload_moving(i, &port)); i++)
        if (payload_fits(said, p->payload.at, p->payload.len) &&
            cookie_check_port(ear->cookie, &p->src, port, PROTO_UDP, p->udp.dport, &read)) {
            *ret = reply_of(ear, &p->src, port, read);
            return true;
        }
    return false;
}

static nsec age_of(const struct tech_ear *ear, const struct quote *q)
{
    if (q->dst.len == 4)
        return cookie_age(ear->cookie, &q->dst, q->dport, PROTO_UDP, q->ip_id, ear->at);
    return q->ip_len < 4 ? -1
                         : cookie_age(ear->cookie, &q->dst, q->dport, PROTO_UDP, get_u16(q->ip + 2), ear->at);
}

/* An ICMP error: it must quote a datagram as long as ours was. */
static bool judge_icmp(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    enum heard h;
    struct cookie_read read;
    const struct quote *q = tech_quote(p, &h);
    if (!q || q->proto != IPPROTO_UDP || !q->has_ports || heard_silent(h) ||
        !cookie_check_port(ear->cookie, &q->dst, q->dport, PROTO_UDP, q->sport, &read))
        return false;
    if (q->transport_len >= UDP_LEN &&
        get_u16(q->transport + UDP_AT_LEN) != UDP_LEN + payload_at(q->dport, read.try)->len)
        return false;
    read.rtt = age_of(ear, q);
    *ret = reply_of(ear, &q->dst, q->dport, read);
    ret->heard = (uint8_t)h;
    if (memcmp(p->src.b, q->dst.b, sizeof p->src.b) != 0)
        ret->from = p->src;
    else if (h == HEARD_PORT_UNREACH)
        ret->heard =
            HEARD_RST; /* only the target itself knows its ports: a firewall's word is no verdict on them */
    return true;
}

static bool udp_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    if (p->has & PACKET_HAS_UDP) {
        if (!judge_answer(ear, p, ret) && (ear->guessed || !judge_moved(ear, p, ret)))
            return false;
        ret->heard = HEARD_YES;
    } else if (!judge_icmp(ear, p, ret)) {
        return false;
    }
    ret->ttl = p->ttl;
    return true;
}

/* Everybody may ask through sockets of the kernel (io/dial.h), which brings the answers and the errors. */
const struct tech tech_udp_dialled = {
    .name = "udp-connect",
    .help = N_("UDP scan through the kernel, for everybody (-sU without privilege)"),
    .proto = PROTO_UDP,
    .rationed = true,
    .dialled = true,
    .silence = {STATE_OPEN_FILTERED, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_UDP_RESPONSE},
    .rst = {STATE_CLOSED, REASON_NONE},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .rounds = udp_rounds,
};

const struct tech tech_udp = {
    .name = "udp",
    .option = "-sU",
    .help = N_("UDP scan: asks each port in the language of its service"),
    .proto = PROTO_UDP,
    .rationed = true,
    .by_content = true,
    .silence = {STATE_OPEN_FILTERED, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_UDP_RESPONSE},
    .rst = {STATE_CLOSED, REASON_NONE},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .rounds = udp_rounds,
    .length = udp_length,
    .template = udp_template,
    .probe = udp_probe,
    .judge = udp_judge,
};
