/* Datagrams that need not be questions, and how many of them that excuses: what the protocol needs that they pretend to be of. */
#pragma once

#include <stdbool.h>

struct stray;

/* Whether what this source sent behind one pretext, to doors that did not answer it, was that. Pure. */
bool pretext_is_false(const struct stray *x);
