/* How the watch is, in Prometheus' text format (exposition format 0.0.4), in a file for node_exporter's
 * textfile collector: written beside it and renamed, so that nobody reads half of it. */
#pragma once

#include "cmd/watchduty.h"

/* The text, appended; `of` is a struct watchduty. */
void watchmetrics_text(void *of, struct buf *to);
/* Writes the file; trouble is said once a time it begins. */
void watchmetrics_write(struct watchduty *d);
