/* How well is read what was never met? In: the examples of all signatures. Out: for each, what is said of it
 * when the signatures of its product are left out, against what they say. For a test and a tool; not
 * installed. */
#pragma once

#include "ident/match.h"
#include "ident/sig.h"

struct unmet {
    struct found truth, said;
    bool service, service_false; /* named rightly; named otherwise */
    bool product, product_false; /* a library's true name (frame.h) is neither */
    bool version, version_false;
};

/* The example e, with everything else of its product unknown. False when its signature names no product: then
 * there is nothing to leave out. */
bool unmet_example(struct match *m, const struct sig_example *e, struct unmet *ret);
