#include "priv_sim.h"

#include <netinet/in.h>
#include <string.h>

/* The MAC that an answer comes from: the host's own when it is on the link, else its router's. */
static void source_mac(const struct sim *s, const struct addr *from, uint8_t ret[6])
{
    int g = world_gateway(&s->world, from->len);
    bool gateway = g >= 0 && addr_eq(from, &s->script.gateway[g].addr);
    if (world_on_link(&s->world, from) && !gateway)
        world_mac(from, ret);
    else if (g >= 0)
        memcpy(ret, s->script.gateway[g].mac, 6);
    else
        memset(ret, 0, 6);
}

struct answer reply_begin(struct sim *s, uint32_t live, const struct slot *in, const struct reply *how,
                          size_t len)
{
    struct answer a = {.from = *how->from, .to = s->script.addr[in->probe.src].addr};
    bool v4 = a.from.len == 4;
    size_t total =
        (s->script.ethernet ? (size_t)ETH_LEN : 0) + (v4 ? (size_t)IP4_LEN : (size_t)IP6_LEN) + len;
    a.slot = pool_get(&s->pool, (uint32_t)(total < ETH_MIN ? ETH_MIN : total));
    if (a.slot == POOL_NONE) {
        sim_drop_packet(s, SIM_DROP_MEMORY);
        a.w = (struct wr){.bad = true};
        return a;
    }
    struct slot *out = pool_at(&s->pool, a.slot);
    out->live = live;
    memcpy(out->mac, in->mac, 6);
    out->probe.src = in->probe.src;
    out->probe.family = in->probe.family;
    a.w = wr_of(out->data, out->len);
    if (s->script.ethernet) {
        struct eth eth = {.type = v4 ? ETH_TYPE_IP4 : ETH_TYPE_IP6};
        memcpy(eth.dst, in->mac, 6);
        source_mac(s, &a.from, eth.src);
        eth_build(&a.w, &eth);
    }
    if (v4) {
        struct ip4 ip = {
            .src = a.from, .dst = a.to, .ttl = how->ttl, .proto = how->proto, .id = how->id, .df = how->df};
        ip4_build(&a.w, &ip, len);
    } else {
        struct ip6 ip = {.src = a.from, .dst = a.to, .hop = how->ttl, .next = how->proto};
        ip6_build(&a.w, &ip, len);
    }
    return a;
}

uint32_t reply_finish(struct sim *s, struct answer *a)
{
    if (a->slot == POOL_NONE)
        return POOL_NONE;
    if (s->script.ethernet)
        eth_pad(&a->w);
    if (a->w.bad) {
        pool_put(&s->pool, a->slot);
        sim_drop_packet(s, SIM_DROP_MEMORY);
        return POOL_NONE;
    }
    pool_at(&s->pool, a->slot)->len = (uint32_t)wr_len(&a->w);
    return a->slot;
}

void reply_send(struct sim *s, struct answer *a)
{
    uint32_t slot = reply_finish(s, a);
    if (slot != POOL_NONE)
        sim_return(s, slot, true);
}
