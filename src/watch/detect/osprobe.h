/* Packets that only programs send that want to know the operating system: windows, flags and codes that no
 * stack has. */
#pragma once

#include "watch/ledger/ledger.h"

/* Which of the known kinds of probe this is, from 1; 0 = none. */
unsigned osprobe_kind(const struct sight *s);
/* Whether it has flags, window and options of one of nmap's. */
bool osprobe_of_nmap(const struct sight *s);
/* Whether one probe of this kind is enough, */
bool osprobe_suffices(unsigned kind);
/* and whether there was one. */
bool osprobe_found(const struct ledger *g);
