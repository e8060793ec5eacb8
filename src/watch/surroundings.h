/* What is learnt of where one listens, from all that comes by: who is at home (place.h), which machines are its
 * gateways (detect/gateway.h), and which answers can be heard there (flow/nearby.h). Nobody is judged by it here;
 * detectors ask it later. */
#pragma once

#include "watch/contact.h"

struct watch;

/* Before the sight becomes contacts. */
void surroundings_sight(struct watch *w, const struct sight *s);
/* What its outcome shows of who can be heard, and of the ways out; while w->sight is what it was made of. */
void surroundings_contact(struct watch *w, const struct contact *c);
/* What became of a question shows whether the way out works (detect/outage.h). `again`: its asker had been there. */
void surroundings_way(struct watch *w, const struct contact *c, bool again);
/* It may be a visit as those at home make them: then who makes it is there, too. */
void surroundings_visit(struct watch *w, const struct contact *c);
