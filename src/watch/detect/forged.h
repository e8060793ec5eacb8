/* Sources drawn blindly, as those of a flood are whose sender makes up who he is: of so many, some meet in one net by
 * chance, and look like its plan. Nets of one plan hold more of them than chance has it, or each of theirs asks at more
 * doors. Fed with doors that stayed shut, of one technique, zone and family of addresses; of fixed size; the thread of
 * the watch. */
#pragma once

#include "watch/contact.h"
#include "watch/ledger/tally.h"
#include "watch/mix.h"

#define FORGED_DOORS 16 /* a source: who asks at more is himself */

struct forged {
    struct tally sources, nets;        /* of this run of busy minutes */
    uint32_t tries, in_minute, in_net; /* in_net: addresses of a net */
    int64_t minute;                    /* since 1970 */
    nsec_wall since, until;
    struct drawing {
        uint32_t tries, sources, nets; /* drawn blindly; sources 0 = they were not */
        nsec_wall first, last;
    } now,
        most; /* this run so far; of those before it the one with most sources, from first to last of all */
};

/* Somebody of that net asked at a door for the first time; hashes of both, all 64 bits good. */
void forged_note(struct forged *f, const struct contact *c, uint64_t source, uint64_t net, struct budget *b);
/* What this run is up to now. */
void forged_settle(struct forged *f);
/* So many sources of one net, who asked at so many doors in that time, may be there by chance. */
bool forged_explains(const struct forged *f, uint32_t sources, uint32_t doors, nsec_wall first,
                     nsec_wall last);
void forged_fini(struct forged *f, struct budget *b);
