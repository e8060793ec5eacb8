/* What an answer does to an engine: which door it is of, whether it can be one of ours, what it changes, what it tells of round trips and
 * losses, and the record of a door that opens. */
#pragma once

struct scan;
struct reply;

/* Takes in one answer. 0 or the sink's error. */
int absorb_reply(struct scan *s, const struct reply *r);
