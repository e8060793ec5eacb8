/* May this run ask what it is about to ask? A scope (scan/scope.h) says so: --scope FILE, else the file that TOJIMARI_SCOPE names, else
 * /etc/tojimari/scope where there is one; without any, everything may be asked. */
#pragma once

#include "cmd/scanopts.h"
#include "scan/targets.h"

/* *ret_file: the scope that holds, borrowed from the options or the environment, or NULL. 0 or an exit status after the reason was said. */
int permission_check(const struct scanopts *o, const struct targets *asked, const char **ret_file);
