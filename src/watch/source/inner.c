#include "watch/source/inner.h"

#include <netinet/in.h>

enum {
    TYPE_IP4 = 0x0800,
    TYPE_IP6 = 0x86dd,
    TYPE_MPLS = 0x8847,
    TYPE_FRAME = 0x6558, /* Transparent Ethernet Bridging: RFC 7637 3.2 */
    TYPE_ERSPAN2 = 0x88be,
    TYPE_ERSPAN3 = 0x22eb,
    TYPE_PPP = 0x880b,
    PPP_IP4 = 0x21,
    PPP_IP6 = 0x57,
    EXTS_MAX = 8,
    TAGS_MAX = 16,
};

static bool is(struct inner *in, uint8_t tunnel, uint16_t type)
{
    *in = (struct inner){.tunnel = tunnel, .frame = type == TYPE_FRAME, .type = type};
    return type == TYPE_FRAME || type == TYPE_IP4 || type == TYPE_IP6 || type == TYPE_MPLS;
}

/* By the version that it begins with. */
static uint16_t type_of(const struct rd *r)
{
    unsigned version = rd_left(r) ? r->p[0] >> 4 : 0;
    return version == 4 ? TYPE_IP4 : version == 6 ? TYPE_IP6 : 0;
}

/* RFC 1661 2, 1662 3.2: what peers agree to leave out may be missing. Compressed and encrypted packets (0xfd)
 * are none. */
static bool ppp(struct rd *r, struct inner *in)
{
    if (rd_left(r) >= 2 && r->p[0] == 0xff && r->p[1] == 3)
        rd_skip(r, 2);
    unsigned protocol = rd_u8(r);
    if (!(protocol & 1))
        protocol = protocol << 8 | rd_u8(r);
    return !r->bad && is(in, SIGHT_PPTP, protocol == PPP_IP4 ? TYPE_IP4 : protocol == PPP_IP6 ? TYPE_IP6 : 0);
}

/* RFC 2637 4.1. A key says how long the payload is, and which call it belongs to. */
static bool gre_1(struct rd *r, size_t lack, uint16_t flags, uint16_t type, struct inner *in)
{
    uint16_t len = rd_u16(r);
    rd_skip(r, 2);
    if ((flags & 0xef78) != 0x2000 || type != TYPE_PPP ||
        !(flags & 0x1000)) /* without a number: it only acknowledges */
        return false;
    rd_skip(r, flags & 0x80 ? 8 : 4);
    return !r->bad && len <= rd_left(r) + lack && ppp(r, in);
}

/* draft-foschiano-erspan-03 4.2, 4.3. Type I has no header of its own, and no sequence number in GRE's. */
static bool erspan(struct rd *r, bool numbered, uint16_t type, struct inner *in)
{
    if (type == TYPE_ERSPAN2 && !numbered)
        return is(in, SIGHT_ERSPAN, TYPE_FRAME);
    const uint8_t *b = rd_take(r, type == TYPE_ERSPAN2 ? 8 : 12);
    if (!b || b[0] >> 4 != (type == TYPE_ERSPAN2 ? 1 : 2))
        return false;
    if (type == TYPE_ERSPAN3) {
        unsigned what = b[10] >> 2 & 31; /* 0: Ethernet, 2: IP */
        rd_skip(r, b[11] & 1 ? 8 : 0);
        if (what != 0)
            return what == 2 && is(in, SIGHT_ERSPAN, type_of(r));
    }
    return is(in, SIGHT_ERSPAN, TYPE_FRAME);
}

/* RFC 2784 2, RFC 2890 2. Routing (RFC 1701) is long gone. */
static bool gre(struct rd *r, size_t lack, struct inner *in)
{
    uint16_t flags = rd_u16(r), type = rd_u16(r);
    if ((flags & 7) == 1)
        return gre_1(r, lack, flags, type, in);
    if (flags & 0x4fff)
        return false;
    if (flags & 0x8000) {
        rd_skip(r, 2);
        if (rd_u16(r)) /* Reserved1 */
            return false;
    }
    rd_skip(r, (flags & 0x2000 ? 4 : 0) + (flags & 0x1000 ? 4 : 0));
    if (type == TYPE_ERSPAN2 || type == TYPE_ERSPAN3)
        return erspan(r, flags & 0x1000, type, in);
    return is(in, SIGHT_GRE, type);
}

/* RFC 7348 5; with a group (draft-smith-vxlan-group-policy-05): G, and D and A. */
static bool vxlan(struct rd *r, struct inner *in)
{
    const uint8_t *b = rd_take(r, 8);
    bool plain = b && b[0] == 0x08 && !b[1] && !b[2] && !b[3];
    bool grouped = b && b[0] == 0x88 && !(b[1] & ~0x48);
    return (plain || grouped) && !b[7] && is(in, SIGHT_VXLAN, TYPE_FRAME);
}

/* RFC 8926 3.4. What controls (O) is for the other end itself. */
static bool geneve(struct rd *r, struct inner *in)
{
    const uint8_t *b = rd_take(r, 8);
    if (!b || b[0] >> 6 || b[1] & 0xbf || b[7])
        return false;
    rd_skip(r, (size_t)(b[0] & 63) * 4);
    return is(in, SIGHT_GENEVE, get_u16(b + 2));
}

/* 3GPP TS 29.281 5.1, 5.2: version 1, a packet of a user (255). */
static bool gtp(struct rd *r, size_t lack, struct inner *in)
{
    const uint8_t *b = rd_take(r, 8);
    if (!b || (b[0] & 0xf8) != 0x30 || b[1] != 255 || get_u16(b + 2) > rd_left(r) + lack)
        return false;
    if (b[0] & 7) {
        const uint8_t *more = rd_take(r, 4);
        uint8_t next = more && b[0] & 4 ? more[3] : 0;
        for (unsigned i = 0; next; i++) {
            uint8_t len = rd_u8(r);
            const uint8_t *ext = len ? rd_take(r, len * 4u - 1) : NULL;
            if (!ext || i == EXTS_MAX)
                return false;
            next = ext[len * 4u - 2];
        }
    }
    return is(in, SIGHT_GTP, type_of(r));
}

/* TaZmen Sniffer Protocol: version 1, a packet that was heard (0) or is to be sent (1), Ethernet (1), fields
 * up to 1. */
static bool tzsp(struct rd *r, struct inner *in)
{
    const uint8_t *b = rd_take(r, 4);
    if (!b || b[0] != 1 || b[1] > 1 || get_u16(b + 2) != 1)
        return false;
    for (unsigned i = 0; i < TAGS_MAX; i++) {
        uint8_t tag = rd_u8(r);
        if (tag == 1)
            return !r->bad && is(in, SIGHT_TZSP, TYPE_FRAME);
        if (tag)
            rd_skip(r, rd_u8(r));
    }
    return false;
}

static bool header(struct rd *r, size_t lack, uint8_t proto, uint16_t dport, struct inner *in)
{
    switch (proto) {
    case IPPROTO_IPIP: return is(in, SIGHT_IPIP, TYPE_IP4);
    case IPPROTO_IPV6: return is(in, SIGHT_6IN4, TYPE_IP6);
    case IPPROTO_GRE: return gre(r, lack, in);
    default: break;
    }
    switch (dport) {
    case 4789:
    case 8472: return vxlan(r, in); /* Linux's own port, from before there was one */
    case 6081: return geneve(r, in);
    case 2152: return gtp(r, lack, in);
    default: return tzsp(r, in);
    }
}

/* A packet that is whole, as far as it was captured: tunnels of packets do not cut what they carry. */
static bool begins_packet(const struct rd *r, size_t lack, uint16_t type)
{
    size_t n = rd_left(r), wire = n + lack;
    if (type == TYPE_IP4)
        return n >= 4 && wire >= 20 && r->p[0] >> 4 == 4 && (r->p[0] & 15) >= 5 &&
               get_u16(r->p + 2) >= (r->p[0] & 15) * 4 && get_u16(r->p + 2) <= wire;
    if (type == TYPE_IP6)
        return n >= 6 && wire >= 40 && r->p[0] >> 4 == 6 && get_u16(r->p + 4) + 40u <= wire;
    return false;
}

/* RFC 3032 2.1: below the last of its labels. */
static bool begins_labelled(struct rd r, size_t lack)
{
    const uint8_t *b = NULL;
    for (unsigned i = 0; i < INNER_LABELS && (b = rd_take(&r, 4)) && !(b[2] & 1); i++)
        ;
    return b && b[2] & 1 && begins_packet(&r, lack, type_of(&r));
}

/* From one host, by its address: no group's, and not none. Whether it is whole is not asked: mirrors may be
 * told to send only the beginning. */
static bool begins_frame(const struct rd *r, size_t lack)
{
    return rd_left(r) >= 12 && rd_left(r) + lack >= 14 && !(r->p[6] & 1) &&
           (get_u32(r->p + 6) || get_u16(r->p + 10));
}

bool inner_open(struct rd *r, size_t lack, uint8_t proto, uint16_t dport, struct inner *ret)
{
    struct inner in = {0};
    if (!header(r, lack, proto, dport, &in) || r->bad ||
        !(in.frame               ? begins_frame(r, lack)
          : in.type == TYPE_MPLS ? begins_labelled(*r, lack)
                                 : begins_packet(r, lack, in.type)))
        return false;
    *ret = in;
    return true;
}
