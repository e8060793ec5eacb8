/* Whom a server may call back: who opened a control connection of FTP to it (port 21) gets his data from its
 * port 20, at a port that he named (RFC 959 3.2, active mode); and servers of mail, IRC and others ask the
 * host of who just came in, at port 113, whose the connection is (RFC 1413). Firewalls of clients mostly
 * forbid both. The other way round, a client goes to a port that the server named (passive mode, and RPC by
 * its port mapper): of logs that do not say what came of it, that is all that tells it from who tries many.
 * In such a log, who asked counts as come. Else, before each port that is named something is said on the control
 * connection, or another one is opened: only so many are excused, and none of who does not wait for that. Fed with
 * contacts; of fixed size; the thread of the watch. */
#pragma once

#include "base/hash.h"
#include "state/region.h"
#include "watch/contact.h"

struct ftpdata;

/* NULL when memory is out. */
struct ftpdata *ftpdata_new(struct hash_key key);
void ftpdata_free(struct ftpdata *f); /* NULL is nothing */
size_t ftpdata_memory(const struct ftpdata *f);

/* CONTACT_SAID: on the control connection from c->src to c->dst. */
void ftpdata_hear(struct ftpdata *f, const struct contact *c);
/* Learns from what opened, and says whether `c` is such a call. */
bool ftpdata_note(struct ftpdata *f, const struct contact *c);
/* Whether c->src was let in by c->dst about then. */
bool ftpdata_came(struct ftpdata *f, const struct contact *c);
/* Whether c->dst was let in by c->src about then, and is asked in turn, for one service only, that of the first time,
 * which this notes: a directory does so, or who deploys software. */
bool ftpdata_asks_back(struct ftpdata *f, const struct contact *c);
/* Flows are told when they end, so that who asks back, or data that do not come through, are told before who came.
 * True: `c`, which is no such call as far as is known, is kept until more is. */
bool ftpdata_hold(struct ftpdata *f, const struct contact *c);
/* The next of them that was kept long enough at `now` (NSEC_NEVER: all), and whether it was called; borrowed until
 * the next call of either. NULL: none. */
const struct contact *ftpdata_due(struct ftpdata *f, nsec_wall now);

/* What there is to save. */
#define FTPDATA_REGIONS 2
void ftpdata_regions(struct ftpdata *f, struct region out[FTPDATA_REGIONS]);
