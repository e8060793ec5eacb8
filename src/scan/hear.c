#include "scan/hear.h"

/* Which question of the mix does it answer? */
static bool judge_mix(const struct mix *m, struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    for (uint32_t i = 0; i < m->kinds; i++) {
        ear->tech = m->kind[i];
        if (!m->kind[i]->judge(ear, p, ret))
            continue;
        uint32_t number = mix_number(m, i, ret->port);
        ret->port = (uint16_t)number;
        return number != PORTS_NONE;
    }
    return false;
}

bool hear_frame(const struct hear *h, const struct frame *f, enum frames_layer layer, int ifindex,
                struct reply *ret)
{
    struct packet p;
    enum packet_layer first = layer == FRAMES_ETHERNET ? PACKET_ETHERNET : PACKET_IP;
    if (packet_parse(f->data, f->len, first, !f->csum_unset, &p) != PACKET_OK)
        return false;
    if (p.has & PACKET_HAS_IP &&
        (p.ip_csum == PACKET_CSUM_WRONG || p.csum == PACKET_CSUM_WRONG || p.frag_off))
        return false;
    struct tech_ear ear = {.tech = h->tech, .cookie = h->cookie, .at = f->at};
    if (h->mix ? !judge_mix(h->mix, &ear, &p, ret) : !h->tech->judge(&ear, &p, ret))
        return false;
    if (ret->addr.len == 16 && addr_is_linklocal(&ret->addr))
        ret->addr.zone = h->paths ? paths_zone(h->paths, &ret->addr, ifindex) : (uint32_t)ifindex;
    return true;
}
