#include "ident/os/asks.h"

#include "wire/csum.h"

#include <assert.h>
#include <netinet/in.h>

#define UDP_DATA                                                                                             \
    120 /* long enough that whole quotations, of 64 and of 8 bytes can be told apart; short enough for what links capture */
#define ECHO_DATA  96
#define BIG_FIRST  1232 /* of an ICMPv6 message in the first fragment: that is 1,280 bytes with the headers */
#define BIG_WHOLE  1632 /* of all: the reply fits no link of 1,500 bytes */
#define FILLER     0x54
#define TOS_ASKED  0x10
#define CODE_ASKED 5
#define PORT_STEP  61 /* between the source ports of two questions */

enum door { DOOR_OPEN, DOOR_CLOSED, DOOR_UDP, DOOR_NONE };

/* Of the questions by TCP: flags, window, options as letters (asks.h; MSS and window scale beside them). */
static const struct segment {
    enum door door;
    uint8_t flags;
    uint16_t win;
    uint16_t mss; /* for IPv4; 20 less for IPv6 when above 1,400 */
    uint8_t wscale;
    const char *opts;
} segments[] = {
    /* What a Linux, a Windows, a plain old and a bare client say; then things that only programs say. */
    [ASKS_SYN1] = {DOOR_OPEN, TCP_SYN, 64240, 1460, 7, "MSTNW"},
    [ASKS_SYN2] = {DOOR_OPEN, TCP_SYN, 8192, 1460, 8, "MNWNNS"},
    [ASKS_SYN3] = {DOOR_OPEN, TCP_SYN, 1024, 536, 0, "M"},
    [ASKS_SYN4] = {DOOR_OPEN, TCP_SYN, 512, 0, 0, ""},
    [ASKS_SYN5] = {DOOR_OPEN, TCP_SYN, 65535, 1400, 0, "TNNWNM"},
    [ASKS_SYN6] = {DOOR_OPEN, TCP_SYN, 16384, 256, 14, "MTSWE"},
    [ASKS_AGAIN1] = {DOOR_OPEN, TCP_SYN, 64240, 1460, 7, "MSTNW"},
    [ASKS_AGAIN2] = {DOOR_OPEN, TCP_SYN, 64240, 1460, 7, "MSTNW"},
    [ASKS_AGAIN3] = {DOOR_OPEN, TCP_SYN, 64240, 1460, 7, "MSTNW"},
    [ASKS_ECN] = {DOOR_OPEN, TCP_SYN | TCP_ECE | TCP_CWR, 64240, 1460, 7, "MSTNW"},
    [ASKS_NULL] = {DOOR_OPEN, 0, 2048, 0, 0, ""},
    [ASKS_ODD] = {DOOR_OPEN, TCP_SYN | TCP_FIN | TCP_PSH | TCP_URG, 2048, 1460, 0, "M"},
    [ASKS_ACK] = {DOOR_OPEN, TCP_ACK, 4096, 0, 0, ""},
    [ASKS_CLOSED_SYN] = {DOOR_CLOSED, TCP_SYN, 64240, 1460, 7, "MSTNW"},
    [ASKS_CLOSED_ACK] = {DOOR_CLOSED, TCP_ACK, 4096, 0, 0, ""},
    [ASKS_CLOSED_ODD] = {DOOR_CLOSED, TCP_FIN | TCP_PSH | TCP_URG, 2048, 0, 0, ""},
};

/* The secret numbers of one transmission. */
struct numbers {
    uint16_t sport, ip_id;
    uint32_t seq, ack;
    uint64_t tag;
};

static bool is_segment(enum asks_question q)
{
    return q < ASKS_UDP;
}

static bool is_big(enum asks_question q)
{
    return q >= ASKS_BIG1 && q <= ASKS_BIG4;
}

static const struct addr *source_of(const struct asks_host *h, enum asks_question q)
{
    return (q == ASKS_BIG2 || q == ASKS_BIG4) && h->other.len ? &h->other : &h->source;
}

static struct numbers numbers_of(const struct asks_conf *c, const struct asks_host *h, enum asks_question q,
                                 unsigned try)
{
    uint8_t in[24] = {0};
    memcpy(in, h->addr.b, 16);
    in[16] = h->addr.len;
    uint64_t host = siphash(&c->key, in, sizeof in);
    in[17] = (uint8_t)(1 + q);
    in[18] = (uint8_t)try;
    uint64_t own = siphash(&c->key, in, sizeof in);
    unsigned line = q >= ASKS_AGAIN1 && q <= ASKS_AGAIN3 ? ASKS_SYN1 : q;
    unsigned step =
        line * PORT_STEP + (q == ASKS_UDP ? try : 0); /* a quoted datagram has no other number of ours */
    return (struct numbers){.sport = (uint16_t)(c->port_base + (host + step) % c->port_span),
                            .ip_id =
                                (uint16_t)(0x2000 | (own & 0x1fff)), /* its bytes differ, and neither is 0 */
                            .seq = (uint32_t)own,
                            .ack = (uint32_t)(own >> 32),
                            .tag = own};
}

uint16_t asks_door(const struct asks_host *h, enum asks_question q, bool *ret_needed)
{
    enum door d = is_segment(q) ? segments[q].door : q == ASKS_UDP ? DOOR_UDP : DOOR_NONE;
    *ret_needed = d != DOOR_NONE || (is_big(q) && h->addr.len == 4); /* which has no such door */
    return d == DOOR_OPEN ? h->open : d == DOOR_CLOSED ? h->closed : d == DOOR_UDP ? h->udp_closed : 0;
}

uint16_t asks_mss(enum asks_question q, unsigned addr_len)
{
    uint16_t mss = is_segment(q) ? segments[q].mss : 0;
    return addr_len == 16 && mss > 1400 ? mss - (IP6_LEN - IP4_LEN) : mss;
}

/* ---- building ---- */

static void build_segment(const struct asks_host *h, enum asks_question q, const struct numbers *n,
                          struct wr *w)
{
    static const char letters[] = "ENMWS...T"; /* by number of the option */
    const struct segment *s = &segments[q];
    bool needed;
    struct tcp t = {.sport = n->sport,
                    .dport = asks_door(h, q, &needed),
                    .seq = n->seq,
                    .flags = s->flags,
                    .win = s->win};
    t.ack = s->flags & TCP_SYN ? 0 : n->ack;
    t.opts.mss = asks_mss(q, h->addr.len);
    t.opts.wscale = s->wscale;
    t.opts.ts_val = (uint32_t)(n->tag >> 16) | 1;
    for (const char *o = s->opts; *o; o++)
        t.opts.order[t.opts.n_order++] = (uint8_t)(strchr(letters, *o) - letters);
    tcp_build(w, &t, NULL, 0, &h->source, &h->addr);
}

static void build_udp(const struct asks_host *h, const struct numbers *n, struct wr *w)
{
    uint8_t data[UDP_DATA];
    memset(data, FILLER, sizeof data);
    put_le64(data, n->tag);
    udp_build(w, &(struct udp){.sport = n->sport, .dport = h->udp_closed}, data, sizeof data, &h->source,
              &h->addr);
}

static void build_echo(const struct asks_host *h, enum asks_question q, const struct numbers *n, struct wr *w)
{
    uint8_t data[ECHO_DATA], code = q == ASKS_ECHO_CODE ? CODE_ASKED : 0;
    memset(data, FILLER, sizeof data);
    put_le64(data, n->tag);
    if (h->addr.len == 4)
        icmp_build(w, &(struct icmp_msg){.type = ICMP_TYPE_ECHO,
                                         .code = code,
                                         .id = n->sport,
                                         .seq = n->ip_id,
                                         .data = data,
                                         .data_len = sizeof data});
    else
        icmp6_build(w,
                    &(struct icmp6_msg){.type = ICMP6_TYPE_ECHO,
                                        .code = code,
                                        .id = n->sport,
                                        .seq = n->ip_id,
                                        .data = data,
                                        .data_len = sizeof data},
                    &h->source, &h->addr);
}

/* The ICMPv6 message of a large echo request: BIG_WHOLE bytes. */
static void build_big(const struct asks_host *h, enum asks_question q, const struct numbers *n, struct wr *w)
{
    uint8_t data[BIG_WHOLE - ICMP6_LEN];
    memset(data, FILLER, sizeof data);
    put_le64(data, n->tag);
    icmp6_build(
        w,
        &(struct icmp6_msg){
            .type = ICMP6_TYPE_ECHO, .id = n->sport, .seq = n->ip_id, .data = data, .data_len = sizeof data},
        source_of(h, q), &h->addr);
}

static void build_fragment(const struct asks_conf *c, const struct asks_host *h, enum asks_question q,
                           unsigned try, uint16_t from, uint16_t to, struct wr *w)
{
    struct numbers n = numbers_of(c, h, q, try);
    uint8_t body[BIG_WHOLE];
    struct wr b = wr_of(body, sizeof body);
    build_big(h, q, &n, &b);
    assert(!b.bad && wr_len(&b) == BIG_WHOLE);
    ip6_build(w,
              &(struct ip6){.src = *source_of(h, q), .dst = h->addr, .hop = h->ttl, .next = IPPROTO_FRAGMENT},
              (size_t)IP6_FRAG_LEN + to - from);
    ip6_frag_build(w, IPPROTO_ICMPV6, from, to < BIG_WHOLE, (uint32_t)(n.tag >> 24));
    wr_bytes(w, body + from, to - from);
}

unsigned asks_parts(enum asks_question q)
{
    return is_big(q) ? 2 : 1;
}

void asks_build_rest(const struct asks_conf *c, const struct asks_host *h, enum asks_question q, unsigned try,
                     struct wr *w)
{
    build_fragment(c, h, q, try, BIG_FIRST, BIG_WHOLE, w);
}

static uint8_t proto_of(const struct asks_host *h, enum asks_question q)
{
    bool v4 = h->addr.len == 4;
    return is_segment(q) ? IPPROTO_TCP : q == ASKS_UDP ? IPPROTO_UDP : v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
}

void asks_build(const struct asks_conf *c, const struct asks_host *h, enum asks_question q, unsigned try,
                struct wr *w)
{
    if (is_big(q)) {
        build_fragment(c, h, q, try, 0, BIG_FIRST, w);
        return;
    }
    struct numbers n = numbers_of(c, h, q, try);
    uint8_t body[ASKS_LEN_MAX];
    struct wr b = wr_of(body, sizeof body);
    if (is_segment(q))
        build_segment(h, q, &n, &b);
    else if (q == ASKS_UDP)
        build_udp(h, &n, &b);
    else
        build_echo(h, q, &n, &b);
    assert(!b.bad); /* the tables fit */
    uint8_t tos = q == ASKS_ECHO_CODE ? TOS_ASKED : 0, proto = proto_of(h, q);
    if (h->addr.len == 4)
        ip4_build(w,
                  &(struct ip4){.src = h->source,
                                .dst = h->addr,
                                .tos = tos,
                                .ttl = h->ttl,
                                .proto = proto,
                                .id = n.ip_id,
                                .df = is_segment(q) || q == ASKS_ECHO_DF},
                  wr_len(&b));
    else
        ip6_build(w,
                  &(struct ip6){.src = h->source, .dst = h->addr, .tos = tos, .hop = h->ttl, .next = proto},
                  wr_len(&b));
    wr_bytes(w, body, wr_len(&b));
}

/* ---- hearing ---- */

static enum asks_relation relation(uint32_t is, uint32_t ours)
{
    return is == ours ? ASKS_SAME : is == ours + 1 ? ASKS_NEXT : is == 0 ? ASKS_ZERO : ASKS_OTHER;
}

static void letters_of(const struct tcp_opts *o, char out[ASKS_OPTS_MAX])
{
    static const char letters[] = "ENMWSsssT";
    unsigned n = 0;
    for (unsigned i = 0; i < o->n_order && n + 1 < ASKS_OPTS_MAX; i++) {
        uint8_t kind = o->order[i];
        char l = kind < sizeof letters - 1 ? letters[kind] : '?';
        out[n++] = l == 's' ? '?' : l;
    }
    out[n] = '\0';
}

/* A segment proves itself by our number in it: SYN-ACKs acknowledge ours, resets acknowledge it or take their
 * number from our acknowledgment (RFC 9293 §3.10.7.1). Some count SYN, FIN or neither. */
static bool proves(const struct segment *s, const struct numbers *n, const struct tcp *t)
{
    bool acks = (t->flags & TCP_ACK || t->flags & TCP_RST) && t->ack - n->seq <= 2;
    bool takes = !(s->flags & TCP_SYN) && (t->seq == n->ack || t->seq == n->ack + 1);
    return acks || takes;
}

static void hear_segment(const struct numbers *n, const struct packet *p, struct asks_answer *ret)
{
    const struct tcp *t = &p->tcp;
    ret->kind = ASKS_SEGMENT;
    ret->flags = t->flags;
    ret->win = t->win;
    ret->urgent = t->urg && !(t->flags & TCP_URG);
    ret->reserved = t->reserved;
    ret->seq = t->seq;
    ret->seq_is = t->seq == 0 ? ASKS_ZERO : relation(t->seq, n->ack);
    ret->ack_is = relation(t->ack, n->seq);
    ret->data_len = (uint16_t)p->payload_len;
    ret->mss_set = t->opts.mss_set;
    ret->mss = t->opts.mss_set ? t->opts.mss : 0;
    ret->wscale_set = t->opts.wscale_set;
    ret->wscale = t->opts.wscale_set ? t->opts.wscale : 0;
    ret->ts_set = t->opts.ts_set;
    ret->ts = t->opts.ts_set ? t->opts.ts_val : 0;
    letters_of(&t->opts, ret->opts);
}

static bool same_question(const struct asks_host *h, enum asks_question q, const struct numbers *n,
                          const struct packet *p)
{
    bool needed;
    if (is_segment(q))
        return p->has & PACKET_HAS_TCP && p->tcp.sport == asks_door(h, q, &needed) &&
               p->tcp.dport == n->sport && proves(&segments[q], n, &p->tcp);
    if (q == ASKS_UDP)
        return false;
    bool v4 = p->has & PACKET_HAS_ICMP && p->icmp.type == ICMP_TYPE_ECHO_REPLY;
    bool v6 = p->has & PACKET_HAS_ICMP6 && p->icmp6.type == ICMP6_TYPE_ECHO_REPLY;
    const uint8_t *data = v4 ? p->icmp.data : v6 ? p->icmp6.data : NULL;
    size_t len = v4 ? p->icmp.data_len : v6 ? p->icmp6.data_len : 0;
    uint16_t id = v4 ? p->icmp.id : v6 ? p->icmp6.id : 0, seq = v4 ? p->icmp.seq : v6 ? p->icmp6.seq : 0;
    return data && len >= 8 && id == n->sport && seq == n->ip_id && get_le64(data) == n->tag;
}

static bool is_host(const struct asks_host *h, const struct addr *a)
{
    return a->len == h->addr.len && memcmp(a->b, h->addr.b, sizeof a->b) == 0; /* packets know no zones */
}

static const struct quote *quote_of(const struct packet *p)
{
    if (p->has & PACKET_HAS_ICMP && p->icmp.has_quote && icmp_is_error(p->icmp.type))
        return &p->icmp.quote;
    if (p->has & PACKET_HAS_ICMP6 && p->icmp6.has_quote && icmp6_is_error(p->icmp6.type))
        return &p->icmp6.quote;
    return NULL;
}

static bool quotes(const struct asks_host *h, enum asks_question q, const struct numbers *n,
                   const struct quote *k)
{
    bool needed;
    if (k->proto != proto_of(h, q) || !is_host(h, &k->dst))
        return false;
    if (is_segment(q))
        return k->has_seq && k->sport == n->sport && k->dport == asks_door(h, q, &needed) && k->seq == n->seq;
    if (q == ASKS_UDP)
        return k->has_ports && k->sport == n->sport && k->dport == h->udp_closed;
    return k->has_echo && k->id == n->sport && k->echo_seq == n->ip_id;
}

/* Compares what is quoted with what was sent. */
static void study(const struct asks_conf *c, const struct asks_host *h, enum asks_question q, unsigned try,
                  const struct quote *k, struct asks_answer *ret)
{
    uint8_t sent[ASKS_LEN_MAX];
    struct wr w = wr_of(sent, sizeof sent);
    asks_build(c, h, q, try, &w);
    size_t header = h->addr.len == 4 ? IP4_LEN : IP6_LEN, whole = wr_len(&w) - header, n = 0;
    ret->quoted = (uint16_t)(k->transport_len < UINT16_MAX ? k->transport_len : UINT16_MAX);
    ret->whole = k->transport_len >= whole;
    ret->quoted_ttl = k->ttl;
    uint16_t total = (uint16_t)(h->addr.len == 4 ? wr_len(&w) : whole);
    if (h->addr.len == 4) {
        uint16_t id = get_u16(sent + IP4_AT_ID), csum = get_u16(k->ip + IP4_AT_CSUM);
        if (k->ip_id != id)
            ret->quirks[n++] = k->ip_id ? 'I' : 'i';
        if (k->total != total)
            ret->quirks[n++] = k->total ? 'L' : 'l';
        if (csum_of(k->ip, IP4_LEN) && (k->ip[0] & 0xf) == 5)
            ret->quirks[n++] = csum ? 'C' : 'c';
    } else if (k->total != total) {
        ret->quirks[n++] = k->total ? 'L' : 'l';
    }
    if (q == ASKS_UDP && k->transport_len >= UDP_LEN &&
        memcmp(k->transport + UDP_AT_CSUM, sent + header + UDP_AT_CSUM, 2) != 0)
        ret->quirks[n++] = get_u16(k->transport + UDP_AT_CSUM) ? 'U' : 'u';
    ret->quirks[n] = '\0';
}

static bool hear_one(const struct asks_conf *c, const struct asks_host *h, const struct packet *p,
                     enum asks_question q, unsigned try, struct asks_answer *ret)
{
    struct numbers n = numbers_of(c, h, q, try);
    const struct quote *k = quote_of(p);
    if (k ? !quotes(h, q, &n, k) : !is_host(h, &p->src) || !same_question(h, q, &n, p))
        return false;
    *ret = (struct asks_answer){.ttl = p->ttl,
                                .tos = p->tos,
                                .df = p->df,
                                .id = (uint16_t)p->id,
                                .fragment = p->fragment,
                                .to_other = h->other.len && memcmp(p->dst.b, h->other.b, 16) == 0,
                                .frag_id = p->id};
    if (k) {
        ret->kind = ASKS_ERROR;
        ret->from_other = !is_host(h, &p->src);
        study(c, h, q, try, k, ret);
    } else if (is_segment(q)) {
        hear_segment(&n, p, ret);
    } else {
        ret->kind = ASKS_ECHO;
    }
    if (!(p->has & PACKET_HAS_TCP)) {
        ret->type = p->has & PACKET_HAS_ICMP ? p->icmp.type : p->icmp6.type;
        ret->code = p->has & PACKET_HAS_ICMP ? p->icmp.code : p->icmp6.code;
    }
    return true;
}

bool asks_overhear(const struct packet *p, struct asks_answer *ret)
{
    const struct numbers none = {0};
    if (!(p->has & PACKET_HAS_TCP) || (p->tcp.flags & (TCP_SYN | TCP_ACK | TCP_RST)) != (TCP_SYN | TCP_ACK))
        return false;
    *ret = (struct asks_answer){.ttl = p->ttl, .tos = p->tos, .df = p->df, .id = (uint16_t)p->id};
    hear_segment(&none, p, ret);
    return true;
}

bool asks_hear(const struct asks_conf *c, const struct asks_host *h, const struct packet *p,
               enum asks_question *ret_q, unsigned *ret_try, struct asks_answer *ret)
{
    for (unsigned q = 0; q < ASKS_COUNT; q++) {
        for (unsigned try = 0; try < ASKS_TRIES; try++) {
            if (!hear_one(c, h, p, (enum asks_question)q, try, ret))
                continue;
            *ret_q = (enum asks_question)q;
            *ret_try = try;
            return true;
        }
    }
    return false;
}
