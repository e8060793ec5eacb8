/* Packets of UDP, SCTP, ICMP, ARP and of other protocols than TCP: whoever speaks first asks, whatever comes back
 * is an answer, unless the packet itself says more (question.h) or others called for it (speakers.h). */
#pragma once

#include "watch/flow/priv_flow.h"

/* `out`, `n` as in priv_flow.h; s is SIGHT_PACKET and not of TCP, or SIGHT_ARP. */
void flowtalk_take(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n);
void flowtalk_arp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n);
