/* Records as JSON Lines: one object a line, `type` first, then the known keys in the order of record_shape().
 * Times are RFC 3339 UTC with microseconds, numbers are plain, unknown keys are absent. The schemas stand in
 * data/schema/. */
#pragma once

#include "model/sink.h"
#include "report/out.h"

/* A sink over `o`, which it owns from then on. NULL when memory is out: `o` is then still the caller's. */
struct sink *jsonl_new(struct out *o);

/* Appends one record as an object, without the line end. */
void jsonl_record(struct buf *b, const struct record *r);

/* Appends a finite number, in any locale with a point, nine significant digits, without trailing zeros. */
void jsonl_number(struct buf *b, double v);
