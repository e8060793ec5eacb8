/* Alerts for people (`watch`): what comes from inside at once and in full; what comes from outside, where
 * somebody always scans, at the end: a line for each of the most telling, and one sentence for the rest. */
#pragma once

#include "model/sink.h"
#include "report/out.h"
#include "report/report.h"

/* A sink over `o`, which it owns from then on. NULL when memory is out: `o` is then still the caller's. */
struct sink *alerts_new(struct out *o, const struct report_conf *conf);

/* Of its `kind`, `technique` and `ports`, and of its `severity`: in words, in the user's language. */
const char *alerts_kind(const struct record_alert *a);
const char *alerts_severity(const char *severity);

/* "[high] 10.0.0.5  vertical: many ports of a host (syn)", escaped and in the user's language. Appended. */
void alerts_heading(struct buf *b, const struct record_alert *a);
/* An alert in one line, escaped: how grave, who, what, its id, why. Appended, no line end. */
void alerts_line(struct buf *b, const struct record *r);
