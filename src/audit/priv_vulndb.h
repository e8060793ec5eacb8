/* Rows of the database, as the feeds write them. Statements are prepared when they are first used. */
#pragma once

#include "audit/vulndb.h"

#include <jansson.h>
#include <sqlite3.h>

enum vulndb_statement {
    VULNDB_PUT_VULN,
    VULNDB_DROP_RANGES,
    VULNDB_PUT_RANGE,
    VULNDB_PUT_KEV,
    VULNDB_PUT_EPSS,
    VULNDB_DROP_SOURCE,
    VULNDB_PUT_DEBIAN,
    VULNDB_PUT_TITLE_JA,
    VULNDB_PUT_FEED,
    VULNDB_GET_RANGES,
    VULNDB_GET_SOURCE,
    VULNDB_GET_VULN,
    VULNDB_STATEMENTS
};

struct vulndb {
    sqlite3 *sqlite;
    sqlite3_stmt *statement[VULNDB_STATEMENTS];
};

/* A prepared statement, reset, to be bound. NULL: *error is set. */
sqlite3_stmt *vulndb_statement(struct vulndb *db, enum vulndb_statement which, int *error);
/* Runs a bound statement that gives no rows. 0 or negative errno. */
int vulndb_run(sqlite3_stmt *statement);
/* Runs constant SQL. 0 or negative errno. */
int vulndb_exec(struct vulndb *db, const char *sql);
/* SQLite's result as an errno: 0 for OK, ROW, DONE. */
int vulndb_errno(int result);

/* What is said of a vulnerability; NULL and negative numbers = unknown, and what is known of it already
 * stays. */
struct vuln_row {
    const char *id, *published, *title, *vector;
    double cvss;
    bool rejected;
};

/* Where it applies: one product, one version or a range of them. */
struct vuln_range {
    const char *id, *feed;
    const char *vendor, *product;
    const char *version; /* exact; "" = any or the range; "-" = a product without version */
    const char *update;
    const char *platform;   /* only there: target software, edition; "" = everywhere */
    const char *low, *high; /* NULL = open */
    bool low_included, high_included;
    const char *needs; /* what else has to be there (AND); NULL = nothing */
};

int vulndb_put_vuln(struct vulndb *db, const struct vuln_row *row);
int vulndb_drop_ranges(struct vulndb *db, const char *id, const char *feed);
int vulndb_put_range(struct vulndb *db, const struct vuln_range *range);

/* --- feeds */

struct feed_state {
    struct vulndb *db;
    struct vulndb_imported *imported;
    void *own; /* of feeds that are not JSON; freed by their close() */
};

/* A feed. JSON feeds give `depth` and `each`, the others `bytes`. */
struct feed {
    const char *name;
    bool (*like)(const char *head); /* the first bytes, NUL-terminated */
    const char *clean;              /* SQL run before: a feed that is always whole */
    unsigned depth;
    int (*each)(void *state, const char *key, const json_t *value); /* 0 or negative errno */
    /* The whole feed in pieces; n = 0 is its end. 0, negative errno, -EBADMSG: damaged. */
    int (*bytes)(struct feed_state *state, const char *bytes, size_t n);
    void (*close)(struct feed_state *state);
};

extern const struct feed feed_nvd, feed_cve, feed_kev, feed_epss, feed_debian, feed_jvn;

/* The text of a member, NULL when there is none. */
const char *feed_text(const json_t *object, const char *key);
/* A CVE id: "CVE-", a year, a number. */
bool feed_is_cve(const char *id);
/* NVD's `configurations` (CVE 5's `cpeApplicability`) as ranges of `id`. 0 or negative errno. */
int feed_configurations(struct vulndb *db, const char *feed, const char *id, const json_t *configurations);
/* The best CVSS of an object whose members are named as in `order` (newest standard first): fills cvss and
 * vector. */
void feed_cvss(const json_t *data, struct vuln_row *row);
