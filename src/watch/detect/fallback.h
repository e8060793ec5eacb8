/* Who is at home though no answer says so: a client whose IPv6 leads nowhere asks in vain at one server after
 * the other, as a scanner does, and where nobody said which networks are at home, only answers would show
 * that it is. But programs try IPv4 a moment later (RFC 8305 5: 250 ms), and its frames are those of a host
 * that is known. Neither excuses anything but doors that everybody's programs knock at. Fed with contacts and
 * the frames that they came in; of fixed size; the thread of the watch. */
#pragma once

#include "state/region.h"
#include "watch/contact.h"
#include "watch/detect/gateway.h"
#include "watch/detect/role.h"
#include "watch/place.h"

struct fallbacks;

/* NULL when memory is out. */
struct fallbacks *fallbacks_new(void);
void fallbacks_free(struct fallbacks *f); /* NULL is nothing */
size_t fallbacks_memory(const struct fallbacks *f);

/* A question; `first`: its asker was not at that door before. */
void fallbacks_note(struct fallbacks *f, const struct contact *c, bool first, const struct places *p);

/* What explains this ledger; name NULL: nothing does. */
struct role fallbacks_role(const struct fallbacks *f, const struct ledger *g, const struct gateways *v);

/* What there is to save. */
struct region fallbacks_region(struct fallbacks *f);
