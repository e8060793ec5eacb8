/* A contact is put into the books: its door's, its suspect's ledger, and those of detectors that look at more than
 * one ledger (plans, decoys, surges, what is rare). Whatever changed a ledger has it judged (telling/telling.h).
 * Which contacts come here, and when, is taking.c's affair. */
#pragma once

#include "watch/ledger/ledger.h"

struct watch;

/* Somebody asked. Returns its ledger, NULL: it has none. *ret_first: the door was new to it. */
struct ledger *booking_ask(struct watch *w, const struct contact *c, bool *ret_first);
/* What looks like an answer: a question of those only who ask in this way. c->acquainted is made out. */
void booking_claimed(struct watch *w, struct contact *c);
/* A datagram, for what is flooded (detect/flood.h). */
void booking_datagram(struct watch *w, const struct contact *c);
/* What became of what was asked before. */
void booking_outcome(struct watch *w, struct contact *c);
/* It has its ledgers, and nothing else is learnt from it. */
void booking_apart(struct watch *w, const struct contact *c);
