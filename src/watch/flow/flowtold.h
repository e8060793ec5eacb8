/* What others saw and wrote down: lines of firewalls, flows, logins. They tell the outcome themselves, and are
 * questions of their own, not kept in the table of flows; what they cannot tell (who began, whether a datagram
 * answers) is made out from what they do. */
#pragma once

#include "watch/flow/priv_flow.h"

/* key: as of flows_take(). outcome: enum sight_outcome, as far as it was told. `out`, `n` as in priv_flow.h. */
void flowtold_take(struct flows *f, uint64_t key, const struct sight *s, uint8_t outcome, struct contact *out,
                   unsigned *n);
