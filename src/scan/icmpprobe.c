#include "scan/icmpprobe.h"

#include "scan/outer.h"
#include "wire/csum.h"

#include <errno.h>
#include <netinet/in.h>

/* -g fixes the source port of TCP and UDP; identifiers are free all the same. */
static struct cookie_conf own(const struct cookie_conf *c)
{
    return (struct cookie_conf){.key = c->key, .port_base = COOKIE_PORT_BASE, .port_span = COOKIE_PORT_SPAN};
}

int icmpprobe_template(struct tech_template *t, const struct path *path, const struct icmpprobe *kind)
{
    static const uint8_t nothing[16];
    bool v4 = path->source.len == 4;
    if (path->source.len == 0 || (!v4 && !kind->type6))
        return -EAFNOSUPPORT;
    uint8_t proto = v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
    struct wr w;
    outer_begin(t, &w, path, proto, ICMP_LEN + kind->data);
    wr_u8(&w, v4 ? kind->type4 : kind->type6);
    wr_bytes(&w, nothing, ICMP_LEN - 1); /* code, checksum, identifier, sequence */
    wr_bytes(&w, nothing, kind->data);
    return outer_end(t, &w, path, proto);
}

void icmpprobe_write(const struct tech_template *t, const struct cookie_conf *cookie, const struct probe *p,
                     nsec now, const struct icmpprobe *kind, uint8_t *out)
{
    struct cookie_conf conf = own(cookie);
    struct cookie c = cookie_make(&conf, &p->addr, kind->type4, PROTO_IP, p->try, now);
    outer_aim(t, &p->addr, out);
    uint8_t *icmp = out + t->transport;
    put_u16(icmp + ICMP_AT_ID, c.sport);
    put_u16(icmp + ICMP_AT_SEQ, (uint16_t)c.seq);
    if (kind->returned)
        put_u32(icmp + ICMP_LEN, c.seq);
    uint64_t sum = csum_add(t->transport_sum, icmp + ICMP_AT_ID, kind->returned ? 8 : 4);
    if (p->addr.len == 16)
        sum = csum_add(sum, p->addr.b, 16);
    put_u16(icmp + ICMP_AT_CSUM, csum_finish(sum));
}

/* Is this what we asked `target`? `data` = the cookie as given back, NULL = the time is not known. */
static bool check(const struct tech_ear *ear, const struct icmpprobe *kind, const struct addr *target,
                  uint16_t id, uint16_t seq, const uint8_t *data, struct reply *ret)
{
    struct cookie_conf conf = own(ear->cookie);
    struct cookie_read read;
    uint32_t whole = data ? get_u32(data) : seq;
    if ((uint16_t)whole != seq ||
        !cookie_check(&conf, target, kind->type4, PROTO_IP, id, whole, ear->at, &read))
        return false;
    *ret =
        (struct reply){.addr = *target, .at = ear->at, .rtt = data ? read.rtt : -1, .try = (uint8_t)read.try};
    return true;
}

static bool judge_error(const struct tech_ear *ear, const struct packet *p, const struct icmpprobe *kind,
                        struct reply *ret)
{
    enum heard h;
    const struct quote *q = tech_quote(p, &h);
    bool v4 = q && q->dst.len == 4;
    if (!q || q->proto != (v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6) || q->transport_len < ICMP_LEN ||
        heard_silent(h) || q->transport[0] != (v4 ? kind->type4 : kind->type6))
        return false;
    if (!check(ear, kind, &q->dst, get_u16(q->transport + ICMP_AT_ID), get_u16(q->transport + ICMP_AT_SEQ),
               NULL, ret))
        return false;
    ret->heard = (uint8_t)h;
    ret->ttl = p->ttl;
    if (memcmp(p->src.b, q->dst.b, sizeof p->src.b) != 0)
        ret->from = p->src;
    return true;
}

bool icmpprobe_judge(const struct tech_ear *ear, const struct packet *p, const struct icmpprobe *kind,
                     struct reply *ret)
{
    const uint8_t *data = NULL;
    size_t len = 0;
    uint16_t id, seq;
    if (p->has & PACKET_HAS_ICMP && p->icmp.type == kind->reply4 && p->icmp.code == 0) {
        data = p->icmp.data, len = p->icmp.data_len;
        id = p->icmp.id, seq = p->icmp.seq;
    } else if (p->has & PACKET_HAS_ICMP6 && kind->type6 && p->icmp6.type == kind->reply6 &&
               p->icmp6.code == 0) {
        data = p->icmp6.data, len = p->icmp6.data_len;
        id = p->icmp6.id, seq = p->icmp6.seq;
    } else {
        return judge_error(ear, p, kind, ret);
    }
    /* Data that a middlebox cut off or changed: identifier and sequence still prove the answer, the time is
     * lost. */
    if (!(kind->returned && len >= 4 && check(ear, kind, &p->src, id, seq, data, ret)) &&
        !check(ear, kind, &p->src, id, seq, NULL, ret))
        return false;
    ret->heard = HEARD_YES;
    ret->ttl = p->ttl;
    return true;
}
