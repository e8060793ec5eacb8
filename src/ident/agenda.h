/* Which question comes next at a door, and whether any is worth asking: likely ones of its port first, then
 * listening, then by rarity as far as the user's intensity goes; where a service has a name, what tells more
 * of it. In: the door as it is known so far; out: indexes into probe_table. It says nothing and waits for
 * nothing. */
#pragma once

#include "ident/door.h"

/* The row of the question that is being asked. */
const struct probe_row *agenda_now(const struct door *d);

/* The next question, or PROBE_NONE: enough is known, or nothing helps. It may be one that was asked
 * (d->repeated says so then): where all were met by silence, the likeliest is asked once more. */
unsigned agenda_next(struct door *d, const struct door_conf *c);

/* Whether the door's service has a name that is sure, and what else is asked of that service would tell
 * nothing more. */
bool agenda_is_enough(const struct door *d);

/* Whether a question was asked; notes that it was; takes that back. */
bool agenda_was_asked(const struct door *d, unsigned i);
void agenda_note(struct door *d, unsigned i);
void agenda_forget(struct door *d, unsigned i);

/* The first row that only listens; that asks by TLS; that is a datagram for that port (PROBE_QUIET rows are
 * none). PROBE_NONE = the table has none. */
unsigned agenda_listen(void);
unsigned agenda_tls(void);
unsigned agenda_udp(uint16_t port);
