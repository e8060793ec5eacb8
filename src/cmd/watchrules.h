/* What somebody says of his network, on the command line or in a file that can be read again while the watch
 * goes on: networks at home, roles, addresses that are never blocked. */
#pragma once

#include "answer/policy.h"
#include "base/opt.h"
#include "watch/watch.h"

enum { WATCHRULES_HOME = 256, WATCHRULES_ROLE = 256, WATCHRULES_ALLOW = 4096 };

struct watchrules {
    struct addr_net home[WATCHRULES_HOME];
    unsigned homes;
    struct watch_role role[WATCHRULES_ROLE];
    unsigned roles;
    struct addr_net allow[WATCHRULES_ALLOW];
    unsigned allows;
};

/* Where they come from; borrowed. */
struct watchrules_from {
    struct opt_list home, role, allow; /* of the command line; allow: networks, or files of them */
    const char *file;                  /* --config, or NULL */
};

/* Reads all of it. A new one, to be freed; NULL: *d says why (or d->msg is NULL: memory is out), nothing has
 * changed. */
struct watchrules *watchrules_read(const struct watchrules_from *from, struct diag *d);
/* Its files, i = 0 …; NULL when through. Without any, reading it again makes no sense. */
const char *watchrules_file(const struct watchrules_from *from, unsigned i);
/* Folders of those files, for whoever is confined and wants to read them again: fills out[0 … n-1] with
 * copies to be freed, n <= cap. */
unsigned watchrules_folders(const struct watchrules_from *from, char *out[], unsigned cap);
/* "192.0.2.0/24", "2001:db8::1". */
bool watchrules_net(const char *text, struct addr_net *ret);
