/* Who asks for hosts on behalf of others: routers, for whomever somebody out there wants (a scan from the
 * Internet becomes a sweep by ARP of the router's), and those who hand out addresses, to see whether one is
 * taken (RFC 2131 3.1). Neither says so; but the answers of hosts elsewhere come in the router's frames, to
 * others than itself; on the sides of the recording router that are not at home, too; and who is given an
 * address tries it himself, right after it was looked for. Whoever forges both sides of such conversations,
 * or hands out addresses that nobody asked for, can still make himself look so: his sweep is told all the
 * same, with the role, and low. */
#pragma once

#include "state/region.h"
#include "watch/detect/role.h"
#include "watch/place.h"
#include "watch/sight.h"

struct gateways;

struct gateways *gateways_new(void);
void gateways_free(struct gateways *v);
size_t gateways_memory(const struct gateways *v);

/* s: of a packet from outside which belongs to a conversation that goes both ways. */
void gateways_note_frame(struct gateways *v, const struct sight *s);
/* s: what a host at home answered to somebody elsewhere: its frame goes to whom the host's own routes made
 * its way out, and nobody can bring that about by what he sends. */
void gateways_note_answer(struct gateways *v, const struct sight *s);
/* s: what a host at home says to somebody elsewhere who answered it past what is recorded: the same of its frame, if it is
 * for one who spoke on the link, and from another address than his. */
void gateways_note_going(struct gateways *v, const struct sight *s);
/* Whether that address is of the net in which the last one that this hardware address spoke with is. */
bool gateways_is_beside(const struct gateways *v, uint64_t mac, const struct addr *a);
/* s: of a packet that finishes a handshake with a number that only who got the answer knows: it found its way to him. */
void gateways_note_proven(struct gateways *v, const struct sight *s);
/* s: somebody asks who has that ledger. Cooked captures do not tell for whom the frames of the answers are. */
void gateways_note_asker(struct gateways *v, const struct sight *s, uint32_t ledger);
/* Any other sight, of which those from home are taken: who has which hardware address, and who hands out
 * addresses. */
void gateways_note(struct gateways *v, const struct sight *s, const struct places *p);

/* Whether frames of that address bring what others elsewhere say, as a router's do; and whether any are known
 * that do. */
bool gateways_brings(const struct gateways *v, uint64_t mac);
bool gateways_any(const struct gateways *v);

/* What explains this ledger; name NULL: nothing does. */
struct role gateways_role(const struct gateways *v, const struct ledger *g);
/* The same where nothing but questions for neighbours is heard, as at a bystander's port of a switch, for the one whom
 * most of them look for, as all look for their router, or who says that it is one (VRRP, OSPF, router advertisements).
 * A server of all of them looks like that, too. */
struct role gateways_sought(const struct gateways *v, const struct ledger *g);

/* The same where no frame tells for whom it is: its frames bring somebody from beyond, who is raised, and scanned when it
 * looked for so many, and nobody else's frames bring anything from outside. Packets that are no scan are no pretext; who
 * forges a whole one raises an alert by that. And of the recording machine's own interfaces, for whom others were handed
 * to it that somebody raised asks for: as many, at the same time, of the same span. */
struct role gateways_messenger(const struct gateways *v, const struct ledger *g, struct ledgers *l);

/* What there is to save. */
struct region gateways_region(struct gateways *v);
