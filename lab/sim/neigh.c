#include "priv_sim.h"

#include "wire/eth.h"

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

/* ---- questions to everybody on the link ---- */

enum {
    CALLED_MAX = 4096, /* hosts that answer one */
    MLD_QUERY = 130,
    MLD2_REPORT = 143,
};

/* A host that is called: what it says, and from which address. False when it says nothing. */
typedef bool says(const struct packet *asked, const struct live *l, struct ip6 *ip, struct icmp6_msg *ret);

static bool says_echo(const struct packet *asked, const struct live *l, struct ip6 *ip, struct icmp6_msg *ret)
{
    (void)ip;
    *ret = (struct icmp6_msg){.type = ICMP6_TYPE_ECHO_REPLY,
                              .id = asked->icmp6.id,
                              .seq = asked->icmp6.seq,
                              .data = asked->icmp6.data,
                              .data_len = asked->icmp6.data_len};
    return !l->home.rule->echo_off;
}

/* An option that nobody knows must be complained about (RFC 8200 §4.2): code 2, and where it stands. */
static bool complains(const struct packet *asked, const struct live *l, struct ip6 *ip, struct icmp6_msg *ret)
{
    (void)l, (void)ip;
    *ret = (struct icmp6_msg){.type = ICMP6_TYPE_PARAMETER,
                              .code = 2,
                              .seq = IP6_LEN + 2,
                              .data = asked->net.at,
                              .data_len = asked->net.len + asked->transport.len + asked->payload.len};
    return true;
}

/* RFC 3810 §5.2: from the link-local address, to ff02::16. This one reports no group, which nobody minds. */
static bool reports(const struct packet *asked, const struct live *l, struct ip6 *ip, struct icmp6_msg *ret)
{
    uint8_t mac[6];
    (void)asked;
    world_mac(&l->addr, mac);
    ip->src = (struct addr){.b = {0xfe, 0x80}, .len = 16};
    memcpy(ip->src.b + 8, (const uint8_t[]){mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]},
           8);
    ip->dst = (struct addr){.b = {0xff, 2, [15] = 0x16}, .len = 16};
    ip->hop = 1;
    *ret = (struct icmp6_msg){.type = MLD2_REPORT};
    return true;
}

static void answer_call(struct sim *s, const struct addr *a, says *what)
{
    const struct packet *k = &s->parsed;
    uint32_t live = sim_live(s, a);
    uint8_t frame[512];
    struct wr w = wr_of(frame, sizeof frame);
    struct eth eth = {.type = ETH_TYPE_IP6};
    struct ip6 ip = {.src = *a, .dst = k->src, .hop = 64, .next = IPPROTO_ICMPV6};
    struct icmp6_msg m;
    if (live == LIVE_NONE || s->live[live].down || s->live[live].home.walled ||
        !what(k, &s->live[live], &ip, &m) || !question_arrives(s, live))
        return;
    memcpy(eth.dst, k->eth.src, 6);
    world_mac(a, eth.src);
    eth_build(&w, &eth);
    ip6_build(&w, &ip, ICMP6_LEN + m.data_len);
    icmp6_build(&w, &m, &ip.src, &ip.dst);
    s->live[live].stats.arrived++;
    send_frame(s, live, frame, &w);
}

static void call(struct sim *s)
{
    const struct packet *k = &s->parsed;
    bool option = k->net.len > IP6_LEN && k->icmp6.type != MLD_QUERY;
    says *what = k->icmp6.type == MLD_QUERY         ? reports
                 : option                           ? complains
                 : k->icmp6.type == ICMP6_TYPE_ECHO ? says_echo
                                                    : NULL;
    struct sim_walk at = {0};
    struct addr a;
    for (unsigned n = 0; what && n < CALLED_MAX && world_walk_hosts(&s->world, &at, &a);)
        if (a.len == 16 && world_on_link(&s->world, &a)) {
            answer_call(s, &a, what);
            n++;
        }
}

bool neigh_handle(struct sim *s)
{
    static const struct addr all_nodes = {.b = {0xff, 2, [15] = 1}, .len = 16};
    if (s->parsed.has & PACKET_HAS_ICMP6 && memcmp(s->parsed.dst.b, all_nodes.b, 16) == 0) {
        call(s);
        return true;
    }
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
