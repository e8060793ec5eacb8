/* nmap's normal output (-oN), as scripts grep it: "Nmap scan report for", "Not shown:", the PORT STATE
 * SERVICE table. English. */
#pragma once

#include "report/group.h"

/* A sink that owns `o` from then on. NULL when memory is out: `o` is then still the caller's. */
struct sink *normal_new(struct out *o, const struct report_conf *conf);
