/* Findings as SARIF 2.1.0 (OASIS), what code hosts and trackers of faults read: a rule an id, a result a
 * finding. A door is no file: it is a logical location ("198.18.0.1 23/tcp"), and, because many readers ask
 * for one, an address ("tcp://198.18.0.1:23"). */
#pragma once

#include "model/sink.h"
#include "report/out.h"
#include "report/report.h"

/* It owns `o`. NULL when memory is out; then `o` is still the caller's. */
struct sink *sarif_new(struct out *o, const struct report_conf *conf);
