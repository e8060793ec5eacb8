/* What a person sees on stdout, in the user's language: a header line; then each host that is up or has
 * ports: address, names, what is known of it, its ports (open ones first) in columns as nmap's users know
 * them, for this machine also process, user and unit; what was not listed, in words; at the end, listening
 * sockets of this machine that no open port covers, and how far the run can be trusted. No byte from the wire
 * reaches the terminal unescaped. */
#pragma once

#include "report/group.h"

/* A sink that owns `o` from then on. NULL when memory is out: `o` is then still the caller's. */
struct sink *text_new(struct out *o, const struct report_conf *conf);
