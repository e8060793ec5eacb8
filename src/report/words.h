/* The words that records use for their causes, said to people: short English message ids, for gettext. */
#pragma once

#include "model/reason.h"

/* "open" … as part of a sentence: N_("closed"), N_("undecided, because the target rations its answers"). "" =
 * unknown. */
const char *words_state(enum state s);
/* end.limited_by (card, receiver, target, host, subnet, next-hop, path, user): what limited the speed. An
 * unknown word comes back itself. */
const char *words_limit(const char *word);
/* end.why (interrupted, deadline, …): why the run is not complete. Same. */
const char *words_why(const char *word);
/* listener.exposure (loopback, link, private, all, nobody, unknown): who can reach it. Same. */
const char *words_exposure(const char *word);
/* host.seq.model (fixed, clock, rfc6528, random, repeating) and host.seq.ts (none, zero, still, global,
 * rfc7323, wild): what that means. Same. */
const char *words_model(const char *word);
const char *words_stamps(const char *word);
const char *words_frag(const char *word);
/* listener.remark (unreachable, redirected, unused): what is odd about it. Same. */
const char *words_remark(const char *word);
/* host.suspect (syn-proxy, tarpit): what it seems to be. Same. */
const char *words_suspect(const char *word);
