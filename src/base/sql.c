#include "base/sql.h"

#include <errno.h>
#include <stddef.h>

int sql_errno(int result)
{
    switch (result & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return 0;
    case SQLITE_NOMEM: return -ENOMEM;
    case SQLITE_FULL: return -ENOSPC;
    case SQLITE_READONLY: return -EROFS;
    case SQLITE_CANTOPEN: return -ENOENT;
    case SQLITE_PERM:
    case SQLITE_AUTH: return -EACCES;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return -EBUSY;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return -EBADMSG;
    default: return -EIO;
    }
}

int sql_exec(sqlite3 *db, const char *text)
{
    return sql_errno(sqlite3_exec(db, text, NULL, NULL, NULL));
}

int sql_run(sqlite3_stmt *statement)
{
    int result = sqlite3_step(statement);
    sqlite3_reset(statement);
    return sql_errno(result);
}

int sql_number(sqlite3 *db, const char *text, sqlite3_int64 *ret)
{
    sqlite3_stmt *s;
    int error = sql_errno(sqlite3_prepare_v2(db, text, -1, &s, NULL));
    if (error)
        return error;
    int result = sqlite3_step(s);
    *ret = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return sql_errno(result);
}
