/* Neighbour discovery (RFC 4861): what ARP is to IPv4. A solicitation to the target's solicited-node group;
 * the advertisement names its MAC. */
#include "scan/tech.h"

#include <errno.h>
#include <netinet/in.h>

static int nd_template(const struct tech *tech, struct tech_template *t, const struct path *path)
{
    (void)tech;
    if (path->layer != FRAMES_ETHERNET || path->source.len != 16)
        return -EAFNOSUPPORT;
    t->ip = ETH_LEN;
    t->transport = ETH_LEN + IP6_LEN;
    t->len = t->transport + ICMP6_ND_LEN + 8;
    return 0;
}

/* Group, MAC and checksum all depend on the target, so the packet is built whole; there are few of these. */
static void nd_probe(const struct tech_template *t, const struct path *path, const struct cookie_conf *cookie,
                     const struct probe *p, nsec now, uint8_t *out)
{
    (void)cookie, (void)now;
    struct addr group = icmp6_solicited_node(&p->addr);
    struct eth e = {.type = ETH_TYPE_IP6};
    icmp6_multicast_mac(&group, e.dst);
    memcpy(e.src, path->source_mac, 6);
    struct ip6 ip = {.src = path->source, .dst = group, .hop = ICMP6_ND_HOPS, .next = IPPROTO_ICMPV6};
    struct icmp6_msg m = {
        .type = ICMP6_TYPE_SOLICITATION, .has_target = true, .target = p->addr, .has_mac = true};
    memcpy(m.mac, path->source_mac, 6);
    struct wr w = wr_of(out, t->len);
    eth_build(&w, &e);
    ip6_build(&w, &ip, ICMP6_ND_LEN + 8);
    icmp6_build(&w, &m, &ip.src, &ip.dst);
}

static bool nd_judge(const struct tech_ear *ear, const struct packet *p, struct reply *ret)
{
    if (!(p->has & PACKET_HAS_ICMP6) || p->icmp6.type != ICMP6_TYPE_ADVERTISEMENT || p->icmp6.code ||
        p->ttl != ICMP6_ND_HOPS || !p->icmp6.has_target)
        return false;
    *ret = (struct reply){.addr = p->icmp6.target, .at = ear->at, .rtt = -1, .heard = HEARD_YES};
    if (p->icmp6.has_mac)
        memcpy(ret->mac, p->icmp6.mac, 6);
    else if (p->has & PACKET_HAS_ETH)
        memcpy(ret->mac, p->eth.src, 6);
    return true;
}

const struct tech tech_nd = {
    .name = "nd",
    .proto = PROTO_IP,
    .portless = true,
    .link = true,
    .silence = {STATE_UNKNOWN, REASON_NEIGHBOUR_SILENT},
    .yes = {STATE_OPEN, REASON_ND_ADVERT},
    .template = nd_template,
    .probe = nd_probe,
    .judge = nd_judge,
};
