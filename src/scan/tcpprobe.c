#include "scan/tcpprobe.h"

#include "scan/outer.h"
#include "wire/csum.h"

#include <errno.h>
#include <netinet/in.h>

#define WINDOW 64240 /* a multiple of the usual MSS, as most stacks offer */

static struct tcp_opts syn_options(const struct path *path)
{
    static const uint8_t order[] = {TCP_OPT_MSS, TCP_OPT_NOP, TCP_OPT_WSCALE,
                                    TCP_OPT_NOP, TCP_OPT_NOP, TCP_OPT_SACK_OK};
    struct tcp_opts o = {.mss_set = true,
                         .mss = path->source.len == 4 ? 1460 : 1440,
                         .wscale_set = true,
                         .wscale = 8,
                         .sack_ok = true,
                         .n_order = sizeof order};
    memcpy(o.order, order, sizeof order);
    return o;
}

int tcpprobe_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    uint8_t flags = tech->flags;
    if (path->source.len == 0)
        return -EAFNOSUPPORT;
    struct tcp tcp = {.flags = flags, .win = WINDOW};
    if (flags & TCP_SYN)
        tcp.opts = syn_options(path);
    struct wr w;
    outer_begin(t, &w, path, IPPROTO_TCP, TCP_LEN + (flags & TCP_SYN ? 12 : 0));
    tcp_build(&w, &tcp, NULL, 0, NULL, NULL); /* checksum 0 */
    return outer_end(t, &w, path, IPPROTO_TCP);
}

void tcpprobe_probe(const struct tech_template *t, const struct path *path, const struct cookie_conf *cookie,
                    const struct probe *p, nsec now, uint8_t *out)
{
    struct cookie c = cookie_make(cookie, &p->addr, p->port, PROTO_TCP, p->try, now);
    const struct addr *target = &p->addr;
    (void)path;
    outer_aim(t, target, out);
    uint8_t *tcp = out + t->transport;
    put_u16(tcp + TCP_AT_SPORT, c.sport);
    put_u16(tcp + TCP_AT_DPORT, p->port);
    put_u32(tcp + TCP_AT_SEQ, c.seq);
    if (tcp[TCP_AT_FLAGS] & TCP_ACK)
        put_u32(tcp + TCP_AT_ACK, c.seq);
    put_u16(tcp + TCP_AT_CSUM,
            csum_finish(csum_add(csum_add(t->transport_sum, target->b, target->len), tcp, 12)));
}

static bool check(const struct tech_ear *ear, const struct addr *target, uint16_t port, uint16_t sport,
                  uint32_t seq, struct reply *ret)
{
    struct cookie_read read;
    if (!cookie_check(ear->cookie, target, port, PROTO_TCP, sport, seq, ear->at, &read))
        return false;
    *ret = (struct reply){
        .addr = *target, .port = port, .at = ear->at, .rtt = read.rtt, .try = (uint8_t)read.try};
    return true;
}

/* Does the answer carry our numbers? A RST may leave out any of what counts; a SYN-ACK always acknowledges
 * SYN, but not a FIN beside it, which few take before the handshake's end (RFC 9293 §3.10.7.2). */
static bool acknowledges(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    const struct tcp *t = &p->tcp;
    uint8_t flags = ear->tech->flags;
    uint32_t counted = (flags & TCP_SYN ? 1 : 0) + (flags & TCP_FIN ? 1 : 0);
    if (t->flags & TCP_RST && flags & TCP_ACK)
        return check(ear, &p->src, t->sport, t->dport, t->seq, ret);
    if (!(t->flags & TCP_ACK))
        return false;
    uint32_t may_lack = t->flags & TCP_RST ? counted : (flags & TCP_FIN) != 0;
    for (uint32_t less = 0; less <= may_lack; less++)
        if (check(ear, &p->src, t->sport, t->dport, t->ack - (counted - less), ret))
            return true;
    return false;
}

static bool judge_icmp(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    enum heard h;
    const struct quote *q = tech_quote(p, &h);
    if (!q || q->proto != IPPROTO_TCP || !q->has_seq || heard_silent(h) ||
        !check(ear, &q->dst, q->dport, q->sport, q->seq, ret))
        return false;
    tech_blame(p, h, ret);
    return true;
}

bool tcpprobe_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    const struct tcp *t = &p->tcp;
    const struct tech *tech = ear->tech;
    if (!(p->has & PACKET_HAS_TCP))
        return judge_icmp(ear, p, ret);
    bool rst = t->flags & TCP_RST, yes = tech->yes.state != STATE_UNKNOWN && t->flags & TCP_SYN;
    /* A bare ACK is a challenge (RFC 5961): an old connection of the same ports, no verdict. */
    if ((!rst && !yes) || !acknowledges(ear, p, ret))
        return false;
    bool window = tech->alt.state != STATE_UNKNOWN && t->win > 0;
    ret->heard = (uint8_t)(!rst ? HEARD_YES : window ? HEARD_ALT : HEARD_RST);
    ret->ttl = p->ttl;
    return true;
}
