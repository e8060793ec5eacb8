/* Records as CSV (RFC 4180 quoting, lines end with LF): one header line, then one row a port, rest, listener
 * and host; `run` and `end` are no rows. Unknown is an empty field. A row is always one line: line ends
 * inside values are written as \n. Text that a spreadsheet would run as a formula gets a ' in front. JSON is
 * the format that loses nothing. */
#pragma once

#include "model/sink.h"
#include "report/out.h"

/* A sink over `o`, which it owns from then on. NULL when memory is out: `o` is then still the caller's. */
struct sink *csv_new(struct out *o);

/* The same for `watch`: a row an alert, with columns of its own. */
struct sink *csv_alerts_new(struct out *o);

/* True when key `path` ("addr", "service.name") of a record of this type has a column. For the test that no
 * key is lost. */
bool csv_covers(enum record_type type, const char *path);
