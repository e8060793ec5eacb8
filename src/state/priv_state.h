/* What the file of a watch's memory is, for the files of this folder. */
#pragma once

#include "base/sql.h"
#include "state/state.h"

#include <pthread.h>

enum { REGIONS = 16, PATH_LONGEST = 4096 };

enum statement {
    PUT_PIECE,
    DROP_PIECE,
    GET_PIECES,
    PUT_ALERT,
    RETELL_ALERT,
    GET_ALERT,
    GET_TOLD,
    PRUNE_ALERTS,
    PUT_META,
    GET_META,
    STATEMENTS
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
    uint64_t device, inode;
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

/* transact.c: what is written together, and the statements. */

/* One that is ready to be bound; it stays the file's. NULL with *error. */
sqlite3_stmt *transact_statement(struct statefile *s, enum statement which, int *error);
/* Begins a transaction, unless one is open. 0 or negative errno, as all below. */
int transact_begin(struct statefile *s);
/* Ends it. Pieces do not depend on each other, so any moment will do. */
int transact_commit(struct statefile *s);
/* Takes back what the transaction had written, as SQLite has done itself after some errors. Returns `error`. */
int transact_give_up(struct statefile *s, int error);
/* Bytes under a name, in the transaction that is open. */
int transact_meta(struct statefile *s, const char *name, const void *value, size_t n);

/* keeper.c: the thread. */

void keeper_init(struct keeper *k);
int keeper_begin(struct keeper *k);
/* There is something to bring into the file. */
void keeper_wake(struct keeper *k);
void keeper_end(struct keeper *k);
void keeper_fini(struct keeper *k);
