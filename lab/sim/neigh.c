#include "priv_sim.h"

#include <netinet/in.h>
#include <string.h>

/* Answers for the gateway at once, and for hosts on the link after their rtt. True and the MAC when somebody
 * has the address (or the gateway says so: proxy ARP). */
static bool owner(struct sim *s, const struct addr *target, uint32_t *ret_live, uint8_t ret_mac[6])
{
    int g = world_gateway(&s->world, target->len);
    uint32_t live = sim_live(s, target);
    if (live == LIVE_NONE) {
        s->stats.host_refused++;
        return false;
    }
    *ret_live = live;
    struct live *l = &s->live[live];
    bool gateway = g >= 0 && addr_eq(target, &s->script.gateway[g].addr);
    bool host = l->home.alive && !l->down && world_on_link(&s->world, target);
    if (host && !gateway) {
        l->stats.sent++;
        l->stats.arrived++;
        world_mac(target, ret_mac);
        return true;
    }
    bool own = false;
    for (unsigned i = 0; i < s->script.n_addr; i++)
        own |= addr_eq(target, &s->script.addr[i].addr);
    if (g < 0 || own || !(gateway || s->script.proxy_arp))
        return false;
    memcpy(ret_mac, s->script.gateway[g].mac, 6);
    return true;
}

/* True when the question reached the one who knows. */
static bool question_arrives(struct sim *s, uint32_t live)
{
    const struct rule *r = s->live[live].home.rule;
    if (path_luck(&s->path, WAY_OUT, r ? r->loss[WAY_OUT] : 0) == PATH_FINE)
        return true;
    sim_drop_packet(s, SIM_DROP_LOSS_OUT);
    return false;
}

/* Sends a finished frame; it passes no bottleneck, but what is lost between here and there is lost. */
static void send_frame(struct sim *s, uint32_t live, const uint8_t *data, const struct wr *w)
{
    uint32_t i = w->bad ? POOL_NONE : pool_get(&s->pool, (uint32_t)wr_len(w));
    if (i == POOL_NONE) {
        sim_drop_packet(s, SIM_DROP_MEMORY);
        return;
    }
    struct slot *out = pool_at(&s->pool, i);
    out->live = live;
    memcpy(out->data, data, out->len);
    sim_return(s, i, false);
}

static void arp(struct sim *s)
{
    const struct arp *ask = &s->parsed.arp;
    uint8_t mac[6], frame[ETH_MIN];
    uint32_t live;
    struct wr w = wr_of(frame, sizeof frame);
    if (ask->op != ARP_REQUEST)
        return;
    if (!owner(s, &ask->dst, &live, mac)) {
        sim_drop_packet(s, SIM_DROP_DEAD);
        return;
    }
    if (!question_arrives(s, live))
        return;
    struct eth eth = {.type = ETH_TYPE_ARP};
    struct arp reply = {.op = ARP_REPLY, .src = ask->dst, .dst = ask->src};
    memcpy(eth.dst, ask->src_mac, 6);
    memcpy(eth.src, mac, 6);
    memcpy(reply.src_mac, mac, 6);
    memcpy(reply.dst_mac, ask->src_mac, 6);
    eth_build(&w, &eth);
    arp_build(&w, &reply);
    eth_pad(&w);
    send_frame(s, live, frame, &w);
}

static void solicitation(struct sim *s)
{
    const struct packet *k = &s->parsed;
    uint8_t mac[6], frame[128];
    uint32_t live;
    struct wr w = wr_of(frame, sizeof frame);
    if (k->ttl != ICMP6_ND_HOPS || k->csum == PACKET_CSUM_WRONG || addr_is_any(&k->src)) {
        sim_drop_packet(s, addr_is_any(&k->src) ? SIM_DROP_SILENT : SIM_DROP_MALFORMED);
        return;
    }
    struct addr target = k->icmp6.target;
    if (!owner(s, &target, &live, mac)) {
        sim_drop_packet(s, SIM_DROP_DEAD);
        return;
    }
    if (!question_arrives(s, live))
        return;
    struct eth eth = {.type = ETH_TYPE_IP6};
    struct ip6 ip = {.src = target, .dst = k->src, .hop = ICMP6_ND_HOPS, .next = IPPROTO_ICMPV6};
    struct icmp6_msg reply = {.type = ICMP6_TYPE_ADVERTISEMENT,
                              .target = target,
                              .has_target = true,
                              .has_mac = true,
                              .id = (ICMP6_ND_SOLICITED | ICMP6_ND_OVERRIDE) << 8};
    memcpy(eth.dst, k->icmp6.has_mac ? k->icmp6.mac : k->eth.src, 6);
    memcpy(eth.src, mac, 6);
    memcpy(reply.mac, mac, 6);
    eth_build(&w, &eth);
    ip6_build(&w, &ip, ICMP6_ND_LEN + 8); /* the address option is 8 bytes */
    icmp6_build(&w, &reply, &ip.src, &ip.dst);
    send_frame(s, live, frame, &w);
}

bool neigh_handle(struct sim *s)
{
    if (s->parsed.has & PACKET_HAS_ARP) {
        arp(s);
        return true;
    }
    if ((s->parsed.has & PACKET_HAS_ICMP6) && s->parsed.icmp6.type == ICMP6_TYPE_SOLICITATION &&
        s->parsed.icmp6.has_target) {
        solicitation(s);
        return true;
    }
    return false;
}
