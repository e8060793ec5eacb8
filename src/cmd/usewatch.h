/* The memory of which doors are used (local/use.h): a file of the state folder, and the watching that fills
 * it. */
#pragma once

#include "base/nsec.h"
#include "local/use.h"

/* Reads the memory, *ret zeroed before; without a file it is empty. A file that others may have written is
 * not read, and what is wrong is said: then, too, it is empty. 0 or an exit status after the reason was
 * said. */
int usewatch_load(struct use *ret);

/* Looks who uses the TCP doors of this network namespace, for so long (0 = until a signal), and writes it
 * down every minute and at the end. Connections that end between two looks are told by the kernel
 * (sock_diag's destroy groups, Linux 4.2), to root only. 0 or an exit status after the reason was said. */
int usewatch_run(nsec length);
