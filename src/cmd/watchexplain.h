/* `watch --explain ID`: all that was kept of one alert, for people, or as JSON. */
#pragma once

#include "base/opt.h"

/* Looks in the state (NULL: the service's own, where files are not given) or in JSON Lines files. `json`: "-"
 * = the record itself. Exit status. */
int watchexplain(const char *id, const char *state, const struct opt_list *files, const char *json);
