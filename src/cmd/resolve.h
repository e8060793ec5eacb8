/* Names to addresses by c-ares (the hosts file and DNS, as resolv.conf says), for scan/targets.h. */
#pragma once

#include "scan/targets.h"

/* A targets_resolve. Waits at most 10 s for a name; ctx is unused. */
int resolve_name(void *ctx, const char *name, int family, struct addr *out, uint32_t cap);
