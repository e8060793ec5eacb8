#include "scan/around.h"

#include <netinet/in.h>

#define COOKIE_LEN  8 /* data of the echo, behind identifier and sequence */
#define RESPONSE_MS 500
#define MLD_QUERY   130
#define MLD_REPORT  131
#define MLD2_REPORT 143
#define HOP_BY_HOP  0
#define DESTINATION 60
#define ECHO_HOPS   64

static const struct addr all_nodes = {.b = {0xff, 0x02, [15] = 1}, .len = 16};

/* An option whose upper bits, 10, say: who does not know me discards the packet and complains, multicast or
 * not. */
static const uint8_t unknown_option[] = {0x80, 4, 0, 0, 0, 0};
/* Router alert, for MLD (RFC 2711), and two bytes of padding. */
static const uint8_t router_alert[] = {5, 2, 0, 0, 1, 0};

static uint64_t cookie(const struct around *a)
{
    return siphash(&a->key, &a->ifindex, sizeof a->ifindex);
}

static struct icmp6_msg echo(uint64_t cookie, uint8_t data[COOKIE_LEN])
{
    put_u32(data, (uint32_t)(cookie >> 32));
    put_u32(data + 4, ~(uint32_t)(cookie >> 32));
    return (struct icmp6_msg){.type = ICMP6_TYPE_ECHO,
                              .id = (uint16_t)(cookie >> 16),
                              .seq = (uint16_t)cookie,
                              .data = data,
                              .data_len = COOKIE_LEN};
}

/* Any group (::), no list of sources; bit S: routers shall not hurry. */
static struct icmp6_msg query(uint8_t data[20])
{
    memset(data, 0, 20);
    data[16] = 0x08;
    return (struct icmp6_msg){.type = MLD_QUERY, .id = RESPONSE_MS, .data = data, .data_len = 20};
}

uint32_t around_ask(const struct around *a, enum around_question q, const struct addr *source, uint8_t *out)
{
    uint8_t data[20];
    struct wr w = wr_of(out, TECH_FRAME_MAX);
    struct eth e = {.type = ETH_TYPE_IP6};
    struct ip6 ip = {.src = *source, .dst = all_nodes, .hop = ECHO_HOPS, .next = IPPROTO_ICMPV6};
    struct icmp6_msg m = q == AROUND_MEMBERS ? query(data) : echo(cookie(a), data);
    size_t ext = q == AROUND_ECHO ? 0 : 8;
    ip.src.zone = 0;
    ip.hop = q == AROUND_MEMBERS ? 1 : ECHO_HOPS;
    ip.next = q == AROUND_ECHO ? IPPROTO_ICMPV6 : q == AROUND_OPTION ? DESTINATION : HOP_BY_HOP;
    icmp6_multicast_mac(&all_nodes, e.dst);
    memcpy(e.src, a->mac, 6);
    eth_build(&w, &e);
    ip6_build(&w, &ip, ext + ICMP6_LEN + m.data_len);
    if (ext)
        ip6_ext_build(&w, IPPROTO_ICMPV6, q == AROUND_OPTION ? unknown_option : router_alert, 6);
    icmp6_build(&w, &m, &ip.src, &ip.dst);
    return w.bad ? 0 : (uint32_t)wr_len(&w);
}

static bool is_echo_reply(uint64_t cookie, const struct packet *p)
{
    uint8_t data[COOKIE_LEN];
    struct icmp6_msg ours = echo(cookie, data);
    return p->icmp6.type == ICMP6_TYPE_ECHO_REPLY && p->icmp6.id == ours.id && p->icmp6.seq == ours.seq &&
           p->icmp6.data_len >= COOKIE_LEN && memcmp(p->icmp6.data, data, COOKIE_LEN) == 0;
}

static bool is_complaint(uint64_t cookie, const struct packet *p)
{
    const struct quote *q = &p->icmp6.quote;
    return p->icmp6.type == ICMP6_TYPE_PARAMETER && p->icmp6.has_quote && q->has_echo && q->dst.len == 16 &&
           memcmp(q->dst.b, all_nodes.b, 16) == 0 && q->id == (uint16_t)(cookie >> 16) &&
           q->echo_seq == (uint16_t)cookie;
}

/* RFC 2710 §3, RFC 3810 §5.2.14: from a link-local address, and no router was between. */
static bool is_report(const struct packet *p)
{
    return (p->icmp6.type == MLD_REPORT || p->icmp6.type == MLD2_REPORT) && p->ttl == 1 &&
           addr_is_linklocal(&p->src);
}

bool around_hear(const struct around *a, const struct frame *f, struct around_neighbour *ret)
{
    struct packet p;
    if (packet_parse(f->data, f->len, PACKET_ETHERNET, !f->csum_unset, &p) != PACKET_OK)
        return false;
    if (!(p.has & PACKET_HAS_ETH) || !(p.has & PACKET_HAS_ICMP6) || p.csum == PACKET_CSUM_WRONG ||
        p.fragment || addr_is_multicast(&p.src) || addr_is_any(&p.src) || p.eth.src[0] & 1)
        return false;
    uint64_t c = cookie(a);
    if (!is_echo_reply(c, &p) && !is_complaint(c, &p) && !is_report(&p))
        return false;
    ret->addr = p.src;
    ret->addr.zone = addr_is_linklocal(&p.src) ? (uint32_t)a->ifindex : 0;
    memcpy(ret->mac, p.eth.src, 6);
    return true;
}

struct addr around_eui64(const struct addr *prefix, const uint8_t mac[6])
{
    struct addr a = *prefix;
    const uint8_t id[8] = {(uint8_t)(mac[0] ^ 2), mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]};
    memcpy(a.b + 8, id, 8);
    return a;
}
