/* Who is one of many alike: relays of Tor, nodes of a chain call each other all over the world, each once, at
 * few ports, and are called by others at one of these. Where nobody says what came of it, as in logs of what
 * was let through, that tells them from who looks around. A worm is called where it calls as well; but it
 * asks all for the same. Pure. */
#pragma once

#include "watch/detect/role.h"
#include "watch/ledger/door.h"

/* name NULL: that explains nothing. */
struct role peered_role(const struct ledger *g, const struct doors *doors);

/* The same of those at home who are one service together: storage, a database, a chain of servers. Whom it asked
 * first asks it, too, at ports at which it asks others; of whom a scanner finds nobody does. Nor does it ask many
 * more than these, unless as many come to one of its doors. No excuse where outcomes are known, unless it comes back
 * to them as who waits for the others does; nor at doors by which one comes into hosts, at which worms answer each
 * other. */
struct role peered_together(const struct ledger *g, const struct ledgers *l, const struct doors *doors,
                            const struct places *p);

/* Who asks its peers by UDP first (uTP, BEP 29), and by TCP those that stay silent: these are mostly away. A quarter as
 * many at least must have answered by UDP, at high ports, hardly four at the same, where nobody finds any by chance:
 * whoever sends a datagram before each of his SYNs is answered by none. */
struct role peered_by_datagrams(const struct ledger *g, const struct ledgers *l, const struct places *p);
