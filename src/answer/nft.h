/* The words for nft(8), read from its standard input: one table of ours, `inet tojimari`, that nobody else's
 * rules depend on; a set a family, whose elements go by themselves. */
#pragma once

#include "answer/policy.h"
#include "base/buf.h"

/* Makes the table as it should be; what is in the sets stays. */
void nft_setup(struct buf *to);
/* Puts one in, for `span` (whole seconds, at least 1). The table is made as it should be before that: whoever
 * loads other rules begins with `flush ruleset` as a rule, which takes ours away. */
void nft_block(struct buf *to, const struct addr_net *n, nsec span);
/* A block as numbers, for whoever has the right to carry it out and does not trust the words of who asks: nft
 * is a language. */
#define NFT_ORDER 22
void nft_pack(uint8_t to[NFT_ORDER], const struct addr_net *n, nsec span);
/* False: no order, or one that no policy gives: more than an IPv4 address or an IPv6 /64, one that is not
 * policy_is_remote(), or for longer than NFT_LONGEST seconds. */
#define NFT_LONGEST (366 * 86400)
bool nft_unpack(const void *from, size_t n, struct addr_net *ret, nsec *ret_span);
/* Takes one out; nft fails when it is not in. */
void nft_unblock(struct buf *to, const struct addr_net *n);
/* Takes the whole table away; fine when there is none. */
void nft_remove(struct buf *to);
