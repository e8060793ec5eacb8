/* Which source ports a run sends from: TCP's are its own while it runs (scan/cookie.h says why). */
#pragma once

#include "scan/cookie.h"

/* Sets the ports of *c: `fixed` alone (-g), or, when it is 0, all for the others and a free block for TCP. *ret_lease holds them until
 * close(). 0 or an exit status after the reason was said: other runs have the port, or every block. */
int sourceports_take(struct cookie_conf *c, uint16_t fixed, int *ret_lease);
