#include "wire/eth.h"

static bool is_tag(uint16_t type)
{
    return type == ETH_TYPE_VLAN || type == ETH_TYPE_QINQ || type == ETH_TYPE_QINQ_OLD;
}

enum packet_result eth_parse(struct rd *r, struct eth *ret)
{
    const uint8_t *b = rd_take(r, ETH_LEN);
    if (!b)
        return PACKET_BAD;
    memcpy(ret->dst, b, 6);
    memcpy(ret->src, b + 6, 6);
    uint16_t type = get_u16(b + 12);
    uint8_t n = 0;
    for (; n < ETH_TAGS && is_tag(type); n++) {
        b = rd_take(r, ETH_TAG);
        if (!b)
            return PACKET_BAD;
        ret->tag[n].tpid = type;
        ret->tag[n].tci = get_u16(b);
        type = get_u16(b + 2);
    }
    ret->n_tags = n;
    ret->type = type;
    return type < 0x600 ? PACKET_UNKNOWN : PACKET_OK;
}

void eth_build(struct wr *w, const struct eth *h)
{
    wr_bytes(w, h->dst, 6);
    wr_bytes(w, h->src, 6);
    for (unsigned i = 0; i < h->n_tags && i < ETH_TAGS; i++) {
        wr_u16(w, h->tag[i].tpid);
        wr_u16(w, h->tag[i].tci);
    }
    wr_u16(w, h->type);
}

void eth_pad(struct wr *w)
{
    if (!w->bad && wr_len(w) < ETH_MIN)
        wr_zero(w, ETH_MIN - wr_len(w));
}
