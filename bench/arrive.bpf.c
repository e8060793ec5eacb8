/* Each packet that is put into it arrives as another one: the next of SCANNERS sources asks at the next door. arrive.c runs it. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

enum { SCANNERS = 256 };

__u64 count;

SEC("xdp")
int arrive(struct xdp_md *ctx)
{
    struct ethhdr *eth = (void *)(long)ctx->data;
    struct iphdr *ip = (void *)(eth + 1);
    struct tcphdr *tcp = (void *)(ip + 1);
    if ((void *)(tcp + 1) > (void *)(long)ctx->data_end)
        return XDP_DROP;
    __u64 n = count++, walk = n / SCANNERS;
    ip->saddr = bpf_htonl(0xc6130000u + (__u32)(n % SCANNERS)); /* 198.19.0.x */
    ip->daddr = bpf_htonl(0xc6120000u + (__u32)(walk & 0xffff));
    tcp->source = bpf_htons((__u16)(n * 40503));
    tcp->dest = bpf_htons((__u16)(1 + walk / 65536));
    tcp->seq = bpf_htonl((__u32)n * 2654435761u);
    return XDP_PASS;
}

char terms[] SEC("license") = "Apache-2.0";
