/* What every user of SQLite needs once: results as errnos, statements without rows, one number. No handle is
 * kept here. */
#pragma once

#include <sqlite3.h>

/* SQLite's result as an errno: 0 for OK, ROW, DONE; -ENOMEM, -ENOSPC, -EROFS, -ENOENT (cannot be opened),
 * -EACCES, -EBUSY, -EBADMSG (no database, or damaged), else -EIO. */
int sql_errno(int result);
/* Runs constant SQL, several statements if need be. 0 or negative errno. */
int sql_exec(sqlite3 *db, const char *text);
/* Runs a bound statement that gives no rows, and resets it. 0 or negative errno. */
int sql_run(sqlite3_stmt *statement);
/* The first column of the first row, 0 when there is none. 0 or negative errno. */
int sql_number(sqlite3 *db, const char *text, sqlite3_int64 *ret);
