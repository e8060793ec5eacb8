/* Which door an engine asks next: the silent ones of its round, sentinels strewn among them (loss.h), each
 * host no faster than its quota (quota.h); or what hosts that ration their refusals allow (ration.h). The
 * pacer has said how many. */
#pragma once

#include "base/nsec.h"

#include <stdbool.h>
#include <stdint.h>

struct scan;
struct probe;

/* Fills tx with up to n probes of the round under way, and returns how many; at its end the phase changes.
 * *ret_more: enough was skipped for one step. *ret_held: 0, or when a quota that was spent allows more. */
uint32_t asking_round(struct scan *s, struct probe *tx, uint32_t n, bool *ret_more, nsec *ret_held);

/* What the hosts' rations allow now; *ret_wake = when to ask again. A volley must leave at once, so it may be
 * more than the pace allows now; what comes after waits the longer. */
uint32_t asking_rationed(struct scan *s, struct probe *tx, uint32_t n, nsec *ret_wake);
