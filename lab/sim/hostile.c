#include "priv_sim.h"

#include <netinet/in.h>
#include <string.h>

/* A forgery is a copy of an answer (or something built from nothing) with one thing wrong. Each is sent
 * beside the genuine answer, so that truth stays what it was. */

static size_t link_len(const struct sim *s)
{
    return s->script.ethernet ? ETH_LEN : 0;
}

/* Offset of the transport header in an answer, 0 when it is not TCP or UDP. */
static size_t transport_at(const struct sim *s, const struct slot *f)
{
    const uint8_t *ip = f->data + link_len(s);
    bool v4 = f->probe.family == 4;
    uint8_t proto = ip[v4 ? 9 : 6];
    if (proto != IPPROTO_TCP && proto != IPPROTO_UDP)
        return 0;
    return link_len(s) + (v4 ? IP4_LEN : IP6_LEN);
}

/* Bytes of the IP packet inside the frame, as its header says. */
static size_t ip_len(const struct sim *s, const struct slot *f)
{
    const uint8_t *ip = f->data + link_len(s);
    return f->probe.family == 4 ? get_u16(ip + IP4_AT_TOTAL)
                                : IP6_LEN + (size_t)get_u16(ip + IP6_AT_PAYLOAD_LEN);
}

/* The transport checksum over what the frame now says. */
static void sign(const struct sim *s, struct slot *f)
{
    size_t at = transport_at(s, f);
    uint8_t *ip = f->data + link_len(s), *t = f->data + at;
    bool v4 = f->probe.family == 4, tcp = ip[v4 ? 9 : 6] == IPPROTO_TCP;
    struct addr src = {.len = v4 ? 4 : 16}, dst = src;
    memcpy(src.b, ip + (v4 ? (size_t)IP4_AT_SRC : (size_t)IP6_AT_SRC), src.len);
    memcpy(dst.b, ip + (v4 ? (size_t)IP4_AT_DST : (size_t)IP6_AT_DST), dst.len);
    size_t len = ip_len(s, f) - (at - link_len(s));
    uint8_t *field = t + (tcp ? (size_t)TCP_AT_CSUM : (size_t)UDP_AT_CSUM);
    put_u16(field, 0);
    uint16_t sum = csum_finish(
        csum_add(csum_pseudo(&src, &dst, tcp ? IPPROTO_TCP : IPPROTO_UDP, (uint32_t)len), t, len));
    put_u16(field, sum || tcp ? sum : 0xffff);
    if (v4) {
        put_u16(ip + IP4_AT_CSUM, 0);
        put_u16(ip + IP4_AT_CSUM, csum_of(ip, IP4_LEN));
    }
}

static bool wrong_ack(struct sim *s, struct slot *f)
{
    size_t at = transport_at(s, f);
    if (!at || f->probe.proto != IPPROTO_TCP)
        return false;
    put_u32(f->data + at + TCP_AT_ACK, (uint32_t)rng_u64(&s->rng));
    f->data[at + TCP_AT_FLAGS] = TCP_SYN | TCP_ACK; /* claims that a door is open */
    sign(s, f);
    return true;
}

static bool wrong_port(struct sim *s, struct slot *f)
{
    size_t at = transport_at(s, f);
    if (!at)
        return false;
    put_u16(f->data + at + TCP_AT_SPORT, (uint16_t)rng_u64(&s->rng));
    if (f->probe.proto == IPPROTO_TCP)
        f->data[at + TCP_AT_FLAGS] = TCP_SYN | TCP_ACK;
    sign(s, f);
    return true;
}

static bool truncated(struct sim *s, struct slot *f)
{
    f->len = 1 + (uint32_t)rng_below(&s->rng, f->len - 1);
    return true;
}

static bool bad_checksum(struct sim *s, struct slot *f)
{
    size_t at = transport_at(s, f);
    if (!at)
        return false;
    if (f->probe.proto == IPPROTO_TCP) {
        f->data[at + TCP_AT_FLAGS] = TCP_SYN | TCP_ACK;
        sign(s, f);
        f->data[at + TCP_AT_CSUM] ^= (uint8_t)(1 + rng_below(&s->rng, 255));
    } else {
        f->data[at + UDP_AT_CSUM] ^= (uint8_t)(1 + rng_below(&s->rng, 254));
    }
    return true;
}

/* Another address of the same neighbourhood sends the same answer. */
static bool stranger(struct sim *s, struct slot *f)
{
    if (!transport_at(s, f))
        return false;
    uint8_t *ip = f->data + link_len(s);
    size_t last = f->probe.family == 4 ? IP4_AT_SRC + 3 : IP6_AT_SRC + 15;
    ip[last] ^= (uint8_t)(1 + rng_below(&s->rng, 255));
    ip[last - 1] ^= (uint8_t)rng_below(&s->rng, 256);
    sign(s, f);
    return true;
}

/* An unreachable that quotes a packet which the scanner never sent: right addresses, ports and sequence
 * number at random. */
static bool stray_icmp(struct sim *s, struct slot *f)
{
    bool v4 = f->probe.family == 4;
    uint8_t inner[IP6_LEN + 8];
    struct addr host = s->live[f->live].addr, own = s->script.addr[f->probe.src].addr;
    struct wr in = wr_of(inner, sizeof inner), w = wr_of(f->data, POOL_SMALL); /* no slot is smaller */
    if (v4)
        ip4_build(&in, &(struct ip4){.src = own, .dst = host, .ttl = 50, .proto = IPPROTO_TCP}, TCP_LEN);
    else
        ip6_build(&in, &(struct ip6){.src = own, .dst = host, .hop = 50, .next = IPPROTO_TCP}, TCP_LEN);
    wr_u16(&in, (uint16_t)rng_u64(&s->rng));
    wr_u16(&in, (uint16_t)rng_u64(&s->rng));
    wr_u32(&in, (uint32_t)rng_u64(&s->rng));
    wr_room(&w, link_len(s));
    if (v4) {
        ip4_build(&w, &(struct ip4){.src = host, .dst = own, .ttl = 50, .proto = IPPROTO_ICMP},
                  ICMP_LEN + wr_len(&in));
        icmp_build(&w, &(struct icmp_msg){.type = ICMP_TYPE_UNREACHABLE,
                                          .code = ICMP_UNREACHABLE_ADMIN,
                                          .data = inner,
                                          .data_len = wr_len(&in)});
    } else {
        ip6_build(&w, &(struct ip6){.src = host, .dst = own, .hop = 50, .next = IPPROTO_ICMPV6},
                  ICMP6_LEN + wr_len(&in));
        icmp6_build(&w,
                    &(struct icmp6_msg){.type = ICMP6_TYPE_UNREACHABLE,
                                        .code = ICMP6_UNREACHABLE_ADMIN,
                                        .data = inner,
                                        .data_len = wr_len(&in)},
                    &host, &own);
    }
    if (w.bad)
        return false;
    f->len = (uint32_t)wr_len(&w);
    return true;
}

static bool flood(struct sim *s, struct slot *f)
{
    (void)s;
    (void)f;
    return true;
}

static bool (*const forge[EVILS])(struct sim *, struct slot *) = {
    [EVIL_WRONG_ACK] = wrong_ack,   [EVIL_WRONG_PORT] = wrong_port,
    [EVIL_TRUNCATED] = truncated,   [EVIL_BAD_CHECKSUM] = bad_checksum,
    [EVIL_STRAY_ICMP] = stray_icmp, [EVIL_STRANGER] = stranger,
    [EVIL_FLOOD] = flood,
};

/* One forgery, on its way within ten milliseconds of the genuine answer. */
static void add(struct sim *s, uint32_t slot, enum evil kind)
{
    nsec rtt = s->live[pool_at(&s->pool, slot)->live].home.rtt;
    uint32_t copy = sim_copy(s, slot);
    if (copy == POOL_NONE)
        return;
    struct slot *f = pool_at(&s->pool, copy);
    struct event e = {
        .at = s->now + rtt / 2 + (nsec)rng_below(&s->rng, 10 * NSEC_MS), .kind = EVENT_GATE, .what = copy};
    f->probe.known =
        f->probe.known && kind == EVIL_FLOOD; /* the scanner's kernel does not react to the others */
    if (forge[kind](s, f) && heap_put(&s->heap, e))
        s->stats.forged++;
    else
        pool_put(&s->pool, copy);
}

void hostile_add(struct sim *s, uint32_t slot)
{
    for (int kind = 0; kind < EVILS; kind++) {
        if (!path_roll(&s->rng, s->script.evil[kind]))
            continue;
        for (uint32_t n = kind == EVIL_FLOOD ? s->script.flood : 1; n; n--)
            add(s, slot, (enum evil)kind);
    }
}
