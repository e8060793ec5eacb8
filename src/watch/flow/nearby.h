/* Whether it is heard what neighbours answer. Who looks for one by ARP or neighbour discovery asks them all, and
 * is answered alone: a port of a switch, a wireless station, one direction of a wire hear the question only, and
 * everybody seems to look for hosts that are not there, but for what the machine at that port asks and answers
 * itself. Answers that have no machine in common show that others are heard, too. Fed with sights and contacts; of fixed size;
 * the thread of the watch. */
#pragma once

#include "watch/contact.h"

enum { NEARBY_SILENT = 3 };

struct nearby {
    struct nearby_party {
        struct addr addr;
        uint64_t mac; /* 0: not known */
    } common[2];      /* who asked or answered whenever an answer was heard */
    unsigned n_common;
    unsigned silent; /* questions of which no answer was heard, up to NEARBY_SILENT */
    bool answered;   /* one was */
    bool heard;      /* and nobody has part in all of them */
    bool went_on;    /* somebody went on with one at home, whose answer was not seen */
};

/* Each sight: it may be an answer. */
void nearby_hear(struct nearby *n, const struct sight *s);
/* `inferred`: that c was answered, by one at home, is known from its asker only. */
void nearby_note(struct nearby *n, const struct contact *c, bool inferred);
/* Neighbours are looked for here, and only the machine that records is heard to be answered, if anybody is. */
bool nearby_is_mute(const struct nearby *n);
/* Of that asker, whom several neighbours are seen to answer otherwise (`talks`): silence of neighbours says
 * nothing. */
bool nearby_is_unheard(const struct nearby *n, const struct addr *asker, bool talks);
