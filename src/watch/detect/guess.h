/* Who came in after many wrong passwords: as long as nobody comes in, guessing is noise; then it is a
 * break-in, or somebody who had forgotten his own. Of hosts' own logs, the only ones that know. */
#pragma once

#include "base/hash.h"
#include "state/region.h"
#include "watch/sight.h"

#define GUESS_LEAST 10 /* wrong ones; people who forgot theirs try less often */

struct guesses;

struct guesses *guesses_new(struct hash_key key);
void guesses_free(struct guesses *g);
/* Takes a SIGHT_LOGIN. Returns how many passwords were wrong, when the right one now came after GUESS_LEAST
 * and within a week of the last one, and their first time in *ret_since; else 0. */
uint32_t guesses_note(struct guesses *g, const struct sight *s, nsec_wall *ret_since);
size_t guesses_memory(const struct guesses *g);
/* Who guessed how often. */
struct region guesses_region(struct guesses *g);
