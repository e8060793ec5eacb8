/* --targets-from: the file with doors that are asked first. */
#pragma once

#include "cmd/scanopts.h"
#include "scan/pairs.h"

/* Reads o->targets_from ("-" = standard input), less what --exclude, --excludefile and --exclude-ports name.
 * 0 or an exit status after the reason was said. */
int doors_read(const struct scanopts *o, struct pairs *ret);
