/* For tests and measurements. */
#pragma once

#include "ident/match.h"
#include "ident/sig.h"

/* One part as if it came from that answer's probe and port. */
bool match_part_of(struct match *m, const struct match_answer *a, enum part_kind kind, const void *data,
                   size_t len, struct found *ret);

/* From now on the signatures that `skip` says yes to are not tried; NULL: all are. */
void match_leave_out(struct match *m, bool (*skip)(const struct sig *s, const void *whom), const void *whom);

/* One part, read by signatures and by the grammar. */
bool match_stranger(struct match *m, enum part_kind kind, const void *data, size_t len, struct found *ret);
