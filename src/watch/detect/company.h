/* What a log leaves open that does not say what came of a question, the company tells in which it was asked: those
 * who are asked had come to the asker, or others go to the same doors. No excuse where outcomes are known, nor at
 * doors by which one comes into hosts. Pure. */
#pragma once

#include "watch/detect/role.h"
#include "watch/ledger/door.h"

/* A server of many (a monitor, a scheduler, a backup) that asks those back who come to it, at one port and at its
 * leisure: as many come to one of its doors as it asks, and so did the first ones of these. Whoever uses such a
 * server to look for anything else asks at another port as well, or others, or in order, or in a hurry; and nobody
 * is asked for what he asks for himself, as worms are. name NULL: that explains nothing. */
struct role company_called(const struct ledger *g, const struct ledgers *l, const struct doors *doors,
                           const struct places *p);

/* Clients of the same servers, as others are: pods behind a service, ports that containers were given. Three of four
 * doors at least, of all that it asked at, are others' as well; it asked at one after the other, in no order, and comes
 * back to them, or others come to it at the same ports. Four who look around together at their leisure would do the
 * same: of such a log nobody could tell. name NULL: that explains nothing. */
struct role company_shared(const struct ledger *g, const struct ledgers *l, const struct doors *doors,
                           const struct places *p);
