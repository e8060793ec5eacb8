/* What was heard at a door, and what silence says: the answer goes to match.h, what that knows becomes the
 * door's best name (d->best), its evidence, where to go on (d->path, d->wants_tls). No moves but the last. */
#pragma once

#include "ident/door.h"

#define HEARING_ANSWERED 0.6 /* of a name that an answer to the right question speaks for, whatever it was */

/* Reads what was heard so far; again only when there is notably more, so that drops cost no more than a
 * stream. closed: the other side ended it; last: nothing more comes; unix_s: seconds since 1970. */
void hearing_judge(struct door *d, const struct door_conf *c, const struct talk_event *e, bool closed,
                   bool last, uint64_t unix_s);

/* An answer is complete: does it say the same whatever it is asked, and nobody knows what that means? Counts;
 * to be called once for each. */
bool hearing_repeats(struct door *d, const struct talk_event *e);

/* Nothing was said that has a name: but silence has one at some ports, and so has a closed connection
 * (d->manner). */
void hearing_silence(struct door *d);

/* All is said: d->best and d->manner are what the door is. Always a DOOR_END. */
struct door_move hearing_end(struct door *d);
