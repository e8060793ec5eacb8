#include "audit/priv_vulndb.h"

#include "audit/priv_jsonstream.h"
#include "base/sql.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define APPLICATION_ID 0x746f6a69 /* "toji" */
#define FORM           1          /* of the tables */
#define PIECE          65536
#define HEAD           8192
/* The largest source package of Debian's tracker (linux) has some 5 MB; a tree takes six times its text. */
#define VALUE_MAX (24 << 20)
/* Real records have 24 bytes of text a node and more (Debian's tracker; NVD and CVE 32): that one has some
 * 220,000. Empty ones take 200 bytes each. */
#define NODES_MAX (VALUE_MAX / 24)

static const char tables[] =
    "CREATE TABLE feed(file TEXT PRIMARY KEY, feed TEXT, imported INTEGER, records INTEGER) WITHOUT ROWID;"
    "CREATE TABLE vuln(id TEXT PRIMARY KEY, published TEXT, title TEXT, title_ja TEXT, url_ja TEXT, cvss REAL, vector TEXT, rejected INTEGER) WITHOUT ROWID;"
    "CREATE TABLE range(id TEXT, feed TEXT, vendor TEXT, product TEXT, version TEXT, upd TEXT, platform TEXT, low TEXT, low_in INTEGER,"
    " high TEXT, high_in INTEGER, needs TEXT);"
    "CREATE INDEX range_product ON range(product, vendor);"
    "CREATE INDEX range_id ON range(id, feed);"
    "CREATE TABLE kev(id TEXT PRIMARY KEY, added TEXT, due TEXT, ransomware INTEGER, title TEXT) WITHOUT ROWID;"
    "CREATE TABLE epss(id TEXT PRIMARY KEY, score REAL) WITHOUT ROWID;"
    "CREATE TABLE debian(source TEXT, id TEXT, release TEXT, status TEXT, fixed TEXT, urgency TEXT, PRIMARY KEY(source, id, release)) WITHOUT ROWID;";

static const char *const sql[VULNDB_STATEMENTS] = {
    [VULNDB_PUT_VULN] =
        "INSERT INTO vuln(id, published, title, cvss, vector, rejected) VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(id) DO UPDATE SET"
        " published = coalesce(excluded.published, published), title = coalesce(excluded.title, title),"
        " cvss = coalesce(excluded.cvss, cvss), vector = coalesce(excluded.vector, vector), rejected = excluded.rejected",
    [VULNDB_DROP_RANGES] = "DELETE FROM range WHERE id = ?1 AND feed = ?2",
    [VULNDB_PUT_RANGE] = "INSERT INTO range VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    [VULNDB_PUT_KEV] = "INSERT OR REPLACE INTO kev VALUES(?1, ?2, ?3, ?4, ?5)",
    [VULNDB_PUT_EPSS] = "INSERT OR REPLACE INTO epss VALUES(?1, ?2)",
    [VULNDB_DROP_SOURCE] = "DELETE FROM debian WHERE source = ?1",
    [VULNDB_PUT_DEBIAN] = "INSERT OR REPLACE INTO debian VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [VULNDB_PUT_TITLE_JA] =
        "INSERT INTO vuln(id, title_ja, url_ja, rejected) VALUES(?1, ?2, ?3, 0) ON CONFLICT(id) DO UPDATE SET"
        " title_ja = excluded.title_ja, url_ja = excluded.url_ja",
    [VULNDB_PUT_FEED] = "INSERT OR REPLACE INTO feed VALUES(?1, ?2, ?3, ?4)",
    [VULNDB_GET_RANGES] =
        "SELECT id, feed, vendor, product, version, upd, platform, low, low_in, high, high_in, needs FROM range"
        " WHERE product = ?1 AND vendor = ?2",
    [VULNDB_GET_SOURCE] =
        "SELECT id, release, status, fixed, urgency FROM debian WHERE source = ?1 ORDER BY id, release",
    [VULNDB_GET_VULN] =
        "SELECT v.published, v.title, v.title_ja, v.cvss, v.rejected, k.added, k.ransomware, k.title, e.score"
        " FROM (SELECT ?1 AS id) AS q LEFT JOIN vuln AS v USING(id) LEFT JOIN kev AS k USING(id) LEFT JOIN epss AS e USING(id)",
};

int vulndb_errno(int result)
{
    return sql_errno(result);
}

sqlite3_stmt *vulndb_statement(struct vulndb *db, enum vulndb_statement which, int *error)
{
    sqlite3_stmt **s = &db->statement[which];
    if (!*s) {
        *error =
            vulndb_errno(sqlite3_prepare_v3(db->sqlite, sql[which], -1, SQLITE_PREPARE_PERSISTENT, s, NULL));
        if (*error)
            return NULL;
    }
    sqlite3_reset(*s);
    sqlite3_clear_bindings(*s);
    *error = 0;
    return *s;
}

int vulndb_run(sqlite3_stmt *statement)
{
    return sql_run(statement);
}

int vulndb_exec(struct vulndb *db, const char *text)
{
    return sql_exec(db->sqlite, text);
}

/* --- opening */

static int make_tables(struct vulndb *db)
{
    char pragmas[96];
    int error = vulndb_exec(db, "BEGIN IMMEDIATE");
    if (!error)
        error = vulndb_exec(db, tables);
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID,
             FORM);
    if (!error)
        error = vulndb_exec(db, pragmas);
    return error ? error : vulndb_exec(db, "COMMIT");
}

/* Ours, of a form that we know? An empty file becomes a database. */
static int check_form(struct vulndb *db, bool write, struct diag *d)
{
    sqlite3_int64 id = 0, form = 0, objects = 0;
    int error = sql_number(db->sqlite, "PRAGMA application_id", &id);
    if (!error)
        error = sql_number(db->sqlite, "PRAGMA user_version", &form);
    if (!error)
        error = sql_number(db->sqlite, "SELECT count(*) FROM sqlite_schema", &objects);
    if (error)
        return error == -EBADMSG ? diag_set(d, N_("this is not a vulnerability database"), NULL, NULL, NULL)
                                 : error;
    if (!id && !objects && write)
        return make_tables(db);
    if (id != APPLICATION_ID)
        return diag_set(d, N_("this is not a vulnerability database"), NULL, NULL, NULL);
    if (form != FORM)
        return diag_set(
            d, N_("this vulnerability database was made by another version; remove it and import again"),
            NULL, NULL, NULL);
    return 0;
}

int vulndb_open(const char *path, bool write, struct vulndb **ret, struct diag *d)
{
    struct vulndb *db = calloc(1, sizeof *db);
    if (!db)
        return -ENOMEM;
    snprintf(d->file, sizeof d->file, "%s", path);
    int flags = write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    int error = vulndb_errno(sqlite3_open_v2(path, &db->sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL));
    if (!error)
        error = check_form(db, write, d);
    if (error) {
        vulndb_free(db);
        return error;
    }
    *ret = db;
    return 0;
}

void vulndb_free(struct vulndb *db)
{
    if (!db)
        return;
    for (int i = 0; i < VULNDB_STATEMENTS; i++)
        sqlite3_finalize(db->statement[i]);
    sqlite3_close(db->sqlite);
    free(db);
}

/* --- rows */

static void text(sqlite3_stmt *s, int at, const char *value)
{
    if (value)
        sqlite3_bind_text(s, at, value, -1, SQLITE_STATIC);
}

int vulndb_put_vuln(struct vulndb *db, const struct vuln_row *row)
{
    int error;
    sqlite3_stmt *s = vulndb_statement(db, VULNDB_PUT_VULN, &error);
    if (!s)
        return error;
    text(s, 1, row->id);
    text(s, 2, row->published);
    text(s, 3, row->title);
    if (row->cvss >= 0)
        sqlite3_bind_double(s, 4, row->cvss);
    text(s, 5, row->vector);
    sqlite3_bind_int(s, 6, row->rejected);
    return vulndb_run(s);
}

int vulndb_drop_ranges(struct vulndb *db, const char *id, const char *feed)
{
    int error;
    sqlite3_stmt *s = vulndb_statement(db, VULNDB_DROP_RANGES, &error);
    if (!s)
        return error;
    text(s, 1, id);
    text(s, 2, feed);
    return vulndb_run(s);
}

int vulndb_put_range(struct vulndb *db, const struct vuln_range *r)
{
    int error;
    sqlite3_stmt *s = vulndb_statement(db, VULNDB_PUT_RANGE, &error);
    if (!s)
        return error;
    const char *const texts[] = {r->id,      r->feed,   r->vendor,   r->product,
                                 r->version, r->update, r->platform, r->low};
    for (int i = 0; i < 8; i++)
        text(s, i + 1, texts[i]);
    sqlite3_bind_int(s, 9, r->low_included);
    text(s, 10, r->high);
    sqlite3_bind_int(s, 11, r->high_included);
    text(s, 12, r->needs);
    return vulndb_run(s);
}

static int put_feed(struct vulndb *db, const struct vulndb_input *in, const struct vulndb_imported *imported)
{
    int error;
    sqlite3_stmt *s = vulndb_statement(db, VULNDB_PUT_FEED, &error);
    if (!s)
        return error;
    const char *slash = strrchr(in->name, '/');
    text(s, 1, slash ? slash + 1 : in->name);
    text(s, 2, imported->feed);
    sqlite3_bind_int64(s, 3, (sqlite3_int64)in->now);
    sqlite3_bind_int64(s, 4, (sqlite3_int64)imported->records);
    return vulndb_run(s);
}

/* --- importing */

static const struct feed *const feeds[] = {&feed_kev,  &feed_nvd,    &feed_cve,
                                           &feed_epss, &feed_debian, &feed_jvn};

static const struct feed *feed_of(const char *head)
{
    for (size_t i = 0; i < sizeof feeds / sizeof *feeds; i++)
        if (feeds[i]->like(head))
            return feeds[i];
    return NULL;
}

/* Reads until `n` bytes are there or the input ends. */
static ssize_t read_full(const struct vulndb_input *in, char *bytes, size_t n)
{
    size_t have = 0;
    while (have < n) {
        ssize_t got = in->read(in->ctx, bytes + have, n - have);
        if (got < 0)
            return got;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

struct import {
    const struct feed *feed;
    struct feed_state state;
    struct jsonstream *json;
    uint64_t lines;
};

static int take(struct import *im, const char *bytes, size_t n)
{
    for (const char *p = bytes; !im->json && n && (p = memchr(p, '\n', n - (size_t)(p - bytes))); p++)
        im->lines++;
    return im->json ? jsonstream_feed(im->json, bytes, n) : im->feed->bytes(&im->state, bytes, n);
}

static int read_all(struct import *im, const struct vulndb_input *in, char *piece, size_t have)
{
    for (;;) {
        int error = take(im, piece, have);
        if (error || !have)
            return error;
        ssize_t got = in->read(in->ctx, piece, PIECE);
        if (got < 0)
            return (int)got;
        have = (size_t)got;
    }
}

static int wrong_feed(const struct import *im, int error, struct diag *d)
{
    d->line = (unsigned)(im->json ? jsonstream_line(im->json) : im->lines + 1);
    if (error == -EFBIG)
        return diag_set(d, N_("a record of this feed is too large"), NULL, NULL, NULL);
    if (error == -EBADMSG)
        return diag_set(d, N_("this feed is damaged or cut off; the database is as it was before"), NULL,
                        NULL, NULL);
    return error;
}

static int import_as(struct vulndb *db, const struct feed *feed, const struct vulndb_input *in, char *piece,
                     size_t have, struct vulndb_imported *ret, struct diag *d)
{
    struct import im = {.feed = feed, .state = {.db = db, .imported = ret}};
    ret->feed = feed->name;
    if (feed->each) {
        im.json = jsonstream_new(&(struct jsonstream_conf){.depth = feed->depth,
                                                           .each = feed->each,
                                                           .ctx = &im.state,
                                                           .value_max = VALUE_MAX,
                                                           .nodes_max = NODES_MAX});
        if (!im.json)
            return -ENOMEM;
    }
    int error = vulndb_exec(db, "SAVEPOINT import");
    bool begun = !error;
    if (!error && feed->clean)
        error = vulndb_exec(db, feed->clean);
    if (!error)
        error = read_all(&im, in, piece, have);
    if (error)
        error = wrong_feed(&im, error, d);
    if (!error && !ret->records)
        error = diag_set(d, N_("no record was found in this feed"), NULL, NULL, NULL);
    if (!error)
        error = put_feed(db, in, ret);
    if (!error)
        error = vulndb_exec(db, "RELEASE import");
    if (error && begun) /* SQLite has done so itself after some errors */
        (void)vulndb_exec(db, "ROLLBACK TO import; RELEASE import");
    jsonstream_free(im.json);
    if (feed->close)
        feed->close(&im.state);
    return error;
}

int vulndb_import(struct vulndb *db, const struct vulndb_input *in, struct vulndb_imported *ret,
                  struct diag *d)
{
    char *piece = malloc(PIECE + 1);
    if (!piece)
        return -ENOMEM;
    snprintf(d->file, sizeof d->file, "%s", in->name);
    struct vulndb_imported imported = {0};
    ssize_t have = read_full(in, piece, HEAD);
    int error = have < 0 ? (int)have : 0;
    if (!error) {
        piece[have] = 0;
        const struct feed *feed = feed_of(piece);
        error =
            feed
                ? import_as(db, feed, in, piece, (size_t)have, &imported, d)
                : diag_set(
                      d,
                      N_("not a feed that is known here (NVD 2.0, CVE 5, CISA KEV, EPSS, Debian's tracker, JVN)"),
                      NULL, NULL, NULL);
    }
    free(piece);
    if (!error)
        *ret = imported;
    return error;
}

int vulndb_begin(struct vulndb *db)
{
    return vulndb_exec(db, "BEGIN IMMEDIATE");
}

int vulndb_commit(struct vulndb *db)
{
    return vulndb_exec(db, "COMMIT");
}

int vulndb_feeds(struct vulndb *db, void (*each)(void *ctx, const struct vulndb_feed *feed), void *ctx)
{
    sqlite3_stmt *s;
    int result = sqlite3_prepare_v2(
        db->sqlite, "SELECT feed, file, imported, records FROM feed ORDER BY feed, file", -1, &s, NULL);
    if (result != SQLITE_OK)
        return vulndb_errno(result);
    while ((result = sqlite3_step(s)) == SQLITE_ROW)
        each(ctx, &(struct vulndb_feed){.feed = (const char *)sqlite3_column_text(s, 0),
                                        .file = (const char *)sqlite3_column_text(s, 1),
                                        .imported = (nsec_wall)sqlite3_column_int64(s, 2),
                                        .records = (uint64_t)sqlite3_column_int64(s, 3)});
    sqlite3_finalize(s);
    return vulndb_errno(result);
}
