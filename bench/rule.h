/* Which doors of the bench's target are open: a pure function of address, port and seed, the same code in the
 * kernel (responder.bpf.c) and outside (responder.c --list), so the truth needs no memory and can be
 * listed. */
#pragma once

#include <linux/types.h>

enum rule_door { RULE_CLOSED, RULE_OPEN, RULE_SILENT };

/* Shares are of 65,536. What is neither open nor silent is closed. */
struct rule {
    __u32 seed;
    __u32 dead;   /* addresses that never answer */
    __u32 open;   /* doors of the living that answer SYN-ACK */
    __u32 silent; /* doors of the living that answer nothing */
};

/* Two rounds of multiply and shift with the constants of splitmix64 (Steele, Lea, Flood 2014). */
static inline __u32 rule_mix(__u64 x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return (__u32)(x >> 32);
}

/* Four words in host order; IPv4 is 0, 0, 0xffff, address. */
static inline __u32 rule_address(const struct rule *r, __u32 a, __u32 b, __u32 c, __u32 d)
{
    __u32 h = rule_mix(((__u64)a << 32 | b) + r->seed);
    return rule_mix(((__u64)c << 32 | d) ^ ((__u64)h << 16));
}

static inline enum rule_door rule_door(const struct rule *r, __u32 address, __u16 port)
{
    if ((address & 0xffff) < r->dead)
        return RULE_SILENT;
    __u32 share = rule_mix(((__u64)address << 16 | port) + 0x9e3779b97f4a7c15ull) & 0xffff;
    if (share < r->open)
        return RULE_OPEN;
    return share < r->open + r->silent ? RULE_SILENT : RULE_CLOSED;
}
