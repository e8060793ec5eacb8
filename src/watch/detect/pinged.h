/* Who pings a host to see whether it is on, and then works with it, one after the other: management,
 * inventories, backups that wake what they want to talk to. Who sweeps first and picks among those that
 * answer does not, nor who finds hardly anybody. Pure. */
#pragma once

#include "watch/detect/role.h"

/* `pinged` are the pings, or the questions by ARP or neighbour discovery, of somebody at home, `talked` what
 * the same one did by TCP (NULL: nothing); name NULL: that explains nothing. */
struct role pinged_role(const struct ledger *pinged, const struct ledger *talked);

/* In the log of what was let through nobody says who was there. But whom a monitor pings, from wherever, it asks
 * for services, too, and comes back to these again and again, to no others: who looks around goes on. */
struct role pinged_watched(const struct ledger *pinged, const struct ledgers *l, const struct places *p);
