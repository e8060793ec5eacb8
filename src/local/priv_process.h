/* One process, read from its directory under /proc. The open directory stays the same process even when the
 * pid is given to another one meanwhile: reads then fail instead of telling lies. */
#pragma once

#include "local/local.h"

/* Fills everything that can be read; what cannot stays NULL or 0. `btime` is the boot time in seconds since
 * 1970 (0 = unknown). 0 with *ret to be freed by process_fini(), or -ESRCH when the process is gone. */
int process_read(int dir, uint64_t pid, uint64_t btime, struct local_process *ret);
void process_fini(struct local_process *p);

/* "btime" of the text of /proc/stat, or 0. */
uint64_t process_btime(const char *text);
/* Field 22 of the text of /proc/PID/stat, or 0. The name in field 2 may hold anything, ") " included. */
uint64_t process_start(const char *text);
/* The effective user of the text of /proc/PID/status. 0, or -EINVAL. */
int process_uid(const char *text, uint32_t *ret);

/* Reads up to cap - 1 bytes of a file below `dir` and ends them with NUL. Bytes read, or negative errno. */
ssize_t process_file(int dir, const char *name, char *out, size_t cap);
