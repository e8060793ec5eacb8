/* The way to the datagram service of NetBIOS (UDP 138): it answers who knows its workgroup, and the name
 * service of the same host tells that (browse.h). */
#pragma once

#include "ident/door.h"

/* Whether that door is silent so far, and its name service was not asked yet. */
bool workgroup_is_wanted(const struct door *d);
/* Calls the name service, at UDP 137. */
struct door_move workgroup_call(struct door *d);
/* Its answer has the workgroup: the door is asked once more, by that name. Else it ends. */
struct door_move workgroup_step(struct door *d, const struct door_conf *c, const struct talk_event *e,
                                uint8_t *out);
