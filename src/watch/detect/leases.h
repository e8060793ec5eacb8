/* Who hands out addresses asks first whether somebody has them (RFC 2131 3.1, 4.4.1), one after the other in its
 * order, and silence is what it wants: that looks like a sweep of a net in which nobody is. But a moment later it
 * offers the address to a client. Fed with questions and with what servers of DHCP send; of fixed size; the thread
 * of the watch. */
#pragma once

#include "base/hash.h"
#include "watch/contact.h"

struct leases;

/* NULL when memory is out. */
struct leases *leases_new(struct hash_key key);
void leases_free(struct leases *l); /* NULL is nothing */
size_t leases_memory(const struct leases *l);

/* It asks whether c->dst is there, by a ping or by ARP. Flows are told when they end: true when it is known
 * already that it handed that address out then. */
bool leases_ask(struct leases *l, const struct contact *c);
/* A server of DHCP sent this to its client. Whether it had asked a moment ago if that address is taken, and has
 * offered it since for the first time. */
bool leases_offer(struct leases *l, const struct sight *s);
