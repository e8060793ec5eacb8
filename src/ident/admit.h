/* At last, what the door lets strangers do: the questions of access.h as moves of the door, with a DOOR_TIME
 * of their own. */
#pragma once

#include "ident/door.h"

/* Whether there is something to be asked of it; then d->access is (owned by the door), and the next move is
 * admit_call(). unix_s: seconds since 1970. False too when memory is out: nothing is asked then. */
bool admit_begin(struct door *d, const struct door_conf *c, nsec now, uint64_t unix_s);
/* A fresh connection for it. */
struct door_move admit_call(struct door *d);
/* Whatever happens once d->access is there. */
struct door_move admit_step(struct door *d, const struct talk_event *e, nsec now, uint8_t *out);
