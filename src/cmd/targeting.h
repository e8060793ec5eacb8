/* From the command line to what is to be asked: targets with their lists, excludes and names, and ports. */
#pragma once

#include "cmd/scanopts.h"
#include "scan/ports.h"
#include "scan/targets.h"

/* Compiles words (and -iL, --exclude, --excludefile of the options). 0, or an exit status after the reason
 * was said. */
int targeting_addrs(const struct scanopts *o, const struct opt_list *words, struct targets **ret);

/* A new set that holds the excludes alone, not compiled yet. 0 or an exit status. */
int targeting_excludes(const struct scanopts *o, struct targets **ret);

/* The TCP ports; `everything` = all of them unless the options say otherwise. 0 or an exit status. */
int targeting_ports(const struct scanopts *o, uint32_t protocols, bool everything, struct ports *ret);

/* A new set of the same kind for parts of another: to be filled with targets_add. NULL when memory is out. */
struct targets *targeting_empty(void);
/* Adds first … last. False when memory is out. */
bool targeting_add(struct targets *t, const struct addr *first, const struct addr *last);
