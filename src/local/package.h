/* Which Debian package owns a file: dpkg's own lists, read directly. One pass over all of them answers for
 * many files. */
#pragma once

#include <stddef.h>

struct package_query {
    const char *path; /* absolute; borrowed */
    char *package;    /* filled: owned by the caller, NULL = of none */
};

/* Looks the paths up in the files NAME.list (NAME:ARCH.list) of `folder` ("/var/lib/dpkg/info"). A path below
 * /usr/bin, /usr/sbin or /usr/lib is also found under its name without /usr, and the other way round, since
 * the lists of older packages have that. Diverted files are not looked at. 0 (also without such a folder) or
 * -ENOMEM. */
int package_find(const char *folder, struct package_query *q, size_t n);
