/* What is made of a ledger in the end: what the detectors find in it, less what explains it. A suspect's role
 * (announced, declared, learnt), and what cannot be known where this watch listens, leave little of a
 * finding; marks of a scanning tool add to it. */
#pragma once

#include "watch/detect.h"
#include "watch/detect/campaign.h"
#include "watch/detect/role.h"

struct watch;

struct verdict {
    unsigned score, severity; /* 0 … 100; enum watch_severity */
    struct diag why;          /* the strongest finding's; msg NULL: there is none */
    struct role role;         /* what explains it; without a name, `why` is what the user might declare */
    bool one_way;             /* nobody was ever seen to answer anybody */
    bool outward;             /* nobody outside was, though some must have */
};

/* Whether it is what answers alone tell of somebody who was seen to ask as much, by the same technique: that says
 * who he is, and these belong to it, or were lost on the way, or forged. */
bool verdict_is_echo(const struct watch *w, const struct ledger *g);
/* What the detectors find in it, and in what its suspect did besides. */
struct finding verdict_finding(const struct watch *w, const struct ledger *g);
struct verdict verdict_of(const struct watch *w, const struct ledger *g);

/* What explains a campaign; name NULL: nothing does. From home, while nobody outside answered anybody, and most of its
 * sources asked more everyday servers there, again and again: the net's way out was broken, and what they asked for
 * besides was no plan. Or everyday servers alone, by neighbours of whom it is not heard what they are answered. */
struct role verdict_of_campaign(const struct watch *w, const struct campaign *c);
/* Whether that may still turn out. */
bool verdict_may_be_outage(const struct watch *w, const struct campaign *c);
