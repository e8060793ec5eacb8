/* What comes in: a sight becomes contacts, and each goes its way: into the books (booking.h) and on to how its
 * asker went on (followed.h), held until it is known what it is, or nowhere, since something excuses it. What is
 * learnt on the way of where one listens is surroundings.h's. */
#pragma once

#include "watch/sight.h"

struct watch;

/* `key` is flows_key() of it. */
void taking_sight(struct watch *w, const struct sight *s, uint64_t key);
/* What was asked and not answered by `now` is silence; NSEC_NEVER: all of it. */
void taking_silence(struct watch *w, nsec_wall now);
