/* Findings as JUnit's XML, what build servers read: a suite a host, a case a finding, which fails when it is
 * as bad as conf->fail_on. A suite of its own says whether everything was judged. */
#pragma once

#include "model/sink.h"
#include "report/out.h"
#include "report/report.h"

/* It owns `o`. NULL when memory is out; then `o` is still the caller's. */
struct sink *junit_new(struct out *o, const struct report_conf *conf);
