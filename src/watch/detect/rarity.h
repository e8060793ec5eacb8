/* How unusual is what it asks for (Leckie and Kotagiri, NOMS 2002)? Honest hosts go where others go. A door's
 * share of all first contacts against the share it would have if somebody chose doors by chance. */
#pragma once

#include "watch/ledger/ledger.h"

/* `sources` asked at this new door before g; there were `contacts` first contacts with `doors` doors. */
void rarity_note(struct ledger *g, uint32_t sources, uint64_t contacts, uint64_t doors);
