/* The status of a running scan as one line: for people (stderr, the user's language) and for programs
 * (--status-fd, JSON). A pure formatter: the caller has the numbers and the clock. */
#pragma once

#include "base/buf.h"

#include <stdint.h>

struct progress {
    uint64_t sent, heard, found, hosts_up; /* probes, answers, open ports, hosts */
    double rate_pps; /* probes a second at the moment; NaN = unknown, as for all doubles */
    double done;     /* 0 … 1 */
    double elapsed_s, eta_s;
    const char *limited_by; /* as record_end.limited_by; NULL = unknown */
};

/* Appends one line without line end, in the user's language. */
void progress_text(struct buf *b, const struct progress *p);
/* Appends one JSON object, {"type":"status",…}, without line end; unknown keys are absent.
 * data/schema/status.json. */
void progress_json(struct buf *b, const struct progress *p);
