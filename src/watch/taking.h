/* What comes in: a sight becomes contacts, each goes to its door and its suspect's ledger, and to the
 * detectors that look at more than one ledger (plans, decoys, visits, guesses, surges). Whatever changed a
 * ledger has it judged (telling.h). */
#pragma once

#include "watch/sight.h"

struct watch;

/* `key` is flows_key() of it. */
void taking_sight(struct watch *w, const struct sight *s, uint64_t key);
/* What was asked and not answered by `now` is silence; NSEC_NEVER: all of it. */
void taking_silence(struct watch *w, nsec_wall now);
