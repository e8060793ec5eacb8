/* Where nobody says what came of it: logs of what was let through, NFLOG, sampled flows. There who asks many for one
 * thing is a scanner, or a relay, a crawler, a gateway of users, a peer, a monitor on its first round, a deployment: all
 * of them go once to each of many that hardly anybody else goes to, some in the order of a list, at any speed. What is
 * said of pace, order and rarity of these is worth telling, but low. Some of it no honest program does, whatever came of
 * it: it asks one host, or all, or each for more services than anybody uses (breadth.c), walks along the ports of a host below
 * those that systems hand out, misses hardly an address of a whole net, none of which has all of them taken, or goes
 * to more hosts by doors through which one comes into them than a deployment has. Pure. */
#pragma once

#include "watch/ledger/ledger.h"

/* The most that is left of a finding, in nats; INFINITY: all of it. `low`: just below medium. */
float unsaid_leaves(const struct ledger *g, float low);
