/* What is known to be broken: an offline database of vulnerabilities, filled from feeds that the user downloaded, asked with a product
 * and its version. SQLite; the file belongs to the user, no feed is shipped.
 *
 *     feed_*.c      one file a feed: its records -> rows
 *     jsonstream    feeds too big for memory, value by value
 *     target.h      what a banner says -> product, version, distribution, package revision
 *     match.h       target x database -> which vulnerabilities, how sure, by which record
 *     version.h     orders of version numbers         cpe.h   names of products
 *
 * It opens the one file that it is given and no other; bytes of feeds come through a function. One thread. */
#pragma once

#include "base/diag.h"
#include "base/nsec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct vulndb;

/* Opens the database at `path`; `write` makes it when it is not there, else that is -ENOENT. 0; -EINVAL and
 * *d: no database of ours, or one of a newer form; -ENOENT, -EACCES, -EROFS, -ENOSPC, -EBUSY (another import
 * is under way), -EIO, -ENOMEM. */
int vulndb_open(const char *path, bool write, struct vulndb **ret, struct diag *d);
void vulndb_free(struct vulndb *db);

struct vulndb_input {
    /* Up to n bytes of the feed, uncompressed. 0 = the end; negative errno. */
    ssize_t (*read)(void *ctx, void *bytes, size_t n);
    void *ctx;
    const char *name; /* for diagnostics: the file's */
    nsec_wall now;
};

struct vulndb_imported {
    const char *feed; /* "nvd", "cve", "kev", "epss", "debian", "jvn"; static */
    uint64_t records; /* taken over */
    uint64_t refused; /* records without what makes them one */
};

/* Reads one feed, of whichever kind its first bytes show, into the database: all of it or nothing. 0; -EINVAL
 * and *d: not a feed, damaged or cut off; negative errno of reading and of vulndb_open(). The database is as
 * before then. */
int vulndb_import(struct vulndb *db, const struct vulndb_input *in, struct vulndb_imported *ret,
                  struct diag *d);

/* Many feeds written to the disk at once (a folder of a quarter of a million CVE records): begin, imports,
 * commit. Each import is all or nothing all the same; what no commit followed is not kept. 0 or negative
 * errno. */
int vulndb_begin(struct vulndb *db);
int vulndb_commit(struct vulndb *db);

struct vulndb_feed {
    const char *feed, *file; /* borrowed for the call */
    nsec_wall imported;
    uint64_t records;
};

/* Every feed that was imported, the last import of each file name. 0 or negative errno. */
int vulndb_feeds(struct vulndb *db, void (*each)(void *ctx, const struct vulndb_feed *feed), void *ctx);
