/* A target that is not the bottleneck: answers each SYN by rule.h where it arrives, in the driver, and ARP for every address
 * asked for. (For IPv6 the neighbour must be told by hand: `ip neigh add`.) Everything else is counted and dropped. */
#include "counts.h"
#include "rule.h"

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <stdbool.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

enum { ARP_REQUEST = 1, ARP_REPLY = 2 };

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __type(key, __u32);
    __type(value, struct rule);
    __uint(max_entries, 1);
} rules SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __type(key, __u32);
    __type(value, struct counts);
    __uint(max_entries, 1);
} counters SEC(".maps");

/* SYNs in each 10 ms after the first. */
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __type(key, __u32);
    __type(value, __u64);
    __uint(max_entries, COUNTS_SLOTS);
} slots SEC(".maps");

/* RFC 826 over Ethernet for IPv4. (linux/if_arp.h drags in the C library.) */
struct arp4 {
    __be16 hardware, protocol;
    __u8 lengths[2];
    __be16 operation;
    __u8 from_mac[6];
    __u8 from[4];
    __u8 to_mac[6];
    __u8 to[4];
} __attribute__((packed));

/* A redirect to where it came from instead of XDP_TX: veth's XDP_TX wakes its peer only when an XDP program is attached
 * there, too (veth_xdp_flush() in the kernel); the redirect is content with NAPI. */
static __always_inline int send_back(const struct xdp_md *x)
{
    return (int)bpf_redirect(x->ingress_ifindex, 0);
}

static __always_inline void mac_turn(struct ethhdr *eth)
{
    __u8 mac[6];
    __builtin_memcpy(mac, eth->h_source, 6);
    __builtin_memcpy(eth->h_source, eth->h_dest, 6);
    __builtin_memcpy(eth->h_dest, mac, 6);
}

static __always_inline __u16 csum_fold(__u64 sum)
{
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return (__u16)~sum;
}

static __always_inline __u64 csum_words(const void *data, int words, __u64 sum)
{
    const __u16 *w = data;
    for (int i = 0; i < words; i++)
        sum += w[i];
    return sum;
}

static __always_inline void count_syn(struct counts *c, enum rule_door door)
{
    __u64 now = bpf_ktime_get_ns();
    c->syn++;
    c->open += door == RULE_OPEN;
    c->closed += door == RULE_CLOSED;
    c->silent += door == RULE_SILENT;
    if (!c->first)
        c->first = now;
    c->last = now;
    __u32 slot = (__u32)(now / COUNTS_SLOT_NS) % COUNTS_SLOTS;
    __u64 *n = bpf_map_lookup_elem(&slots, &slot);
    if (n)
        (*n)++;
}

/* The answer over the question, without options. `pseudo` is the sum over both addresses, which turning round does not
 * change. */
static __always_inline void answer_tcp(struct tcphdr *tcp, bool open, __u32 isn, __u64 pseudo)
{
    __be16 port = tcp->source;
    __be32 ack = bpf_htonl(bpf_ntohl(tcp->seq) + 1);
    tcp->source = tcp->dest;
    tcp->dest = port;
    tcp->ack_seq = ack;
    tcp->seq = open ? isn : 0;
    tcp->syn = open;
    tcp->rst = !open;
    tcp->ack = 1;
    tcp->doff = 5;
    tcp->window = open ? bpf_htons(64240) : 0;
    tcp->check = 0;
    tcp->check =
        csum_fold(csum_words(tcp, sizeof *tcp / 2, pseudo + bpf_htons(IPPROTO_TCP) + bpf_htons(sizeof *tcp)));
}

/* Does this frame get an answer, and which? */
static __always_inline bool judge_tcp(struct counts *c, const struct tcphdr *tcp, __u32 address,
                                      enum rule_door *ret)
{
    if (tcp->rst || !tcp->syn || tcp->ack) {
        c->reset += tcp->rst;
        c->other += !tcp->rst;
        return false;
    }
    __u32 zero = 0;
    const struct rule *rule = bpf_map_lookup_elem(&rules, &zero);
    if (!rule)
        return false;
    *ret = rule_door(rule, address, bpf_ntohs(tcp->dest));
    count_syn(c, *ret);
    return *ret != RULE_SILENT;
}

static __always_inline __u32 place(__u32 a, __u32 b, __u32 c, __u32 d)
{
    __u32 zero = 0;
    const struct rule *rule = bpf_map_lookup_elem(&rules, &zero);
    return rule ? rule_address(rule, bpf_ntohl(a), bpf_ntohl(b), bpf_ntohl(c), bpf_ntohl(d)) : 0;
}

static __always_inline int answer4(struct xdp_md *x, struct counts *c, struct ethhdr *eth)
{
    void *end = (void *)(long)x->data_end;
    struct iphdr *ip = (void *)(eth + 1);
    struct tcphdr *tcp = (void *)(ip + 1);
    enum rule_door door;
    if ((void *)(tcp + 1) > end || ip->ihl != 5 || ip->protocol != IPPROTO_TCP) {
        c->other++;
        return XDP_DROP;
    }
    __u32 address = place(0, 0, bpf_htonl(0xffff), ip->daddr);
    if (!judge_tcp(c, tcp, address, &door))
        return XDP_DROP;
    __be32 from = ip->saddr;
    ip->saddr = ip->daddr;
    ip->daddr = from;
    ip->ttl = 64;
    ip->tos = 0;
    ip->frag_off = bpf_htons(0x4000);
    int cut = (int)(end - (void *)(tcp + 1));
    ip->tot_len = bpf_htons(sizeof *ip + sizeof *tcp);
    ip->check = 0;
    ip->check = csum_fold(csum_words(ip, sizeof *ip / 2, 0));
    answer_tcp(tcp, door == RULE_OPEN, address, csum_words(&ip->saddr, 4, 0));
    mac_turn(eth);
    return bpf_xdp_adjust_tail(x, -cut) ? XDP_DROP : send_back(x);
}

static __always_inline int answer6(struct xdp_md *x, struct counts *c, struct ethhdr *eth)
{
    void *end = (void *)(long)x->data_end;
    struct ipv6hdr *ip = (void *)(eth + 1);
    struct tcphdr *tcp = (void *)(ip + 1);
    enum rule_door door;
    if ((void *)(tcp + 1) > end || ip->nexthdr != IPPROTO_TCP) {
        c->other++;
        return XDP_DROP;
    }
    const __u32 *d = ip->daddr.in6_u.u6_addr32;
    __u32 address = place(d[0], d[1], d[2], d[3]);
    if (!judge_tcp(c, tcp, address, &door))
        return XDP_DROP;
    struct in6_addr from = ip->saddr;
    ip->saddr = ip->daddr;
    ip->daddr = from;
    ip->hop_limit = 64;
    int cut = (int)(end - (void *)(tcp + 1));
    ip->payload_len = bpf_htons(sizeof *tcp);
    answer_tcp(tcp, door == RULE_OPEN, address, csum_words(&ip->saddr, 16, 0));
    mac_turn(eth);
    return bpf_xdp_adjust_tail(x, -cut) ? XDP_DROP : send_back(x);
}

/* Every address of the link is at 02:00:00:00:00:fe. */
static __always_inline int answer_arp(struct xdp_md *x, struct counts *c, struct ethhdr *eth)
{
    static const __u8 mac[6] = {2, 0, 0, 0, 0, 0xfe};
    struct arp4 *arp = (void *)(eth + 1);
    if ((void *)(arp + 1) > (void *)(long)x->data_end || arp->operation != bpf_htons(ARP_REQUEST) ||
        __builtin_memcmp(arp->from, arp->to, 4) == 0) {
        c->other++;
        return XDP_DROP;
    }
    __u8 wanted[4];
    __builtin_memcpy(wanted, arp->to, 4);
    arp->operation = bpf_htons(ARP_REPLY);
    __builtin_memcpy(arp->to_mac, arp->from_mac, 6);
    __builtin_memcpy(arp->to, arp->from, 4);
    __builtin_memcpy(arp->from_mac, mac, 6);
    __builtin_memcpy(arp->from, wanted, 4);
    __builtin_memcpy(eth->h_dest, eth->h_source, 6);
    __builtin_memcpy(eth->h_source, mac, 6);
    c->neighbour++;
    return send_back(x);
}

SEC("xdp")
int respond(struct xdp_md *x)
{
    __u32 zero = 0;
    struct counts *c = bpf_map_lookup_elem(&counters, &zero);
    struct ethhdr *eth = (void *)(long)x->data;
    if (!c || (void *)(eth + 1) > (void *)(long)x->data_end)
        return XDP_DROP;
    c->frames++;
    if (eth->h_proto == bpf_htons(ETH_P_IP))
        return answer4(x, c, eth);
    if (eth->h_proto == bpf_htons(ETH_P_IPV6))
        return answer6(x, c, eth);
    if (eth->h_proto == bpf_htons(ETH_P_ARP))
        return answer_arp(x, c, eth);
    c->other++;
    return XDP_DROP;
}

const char terms[] SEC("license") = "Dual BSD/GPL";
