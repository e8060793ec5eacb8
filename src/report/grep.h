/* nmap's grepable output (-oG): "Host: 192.0.2.1 (name)\tPorts: 22/open/tcp//ssh///\tIgnored State: closed
 * (999)". Inside a field, '/' and ',' from the wire become '|' and ';', so that splitting a line cannot be
 * led astray. English. */
#pragma once

#include "report/group.h"

/* A sink that owns `o` from then on. NULL when memory is out: `o` is then still the caller's. */
struct sink *grep_new(struct out *o, const struct report_conf *conf);
