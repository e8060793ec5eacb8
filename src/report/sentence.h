/* Sentences of alerts (`said` of model/record.h) in the user's language, spans of time and what tools are
 * known by in it too. */
#pragma once

#include "base/buf.h"
#include "base/diag.h"
#include "model/record.h"

/* Appends it, escaped for a terminal. */
void sentence_put(struct buf *b, const struct diag *d);
/* All of an alert; `why` where nothing tells what it is made of. */
void sentence_put_why(struct buf *b, const struct record_alert *a);
/* One of an alert's events, "TIME DST PROTO/PORT OUTCOME". */
void sentence_put_event(struct buf *b, const char *event);
