/* The target @local: every network that this machine is attached to. Of IPv4 networks all addresses, of big
 * ones the part around our own address; of IPv6 links those who answer (lookout.h). Networks of bridges,
 * where containers and virtual machines live, are told apart from those of the outside. */
#pragma once

#include "scan/targets.h"
#include "sys/link.h"

#define ATLOCAL_WORD "@local"
#define ATLOCAL_BITS 20 /* prefixes shorter than this are cut to it: 4,096 addresses */

/* Adds the networks of `family` (4, 6, 0 = both) to `t` and says which they are. 0 or an exit status. */
int atlocal_add(struct targets *t, int family);

/* Is this a link on whose IPv6 side somebody may be looked for? Not a port of a bridge: the bridge is
 * asked. */
bool atlocal_looks_out(const struct links *links, const struct link *l);
