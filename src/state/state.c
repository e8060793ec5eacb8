#include "state/priv_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int state_begin(struct statefile *s)
{
    return keeper_begin(&s->keeper);
}

struct hash_key state_key(const struct statefile *s)
{
    return s->key;
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

bool state_is_there(const struct statefile *s)
{
    struct stat st;
    return stat(s->path, &st) == 0 && st.st_dev == s->device && st.st_ino == s->inode;
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
    sqlite3_stmt *x = transact_statement(s, GET_PIECES, &error);
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

static int write_piece(struct statefile *s, const struct region *r, uint32_t i, size_t n)
{
    int error = transact_begin(s);
    sqlite3_stmt *x = error ? NULL : transact_statement(s, n ? PUT_PIECE : DROP_PIECE, &error);
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
        return transact_give_up(s, error);
    if (s->region < n)
        return 0;
    s->region = 0;
    s->at = 0;
    s->stats.rounds++;
    error = transact_commit(s);
    if (error)
        return error;
    if (s->keeper.running)
        keeper_wake(&s->keeper);
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
    return error ? transact_give_up(s, error) : 0;
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
