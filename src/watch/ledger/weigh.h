/* The sequential hypothesis test (Jung, Paxson, Berger, Balakrishnan, S&P 2004), a contact at a time: what
 * does this outcome, at this door, say for a scanner rather than for an honest host? Keyed by (dst, port) and
 * not by destination alone, so that an owner of one address is not blind (on four days of labelled flows the
 * latter finds 0 of 35 attackers, this all); and in the reverse form of Schechter, Jung and Berger (RAID
 * 2004): never below 0, so that no credit is saved up for later. */
#pragma once

#include "watch/ledger/ledger.h"

/* ln(beta / alpha) for 99 % detection and 1 % false alarms. */
#define WEIGH_ALARM 4.595f
/* ln 4, what a failure weighs: P(failure | scanner) = 0.8, P(failure | honest) = 0.2 (Jung et al. 2004). */
#define WEIGH_STEP 1.386f

/* That is no door of its own: Windows asks for shares at 445 and, at the same time, at 139, and takes
 * whichever answers first. */
bool weigh_is_beside(const struct ledger *g, const struct contact *c);
/* A new door was asked at, at home or not; its outcome may be known. g->last_dst is still that of the one before. */
void weigh_ask(struct ledger *g, const struct contact *c, bool home);
/* That door, at home, is one that others are let in at; `popular`: many. */
void weigh_served(struct ledger *g, const struct contact *c, bool popular);
/* Whether what a file says of the test can be. */
bool weigh_is_sound(const struct ledger *g);
/* What became of it; `home` as in weigh_ask(). */
void weigh_note(struct ledger *g, const struct contact *c, bool home);
/* It opened, and a system that knew nothing of the question broke the handshake off: that was no visit. */
void weigh_raw(struct ledger *g, const struct contact *c);
/* It opened, and the asker left without a word. */
void weigh_wordless(struct ledger *g, const struct contact *c, bool home);
/* Whether it is judged in the order of asking: SYN from home, but for what everybody's programs knock at. */
bool weigh_walks(const struct ledger *g);
/* It came back to a door that had not opened, and was let in: the service was starting. `looked`: how it looks for its
 * neighbours, NULL if it does not. */
void weigh_opened_late(struct ledger *g, struct ledger *looked, const struct contact *c);
/* It asks again where it was let in before; and that was silent this time. */
void weigh_again(struct ledger *g, const struct contact *c);
void weigh_missed(struct ledger *g);
/* Somebody answered it, at a new door or at one that it knew, `took` after it asked. */
void weigh_answered(struct ledger *g, const struct contact *c, nsec took);
/* The test's sum when doors count too that it has not heard of, though it asked on. */
float weigh_unheard(const struct ledger *g);

/* Of the last doors at home that it asked at at its last port, those where nobody else is let in; all 0 where
 * it is not judged in the order of asking. */
struct walk_tally weigh_unserved(const struct ledger *g);

/* Whether, of those that it asked at the port at which most stayed shut, some let it in between and after
 * them, or right before, half as many at least, and it has something to say wherever it is let in: a list of
 * servers, half of which are down, looks like a net that is half full, and weighs no more than what is worth a
 * look while these are few. */
bool weigh_listed(const struct ledger *g);
/* Whether its last door is one of those by which one comes into hosts, of which clients know few: shares,
 * consoles, remote desktops. */
bool weigh_entrance(const struct ledger *g);
/* Whether any of its doors is. */
bool weigh_has_entrance(const struct ledger *g);
/* Of the last doors at home that it asked at: how many hosts have been asked at its last port, and at how
 * many of these doors many are let in. All 0 where that is no entrance. `news`: without those that were told,
 * and those that go on with them. */
struct weigh_round {
    unsigned hosts, popular;
} weigh_round(const struct ledger *g, bool news);
/* Whether its last door is such an entrance, and the test, begun anew when it was told, says enough again: so
 * many stay shut of those that it went on to. */
bool weigh_fails_anew(const struct ledger *g);
/* It is being told now. */
void weigh_told(struct ledger *g);

/* Whether it tells of neighbours that were looked for (ARP, RFC 826; ND, RFC 4861), not of doors. */
bool weigh_neighbours(const struct ledger *g);
/* Of the last ones those that are not there: an answer should have come by `last`. 0 where it tells of doors. */
unsigned weigh_absent(const struct ledger *g, nsec_wall last);

/* A neighbour that was found is asked at a door, which opens, or does not: what that says goes to the ledger
 * of those that were looked for, too. */
void weigh_neighbour(struct ledger *looked, const struct contact *c);

/* How many distinct targets at least, before a ledger of this technique may alarm at all. */
unsigned weigh_least(uint8_t technique);

/* A door where a peer of somebody's program may be: from inside to outside, at a high port; and whether that
 * port is such a program's own. Ledgers know how many of them there are; what is done at all others is summed
 * up once more, without them. */
bool weigh_peer(const struct ledger *g, const struct contact *c, bool home);
bool weigh_peers_own(uint16_t port);

/* The i-th of the everyday services by UDP; 0 = there are no more. */
uint16_t weigh_common(unsigned i);

/* Of everyday doors (below) those of which each host knows a few: on its own net neighbours that have the
 * same program, and services by UDP: those that answer wherever they are, and those that are told something
 * and never answer (logs, traps), of which there are one or two; not what servers say to all their clients
 * (leases, NetBIOS). Outside servers of mail and chat, and by UDP what one has at home, if anywhere. Of the
 * others (the web, calls) it is told by whatever it reads. */
bool weigh_few(const struct ledger *g, const struct contact *c, bool home);

/* A stranger at a service by UDP of which a host is told a few, by a list, if any: names, time, IKE, what one has at home, SIP,
 * memcached and the like. Not asked from the service's own port, which may answer there; nor for NetBIOS, which servers
 * ask their visitors for; nor at private addresses, which may be one's own. */
bool weigh_sought(const struct ledger *g, const struct contact *c, bool home);

/* Doors that programs of ordinary people and servers knock at all day (web, names, time, mail …), from
 * inside. */
bool weigh_everyday(uint8_t technique, uint16_t port, uint8_t src_zone, enum zone dst_zone);
/* Whether all of these ports are such, asked from inside, of servers outside; none: false. */
bool weigh_all_everyday(const struct portset *ports, uint8_t technique);
/* Whether all doors of this ledger would have been such, had its suspect been known to be at home. */
bool weigh_was_everyday(const struct ledger *g);
