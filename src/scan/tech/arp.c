/* ARP (RFC 826): who on this link has the address? Finds IPv4 hosts on the link, whatever their firewall
 * says, and the MAC that every other probe needs. Answers cannot be authenticated; the engine believes only
 * those about hosts it has asked. */
#include "scan/tech.h"

#include <errno.h>

static int arp_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    (void)tech;
    if (path->layer != FRAMES_ETHERNET || path->source.len != 4)
        return -EAFNOSUPPORT;
    struct eth e = {.type = ETH_TYPE_ARP, .dst = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    struct arp a = {.op = ARP_REQUEST, .src = path->source, .dst = {.len = 4}};
    memcpy(e.src, path->source_mac, 6);
    memcpy(a.src_mac, path->source_mac, 6);
    struct wr w = wr_of(t->bytes, sizeof t->bytes);
    eth_build(&w, &e);
    t->ip = t->transport = (uint32_t)wr_len(&w);
    arp_build(&w, &a);
    eth_pad(&w);
    t->len = (uint32_t)wr_len(&w);
    return w.bad ? -EAFNOSUPPORT : 0;
}

static void arp_probe(const struct tech_template *t, const struct path *path,
                      const struct cookie_conf *cookie, const struct probe *p, nsec now, uint8_t *out)
{
    (void)path, (void)cookie, (void)now;
    memcpy(out, t->bytes, t->len);
    memcpy(out + t->ip + 24, p->addr.b, 4); /* the target protocol address */
}

static bool arp_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    if (!(p->has & PACKET_HAS_ARP) || p->arp.op != ARP_REPLY)
        return false;
    *ret = (struct reply){.addr = p->arp.src, .at = ear->at, .rtt = -1, .heard = HEARD_YES};
    memcpy(ret->mac, p->arp.src_mac, 6);
    return true;
}

const struct tech tech_arp = {
    .name = "arp",
    .proto = PROTO_IP,
    .portless = true,
    .link = true,
    .silence = {STATE_UNKNOWN, REASON_NEIGHBOUR_SILENT},
    .yes = {STATE_OPEN, REASON_ARP_REPLY},
    .template = arp_template,
    .probe = arp_probe,
    .judge = arp_judge,
};
