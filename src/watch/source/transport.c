#include "watch/source/transport.h"

#include "watch/source/reply.h"
#include "wire/icmp.h"
#include "wire/icmp6.h"
#include "wire/quote.h"
#include "wire/tcp.h"

#include <netinet/in.h>

enum { AUTHS_MAX = 2, MAGIC_LEN = 102, SCTP_INIT = 1 };

/* The order of the options of a SYN, as sight.h numbers them. */
static void options(struct rd r, struct sight *s)
{
    unsigned n = 0;
    uint64_t order = 0;
    while (rd_left(&r) && n < 16) {
        uint8_t kind = rd_u8(&r);
        if (kind == TCP_OPT_EOL) {
            order = order << 4 | SIGHT_OPT_EOL;
            break;
        }
        if (kind != TCP_OPT_NOP) {
            uint8_t len = rd_u8(&r);
            struct rd value = rd_sub(&r, len >= 2 ? len - 2u : SIZE_MAX);
            if (value.bad)
                break;
            if (kind == TCP_OPT_MSS)
                s->mss = rd_u16(&value);
        }
        bool plain = kind == TCP_OPT_NOP || kind == TCP_OPT_MSS || kind == TCP_OPT_WSCALE ||
                     kind == TCP_OPT_SACK_OK || kind == TCP_OPT_TS;
        order = order << 4 | (plain ? kind : SIGHT_OPT_OTHER);
        n++;
    }
    s->opts = order;
    s->knows |= SIGHT_OPTS;
}

/* A first fragment that holds less than the header: the flags are there from 16 bytes on (nmap --mtu 16), else in the
 * next one (flow/fragments.h). */
static enum headers_result read_tcp_begin(const uint8_t *b, size_t n, struct sight *s)
{
    s->tcp_flags = TCP_SYN; /* what a tiny first fragment (RFC 1858) hides is taken for a question */
    if (n >= 8) {
        s->seq = get_u32(b + 4);
        s->knows |= SIGHT_SEQ;
    }
    if (n < 16)
        return HEADERS_OK;
    s->ack = get_u32(b + 8);
    s->tcp_flags = b[13];
    s->win = get_u16(b + 14);
    s->knows |= SIGHT_FLAGS | SIGHT_SEQ | SIGHT_ACKNO | SIGHT_WIN;
    return HEADERS_OK;
}

/* The capture ends within the header (64 bytes of a frame hold 10 of TCP over IPv6, and 6 with a tag): what
 * is there is read. */
static enum headers_result read_tcp_cut(const uint8_t *b, size_t n, size_t wire, struct sight *s)
{
    uint8_t seen[16] = {0};
    memcpy(seen, b, n < sizeof seen ? n : sizeof seen);
    s->seq = get_u32(seen + 4);
    s->ack = get_u32(seen + 8);
    s->tcp_flags = seen[13];
    s->win = get_u16(seen + 14);
    s->knows |= (n >= 8 ? SIGHT_SEQ : 0) | (n >= 12 ? SIGHT_ACKNO : 0) | (n >= 14 ? SIGHT_FLAGS : 0) |
                (n >= 16 ? SIGHT_WIN : 0);
    /* Where the offset was cut as well: what no header can be. */
    size_t head = n >= 13 ? (size_t)(seen[12] >> 4) * 4 : TCP_LEN_MAX;
    s->knows |= n >= 13 ? SIGHT_PAYLOAD : 0;
    s->payload = (uint16_t)(wire > head ? wire - head : 0);
    if (n < 14) {
        s->cut = (uint8_t)n;
        s->segment = (uint16_t)wire;
    }
    return HEADERS_OK;
}

/* `wire` = bytes of the segment on the wire. */
static enum headers_result read_tcp(struct rd *r, size_t wire, struct sight *s)
{
    size_t n = rd_left(r);
    const uint8_t *b = rd_take(r, 4);
    if (!b)
        return wire < 4 ? HEADERS_SKIP : HEADERS_BAD;
    s->sport = get_u16(b);
    s->dport = get_u16(b + 2);
    s->knows |= SIGHT_SPORT;
    const uint8_t *rest = rd_take(r, TCP_LEN - 4);
    if (!rest && s->fragment)
        return read_tcp_begin(b, n, s);
    if (!rest)
        return wire < TCP_LEN ? HEADERS_BAD : read_tcp_cut(b, n, wire, s);
    s->seq = get_u32(rest);
    s->ack = get_u32(rest + 4);
    s->tcp_flags = rest[9];
    s->win = get_u16(rest + 10);
    s->knows |= SIGHT_FLAGS | SIGHT_SEQ | SIGHT_ACKNO | SIGHT_WIN | SIGHT_PAYLOAD;
    size_t head = (size_t)(rest[8] >> 4) * 4;
    s->payload = (uint16_t)(wire > head ? wire - head : 0);
    /* Options of questions; of other packets only so many of them that they are no ordinary ones. */
    bool asks = s->tcp_flags & TCP_SYN || !(s->tcp_flags & TCP_ACK) || (!s->payload && head >= TCP_LEN + 20);
    if (asks && head >= TCP_LEN) {
        struct rd opts = *r;
        size_t len = head - TCP_LEN;
        s->opts_cut = len > rd_left(&opts);
        if (s->opts_cut)
            len = rd_left(&opts);
        options(rd_sub(&opts, len), s);
    }
    return HEADERS_OK;
}

/* RFC 8489 5, behind the length and the checksum of UDP. */
static bool is_stun(struct rd r)
{
    const uint8_t *b = rd_take(&r, 12);
    return b && get_u16(b + 4) == 1 && get_u32(b + 8) == 0x2112a442;
}

/* RFC 9000 17.2: a long header, and of a version that has none of its own (15: those that only provoke the
 * list of versions; drafts) or of RFC 9000 or RFC 9369, a packet of type Initial, in a datagram that is
 * padded (14.1). */
static bool is_quic_initial(struct rd r, size_t payload)
{
    const uint8_t *b = rd_take(&r, 9);
    if (!b || payload < 1200 || b[4] >> 6 != 3)
        return false;
    uint32_t version = get_u32(b + 5);
    unsigned type = b[4] >> 4 & 3;
    bool forced = (version & 0x0f0f0f0f) == 0x0a0a0a0a, draft = version >> 16 == 0xff00;
    return forced || ((version == 1 || draft) && type == 0) || (version == 0x6b3343cf && type == 1);
}

/* AMD's "Magic Packet": six bytes of ones, and sixteen times the address of who is to wake; none of it is a question
 * of echo (RFC 862) or discard (RFC 863), whose ports are usual for it. Behind the length and the checksum of UDP. */
static bool is_magic(struct rd r, const struct sight *s)
{
    static const uint8_t ones[6] = {255, 255, 255, 255, 255, 255};
    bool usual = s->dport == 0 || s->dport == 7 || s->dport == 9;
    const uint8_t *b = usual && s->payload >= MAGIC_LEN ? rd_take(&r, 4 + 6 + 6) : NULL;
    return b && memcmp(b + 4, ones, sizeof ones) == 0;
}

static enum headers_result read_udp(struct rd *r, size_t wire, struct sight *s)
{
    const uint8_t *b = rd_take(r, 4);
    if (!b)
        return wire < 4 ? HEADERS_SKIP : HEADERS_BAD;
    s->sport = get_u16(b);
    s->dport = get_u16(b + 2);
    s->payload = (uint16_t)(wire > 8 ? wire - 8 : 0);
    s->unsummed = rd_left(r) >= 4 && !get_u16(r->p + 2);
    s->stun = is_stun(*r);
    struct rd body = *r;
    rd_skip(&body, 4); /* length and checksum */
    s->says = reply_says(s->sport, body, s->payload);
    s->opens = is_quic_initial(*r, s->payload);
    s->wakes = is_magic(*r, s);
    s->knows |= SIGHT_SPORT | SIGHT_PAYLOAD;
    return HEADERS_OK;
}

static enum headers_result read_sctp(struct rd *r, struct sight *s)
{
    const uint8_t *b = rd_take(r, 13); /* common header and the first chunk's type: RFC 9260 §3 */
    if (!b)
        return HEADERS_SKIP;
    s->sport = get_u16(b);
    s->dport = get_u16(b + 2);
    s->tcp_flags = b[12];
    s->knows |= SIGHT_SPORT | SIGHT_FLAGS;
    if (s->tcp_flags == SCTP_INIT && rd_left(r) >= 7) { /* flags and length of the chunk: §3.3.2 */
        s->seq = get_u32(r->p + 3);
        s->knows |= SIGHT_SEQ;
    }
    return HEADERS_OK;
}

/* Of questions: identifier and sequence number (RFC 792, RFC 950, RFC 4443 §4.1). */
static void read_echo(const struct rd *r, struct sight *s)
{
    if (rd_left(r) < 8)
        return;
    s->seq = get_u32(r->p + 4);
    s->knows |= SIGHT_SEQ;
}

/* A complaint: the sight becomes what is quoted. */
static enum headers_result read_error(const struct quote *q, struct sight *s)
{
    s->kind = SIGHT_ERROR;
    s->via = s->src;
    s->src = q->src;
    s->dst = q->dst;
    s->proto = q->proto;
    s->knows = 0;
    s->fragment = false;
    if (q->proto == IPPROTO_SCTP && q->transport_len >= 4) {
        s->sport = get_u16(q->transport);
        s->dport = get_u16(q->transport + 2);
        s->knows |= SIGHT_SPORT;
    } else if (q->has_ports) {
        s->sport = q->sport;
        s->dport = q->dport;
        s->knows |= SIGHT_SPORT;
    } else if (q->proto == IPPROTO_TCP || q->proto == IPPROTO_UDP || q->proto == IPPROTO_SCTP) {
        return HEADERS_SKIP; /* cut before them: whose answer it is, nobody can say */
    }
    if (q->proto == IPPROTO_UDP && q->transport_len >= 6) /* as UDP says: RFC 768 */
        s->payload = (uint16_t)(get_u16(q->transport + 4) > 8 ? get_u16(q->transport + 4) - 8 : 0);
    if (q->has_seq) {
        s->seq = q->seq;
        s->knows |= SIGHT_SEQ;
    }
    if (q->proto == IPPROTO_TCP &&
        q->transport_len >= 14) { /* most systems quote more than the 8 bytes of RFC 792 */
        s->tcp_flags = q->transport[13];
        s->knows |= SIGHT_FLAGS;
    }
    return HEADERS_OK;
}

static enum headers_result read_icmp(struct rd *r, size_t lack, struct sight *s)
{
    struct icmp_msg m;
    if (rd_left(r) < 2)
        return HEADERS_SKIP;
    s->icmp_type = r->p[0];
    s->icmp_code = r->p[1];
    if (!icmp_is_error(s->icmp_type)) {
        read_echo(r, s);
        return HEADERS_OK;
    }
    if (icmp_parse(r, lack, &m) != PACKET_OK || !m.has_quote)
        return HEADERS_SKIP;
    return read_error(&m.quote, s);
}

static enum headers_result read_icmp6(struct rd *r, size_t lack, struct sight *s)
{
    struct icmp6_msg m;
    if (rd_left(r) < 2)
        return HEADERS_SKIP;
    s->icmp_type = r->p[0];
    s->icmp_code = r->p[1];
    if (icmp6_is_error(s->icmp_type)) {
        if (icmp6_parse(r, lack, &m) != PACKET_OK || !m.has_quote)
            return HEADERS_SKIP;
        return read_error(&m.quote, s);
    }
    if (s->icmp_type == ICMP6_TYPE_ECHO)
        read_echo(r, s);
    if (s->icmp_type == ICMP6_TYPE_ROUTER && icmp6_parse(r, lack, &m) == PACKET_OK)
        icmp6_on_link(&m, &s->dst); /* which net this is; it goes to all of it */
    if (s->icmp_type != ICMP6_TYPE_SOLICITATION && s->icmp_type != ICMP6_TYPE_ADVERTISEMENT)
        return HEADERS_OK;
    if (icmp6_parse(r, lack, &m) != PACKET_OK || !m.has_target)
        return HEADERS_SKIP;
    if (s->icmp_type == ICMP6_TYPE_ADVERTISEMENT) {
        s->src = m.target; /* who is there; dst is who had asked */
        return HEADERS_OK;
    }
    if (addr_is_multicast(&s->dst)) { /* asks all, whatever frame carries it: some stations get one each */
        s->group = true;
        s->to = 0;
    }
    s->dst = m.target;
    return HEADERS_OK;
}

/* What was only signed (RFC 4302) is read through; what is no such header is a question for the protocol. */
static enum headers_result read_auth(struct rd *r, size_t wire, struct sight *s)
{
    for (unsigned i = 0; i < AUTHS_MAX && s->proto == IPPROTO_AH; i++) {
        const uint8_t *b = rd_left(r) >= 12 ? r->p : NULL;
        size_t len = b ? (b[1] + 2u) * 4 : 0;
        if (len < 12 || len > rd_left(r) || get_u16(b + 2) || !get_u32(b + 4))
            return HEADERS_OK;
        rd_skip(r, len);
        wire = wire > len ? wire - len : 0;
        s->proto = b[0];
    }
    return s->proto == IPPROTO_AH ? HEADERS_OK : transport_read(r, wire, s);
}

enum headers_result transport_read(struct rd *r, size_t wire, struct sight *s)
{
    size_t lack = wire > rd_left(r) ? wire - rd_left(r) : 0;
    switch (s->proto) {
    case IPPROTO_TCP: return read_tcp(r, wire, s);
    case IPPROTO_UDP:
    case IPPROTO_UDPLITE: return read_udp(r, wire, s);
    case IPPROTO_SCTP: return read_sctp(r, s);
    case IPPROTO_ICMP: return s->src.len == 4 ? read_icmp(r, lack, s) : HEADERS_OK;
    case IPPROTO_ICMPV6: return s->src.len == 16 ? read_icmp6(r, lack, s) : HEADERS_OK;
    case IPPROTO_AH: return read_auth(r, wire, s);
    default: return HEADERS_OK;
    }
}
