/* nmap's XML (-oX), written to be read by the programs that read nmap's: what nmap has no place for
 * (processes, listening sockets, estimates) is left out, "limited" becomes nmap's word for the same silence.
 * After every flush the file is well-formed and says "not finished"; only a pipe is complete no sooner than
 * at the end. Never translated. */
#pragma once

#include "report/group.h"

/* A sink that owns `o` from then on. NULL when memory is out: `o` is then still the caller's. */
struct sink *xml_new(struct out *o, const struct report_conf *conf);
