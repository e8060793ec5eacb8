/* Which source ports a run sends from: TCP's are its own while it runs (scan/cookie.h says why). */
#pragma once

#include "scan/cookie.h"

/* Sets the ports of *c: `fixed` alone (-g), or, when it is 0, all for the others and a free block for TCP;
 * tcp: false = none is sent, and no block is needed. *ret_lease holds them until close(); -1 when somebody
 * holds them all who is neither root nor this user, which is said, and does not keep a scan from its work. 0
 * or an exit status after the reason was said: other runs have the port, or every block. */
int sourceports_take(struct cookie_conf *c, uint16_t fixed, bool tcp, int *ret_lease);
