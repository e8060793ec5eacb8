#include "answer/nft.h"

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

static void element(struct buf *to, const char *verb, const struct policy_net *n)
{
    char addr[ADDR_TEXT_MAX];
    buf_printf(to, "%s element " TABLE " %s { %s", verb, n->net.len == 4 ? "v4" : "v6",
               addr_text(&n->net, addr));
    if (n->bits < 8u * n->net.len)
        buf_printf(to, "/%u", n->bits);
}

void nft_block(struct buf *to, const struct policy_net *n, nsec span)
{
    uint64_t seconds = span < NSEC_SEC ? 1 : (uint64_t)(span / NSEC_SEC);
    element(to, "add", n);
    buf_puts(to, " timeout ");
    buf_putu(to, seconds);
    buf_puts(to, "s }\n");
}

void nft_unblock(struct buf *to, const struct policy_net *n)
{
    element(to, "delete", n);
    buf_puts(to, " }\n");
}

void nft_remove(struct buf *to)
{
    buf_puts(to, "add table " TABLE "\ndelete table " TABLE "\n");
}
