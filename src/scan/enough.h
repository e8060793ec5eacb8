/* When an engine has asked often enough: so often that the doors it may have missed are fewer than the goal
 * allows; and, where a host rations its RSTs, until silence is a proof. And what it says of that: the share
 * of doors found. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct scan;

/* Are so many rounds enough for this block, when so many targets are silent after them, and in the whole scan
 * so many answered and are open? */
bool enough_after(const struct scan *s, uint32_t rounds, double silent, double answered, double open);
/* Are those that were made? */
bool enough_now(const struct scan *s);

/* The doors are found, but some host rations its RSTs: begins to ask the silent rest on at the pace of its
 * answers, so that closed ports are not called filtered. False: nothing is to be proved. */
bool enough_begin_proof(struct scan *s);
/* Does the last round of the proof leave something to wait for? */
bool enough_goes_on(struct scan *s);
/* A proof's quiet rounds count from here on; -1: but for the one under way. */
void enough_quiet_from(struct scan *s, int rounds);

/* The share of open doors that were found, estimated, and its lower bound (95 %); NaN = not known. */
void enough_recall(const struct scan *s, double *ret, double *ret_low);
