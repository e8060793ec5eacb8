/* Who pings a host to see whether it is on, and then works with it, one after the other: management,
 * inventories, backups that wake what they want to talk to. Who sweeps first and picks among those that
 * answer does not, nor who finds hardly anybody. And who asks for those that came to it. Pure. */
#pragma once

#include "watch/detect/role.h"

/* `pinged` are the pings, or the questions by ARP or neighbour discovery, of somebody at home, `talked` what
 * the same one did by TCP, or by UDP (NULL: nothing); name NULL: that explains nothing. */
struct role pinged_role(const struct ledger *pinged, const struct ledger *talked);

/* Nearly all whom it looked for on its link are there, and it asks as many of them for something, by TCP or UDP, in
 * a way that explains itself: that of a monitor, of somebody who insists. Its questions by ARP go along with
 * that. */
struct role pinged_errand(const struct ledger *looked, const struct ledgers *l);

/* In the log of what was let through nobody says who was there. But whom a monitor pings, from wherever, it asks
 * for services, too, and comes back to these again and again, to no others: who looks around goes on. */
struct role pinged_watched(const struct ledger *pinged, const struct ledgers *l, const struct places *p);

/* A web proxy that measures how far its servers are, as Squid does: it pings each that it asks for a page. Whoever sweeps
 * by pings first goes on to those that answer, to few of all, or has nothing to say to them. */
struct role pinged_visited(const struct ledger *pinged, const struct ledgers *l, const struct places *p);

/* Who looks on its own link for addresses all over the world that had come to it, to answer them: it has no router
 * for them, and whoever floods it in their names makes it ask for each. Of its neighbours it asks as anybody does. */
struct role pinged_callers(const struct ledger *pinged, const struct ledgers *l, const struct places *p);
