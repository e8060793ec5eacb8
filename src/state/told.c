#include "state/priv_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int prune(struct statefile *s)
{
    int error;
    sqlite3_stmt *x = transact_statement(s, PRUNE_ALERTS, &error);
    if (!x)
        return error;
    sqlite3_bind_int64(x, 1, s->lock < 0 ? STATE_ALERTS_MEMORY : STATE_ALERTS);
    return sql_run(x);
}

/* The level it was told at, -1 = never heard of. 0 or negative errno. */
static int told_as(struct statefile *s, const char *id, int *ret)
{
    int error;
    sqlite3_stmt *x = transact_statement(s, GET_TOLD, &error);
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
    sqlite3_stmt *x = transact_statement(s, PUT_ALERT, &error);
    if (!x)
        return error;
    sqlite3_bind_text(x, 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_int(x, 2, level);
    sqlite3_bind_text(x, 3, text, -1, SQLITE_STATIC);
    error = sql_run(x);
    return error ? error : prune(s);
}

/* Whether this very text is kept. */
static bool is_kept(struct statefile *s, const char *id, const char *text)
{
    char *kept = NULL;
    bool same = state_alert(s, id, &kept) == 0 && strcmp(kept, text) == 0;
    free(kept);
    return same;
}

int state_tell(struct statefile *s, const char *id, int level, bool again, const char *text, int *ret_before)
{
    int before = -1;
    int error = told_as(s, id, &before);
    bool other = again && before != STATE_ENDED && !is_kept(s, id, text);
    if (!error && before >= level && !other)
        return 0;
    level = level > before ? level : before;
    if (!error)
        error = transact_begin(s);
    if (!error)
        error = put_alert(s, id, level, text);
    error = error ? transact_give_up(s, error)
                  : transact_commit(
                        s); /* with what a round under way has written, and the pieces that belong to it */
    if (error)
        return error;
    *ret_before = before;
    return 1;
}

int state_retell(struct statefile *s, const char *id, const char *text)
{
    int error = transact_begin(s);
    sqlite3_stmt *x = error ? NULL : transact_statement(s, RETELL_ALERT, &error);
    if (x) {
        sqlite3_bind_text(x, 1, id, -1, SQLITE_STATIC);
        sqlite3_bind_text(x, 2, text, -1, SQLITE_STATIC);
        sqlite3_bind_int(x, 3, STATE_ENDED);
        error = sql_run(x);
    }
    return error ? transact_give_up(s, error) : 0;
}

int state_alert(struct statefile *s, const char *id, char **ret)
{
    int error;
    sqlite3_stmt *x = transact_statement(s, GET_ALERT, &error);
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
    int error = transact_begin(s);
    if (!error)
        error = transact_meta(s, name, text, strlen(text));
    return error ? transact_give_up(s, error) : 0;
}

char *state_noted(struct statefile *s, const char *name)
{
    int error;
    char *copy = NULL;
    sqlite3_stmt *x = transact_statement(s, GET_META, &error);
    if (!x)
        return NULL;
    sqlite3_bind_text(x, 1, name, -1, SQLITE_STATIC);
    if (sqlite3_step(x) == SQLITE_ROW && sqlite3_column_bytes(x, 0) > 0)
        copy = strndup(sqlite3_column_blob(x, 0), (size_t)sqlite3_column_bytes(x, 0));
    sqlite3_reset(x);
    return copy;
}
