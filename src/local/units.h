/* Which of systemd's socket units holds a door for a service that may not run yet. */
#pragma once

#include "local/local.h"

/* Fills `socket_unit` and `activates` of the sockets of `t` by what `systemctl list-sockets --show-types
 * --output=json` printed (an array of objects with "listen", "type", "unit", "activates"): sockets of this
 * network namespace, not of containers. What is no such text fills nothing. 0 or -ENOMEM. */
int units_read(const char *text, size_t len, struct local_table *t);
