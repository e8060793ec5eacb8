/* Whether a question by IPv6 that nobody answered is a failure: programs ask a server by IPv6 and, a moment
 * later, by IPv4 (RFC 8305 5), and where that opens they have what they wanted. Then nothing is known of the
 * door that stayed silent, for or against who asked. Each such question takes a door of IPv4 that was new and
 * opened, at the same port, to the one host that has been seen to follow that address before: a scanner would
 * have to find as many open ones. Fed with contacts of those at home; of fixed size; the thread of the
 * watch. */
#pragma once

#include "base/hash.h"
#include "state/region.h"
#include "watch/contact.h"

struct eyeballs;

/* NULL when memory is out. */
struct eyeballs *eyeballs_new(struct hash_key key);
void eyeballs_free(struct eyeballs *e); /* NULL is nothing */
size_t eyeballs_memory(const struct eyeballs *e);

/* A first question by IPv6. */
void eyeballs_ask(struct eyeballs *e, const struct contact *c);
/* A new door opened by IPv4. */
void eyeballs_opened(struct eyeballs *e, const struct contact *c);
/* Whether this question, which stayed silent, was asked and answered by IPv4. */
bool eyeballs_met(const struct eyeballs *e, const struct contact *c);

/* What there is to save. */
struct region eyeballs_region(struct eyeballs *e);
