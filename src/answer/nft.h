/* The words for nft(8), read from its standard input: one table of ours, `inet tojimari`, that nobody else's rules depend on; a set a family,
 * whose elements go by themselves. */
#pragma once

#include "answer/policy.h"
#include "base/buf.h"

/* Makes the table as it should be; what is in the sets stays. */
void nft_setup(struct buf *to);
/* Puts one in, for `span` (whole seconds, at least 1). */
void nft_block(struct buf *to, const struct policy_net *n, nsec span);
/* Takes one out; nft fails when it is not in. */
void nft_unblock(struct buf *to, const struct policy_net *n);
/* Takes the whole table away; fine when there is none. */
void nft_remove(struct buf *to);
