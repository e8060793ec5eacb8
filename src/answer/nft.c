#include "answer/nft.h"

#include <string.h>

#define TABLE "inet tojimari"

void nft_setup(struct buf *to)
{
    buf_puts(to, "add table " TABLE "\n"
                 "add set " TABLE " v4 { type ipv4_addr; flags interval, timeout; size 65536; }\n"
                 "add set " TABLE " v6 { type ipv6_addr; flags interval, timeout; size 65536; }\n");
    /* Before the rules of others (filter is priority 0): what is dropped is dropped. */
    static const char *const hooks[] = {"input", "forward"};
    for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++)
        buf_printf(to,
                   "add chain " TABLE " %s { type filter hook %s priority -10; policy accept; }\n"
                   "flush chain " TABLE " %s\n"
                   "add rule " TABLE " %s ip saddr @v4 counter drop\n"
                   "add rule " TABLE " %s ip6 saddr @v6 counter drop\n",
                   hooks[i], hooks[i], hooks[i], hooks[i], hooks[i]);
}

static void element(struct buf *to, const char *verb, const struct addr_net *n)
{
    char addr[ADDR_TEXT_MAX];
    buf_printf(to, "%s element " TABLE " %s { %s", verb, n->net.len == 4 ? "v4" : "v6",
               addr_text(&n->net, addr));
    if (n->bits < 8u * n->net.len)
        buf_printf(to, "/%u", n->bits);
}

void nft_block(struct buf *to, const struct addr_net *n, nsec span)
{
    uint64_t seconds = span < NSEC_SEC ? 1 : (uint64_t)(span / NSEC_SEC);
    nft_setup(to);
    element(to, "add", n);
    buf_puts(to, " timeout ");
    buf_putu(to, seconds);
    buf_puts(to, "s }\n");
}

/* Family, prefix length, address, seconds. */
void nft_pack(uint8_t to[NFT_ORDER], const struct addr_net *n, nsec span)
{
    uint32_t seconds = span / NSEC_SEC > NFT_LONGEST ? NFT_LONGEST : (uint32_t)(span / NSEC_SEC);
    to[0] = n->net.len;
    to[1] = (uint8_t)n->bits;
    memcpy(to + 2, n->net.b, 16);
    memcpy(to + 18, &seconds, sizeof seconds);
}

bool nft_unpack(const void *from, size_t n, struct addr_net *ret, nsec *ret_span)
{
    const uint8_t *p = from;
    uint32_t seconds;
    if (n != NFT_ORDER || (p[0] != 4 && p[0] != 16) || p[1] > 8u * p[0] || p[1] < (p[0] == 4 ? 32 : 64))
        return false;
    *ret = (struct addr_net){.net.len = p[0], .bits = p[1]};
    memcpy(ret->net.b, p + 2, p[0]);
    memcpy(&seconds, p + 18, sizeof seconds);
    *ret_span = seconds * NSEC_SEC;
    return seconds <= NFT_LONGEST && policy_is_remote(&ret->net);
}

void nft_unblock(struct buf *to, const struct addr_net *n)
{
    element(to, "delete", n);
    buf_puts(to, " }\n");
}

void nft_remove(struct buf *to)
{
    buf_puts(to, "add table " TABLE "\ndelete table " TABLE "\n");
}
