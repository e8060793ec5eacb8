/* The files that a log left behind when it was renamed: beside it, with its name and a number or a date
 * behind that ("syslog.1", "syslog.2.gz", "syslog-20261122"). Pure but for the folder. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define ROTATED_MAX  64  /* the newest ones; older ones are as good as gone */
#define ROTATED_PATH 512 /* longer ones are not looked at */

struct rotated {
    char path[ROTATED_PATH];
    int64_t mtime; /* ns: when it was last written */
    bool numbered; /* its name is as said; else it only begins like the log's, as a copy's does */
};

/* Opens one of them for reading: -errno, also where it is no file any more but a link, a pipe or a device. */
int rotated_open(const char *path);

/* Fills out[0 … n-1] with all files whose names begin with the log's, newest first, and returns n. */
unsigned rotated_list(const char *path, struct rotated out[ROTATED_MAX]);
