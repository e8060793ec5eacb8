/* Packets that look like answers to something that was never asked: SYN-ACK, RST, ACK or FIN|ACK from a
 * service's port, an empty datagram from there. Mostly they are: answers to what others sent in our name, the
 * half of a conversation, the end of one that nobody remembers. But `nmap --scanflags SYNACK` asks in this
 * way, and `-sA -g 80`. Answers come with many numbers, to ports that askers take; whoever sends packets of
 * his own making to the doors of services, or to one door after the other, asks. So it is with flows of
 * which a sensor tells nothing but that they did not begin with a SYN, or not even that and they are from a
 * service's port: from random ports to random ports, resets and a scan are the same there, and so are a
 * server's answers and a scan from its port, unless they go to ports that are known; nothing is said. */
#pragma once

#include "base/hash.h"
#include "watch/contact.h"
#include "watch/detect/role.h"

#define STRAY_DOORS 6 /* distinct ones, before anything is said of a source */

struct strays;

struct strays *strays_new(struct hash_key key);
void strays_free(struct strays *s);
size_t strays_memory(const struct strays *s);

/* Takes a contact that is `claimed` (contact.h). Returns how many contacts in out[] turn out to be questions:
 * none, this one, or with this one all that were held back of its source. */
unsigned strays_note(struct strays *s, const struct contact *c, struct contact out[STRAY_DOORS]);
/* What else it can be that this ledger has of a source's datagrams; name NULL: nothing. */
struct role strays_role(const struct strays *s, const struct ledger *g);
/* At how many ports that askers take, of several hosts, this address sent from that one what may be answers, and was
 * not found out; else 0. */
uint32_t strays_replies(const struct strays *s, const struct addr *a, uint16_t sport);
/* Whether this address asked in this way: then what it sent was no answer. */
bool strays_asked(const struct strays *s, const struct addr *a);
