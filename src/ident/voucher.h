/* Does a silent UDP door have a filter before it? Where the same host refuses a port that nobody has, no
 * filter swallows all; one that is meant for this port alone would look the same. So silence may name the
 * door, and its name is not sure. */
#pragma once

#include "ident/door.h"

/* Is there a name to be won by it? Once for a door. */
bool voucher_is_wanted(const struct door *d);
/* Calls the next port that nobody has. */
struct door_move voucher_call(struct door *d);
/* What happened there: asks it, calls the next, or ends with d->vouched and perhaps a name. */
struct door_move voucher_step(struct door *d, const struct door_conf *c, const struct talk_event *e,
                              uint8_t *out);
