#include "wire/ip4.h"

#include "wire/csum.h"

enum { RESERVED = 0x8000, DF = 0x4000, MF = 0x2000 };
enum { OPT_END = 0, OPT_NOP = 1, OPT_LSRR = 131, OPT_SSRR = 137 };

enum packet_result ip4_parse(struct rd *r, struct ip4 *ret)
{
    const uint8_t *b = rd_take(r, IP4_LEN);
    if (!b || b[0] >> 4 != 4)
        return PACKET_BAD;
    unsigned hdr_len = (b[0] & 15u) * 4;
    if (hdr_len < IP4_LEN)
        return PACKET_BAD;
    const uint8_t *opts = rd_take(r, hdr_len - IP4_LEN);
    if (!opts)
        return PACKET_BAD;
    uint16_t frag = get_u16(b + 6);
    ret->hdr_len = (uint8_t)hdr_len;
    ret->tos = b[1];
    ret->total = get_u16(b + 2);
    ret->id = get_u16(b + 4);
    ret->reserved = frag & RESERVED;
    ret->df = frag & DF;
    ret->mf = frag & MF;
    ret->frag_off = (uint16_t)(frag << 3);
    ret->ttl = b[8];
    ret->proto = b[9];
    ret->csum = get_u16(b + 10);
    ip4_addr(b + 12, &ret->src);
    ip4_addr(b + 16, &ret->dst);
    ret->opts = opts;
    ret->opts_len = (uint8_t)(hdr_len - IP4_LEN);
    return PACKET_OK;
}

void ip4_build(struct wr *w, const struct ip4 *h, size_t payload_len)
{
    size_t pad = -(size_t)h->opts_len % 4, hdr_len = IP4_LEN + h->opts_len + pad;
    if (h->opts_len > IP4_OPTS_MAX || payload_len > UINT16_MAX - hdr_len)
        w->bad = true;
    uint8_t *b = wr_room(w, IP4_LEN);
    wr_bytes(w, h->opts, h->opts_len);
    wr_zero(w, pad);
    if (w->bad)
        return;
    b[0] = (uint8_t)(0x40 | hdr_len / 4);
    b[1] = h->tos;
    put_u16(b + 2, (uint16_t)(hdr_len + payload_len));
    put_u16(b + 4, h->id);
    put_u16(b + 6, (uint16_t)((h->reserved ? RESERVED : 0) | (h->df ? DF : 0) | (h->mf ? MF : 0) |
                              h->frag_off >> 3));
    b[8] = h->ttl;
    b[9] = h->proto;
    put_u16(b + 10, 0);
    memcpy(b + 12, h->src.b, 4);
    memcpy(b + 16, h->dst.b, 4);
    put_u16(b + IP4_AT_CSUM, csum_of(b, hdr_len));
}

bool ip4_source_routed(const struct ip4 *h)
{
    struct rd r = rd_of(h->opts, h->opts_len);
    while (rd_left(&r)) {
        uint8_t kind = rd_u8(&r);
        if (kind == OPT_NOP)
            continue;
        uint8_t len = kind == OPT_END ? 0 : rd_u8(&r);
        if (len < 3)
            return false;
        const uint8_t *body = rd_take(&r, len - 2u);
        if (body && (kind == OPT_LSRR || kind == OPT_SSRR) && body[0] <= len)
            return true;
    }
    return false;
}
