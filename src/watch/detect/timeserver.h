/* Who tells those at home the time: clients of NTP may ask from the port that they ask at (RFC 5905 9.1), and
 * where one direction is recorded, and nobody says what a datagram carries, the answers that they get look like
 * questions at their own servers. But the same server answers others at ports that askers take, or was seen to be asked by
 * them, and all ask again and again. Who sends as much elsewhere as he asks here twice can make himself look so;
 * he is told all the same, low. Pure. */
#pragma once

#include "watch/detect/role.h"
#include "watch/detect/stray.h"
#include "watch/ledger/door.h"

/* name NULL: that explains nothing. */
struct role timeserver_role(const struct ledger *g, const struct strays *s, const struct doors *doors);
