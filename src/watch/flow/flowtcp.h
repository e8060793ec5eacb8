/* TCP: which packet asks, which one answers, how the asker goes on after that; which belong to a conversation
 * that was not seen to begin. */
#pragma once

#include "watch/flow/priv_flow.h"

/* Takes a packet of TCP whose flow does not talk already (flowtable_talks()). */
void flowtcp_take(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n);
