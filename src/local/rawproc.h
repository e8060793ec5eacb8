/* Raw sockets by /proc/net/raw and raw6, for kernels that have no raw_diag. */
#pragma once

#include "local/local.h"

struct sockdiag;

/* One line (NUL-ended) of such a table, whose addresses have `len` bytes (4, 16). False for a heading, for a
 * socket with a peer, and for what makes no sense; *ret only on success. */
bool rawproc_line(const char *line, uint8_t len, struct local_socket *ret);

/* Adds those of this network namespace. 0 or -ENOMEM; tables that cannot be read have none. */
int rawproc_read(const char *proc, struct sockdiag *d);
