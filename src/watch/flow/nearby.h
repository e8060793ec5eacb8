/* Whether it is heard what neighbours answer. Who looks for one by ARP or neighbour discovery asks them all, and
 * is answered alone: a port of a switch, a wireless station, one direction of a wire hear the question only, and
 * everybody seems to look for hosts that are not there. Several who are never answered, or one who is not and
 * talks with them all the same, show it. Fed with contacts; of fixed size; the thread of the watch. */
#pragma once

#include "watch/contact.h"

enum { NEARBY_MUTE = 3 };

struct nearby {
    struct addr mute[NEARBY_MUTE]; /* who looked for somebody and was not answered, */
    unsigned n_mute;
    struct addr answered; /* who was, first: the machine that records, as a rule, hears its own answers; */
    bool heard;           /* and others, too */
    bool went_on;         /* somebody went on with one at home, whose answer was not seen */
};

/* `inferred`: that c was answered, by one at home, is known from its asker only. */
void nearby_note(struct nearby *n, const struct contact *c, bool inferred);
/* Silence of neighbours says nothing. */
bool nearby_is_unheard(const struct nearby *n);
