/* How a scan ended, and what is said of that: to people, and in the `end` record. In: a run whose engine has
 * stopped. It changes nothing of the run but what its outputs are given. One thread. */
#pragma once

#include "cmd/run.h"

/* The reason for which the run is not complete, a word of the `end` record; NULL = it is. */
const char *ending_why(const struct run *r);
/* Is there something left to do that only time, or somebody, kept from being done? Then --resume has work. */
bool ending_can_go_on(const struct run *r);
/* What was not asked or not decided, and why, a line each on standard error. */
void ending_say(const struct run *r);
/* What the links did, for -d. */
void ending_say_links(const struct run *r);
/* The `end` record, into the outputs; their errors are theirs to keep. */
void ending_put(struct run *r);
