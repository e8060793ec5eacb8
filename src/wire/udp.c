#include "wire/udp.h"

#include "wire/csum.h"

#include <netinet/in.h>

enum packet_result udp_parse(struct rd *r, size_t lack, struct udp *ret)
{
    const uint8_t *b = rd_take(r, UDP_LEN);
    if (!b)
        return PACKET_BAD;
    size_t len = get_u16(b + 4), left = rd_left(r);
    if (len < UDP_LEN || len - UDP_LEN > left + lack)
        return PACKET_BAD;
    ret->sport = get_u16(b);
    ret->dport = get_u16(b + 2);
    ret->len = (uint16_t)len;
    ret->csum = get_u16(b + 6);
    if (len - UDP_LEN < left)
        r->end = r->p + (len - UDP_LEN);
    return PACKET_OK;
}

void udp_build(struct wr *w, const struct udp *u, const void *data, size_t len, const struct addr *src,
               const struct addr *dst)
{
    size_t whole = UDP_LEN + len;
    if (len > UINT16_MAX - UDP_LEN)
        w->bad = true;
    uint8_t *b = wr_room(w, UDP_LEN);
    wr_bytes(w, data, len);
    if (w->bad)
        return;
    put_u16(b, u->sport);
    put_u16(b + 2, u->dport);
    put_u16(b + 4, (uint16_t)whole);
    put_u16(b + 6, src ? 0 : u->csum);
    if (!src)
        return;
    uint16_t csum = csum_finish(csum_add(csum_pseudo(src, dst, IPPROTO_UDP, (uint32_t)whole), b, whole));
    put_u16(b + UDP_AT_CSUM, csum ? csum : 0xffff);
}
