/* What goes out: which ledger is an alert, when it is told, with which others, and the account of a day. All
 * put what they tell into the sink of the running step; what that refuses is w->failed. */
#pragma once

#include "watch/detect/surge.h"

#include <stdint.h>

struct watch;
struct ledger;
struct sink;

/* Looks at a ledger that changed: raises the alert, and live tells it, or what it has grown to. */
void telling_judge(struct watch *w, struct ledger *g);
/* Whether it was told, and by itself: not with others' scans, nor as one of several of which all but one are
 * forged. */
bool telling_alone(const struct watch *w, const struct ledger *g);
/* Puts its alert as it stands now into `out`: it is none the more told. */
void telling_once_more(struct watch *w, const struct ledger *g, struct sink *out);
/* An alert of its own kind was put: `e` is what the sink said. */
void telling_count(struct watch *w, int e);
void telling_surges(struct watch *w, const struct surge out[], unsigned n);
/* Live: what was raised of late, and what it turned out to be part of. */
void telling_settle(struct watch *w);
/* The account of the day that is over when `day` (since 1970) has begun, in the order in which it is read. */
void telling_day(struct watch *w, int64_t day);
/* All that was raised, for the last time. */
void telling_end(struct watch *w);
