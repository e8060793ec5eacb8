/* The last lines of the text that people see: what was counted, how complete it is likely to be, what limited
 * it. In the user's language; what is unknown is left out. */
#pragma once

#include "base/buf.h"
#include "model/record.h"

/* Hosts, ports, time; probes and answers; estimate, losses, limit: a line each, as far as known. */
void ending_numbers(struct buf *b, const struct record_end *e);
/* Why the run is not complete. `why` is a word of record_end.why, or NULL. */
void ending_incomplete(struct buf *b, const char *why, bool colour);
