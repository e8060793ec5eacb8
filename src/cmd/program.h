/* Other programs, asked for what they print: no shell, bounded in time and size. */
#pragma once

#include <stddef.h>

/* Runs argv[0] (an absolute path) with nothing to read, its stderr thrown away, and an environment of
 * LC_ALL=C alone. 0 with *ret (to be freed, ended by NUL) and *ret_len; -ENOENT it is not there, -EACCES it
 * may not be run; -EIO it ended otherwise than well; -EFBIG more than `max` bytes; -ETIMEDOUT after ten
 * seconds (it is then killed); -ENOMEM and other errors of pipe(2) and posix_spawn(3). */
int program_output(const char *const *argv, size_t max, char **ret, size_t *ret_len);
