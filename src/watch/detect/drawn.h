/* Ports of one host drawn blindly, as those of a flood by UDP are that is there to fill the wire: of so many
 * draws, by one or by all who send there at the same time, some come again, as many as chance will have it. Who
 * looks asks each port once, or all of them again, and shares them out or has them all asked by everybody. So
 * it needs nothing of what datagrams carry, which most firewalls' logs do not tell. Pure. */
#pragma once

#include "watch/detect/role.h"

/* `l` has the others; name NULL: that explains nothing. */
struct role drawn_role(const struct ledger *g, struct ledgers *l);
