/* An answer in a protocol that nobody knows: only where it names its speaker: a line "Name 1.2.3 …", "server:
 * Name/1.2", an object of JSON with name and version, "… this is Name (version 1.2)". For grammar.h alone. */
#pragma once

#include "ident/match.h"

/* Merges what is read into *ret, at a confidence of 0.5. */
void strange_answer(const struct match_answer *a, struct found *ret);
