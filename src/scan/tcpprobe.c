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

int tcpprobe_template(struct tech_template *t, const struct path *path, uint8_t flags)
{
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

void tcpprobe_write(const struct tech_template *t, const struct addr *target, uint16_t port, struct cookie c,
                    uint8_t *out)
{
    outer_aim(t, target, out);
    uint8_t *tcp = out + t->transport;
    put_u16(tcp + TCP_AT_SPORT, c.sport);
    put_u16(tcp + TCP_AT_DPORT, port);
    put_u32(tcp + TCP_AT_SEQ, c.seq);
    put_u16(tcp + TCP_AT_CSUM,
            csum_finish(csum_add(csum_add(t->transport_sum, target->b, target->len), tcp, 8)));
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

bool tcpprobe_answers(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    const struct tcp *t = &p->tcp;
    bool counted = check(ear, &p->src, t->sport, t->dport, t->ack - 1, ret);
    if (!counted && !(t->flags & TCP_RST && check(ear, &p->src, t->sport, t->dport, t->ack, ret)))
        return false;
    ret->ttl = p->ttl;
    return true;
}

bool tcpprobe_icmp(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    enum heard h;
    const struct quote *q = tech_quote(p, &h);
    if (!q || q->proto != IPPROTO_TCP || !q->has_seq || heard_silent(h) ||
        !check(ear, &q->dst, q->dport, q->sport, q->seq, ret))
        return false;
    ret->heard = (uint8_t)h;
    ret->ttl = p->ttl;
    if (memcmp(p->src.b, q->dst.b, sizeof p->src.b) != 0)
        ret->from = p->src;
    return true;
}
