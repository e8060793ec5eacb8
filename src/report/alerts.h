/* Alerts for people (`watch`): what comes from inside at once and in full; what comes from outside, where somebody always
 * scans, at the end: a line for each of the most telling, and one sentence for the rest. */
#pragma once

#include "model/sink.h"
#include "report/out.h"
#include "report/report.h"

/* A sink over `o`, which it owns from then on. NULL when memory is out: `o` is then still the caller's. */
struct sink *alerts_new(struct out *o, const struct report_conf *conf);

/* An alert in one line, escaped: how grave, who, what, why. Appended, no line end. */
void alerts_line(struct buf *b, const struct record *r);
