/* SCTP scans (RFC 9260). INIT: INIT ACK = open, ABORT = closed (§5.1, §8.4), silence or ICMP = filtered. The
 * answer begins nothing: the peer keeps no state before a COOKIE ECHO (§5.1.3). COOKIE ECHO: an endpoint that
 * listens throws a cookie away that is not its own (§5.1.5), nobody there means ABORT; so silence = open or
 * filtered.
 *
 * Our cookie is the tag that must come back as verification tag: the initiate tag of INIT; of COOKIE ECHO the
 * verification tag, which an ABORT reflects (§8.5.1). The verification tag of an INIT is 0, so an ICMP error
 * that quotes 8 bytes of it proves itself by the mark in the IP header (outer.h), the lower half of the
 * cookie; more bytes, as most stacks quote, show the tag. */
#include "base/diag.h"
#include "scan/outer.h"

#include <errno.h>
#include <netinet/in.h>

static bool is_init(const struct tech_template *t)
{
    return t->bytes[t->transport + SCTP_LEN] == SCTP_INIT;
}

static int sctp_template(struct tech_template *t, const struct path *path, uint8_t chunk)
{
    static const uint8_t cookie[4]; /* what is echoed: nobody's */
    struct sctp s = {.chunk = chunk, .rwnd = 65536, .streams_out = 10, .streams_in = 2048};
    size_t echoed = chunk == SCTP_INIT ? 0 : sizeof cookie, fixed = chunk == SCTP_INIT ? SCTP_INIT_LEN : 0;
    struct wr w;
    if (path->source.len == 0)
        return -EAFNOSUPPORT;
    outer_begin(t, &w, path, IPPROTO_SCTP, SCTP_LEN + SCTP_CHUNK_LEN + fixed + echoed);
    sctp_build(&w, &s, cookie, echoed);
    return outer_end(t, &w, path, IPPROTO_SCTP);
}

static int init_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    (void)tech;
    return sctp_template(t, path, SCTP_INIT);
}

static int echo_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    (void)tech;
    return sctp_template(t, path, SCTP_COOKIE_ECHO);
}

static void sctp_probe(const struct tech_template *t, const struct path *path,
                       const struct cookie_conf *cookie, const struct probe *p, nsec now, uint8_t *out)
{
    struct cookie c = cookie_make(cookie, &p->addr, p->port, PROTO_SCTP, p->try, now);
    uint8_t *b = out + t->transport;
    (void)path;
    outer_aim(t, &p->addr, out);
    outer_mark(t, &p->addr, (uint16_t)c.seq, out);
    put_u16(b + SCTP_AT_SPORT, c.sport);
    put_u16(b + SCTP_AT_DPORT, p->port);
    put_u32(b + (is_init(t) ? SCTP_AT_INIT_TAG : SCTP_AT_VTAG), c.seq);
    if (is_init(t))
        put_u32(b + SCTP_AT_TSN, c.seq);
    put_u32(b + SCTP_AT_CSUM, sctp_crc(b, t->len - t->transport));
}

static bool check(const struct tech_ear *ear, const struct addr *target, uint16_t port, uint16_t sport,
                  uint32_t tag, struct reply *ret)
{
    struct cookie_read read;
    if (!cookie_check(ear->cookie, target, port, PROTO_SCTP, sport, tag, ear->at, &read))
        return false;
    *ret = (struct reply){
        .addr = *target, .port = port, .at = ear->at, .rtt = read.rtt, .try = (uint8_t)read.try};
    return true;
}

/* The cookie in a quotation: the tag, or what the identification has of it. */
static bool check_quote(const struct tech_ear *ear, const struct quote *q, struct reply *ret)
{
    const uint8_t *b = q->transport;
    size_t at = ear->tech == &tech_sctp_init ? SCTP_AT_INIT_TAG : SCTP_AT_VTAG;
    if (q->proto != IPPROTO_SCTP || !q->has_ports)
        return false;
    if (q->transport_len >= at + 4)
        return check(ear, &q->dst, q->dport, q->sport, get_u32(b + at), ret);
    uint32_t tag = cookie_make(ear->cookie, &q->dst, q->dport, PROTO_SCTP, 0, 0)
                       .seq; /* its lower half is the same at any time */
    struct cookie_read read;
    if (outer_marked(q) != (uint16_t)tag ||
        !cookie_check(ear->cookie, &q->dst, q->dport, PROTO_SCTP, q->sport, tag, 0, &read))
        return false;
    *ret =
        (struct reply){.addr = q->dst, .port = q->dport, .at = ear->at, .rtt = -1, .try = (uint8_t)read.try};
    return true;
}

static bool judge_icmp(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    enum heard h;
    const struct quote *q = tech_quote(p, &h);
    if (!q || heard_silent(h) || !check_quote(ear, q, ret))
        return false;
    tech_blame(p, h, ret);
    return true;
}

static bool sctp_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    const struct sctp *s = &p->sctp;
    if (!(p->has & PACKET_HAS_SCTP))
        return judge_icmp(ear, p, ret);
    bool yes = ear->tech->yes.state && s->chunk == SCTP_INIT_ACK;
    if (!s->has_chunk || !(yes || s->chunk == SCTP_ABORT) ||
        !check(ear, &p->src, s->sport, s->dport, s->vtag, ret))
        return false;
    ret->heard = yes ? HEARD_YES : HEARD_RST;
    ret->ttl = p->ttl;
    return true;
}

const struct tech tech_sctp_init = {
    .name = "sctpinit",
    .option = "-sY",
    .help = N_("SCTP INIT scan: half-open, like -sS for SCTP"),
    .proto = PROTO_SCTP,
    .hears = FILTER_SCTP,
    .silence = {STATE_FILTERED, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_INIT_ACK},
    .rst = {STATE_CLOSED, REASON_ABORT},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .template = init_template,
    .probe = sctp_probe,
    .judge = sctp_judge,
};

const struct tech tech_sctp_cookie = {
    .name = "sctpcookieecho",
    .option = "-sZ",
    .help = N_("SCTP COOKIE ECHO scan: open ports keep silent, closed ones abort"),
    .proto = PROTO_SCTP,
    .hears = FILTER_SCTP,
    .silence = {STATE_OPEN_FILTERED, REASON_NO_RESPONSE},
    .rst = {STATE_CLOSED, REASON_ABORT},
    .icmp = {STATE_FILTERED, REASON_NONE},
    .template = echo_template,
    .probe = sctp_probe,
    .judge = sctp_judge,
};
