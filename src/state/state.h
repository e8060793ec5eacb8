/* state: what a watch has to remember over its own end: a key, its tables in pieces (region.h), and the
 * alerts that were told. One SQLite file, written ahead (WAL): what was committed outlives a kill at any
 * moment; a power failure can cost the last seconds, never the file. In: bytes; out: bytes. It knows nothing
 * of watching, and reads no clock.
 *
 * The caller's thread writes without waiting for the disk; a thread of its own brings the log of writes into
 * the file. One caller. */
#pragma once

#include "base/diag.h"
#include "base/hash.h"
#include "state/region.h"

struct statefile;

/* Alerts kept, the newest; an older one is forgotten, and could be told again. */
#define STATE_ALERTS        50000
#define STATE_ALERTS_MEMORY 2000 /* of one in memory */

/* How much one call of state_step() does at most: bytes looked at, bytes written. About a millisecond. */
#define STATE_LOOK  (512u << 10)
#define STATE_WRITE (96u << 10)

/* Opens or makes the file; NULL: one in memory, for a process's own time. One that is damaged, not ours or of
 * another version is renamed to PATH.aside (an earlier one of that name goes), a new one is made, and *d says
 * so (d->msg; else NULL). 0; -EBUSY another process has it; -ENOENT, -EACCES, -EROFS, -ENOSPC, -EIO,
 * -ENOMEM. */
int state_open(const char *path, struct statefile **ret, struct diag *d);
/* Only to look at: nothing is written. -ENOENT, -EINVAL with *d: not such a file. */
int state_look(const char *path, struct statefile **ret, struct diag *d);
/* Starts the thread; after privileges were dropped, so that it has none. 0 or -errno. */
int state_begin(struct statefile *s);
/* Ends the thread, closes. What no state_step() has written yet is lost: see state_save(). */
void state_free(struct statefile *s);

/* The key of all tables: the same as long as the file lives. */
struct hash_key state_key(const struct statefile *s);

struct state_loaded {
    uint64_t pieces, refused;
    uint64_t other_form; /* pieces of regions whose form has changed */
};

/* Puts every piece back, region by region in their order. 0 or negative errno of reading (what was put
 * stays). */
int state_load(struct statefile *s, const struct region *regions, unsigned n, struct state_loaded *ret);

/* Saves a little: looks at the next pieces, writes those that changed since they were last written. 1: a
 * round is complete, and committed; 0: there is more to look at, call again; negative errno: this file takes
 * nothing more for now. `regions` are the same at every call. */
int state_step(struct statefile *s, const struct region *regions, unsigned n);
/* All at once: to the end of a round that begins now. 0 or negative errno. */
int state_save(struct statefile *s, const struct region *regions, unsigned n);

/* Writes one piece now; it is committed with the next alert or round. 0 or negative errno. */
int state_piece(struct statefile *s, const struct region *regions, unsigned n, unsigned region,
                uint32_t piece);

/* Whether the file that is written to still has its name. */
bool state_is_there(const struct statefile *s);

#define STATE_ENDED 100 /* the level of an alert that is told for the last time */

/* Remembers an alert that is about to be told, committed at once. `level`: how much it says, 0 … STATE_ENDED;
 * `text` is what state_alert() gives back, whatever it is. `again`: with another text than the one that is kept it is
 * news at the level it was told at, too. 1: this is news, and *ret_before is the level it was told at before (-1:
 * never); 0: it was told at this level or a higher one; negative errno: it could not be kept. */
int state_tell(struct statefile *s, const char *id, int level, bool again, const char *text, int *ret_before);
/* What is known of it meanwhile, until it has ended; of who was never told, nothing is kept. It is committed
 * with the next alert or round. 0 or negative errno. */
int state_retell(struct statefile *s, const char *id, const char *text);
/* The text kept for `id`: a copy, to be freed. 0; -ENOENT; -ENOMEM; -EIO. */
int state_alert(struct statefile *s, const char *id, char **ret);

/* A short text under a name: where a log was read to. It is committed with the next alert or round. 0 or
 * negative errno. What is noted: NULL when there is nothing; to be freed. */
int state_note(struct statefile *s, const char *name, const char *text);
char *state_noted(struct statefile *s, const char *name);

struct state_stats {
    uint64_t rounds, pieces, bytes; /* written since state_open() */
    uint64_t size;                  /* of the file and its log, bytes */
};

/* At any time. */
void state_stats(struct statefile *s, struct state_stats *ret);
