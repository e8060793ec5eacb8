/* Whom a server may call back: who opened a control connection of FTP to it (port 21) gets his data from its
 * port 20, at a port that he named (RFC 959 3.2, active mode); and servers of mail, IRC and others ask the
 * host of who just came in, at port 113, whose the connection is (RFC 1413). Firewalls of clients mostly
 * forbid both. In a log of what was let through, who was let in counts as come. Fed with contacts; of fixed
 * size; the thread of the watch. */
#pragma once

#include "base/hash.h"
#include "state/region.h"
#include "watch/contact.h"

struct ftpdata;

/* NULL when memory is out. */
struct ftpdata *ftpdata_new(struct hash_key key);
void ftpdata_free(struct ftpdata *f); /* NULL is nothing */

/* Learns from what opened, and says whether `c` is such a call. */
bool ftpdata_note(struct ftpdata *f, const struct contact *c);

/* What there is to save. */
#define FTPDATA_REGIONS 2
void ftpdata_regions(struct ftpdata *f, struct region out[FTPDATA_REGIONS]);
