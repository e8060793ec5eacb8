/* Datagrams that need not be questions, and how many of them that excuses: what the protocol needs that they
 * pretend to be of. */
#pragma once

#include "watch/ledger/tally.h"

struct stray;

/* How many of these ports are of services that answer by UDP, below 512. */
uint32_t pretext_services(const struct portset *ports);

/* Whether what this source sent behind one pretext, to doors that did not answer it, was that. Pure. */
bool pretext_is_false(const struct stray *x);
/* Whether that is less than sure: it did send answers, and somebody may have asked for them in the name of
 * who got them. */
bool pretext_is_doubtful(const struct stray *x);
