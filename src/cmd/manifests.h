/* Authorised scans: `scan --manifest` leaves a signed announcement, `watch --manifest` takes it in. Keys are
 * kept in XDG_CONFIG_HOME/tojimari (~/.config without that variable, /etc for root without a home):
 * manifest.key, for its owner alone, and manifest.pub for whoever watches. */
#pragma once

#include "base/opt.h"
#include "watch/manifest.h"

struct run;

/* Writes what the run is about to ask; `span` = how long it is meant to take (0 = a day). 0 or an exit
 * status, said. */
int manifests_leave(const struct run *r);

/* The key that is trusted: --manifest-pub (a file, or the key itself; NULL = our own). 0 or an exit status,
 * said. */
int manifests_key(const char *pub, uint8_t ret[MANIFEST_PUB]);
/* Reads and checks them. `now` as in manifest_read(). 0 or an exit status, said; *ret is an array of
 * files->count, owned by the caller: manifests_free(). */
int manifests_take(const struct opt_list *files, const uint8_t pub[MANIFEST_PUB], nsec_wall now,
                   struct manifest **ret);
void manifests_free(struct manifest *m, unsigned n);
