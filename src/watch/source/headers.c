#include "watch/source/headers.h"

#include "watch/source/transport.h"

#include <netinet/in.h>
#include <stddef.h>

enum {
    LINK_NULL = 0,
    LINK_ETHERNET = 1,
    LINK_PPP = 9,
    LINK_RAW_BSD = 12,
    LINK_RAW_OPENBSD = 14,
    LINK_RAW = 101,
    LINK_LOOP = 108,
    LINK_SLL = 113,
    LINK_IPV4 = 228,
    LINK_IPV6 = 229,
    LINK_SLL2 = 276,
};

enum {
    TYPE_IP4 = 0x0800,
    TYPE_ARP = 0x0806,
    TYPE_VLAN = 0x8100,
    TYPE_IP6 = 0x86dd,
    TYPE_QINQ = 0x88a8,
    TYPE_QINQ_OLD = 0x9100,
    TYPE_MPLS = 0x8847,
    TYPE_PPPOE = 0x8864,
    VLAN_ID = 0xfff, /* of a tag; 0: it says only how urgent the frame is (IEEE 802.1Q 9.6) */
    TAGS_MAX = 4,
    EXTS_MAX = 12,
    ETH_HEADER = 14,
};

bool headers_link_known(unsigned l)
{
    return l == LINK_NULL || l == LINK_ETHERNET || l == LINK_PPP || l == LINK_RAW_BSD ||
           l == LINK_RAW_OPENBSD || l == LINK_RAW || l == LINK_LOOP || l == LINK_SLL || l == LINK_IPV4 ||
           l == LINK_IPV6 || l == LINK_SLL2;
}

/* Nothing that it holds is a header, but for the rest of TCP's behind a first one of eight bytes (flow/fragments.h).
 * `at` = where in the packet it belongs, bytes. */
static void later_fragment(struct rd *r, unsigned at, struct sight *s)
{
    s->fragment = true;
    s->sport = s->dport = 0;
    if (at == 8 && s->proto == IPPROTO_TCP && rd_left(r) >= 8) {
        s->ack = get_u32(r->p);
        s->tcp_flags = r->p[5];
        s->win = get_u16(r->p + 6);
        s->knows |= SIGHT_FLAGS | SIGHT_ACKNO | SIGHT_WIN;
    }
    r->p = r->end;
}

static enum headers_result read_ip4(struct rd *r, size_t wire, struct sight *s)
{
    const uint8_t *b = rd_take(r, 20);
    if (!b || b[0] >> 4 != 4 || (b[0] & 15) < 5)
        return HEADERS_BAD;
    size_t head = (size_t)(b[0] & 15) * 4;
    uint16_t total = get_u16(b + 2), frag = get_u16(b + 6);
    s->kind = SIGHT_PACKET;
    s->src.len = s->dst.len = 4; /* the rest is zero */
    memcpy(s->src.b, b + 12, 4);
    memcpy(s->dst.b, b + 16, 4);
    s->proto = b[9];
    s->ttl = b[8];
    s->ipid = get_u16(b + 4);
    if (total < head) /* 0: segmentation offload */
        total = (uint16_t)(wire < 0xffff ? wire : 0xffff);
    s->ip_len = total;
    s->knows = SIGHT_TTL | SIGHT_IPID | SIGHT_LEN;
    rd_skip(r, head - 20);
    if (r->bad || total < head)
        return HEADERS_SKIP;
    size_t body = total - head;
    if (rd_left(r) > body) /* Ethernet's padding */
        r->end = r->p + body;
    s->fragment = frag & 0x3fff;
    s->may_split = !(frag & 0x4000);
    if (frag & 0x1fff) {
        later_fragment(r, (frag & 0x1fff) * 8u, s);
        return HEADERS_OK;
    }
    return transport_read(r, body, s);
}

static bool is_ext(uint8_t next)
{
    return next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING || next == IPPROTO_DSTOPTS ||
           next == IPPROTO_FRAGMENT || next == IPPROTO_AH || next == 135 /* mobility */;
}

static enum headers_result read_ip6(struct rd *r, size_t wire, struct sight *s)
{
    const uint8_t *b = rd_take(r, 40);
    if (!b || b[0] >> 4 != 6)
        return HEADERS_BAD;
    size_t body = get_u16(b + 4);
    if (body == 0 && wire > 40)
        body = wire - 40;
    s->kind = SIGHT_PACKET;
    s->src = addr_v6(b + 8);
    s->dst = addr_v6(b + 24);
    s->ttl = b[7];
    s->ip_len = (uint16_t)(body + 40 < 0xffff ? body + 40 : 0xffff);
    s->knows = SIGHT_TTL | SIGHT_LEN;
    if (rd_left(r) > body)
        r->end = r->p + body;
    uint8_t next = b[6];
    for (unsigned i = 0; is_ext(next); i++) {
        const uint8_t *e = rd_take(r, 8);
        if (!e || i == EXTS_MAX)
            return HEADERS_SKIP;
        size_t len = next == IPPROTO_FRAGMENT ? 8 : next == IPPROTO_AH ? (e[1] + 2u) * 4 : (e[1] + 1u) * 8;
        if (next == IPPROTO_FRAGMENT) {
            s->fragment = get_u16(e + 2) & 0xfff9;
            if (get_u16(e + 2) & 0xfff8) {
                s->proto = e[0];
                later_fragment(r, get_u16(e + 2) & 0xfff8, s);
                return HEADERS_OK;
            }
        }
        next = e[0];
        rd_skip(r, len > 8 ? len - 8 : 0);
        body = body > len ? body - len : 0;
        if (r->bad)
            return HEADERS_SKIP;
    }
    s->proto = next;
    return transport_read(r, body, s);
}

static enum headers_result read_arp(struct rd *r, struct sight *s)
{
    const uint8_t *b = rd_take(r, 28);
    if (!b || get_u16(b + 2) != TYPE_IP4 || b[4] != 6 || b[5] != 4)
        return HEADERS_SKIP;
    s->kind = SIGHT_ARP;
    s->src = addr_v4(get_u32(b + 14));
    s->dst = addr_v4(get_u32(b + 24));
    s->mac = (uint64_t)get_u16(b + 8) << 32 | get_u32(b + 10);
    s->reply = get_u16(b + 6) == 2;
    return get_u16(b + 6) == 1 || s->reply ? HEADERS_OK : HEADERS_SKIP;
}

static enum headers_result by_type(uint16_t type, struct rd *r, size_t wire, struct sight *s)
{
    for (unsigned i = 0; type == TYPE_VLAN || type == TYPE_QINQ || type == TYPE_QINQ_OLD; i++) {
        const uint8_t *b = rd_take(r, 4);
        if (!b || i == TAGS_MAX)
            return HEADERS_BAD;
        if (s->vlan == SIGHT_NO_VLAN && get_u16(b) & VLAN_ID)
            s->vlan = get_u16(b) & VLAN_ID;
        type = get_u16(b + 2);
        wire = wire > 4 ? wire - 4 : 0;
    }
    if (type == TYPE_MPLS) {
        const uint8_t *b;
        unsigned i = 0;
        do {
            b = rd_take(r, 4);
            wire = wire > 4 ? wire - 4 : 0;
        } while (b && !(b[2] & 1) && ++i < INNER_LABELS);
        if (i == INNER_LABELS)
            return HEADERS_BAD;
        type = rd_left(r) && r->p[0] >> 4 == 6 ? TYPE_IP6 : TYPE_IP4;
    }
    if (type == TYPE_PPPOE) { /* RFC 2516: six bytes, then PPP's protocol */
        const uint8_t *b = rd_take(r, 8);
        type = !b ? 0 : get_u16(b + 6) == 0x21 ? TYPE_IP4 : get_u16(b + 6) == 0x57 ? TYPE_IP6 : 0;
        wire = wire > 8 ? wire - 8 : 0;
    }
    switch (type) {
    case TYPE_IP4: return read_ip4(r, wire, s);
    case TYPE_IP6: return read_ip6(r, wire, s);
    case TYPE_ARP: return read_arp(r, s);
    default: return HEADERS_SKIP;
    }
}

static enum headers_result by_version(struct rd *r, size_t wire, struct sight *s)
{
    if (!rd_left(r))
        return HEADERS_BAD;
    return by_type(r->p[0] >> 4 == 6 ? TYPE_IP6 : TYPE_IP4, r, wire, s);
}

/* Takes `n` bytes of link header off. */
static const uint8_t *link_header(struct rd *r, size_t *wire, size_t n)
{
    *wire = *wire > n ? *wire - n : 0;
    return rd_take(r, n);
}

/* In two parts: to clear as much at once compilers take "rep stos", which costs more than all the rest. */
static void clear(struct sight *s)
{
    memset(s, 0, offsetof(struct sight, kind));
    memset(&s->kind, 0, sizeof *s - offsetof(struct sight, kind));
    s->vlan = SIGHT_NO_VLAN;
}

/* The packet type of a cooked capture. */
enum { COOKED_TO_US, COOKED_BROADCAST, COOKED_MULTICAST, COOKED_OUTGOING = 4 };

#define COOKED_OWN (UINT64_C(1) << 48)

static bool is_for_several(unsigned type)
{
    return type == COOKED_BROADCAST || type == COOKED_MULTICAST;
}

/* The sender's hardware address as cooked headers have it: type, length, eight bytes. */
static uint64_t cooked_sender(unsigned arphrd, unsigned len, const uint8_t *b)
{
    return arphrd == 1 /* Ethernet */ && len == 6 ? (uint64_t)get_u16(b) << 32 | get_u32(b + 2) : 0;
}

/* A cooked header has no receiver but says that it is this machine, whose own frames are outgoing: both get
 * the number of the interface, above all hardware addresses, so that a router which is recorded on all its
 * interfaces is seen to be one. The first version names none: there, all Ethernets are 0, and what a machine
 * says to itself passes through nobody. */
struct cooked {
    unsigned type; /* COOKED_TO_US … */
    uint64_t own;  /* 0: this interface has no number */
    uint64_t sender;
    uint16_t proto;
};

static enum headers_result by_cooked(const struct cooked *c, struct rd *r, size_t wire, struct sight *ret)
{
    ret->group = is_for_several(c->type);
    ret->to = c->type == COOKED_TO_US ? c->own : 0;
    ret->mac = c->sender;
    enum headers_result result = by_type(c->proto, r, wire, ret);
    if (c->type == COOKED_OUTGOING)
        ret->mac = c->own;
    return result;
}

static enum headers_result by_sll(struct rd *r, size_t *wire, struct sight *ret)
{
    const uint8_t *b = link_header(r, wire, 16);
    if (!b)
        return HEADERS_BAD;
    uint64_t sender = cooked_sender(get_u16(b + 2), get_u16(b + 4), b + 6);
    struct cooked c = {get_u16(b), sender ? COOKED_OWN : 0, sender, get_u16(b + 14)};
    return by_cooked(&c, r, *wire, ret);
}

static enum headers_result by_sll2(struct rd *r, size_t *wire, struct sight *ret)
{
    const uint8_t *b = link_header(r, wire, 20);
    if (!b)
        return HEADERS_BAD;
    uint64_t sender = cooked_sender(get_u16(b + 8), b[11], b + 12);
    struct cooked c = {b[10], COOKED_OWN | get_u32(b + 4), sender, get_u16(b)};
    return by_cooked(&c, r, *wire, ret);
}

/* An Ethernet header: from whom, and for whom. Returns the type of what follows. */
static uint16_t frame_header(const uint8_t b[ETH_HEADER], struct sight *ret)
{
    ret->mac = (uint64_t)get_u16(b + 6) << 32 | get_u32(b + 8);
    ret->group = b[0] & 1;
    ret->to = !ret->group ? (uint64_t)get_u16(b) << 32 | get_u32(b + 2) : 0;
    return get_u16(b + 12);
}

static enum headers_result by_link(unsigned linktype, struct rd *r, size_t wire, struct sight *ret)
{
    const uint8_t *b;
    clear(ret);
    if (wire < rd_left(r))
        wire = rd_left(r);
    switch (linktype) {
    case LINK_ETHERNET:
        b = link_header(r, &wire, ETH_HEADER);
        return b ? by_type(frame_header(b, ret), r, wire, ret) : HEADERS_BAD;
    case LINK_SLL: return by_sll(r, &wire, ret);
    case LINK_SLL2: return by_sll2(r, &wire, ret);
    case LINK_PPP: /* RFC 1662: address and control may be left out */
        b = link_header(r, &wire, rd_left(r) && r->p[0] == 0xff ? 4 : 2);
        return b ? by_version(r, wire, ret) : HEADERS_BAD;
    case LINK_NULL:
    case LINK_LOOP: b = link_header(r, &wire, 4); return b ? by_version(r, wire, ret) : HEADERS_BAD;
    default: return by_version(r, wire, ret);
    }
}

enum headers_result headers_read(unsigned linktype, const uint8_t *data, size_t len, size_t wire,
                                 struct sight *ret)
{
    struct rd r = rd_of(data, len);
    return by_link(linktype, &r, wire, ret);
}

/* What is behind the transport's ports; what a packet of another protocol holds. */
static bool at_payload(struct rd *r, const struct sight *s)
{
    if (s->kind != SIGHT_PACKET)
        return false;
    if (s->proto == IPPROTO_UDP)
        rd_skip(r, 4); /* of UDP's header: length and checksum */
    return !r->bad;
}

static enum headers_result read_inner(const struct inner *in, struct rd *r, size_t lack, struct sight *ret)
{
    clear(ret);
    if (!in->frame)
        return by_type(in->type, r, rd_left(r) + lack, ret);
    const uint8_t *b = rd_take(r, ETH_HEADER);
    return b ? by_type(frame_header(b, ret), r, rd_left(r) + lack, ret) : HEADERS_BAD;
}

unsigned headers_carried(unsigned linktype, const uint8_t *data, size_t len, size_t wire,
                         struct sight ret[HEADERS_SIGHTS])
{
    struct sight again;
    struct inner in;
    struct rd r = rd_of(data, len);
    size_t lack = wire > len ? wire - len : 0;
    unsigned n = 1;
    if (by_link(linktype, &r, wire, &again) != HEADERS_OK)
        return n;
    for (; n < HEADERS_SIGHTS && inner_may_be(ret[n - 1].proto, ret[n - 1].dport); n++) {
        struct sight *outer = &ret[n - 1];
        if (outer->fragment) /* the first one: the rest comes in others */
            lack = UINT16_MAX;
        if (!at_payload(&r, outer) || !inner_open(&r, lack, outer->proto, outer->dport, &in))
            break;
        enum headers_result e = read_inner(&in, &r, lack, &ret[n]);
        if (e == HEADERS_BAD && !lack)
            break;
        outer->carries = true;
        outer->sport = outer->dport;
        if (e != HEADERS_OK) /* cut, or nobody asks anything with it (LLDP); but it is carried */
            break;
        ret[n].tunnel = in.tunnel;
        ret[n].outer = outer;
    }
    return n;
}

const uint8_t *headers_datagram(unsigned linktype, const uint8_t *data, size_t len, size_t wire,
                                struct sight *ret)
{
    struct rd r = rd_of(data, len);
    if (by_link(linktype, &r, wire, ret) != HEADERS_OK || ret->proto != IPPROTO_UDP || ret->fragment ||
        !at_payload(&r, ret))
        return NULL;
    return rd_take(&r, ret->payload);
}
