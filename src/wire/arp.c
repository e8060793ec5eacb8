#include "wire/arp.h"

#include "wire/eth.h"

static const uint8_t ethernet_ip4[6] = {0, 1, ETH_TYPE_IP4 >> 8, ETH_TYPE_IP4 & 0xff, 6, 4};

enum packet_result arp_parse(struct rd *r, struct arp *ret)
{
    const uint8_t *head = rd_take(r, sizeof ethernet_ip4);
    if (!head)
        return PACKET_BAD;
    if (memcmp(head, ethernet_ip4, sizeof ethernet_ip4) != 0)
        return PACKET_UNKNOWN;
    const uint8_t *b = rd_take(r, ARP_LEN - sizeof ethernet_ip4);
    if (!b)
        return PACKET_BAD;
    ret->op = get_u16(b);
    memcpy(ret->src_mac, b + 2, 6);
    ret->src = addr_v4(get_u32(b + 8));
    memcpy(ret->dst_mac, b + 12, 6);
    ret->dst = addr_v4(get_u32(b + 18));
    return PACKET_OK;
}

void arp_build(struct wr *w, const struct arp *a)
{
    wr_bytes(w, ethernet_ip4, sizeof ethernet_ip4);
    wr_u16(w, a->op);
    wr_bytes(w, a->src_mac, 6);
    wr_bytes(w, a->src.b, 4);
    wr_bytes(w, a->dst_mac, 6);
    wr_bytes(w, a->dst.b, 4);
}
