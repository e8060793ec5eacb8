#include "wire/ip6.h"

#include <netinet/in.h>

enum packet_result ip6_parse(struct rd *r, struct ip6 *ret)
{
    const uint8_t *b = rd_take(r, IP6_LEN);
    if (!b || b[0] >> 4 != 6)
        return PACKET_BAD;
    uint32_t first = get_u32(b);
    ret->tos = (uint8_t)(first >> 20);
    ret->flow = first & 0xfffff;
    ret->payload_len = get_u16(b + 4);
    ret->next = b[6];
    ret->hop = b[7];
    ret->src = addr_v6(b + 8);
    ret->dst = addr_v6(b + 24);
    return PACKET_OK;
}

void ip6_build(struct wr *w, const struct ip6 *h, size_t payload_len)
{
    if (payload_len > UINT16_MAX)
        w->bad = true;
    wr_u32(w, 6u << 28 | (uint32_t)h->tos << 20 | (h->flow & 0xfffff));
    wr_u16(w, (uint16_t)payload_len);
    wr_u8(w, h->next);
    wr_u8(w, h->hop);
    wr_bytes(w, h->src.b, 16);
    wr_bytes(w, h->dst.b, 16);
}

#define AH_LEN_MIN 12

/* Length in bytes of the extension header of type `kind` that begins at b (at least 2 bytes); 0 = `kind`
 * is none. */
static size_t ext_len(uint8_t kind, const uint8_t *b)
{
    switch (kind) {
    case IPPROTO_HOPOPTS:
    case IPPROTO_ROUTING:
    case IPPROTO_DSTOPTS: return (b[1] + 1u) * 8;
    case IPPROTO_FRAGMENT: return IP6_FRAG_LEN;
    case IPPROTO_AH: return (b[1] + 2u) * 4;
    default: return 0;
    }
}

static bool is_ext(uint8_t kind)
{
    static const uint8_t shortest[2];
    return ext_len(kind, shortest) != 0;
}

static void note(struct ip6_exts *x, uint8_t kind, const uint8_t *b)
{
    if (kind == IPPROTO_ROUTING && b[3])
        x->routed = true;
    if (kind == IPPROTO_FRAGMENT) {
        x->fragment = true;
        x->frag_off = get_u16(b + 2) & 0xfff8;
        x->mf |= b[3] & 1;
        x->frag_id = get_u32(b + 4);
    }
}

enum packet_result ip6_exts_parse(struct rd *r, size_t lack, uint8_t next, struct ip6_exts *ret)
{
    struct ip6_exts x = {.proto = next};
    while (is_ext(x.proto) && x.frag_off == 0) {
        size_t left = rd_left(r);
        if (x.n == IP6_EXTS_MAX)
            return PACKET_UNKNOWN;
        if (x.proto == IPPROTO_HOPOPTS && x.n)
            return PACKET_BAD;
        if (x.mf)
            lack = PACKET_LACK_ANY;
        size_t len = left < 2 ? 8 : ext_len(x.proto, r->p);
        if (len > left + lack || (left >= 2 && x.proto == IPPROTO_AH && len < AH_LEN_MIN))
            return PACKET_BAD;
        if (len > left) {
            x.cut = true;
            break;
        }
        const uint8_t *b = rd_take(r, len);
        note(&x, x.proto, b);
        x.kind[x.n++] = x.proto;
        x.proto = b[0];
    }
    *ret = x;
    return PACKET_OK;
}

void ip6_ext_build(struct wr *w, uint8_t next, const void *body, size_t body_len)
{
    size_t len = body_len + 2;
    if (len % 8 || len > 2048)
        w->bad = true;
    wr_u8(w, next);
    wr_u8(w, (uint8_t)(len / 8 - 1));
    wr_bytes(w, body, body_len);
}

void ip6_frag_build(struct wr *w, uint8_t next, uint16_t frag_off, bool mf, uint32_t id)
{
    wr_u8(w, next);
    wr_u8(w, 0);
    wr_u16(w, (uint16_t)((frag_off & 0xfff8) | mf));
    wr_u32(w, id);
}
