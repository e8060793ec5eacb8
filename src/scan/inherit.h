/* A scan after another one, with the same technique: what the first asked is not asked again, and no record is put twice. The first is
 * over a list of doors (pairs.h: yesterday's, which are wanted soon), the second over whole networks that may hold the same doors.
 *
 *   the first   has conf.later, the conf of the second: it puts open doors when it finds them, and leaves the records of other
 *               ports to the second where that asks them too
 *   the second  has conf.before, the finished first: its blocks begin with what is known already, its counters go on
 *
 * Of a scan with another technique only the counters go on; what is known of hosts is in conf.hosts (hosts.h). */
#pragma once

struct scan;

/* Hosts, and verdicts of s's conf.before, that concern the block that s begins. */
void inherit_block(struct scan *s);
/* Its counters. */
void inherit_counts(struct scan *s);
