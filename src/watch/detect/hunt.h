/* From host to host on its own net. Of such a sweep one sees by ARP and neighbour discovery whom it looked
 * for, and at the door that it is out for only those that are there: one address that nobody has, and the
 * next that is entered by a door where hardly anybody else comes in, are one walk (rounds.c), worth a look
 * as early. What those that are not there would have been asked for is not known; so all are of the same
 * hour. Pure. */
#pragma once

#include "watch/detect.h"

/* What somebody looked for by ARP or neighbour discovery, and what he did by TCP. nats 0: nothing. */
struct finding hunt_look(const struct ledger *looked, const struct ledger *talked);
