/* One scan, one alert: a ledger (or a group of them) and a finding become a record that explains itself. */
#pragma once

#include "model/sink.h"
#include "watch/detect.h"
#include "watch/mix.h"
#include "watch/watch.h"

/* Hands the alert to `out`. *ret_severity: enum watch_severity. 0 or the sink's error. */
int incident_put(const struct ledger *g, const struct finding *f, const struct mix_key *key, struct sink *out,
                 unsigned *ret_severity);
