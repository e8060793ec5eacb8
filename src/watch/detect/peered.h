/* Who is one of many alike: relays of Tor, nodes of a chain call each other all over the world, each once, at
 * few ports, and are called by others at one of these. Where nobody says what came of it, as in logs of what
 * was let through, that tells them from who looks around. A worm is called where it calls as well; but it
 * asks all for the same. Pure. */
#pragma once

#include "watch/detect/role.h"
#include "watch/ledger/door.h"

/* name NULL: that explains nothing. */
struct role peered_role(const struct ledger *g, const struct doors *doors);
