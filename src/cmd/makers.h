/* Makers of network cards, from the IEEE's registry where Debian's ieee-data is installed. The files are
 * opened while files may be opened, and read when the first MAC asks. */
#pragma once

#include "model/vendor.h"

#include <stdbool.h>

#define MAKERS_FILES  3
#define MAKERS_FOLDER "/usr/share/ieee-data"

struct makers {
    int fd[MAKERS_FILES]; /* owned; -1 = not there, or read */
    struct vendors *vendors;
    bool read;
};

/* folder: where the registry is, MAKERS_FOLDER. */
void makers_open(struct makers *m, const char *folder);
void makers_fini(struct makers *m);

/* The maker or NULL. Borrowed until makers_fini(). */
const char *makers_find(struct makers *m, const uint8_t mac[6]);
