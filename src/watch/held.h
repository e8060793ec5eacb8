/* Contacts of flows and logs that wait until more is known. Flows are told when they end, and so an answer, or who
 * asks back, before who asked; what answers a call comes in any order. A ring of a fixed size; one thread. */
#pragma once

#include "watch/contact.h"

#define HELD_FOR (3 * NSEC_MINUTE) /* by then most of what came before has ended, and is told */

struct held;

/* Room for `max` at once, a power of two. NULL when memory is out. */
struct held *held_new(unsigned max);
void held_free(struct held *h); /* NULL is nothing */
size_t held_memory(const struct held *h);

/* Keeps a copy of `c`, and of its sight. False: it has none, or there is no room. */
bool held_take(struct held *h, const struct contact *c);
/* Those from `src` to `dst` not further than `within` from `at` were called. */
void held_call(struct held *h, const struct addr *src, const struct addr *dst, nsec_wall at, nsec within);
/* Whether two others, at least, came to the door of `c`, which is due, at about the same time, each from a port of its own:
 * then all of them are called. */
bool held_gather(struct held *h, const struct contact *c);
/* The next of those that asked HELD_FOR ago at `now` (NSEC_NEVER: all); borrowed until the next held_take().
 * NULL: none. */
const struct contact *held_due(struct held *h, nsec_wall now);
