/* What the files that make up telling.h share: telling.c (one ledger: is it an alert?), tellingtwins.c (decoys),
 * tellingday.c (what is told by the clock). */
#pragma once

#include "watch/priv_watch.h"
#include "watch/telling/incident.h"
#include "watch/telling/telling.h"

/* telling.c: `e` is what the sink said. */
void telling_note(struct watch *w, int e);
/* Puts its alert: of n sources that are told together, or (n = 0) of its own. Returns how grave that was said to be (enum
 * watch_severity). */
unsigned telling_put(struct watch *w, const struct ledger *g, enum incident_phase phase,
                     const struct addr *srcs, unsigned n);
/* Live: tells it by itself; phase: INCIDENT_RAISED or INCIDENT_AGAIN. */
void telling_raise(struct watch *w, struct ledger *g, enum incident_phase phase);
/* Whether it is told with a plan of many, or is an answer's echo. */
bool telling_is_told(const struct watch *w, const struct ledger *g);
/* Whether it is told with its wave; it leaves that when it has come to stand out. */
bool telling_is_folded(struct watch *w, struct ledger *g);
/* Whether something is to be told of it, by itself or with its twins, of what went on since then. */
bool telling_is_to_tell(struct watch *w, struct ledger *g, nsec_wall since);
/* telling_judge(); `last`: nothing more will be learnt of it. */
void telling_look(struct watch *w, struct ledger *g, bool last);

/* tellingtwins.c: true: there are such, and it is told with them, or now was. */
bool telling_twins(struct watch *w, struct ledger *g, enum incident_phase phase, nsec_wall since);
