#include "state/priv_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID 0x746f6a77 /* "tojw" */
#define FORM           1          /* of the tables */

static const char tables[] =
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
    "CREATE TABLE piece(region TEXT, form INTEGER, n INTEGER, bytes BLOB, PRIMARY KEY(region, n)) WITHOUT ROWID;"
    "CREATE TABLE alert(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, level INTEGER, text TEXT);";

static int make_tables(struct statefile *s)
{
    char pragmas[96];
    struct hash_key key = hash_key_random();
    int error = sql_exec(s->db, "BEGIN IMMEDIATE");
    if (!error)
        error = sql_exec(s->db, tables);
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID,
             FORM);
    if (!error)
        error = sql_exec(s->db, pragmas);
    if (!error)
        error = transact_meta(s, "key", &key, sizeof key);
    return error ? error : sql_exec(s->db, "COMMIT");
}

static int read_key(struct statefile *s)
{
    int error;
    sqlite3_stmt *x = transact_statement(s, GET_META, &error);
    if (!x)
        return error;
    sqlite3_bind_text(x, 1, "key", -1, SQLITE_STATIC);
    int result = sqlite3_step(x);
    bool fine = result == SQLITE_ROW && sqlite3_column_bytes(x, 0) == sizeof s->key;
    if (fine)
        memcpy(&s->key, sqlite3_column_blob(x, 0), sizeof s->key);
    sqlite3_reset(x);
    return fine ? 0 : result == SQLITE_ROW || result == SQLITE_DONE ? -EBADMSG : sql_errno(result);
}

/* 0; -EBADMSG: not ours, or damaged; -EPROTO: another version's; others. */
static int check_form(struct statefile *s, bool write)
{
    sqlite3_int64 id = 0, form = 0, objects = 0;
    int error = sql_number(s->db, "PRAGMA application_id", &id);
    if (!error)
        error = sql_number(s->db, "PRAGMA user_version", &form);
    if (!error)
        error = sql_number(s->db, "SELECT count(*) FROM sqlite_schema", &objects);
    if (!error && !id && !objects && write)
        error = make_tables(s);
    else if (!error && id != APPLICATION_ID)
        return -EBADMSG;
    else if (!error && form != FORM)
        return -EPROTO;
    return error ? error : read_key(s);
}

/* All its pages, for a damaged one is only found when it is read: who comes here again and again at the same
 * place remembers nothing. 0; -EBADMSG; others. */
static int check_pages(struct statefile *s)
{
    sqlite3_int64 bad = 0;
    int error =
        sql_number(s->db, "SELECT count(*) FROM pragma_quick_check(1) WHERE quick_check <> 'ok'", &bad);
    return error ? error : bad ? -EBADMSG : 0;
}

static void close_db(struct statefile *s)
{
    for (unsigned i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(s->statement[i]);
        s->statement[i] = NULL;
    }
    sqlite3_close(s->keeper.db);
    sqlite3_close(s->db);
    s->keeper.db = s->db = NULL;
}

static const char manners[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;"
    "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 4194304";

static int open_db(struct statefile *s, bool write)
{
    int flags =
        (write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
    int error = sql_errno(sqlite3_open_v2(s->path, &s->db, flags, NULL));
    if (!error)
        sqlite3_busy_timeout(s->db, 2000);
    if (!error && write)
        error = sql_exec(s->db, manners);
    if (!error)
        error = check_form(s, write);
    if (error || !write || s->lock < 0)
        return error;
    error = check_pages(s);
    if (error)
        return error;
    error =
        sql_errno(sqlite3_open_v2(s->path, &s->keeper.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
    sqlite3_int64 n; /* opens the log and its index now: later no file may be opened */
    if (!error)
        error = sql_number(s->keeper.db, "SELECT count(*) FROM meta", &n);
    return error;
}

/* Out of the way, with what belongs to it. */
static int put_aside(const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    char from[PATH_LONGEST + 16], to[PATH_LONGEST + 16];
    for (unsigned i = 0; i < 3; i++) {
        snprintf(from, sizeof from, "%s%s", path, tails[i]);
        snprintf(to, sizeof to, "%s.aside%s", path, tails[i]);
        if (rename(from, to) < 0 && (errno != ENOENT || !i))
            return -errno;
    }
    return 0;
}

static int take_lock(struct statefile *s)
{
    char path[PATH_LONGEST + 16];
    snprintf(path, sizeof path, "%s.lock", s->path);
    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (s->lock < 0)
        return -errno;
    return flock(s->lock, LOCK_EX | LOCK_NB) < 0 ? (errno == EWOULDBLOCK ? -EBUSY : -errno) : 0;
}

static struct statefile *make(const char *path)
{
    struct statefile *s = strlen(path) < PATH_LONGEST ? calloc(1, sizeof *s) : NULL;
    if (!s)
        return NULL;
    memcpy(s->path, path, strlen(path));
    s->lock = -1;
    keeper_init(&s->keeper);
    return s;
}

/* For us alone: what sources did is nobody else's business. */
static int make_and_open(struct statefile *s)
{
    struct stat st;
    int fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    int e = fstat(fd, &st) < 0 ? -errno : 0;
    close(fd);
    if (e < 0)
        return e;
    s->device = st.st_dev;
    s->inode = st.st_ino;
    return open_db(s, true);
}

int state_open(const char *path, struct statefile **ret, struct diag *d)
{
    struct statefile *s = make(path ? path : ":memory:");
    if (!s)
        return -ENOMEM;
    d->msg = NULL;
    int error = path ? take_lock(s) : open_db(s, true);
    if (!error && path)
        error = make_and_open(s);
    if (error == -EBADMSG || error == -EPROTO) {
        diag_set(
            d,
            error == -EPROTO
                ? N_("%s: another version's memory; it is kept as %s.aside, and a new one begins")
                : N_("%s: damaged, or not a watch's memory; it is kept as %s.aside, and a new one begins"),
            path, path, NULL);
        close_db(s);
        error = put_aside(path);
        error = error ? error : make_and_open(s);
    }
    if (error) {
        state_free(s);
        return error;
    }
    *ret = s;
    return 0;
}

int state_look(const char *path, struct statefile **ret, struct diag *d)
{
    struct statefile *s = make(path);
    if (!s)
        return -ENOMEM;
    int error = open_db(s, false);
    if (error == -EBADMSG || error == -EPROTO)
        error = diag_set(d, N_("%s: this is not a watch's memory, or another version's"), path, NULL, NULL);
    if (error) {
        state_free(s);
        return error;
    }
    *ret = s;
    return 0;
}

void state_free(struct statefile *s)
{
    if (!s)
        return;
    keeper_end(&s->keeper);
    if (s->open)
        (void)sql_exec(s->db, "COMMIT");
    close_db(s);
    for (unsigned i = 0; i < REGIONS; i++)
        free(s->saved[i]);
    free(s->piece);
    if (s->lock >= 0)
        close(s->lock);
    keeper_fini(&s->keeper);
    free(s);
}
