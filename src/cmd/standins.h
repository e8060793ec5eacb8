/* Devices that answer ARP or neighbour discovery for many addresses: routers that stand in for networks
 * behind them (proxy ARP), virtual networks, traps. That an address has a MAC shows no host then, nor does an
 * entry that somebody wrote into the kernel's table; another question must. */
#pragma once

#include "cmd/ways.h"

#define STANDINS_MIN 16 /* addresses of one MAC on one link; fewer are a host with many addresses */

/* Those of `among` that are on a link and whose MAC so many share, or that did not name it themselves;
 * compiled. *ret_devices counts the MACs. NULL when memory is out. */
struct targets *standins_find(const struct ways *w, const struct neighbours *found,
                              const struct targets *among, uint32_t *ret_devices);
