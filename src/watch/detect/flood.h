/* What many flood together by UDP, each so slowly that it would be taken for a scan of its own: one host,
 * with something to each of so many of its ports, at random, within a minute, or from one source if all of it is
 * long; or a net, whose hosts many reflectors answer at length that never asked (RFC 4732: whoever asks them
 * forges who it is). A service that is not known for that is told by this, that so many send from its port.
 * Who asks sends what one service wants, or nothing, from ports of his own; so who scans amid a flood is told
 * all the same, and so is who began before it. Fed with all datagrams that began what is known of them; of
 * fixed size; the thread of the watch. */
#pragma once

#include "base/hash.h"
#include "watch/detect/role.h"

struct floods;

/* NULL when memory is out. */
struct floods *floods_new(struct hash_key key);
void floods_free(struct floods *f); /* NULL is nothing */
size_t floods_memory(const struct floods *f);

/* A datagram; what is known to carry nothing is let be. outward: it leaves home. */
void floods_note(struct floods *f, const struct contact *c, bool outward);

/* What explains this ledger; name NULL: nothing does. */
struct role floods_role(const struct floods *f, const struct ledger *g);

/* Whether these may be the few low ports of what `high`, the same one's other ledger, tells as a flood: at that
 * host, at that time, something to each, and no more of them than chance brings. Pure. */
bool flood_is_rest(const struct ledger *low, const struct ledger *high);
