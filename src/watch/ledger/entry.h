/* What a contact changes in its ledger. */
#pragma once

#include "watch/ledger/ledger.h"

/* A door that is new to it. `home`: the door is at home; `host`: a hash of the address there. */
void entry_add(struct ledger *g, const struct contact *c, bool home, uint64_t host, struct budget *b);
/* What became of a contact (RESOLVED, FOLLOWED, LEFT); `home` as above. */
void entry_resolve(struct ledger *g, const struct contact *c, bool home);
