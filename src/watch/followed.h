/* How an asker went on once he was answered: broken off like a scanner, who then found the door, or completed; and
 * whether somebody who never scanned goes straight to what a scanner had found (a visit). */
#pragma once

#include "watch/ledger/ledger.h"

struct watch;

/* c->stage is CONTACT_FOLLOWED. g: its ledger, NULL: it has none. */
void followed_take(struct watch *w, const struct contact *c, const struct ledger *g);
/* A log tells of a connection as a whole: asked, answered and followed at once. first: at a
 * door that was new to its suspect; g as above. */
void followed_summary(struct watch *w, const struct contact *asked, bool first, struct ledger *g);
