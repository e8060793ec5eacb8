/* Whose connections were there before: what carries data, of a connection that nobody saw begin, goes to a
 * door that its sender knows. A machine that slept, or whose way was cut, sends what is left of each, and asks
 * at all of these doors anew; its tunnel is not up yet, and most stay silent, as those of a sweep do. Who
 * looks around carries nothing anywhere before it asks, or makes it up: only so many doors a day are known in
 * this way, and few of those that one has few connections to. Fed with contacts; of fixed size; the thread of the watch. */
#pragma once

#include "base/hash.h"
#include "watch/contact.h"

struct resumed;

/* NULL when memory is out. */
struct resumed *resumed_new(struct hash_key key);
void resumed_free(struct resumed *r); /* NULL is nothing */
size_t resumed_memory(const struct resumed *r);

/* CONTACT_WENT_ON: c->src has a connection to that door; `rare`: at home, or not one of everybody's. */
void resumed_note(struct resumed *r, const struct contact *c, bool rare);
/* Whether it had one to the door at which it asks by TCP. */
bool resumed_knows(const struct resumed *r, const struct contact *c);
