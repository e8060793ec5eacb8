/* Authorised scans: `scan --manifest` leaves a signed announcement, `watch --manifest` takes it in. Keys are kept in
 * XDG_CONFIG_HOME/tojimari (~/.config without that variable, /etc for root without a home): manifest.key, for its owner alone, and manifest.pub for
 * whoever watches. */
#pragma once

#include "base/opt.h"
#include "watch/manifest.h"

struct run;

/* Writes what the run is about to ask; `span` = how long it is meant to take (0 = a day). 0 or an exit status, said. */
int manifests_leave(const struct run *r);

/* Reads and checks them: by the key in --manifest-pub (a file, or the key itself; NULL = our own). `now` as in manifest_read(). 0 or an exit status,
 * said; *ret is an array of files->count, owned by the caller: manifests_free(). */
int manifests_take(const struct opt_list *files, const char *pub, nsec_wall now, struct manifest **ret);
void manifests_free(struct manifest *m, unsigned n);
