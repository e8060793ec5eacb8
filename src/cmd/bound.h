/* UDP doors of this machine that keep silent: whether a program has them is not to be heard, but the kernel's
 * table says it. Only for addresses of the network namespace that the table is of; who asks sees to that.
 * Pure: a table goes in, ports come out. */
#pragma once

#include "local/local.h"
#include "scan/ports.h"

/* The ports at which a socket takes what is sent to `a`. */
void bound_ports(const struct local_table *t, const struct addr *a, struct ports_set *ret);

/* Divides the ports of a `rest` record ("1-21,23-79"): those that are bound, and the others. */
void bound_split(const char *ports, const struct ports_set *bound, struct ports_set *ret_bound,
                 struct ports_set *ret_others);
