/* Ports of one host drawn blindly, as those of a flood by UDP are that is there to fill the wire: of so many draws by
 * all who send there, some come again, as many as chance will have it. Who looks asks each port once, or all of them
 * again, and shares them out or has them all asked by everybody. So it needs nothing of what datagrams carry, which
 * most firewalls' logs do not tell. Of so many draws that repetitions come close to chance, one's own suffice, at
 * whatever pace; refusals by a host that is flooded in somebody's name tell the same of that flood. Fed with datagrams; of fixed size; the thread of the watch. */
#pragma once

#include "base/hash.h"
#include "watch/detect/campaign.h"
#include "watch/detect/role.h"

struct drawn;

/* NULL when memory is out. */
struct drawn *drawn_new(struct hash_key key);
void drawn_free(struct drawn *d); /* NULL is nothing */
size_t drawn_memory(const struct drawn *d);

/* A datagram that asks, as far as is known. */
void drawn_note(struct drawn *d, const struct contact *c);

/* What explains this ledger, or this plan; name NULL: nothing does. */
struct role drawn_role(const struct drawn *d, const struct ledger *g);
struct role drawn_role_of_plan(const struct drawn *d, const struct campaign *c);
