/* IPv6 neighbours that nobody named: questions to all on the link (scan/around.h), what the kernel's
 * neighbour table knows, and the addresses that devices with a known MAC would give themselves (SLAAC by
 * EUI-64); the last two are asked by neighbour discovery. Whoever answers becomes a target. */
#pragma once

#include "cmd/run.h"

#define LOOKOUT_MAX   65536 /* neighbours of the kernel's table */
#define LOOKOUT_HEARD 8192 /* whom questions to all may find: one device can answer for as many as it likes */

/* Opens ways to all links that are looked out on, and reads the kernel's table; between ways_plan() and
 * ways_open(). 0 or an exit status. */
int lookout_prepare(struct run *r);
void lookout_fini(struct lookout *l);

/* Finds them: into r->neighbours, r->ways and r->plan, until the deadline (r->cut_short); more than
 * LOOKOUT_HEARD are left out, and that is said. 0 or an exit status. */
int lookout_find(struct run *r);
