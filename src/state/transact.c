#include "state/priv_state.h"

static const char *const sql[STATEMENTS] = {
    [PUT_PIECE] = "INSERT OR REPLACE INTO piece VALUES(?1, ?2, ?3, ?4)",
    [DROP_PIECE] = "DELETE FROM piece WHERE region = ?1 AND n = ?2",
    [GET_PIECES] = "SELECT form, n, bytes FROM piece WHERE region = ?1 ORDER BY n",
    [PUT_ALERT] = ("INSERT INTO alert(id, level, text) VALUES(?1, ?2, ?3) ON CONFLICT(id) DO UPDATE SET"
                   " level = excluded.level, text = excluded.text"),
    [RETELL_ALERT] = "UPDATE alert SET text = ?2 WHERE id = ?1 AND level < ?3",
    [GET_ALERT] = "SELECT text FROM alert WHERE id = ?1",
    [GET_TOLD] = "SELECT level FROM alert WHERE id = ?1",
    [PRUNE_ALERTS] = "DELETE FROM alert WHERE seq <= (SELECT max(seq) FROM alert) - ?1",
    [PUT_META] = "INSERT OR REPLACE INTO meta VALUES(?1, ?2)",
    [GET_META] = "SELECT value FROM meta WHERE name = ?1",
};

sqlite3_stmt *transact_statement(struct statefile *s, enum statement which, int *error)
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

int transact_begin(struct statefile *s)
{
    int error = s->open ? 0 : sql_exec(s->db, "BEGIN IMMEDIATE");
    s->open |= error == 0;
    return error;
}

int transact_give_up(struct statefile *s, int error)
{
    if (s->open)
        (void)sql_exec(s->db, "ROLLBACK");
    s->open = false;
    s->torn = true;
    return error;
}

int transact_commit(struct statefile *s)
{
    int error = s->open ? sql_exec(s->db, "COMMIT") : 0;
    if (error)
        return transact_give_up(s, error);
    s->open = false;
    return 0;
}

int transact_meta(struct statefile *s, const char *name, const void *value, size_t n)
{
    int error;
    sqlite3_stmt *x = transact_statement(s, PUT_META, &error);
    if (!x)
        return error;
    sqlite3_bind_text(x, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_blob(x, 2, value, (int)n, SQLITE_STATIC);
    return sql_run(x);
}
