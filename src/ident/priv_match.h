/* For tests: one part as if it came from that answer's probe and port. */
#pragma once

#include "ident/match.h"

bool match_part_of(struct match *m, const struct match_answer *a, enum part_kind kind, const void *data,
                   size_t len, struct found *ret);
