/* A finding's evidence for people: what audit/audit.c put together, with its labels in the user's language,
 * and the facts of `scan --access` in plain words. */
#pragma once

#include "base/buf.h"

/* Appends `evidence` (NULL = none), not escaped. What was heard is left out where most of it is no text: the
 * record has it. */
void evidence_put(struct buf *b, const char *evidence);
