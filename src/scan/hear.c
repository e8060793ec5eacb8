#include "scan/hear.h"

/* A tag with a VLAN's number belongs to that VLAN's own interface, where it is taken off; on the bare link
 * the kernel drops it (as PACKET_OTHERHOST), and so a true answer never has one. Number 0 is a priority alone
 * (IEEE 802.1Q §6.9.1). */
static bool of_other_vlan(const struct frame *f, const struct packet *p)
{
    bool other = f->vlan != FRAMES_NO_VLAN && eth_vlan_id(f->vlan) != 0;
    for (unsigned i = 0; p->has & PACKET_HAS_ETH && i < p->eth.n_tags; i++)
        other |= eth_vlan_id(p->eth.tag[i].tci) != 0;
    return other;
}

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

/* A host with several addresses may answer from another one than was asked (RFC 1122 §4.1.3.5 forbids it,
 * many do it): whose answer could it be? What it says proves it; a source port alone, which the sender's own
 * address may explain as well, does not. */
static bool judge_by_content(const struct hear *h, struct tech_ear ear, struct packet *p, struct reply *ret)
{
    struct addr from = p->src;
    uint64_t n = targets_count(h->targets);
    ear.guessed = true;
    bool found = h->tech->judge(&ear, p, ret);
    for (uint64_t i = 0; i < n && !found; i++) {
        p->src = targets_addr(h->targets, i);
        found = p->src.len == from.len && h->tech->judge(&ear, p, ret);
        ret->from = found ? from : ret->from;
    }
    p->src = from;
    return found;
}

static bool judge(const struct hear *h, struct tech_ear *ear, struct packet *p, struct reply *ret)
{
    if (h->mix)
        return judge_mix(h->mix, ear, p, ret);
    bool content = h->tech->by_content && p->has & PACKET_HAS_UDP && h->targets &&
                   targets_count(h->targets) <= HEAR_ELSEWHERE_MAX;
    return (content && judge_by_content(h, *ear, p, ret)) || h->tech->judge(ear, p, ret);
}

bool hear_frame(const struct hear *h, const struct frame *f, enum frames_layer layer, int ifindex,
                struct reply *ret)
{
    struct packet p;
    enum packet_layer first = layer == FRAMES_ETHERNET ? PACKET_ETHERNET : PACKET_IP;
    if (packet_parse(f->data, f->len, first, !f->csum_unset, &p) != PACKET_OK)
        return false;
    if (of_other_vlan(f, &p))
        return false;
    if (p.has & PACKET_HAS_IP &&
        (p.ip_csum == PACKET_CSUM_WRONG || p.csum == PACKET_CSUM_WRONG || p.frag_off))
        return false;
    struct tech_ear ear = {.tech = h->tech, .cookie = h->cookie, .at = f->at};
    if (!judge(h, &ear, &p, ret))
        return false;
    if (ret->addr.len == 16 && addr_is_linklocal(&ret->addr))
        ret->addr.zone = h->paths ? paths_zone(h->paths, &ret->addr, ifindex) : (uint32_t)ifindex;
    return true;
}
