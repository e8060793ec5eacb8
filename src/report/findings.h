/* Findings for people (`audit`): one after the other as they come, worst first: what, where, why, what to do. Titles and advice are in the
 * user's language where model/glossary.h has them. At the end, how many of each severity. */
#pragma once

#include "model/sink.h"
#include "report/out.h"
#include "report/report.h"

/* A sink over `o`, which it owns from then on. NULL when memory is out: `o` is then still the caller's. */
struct sink *findings_new(struct out *o, const struct report_conf *conf);
