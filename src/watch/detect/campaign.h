/* Many sources, one plan: sources of one prefix whose packets look alike, that hardly ever ask at the same
 * door. On a firewall's log of 16 days 49 of 50 such nets show at most two shapes of packet. Groups of
 * several prefixes are one campaign when they begin and end together, or one goes on where another ended, look
 * alike for the most part (or all have packets of no likeness) and stay out of each other's way (Gates, NDSS
 * 2009: coverage high, overlap low). */
#pragma once

#include "base/hash.h"
#include "state/region.h"
#include "watch/contact.h"
#include "watch/ledger/ledger.h"
#include "watch/ledger/tally.h"
#include "watch/place.h"

struct campaigns;

struct campaign {
    uint8_t technique, zone;
    uint16_t sport; /* of the first; */
    uint32_t
        systems; /* of `sum`, by TCP: those that a system asked (marks_of_system()), from another port than that */
    nsec_wall first, last;
    uint32_t sources, targets, sum; /* distinct; sum: targets of each source, added up */
    uint32_t answered;              /* doors that opened, of a plan that found many; else 0. Not in `sum` */
    uint32_t outcome[SIGHT_OUTCOMES];
    uint32_t completed;  /* handshakes that were finished, */
    struct addr *source; /* `sources` of them, as far as named: campaign_suspect() */
    uint32_t named;
    uint32_t half;                     /* or broken off, */
    struct event event[LEDGER_EVENTS]; /* the first ones, by time */
    uint32_t n_events;
    uint32_t raw; /* and of these, by a system that knew nothing of them */
    struct portset ports;
    struct tally hosts;
    bool mixed; /* more than one in ten of their packets is not like the others, or of none is it known */
    bool told;  /* once already: campaigns_tell() */
};

/* At most `max` groups. NULL when memory is out. */
struct campaigns *campaigns_new(unsigned max, struct hash_key key);
void campaigns_free(struct campaigns *c);

size_t campaigns_memory(const struct campaigns *c); /* without what came from the budget */

/* A door that stayed shut to somebody who asked there for the first time. */
void campaigns_note(struct campaigns *s, const struct contact *c, enum zone zone, struct budget *b);

/* Brings near what campaigns_note() will ask for. */
void campaigns_prefetch(const struct campaigns *s, const struct contact *c);

/* One that opened, to somebody who asked there for the `first` time or again: neighbours of one office are let
 * in nearly everywhere, those of one plan hardly anywhere, or at half of the hosts, each of them at others. */
void campaigns_opened(struct campaigns *s, const struct contact *c, bool first, struct budget *b);

/* How somebody went on with a door that opened (CONTACT_FOLLOWED). */
void campaigns_followed(struct campaigns *s, const struct contact *c);

/* The groups. */
struct region campaigns_region(struct campaigns *s, struct budget *b);

/* Joins groups and counts how many campaigns there are; then campaigns_get(0 …). */
unsigned campaigns_settle(struct campaigns *s, struct budget *b);
/* After settling, when there is more to come: groups without news since `before` go. */
void campaigns_rest(struct campaigns *s, nsec_wall before, struct budget *b);
/* The i-th that is named. It is the only address that was seen of somebody, or of outside IPv6 the /64 itself, host part
 * zero, where there were several; this is the /64 of either. */
struct addr campaign_suspect(const struct campaign *c, uint32_t i);
const struct campaign *campaigns_get(const struct campaigns *s, unsigned i);
/* True the first time for each campaign. */
bool campaigns_tell(struct campaigns *s, unsigned i);
/* Whether this source's scan is told with a campaign. */
bool campaigns_has(const struct campaigns *s, const struct addr *src, uint8_t technique);
/* After settling: how many sources, of those kept by name, have the campaigns from outside that asked at this
 * port. */
uint32_t campaigns_sources(const struct campaigns *s, uint8_t technique, uint16_t port);
