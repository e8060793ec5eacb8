/* What an answer does to an engine: which door it is of, whether it can be one of ours, what it changes, what
 * it tells of round trips and losses, and the record of a door that opens. */
#pragma once

#include <stdint.h>

struct scan;
struct reply;

/* These come next: what is known of their hosts lies anywhere in memory, and is asked for all at once. */
void absorb_soon(const struct scan *s, const struct reply *r, uint32_t n);

/* Takes in one answer. 0 or the sink's error. */
int absorb_reply(struct scan *s, const struct reply *r);
