#include "state/state.h"

#include "base/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID 0x746f6a77 /* "tojw" */
#define FORM           1          /* of the tables */

enum { REGIONS = 16, PATH_LONGEST = 4096 };

static const char tables[] =
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
    "CREATE TABLE piece(region TEXT, form INTEGER, n INTEGER, bytes BLOB, PRIMARY KEY(region, n)) WITHOUT ROWID;"
    "CREATE TABLE alert(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, level INTEGER, text TEXT);";

enum statement {
    PUT_PIECE,
    DROP_PIECE,
    GET_PIECES,
    PUT_ALERT,
    GET_ALERT,
    GET_TOLD,
    PRUNE_ALERTS,
    PUT_META,
    GET_META,
    STATEMENTS
};

static const char *const sql[STATEMENTS] = {
    [PUT_PIECE] = "INSERT OR REPLACE INTO piece VALUES(?1, ?2, ?3, ?4)",
    [DROP_PIECE] = "DELETE FROM piece WHERE region = ?1 AND n = ?2",
    [GET_PIECES] = "SELECT form, n, bytes FROM piece WHERE region = ?1 ORDER BY n",
    [PUT_ALERT] = ("INSERT INTO alert(id, level, text) VALUES(?1, ?2, ?3) ON CONFLICT(id) DO UPDATE SET"
                   " level = excluded.level, text = excluded.text"),
    [GET_ALERT] = "SELECT text FROM alert WHERE id = ?1",
    [GET_TOLD] = "SELECT level FROM alert WHERE id = ?1",
    [PRUNE_ALERTS] = "DELETE FROM alert WHERE seq <= (SELECT max(seq) FROM alert) - ?1",
    [PUT_META] = "INSERT OR REPLACE INTO meta VALUES(?1, ?2)",
    [GET_META] = "SELECT value FROM meta WHERE name = ?1",
};

/* Brings the log into the file: the only part that waits for the disk. */
struct keeper {
    sqlite3 *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    bool running, wanted, ending; /* wanted, ending: under `lock` */
};

struct statefile {
    char path[PATH_LONGEST];
    int lock; /* of PATH.lock */
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENTS];
    struct hash_key key;
    uint64_t *saved[REGIONS]; /* of each piece: a hash of what stands in the file, 0 = nothing */
    unsigned region;          /* where the round has come to */
    uint32_t at;
    bool open; /* a transaction */
    bool torn; /* one was lost: what stands in the file is not known any more */
    uint8_t *piece;
    size_t room;
    struct state_stats stats;
    struct keeper keeper;
};

static sqlite3_stmt *statement(struct statefile *s, enum statement which, int *error)
{
    sqlite3_stmt **x = &s->statement[which];
    *error =
        *x ? 0 : sql_errno(sqlite3_prepare_v3(s->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, x, NULL));
    if (*error)
        return NULL;
    sqlite3_reset(*x);
    sqlite3_clear_bindings(*x);
    return *x;
}

/* --- opening */

static int put_meta(struct statefile *s, const char *name, const void *value, size_t n)
{
    int error;
    sqlite3_stmt *x = statement(s, PUT_META, &error);
    if (!x)
        return error;
    sqlite3_bind_text(x, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_blob(x, 2, value, (int)n, SQLITE_STATIC);
    return sql_run(x);
}

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
        error = put_meta(s, "key", &key, sizeof key);
    return error ? error : sql_exec(s->db, "COMMIT");
}

static int read_key(struct statefile *s)
{
    int error;
    sqlite3_stmt *x = statement(s, GET_META, &error);
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
    pthread_mutex_init(&s->keeper.lock, NULL);
    pthread_cond_init(&s->keeper.turn, NULL);
    return s;
}

/* For us alone: what sources did is nobody else's business. */
static int make_and_open(struct statefile *s)
{
    int fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    close(fd);
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

/* --- the thread */

static void *keep(void *of)
{
    struct keeper *k = of;
    pthread_mutex_lock(&k->lock);
    while (!k->ending) {
        if (!k->wanted) {
            pthread_cond_wait(&k->turn, &k->lock);
            continue;
        }
        k->wanted = false;
        pthread_mutex_unlock(&k->lock);
        /* What fails now (disk full, a reader in the way) is tried again after the next round: the log keeps
         * it. */
        (void)sqlite3_wal_checkpoint_v2(k->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        pthread_mutex_lock(&k->lock);
    }
    pthread_mutex_unlock(&k->lock);
    return NULL;
}

int state_begin(struct statefile *s)
{
    int error = pthread_create(&s->keeper.thread, NULL, keep, &s->keeper);
    s->keeper.running = error == 0;
    return -error;
}

static void wake_keeper(struct keeper *k)
{
    pthread_mutex_lock(&k->lock);
    k->wanted = true;
    pthread_cond_signal(&k->turn);
    pthread_mutex_unlock(&k->lock);
}

static void end_keeper(struct keeper *k)
{
    if (!k->running)
        return;
    pthread_mutex_lock(&k->lock);
    k->ending = true;
    pthread_cond_signal(&k->turn);
    pthread_mutex_unlock(&k->lock);
    pthread_join(k->thread, NULL);
    k->running = false;
}

void state_free(struct statefile *s)
{
    if (!s)
        return;
    end_keeper(&s->keeper);
    if (s->open)
        (void)sql_exec(s->db, "COMMIT");
    close_db(s);
    for (unsigned i = 0; i < REGIONS; i++)
        free(s->saved[i]);
    free(s->piece);
    if (s->lock >= 0)
        close(s->lock);
    pthread_cond_destroy(&s->keeper.turn);
    pthread_mutex_destroy(&s->keeper.lock);
    free(s);
}

struct hash_key state_key(const struct statefile *s)
{
    return s->key;
}

/* --- pieces */

/* Four lanes, so that the multiplications overlap: 5 GB/s. Not keyed: a collision costs one piece's latest
 * change. Never 0. */
static uint64_t fingerprint(const uint8_t *b, size_t n)
{
    uint64_t lane[4] = {n, 1, 2, 3};
    size_t i = 0;
    for (; i + 32 <= n; i += 32)
        for (unsigned k = 0; k < 4; k++) {
            uint64_t v;
            memcpy(&v, b + i + 8 * k, 8);
            lane[k] = (lane[k] ^ v) * UINT64_C(0x9e3779b97f4a7c15);
            lane[k] ^= lane[k] >> 29;
        }
    for (; i < n; i++)
        lane[i & 3] = (lane[i & 3] ^ b[i]) * UINT64_C(0xd6e8feb86659fd93);
    uint64_t h = 0;
    for (unsigned k = 0; k < 4; k++)
        h = (h ^ lane[k] ^ lane[k] >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return (h ^ h >> 32) | 1;
}

/* Room for the longest piece and the hashes of all. */
static int prepare(struct statefile *s, const struct region *regions, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (i >= REGIONS)
            return -E2BIG;
        if (!s->saved[i])
            s->saved[i] = calloc(regions[i].pieces + 1u, sizeof **s->saved);
        if (!s->saved[i])
            return -ENOMEM;
        if (regions[i].most <= s->room)
            continue;
        uint8_t *more = realloc(s->piece, regions[i].most);
        if (!more)
            return -ENOMEM;
        s->piece = more;
        s->room = regions[i].most;
    }
    return 0;
}

static int load_region(struct statefile *s, const struct region *r, uint64_t *saved, struct state_loaded *ret)
{
    int error, result;
    sqlite3_stmt *x = statement(s, GET_PIECES, &error);
    if (!x)
        return error;
    sqlite3_bind_text(x, 1, r->name, -1, SQLITE_STATIC);
    while ((result = sqlite3_step(x)) == SQLITE_ROW) {
        sqlite3_int64 n = sqlite3_column_int64(x, 1);
        const uint8_t *bytes = sqlite3_column_blob(x, 2);
        size_t len = (size_t)sqlite3_column_bytes(x, 2);
        if ((uint64_t)sqlite3_column_int64(x, 0) != r->form) {
            ret->other_form++;
        } else if (!bytes || n < 0 || n > UINT32_MAX || len > r->most ||
                   !r->put(r->of, (uint32_t)n, bytes, len)) {
            ret->refused++;
        } else {
            ret->pieces++;
        }
        if (n >= 0 && n < r->pieces)
            saved[n] = 1; /* there is something: written or dropped at the first round */
    }
    sqlite3_reset(x);
    return sql_errno(result);
}

int state_load(struct statefile *s, const struct region *regions, unsigned n, struct state_loaded *ret)
{
    int error = prepare(s, regions, n);
    *ret = (struct state_loaded){0};
    for (unsigned i = 0; i < n && !error; i++)
        error = load_region(s, &regions[i], s->saved[i], ret);
    return error;
}

static int begin(struct statefile *s)
{
    int error = s->open ? 0 : sql_exec(s->db, "BEGIN IMMEDIATE");
    s->open |= error == 0;
    return error;
}

/* Takes back what the transaction had written, as SQLite has done itself after some errors. */
static int give_up(struct statefile *s, int error)
{
    if (s->open)
        (void)sql_exec(s->db, "ROLLBACK");
    s->open = false;
    s->torn = true;
    return error;
}

/* Pieces do not depend on each other, so any moment will do. */
static int commit(struct statefile *s)
{
    int error = s->open ? sql_exec(s->db, "COMMIT") : 0;
    if (error)
        return give_up(s, error);
    s->open = false;
    return 0;
}

static int write_piece(struct statefile *s, const struct region *r, uint32_t i, size_t n)
{
    int error = begin(s);
    sqlite3_stmt *x = error ? NULL : statement(s, n ? PUT_PIECE : DROP_PIECE, &error);
    if (!x)
        return error;
    sqlite3_bind_text(x, 1, r->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(x, n ? 3 : 2, i);
    if (n) {
        sqlite3_bind_int64(x, 2, (sqlite3_int64)r->form);
        sqlite3_bind_blob(x, 4, s->piece, (int)n, SQLITE_STATIC);
    }
    error = sql_run(x);
    s->stats.pieces++;
    s->stats.bytes += n;
    return error;
}

/* After a transaction was lost, everything is written once more. */
static void begin_again(struct statefile *s, const struct region *regions, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        for (uint32_t k = 0; s->saved[i] && k < regions[i].pieces; k++)
            s->saved[i][k] = 1;
    s->region = 0;
    s->at = 0;
    s->torn = false;
}

int state_step(struct statefile *s, const struct region *regions, unsigned n)
{
    size_t looked = 0, written = 0;
    int error = prepare(s, regions, n);
    if (!error && s->torn)
        begin_again(s, regions, n);
    while (!error && s->region < n && looked < STATE_LOOK && written < STATE_WRITE) {
        const struct region *r = &regions[s->region];
        if (s->at >= r->pieces) {
            s->region++;
            s->at = 0;
            continue;
        }
        size_t len = r->get(r->of, s->at, s->piece);
        uint64_t h = len ? fingerprint(s->piece, len) : 0, *saved = &s->saved[s->region][s->at];
        looked += len + 64;
        if (h != *saved) {
            error = write_piece(s, r, s->at, len);
            written += len + 64;
            *saved = h;
        }
        s->at++;
    }
    if (error)
        return give_up(s, error);
    if (s->region < n)
        return 0;
    s->region = 0;
    s->at = 0;
    s->stats.rounds++;
    error = commit(s);
    if (error)
        return error;
    if (s->keeper.running)
        wake_keeper(&s->keeper);
    return 1;
}

int state_piece(struct statefile *s, const struct region *regions, unsigned n, unsigned region,
                uint32_t piece)
{
    const struct region *r = &regions[region];
    int error = prepare(s, regions, n);
    if (error || region >= n || piece >= r->pieces)
        return error;
    size_t len = r->get(r->of, piece, s->piece);
    error = write_piece(s, r, piece, len);
    s->saved[region][piece] = len ? fingerprint(s->piece, len) : 1;
    return error ? give_up(s, error) : 0;
}

int state_save(struct statefile *s, const struct region *regions, unsigned n)
{
    int done = 0;
    s->region = 0;
    s->at = 0;
    while (done == 0)
        done = state_step(s, regions, n);
    return done < 0 ? done : 0;
}

/* --- alerts and notes */

static int prune(struct statefile *s)
{
    int error;
    sqlite3_stmt *x = statement(s, PRUNE_ALERTS, &error);
    if (!x)
        return error;
    sqlite3_bind_int64(x, 1, s->lock < 0 ? STATE_ALERTS_MEMORY : STATE_ALERTS);
    return sql_run(x);
}

/* The level it was told at, -1 = never heard of. 0 or negative errno. */
static int told_as(struct statefile *s, const char *id, int *ret)
{
    int error;
    sqlite3_stmt *x = statement(s, GET_TOLD, &error);
    if (!x)
        return error;
    sqlite3_bind_text(x, 1, id, -1, SQLITE_STATIC);
    int result = sqlite3_step(x);
    *ret = result == SQLITE_ROW ? sqlite3_column_int(x, 0) : -1;
    sqlite3_reset(x);
    return sql_errno(result);
}

static int put_alert(struct statefile *s, const char *id, int level, const char *text)
{
    int error;
    sqlite3_stmt *x = statement(s, PUT_ALERT, &error);
    if (!x)
        return error;
    sqlite3_bind_text(x, 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_int(x, 2, level);
    sqlite3_bind_text(x, 3, text, -1, SQLITE_STATIC);
    error = sql_run(x);
    return error ? error : prune(s);
}

int state_tell(struct statefile *s, const char *id, int level, const char *text, int *ret_before)
{
    int before = -1;
    int error = told_as(s, id, &before);
    if (!error && before >= level)
        return 0;
    if (!error)
        error = begin(s);
    if (!error)
        error = put_alert(s, id, level, text);
    error = error ? give_up(s, error)
                  : commit(s); /* with what a round under way has written, and the pieces that belong to it */
    if (error)
        return error;
    *ret_before = before;
    return 1;
}

int state_alert(struct statefile *s, const char *id, char **ret)
{
    int error;
    sqlite3_stmt *x = statement(s, GET_ALERT, &error);
    if (!x)
        return error;
    sqlite3_bind_text(x, 1, id, -1, SQLITE_STATIC);
    int result = sqlite3_step(x);
    const char *text = result == SQLITE_ROW ? (const char *)sqlite3_column_text(x, 0) : NULL;
    char *copy = text ? strdup(text) : NULL;
    sqlite3_reset(x);
    if (text && !copy)
        return -ENOMEM;
    if (!copy)
        return result == SQLITE_ROW || result == SQLITE_DONE ? -ENOENT : sql_errno(result);
    *ret = copy;
    return 0;
}

int state_note(struct statefile *s, const char *name, const char *text)
{
    int error = begin(s);
    if (!error)
        error = put_meta(s, name, text, strlen(text));
    return error ? give_up(s, error) : 0;
}

char *state_noted(struct statefile *s, const char *name)
{
    int error;
    char *copy = NULL;
    sqlite3_stmt *x = statement(s, GET_META, &error);
    if (!x)
        return NULL;
    sqlite3_bind_text(x, 1, name, -1, SQLITE_STATIC);
    if (sqlite3_step(x) == SQLITE_ROW && sqlite3_column_bytes(x, 0) > 0)
        copy = strndup(sqlite3_column_blob(x, 0), (size_t)sqlite3_column_bytes(x, 0));
    sqlite3_reset(x);
    return copy;
}

void state_stats(struct statefile *s, struct state_stats *ret)
{
    char path[PATH_LONGEST + 16];
    struct stat st;
    *ret = s->stats;
    ret->size = stat(s->path, &st) == 0 ? (uint64_t)st.st_size : 0;
    snprintf(path, sizeof path, "%s-wal", s->path);
    ret->size += stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}
